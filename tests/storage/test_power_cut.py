"""A power cut at any moment of a build leaves the old index or the new one, whole."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pytest

from index import Searcher, answer, build_index
from index.errors import PinciteError, UnusableIndex
from index.storage.index_folder import CURRENT, generation_names
from index.storage.rollback import roll_back
from index.storage.unneeded import clean, parts_of
from tests.conftest import Silent, WordEncoder
from tests.storage.power_cut import Recording, State, recorded, restore, states

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="numbers of files and syncs are noted as Linux has them"
)

Contents = tuple[str, str, tuple[str, ...]]
"""The name of a generation, an answer, and all texts."""

EVERY = 3
"""Of the states, the one that is built upon, since a build takes longer than a look."""


@dataclass(frozen=True)
class Cut:
    """A build that was recorded: the contents of the index before and after."""

    recording: Recording
    old: Contents
    new: Contents

    def states(self) -> Iterator[tuple[str, State]]:
        return states(self.recording.steps)


def contents(index: Path) -> Contents:
    """The generation that opens and verifies, its answer, and all its texts."""
    searcher = Searcher.open(index, WordEncoder(), verify=True)
    found = answer(searcher, "When does the night train leave Vienna?", 1)
    texts = tuple(document.text for document in searcher.documents())
    return searcher.generation.name, found.quotes[0].text, texts


def changed_build(index: Path, corpus: Path, patch: pytest.MonkeyPatch) -> Cut:
    """The third build, of one changed document, so that it removes a generation too."""
    build_index(corpus, index, WordEncoder(), Silent(), full=True)
    old, trains = contents(index), corpus / "trains.txt"
    trains.write_text(trains.read_text("utf-8").replace("at ten", "at eleven"), "utf-8")
    with recorded(index, patch) as recording:
        build_index(corpus, index, WordEncoder(), Silent())
    return Cut(recording, old, contents(index))


@pytest.fixture
def cut(built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Cut:
    return changed_build(built, corpus, monkeypatch)


def unopened(cut: Cut, folder: Path) -> list[str]:
    """The steps after which a cut may leave something else than the old index or the new one."""
    found = []
    for number, (step, state) in enumerate(cut.states()):
        try:
            good = contents(restore(state, folder / f"cut-{number}")) in (cut.old, cut.new)
        except PinciteError:
            good = False
        found += [] if good else [step]
    return found


def test_the_recorded_build_changes_the_answer_and_syncs_renames_and_removes(cut: Cut) -> None:
    assert (cut.old[0], cut.new[0]) == ("gen-000002", "gen-000003")
    assert "leaves Vienna at ten" in cut.old[1]
    assert "leaves Vienna at eleven" in cut.new[1]
    assert {step.split()[0] for step, _ in cut.recording.steps} == {
        *("mkdir", "fsync", "rename", "replace", "unlink", "rmdir", "end")
    }


def test_a_power_cut_at_any_moment_leaves_the_old_index_or_the_new_one_whole(
    cut: Cut, tmp_path: Path
) -> None:
    assert unopened(cut, tmp_path) == []


def test_a_power_cut_after_a_build_has_ended_leaves_what_it_published(
    cut: Cut, tmp_path: Path
) -> None:
    for number, (_, state) in enumerate(states(cut.recording.steps[-1:])):
        assert contents(restore(state, tmp_path / f"cut-{number}")) == cut.new


def test_the_build_after_a_power_cut_succeeds_and_leaves_no_orphan(
    cut: Cut, corpus: Path, tmp_path: Path
) -> None:
    for number, (step, state) in enumerate(islice(cut.states(), None, None, EVERY)):
        index = restore(state, tmp_path / f"cut-{number}")
        build_index(corpus, index, WordEncoder(), Silent())
        assert contents(index)[1:] == cut.new[1:], step
        names = sorted(path.name for path in index.iterdir())
        assert names[:2] == [".lock", CURRENT], step
        assert [name[:4] for name in names[2:]] == ["gen-", "gen-"], step


def test_a_power_cut_during_the_first_build_leaves_no_index_or_all_of_it(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "index").mkdir()
    with recorded(tmp_path / "index", monkeypatch) as recording:
        build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    new = contents(tmp_path / "index")
    for number, (_, state) in enumerate(states(recording.steps)):
        index = restore(state, tmp_path / f"cut-{number}")
        if CURRENT in state:
            assert contents(index) == new
        else:
            with pytest.raises(UnusableIndex):
                contents(index)


@pytest.fixture
def four(built: Path, corpus: Path) -> Path:
    """An index of four generations, each of another text, all kept."""
    trains = corpus / "trains.txt"
    for hour in ("eleven", "twelve", "one"):
        text = "Notes on the night train\n\nThe night train leaves Vienna at {}.\n"
        trains.write_text(text.format(hour), "utf-8")
        build_index(corpus, built, WordEncoder(), Silent(), keep=4)
    return built


@pytest.mark.parametrize("name", ["gen-000001", "gen-000002", "gen-000003"])
def test_a_power_cut_while_going_back_to_any_generation_leaves_one_of_the_two_whole(
    four: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    old = contents(four)
    with recorded(four, monkeypatch) as recording:
        roll_back(four, name)
    cut = Cut(recording, old, contents(four))
    assert (cut.old[0], cut.new[0]) == ("gen-000004", name)
    assert unopened(cut, tmp_path) == []


def test_a_power_cut_while_many_generations_go_leaves_the_index_whole(
    four: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = contents(four)
    (corpus / "trains.txt").write_text("The night train leaves Vienna at two.\n", "utf-8")
    with recorded(four, monkeypatch) as recording:
        build_index(corpus, four, WordEncoder(), Silent(), keep=2)
    cut = Cut(recording, old, contents(four))
    assert generation_names(four) == ["gen-000005", "gen-000004"]
    assert unopened(cut, tmp_path) == []


def test_a_power_cut_during_a_cleaning_leaves_the_index_whole(
    four: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = contents(four)
    (four / ".tmp-dead").mkdir()
    wanted = {part.name for part in parts_of(four, 2) if part.is_unneeded}
    with recorded(four, monkeypatch) as recording:
        clean(four, 2, wanted)
    assert wanted == {"gen-000001", "gen-000002", ".tmp-dead"}
    assert unopened(Cut(recording, old, contents(four)), tmp_path) == []
    assert contents(four) == old


@pytest.mark.parametrize("name", ["_sync", "_sync_folders", "_sync_handle"])
def test_without_a_sync_there_is_a_power_cut_that_leaves_no_index(
    built: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(f"index.storage.generation.{name}", lambda *_: None)
    assert unopened(changed_build(built, corpus, monkeypatch), tmp_path) != []
