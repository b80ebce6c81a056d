"""A verdict on a quotation → Discord messages of at most 2,000 characters. Pure, as messages."""

from collections.abc import Iterator

from bot.chat.render.citation_lines import source_lines
from bot.chat.render.escaping import QUOTED, SMALL, Line, packed_messages
from bot.chat.render.translations import ENGLISH, Texts
from index.answering.alignment import ChangeKind, Difference
from index.answering.verify_quote import FoundPlace, Verdict

MOST_PLACES = 3
MOST_DIFFERENCES = 5


def verdict_messages(verdict: Verdict, texts: Texts = ENGLISH) -> list[str]:
    """The messages that tell whether a text is quoted right, and where from; they ping nobody."""
    told = _differences(verdict.differences, texts)
    blocks = [[f"**{_finding(verdict, texts)}**", *told]]
    blocks += [list(_place_lines(place, texts)) for place in verdict.shown_places[:MOST_PLACES]]
    if (more := verdict.count - MOST_PLACES) > 0 and len(verdict.shown_places) > MOST_PLACES:
        blocks.append([SMALL + texts("more_places", count=f"{more:,}")])
    return packed_messages(blocks)


def _finding(verdict: Verdict, texts: Texts) -> str:
    if verdict.exact:
        return texts("right")
    if verdict.exact_but_for:
        names = [texts(f"fold_{fold.name.lower()}") for fold in verdict.exact_but_for]
        return texts("right_but_for", folds=_listed(names, texts))
    if verdict.differences:
        return texts("wrong", alike=f"{verdict.similarity:.0%}")
    return texts("nearest" if verdict.nearest else "nowhere")


def _listed(names: list[str], texts: Texts) -> str:
    *others, last = names
    return texts("and", first=", ".join(others), second=last) if others else last


def _differences(differences: tuple[Difference, ...], texts: Texts) -> Iterator[str]:
    told = [_told(one, texts) for one in differences if one.kind is not ChangeKind.SAME]
    for sentence in told[:MOST_DIFFERENCES]:
        yield from Line(SMALL, sentence).parts()
    if len(told) > MOST_DIFFERENCES:
        yield SMALL + texts("more_differences", count=f"{len(told) - MOST_DIFFERENCES:,}")


def _told(difference: Difference, texts: Texts) -> str:
    if difference.kind is ChangeKind.MISSING:
        return texts("not_in_source", asked=difference.quoted)
    if difference.kind is ChangeKind.ADDED:
        return texts("left_out", source=difference.source)
    return texts("otherwise", asked=difference.quoted, source=difference.source)


def _place_lines(place: FoundPlace, texts: Texts) -> Iterator[str]:
    yield from Line(QUOTED, place.text).parts()
    yield from source_lines(place.citation, texts)
