"""A question → its answer, printed; or many of them, from a batch or a prompt."""

import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.asking import ask_batch, batch_lines, talk
from bot.cli.exit_codes import ANSWERED, SILENT, UNREADABLE
from bot.cli.flags import add_folders, add_json, add_threshold, whole_number
from bot.cli.last_answer import keep_last_answer
from bot.cli.opening import open_searcher, threshold_of
from bot.cli.printing import print_answer
from bot.cli.scope import Scope, add_scope
from bot.cli.staleness import CorpusLook, print_staleness, quote_notes
from bot.cli.streams import step
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config
    from index import Answer, Searcher

QUOTES = 3
"""Unless the asker names a number: then all of them are shown whole, else the first alone."""


GROUP = "Ask"
EXAMPLES = (
    'pincite "When does the library open?"',
    'pincite ask -k 5 --json "When does the library open?"',
)
EXIT_CODES = {ANSWERED: "answered", SILENT: "the documents do not say, or may not", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("question", nargs="*", metavar="QUESTION", help="The question.")
    parser.add_argument(
        "-k",
        type=whole_number(1, 20),
        help="Quotes at most, 1 to 20, all shown whole (default: 3, only the first one whole).",
    )
    add_json(parser)
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help='JSON lines of {"id", "question"}, from a file or - for stdin.',
    )
    parser.add_argument(
        "--explain", action="store_true", help="Print what each hit's score is made of."
    )
    add_scope(parser)
    add_threshold(parser)
    add_folders(parser)


def run(
    config: "Config",
    question: list[str],
    k: int | None,
    as_json: bool,
    batch: str | None,
    explain: bool,
    source: str | None,
    sets: list[str],
) -> int:
    """Answer a question with quotes from the documents; builds the index first if there is none.

    Without a question, on a terminal, ask one after the other; a later one may lean on the last.
    """
    from index.answering.answers import answer, checked_question
    from index.answering.refusal import Outcome

    quotes = QUOTES if k is None else k
    scope = Scope(source, sets)
    if batch is not None and question:
        raise UsageError("give a question or --batch, not both")
    if batch is not None:
        with batch_lines(batch) as lines:
            ask_batch(config, lines, quotes, scope, only_near=k is None)
        return ANSWERED
    if not question and sys.stdin.isatty() and sys.stdout.isatty():
        talk(config, quotes, scope, whole=k is not None)
        return ANSWERED
    question_text = checked_question(" ".join(question))
    searcher = scope.of(open_searcher(config), config)
    look = CorpusLook(config, searcher)
    with step("answering"):
        result = answer(searcher, question_text, quotes, threshold_of(config))
    shown = result if k else result.only_near()
    notes = quote_notes(look.found(), [quote.citation.document for quote in shown.quotes])
    # First, so that the numbers are never those of an earlier answer when a pipe breaks here.
    keep_last_answer(config, [question_text], shown)
    print_answer(shown, as_json, config.corpus, whole=k is not None, notes=notes)
    if explain:
        _explain(searcher, result, quotes)
    print_staleness(look.found())
    return ANSWERED if result.outcome is Outcome.ANSWERED else SILENT


def _explain(searcher: "Searcher", answer: "Answer", k: int) -> None:
    from bot.rendering.plain import doubt_lines, hit_lines
    from index.answering.answers import prepare

    wording = prepare(searcher, answer.question).wording
    is_reworded = wording.searched != answer.question
    searched = [f"searched for: {wording.searched}"] if is_reworded else []
    print(
        "",
        *searched,
        *doubt_lines(answer),
        *hit_lines(searcher.search_wording(wording, k)),
        sep="\n",
    )
