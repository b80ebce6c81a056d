"""What the command line says of itself: overview, help pages, version, the manual page."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from bot import __version__
from bot.cli.commands import COMMANDS
from bot.cli.exit_codes import ALWAYS
from bot.cli.help_pages import overview
from bot.cli.man_page import man_page
from bot.cli.parsers import Parser
from tests.conftest import ROOT, Run

# Help is as wide as the terminal: 80 columns, as most are.
WIDTH = 80


@pytest.fixture(autouse=True)
def columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))


def help_of(name: str) -> str:
    return Parser(name, COMMANDS[name]()).format_help()


def flags_of(name: str) -> set[str]:
    return set(Parser(name, COMMANDS[name]())._option_string_actions)


def test_the_overview_has_each_command_once_below_its_group() -> None:
    page = overview(COMMANDS)
    groups = {command_of().GROUP for command_of in COMMANDS.values()}
    assert groups <= set(page.splitlines())
    for name in COMMANDS:
        assert len(re.findall(rf"^  {name} +[A-Z]", page, re.M)) == 1, name


@pytest.mark.parametrize("name", COMMANDS)
def test_a_help_page_ends_with_two_examples_and_the_exit_codes(name: str) -> None:
    command = COMMANDS[name]()
    page = help_of(name)
    examples, codes = page.partition("\nexamples:\n")[2].split("\nexit codes:\n")
    assert [line.strip() for line in examples.split("\n") if line] == list(command.EXAMPLES)
    assert all(re.search(rf"\bpincite {name}\b", line) for line in command.EXAMPLES[1:])
    shown = {int(code) for code in re.findall(r"^  (\d+) ", codes, re.M)}
    assert shown == {*command.EXIT_CODES, *ALWAYS}
    assert 0 in shown


@pytest.mark.parametrize("page", [overview(COMMANDS), *map(help_of, COMMANDS)])
def test_any_terminal_can_show_a_page_of_help(page: str) -> None:
    assert [line for line in page.splitlines() if len(line) > WIDTH] == []
    assert page.isascii()


def test_help_is_asked_for_as_people_do(pincite: Run) -> None:
    everything = pincite("--help")
    assert (everything.returncode, everything.stderr) == (0, "")
    for words in ([], ["-h"], ["help"], ["help", "help"], ["-q", "--help"]):
        assert pincite(*words).stdout == everything.stdout
    show = pincite("show", "--help")
    assert show.stdout.startswith("usage: pincite show ")
    for words in (["help", "show"], ["show", "-h"], ["-v", "help", "show"]):
        assert pincite(*words).stdout == show.stdout


@pytest.mark.parametrize("words", [["--help"], ["show", "--help"], ["--version"]])
def test_help_that_nobody_reads_is_no_error(words: list[str]) -> None:
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words], cwd=ROOT, stdout=write, stderr=subprocess.PIPE
    )
    os.close(write)
    assert (done.returncode, done.stderr) == (130, b"")


@pytest.mark.parametrize("flag", ["--version", "-V"])
def test_the_version_is_told(pincite: Run, flag: str) -> None:
    done = pincite(flag)
    assert (done.stdout, done.stderr, done.returncode) == (f"pincite {__version__}\n", "", 0)


def test_the_manual_page_has_every_command_with_its_flags_and_exit_codes() -> None:
    sections = re.split(r"^\.SS ", man_page(COMMANDS), flags=re.M)
    named = {part.partition("\n")[0].replace("\\-", "-"): part for part in sections[1:]}
    assert named.keys() == COMMANDS.keys()
    for name, text in named.items():
        plain = text.replace("\\-", "-")
        assert all(re.search(rf"^\.B .*{flag}\b", plain, re.M) for flag in flags_of(name))
        assert all(f".B {code}\n" in plain for code in COMMANDS[name]().EXIT_CODES)


@pytest.mark.skipif(shutil.which("groff") is None, reason="needs groff")
def test_the_manual_page_is_read_without_a_warning() -> None:
    formatted = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-P-c"],
        input=man_page(COMMANDS),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert formatted.stderr == ""
    shown = re.sub(".\b", "", formatted.stdout)
    for name in COMMANDS:
        for example in COMMANDS[name]().EXAMPLES:
            assert example in shown, "an example can be copied as it is"
