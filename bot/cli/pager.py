"""A long text → the pager of whoever is at the terminal, ``$PAGER`` or less."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from bot.cli.printing import output_of
from bot.cli.shell_words import command_words


def print_paged(text: str, *, wanted: bool = True) -> None:
    """Print a text, through a pager where it is longer than the screen.

    Raises ``UsageError`` if ``$PAGER`` cannot be read as a command.
    """
    is_paged = wanted and output_of(sys.stdout).bold and _is_long(text)
    words = command_words(os.environ, "PAGER", "less") if is_paged else []
    if not words or not _page(words, text):
        print(text)


def _is_long(text: str) -> bool:
    columns, lines = shutil.get_terminal_size()
    # The line of the next prompt is one of the screen.
    return sum(1 + max(len(line) - 1, 0) // columns for line in text.split("\n")) >= lines


def _page(words: list[str], text: str) -> bool:
    """Show a text in a pager until it ends; whether there is such a program."""
    # As git does: bold is shown, what fits is printed, and the screen is left as it is.
    environment = {"LESS": "FRX", **os.environ}
    try:
        process = subprocess.Popen(words, stdin=subprocess.PIPE, env=environment)
    except OSError:
        return False
    with _left_to_the_pager(), process:
        # It may end before it has read all; communicate passes over that.
        process.communicate(f"{text}\n".encode("utf-8", "replace"))
    return True


@contextmanager
def _left_to_the_pager() -> Iterator[None]:
    """Leave Ctrl-C to the pager, which stops searching by it; to end before it would leave two
    programs at one keyboard."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
