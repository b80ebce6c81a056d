"""Results → stdout, as JSON, for a terminal, or plain; a build's report → stderr."""

import json
import os
import sys
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from index import Answer, Report
    from index.answering.verify_quote import Verdict


def print_answer(answer: "Answer", as_json: bool) -> None:
    """Print an answer as JSON, or as text that suits a terminal or a pipe."""
    from bot.rendering import plain as render

    if as_json:
        print_json(render.as_json(answer))
    elif sys.stdout.isatty():
        from bot.rendering.terminal import as_terminal

        console().print(as_terminal(answer))
    else:
        print(render.as_plain(answer))


def print_verdict(verdict: "Verdict", as_json: bool) -> None:
    """Print a verdict as JSON, or as text that suits a terminal or a pipe."""
    from bot.rendering.verdicts import verdict_json, verdict_plain, verdict_terminal

    terminal = console()
    if as_json:
        print_json(verdict_json(verdict))
    elif terminal.color_system:  # without colours the terminal form would not show the differences
        terminal.print(verdict_terminal(verdict))
    else:
        print(verdict_plain(verdict))


def print_report(report: "Report") -> None:
    """Print on stderr what a build did."""
    from bot.rendering.report import report_lines, report_table

    if (table := report_table(report)) is not None:
        console(sys.stderr).print(table)
    for line in report_lines(report):
        print(line, file=sys.stderr)


def print_json(value: Any) -> None:
    """Print a value on one line, at once."""
    print(json.dumps(value, ensure_ascii=False), flush=True)


def console(file: TextIO | None = None) -> "Console":
    """A console for tables, on stdout unless a file is given. It has colours only on a terminal,
    and not where ``NO_COLOR`` is set."""
    from rich.console import Console

    file = file or sys.stdout
    plain = "NO_COLOR" in os.environ or not file.isatty()
    return Console(file=file, color_system=None if plain else "auto", highlight=False)
