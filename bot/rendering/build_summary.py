"""A build's report → the few lines that a terminal shows of it. Pure: nothing is printed.

    32 documents, 812 passages; 2 new, 1 changed, 1 removed; 12 s
    left out: 3 files (2 without words, 1 unreadable)
    pincite build --report FILE shows every block

Between the second and the third stands what takes the owner's hand, once: what the build before
told already is only counted. All of it is on the page (see report_page).
"""

from collections import Counter
from collections.abc import Iterator

from bot.rendering.report import counted_noun, same_title_line, unchanged_line
from bot.rendering.safe_text import printable
from index.building.notices import Notices
from index.building.report import Report
from index.documents import Obstacle

MOST_NOTICES = 4
"""Lines for the owner's hand, and one more that says how many there are besides."""

_MOST_IDS = 5
_MINUTE = 60

_KINDS = {
    Obstacle.UNSUPPORTED: "of a kind that is not read",
    Obstacle.WORDLESS: "without words",
}
"""What takes nobody's hand, and how files are counted that were left out for it."""

_OTHERS = "unreadable"


def summary_lines(report: Report, seconds: float, page: str = "") -> Iterator[str]:
    """What a build made in so many seconds; ``page`` names the file of its page if it has one."""
    if report.is_unchanged:
        yield unchanged_line(report)
        return
    yield _counts_line(report, seconds)
    if report.generation is None:
        yield from _dry_run_lines(report)
    if left_out := list(_left_out(report)):
        yield f"left out: {', '.join(left_out)}"
    yield from _few(list(_notice_lines(report.new)))
    yield _page_line(report, page)


def _counts_line(report: Report, seconds: float) -> str:
    documents = counted_noun(report.documents, "document")
    counts = f"{documents}, {counted_noun(report.passages, 'passage')}"
    return "; ".join(part for part in (counts, _changes(report), _time(seconds)) if part)


def _changes(report: Report) -> str:
    """Such as ``2 new, 1 removed``; empty for a first build."""
    changes = report.changes
    if len(changes.added) == report.documents and not changes.removed:
        return ""
    counts = {"new": changes.added, "changed": changes.changed, "removed": changes.removed}
    said = ", ".join(f"{len(ids):,} {word}" for word, ids in counts.items() if ids)
    return said or "none of them new or changed"


def _time(seconds: float) -> str:
    minutes, rest = divmod(max(round(seconds), 1), _MINUTE)
    return f"{minutes:,} min {rest} s" if minutes else f"{rest} s"


def _dry_run_lines(report: Report) -> Iterator[str]:
    """What a build would change, by name."""
    yield "a dry run: nothing is published"
    changes = report.changes
    named = {"new": changes.added, "changed": changes.changed, "removed": changes.removed}
    for word, ids in named.items():
        if ids:
            hidden = len(ids) - _MOST_IDS
            more = f" and {hidden:,} more" if hidden > 0 else ""
            yield printable(f"{word}: {', '.join(ids[:_MOST_IDS])}{more}")


def _left_out(report: Report) -> Iterator[str]:
    """How many files are not in the index, by what is the matter, and how many rules ask for."""
    if report.skipped:
        kinds = Counter(_KINDS.get(skipped.obstacle, _OTHERS) for skipped in report.skipped)
        counts = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
        yield f"{counted_noun(len(report.skipped), 'file')} ({counts})"
    if report.ignored:
        yield f"{len(report.ignored):,} by ignore rules"


def _notice_lines(new: Notices) -> Iterator[str]:
    """What takes the owner's hand, a line each, the files that could not be read first."""
    for skipped in new.skipped:
        if skipped.obstacle not in _KINDS:
            yield printable(f"cannot be read: {skipped.path}: {skipped.reason}")
    yield from (printable(f"warning: {warning.text}") for warning in new.warnings)
    yield from map(same_title_line, new.same_titles)
    for doubtful in new.documents:
        yield printable(f"warning: {doubtful.id}: {doubtful.warning}")


def _few(lines: list[str]) -> Iterator[str]:
    yield from lines[:MOST_NOTICES]
    if (hidden := len(lines) - MOST_NOTICES) > 0:
        yield f"and {counted_noun(hidden, 'more warning')}"


def _page_line(report: Report, page: str) -> str:
    where = printable(page) or "pincite build --report FILE"
    told = _count(report.notices) - _count(report.new)
    before = f", and {counted_noun(told, 'warning')} from before" if told else ""
    return f"{where} shows every block{before}"


def _count(notices: Notices) -> int:
    return sum(1 for _ in _notice_lines(notices))
