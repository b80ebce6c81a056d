"""A build's report → terminal lines and a table. Pure: nothing is read, nothing printed."""

from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from bot.rendering.plain import printable
from index.blocks import Label
from index.building.report import Report
from index.storage.rows import DocumentSummary

MOST_ROWS = 40
"""Documents that are shown, those with something to tell first; the page shows all."""

_DOUBTS = 3
_NAMED = 5


def report_table(report: Report) -> Table | None:
    """The documents of which there is something to tell; ``None`` when there is none."""
    telling = [account for account in report.summaries if account.left_out or account.warnings]
    if not telling:
        return None
    table = Table("document", "passages", "left out", "to look at", box=None)
    for account in telling[:MOST_ROWS]:
        cells = (account.id, f"{account.passages:,}", _left_out(account), _told(account))
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def report_lines(report: Report) -> Iterator[str]:
    """What a build made, what it passed over and why, a line each."""
    yield _made(report)
    if changed := _changed(report):
        yield changed
    telling = sum(bool(account.left_out or account.warnings) for account in report.summaries)
    if telling > MOST_ROWS:
        yield f"{telling - MOST_ROWS:,} more documents have something to tell: see --report FILE"
    if left := _sums(report):
        yield f"left out of the index: {left}"
    for skipped in report.skipped:
        yield f"skipped {printable(skipped.path)}: {printable(skipped.reason)}"
    for ids in report.same_titles:
        names = printable(", ".join(ids))
        yield f"same title: {names}; give each a title of its own to tell them apart"
    for warning in report.warnings:
        yield f"warning: {printable(warning)}"


def _made(report: Report) -> str:
    passages, documents = (
        counted_noun(report.passages, "passage"),
        counted_noun(report.documents, "document"),
    )
    if report.generation is None:
        return f"nothing published; a build would index {passages} of {documents}"
    return f"{report.generation}: {passages} of {documents} in the index"


def _changed(report: Report) -> str:
    """What is not as it was, if there was something before."""
    changes = report.changes
    if len(changes.added) == report.documents and not changes.removed:
        return ""
    named = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    told = [f"{len(ids):,} {what}{_names(ids)}" for what, ids in named.items() if ids]
    passages = f"{changes.passages_added:,} added, {changes.passages_removed:,} removed"
    return f"documents: {'; '.join(told) or 'none changed'}; passages: {passages}"


def _names(ids: tuple[str, ...]) -> str:
    more = len(ids) - _NAMED
    names = ", ".join(ids[:_NAMED]) + (f" and {more:,} more" if more > 0 else "")
    return f" ({printable(names)})"


def counted_noun(count: int, noun: str) -> str:
    """Such as ``1 passage`` and ``1,204 passages``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _sums(report: Report) -> str:
    sums: dict[Label, int] = {}
    for account in report.summaries:
        for label, count in account.left_out.items():
            sums[label] = sums.get(label, 0) + count
    return block_counts(sums)


def block_counts(counts: dict[Label, int]) -> str:
    """Blocks by label, such as ``3 furniture, 1 repeat``."""
    return ", ".join(f"{n:,} {label.value}" for label, n in counts.items())


def _left_out(account: DocumentSummary) -> str:
    return block_counts(account.left_out)


def _told(account: DocumentSummary) -> str:
    more = len(account.warnings) - _DOUBTS
    shown = list(account.warnings[:_DOUBTS]) + ([f"{more} more"] if more > 0 else [])
    return "; ".join(shown)
