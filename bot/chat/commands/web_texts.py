"""A look at the web → what owners read of it: how far it is, what came of it, what fails. Pure.

Titles, addresses and what a server says are untrusted: they are escaped.
"""

from collections.abc import Sequence
from dataclasses import asdict

from bot.chat.commands.source_problems import source_problem
from bot.chat.render.escaping import escape
from bot.chat.render.fitting import fitting_text
from bot.chat.render.links import origin_text
from bot.chat.render.problems import problem_text
from bot.chat.render.translations import Texts
from bot.service.looker import LookProgress, LookResult
from index.sources.source import Source

LONGEST_TEXT = 1_000
"""Characters of what came of the looks, while a build's stages stand below it."""

MOST_SOURCES = 12


def progress_text(progress: LookProgress, texts: Texts, position: str = "") -> str:
    """How far a look is, and which of several it is."""
    if not progress.name:
        return position + texts("web_looking")
    counts = {"done": f"{progress.done:,}", "total": f"{progress.total:,}"}
    name = "web_progress" if progress.total else "web_progress_open"
    kind = texts(f"origin_kind_{progress.kind}")
    return position + texts(name, origin=origin_text(progress.origin), kind=kind, **counts)


def position_text(number: int, count: int, texts: Texts) -> str:
    """Which of several looks it is; empty for the only one."""
    return texts("web_position", number=number, count=count) + "\n" if count > 1 else ""


def added_text(result: LookResult, texts: Texts) -> str:
    """What an address has become, and what of it was left out."""
    source = result.source
    assert source is not None  # nothing else was added
    origin = origin_text(source.origin)
    lines = [
        texts("web_added", origin=origin, **_details(source, texts)),
        *_notes(result, texts),
        *([texts("web_partly", why=source_problem(source, texts))] if source.problem else ()),
    ]
    return "\n".join(lines)


def refreshed_text(results: Sequence[LookResult], texts: Texts) -> str:
    """A line for each source: what has changed, or what went wrong."""
    lines = [_refreshed_line(result, texts) for result in results]
    more = len(lines) - MOST_SOURCES
    shown = [*lines[:MOST_SOURCES], *([texts("web_more", count=more)] if more > 0 else [])]
    return fitting_text("\n".join(shown), LONGEST_TEXT)


def standing_text(name: str, sources: Sequence[Source], texts: Texts) -> str:
    """That sources began to fail, or are well again, each with its reason."""
    lines = [
        texts(
            f"{name}_source", origin=origin_text(source.origin), why=source_problem(source, texts)
        )
        for source in sources[:MOST_SOURCES]
    ]
    more = len(sources) - MOST_SOURCES
    lines += [texts("web_more", count=more)] if more > 0 else []
    return fitting_text("\n".join([texts(name), *lines]))


def _refreshed_line(result: LookResult, texts: Texts) -> str:
    source, counts = result.source, result.counts
    if source is None:
        return problem_text(result.error, texts) if result.error else texts("web_gone")
    origin = origin_text(source.origin)
    if source.problem:
        return texts("web_failed", origin=origin, why=source_problem(source, texts))
    if not result.has_changed:
        return texts("web_unchanged", origin=origin)
    numbers = {name: f"{number:,}" for name, number in asdict(counts).items()}
    return texts("web_changed", origin=origin, **numbers)


def _details(source: Source, texts: Texts) -> dict[str, str]:
    count = len(source.items)
    return {
        "kind": texts(f"origin_kind_{source.kind.value}"),
        "files": texts("origin_file" if count == 1 else "origin_files", count=f"{count:,}"),
        "set": escape(source.name.partition("/")[0], opens_line=False),
    }


def _notes(result: LookResult, texts: Texts) -> list[str]:
    """What a look did not take."""
    counts = result.counts
    notes = [
        texts("web_left_out", count=f"{counts.left_out:,}") if counts.left_out else "",
        texts("web_not_fetched", count=f"{counts.failed:,}") if counts.failed else "",
        texts("web_taken_over", count=f"{counts.taken_over:,}") if counts.taken_over else "",
        texts("web_limited") if counts.limited else "",
    ]
    return [note for note in notes if note]
