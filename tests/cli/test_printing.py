"""One place decides what an output can show: text, bold, colours."""

import io
import platform
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.printing import (
    MARK,
    WESTERN_MARK,
    Output,
    _filled,
    _mark,
    console,
    file_links,
    output_of,
    print_answer,
    print_checks,
)
from bot.cli.streams import Choice, Colour, choose
from bot.service.checks import Check
from index import Searcher, answer


class Terminal(io.StringIO):
    """An output that says that it is a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    yield
    choose(Choice())


def styled(file: io.StringIO) -> str:
    console(file).print("[bold]answers[/] [red]red[/]")
    return file.getvalue()


def test_a_terminal_has_bold_and_colours() -> None:
    assert output_of(Terminal()) == Output(terminal=True, bold=True, colour=True)
    assert styled(Terminal()) == "\x1b[1manswers\x1b[0m \x1b[31mred\x1b[0m\n"


def test_no_color_takes_the_colours_of_a_terminal_and_leaves_it_bold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert output_of(Terminal()) == Output(terminal=True, bold=True, colour=False)
    assert styled(Terminal()) == "\x1b[1manswers\x1b[0m red\n"


@pytest.mark.parametrize("name", ["dumb", "unknown"])
def test_a_dumb_terminal_has_neither(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("TERM", name)
    assert output_of(Terminal()) == Output(terminal=True, bold=False, colour=False)
    assert styled(Terminal()) == "answers red\n"


def test_a_pipe_has_neither() -> None:
    assert output_of(io.StringIO()) == Output(terminal=False, bold=False, colour=False)
    assert styled(io.StringIO()) == "answers red\n"


@pytest.mark.parametrize("name", ["xterm", "dumb", ""])
def test_a_pipe_has_both_where_colours_are_forced(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", name)
    assert output_of(io.StringIO()) == Output(terminal=False, bold=True, colour=True)
    assert styled(io.StringIO()) == "\x1b[1manswers\x1b[0m \x1b[31mred\x1b[0m\n"


def test_no_color_outweighs_force_color(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("NO_COLOR", "1")
    assert styled(io.StringIO()) == "answers red\n"
    assert styled(Terminal()) == "\x1b[1manswers\x1b[0m red\n"


@pytest.mark.parametrize("file", [Terminal, io.StringIO])
@pytest.mark.parametrize(
    ("colour", "expected"),
    [
        (Colour.ALWAYS, "\x1b[1manswers\x1b[0m \x1b[31mred\x1b[0m\n"),
        (Colour.NEVER, "answers red\n"),
    ],
)
@pytest.mark.parametrize("variable", ["NO_COLOR", "FORCE_COLOR"])
def test_the_flag_outweighs_the_environment(
    monkeypatch: pytest.MonkeyPatch,
    file: type[io.StringIO],
    colour: Colour,
    expected: str,
    variable: str,
) -> None:
    monkeypatch.setenv(variable, "1")
    choose(Choice(colour))
    assert styled(file()) == expected


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8", MARK), ("cp1252", WESTERN_MARK)])
def test_what_answers_has_a_mark_that_the_output_can_encode(
    monkeypatch: pytest.MonkeyPatch, encoding: str, mark: str
) -> None:
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(io.BytesIO(), encoding))
    assert _mark() == mark
    mark.encode(encoding)


def test_lines_fit_a_terminal_and_no_name_in_them_is_cut() -> None:
    name = "a-rather-long-file-name-that-is-typed-as-it-stands.md"
    rows = _filled(f"cannot be read: {name}: damaged, so save it again", 40, "    ").splitlines()
    assert rows == ["cannot be read:", f"    {name}:", "    damaged, so save it again"]
    assert _filled("a b", None, "    ") == "a b"


def test_a_title_leads_to_its_file_on_this_machine_unless_it_leads_to_the_web(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, searcher: Searcher
) -> None:
    file = tmp_path / "corpus" / "garden.md"
    found = answer(searcher, "When are roses pruned?", threshold=-9)
    monkeypatch.setattr("sys.stdout", terminal := Terminal())
    print_answer(found, False, tmp_path / "corpus")
    assert f";file://{platform.node()}{file}\x1b\\" in terminal.getvalue()
    quote = found.quotes[0]
    on_web = quote._replace(citation=quote.citation._replace(url="https://example.org/a"))
    monkeypatch.setattr("sys.stdout", terminal := Terminal())
    print_answer(found._replace(quotes=(on_web,)), False, tmp_path / "corpus")
    assert ";https://example.org/a\x1b\\" in terminal.getvalue()
    assert "file://" not in terminal.getvalue()


def test_a_name_of_a_file_cannot_end_its_link(tmp_path: Path) -> None:
    [link] = file_links({"a.md": f"{tmp_path}/a b\x1b]\n;\u202e.md"}).values()
    assert re.fullmatch(r"file://[\x21-\x7e]+", link)


def test_a_pipe_has_no_links(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, searcher: Searcher
) -> None:
    monkeypatch.setattr("sys.stdout", pipe := io.TextIOWrapper(io.BytesIO(), "utf-8"))
    print_answer(answer(searcher, "When are roses pruned?", threshold=-9), False, tmp_path)
    pipe.seek(0)
    assert "Roses are pruned" in (text := pipe.read())
    assert "\x1b" not in text


def test_a_check_is_one_line_whatever_it_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert print_checks([Check("corpus", False, "a\nok   index  \x1b[2Jb")], as_json=False)
    assert capsys.readouterr().out == "BAD  corpus   a�ok   index  �[2Jb\n"
