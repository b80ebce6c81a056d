"""Sources and looks at them → JSON, and lines for a terminal. Pure: nothing is printed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.rendering.report import counted_noun
from bot.rendering.safe_text import printable
from index.sources.source import Kind, Source, State
from index.sources.web.watching import Counts

_STATES = {State.READY: "ready", State.WAITING: "waiting for a build"}
_KINDS = {Kind.PAGE: "one page", Kind.SITE: "the site below", Kind.REPOSITORY: "the repository"}
_AGES = ((86_400, "day"), (3_600, "hour"), (60, "minute"))


def source_lines(source: Source, built: str, now: datetime) -> Iterator[str]:
    """A source and how it stands, where the index was built at ``built``."""
    files = counted_noun(len(source.items), "file")
    looked = f"last look {ago(source.looked, now)}" if source.looked else "not looked at yet"
    yield printable(source.name)
    yield printable(f"    {source.kind.value} · {files} · {looked} · {_state(source, built)}")
    yield printable(f"    {source.origin} · added by {source.ordered_by}")


def source_fields(source: Source, built: str) -> str:
    """A source as a line of fields between tabs, for other programs."""
    count, state = str(len(source.items)), source.state(built).value
    fields = (source.name, source.kind.value, count, state, source.looked, source.origin)
    return "\t".join(printable(" ".join(field.split())) for field in (*fields, source.problem))


def source_json(source: Source, built: str) -> dict[str, Any]:
    """A source; times that are not known yet are null."""
    return {
        "source": source.name,
        "kind": source.kind.value,
        "origin": source.origin,
        "ordered_by": source.ordered_by,
        "added": source.added or None,
        "looked": source.looked or None,
        "changed": source.changed or None,
        "state": source.state(built).value,
        "problem": source.problem or None,
        "files": len(source.items),
    }


def plan_line(source: Source, pages: int) -> str:
    """What will be looked at, in words."""
    named = f"; its sitemap names {counted_noun(pages, 'page')}" if pages > 1 else ""
    most = source.settings.get("most")
    limit = f", at most {counted_noun(int(most), 'page')}" if most else ""
    where = f"{_KINDS[source.kind]} {source.origin}{limit}{named}"
    return printable(f"{source.name}: {where}")


def look_lines(source: Source, counts: Counts) -> Iterator[str]:
    """What came of a look."""
    words = {
        "new": counts.added,
        "changed": counts.changed,
        "unchanged": counts.unchanged,
        "removed": counts.removed,
        "failed and kept as before": counts.failed,
        "of a kind that is not read, or not to be kept": counts.left_out,
    }
    said = ", ".join(f"{count:,} {word}" for word, count in words.items() if count)
    if said:
        yield printable(f"{source.name}: {counted_noun(len(source.items), 'file')} ({said})")
    if counts.taken_over:
        taken = counted_noun(counts.taken_over, "source")
        yield f"{printable(source.name)}: takes over {taken} whose pages it has"
    if counts.limited:
        yield f"{printable(source.name)}: there are more pages; --most takes more"
    if source.problem:
        yield printable(f"{source.name} failed: {source.problem}")


def ago(time: str, now: datetime) -> str:
    """Such as ``2 hours ago``."""
    then = datetime.fromisoformat(time)
    seconds = (now - (then if then.tzinfo else then.replace(tzinfo=UTC))).total_seconds()
    for size, noun in _AGES:
        if seconds >= size:
            return f"{counted_noun(int(seconds // size), noun)} ago"
    return "just now"


def _state(source: Source, built: str) -> str:
    state = source.state(built)
    return f"failed: {source.problem}" if state is State.FAILED else _STATES[state]
