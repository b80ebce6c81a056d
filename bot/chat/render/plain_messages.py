"""An answer → plain Discord messages of at most 2,000 characters. Pure.

The form for places that show no components, and for whoever prefers plain text.
"""

from collections.abc import Iterator, Sequence

from bot.chat.render.citation_lines import source_lines
from bot.chat.render.escaping import QUOTED, SMALL, Line, isolated_direction, packed_messages
from bot.chat.render.translations import ENGLISH, Texts
from index import Answer, Outcome, Quote
from index.answering.answers import DEFAULT_QUOTES
from index.answering.quoted_before import Surroundings

LONGEST_ECHO = 300
"""Characters of a question that are shown again above its answer."""

MOST_TERMS = 5
"""Terms that are named of all those that no document mentions."""


def answer_messages(answer: Answer, texts: Texts = ENGLISH, *, echo: bool = False) -> list[str]:
    """The messages that show an answer, in order; with ``echo`` the question stands above it.

    Each has 1 to 2,000 characters and pings nobody.
    """
    blocks = [list(Line(SMALL, question_line(answer.question, texts)).parts())] if echo else []
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS or not answer.quotes:
        return packed_messages(
            [*blocks, [texts("silence"), texts("silence_hint"), *note_lines(answer, texts)]]
        )
    if answer.outcome is Outcome.CLOSEST:
        blocks.append([texts("closest")])
    blocks += [[note] for note in note_lines(answer, texts)]
    return packed_messages(
        [*blocks, *(_quote_lines(quote, texts) for quote in answer.quotes[:DEFAULT_QUOTES])]
    )


def more_messages(quotes: Sequence[Quote], texts: Texts) -> list[str]:
    """More quotes of an answer."""
    return packed_messages([_quote_lines(quote, texts) for quote in quotes[:DEFAULT_QUOTES]])


def context_messages(around: Surroundings, texts: Texts) -> list[str]:
    """The surroundings of a quote, the quote in bold."""
    return packed_messages(context_blocks(around, texts))


def context_blocks(around: Surroundings, texts: Texts) -> list[list[str]]:
    """Title, text and source."""
    title = texts("in_context", name=around.quote.citation.name)
    return [
        list(Line(SMALL, title).parts()),
        list(Line(QUOTED, around.text, around.bold).parts()),
        list(source_lines(around.quote.citation, texts)),
    ]


def question_line(question: str, texts: Texts) -> str:
    """The question as it is shown again, cut where it is long."""
    short = question[: LONGEST_ECHO - 1] + "…" if len(question) > LONGEST_ECHO else question
    return texts("asked", question=short)


def note_lines(answer: Answer, texts: Texts) -> Iterator[str]:
    """What no document mentions, and what was searched for instead of what was typed."""
    if answer.missing_terms:
        yield from Line(SMALL, texts("missing", terms=_named(answer.missing_terms, texts))).parts()
    for repair in answer.repairs:
        how = "beside" if repair.added else "instead"
        searched = texts(
            how,
            searched=isolated_direction(repair.searched),
            typed=isolated_direction(repair.typed),
        )
        yield from Line(SMALL, searched).parts()


def _named(terms: tuple[str, ...], texts: Texts) -> str:
    named = ", ".join(map(isolated_direction, terms[:MOST_TERMS]))
    more = len(terms) - MOST_TERMS
    return texts("and_more", terms=named, count=more) if more > 0 else named


def also_line(quote: Quote, texts: Texts) -> Iterator[str]:
    """Where else the documents say the same."""
    if quote.also_at:
        yield from Line(
            SMALL, texts("also", places=", ".join(map(isolated_direction, quote.also_at)))
        ).parts()


def complaint(message: str) -> str:
    """What is wrong with a question, as one message: the words of a ``UsageError``."""
    sentence = f"{message[:1].upper()}{message[1:]}."
    return next(Line("", sentence).parts())


def _quote_lines(quote: Quote, texts: Texts) -> list[str]:
    lines = [*Line(QUOTED, quote.text, quote.bold).parts()]
    return [*lines, *source_lines(quote.citation, texts), *also_line(quote, texts)]
