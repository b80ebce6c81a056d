"""An answer → plain Discord messages of at most 2,000 characters. Pure.

They are used where no components can be shown, and for people who prefer plain text.
"""

from collections.abc import Iterator, Sequence

from bot.chat.render.citation_lines import (
    LONGEST_FIELD,
    LONGEST_FULL_FIELD,
    short_source_lines,
    source_lines,
)
from bot.chat.render.escaping import (
    CUT,
    SMALL,
    cut_at_word,
    isolated_direction,
    packed_messages,
)
from bot.chat.render.limits import fitting_start, length
from bot.chat.render.quoted_blocks import quoted_parts
from bot.chat.render.sentences import sentence_parts
from bot.chat.render.translations import ENGLISH, Texts
from index import Answer, Outcome, Quote
from index.answering.answers import DEFAULT_QUOTES
from index.answering.doubts.doubt import Doubt, DoubtKind
from index.answering.quoted_before import Surroundings
from index.answering.quotes import shortened

LONGEST_ECHO = 300
"""Most characters of the question that are shown above its answer."""

MOST_TERMS = 5
"""Most terms that are named of those that no document mentions."""

LONGEST_TERM = 60
"""Characters of a term, or of words that were searched for."""

MOST_ADDRESSES = 10
"""Most other places with the same text that are named in its context."""


def answer_messages(answer: Answer, texts: Texts = ENGLISH, *, echo: bool = False) -> list[str]:
    """The messages that show an answer, in order; with ``echo`` they begin with the question.

    Each has 1 to 2,000 characters and pings nobody.
    """
    blocks = [list(question_lines(answer.question, texts))] if echo else []
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS or not answer.quotes:
        return packed_messages(
            [*blocks, [texts("silence"), texts("silence_hint"), *note_lines(answer, texts)]]
        )
    if answer.outcome is Outcome.CLOSEST:
        blocks.append([texts("closest")])
    blocks += [[note] for note in note_lines(answer, texts)]
    first, *others = answer.only_near().quotes[:DEFAULT_QUOTES]
    blocks.append(_quote_lines(first, texts))
    for number, quote in enumerate(others):
        lines = _quote_lines(shortened(quote), texts)
        blocks.append([SMALL + texts("others"), *lines] if not number else lines)
    return packed_messages(blocks)


def more_quotes_messages(quotes: Sequence[Quote], texts: Texts) -> list[str]:
    """The messages that show more quotes of an answer."""
    return packed_messages([_quote_lines(quote, texts) for quote in quotes[:DEFAULT_QUOTES]])


def context_messages(surroundings: Surroundings, texts: Texts) -> list[str]:
    """The messages that show the text around a quote, with the quote in bold."""
    return packed_messages(context_blocks(surroundings, texts))


def context_blocks(surroundings: Surroundings, texts: Texts) -> list[list[str]]:
    """Blocks of lines: the title, then the text with its source."""
    quote = surroundings.quote
    name = cut_at_word(quote.citation.name, LONGEST_FIELD)
    return [
        list(sentence_parts(texts, "in_context", name=name)),
        [
            *quoted_parts(surroundings),
            *source_lines(quote.citation, texts),
            *also_line(quote, texts),
        ],
    ]


def question_lines(question: str, texts: Texts) -> Iterator[str]:
    """The question as it is shown above its answer, cut if it is long."""
    is_long = length(question) > LONGEST_ECHO
    start = fitting_start(question, LONGEST_ECHO - len(CUT))
    yield from sentence_parts(texts, "asked", question=f"{start}{CUT}" if is_long else question)


def note_lines(answer: Answer, texts: Texts) -> Iterator[str]:
    """Terms that no document mentions, and words that were searched for instead of those typed."""
    if answer.missing_terms:
        terms = _terms_text(answer.missing_terms, texts)
        yield from sentence_parts(texts, "missing", terms=terms)
    for doubt in answer.doubts:
        yield from _doubt_lines(doubt, texts)
    for repair in answer.repairs:
        text_name = "beside" if repair.added else "instead"
        searched, typed = _term(repair.searched), _term(repair.typed)
        yield from sentence_parts(texts, text_name, searched=searched, typed=typed)


def _doubt_lines(doubt: Doubt, texts: Texts) -> Iterator[str]:
    """The reason of a doubt; a measure and what is asked are words of the bot, all others of the
    question or the passage."""
    if doubt.kind in (DoubtKind.MEASURE, DoubtKind.TYPE):
        measure = doubt.words[0].replace(" ", "_")
        yield from sentence_parts(texts, f"doubt_{doubt.kind.value}_{measure}")
        return
    words, others = (_terms_text(terms, texts) for terms in (doubt.words, doubt.others))
    yield from sentence_parts(texts, f"doubt_{doubt.kind.value}", words=words, others=others)


def _terms_text(terms: tuple[str, ...], texts: Texts) -> str:
    return _first_and_count([_term(term) for term in terms], MOST_TERMS, texts)


def _term(term: str) -> str:
    return isolated_direction(cut_at_word(term, LONGEST_TERM))


def _first_and_count(names: Sequence[str], most: int, texts: Texts) -> str:
    """The first of the names, and how many more there are."""
    names_text, further_count = ", ".join(names[:most]), len(names) - most
    if further_count > 0:
        return texts("and_more", terms=names_text, count=further_count)
    return names_text


def also_line(quote: Quote, texts: Texts) -> Iterator[str]:
    """Where else the documents contain the same text."""
    if quote.also_at:
        names = [
            isolated_direction(cut_at_word(place, LONGEST_FULL_FIELD)) for place in quote.also_at
        ]
        places = _first_and_count(names, MOST_ADDRESSES, texts)
        yield from sentence_parts(texts, "also", places=places)


def _quote_lines(quote: Quote, texts: Texts) -> list[str]:
    return [*quoted_parts(quote), *short_source_lines(quote.citation, texts, quote=quote)]
