"""A verdict on a quotation → Discord messages of at most 2,000 characters. Pure."""

from collections.abc import Iterator

from bot.chat.render.citation_lines import short_source_lines
from bot.chat.render.escaping import QUOTED, SMALL, Line, cut_at_word, packed_messages
from bot.chat.render.sentences import sentence_parts
from bot.chat.render.translations import ENGLISH, Texts
from index.answering.alignment import ChangeKind, Difference
from index.answering.verify_quote import FoundPlace, Verdict

MOST_PLACES = 3
MOST_DIFFERENCES = 5
LONGEST_DIFFERENCE = 200


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
    named = _named(differences)
    for difference in named[:MOST_DIFFERENCES]:
        yield from _difference_lines(difference, texts)
    if len(named) > MOST_DIFFERENCES:
        yield SMALL + texts("more_differences", count=f"{len(named) - MOST_DIFFERENCES:,}")


def _named(differences: tuple[Difference, ...]) -> list[Difference]:
    """The differences to name: of words, and of capitals and marks only if no word differs."""
    all_differences = [part for part in differences if part.kind is not ChangeKind.SAME]
    of_words = [part for part in all_differences if not part.is_slight]
    return of_words or all_differences


def _difference_lines(difference: Difference, texts: Texts) -> Iterator[str]:
    asked, source = difference.quoted_words, difference.source_words
    if difference.is_slight:
        asked, source = difference.quoted, difference.source
    asked, source = (cut_at_word(words, LONGEST_DIFFERENCE) for words in (asked, source))
    if difference.kind is ChangeKind.MISSING:
        yield from sentence_parts(texts, "not_in_source", asked=asked)
    elif difference.kind is ChangeKind.ADDED:
        yield from sentence_parts(texts, "left_out", source=source)
    else:
        yield from sentence_parts(texts, "otherwise", asked=asked, source=source)


def _place_lines(place: FoundPlace, texts: Texts) -> Iterator[str]:
    yield from Line(QUOTED, place.text).parts()
    yield from short_source_lines(place.citation, texts)
