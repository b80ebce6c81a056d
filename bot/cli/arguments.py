"""Words of the command line → a command's name and its arguments.

argparse, because it is there in a few milliseconds: other parsers take longer to import than the
answer takes. Completion is argcomplete's, imported only where a shell asks for it.
"""

import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_PROGRAM = "pincite"
_MARK = "\0"
"""No word of a command line can hold it."""

_SET = "A folder in BEIR form, or a file of questions on the documents."


def read_arguments(
    words: list[str], commands: Mapping[str, Callable[..., Any]]
) -> tuple[str, dict[str, Any]]:
    """The name of the command, one of these, and its arguments by name.

    Their docstrings are what help says of them. Ends the process as argparse does: with 0 after
    help, with 2 and a line on stderr for a mistake.
    """
    if "_ARGCOMPLETE" in os.environ:
        _complete(_parser_of_all(commands))
    if words and words[0] in commands:
        # A command's own parser, since that of all commands takes no words between the flags,
        # and to make all of them takes as long as to import all the rest of this.
        parser = ArgumentParser(prog=f"{_PROGRAM} {words[0]}", **_told(commands[words[0]]))
        _ARGUMENTS[words[0]](parser)
        found = vars(parser.parse_intermixed_args(_kept(words[1:])))
        return words[0], {name: _plain(value) for name, value in found.items()}
    _parser_of_all(commands).parse_args(words or ["--help"])
    raise AssertionError("argparse ends the process where no command is named")


def _kept(words: list[str]) -> list[str]:
    """The words, those behind ``--`` marked: whatever they begin with, they are no flags.

    argparse forgets the ``--`` when it takes words between flags.
    """
    at = words.index("--") if "--" in words else len(words)
    return [*words[:at], *(_MARK + word for word in words[at + 1 :])]


def _plain(value: Any) -> Any:
    """A value without the marks."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return type(value)(str(value).removeprefix(_MARK)) if isinstance(value, str | Path) else value


def _complete(parser: ArgumentParser) -> None:
    import argcomplete

    argcomplete.autocomplete(parser)


def _parser_of_all(commands: Mapping[str, Callable[..., Any]]) -> ArgumentParser:
    whole = ArgumentParser(
        prog=_PROGRAM,
        description="Ask your own documents: word-for-word quotes with pinpoint citations.",
        allow_abbrev=False,
    )
    listed = whole.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for name, command in commands.items():
        told = _told(command)
        first = told["description"].partition(";")[0].rstrip(".")
        _ARGUMENTS[name](listed.add_parser(name, help=first, **told))
    return whole


def _told(command: Callable[..., Any]) -> dict[str, Any]:
    """What a command's parser says of it; its flags are to be written out."""
    return {"description": " ".join((command.__doc__ or "").split()), "allow_abbrev": False}


def _ask(parser: ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", metavar="QUESTION", help="The question.")
    parser.add_argument(
        "-k", type=_whole(1, 20), default=3, help="Quotes at most, 1 to 20 (default: 3)."
    )
    _json(parser)
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help='JSON lines of {"id", "question"}, from a file or - for stdin.',
    )
    parser.add_argument(
        "--explain", action="store_true", help="Print what each hit's score is made of."
    )
    _folders(parser)


def _build(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--report",
        type=Path,
        metavar="FILE",
        help="Write what was made of each document to an HTML file.",
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="Report what would change, and publish nothing."
    )
    parser.add_argument(
        "--full", action="store_true", help="Read and embed everything again, keep nothing."
    )
    _folders(parser)


def _sources(parser: ArgumentParser) -> None:
    _json(parser)
    _folders(parser)


def _show(parser: ArgumentParser) -> None:
    parser.add_argument("address", metavar="ADDRESS", help="DOCUMENT or DOCUMENT:START-END.")
    _folders(parser)


def _verify_quote(parser: ArgumentParser) -> None:
    parser.add_argument("text", nargs="*", metavar="TEXT", help="The text, or - for stdin.")
    _json(parser)
    _folders(parser)


def _evaluate(parser: ArgumentParser) -> None:
    parser.add_argument("dataset", type=Path, metavar="SET", help=_SET)
    _sample(parser)
    _json(parser)
    _folders(parser)


def _calibrate(parser: ArgumentParser) -> None:
    parser.add_argument("datasets", nargs="+", type=Path, metavar="SET", help=_SET)
    parser.add_argument(
        "--other",
        action="append",
        type=Path,
        metavar="SET",
        help="A set whose questions are foreign to the others'.",
    )
    parser.add_argument(
        "--false-answers",
        type=_percent,
        default=5.0,
        metavar="PERCENT",
        help="Foreign questions answered at most (default: 5).",
    )
    parser.add_argument(
        "--plot", type=Path, metavar="FILE", help="Draw the trade-off into an SVG file."
    )
    parser.add_argument("--write", action="store_true", help="Set it in ./pincite.toml.")
    _sample(parser)
    _json(parser)
    _folders(parser)


def _bot(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--check",
        action="store_true",
        help="Say whether index, token, rights and commands are well.",
    )
    parser.add_argument(
        "--invite", action="store_true", help="Print the link that adds the bot to a server."
    )
    _folders(parser)


def _completion(parser: ArgumentParser) -> None:
    parser.add_argument("shell", choices=("bash", "fish", "powershell", "zsh"))


def _json(parser: ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", dest="as_json", help="Print JSON.")


def _sample(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--sample",
        type=_whole(1),
        metavar="N",
        help="Ask at most so many questions of a kind, evenly spread.",
    )


def _folders(parser: ArgumentParser) -> None:
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


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """What makes a whole number in these bounds of a word."""

    def number(word: str) -> int:
        if not word.isdecimal() or int(word) < least or (most is not None and int(word) > most):
            bounds = f"from {least} on" if most is None else f"from {least} to {most}"
            raise ArgumentTypeError(f"{word!r} is no whole number {bounds}")
        return int(word)

    return number


def _percent(word: str) -> float:
    try:
        if 0 <= float(word) <= 99:
            return float(word)
    except ValueError:
        pass
    raise ArgumentTypeError(f"{word!r} is no number from 0 to 99")


_ARGUMENTS: dict[str, Callable[[ArgumentParser], None]] = {
    "ask": _ask,
    "build": _build,
    "rollback": _folders,
    "sources": _sources,
    "show": _show,
    "verify-quote": _verify_quote,
    "doctor": _sources,
    "eval": _evaluate,
    "calibrate": _calibrate,
    "bot": _bot,
    "config": _folders,
    "completion": _completion,
}
"""What gives the parser of each command its arguments."""
