"""A question → its answer, printed; or many of them, from a batch or a talk."""

import sys
from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.asking import AskOptions, ask, print_asked, print_asked_json
from bot.cli.batch import ask_batch
from bot.cli.exit_codes import ANSWERED, SILENT, UNREADABLE
from bot.cli.flags import add_folders, add_json, add_threshold, whole_number
from bot.cli.last_answer import keep_last_answer, read_last_answer
from bot.cli.opening import open_searcher
from bot.cli.scope import Scope, add_scope
from bot.cli.staleness import print_staleness
from bot.cli.stdin import stdin_text
from bot.cli.streams import note, step
from bot.cli.talk import talk
from bot.rendering.safe_text import printable
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config

GROUP = "Ask"
EXAMPLES = (
    'pincite "When does the library open?"',
    'pincite ask -k 5 --json "When does the library open?"',
)
EXIT_CODES = {ANSWERED: "answered", SILENT: "the documents do not say, or may not", **UNREADABLE}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "question", nargs="*", metavar="QUESTION", help="The question, or - for stdin."
    )
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
    parser.add_argument(
        "-c",
        "--continue",
        action="store_true",
        dest="goes_on",
        help="Go on with the last question, as a talk does.",
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
    goes_on: bool,
    source: str | None,
    sets: list[str],
) -> int:
    """Answer a question with quotes from the documents; builds the index first if there is none.

    Without a question, on a terminal, ask one after the other; a later one may lean on the last.
    """
    options = AskOptions(k, Scope(source, sets), explain)
    if batch is not None:
        if question or goes_on:
            raise UsageError("give a question, --continue or --batch, not several of them")
        return ask_batch(config, batch, options)
    previous = _last_questions(config) if goes_on else ()
    if not question and not as_json and _is_at_terminal():
        talk(config, previous, options)
        return ANSWERED
    return _ask_one(config, _text(question), previous, options, as_json)


def _ask_one(
    config: "Config", question: str, previous: tuple[str, ...], options: AskOptions, as_json: bool
) -> int:
    from index.answering.answers import checked_question
    from index.answering.refusal import Outcome

    question = checked_question(question)  # before an index is built for it
    searcher = options.scope.of(open_searcher(config), config)
    with step("answering"):
        asked = ask(config, searcher, question, previous, options)
    # First, so that the numbers are never those of an earlier answer when a pipe breaks here.
    keep_last_answer(config, (*previous, question), asked.shown)
    if as_json:
        print_asked_json(asked)
    else:
        print_asked(config, asked, options)
    print_staleness(asked.look.found())
    return ANSWERED if asked.result.outcome is Outcome.ANSWERED else SILENT


def _last_questions(config: "Config") -> tuple[str, ...]:
    """The questions that the last answer was about, which the next one goes on from."""
    last = read_last_answer(config)
    if last is None or not last.questions:
        raise UsageError("there is no last question to go on from; ask one without --continue")
    note(f"goes on from “{printable(last.questions[-1])}”")
    return last.questions


def _is_at_terminal() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def _text(words: list[str]) -> str:
    """The question of these words, or of stdin for ``-``, and for none if something is piped in."""
    is_piped = sys.stdin is not None and not sys.stdin.isatty()
    if words == ["-"] or (not words and is_piped):
        return stdin_text()
    return " ".join(words)
