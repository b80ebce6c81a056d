"""Words of the command line → a command's name and its arguments.

The parser is argparse, because it is imported in a few milliseconds: other parsers take longer to
import than the answer takes. argcomplete does the completion; it is imported only when a shell asks
for it.
"""

import os
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_PROGRAM = "pincite"
_MARK = "\0"
"""Marks the words after ``--``. No word of a command line can contain this character."""

_SET_HELP = "A folder in BEIR form, or a file of questions on the documents."


def read_arguments(
    words: list[str], commands: Mapping[str, Callable[..., Any]]
) -> tuple[str, dict[str, Any]]:
    """The name of one of the commands, and its arguments by name.

    The docstrings of the commands are their help texts. Ends the process as argparse does: with 0
    after help, with 2 and a line on stderr after a mistake.
    """
    if "_ARGCOMPLETE" in os.environ:
        _complete(_parser_of_all(commands))
    if words and words[0] in commands:
        # The command's own parser: the parser of all commands does not allow words between flags,
        # and making the parsers of all commands takes as long as all the other imports here.
        parser = ArgumentParser(prog=f"{_PROGRAM} {words[0]}", **_options(commands[words[0]]))
        _ARGUMENTS[words[0]](parser)
        values = vars(parser.parse_intermixed_args(_mark_after_dashes(words[1:])))
        return words[0], {name: _without_marks(value) for name, value in values.items()}
    _parser_of_all(commands).parse_args(words or ["--help"])
    raise AssertionError("argparse ends the process where no command is named")


def _mark_after_dashes(words: list[str]) -> list[str]:
    """The words, with a mark on those after ``--``: they are never flags, whatever they begin with.

    argparse forgets the ``--`` when it allows words between flags.
    """
    end = words.index("--") if "--" in words else len(words)
    return [*words[:end], *(_MARK + word for word in words[end + 1 :])]


def _without_marks(value: Any) -> Any:
    """A value without the marks of ``_mark_after_dashes``."""
    if isinstance(value, list):
        return [_without_marks(item) for item in value]
    return type(value)(str(value).removeprefix(_MARK)) if isinstance(value, str | Path) else value


def _complete(parser: ArgumentParser) -> None:
    import argcomplete

    argcomplete.autocomplete(parser)


def _parser_of_all(commands: Mapping[str, Callable[..., Any]]) -> ArgumentParser:
    parser = ArgumentParser(
        prog=_PROGRAM,
        description="Ask your own documents: word-for-word quotes with pinpoint citations.",
        allow_abbrev=False,
    )
    subparsers = parser.add_subparsers(metavar="COMMAND", required=True, title="commands")
    for name, command in commands.items():
        options = _options(command)
        summary = options["description"].partition(";")[0].rstrip(".")
        _ARGUMENTS[name](subparsers.add_parser(name, help=summary, **options))
    return parser


def _options(command: Callable[..., Any]) -> dict[str, Any]:
    """Keyword arguments of a command's parser: its description, and no abbreviated flags."""
    return {"description": " ".join((command.__doc__ or "").split()), "allow_abbrev": False}


def _ask(parser: ArgumentParser) -> None:
    parser.add_argument("question", nargs="*", metavar="QUESTION", help="The question.")
    parser.add_argument(
        "-k",
        type=_whole_number(1, 20),
        help="Quotes at most, 1 to 20, all shown whole (default: 3, only the first one whole).",
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


def _add(parser: ArgumentParser) -> None:
    parser.add_argument(
        "address", metavar="URL", help="A page, a site, a file, or a git repository."
    )
    parser.add_argument(
        "--set", dest="set_name", default="", metavar="NAME", help="Their set (default: web)."
    )
    parser.add_argument(
        "--page", action="store_true", dest="page_only", help="This page alone, not the site below."
    )
    parser.add_argument(
        "--most",
        type=_whole_number(1),
        default=0,
        metavar="N",
        help="Pages at most (default: 2,000).",
    )
    _no_build(parser)
    _folders(parser)


def _refresh(parser: ArgumentParser) -> None:
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="Sources as pincite sources names them."
    )
    _no_build(parser)
    _folders(parser)


def _remove(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="A source as pincite sources names it.")
    _no_build(parser)
    _folders(parser)


def _no_build(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--no-build", action="store_true", help="Leave the index as it is until the next build."
    )


def _sources(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--added", action="store_true", help="Only what came from outside, not the documents."
    )
    _json(parser)
    _folders(parser)


def _doctor(parser: ArgumentParser) -> None:
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
    parser.add_argument("dataset", type=Path, metavar="SET", help=_SET_HELP)
    _sample(parser)
    _json(parser)
    _folders(parser)


def _calibrate(parser: ArgumentParser) -> None:
    parser.add_argument("datasets", nargs="+", type=Path, metavar="SET", help=_SET_HELP)
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
        type=_whole_number(1),
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


def _whole_number(low: int, high: int | None = None) -> Callable[[str], int]:
    """A function that parses a word as a whole number within these bounds."""

    def parse(word: str) -> int:
        if not word.isdecimal() or int(word) < low or (high is not None and int(word) > high):
            bounds = f"from {low} on" if high is None else f"from {low} to {high}"
            raise ArgumentTypeError(f"{word!r} is no whole number {bounds}")
        return int(word)

    return parse


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
    "add": _add,
    "refresh": _refresh,
    "remove": _remove,
    "sources": _sources,
    "show": _show,
    "verify-quote": _verify_quote,
    "doctor": _doctor,
    "eval": _evaluate,
    "calibrate": _calibrate,
    "bot": _bot,
    "config": _folders,
    "completion": _completion,
}
"""For each command, the function that adds its arguments to its parser."""
