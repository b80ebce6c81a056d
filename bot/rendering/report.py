"""A build's report → lines for its page and for the bot. Pure: nothing is read, nothing printed."""

from collections import Counter
from collections.abc import Iterator

from bot.rendering.safe_text import printable
from index.blocks import Label
from index.building.report import Report

_MOST_IDS = 5

_BLOCKS = {
    Label.FURNITURE: "headers, footers and the like",
    Label.REPEAT: "repeats",
    Label.DATE: "dates alone",
    Label.DROPPED: "dropped by the owner",
}
"""Blocks that are left out, in the words of somebody who knows no more than the documents."""


def report_lines(report: Report) -> Iterator[str]:
    """What a build made, and what it left out or skipped and why, a line each; one line in all
    when nothing changed, since the build before told it."""
    if report.is_unchanged:
        yield unchanged_line(report)
        return
    yield _build_line(report)
    if changed := _changes_line(report):
        yield changed
    if left_out := _left_out_of_all(report):
        yield f"left out of the documents: {left_out}"
    if report.ignored:
        yield f"ignored by rules: {_ignored(report)}; build --report FILE lists them"
    for skipped in report.skipped:
        yield f"skipped {printable(skipped.path)}: {printable(skipped.reason)}"
    yield from map(same_title_line, report.same_titles)
    for warning in report.warnings:
        yield f"warning: {printable(warning.text)}"


def unchanged_line(report: Report) -> str:
    """That nothing was published, since nothing changed."""
    skipped = counted_noun(len(report.skipped), "file")
    still = f"; {skipped} left out, as before" if report.skipped else ""
    return f"nothing changed; {report.generation} answers{still}"


def one_line(report: Report) -> str:
    """What a build made, and what changed."""
    return "; ".join(filter(None, (_build_line(report), _changes_line(report))))


def _ignored(report: Report) -> str:
    """How much each rule left out; all patterns of a file count as one rule."""
    counts = Counter(ignored.rule.partition(": ")[0] for ignored in report.ignored)
    return ", ".join(f"{count:,} {printable(rule)}" for rule, count in sorted(counts.items()))


def same_title_line(ids: tuple[str, ...]) -> str:
    """That readers cannot tell these documents apart."""
    return printable(
        f"same title: {', '.join(ids)}; give each a title of its own to tell them apart"
    )


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
    """Blocks by what they are, such as ``repeats (3), dates alone (1)``."""
    return ", ".join(f"{block_name(label)} ({n:,})" for label, n in counts.items())


def block_name(label: Label) -> str:
    """What a block is, in plain words."""
    return _BLOCKS.get(label, label.value)
