"""A question → its answer from the open index, and the answer printed.

What takes long to import is imported by the function that needs it: see ``bot.cli.commands``.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.cli.opening import threshold_of
from bot.cli.printing import print_answer, print_json
from bot.cli.scope import Scope
from bot.cli.staleness import CorpusLook, quote_notes

if TYPE_CHECKING:
    from bot.config import Config
    from bot.rendering.explanation import Explanation
    from index import Answer, Searcher

QUOTES = 3
"""Unless the asker names a number: then all of them are shown whole, else the first alone."""


class AskOptions(NamedTuple):
    """How questions are answered, one or many: with how many quotes, what of the index is asked,
    and whether it is told what the scores are made of."""

    k: int | None
    scope: Scope
    explain: bool


class Asked(NamedTuple):
    """An answer, as much of it as is shown, a look at the files beside it, and what its scores are
    made of if that is told."""

    result: "Answer"
    shown: "Answer"
    look: CorpusLook
    explanation: "Explanation | None"


def ask(
    config: "Config",
    searcher: "Searcher",
    question: str,
    previous: tuple[str, ...],
    options: AskOptions,
) -> Asked:
    """Answer a question, which may lean on earlier ones; raises ``UsageError`` as ``prepare``."""
    from index.answering.answers import answer_prepared, prepare

    k = options.k or QUOTES
    look = CorpusLook(config, searcher)
    prepared = prepare(searcher, question, previous)
    result = answer_prepared(searcher, prepared, k, threshold_of(config))
    shown = result if options.k else result.only_near()
    if not options.explain:
        return Asked(result, shown, look, None)
    from bot.rendering.explanation import Explanation

    hits = searcher.search_wording(prepared.wording, k)
    return Asked(result, shown, look, Explanation(prepared.wording.searched, hits))


def print_asked(config: "Config", asked: Asked, options: AskOptions) -> None:
    """Print an answer as text, and what its scores are made of below it."""
    documents = [quote.citation.document for quote in asked.shown.quotes]
    notes = quote_notes(asked.look.found(), documents)
    print_answer(asked.shown, False, config.corpus, whole=options.k is not None, notes=notes)
    if asked.explanation is not None:
        from bot.rendering.explanation import explanation_lines

        print("", *explanation_lines(asked.explanation, asked.result), sep="\n")


def print_asked_json(asked: Asked, question_id: object = None) -> None:
    """Print an answer as one JSON object, of which what its scores are made of is a part."""
    print_json(dict(_json_fields(asked, question_id)))


def _json_fields(asked: Asked, question_id: object) -> Iterator[tuple[str, Any]]:
    from bot.rendering.plain import as_json

    yield from as_json(asked.shown, question_id).items()
    if asked.explanation is not None:
        from bot.rendering.explanation import explanation_json

        yield "explanation", explanation_json(asked.explanation)
