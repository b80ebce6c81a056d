"""What the flags of every command choose: how much is said on stderr, and where colours are.

They hold for the whole process, as the environment does: ``bot.command_line`` sets them once.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from io import TextIOWrapper
from typing import NamedTuple


class Colour(Enum):
    """Where colours, bold and links are printed; what ``NO_COLOR`` says holds for ``AUTO`` only."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Verbosity(Enum):
    """What is said on stderr: errors alone, or notes too, or each step with its seconds too."""

    QUIET = "quiet"
    NORMAL = "normal"
    VERBOSE = "verbose"


class Choice(NamedTuple):
    """What the flags of a command chose."""

    colour: Colour = Colour.AUTO
    verbosity: Verbosity = Verbosity.NORMAL


_choice = Choice()


def choose(choice: Choice) -> None:
    """Let a choice hold from now on."""
    global _choice
    _choice = choice


def chosen() -> Choice:
    """What holds now."""
    return _choice


def is_quiet() -> bool:
    """Whether nothing but errors is said."""
    return _choice.verbosity is Verbosity.QUIET


def is_verbose() -> bool:
    """Whether each step is said."""
    return _choice.verbosity is Verbosity.VERBOSE


def make_usable() -> None:
    """Let stdin, stdout and stderr be open, and take any text, before a file is opened.

    The next file that is opened gets the number of a stream that is closed: what a library writes
    to stderr would stand in the index. And Python prints on stdout what has no stderr to go to.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            mode = "w" if number else "r"
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    # A locale may lack a sign of a quote, and a file's name may be no text at all.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def print_error(message: str) -> None:
    """Print on stderr what went wrong; the names in it may be those of anybody's files."""
    from bot.rendering.safe_text import printable

    print(f"pincite: {printable(message)}", file=sys.stderr)


def note(*lines: object) -> None:
    """Print lines on stderr that are no errors: a quiet command leaves them out."""
    if not is_quiet():
        print(*lines, sep="\n", file=sys.stderr)


@contextmanager
def step(name: str) -> Iterator[None]:
    """A step of the work; where steps are said, its name and its seconds are when it ends."""
    began = time.perf_counter()
    yield
    if is_verbose():
        note(f"pincite: {name}: {time.perf_counter() - began:.2f} s")
