"""Arguments that several commands have, and the words that they take."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

_MOST_CONFIDENCE = 1_000
"""Far above that of any answer."""

SET_HELP = "A folder in BEIR form, or a file of questions on the documents."


def add_folders(parser: ArgumentParser) -> None:
    """The folders of the documents and of the index."""
    parser.add_argument(
        "--corpus",
        type=Path,
        metavar="FOLDER",
        help="The folder of documents (default: ./corpus).",
    )
    parser.add_argument(
        "--index",
        type=Path,
        metavar="FOLDER",
        help="The index folder (default: one for each corpus).",
    )


def add_json(parser: ArgumentParser) -> None:
    """Output as JSON."""
    parser.add_argument("--json", action="store_true", dest="as_json", help="Print JSON.")


def add_no_build(parser: ArgumentParser) -> None:
    """The index left as it is."""
    parser.add_argument(
        "--no-build", action="store_true", help="Leave the index as it is until the next build."
    )


def add_sample(parser: ArgumentParser) -> None:
    """A part of the questions."""
    parser.add_argument(
        "--sample",
        type=whole_number(1),
        metavar="N",
        help="Ask at most so many questions of a kind, evenly spread.",
    )


def add_threshold(parser: ArgumentParser) -> None:
    """The confidence from which an answer is given, for this once."""
    parser.add_argument(
        "--threshold",
        type=_confidence,
        metavar="X",
        help="Answer from this confidence on (default: that of the settings).",
    )


def _confidence(word: str) -> float:
    try:
        if abs(number := float(word)) < _MOST_CONFIDENCE:
            return number
    except ValueError:
        pass
    raise ArgumentTypeError(f"{word!r} is no confidence, a number such as 2.6")


def whole_number(low: int, high: int | None = None) -> Callable[[str], int]:
    """A function that parses a word as a whole number within these bounds."""

    def parse(word: str) -> int:
        if not word.isdecimal() or int(word) < low or (high is not None and int(word) > high):
            bounds = f"from {low} on" if high is None else f"from {low} to {high}"
            raise ArgumentTypeError(f"{word!r} is no whole number {bounds}")
        return int(word)

    return parse
