"""A verdict on a quotation → Discord messages of at most 2,000 characters. Pure, as messages."""

from collections.abc import Iterator

from bot.chat.messages import QUOTED, SMALL, Line, packed, source_lines
from index.alignment import Difference, Kind
from index.verify import Place, Verdict

MOST_PLACES = 3
MOST_DIFFERENCES = 5


def verdict_messages(verdict: Verdict) -> list[str]:
    """The messages that tell whether a text is quoted right, and where from; they ping nobody."""
    blocks = [[f"**{_finding(verdict)}**", *_differences(verdict.differences)]]
    blocks += [list(_place_lines(place)) for place in verdict.told[:MOST_PLACES]]
    if len(verdict.told) > MOST_PLACES:
        blocks.append([f"{SMALL}and in {verdict.count - MOST_PLACES:,} more places"])
    return packed(blocks)


def _finding(verdict: Verdict) -> str:
    if verdict.exact:
        return "Quoted right: word for word in the documents."
    if verdict.exact_but_for:
        differing = " and ".join(fold.value for fold in verdict.exact_but_for)
        return f"Almost: the same words, but for {differing}."
    if verdict.differences:
        return f"Not word for word. This is the nearest place, {verdict.alike:.0%} alike:"
    if verdict.nearest:
        return "Not in the documents, nor anything like it. This is the nearest in meaning:"
    return "Not in the documents, nor anything like it."


def _differences(differences: tuple[Difference, ...]) -> Iterator[str]:
    told = [_told(one) for one in differences if one.kind is not Kind.SAME]
    for sentence in told[:MOST_DIFFERENCES]:
        yield from Line(SMALL, sentence).parts()
    if len(told) > MOST_DIFFERENCES:
        yield f"{SMALL}and {len(told) - MOST_DIFFERENCES:,} more differences"


def _told(difference: Difference) -> str:
    if difference.kind is Kind.MISSING:
        return f"“{difference.asked}” is not in the source"
    if difference.kind is Kind.ADDED:
        return f"left out: “{difference.source}”"
    return f"“{difference.asked}” is “{difference.source}” in the source"


def _place_lines(place: Place) -> Iterator[str]:
    yield from Line(QUOTED, place.text).parts()
    yield from source_lines(place.citation)
