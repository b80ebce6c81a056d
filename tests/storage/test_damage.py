"""A damaged index is refused or answers as before: no wrong quote, no crash, and what is told
names the damaged file. ``tests/benchmarks/damage.py`` does the same thousands of times."""

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.service.live_index import LiveIndex
from index import Searcher
from index.errors import IndexDamaged
from index.storage.generation import ROWS, VECTORS, open_generation
from index.storage.index_folder import CURRENT
from tests.conftest import WordEncoder
from tests.storage.damages import (
    NEW,
    OLD,
    OTHER,
    REFUSED,
    SAME,
    Damage,
    Good,
    Verdict,
    answers_of,
    damages,
    make_good,
    verdict_of,
)

COUNT = 63


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Good:
    return make_good(tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def verdicts(good: Good, tmp_path_factory: pytest.TempPathFactory) -> dict[Damage, Verdict]:
    copies = tmp_path_factory.mktemp("copies")
    found = damages(good.index, COUNT)
    return {one: verdict_of(one, good, copies / str(n)) for n, one in enumerate(found)}


Verdicts = dict[Damage, Verdict]


def test_one_who_asks_once_sees_true_quotes_or_an_error(verdicts: Verdicts) -> None:
    found = {one: v.once for one, v in verdicts.items() if v.once not in (SAME, OTHER, REFUSED)}
    assert found == {}


def test_one_who_verifies_opens_nothing_that_was_changed(verdicts: Verdicts) -> None:
    found = {
        one: v.verified
        for one, v in verdicts.items()
        if v.verified != (REFUSED if v.changed else SAME)
    }
    assert found == {}


def test_a_running_process_answers_as_before_or_says_that_it_cannot(verdicts: Verdicts) -> None:
    found = {one: v.running for one, v in verdicts.items() if v.running not in (SAME, REFUSED)}
    assert found == {}


def test_every_damaged_file_is_named(verdicts: Verdicts) -> None:
    assert {one: v.unnamed for one, v in verdicts.items() if v.unnamed} == {}


def test_the_damages_are_the_same_every_time(good: Good) -> None:
    assert list(damages(good.index, 20)) == list(damages(good.index, 20))


def test_damage_is_done_and_not_only_told(verdicts: Verdicts) -> None:
    refused = [one.kind for one, v in verdicts.items() if v.verified == REFUSED]
    assert len(refused) > COUNT * 0.9


def test_a_good_index_is_not_refused(good: Good, tmp_path: Path) -> None:
    nothing = Damage("an older file", "gen-000002/rows.sqlite", "gen-000002/rows.sqlite", 0)
    verdict = verdict_of(nothing, good, tmp_path / "copy")
    assert verdict == Verdict(False, SAME, SAME, SAME, ())


def test_what_is_written_after_it_was_compared_is_found_before_the_first_question(
    good: Good, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    index = tmp_path / "copy"
    shutil.copytree(good.index, index)
    older = Damage("an older file", f"{NEW}/{VECTORS}", f"{OLD}/{VECTORS}", 0)
    monkeypatch.setattr("index.search.searcher.check_encoder", lambda *_: older.do(index))
    live = LiveIndex(index, WordEncoder())
    with pytest.raises(IndexDamaged, match=VECTORS):
        live.searcher()


def test_a_current_that_was_changed_in_any_way_is_refused_and_named(
    good: Good, tmp_path: Path
) -> None:
    shutil.copytree(good.index, tmp_path / "copy")
    for line in changed_lines((good.index / CURRENT).read_bytes()):
        (tmp_path / "copy" / CURRENT).write_bytes(line)
        with pytest.raises(IndexDamaged, match=CURRENT):
            open_generation(tmp_path / "copy")


def changed_lines(line: bytes) -> Iterator[bytes]:
    """Each bit flipped, each run of four bytes zeroed, each beginning, each byte doubled."""
    for at in range(len(line)):
        yield from (line[:at] + bytes([line[at] ^ 1 << n]) + line[at + 1 :] for n in range(8))
        yield line[:at] + bytes(len(line[at : at + 4])) + line[at + 4 :]
        yield line[:at]
        yield line[: at + 1] + line[at:]


def test_documents_that_are_gone_are_damage_and_no_silence(good: Good, tmp_path: Path) -> None:
    shutil.copytree(good.index, tmp_path / "copy")
    rows = sqlite3.connect(tmp_path / "copy" / NEW / ROWS)
    with rows:
        rows.execute("DELETE FROM documents")
    rows.close()
    with pytest.raises(IndexDamaged, match=ROWS):
        answers_of(Searcher.open(tmp_path / "copy", WordEncoder()))


def test_a_name_of_a_column_that_is_no_text_is_damage(good: Good, tmp_path: Path) -> None:
    shutil.copytree(good.index, tmp_path / "copy")
    path = tmp_path / "copy" / NEW / ROWS
    path.write_bytes(
        path.read_bytes().replace(b"copies TEXT NOT NULL,", b"copies TEXT NOT NULL\xac")
    )
    with pytest.raises(IndexDamaged, match=ROWS):
        answers_of(Searcher.open(tmp_path / "copy", WordEncoder()))
