"""A build's report → terminal lines and a table. Pure: nothing is read, nothing printed."""

from collections import Counter
from collections.abc import Iterator

from rich.table import Table
from rich.text import Text

from bot.rendering.safe_text import printable
from index.blocks import Label
from index.building.report import Report
from index.storage.rows import DocumentSummary

MOST_ROWS = 40
"""Documents of the table, only those with something to report; the page shows all."""

_MOST_WARNINGS = 3
_MOST_IDS = 5


def report_table(report: Report) -> Table | None:
    """The documents with something to report; ``None`` when there are none, or nothing changed."""
    if report.is_unchanged:
        return None
    notable = [summary for summary in report.summaries if summary.left_out or summary.warnings]
    if not notable:
        return None
    table = Table("document", "passages", "left out", "to look at", box=None)
    for summary in notable[:MOST_ROWS]:
        cells = (summary.id, f"{summary.passages:,}", _left_out(summary), _warnings(summary))
        table.add_row(*(Text(printable(cell)) for cell in cells))
    return table


def report_lines(report: Report) -> Iterator[str]:
    """What a build made, and what it left out or skipped and why, a line each; one line in all
    when nothing changed, since the build before told it."""
    if report.is_unchanged:
        yield _unchanged_line(report)
        return
    yield _build_line(report)
    if changed := _changes_line(report):
        yield changed
    notable = sum(bool(summary.left_out or summary.warnings) for summary in report.summaries)
    if notable > MOST_ROWS:
        yield f"{notable - MOST_ROWS:,} more documents have something to tell: see --report FILE"
    if left_out := _left_out_of_all(report):
        yield f"left out of the index: {left_out}"
    if report.ignored:
        yield f"ignored by rules: {_ignored(report)}; build --report FILE lists them"
    for skipped in report.skipped:
        yield f"skipped {printable(skipped.path)}: {printable(skipped.reason)}"
    for ids in report.same_titles:
        names = printable(", ".join(ids))
        yield f"same title: {names}; give each a title of its own to tell them apart"
    for warning in report.warnings:
        yield f"warning: {printable(warning.text)}"


def _unchanged_line(report: Report) -> str:
    skipped = counted_noun(len(report.skipped), "file")
    still = f"; {skipped} skipped, as before" if report.skipped else ""
    return f"nothing changed; {report.generation} answers{still}"


def one_line(report: Report) -> str:
    """What a build made, and what changed."""
    return "; ".join(filter(None, (_build_line(report), _changes_line(report))))


def _ignored(report: Report) -> str:
    """How much each rule left out; all patterns of a file count as one rule."""
    counts = Counter(ignored.rule.partition(": ")[0] for ignored in report.ignored)
    return ", ".join(f"{count:,} {printable(rule)}" for rule, count in sorted(counts.items()))


def _build_line(report: Report) -> str:
    passages, documents = (
        counted_noun(report.passages, "passage"),
        counted_noun(report.documents, "document"),
    )
    if report.generation is None:
        return f"nothing published; a build would index {passages} of {documents}"
    return f"{report.generation}: {passages} of {documents} in the index"


def _changes_line(report: Report) -> str:
    """The changes since the last build; empty if every document is new."""
    changes = report.changes
    if len(changes.added) == report.documents and not changes.removed:
        return ""
    changed_ids = {"added": changes.added, "changed": changes.changed, "removed": changes.removed}
    parts = [f"{len(ids):,} {change}{_id_list(ids)}" for change, ids in changed_ids.items() if ids]
    passages = f"{changes.passages_added:,} added, {changes.passages_removed:,} removed"
    return f"documents: {'; '.join(parts) or 'none changed'}; passages: {passages}"


def _id_list(ids: tuple[str, ...]) -> str:
    hidden = len(ids) - _MOST_IDS
    names = ", ".join(ids[:_MOST_IDS]) + (f" and {hidden:,} more" if hidden > 0 else "")
    return f" ({printable(names)})"


def counted_noun(count: int, noun: str) -> str:
    """Such as ``1 passage`` and ``1,204 passages``."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _left_out_of_all(report: Report) -> str:
    counts: dict[Label, int] = {}
    for summary in report.summaries:
        for label, count in summary.left_out.items():
            counts[label] = counts.get(label, 0) + count
    return block_counts(counts)


def block_counts(counts: dict[Label, int]) -> str:
    """Blocks by label, such as ``3 furniture, 1 repeat``."""
    return ", ".join(f"{n:,} {label.value}" for label, n in counts.items())


def _left_out(summary: DocumentSummary) -> str:
    return block_counts(summary.left_out)


def _warnings(summary: DocumentSummary) -> str:
    hidden = len(summary.warnings) - _MOST_WARNINGS
    shown = list(summary.warnings[:_MOST_WARNINGS]) + ([f"{hidden} more"] if hidden > 0 else [])
    return "; ".join(shown)
