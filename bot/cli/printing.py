"""Results → stdout, as JSON, for a terminal, or plain; a build's report → stderr."""

import json
import os
import shutil
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TextIO

from bot.cli.exit_codes import ANSWERED, NO_INDEX
from bot.cli.streams import Colour, chosen, is_quiet, note

if TYPE_CHECKING:
    from rich.console import Console

    from bot.rendering.drawing import Manner
    from bot.service.checks import Check
    from index import Answer, Report
    from index.answering.verify_quote import Verdict


MARK, WESTERN_MARK = "▸", "»"

_NOTE_HANG = " " * 4
NO_NOTES: Mapping[str, str] = MappingProxyType({})


class Output(NamedTuple):
    """What a stream can show. No colour means no colour: bold and links stay."""

    terminal: bool
    bold: bool
    colour: bool


def output_of(file: TextIO) -> Output:
    """What a stream can show: a pipe and a dumb terminal nothing but text, unless ``--color`` or
    the environment say otherwise; ``--color`` outweighs ``NO_COLOR``, and that ``FORCE_COLOR``."""
    terminal, colour = file.isatty(), chosen().colour
    bold = terminal and os.environ.get("TERM", "").lower() not in ("dumb", "unknown")
    if colour is not Colour.AUTO:
        return Output(terminal, *[colour is Colour.ALWAYS] * 2)
    if os.environ.get("NO_COLOR"):
        return Output(terminal, bold, False)
    bold = bold or bool(os.environ.get("FORCE_COLOR"))
    return Output(terminal, bold, bold)


def draws_bars() -> bool:
    """Whether the progress of a long step is drawn: only where somebody looks."""
    return sys.stderr.isatty() and not is_quiet()


def print_answer(
    answer: "Answer",
    as_json: bool,
    corpus: Path | None = None,
    *,
    whole: bool = True,
    notes: Mapping[str, str] = NO_NOTES,
) -> None:
    """Print an answer as JSON, or as text that suits a terminal or a pipe; unless the quotes are
    wanted whole, only the first one is. ``notes`` stand beneath the quotes of documents."""
    from bot.rendering import plain as render

    if as_json:
        print_json(render.as_json(answer))
        return
    manner = _manner(whole, corpus, [quote.citation.document for quote in answer.quotes], notes)
    if output_of(sys.stdout).bold:
        from bot.rendering.terminal import as_terminal

        console().print(as_terminal(answer, manner), crop=False)
    else:
        print(render.as_plain(answer, manner))


def _manner(
    whole: bool, corpus: Path | None, documents: Iterable[str], notes: Mapping[str, str]
) -> "Manner":
    from bot.rendering.drawing import Manner

    width = _width(sys.stdout)
    paths = _paths(corpus, documents)
    return Manner(whole, paths, file_links(paths) if width else {}, _mark(), width, notes)


def _width(file: TextIO) -> int | None:
    """The columns of a terminal; a pipe has none."""
    return shutil.get_terminal_size().columns if output_of(file).terminal else None


def _filled(line: str, width: int | None, hang: str) -> str:
    """A line in rows as wide as the terminal; no word is cut, and none moved in a pipe."""
    if width is None:
        return line
    from textwrap import fill

    return fill(line, width, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False)


def _mark() -> str:
    """The mark of what answers, in an encoding for western Europe another one."""
    try:
        MARK.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        return WESTERN_MARK
    return MARK


def _paths(corpus: Path | None, documents: Iterable[str]) -> dict[str, str]:
    """The files of documents, as far as they are at hand, relative if they are below the folder
    that one stands in."""
    files = {document: corpus / document for document in documents} if corpus else {}
    return {document: shortest(file) for document, file in files.items() if file.is_file()}


def shortest(file: Path) -> str:
    """A path as it is typed: relative if it is below the folder that one stands in."""
    path = Path(os.path.abspath(file))
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def file_links(paths: dict[str, str]) -> dict[str, str]:
    """The address of each file for a terminal, which may show what another machine printed."""
    import platform

    host = platform.node()
    return {
        document: Path(path).absolute().as_uri().replace("file://", f"file://{host}", 1)
        for document, path in paths.items()
    }


def print_verdict(verdict: "Verdict", as_json: bool, corpus: Path | None = None) -> None:
    """Print a verdict as JSON, or as text that suits a terminal or a pipe."""
    from bot.rendering.verdicts import verdict_json, verdict_plain, verdict_terminal

    if as_json:
        print_json(verdict_json(verdict))
        return
    paths = _paths(corpus, [place.citation.document for place in verdict.shown_places])
    if output_of(sys.stdout).colour:  # without, the terminal form would not show the differences
        console().print(verdict_terminal(verdict, paths, file_links(paths)), crop=False)
    else:
        print(verdict_plain(verdict, paths))


def print_report(report: "Report", seconds: float, page: Path | None = None) -> None:
    """Print on stderr what a build did in so many seconds, and where its page is."""
    from bot.rendering.build_summary import summary_lines

    width = _width(sys.stderr)
    lines = summary_lines(report, seconds, str(page) if page else "")
    note(*(_filled(line, width, _NOTE_HANG) for line in lines))


def print_json(value: Any) -> None:
    """Print a value on one line, at once; what stdout cannot encode is escaped."""
    text = json.dumps(value, ensure_ascii=False)
    try:
        text.encode(sys.stdout.encoding)
    except UnicodeEncodeError:
        text = json.dumps(value)
    print(text, flush=True)


def console(file: TextIO | None = None) -> "Console":
    """A console for tables, on stdout unless a file is given, that styles as the file can show."""
    from bot.cli.rich_console import RaisingConsole

    file = file or sys.stdout
    output = output_of(file)
    return RaisingConsole(
        file=file,
        force_terminal=output.bold or None,
        color_system=_colours(output),
        no_color=not output.colour,
        highlight=False,
    )


def _colours(output: Output) -> "Literal['auto', 'standard'] | None":
    """How rich writes styles: in a pipe there is no terminal to ask how many colours it has."""
    if output.bold:
        return "auto" if output.terminal else "standard"
    return None


def print_checks(checks: "Iterable[Check]", as_json: bool) -> int:
    """Print each line as soon as its check is done; the exit code says whether all are good."""
    from bot.service.checks import checks_json

    width = _width(sys.stdout)
    results = []
    for check in checks:
        results.append(check)
        if not as_json:
            print(_check_line(check, width))
    if as_json:
        print_json(checks_json(results))
    return ANSWERED if all(check.ok for check in results) else NO_INDEX


def _check_line(check: "Check", width: int | None) -> str:
    from bot.rendering.safe_text import printable_line

    head = f"{'ok ' if check.ok else 'BAD'}  {check.name:8} "
    return _filled(f"{head}{printable_line(check.message)}", width, " " * len(head))
