"""A verdict on a text → JSON, or text for a terminal or a pipe. Pure: nothing is printed."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from bot.rendering.citations import NO_PATHS, second_line, title_line
from bot.rendering.plain import citation_json
from bot.rendering.safe_text import printable
from bot.rendering.terminal import Hanging, has_link, layout, linked_title, separated
from index.answering.alignment import ChangeKind
from index.answering.verify_quote import MOST_PLACES, FoundPlace, Verdict

SCHEMA_VERSION = 1
_MARGIN = " " * 4

_STYLES = {ChangeKind.SAME: "", ChangeKind.MISSING: "red strike", ChangeKind.ADDED: "green"}
_MARKS = {ChangeKind.SAME: "{}", ChangeKind.MISSING: "[-{}-]", ChangeKind.ADDED: "{{+{}+}}"}


def verdict_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict in the form that ``verify-quote --json`` promises."""
    return {
        "schema_version": SCHEMA_VERSION,
        "text": verdict.text,
        "exact": verdict.exact,
        "exact_but_for": [fold.value for fold in verdict.exact_but_for],
        "count": verdict.count,
        "places": [_place_json(place) for place in verdict.places],
        "nearest": _place_json(verdict.nearest) if verdict.nearest else None,
        "differences": [
            {"kind": part.kind.value, "asked": part.quoted, "source": part.source}
            for part in verdict.differences
        ],
        "alike": round(verdict.similarity, 4),
        "generation": verdict.generation,
    }


def _place_json(place: FoundPlace) -> dict[str, Any]:
    return {"text": place.text, "citation": citation_json(place.citation)}


def verdict_terminal(
    verdict: Verdict, paths: Mapping[str, str] = NO_PATHS, links: Mapping[str, str] = NO_PATHS
) -> RenderableType:
    """The verdict as a person reads it: words that the documents lack are red and struck out,
    words of the documents that the text lacks are green; ``links`` are the addresses of files."""
    blocks: list[RenderableType] = [Text(_finding(verdict), style=_colour(verdict))]
    for rank, place in enumerate(verdict.shown_places, start=1):
        title = linked_title(rank, place.citation, links)
        words = Hanging(_place_text(verdict, place), Text(_MARGIN), Text(_MARGIN))
        linked = has_link(place.citation)
        source = second_line(place.citation, place.text, paths, is_linked=linked)
        blocks.append(layout(title, [words], [source], _MARGIN))
    return separated(blocks)


def _colour(verdict: Verdict) -> str:
    return "green" if verdict.exact else "yellow"


def _place_text(verdict: Verdict, place: FoundPlace) -> Text:
    if place is not verdict.nearest or not verdict.differences:
        return Text(f"“{printable(place.text)}”")
    return Text(" ").join(Text(words, style=_STYLES[kind]) for kind, words in _changes(verdict))


def verdict_plain(verdict: Verdict, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The verdict as text: [-words that the documents lack-] {+words that the text lacks+}."""
    blocks = [_finding(verdict)]
    for rank, place in enumerate(verdict.shown_places, start=1):
        title = title_line(rank, place.citation)
        words = _place_plain(verdict, place)
        source = second_line(place.citation, place.text, paths)
        blocks.append(f"\n{_MARGIN}".join([title, words, source]))
    return "\n\n".join(blocks)


def _finding(verdict: Verdict) -> str:
    """The verdict in a sentence."""
    where = "in one place" if verdict.count == 1 else f"in {verdict.count:,} places"
    if verdict.count > MOST_PLACES:
        where += f", of which these are the first {MOST_PLACES}"
    if verdict.exact:
        return f"Word for word, {where}:"
    if verdict.exact_but_for:
        differing = " and ".join(fold.value for fold in verdict.exact_but_for)
        return f"Not word for word: the same but for {differing}, {where}:"
    if verdict.differences:
        return f"Not word for word. The nearest place, {verdict.similarity:.0%} alike:"
    if verdict.nearest:
        return "Not word for word, nor anything like it. The nearest in meaning:"
    return "Not in the documents, nor anything like it."


def _place_plain(verdict: Verdict, place: FoundPlace) -> str:
    if place is not verdict.nearest or not verdict.differences:
        return f"“{printable(place.text)}”"
    return " ".join(_MARKS[kind].format(words) for kind, words in _changes(verdict))


def _changes(verdict: Verdict) -> Iterator[tuple[ChangeKind, str]]:
    """The differences in reading order; a change gives the missing words, then the added ones."""
    for part in verdict.differences:
        if part.kind is ChangeKind.SAME:
            yield ChangeKind.SAME, printable(part.source)
            continue
        if part.quoted:
            yield ChangeKind.MISSING, printable(part.quoted)
        if part.source:
            yield ChangeKind.ADDED, printable(part.source)
