"""A question at a terminal → what its answer says; it is asked until the answer can be used."""

import sys
from collections.abc import Callable
from typing import TypeVar

from bot.cli.streams import print_error
from index.errors import UsageError

Value = TypeVar("Value")


def ask(question: str, default: str, read: Callable[[str], Value]) -> Value:
    """What ``read`` makes of the answer, or of the default for an empty one.

    ``read`` raises ``UsageError`` for an answer that cannot be used. The end of the input raises it
    too, and is not asked again.
    """
    while True:
        answer = _line(f"{question} [{default}] ") or default
        try:
            return read(answer)
        except UsageError as error:
            print_error(str(error))


def _line(prompt: str) -> str:
    """What is typed. Whoever breaks off gets a new line, for the terminal begins none by itself."""
    try:
        print(prompt, end="", file=sys.stderr, flush=True)
        return input().strip()
    except EOFError as error:
        print(file=sys.stderr)
        raise UsageError("the input ended before all was answered; nothing was written") from error
    except KeyboardInterrupt:
        print(file=sys.stderr)
        raise
