"""The generations of an index on the command line: listed, gone back to, and cleaned by consent."""

import json
import re
import shutil
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from bot.cli.commands import index as index_command
from bot.cli.commands import rollback as rollback_command
from bot.config import Config, data_folder, load_config
from bot.service.data_folders import note_corpus, stored_indexes
from index import build_index
from index.errors import UsageError
from index.storage import generation
from index.storage.generation import Manifest, open_generation
from index.storage.index_folder import generation_names
from tests.conftest import Silent, WordEncoder


@pytest.fixture
def config(tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """Settings of a person who has one index, of three generations, two of which are to be kept."""
    monkeypatch.setattr("bot.config.data_root", lambda: tmp_path / "data")
    monkeypatch.setattr("bot.service.data_folders.data_root", lambda: tmp_path / "data")
    return stored(tmp_path, corpus)


def stored(folder: Path, corpus: Path) -> Config:
    config = load_config({}, folder, corpus=corpus)
    for _ in range(3):
        build_index(corpus, config.index, WordEncoder(), Silent(), full=True, keep=3)
    note_corpus(config)
    return config


def listed(config: Config, *, as_json: bool = False) -> None:
    rollback_command.run(config, "", as_list=True, as_json=as_json)


def index(config: Config, action: str, **flags: bool) -> None:
    names = ("of_all", "dry_run", "yes", "as_json")
    index_command.run(config, action, **{name: flags.get(name, False) for name in names})


def objects(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def test_the_kept_generations_are_a_table_with_what_answers_and_what_comes_next(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    listed(config)
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split() == ["generation", "built", "(UTC)", "documents", "passages"]
    assert [re.sub(r" +", " ", re.sub(r"20\S+ \S+", "…", line)).strip() for line in lines] == [
        "gen-000003 … 2 4 answers now",
        "gen-000002 … 2 4 rollback goes back to it",
        "gen-000001 … 2 4",
    ]
    assert all(len(line) <= 80 for line in lines)


def test_the_kept_generations_as_json(config: Config, capsys: pytest.CaptureFixture[str]) -> None:
    listed(config, as_json=True)
    first, second, _ = objects(capsys)
    assert (first["generation"], first["answers"], first["next_rollback"]) == (
        *("gen-000003", True, False),
    )
    assert (second["documents"], second["passages"], second["problem"]) == (2, 4, None)
    assert second["next_rollback"]


def test_going_back_to_any_says_what_answers_now(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    rollback_command.run(config, "gen-000001", as_list=False, as_json=False)
    line = capsys.readouterr().out
    assert re.fullmatch(r"gen-000001 of 20\S+: 4 passages of 2 documents\n", line)
    assert open_generation(config.index).name == "gen-000001"
    with pytest.raises(UsageError, match="--json goes with --list"):
        rollback_command.run(config, "", as_list=False, as_json=True)


def test_the_folder_is_listed_with_sizes_and_what_is_not_needed(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    index(config, "list")
    head, _, *lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"{re.escape(str(config.index))}: [0-9.]+ kB, nobody builds it", head)
    assert [line.split("kB")[1].strip() for line in lines] == [
        *("answers now", "kept", "beyond what is kept"),
    ]
    index(config, "list", as_json=True)
    told = objects(capsys)
    assert (told["index"], told["writer"]) == (str(config.index), None)
    assert [part["name"] for part in told["parts"] if part["removable"]] == ["gen-000001"]


def test_a_dry_run_removes_nothing_and_a_yes_does(
    config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    index(config, "clean", dry_run=True)
    assert "can be removed: gen-000001 in " in capsys.readouterr().out
    assert len(generation_names(config.index)) == 3
    index(config, "clean", yes=True)
    assert "removed gen-000001 in " in capsys.readouterr().out
    assert generation_names(config.index) == ["gen-000003", "gen-000002"]
    index(config, "clean", yes=True)
    assert capsys.readouterr().out == "nothing to remove\n"


class Terminal(StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "kept"), [("y\n", 2), ("Yes\n", 2), ("n\n", 3), ("", 3)])
def test_a_person_is_asked(
    config: Config, monkeypatch: pytest.MonkeyPatch, typed: str, kept: int
) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(typed))
    index(config, "clean")
    assert len(generation_names(config.index)) == kept


def test_without_a_person_and_without_a_yes_nothing_is_removed(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", StringIO("y\n"))
    with pytest.raises(UsageError, match="--yes removes without asking"):
        index(config, "clean")
    assert len(generation_names(config.index)) == 3


def test_an_index_whose_documents_are_no_more_is_told_and_goes_with_a_yes(
    config: Config, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    letters = tmp_path / "letters"
    letters.mkdir()
    (letters / "a.txt").write_text("The ferry leaves at nine.\n")
    other = stored(tmp_path, letters)
    (other.index.parent / "state").mkdir()
    unnoted = tmp_path / "data" / "old-00000000" / "index"
    unnoted.mkdir(parents=True)
    letters.rename(tmp_path / "gone")
    index(config, "list", of_all=True, as_json=True)
    orphans = {one["index"]: one["orphan"] for one in objects(capsys)}
    assert orphans == {str(config.index): False, str(other.index): True, str(unnoted): False}
    index(config, "list", of_all=True)
    assert f"of {letters}, which is no more" in capsys.readouterr().out
    index(config, "clean", of_all=True, dry_run=True)
    assert other.index.exists()
    index(config, "clean", of_all=True, yes=True)
    assert not other.index.exists()
    assert [path.name for path in other.index.parent.iterdir()] == ["state"], "a bot's state stays"
    assert generation_names(config.index) == ["gen-000003", "gen-000002"]
    assert unnoted.exists()


def test_a_note_that_names_another_folder_makes_nothing_an_orphan(
    config: Config, tmp_path: Path
) -> None:
    note = data_folder(config.corpus) / "corpus-path"
    assert note.read_text().partition("\0")[0] == str(config.corpus)
    note.write_text(str(tmp_path / "nowhere"))
    [one] = stored_indexes()
    assert (one.corpus, one.is_orphan) == (None, False)


def test_an_index_elsewhere_gets_no_note(config: Config, tmp_path: Path) -> None:
    own = load_config({}, tmp_path, corpus=config.corpus, index=tmp_path / "own" / "index")
    build_index(own.corpus, own.index, WordEncoder(), Silent())
    note_corpus(own)
    assert [path.name for path in (tmp_path / "own").iterdir()] == ["index"]


def test_what_a_manifest_says_cannot_take_over_the_terminal(
    config: Config, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read = generation._read_manifest

    def read_forged(data: bytes, path: Path) -> Manifest:
        return replace(read(data, path), created="\x1b[2J[/red]\n9")

    monkeypatch.setattr(generation, "_read_manifest", read_forged)
    listed(config)
    index(config, "list")
    rollback_command.run(config, "", as_list=False, as_json=False)
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert out.count("�[2J[/red]�9") == 7


def test_the_name_of_a_folder_cannot_look_like_another_line(
    tmp_path: Path, corpus: Path, config: Config, capsys: pytest.CaptureFixture[str]
) -> None:
    other = corpus.rename(tmp_path / "a\nremoved all\x1b[31m")
    stored(tmp_path, other)
    shutil.rmtree(other)
    for action, flags in (("list", {}), ("clean", {"dry_run": True}), ("clean", {"yes": True})):
        index(config, action, of_all=True, **flags)
    lines = capsys.readouterr().out.splitlines()
    assert not any(line.startswith("removed all") or "\x1b" in line for line in lines)
    assert sum("a�removed all�[31m" in line for line in lines) == 3


def test_an_index_whose_documents_are_on_a_disk_that_is_not_at_hand_is_no_orphan(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config.corpus.rename(tmp_path / "elsewhere")
    [one] = stored_indexes()
    assert one.is_orphan
    monkeypatch.setattr("os.path.ismount", lambda path: Path(path) != one.disk)
    assert not one.is_orphan
    monkeypatch.undo()
    (tmp_path / "elsewhere").rename(config.corpus)
    assert not one.is_orphan


def test_documents_that_come_back_while_the_person_thinks_keep_their_index(
    config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow(Terminal):
        def readline(self, size: int = -1, /) -> str:
            (tmp_path / "elsewhere").rename(config.corpus)
            return super().readline(size)

    config.corpus.rename(tmp_path / "elsewhere")
    monkeypatch.setattr(sys, "stdin", Slow("y\n"))
    index(config, "clean", of_all=True)
    assert generation_names(config.index)
