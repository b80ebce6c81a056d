"""A verdict on a quotation → Discord messages of at most 2,000 characters. Pure."""

from collections.abc import Iterator

from bot.chat.render.citation_lines import short_source_lines
from bot.chat.render.escaping import QUOTED, SMALL, Line, packed_messages
from bot.chat.render.translations import ENGLISH, Texts
from index.answering.alignment import ChangeKind, Difference
from index.answering.verify_quote import FoundPlace, Verdict

MOST_PLACES = 3
MOST_DIFFERENCES = 5


def verdict_messages(verdict: Verdict, texts: Texts = ENGLISH) -> list[str]:
    """The messages that say whether a text is quoted correctly, and from where; no pings."""
    difference_lines = _differences(verdict.differences, texts)
    blocks = [[f"**{_verdict_text(verdict, texts)}**", *difference_lines]]
    blocks += [list(_place_lines(place, texts)) for place in verdict.shown_places[:MOST_PLACES]]
    if (further_places := verdict.count - MOST_PLACES) > 0 and len(
        verdict.shown_places
    ) > MOST_PLACES:
        blocks.append([SMALL + texts("more_places", count=f"{further_places:,}")])
    return packed_messages(blocks)


def _verdict_text(verdict: Verdict, texts: Texts) -> str:
    if verdict.exact:
        return texts("right")
    if verdict.exact_but_for:
        names = [texts(f"fold_{fold.name.lower()}") for fold in verdict.exact_but_for]
        return texts("right_but_for", folds=_joined_names(names, texts))
    if verdict.differences:
        return texts("wrong", alike=f"{verdict.similarity:.0%}")
    return texts("nearest" if verdict.nearest else "nowhere")


def _joined_names(names: list[str], texts: Texts) -> str:
    *first_names, last = names
    return texts("and", first=", ".join(first_names), second=last) if first_names else last


def _differences(differences: tuple[Difference, ...], texts: Texts) -> Iterator[str]:
    sentences = [
        _difference_text(difference, texts)
        for difference in differences
        if difference.kind is not ChangeKind.SAME
    ]
    for sentence in sentences[:MOST_DIFFERENCES]:
        yield from Line(SMALL, sentence).parts()
    if len(sentences) > MOST_DIFFERENCES:
        yield SMALL + texts("more_differences", count=f"{len(sentences) - MOST_DIFFERENCES:,}")


def _difference_text(difference: Difference, texts: Texts) -> str:
    if difference.kind is ChangeKind.MISSING:
        return texts("not_in_source", asked=difference.quoted)
    if difference.kind is ChangeKind.ADDED:
        return texts("left_out", source=difference.source)
    return texts("otherwise", asked=difference.quoted, source=difference.source)


def _place_lines(place: FoundPlace, texts: Texts) -> Iterator[str]:
    yield from Line(QUOTED, place.text).parts()
    yield from short_source_lines(place.citation, texts)
