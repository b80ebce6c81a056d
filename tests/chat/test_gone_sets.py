"""A private set that is not there comes back under its own name, and under no other one."""

import asyncio
import hashlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.chat.answering.access import AccessRules
from bot.chat.commands.adding import SourceAdding
from bot.cli.looking import _private_set
from bot.config import Config, DiscordConfig
from bot.service.corpus_state import set_folders
from bot.service.looks import remove_source
from bot.service.set_names import private_sets_named
from index.errors import UsageError
from index.sources.registry import SourceRegistry
from index.sources.source import Item, Kind, Source
from index.sources.web.adding import Order, _with_folder


def folder(corpus: Path, rules: AccessRules, written: str) -> str | None:
    """The set that an owner's written name means, where no set is there."""
    responder = SimpleNamespace(
        config=Config(corpus, corpus / "index"),
        engine=SimpleNamespace(sets=tuple),
        rules=rules,
    )
    owner: Any = SimpleNamespace(responder=responder)
    waiting: Any = None
    return asyncio.run(SourceAdding(owner, waiting).folder(written))


@pytest.mark.parametrize("written", ["staff notes", "Staff Notes", "./staff notes/"])
def test_a_private_set_that_is_gone_keeps_its_name(tmp_path: Path, written: str) -> None:
    for rules in (
        AccessRules(private={"staff notes": True}),
        AccessRules(always_private=frozenset({"./staff notes/"})),
    ):
        assert folder(tmp_path, rules, written) == "staff notes"
    public = AccessRules(private={"staff notes": False})
    assert folder(tmp_path, public, "staff notes") == "staff-notes"


@pytest.mark.parametrize("name", ["staff/notes", "staff: notes", ".staff", "staff\tnotes"])
def test_a_private_set_whose_name_no_folder_can_have_is_not_made(tmp_path: Path, name: str) -> None:
    config = Config(tmp_path, tmp_path / "index", discord=DiscordConfig(private_sets=(name,)))
    assert folder(tmp_path, AccessRules(private={name: True}), name) is None
    with pytest.raises(UsageError, match="private set"):
        _private_set(config, name)


def test_the_command_line_keeps_the_name_of_a_private_set_too(tmp_path: Path) -> None:
    config = Config(tmp_path, tmp_path / "index", discord=DiscordConfig(private_sets=("HR notes",)))
    assert _private_set(config, "hr notes") == "HR notes"
    assert _private_set(config, "guides") == _private_set(config, "") == ""
    order = Order("https://h.org", "Ada", "HR notes", is_folder=True)
    assert _with_folder(order, SourceRegistry(tmp_path).corpus).set_name == "HR notes"


@pytest.mark.parametrize("written", ["HR notes", "./hr notes/"])
def test_the_folder_of_a_private_set_outlives_its_last_source(tmp_path: Path, written: str) -> None:
    config = Config(tmp_path, tmp_path / "index", discord=DiscordConfig(private_sets=(written,)))
    for name in ("HR notes/docs/a", "guides/docs/HR notes"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "a.md").write_bytes(b"Quagga.")
        digest = hashlib.sha256(b"Quagga.").hexdigest()
        items = {"https://h.org/": Item(f"{name}/a.md", digest, "")}
        source = Source(name, Kind.SITE, "https://h.org/", "", "", items=items)
        SourceRegistry(tmp_path).write(source)
        remove_source(config, name)
    assert set_folders(tmp_path) == ["HR notes"]
    assert list((tmp_path / "HR notes").iterdir()) == []
    assert private_sets_named([written], set_folders(tmp_path)) == {"HR notes"}


def test_a_folder_that_is_hidden_or_a_link_is_no_set(tmp_path: Path) -> None:
    for name in (".sources", "hr", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "file.md").write_text("Quagga.\n")
    assert sorted(set_folders(tmp_path)) == ["elsewhere", "hr"]
    assert set_folders(tmp_path / "gone") == []
