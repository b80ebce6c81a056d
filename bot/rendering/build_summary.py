"""A build's report → the few lines that a terminal shows of it. Pure: nothing is printed.

    32 documents, 812 passages; 2 new, 1 changed, 1 removed; 12 s
    left out: 3 files (2 empty, 1 unreadable)
    pincite build --report FILE shows every block

Between the second and the third stands what takes the owner's hand, once: what the build before
told already is only counted. All of it is on the page (see report_page).
"""

from collections import Counter
from collections.abc import Iterator

from bot.rendering.report import counted_noun, same_title_line
from bot.rendering.safe_text import printable
from index.building.notices import Notices
from index.building.report import Report
from index.documents import Skipped

MOST_NOTICES = 4
"""Lines for the owner's hand, and one more that says how many there are besides."""

_MOST_IDS = 5
_MINUTE = 60

_KINDS = {"format not supported": "of a kind that is not read", "empty": "empty"}
"""How the reasons begin that take nobody's hand, and how files are counted that were left out for
them."""

_OTHERS = "unreadable"


def summary_lines(report: Report, seconds: float, page: str = "") -> Iterator[str]:
    """What a build made in so many seconds; ``page`` names the file of its page if it has one."""
    yield _counts_line(report, seconds)
    if report.generation is None:
        yield from _dry_run_lines(report)
    if report.skipped:
        yield _skipped_line(report)
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


def _skipped_line(report: Report) -> str:
    kinds = Counter(map(_kind, report.skipped))
    counts = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    return f"left out: {counted_noun(len(report.skipped), 'file')} ({counts})"


def _kind(skipped: Skipped) -> str:
    kinds = (kind for begins, kind in _KINDS.items() if skipped.reason.startswith(begins))
    return next(kinds, _OTHERS)


def _notice_lines(new: Notices) -> Iterator[str]:
    """What takes the owner's hand, a line each, the files that could not be read first."""
    for skipped in new.skipped:
        if _kind(skipped) == _OTHERS:
            yield printable(f"cannot be read: {skipped.path}: {skipped.reason}")
    yield from (printable(f"warning: {warning}") for warning in new.warnings)
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
