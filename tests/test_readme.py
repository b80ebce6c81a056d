"""The README and its pages do not rot: what they list is what there is. See also test_pages.py."""

import dataclasses
import re
import tomllib

from bot.cli.commands import COMMANDS
from bot.cli.help_pages import exit_codes
from bot.config import KEYS, Config, DiscordConfig
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
CLI_README = (ROOT / "bot" / "cli" / "README.md").read_text("utf-8")
BOT_README = (ROOT / "bot" / "README.md").read_text("utf-8")


def test_every_command_stands_on_the_page_of_the_command_line() -> None:
    names = re.findall(r"^\| `pincite ([a-z-]+)[ `]", CLI_README, re.MULTILINE)
    assert sorted(names) == sorted(COMMANDS)


def test_every_exit_code_stands_there() -> None:
    codes = re.findall(r"^\| (\d+) \|", CLI_README, re.MULTILINE)
    of_commands = {code for name in COMMANDS for code in exit_codes(COMMANDS[name]())}
    assert [int(code) for code in codes] == sorted(of_commands)


def test_every_setting_stands_there() -> None:
    assert re.findall(r"^\| `([a-z_.]+)` \| `PINCITE_", CLI_README, re.MULTILINE) == list(KEYS)
    named = {field.name.removesuffix("_setting") for field in dataclasses.fields(Config)}
    assert named == {*KEYS, "discord", "words", "origins"}


def test_every_setting_of_the_bot_stands_beside_it_with_its_default() -> None:
    rows = re.findall(r"^\| `([a-z_]+)` \| `?([^`|]+?)`? \|", BOT_README, re.MULTILINE)
    own = {f.name: f.default for f in dataclasses.fields(DiscordConfig) if f.name != "token"}
    assert [name for name, _ in rows] == list(own)
    for name, default in rows:
        value = "" if default == "Discord's" else tomllib.loads(f"x = {default}")["x"]
        assert value == (list(own[name]) if isinstance(own[name], tuple) else own[name]), name


def test_every_command_on_discord_stands_beside_the_bot() -> None:
    for name in ("ask", "sources", "privacy", "gaps"):
        assert f"`/{name}" in BOT_README


def test_the_checks_run_the_two_installs_of_the_readme() -> None:
    checks = (ROOT / ".ci" / "run").read_text("utf-8")
    installs = re.findall(r"\.venv/bin/pip (install \S+)", README)
    assert installs == ["install .", 'install ".[test]"']
    for install in installs:
        assert install.replace("install", "pip install --quiet") + "\n" in checks


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 100
