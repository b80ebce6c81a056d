"""Lines of JSON → a printed JSON line for each, in order, as soon as it is done.

The lines are untrusted: a bad one gets an error in the place of an answer, and stops nothing.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

from bot.cli.asking import AskOptions, ask, print_asked_json
from bot.cli.exit_codes import ANSWERED, USAGE
from bot.cli.opening import open_searcher
from bot.cli.printing import print_json
from bot.cli.staleness import CorpusLook, print_staleness
from bot.cli.streams import note
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config
    from index import Searcher

_LONGEST_LINE = 1_000_000
"""Bytes. A question has at most 2,000 characters, and a line may list earlier ones."""
_BOM = b"\xef\xbb\xbf"


def ask_batch(config: "Config", batch: str, options: AskOptions) -> int:
    """Answer the lines of a file, or of stdin for ``-``; the exit code says whether all of them
    could be asked."""
    from bot.rendering.report import counted_noun

    with _opened(batch) as file:
        searcher = options.scope.of(open_searcher(config, verify=True), config)
        done = [
            _ask_line(config, searcher, number, line, options)
            for number, line in _lines(file, batch)
        ]
    print_staleness(CorpusLook(config, searcher).found())
    if not (bad := done.count(False)):
        return ANSWERED
    note(f"pincite: {bad} of {counted_noun(len(done), 'line')} could not be asked")
    return USAGE


def _ask_line(
    config: "Config", searcher: "Searcher", number: int, line: bytes, options: AskOptions
) -> bool:
    """Print what answers a line, or what is wrong with it; whether it could be asked."""
    entry: dict[str, Any] = {}
    try:
        entry = _parsed(line, number)
        question, previous = _question(entry, number)
        asked = ask(config, searcher, question, previous, options)
    except UsageError as error:
        from bot.rendering.error_objects import line_error_json

        print_json(line_error_json(error, number, entry.get("question"), entry.get("id")))
        return False
    print_asked_json(asked, entry.get("id"))
    return True


def _opened(batch: str) -> BinaryIO:
    if batch == "-":
        if sys.stdin is None:
            raise UsageError("there is no stdin to read the batch from")
        return sys.stdin.buffer
    try:
        return Path(batch).open("rb")
    except OSError as error:
        _unreadable(batch, error)


def _lines(file: BinaryIO, name: str) -> Iterator[tuple[int, bytes]]:
    """Each line with its number, without empty ones; a line that is too long is cut, but not to a
    length that is allowed."""
    number = 0
    while line := _next_line(file, name):
        number += 1
        if number == 1:
            line = line.removeprefix(_BOM)
        if line.strip():
            yield number, line


def _next_line(file: BinaryIO, name: str) -> bytes:
    """The next line, empty at the end; the rest of a line that is too long is passed over."""
    try:
        rest = line = file.readline(_LONGEST_LINE + 1)
        while len(rest) > _LONGEST_LINE and not rest.endswith(b"\n"):
            rest = file.readline(_LONGEST_LINE + 1)
    except OSError as error:
        _unreadable(name, error)
    return line


def _unreadable(name: str, error: OSError) -> NoReturn:
    raise UsageError(f"{name} cannot be read: {error.strerror}") from error


def _parsed(line: bytes, number: int) -> dict[str, Any]:
    if len(line) > _LONGEST_LINE:
        raise UsageError(f"line {number} is longer than {_LONGEST_LINE:,} bytes")
    try:
        entry = json.loads(line.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise UsageError(f"line {number} is not UTF-8") from None
    except (ValueError, RecursionError):
        raise UsageError(f"line {number} is not JSON") from None
    if not isinstance(entry, dict):
        raise UsageError(f'line {number} has no "question"')
    return entry


def _refuse_constant(name: str) -> NoReturn:
    """NaN and the infinities are no JSON, and would be printed again as the id."""
    raise ValueError(name)


def _question(entry: dict[str, Any], number: int) -> tuple[str, tuple[str, ...]]:
    """The question of a line, and the earlier ones, which it may list."""
    question, previous = entry.get("question"), entry.get("previous") or []
    if not isinstance(question, str):
        raise UsageError(f'line {number} has no "question"')
    if not isinstance(previous, list) or not all(isinstance(turn, str) for turn in previous):
        raise UsageError(f'line {number}: "previous" must be a list of questions')
    return question, tuple(previous)
