"""Many questions, from a batch or a prompt → one printed answer for each.

What takes long to import is imported by the function that needs it: see ``commands.py``.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.last_answer import keep_last_answer
from bot.cli.opening import open_searcher, threshold_of
from bot.cli.printing import print_answer, print_json
from bot.cli.scope import Scope
from bot.cli.staleness import CorpusLook, print_staleness, quote_notes
from bot.cli.streams import note
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config


def talk(config: "Config", k: int, scope: Scope, *, whole: bool) -> None:
    """Answer questions from a prompt until an empty line; each may refer to the earlier ones."""
    with suppress(ImportError):  # Windows has none, and edits its prompt itself
        import readline  # noqa: F401 # its import gives the prompt history and editing

    from index.answering.answers import answer

    searcher = scope.of(open_searcher(config, verify=True), config)
    print_staleness(CorpusLook(config, searcher).found())
    turns: tuple[str, ...] = ()
    note("Ask, then Enter; an empty line ends.")
    while question := _read_question():
        look = CorpusLook(config, searcher)
        try:
            result = answer(searcher, question, k, threshold_of(config), previous=turns)
        except UsageError as error:
            print(f"pincite: {error}", file=sys.stderr)
            continue
        shown = result if whole else result.only_near()
        notes = quote_notes(look.found(), [quote.citation.document for quote in shown.quotes])
        turns = (*turns, question)
        keep_last_answer(config, turns, shown)
        print_answer(shown, False, config.corpus, whole=whole, notes=notes)


def _read_question() -> str:
    try:
        return input("? ").strip()
    except EOFError:
        return ""


@contextmanager
def batch_lines(batch: str) -> Iterator[Iterator[str]]:
    """The lines of a file, or of stdin for ``-``, without empty ones."""
    if batch == "-":
        yield (line for line in sys.stdin if line.strip())
        return
    try:
        with Path(batch).open(encoding="utf-8") as file:
            yield (line for line in file if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{batch} cannot be read: {error}") from error


def ask_batch(
    config: "Config", lines: Iterator[str], k: int, scope: Scope, *, only_near: bool
) -> None:
    """Print one JSON line for each line; a bad line gets an error and does not stop the batch."""
    from bot.rendering.plain import as_json, error_json
    from index.answering.answers import answer

    searcher = scope.of(open_searcher(config, verify=True), config)
    for number, line in enumerate(lines, start=1):
        entry = _parsed_line(line, number)
        try:
            if isinstance(entry, UsageError):
                raise entry
            turns = _previous(entry, number)
            result = answer(searcher, entry["question"], k, threshold_of(config), previous=turns)
            shown = result.only_near() if only_near else result
            print_json(as_json(shown, entry.get("id")))
        except UsageError as error:
            fields = entry if isinstance(entry, dict) else {}
            print_json(error_json(fields.get("question"), fields.get("id"), str(error)))
    print_staleness(CorpusLook(config, searcher).found())


def _parsed_line(line: str, number: int) -> dict[str, Any] | UsageError:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return UsageError(f"line {number} is not JSON")
    if isinstance(entry, dict) and isinstance(entry.get("question"), str):
        return entry
    return UsageError(f'line {number} has no "question"')


def _previous(entry: dict[str, Any], number: int) -> tuple[str, ...]:
    """The earlier questions, which a batch line may list."""
    previous = entry.get("previous") or []
    if isinstance(previous, list) and all(isinstance(turn, str) for turn in previous):
        return tuple(previous)
    raise UsageError(f'line {number}: "previous" must be a list of questions')
