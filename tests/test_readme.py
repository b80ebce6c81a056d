"""The README does not rot: its commands, settings and outputs are the real ones."""

import dataclasses
import re
import tomllib
from pathlib import Path

from bot.config import KEYS, Config, DiscordConfig
from tests.cli.test_commands import COMMANDS
from tests.conftest import ROOT, Run

README = (ROOT / "README.md").read_text("utf-8")
BOT_README = (ROOT / "bot" / "README.md").read_text("utf-8")


def test_every_command_is_in_the_readme() -> None:
    for command in COMMANDS:
        assert f"| `pincite {command}" in README


def test_every_setting_is_in_the_readme() -> None:
    assert re.findall(r"^\| `([a-z_.]+)` \| `PINCITE_", README, re.MULTILINE) == list(KEYS)
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


def test_the_session_in_the_readme_is_what_the_commands_print(pincite: Run, shipped: Path) -> None:
    session = re.search(r"```console\n(.*?)```", README, re.DOTALL)
    assert session is not None
    steps = re.findall(r'^\$ pincite ask "([^"]+)"( -k 1)?\n((?:(?!\$ ).*\n)+)', session[1], re.M)
    assert len(steps) == 2
    for question, flag, output in steps:
        done = pincite("ask", question, *flag.split(), "--index", str(shipped))
        assert done.stdout == output.rstrip("\n") + "\n"


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 100
