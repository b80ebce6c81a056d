"""A file is replaced with its side-car and its note, or not at all, wherever the process is killed.

Each process below is killed just before another one of its steps on the disk.
"""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.service.added_files import NewFile, add_files, replace_added, restore
from index.errors import SourceError
from index.sources.registry import FOLDER, SourceRegistry
from index.sources.versions import finish_versions

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no process can be killed so there")

KILLED = """
import os, pathlib, signal, sys
from bot.service.added_files import NewFile, add_files, replace_added
steps, kill_at = 0, int(sys.argv[1])

def killed_before(step):
    def act(*values, **names):
        global steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)
        return step(*values, **names)
    return act

os.fsync, os.replace = killed_before(os.fsync), killed_before(os.replace)
pathlib.Path.unlink = killed_before(pathlib.Path.unlink)
corpus, new = pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
file = NewFile("set/a.md", "new.md", "Bob", {"title": "New"})
"""
REPLACE = KILLED + "replace_added(corpus, file, new)"
ADD = KILLED + "add_files(corpus, [(file, new)])"

OLD = NewFile("set/a.md", "old.md", "Ada", {"title": "Old"})


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "old").write_text("Roses are pruned in March.\n")
    (tmp_path / "new").write_text("Roses are pruned in April.\n")
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def contents(corpus: Path) -> str:
    """What the corpus says: whether the old file, the new one or none is there as a whole."""
    path, note = corpus / "set/a.md", SourceRegistry(corpus).find("set/a.md")
    if note is None:
        return "none" if not path.exists() else "no note"
    parts = (path.read_text(), path.with_name("a.md.meta.toml").read_text(), note.ordered_by)
    old = ("March" in parts[0], "Ada" in parts[1] and "Old" in parts[1], parts[2] == "Ada")
    return "old" if all(old) else "new" if not any(old) else f"mixed {old}"


def left_behind(corpus: Path) -> list[str]:
    names = (path.relative_to(corpus).as_posix() for path in corpus.rglob("*") if path.is_file())
    kept = ("set/a.md", "set/a.md.meta.toml")
    return [name for name in names if name not in kept and not name.endswith((".json", ".lock"))]


def killed_everywhere(code: str, corpus: Path) -> Iterator[int]:
    """The number of each step before which a process was killed, until one was not."""
    number, is_killed = 0, True
    while is_killed:
        number += 1
        words = [str(number), str(corpus), str(corpus.with_name("new"))]
        done = subprocess.run([sys.executable, "-c", code, *words], check=False)
        assert done.returncode in (0, -signal.SIGKILL)
        is_killed = done.returncode != 0
        yield number


def test_a_killed_replacement_happened_or_did_not(corpus: Path) -> None:
    add_files(corpus, [(OLD, corpus.with_name("old"))])
    found = []
    for _ in killed_everywhere(REPLACE, corpus):
        finish_versions(corpus)
        assert left_behind(corpus) == []
        found.append(contents(corpus))
        replace_added(corpus, OLD, corpus.with_name("old"))
    assert found == sorted(found, key=["old", "new"].index)
    assert {"old", "new"} == set(found)
    assert len(found) > 6


def test_a_killed_addition_happened_or_did_not(corpus: Path) -> None:
    found = []
    for _ in killed_everywhere(ADD, corpus):
        finish_versions(corpus)
        assert left_behind(corpus) == []
        found.append(contents(corpus))
        for path in (corpus / "set").glob("*"):
            path.unlink()
        SourceRegistry(corpus).forget("set/a.md")
    assert found == sorted(found, key=["none", "new"].index)
    assert {"none", "new"} == set(found)


def test_a_change_that_is_being_made_is_left_to_who_makes_it(corpus: Path) -> None:
    registry = SourceRegistry(corpus)
    add_files(corpus, [(OLD, corpus.with_name("old"))])
    pending = registry.pending_path("set/a.md")
    pending.write_bytes(b"half a change")
    with registry.looking("set/a.md"):
        finish_versions(corpus)
        assert pending.exists()
    finish_versions(corpus)
    assert not pending.exists()
    assert contents(corpus) == "old"


def test_a_change_of_a_file_that_somebody_else_put_there_is_dropped(corpus: Path) -> None:
    left = change_left(corpus)
    other = corpus / "set/a.md"
    other.write_text("The owner's own.\n")
    other.with_name("a.md.meta.toml").unlink()
    finish_versions(corpus)
    assert other.read_text() == "The owner's own.\n"
    assert not left.exists()


@pytest.mark.parametrize("name", ["../a.md", "/etc/a.md", ".sources/a.md"])
def test_a_change_that_leads_out_of_the_corpus_is_dropped(corpus: Path, name: str) -> None:
    left = change_left(corpus)
    left.write_bytes(left.read_bytes().replace(b"set/a.md", name.encode()))
    other = SourceRegistry(corpus).pending_path(name)
    left.rename(other)
    finish_versions(corpus)
    assert contents(corpus) == "old"
    assert not other.exists()
    assert sorted(path.name for path in corpus.parent.glob("*")) == ["corpus", "new", "old"]


def change_left(corpus: Path) -> Path:
    """A change that was decided and not made."""
    add_files(corpus, [(OLD, corpus.with_name("old"))])
    pending = SourceRegistry(corpus).pending_path("set/a.md")
    for _ in killed_everywhere(REPLACE, corpus):
        if pending.exists():
            break
    assert contents(corpus) == "old"
    return pending


def test_what_was_replaced_comes_back_whole_where_the_new_one_cannot_be_written(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_files(corpus, [(OLD, corpus.with_name("old"))])
    write = SourceRegistry.write

    def refuse_bob(registry: SourceRegistry, source: object) -> None:
        if getattr(source, "ordered_by", "") == "Bob":
            raise SourceError("no space")
        write(registry, source)  # type: ignore[arg-type] # it is what was given

    monkeypatch.setattr(SourceRegistry, "write", refuse_bob)
    with pytest.raises(SourceError, match="no space"):
        replace_added(corpus, NewFile("set/a.md", "new.md", "Bob"), corpus.with_name("new"))
    assert contents(corpus) == "old"
    assert left_behind(corpus) == []


def test_a_file_without_a_side_car_is_put_back_without_one(corpus: Path) -> None:
    add_files(corpus, [(OLD, corpus.with_name("old"))])
    (corpus / "set/a.md.meta.toml").unlink()
    old = replace_added(corpus, NewFile("set/a.md", "new.md", "Bob"), corpus.with_name("new"))
    restore(corpus, old)
    assert (corpus / "set/a.md").read_text() == "Roses are pruned in March.\n"
    assert [path.name for path in (corpus / "set").glob("*")] == ["a.md"]
    assert list((corpus / FOLDER).glob("*.pending")) == []
