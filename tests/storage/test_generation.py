"""A generation is published whole or not at all, and damage is found before it is used."""

import hashlib
import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from index import Searcher, build_index
from index.encoders import Identity
from index.errors import IndexDamaged, IndexMismatch, IndexNotFound, IndexUnwritable, PinciteError
from index.storage.generation import VECTOR_ROWS, check_encoder, draft, open_generation
from index.storage.index_folder import CURRENT, generation_names
from index.storage.rollback import roll_back
from tests.conftest import Silent, WordEncoder


def test_no_index_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="run pincite build first"):
        open_generation(tmp_path)


def test_the_manifest_says_what_built_the_index(built: Path, encoder: WordEncoder) -> None:
    manifest = open_generation(built).manifest
    assert manifest.encoder == encoder.identity
    assert manifest.counts == {"documents": 2, "passages": 4}
    assert {
        "vectors.faiss",
        "tokens.bin",
        "rows.sqlite",
        "words/en.terms",
    } <= manifest.files.keys()


def test_current_names_the_generation_and_the_hash_of_its_manifest(built: Path) -> None:
    name, sha256 = (built / CURRENT).read_text().split()
    assert name == "gen-000001"
    assert len(sha256) == 64


def test_a_failed_build_leaves_the_last_index_and_no_orphan(
    built: Path, corpus: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("power")

    monkeypatch.setattr("index.building.indexing.VectorsWriter.finish", fail)
    with pytest.raises(RuntimeError, match="power"):
        build_index(corpus, built, encoder, Silent(), full=True)
    assert open_generation(built).name == "gen-000001"
    assert sorted(p.name for p in built.iterdir()) == [".lock", CURRENT, "gen-000001"]


def test_an_index_of_codes_is_published_asked_made_anew_in_part_and_its_damage_found(
    tmp_path: Path, encoder: WordEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.storage.vectors.EXACT_ROWS", 20)
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    for number in range(40):
        (corpus / f"{number}.txt").write_text(f"Lamp {number} was lit by keeper {number * 7}.")
    build_index(corpus, index, encoder, Silent())
    (corpus / "0.txt").write_text("Lamp 0 was lit by nobody at all.")
    assert build_index(corpus, index, encoder, Silent()).changes.embedded == 1
    generation = open_generation(index)
    assert generation.manifest.nearest["kind"] == "codes"
    assert VECTOR_ROWS in generation.manifest.files
    searcher = Searcher(generation, encoder)
    assert searcher.search("Who lit lamp 0?", 1)[0].passage.document == "0.txt"
    os.truncate(generation.folder / VECTOR_ROWS, 1000)
    with pytest.raises(IndexDamaged, match="has another size"):
        generation.check(full=False)
    with pytest.raises(IndexDamaged, match=VECTOR_ROWS):
        searcher.search("Who lit lamp 0?", 1)


def test_the_generation_before_stays_and_older_ones_go(
    built: Path, corpus: Path, encoder: WordEncoder
) -> None:
    for _ in range(3):
        build_index(corpus, built, encoder, Silent(), full=True)
    assert generation_names(built) == ["gen-000004", "gen-000003"]


@pytest.mark.parametrize("keep", [1, 2, 3])
def test_so_many_generations_are_kept_as_the_owner_wants(
    built: Path, corpus: Path, encoder: WordEncoder, keep: int
) -> None:
    for _ in range(3):
        build_index(corpus, built, encoder, Silent(), full=True, keep=keep)
    assert generation_names(built) == ["gen-000004", "gen-000003", "gen-000002"][:keep]
    assert open_generation(built).name == "gen-000004"


def test_an_open_reader_answers_on_while_a_new_index_is_published(
    searcher: Searcher, built: Path, corpus: Path, encoder: WordEncoder
) -> None:
    before = searcher.search("roses in March", 1)
    (corpus / "garden.md").unlink()
    build_index(corpus, built, encoder, Silent())
    assert searcher.search("roses in March", 1) == before
    assert Searcher.open(built, encoder).search("roses in March", 1) != before


def test_a_flipped_bit_in_any_file_is_found(built: Path) -> None:
    generation = open_generation(built)
    for name in generation.manifest.files:
        path = generation.folder / name
        good = path.read_bytes()
        if good:
            path.write_bytes(bytes([good[0] ^ 1]) + good[1:])
            with pytest.raises(IndexDamaged, match="is damaged; run pincite build"):
                generation.check(full=True)
            assert list(generation.damages()) == [f"the index file {path} is damaged"]
            path.write_bytes(good)
    generation.check(full=True)


def test_a_missing_or_cut_file_is_found_at_once(built: Path, encoder: WordEncoder) -> None:
    path = built / "gen-000001" / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(IndexDamaged, match="has another size"):
        Searcher.open(built, encoder)
    path.unlink()
    with pytest.raises(IndexDamaged, match="is missing"):
        Searcher.open(built, encoder)


@pytest.mark.parametrize("line", ["", "gen-000001", "../../etc x", "gen-000009 abc", "\xff"])
def test_a_current_that_names_nothing_good_is_damage(built: Path, line: str) -> None:
    (built / CURRENT).write_bytes(line.encode("latin-1"))
    with pytest.raises(IndexDamaged, match="run pincite build, or pincite rollback"):
        open_generation(built)


def test_a_changed_manifest_is_damage(built: Path) -> None:
    path = built / "gen-000001" / "manifest.json"
    path.write_text(path.read_text().replace('"passages": 4', '"passages": 5'))
    with pytest.raises(IndexDamaged, match="is not what CURRENT says"):
        open_generation(built)


def test_another_encoder_or_format_is_a_mismatch_that_names_the_difference(built: Path) -> None:
    generation = open_generation(built)
    with pytest.raises(IndexMismatch, match="dimension 256, the one here has 384"):
        check_encoder(generation, Identity("words", "1", "0" * 64, 384, 256, 256, "sum"))
    monkeyed = json.loads((generation.folder / "manifest.json").read_text())
    monkeyed["format_version"] = 999
    _forge(built, json.dumps(monkeyed).encode())
    with pytest.raises(IndexMismatch, match="index format 999"):
        open_generation(built)


def _forge(built: Path, manifest: bytes) -> None:
    (built / "gen-000001" / "manifest.json").write_bytes(manifest)
    (built / CURRENT).write_text(f"gen-000001 {hashlib.sha256(manifest).hexdigest()}\n")


def test_files_of_different_builds_are_not_used_together(
    built: Path, corpus: Path, encoder: WordEncoder
) -> None:
    before = (built / "gen-000001" / "vectors.faiss").read_bytes()
    (corpus / "trains.txt").unlink()
    build_index(corpus, built, encoder, Silent())
    generation = open_generation(built)
    (generation.folder / "vectors.faiss").write_bytes(before)
    with pytest.raises(IndexDamaged, match="do not fit together; run pincite build"):
        Searcher(generation, encoder)


def test_a_passage_missing_from_the_rows_is_damage(built: Path, encoder: WordEncoder) -> None:
    searcher = Searcher.open(built, encoder)
    rows = sqlite3.connect(built / "gen-000001" / "rows.sqlite")
    with rows:
        rows.execute("DELETE FROM passages WHERE row = 1")
    rows.close()
    with pytest.raises(IndexDamaged, match="passages are missing"):
        searcher.search("roses", 3)


def test_a_folder_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with (
        pytest.raises(PinciteError, match="cannot be written"),
        draft(tmp_path / "file" / "index"),
    ):
        pass


@pytest.fixture
def twice(built: Path, corpus: Path, encoder: WordEncoder) -> Path:
    """An index of two generations: with the trains, and without."""
    (corpus / "trains.txt").unlink()
    build_index(corpus, built, encoder, Silent())
    return built


def documents(index: Path) -> list[str]:
    return [document.id for document in Searcher.open(index, WordEncoder()).documents()]


def test_rolling_back_names_the_generation_before(twice: Path) -> None:
    assert documents(twice) == ["garden.md"]
    assert roll_back(twice).name == "gen-000001"
    assert documents(twice) == ["garden.md", "trains.txt"]
    with pytest.raises(IndexNotFound, match="no good generation before gen-000001 is left"):
        roll_back(twice)


def test_a_build_after_a_rollback_keeps_the_one_that_was_good(
    twice: Path, corpus: Path, encoder: WordEncoder
) -> None:
    roll_back(twice)
    build_index(corpus, twice, encoder, Silent())
    assert sorted(path.name for path in twice.glob("gen-*")) == ["gen-000001", "gen-000003"]
    assert documents(twice) == ["garden.md"]
    assert roll_back(twice).name == "gen-000001"


def test_nothing_damaged_is_rolled_back_to(twice: Path) -> None:
    path = twice / "gen-000001" / "tokens.bin"
    path.write_bytes(path.read_bytes()[:-1] + b"\x00")
    with pytest.raises(IndexNotFound, match="no good generation before gen-000002"):
        roll_back(twice)
    assert documents(twice) == ["garden.md"]


@pytest.mark.parametrize(
    ("old", "new"), [('"salt": "', '"salt": "0'), ('"bytes"', '"bites"'), ("{", "[" * 99_999)]
)
def test_a_rotten_manifest_is_not_rolled_back_to(twice: Path, old: str, new: str) -> None:
    path = twice / "gen-000001" / "manifest.json"
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(IndexNotFound, match="no good generation before gen-000002"):
        roll_back(twice)
    assert documents(twice) == ["garden.md"]


def test_copies_that_the_owner_made_are_left_alone(
    twice: Path, corpus: Path, encoder: WordEncoder
) -> None:
    for name in ("gen-000001.bak", "gen-000003 (copy)", "gen-old"):
        shutil.copytree(twice / "gen-000001", twice / name)
    assert roll_back(twice).name == "gen-000001"
    build_index(corpus, twice, encoder, Silent())
    assert len(list(twice.glob("gen-*"))) == 5


def test_a_link_in_a_generation_is_not_followed(built: Path, tmp_path: Path) -> None:
    path = built / "gen-000001" / "vectors.faiss"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IndexDamaged, match=r"vectors\.faiss is no regular file"):
        Searcher.open(built, WordEncoder())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such rights")
def test_an_index_is_as_open_as_its_owner_wishes(
    corpus: Path, tmp_path: Path, encoder: WordEncoder
) -> None:
    before = os.umask(0o077)
    try:
        build_index(corpus, tmp_path / "index", encoder, Silent())
    finally:
        os.umask(before)
    modes = {path.stat().st_mode & 0o077 for path in (tmp_path / "index").rglob("*")}
    assert modes == {0}


@pytest.mark.parametrize("line", [None, b"", b"gen-000007 abc", b"\xff"])
def test_rolling_back_mends_a_lost_or_damaged_current(twice: Path, line: bytes | None) -> None:
    (twice / CURRENT).unlink()
    if line is not None:
        (twice / CURRENT).write_bytes(line)
    assert roll_back(twice).name == "gen-000002"
    assert documents(twice) == ["garden.md"]


def test_what_killed_writers_left_is_removed_by_the_next_one(
    twice: Path, corpus: Path, encoder: WordEncoder
) -> None:
    (twice / ".tmp-dead").mkdir()
    (twice / ".tmp-dead" / "vectors.faiss").write_bytes(b"half")
    (twice / ".CURRENT.new").write_text("gen-000009 abc")
    (twice / "gen-000009").mkdir()
    build_index(corpus, twice, encoder, Silent(), full=True)
    names = {path.name for path in twice.iterdir()}
    assert names == {CURRENT, ".lock", "gen-000002", "gen-000010"}


def test_a_manifest_that_names_a_file_elsewhere_is_damage(built: Path) -> None:
    path = built / "gen-000001" / "manifest.json"
    for name in ("../../secret", "/etc/passwd", "C:secret", "words/../../x", "words/a/b"):
        entries = json.loads(path.read_text())
        entries["files"][name] = {"bytes": 1, "sha256": ""}
        del entries["sha256"]
        own = hashlib.sha256(json.dumps(entries, sort_keys=True).encode()).hexdigest()
        _forge(built, json.dumps({**entries, "sha256": own}).encode())
        with pytest.raises(IndexDamaged, match=r"manifest\.json is damaged") as raised:
            open_generation(built)
        assert "none of a generation" in str(raised.value.__cause__)


def test_an_index_lies_well_in_a_folder_with_any_name(corpus: Path, tmp_path: Path) -> None:
    index = tmp_path / "Übersicht – 索引 ' % # ?" / "a b"
    (corpus / "garden.md").rename(corpus / "Gärten – 庭 #1?.md")
    build_index(corpus, index, WordEncoder(), Silent())
    build_index(corpus, index, WordEncoder(), Silent())
    [hit] = Searcher.open(index, WordEncoder(), verify=True).search("roses in March", 1)
    assert hit.passage.document == "Gärten – 庭 #1?.md"


@pytest.fixture
def read_only(built: Path, corpus: Path) -> Iterator[Path]:
    """The index, beside its corpus, as somebody sees it who may only read it."""
    with tempfile.TemporaryDirectory() as folder:
        index = Path(shutil.copytree(built, Path(folder, "index")))
        shutil.copytree(corpus, index.with_name("corpus"))
        for path in [Path(folder), *Path(folder).rglob("*")]:
            path.chmod(path.stat().st_mode & 0o555 | 0o055)
        user = os.geteuid()
        if user == 0:
            os.seteuid(65534)
        try:
            yield index
        finally:
            os.seteuid(user)
            for path in [Path(folder), *Path(folder).rglob("*")]:
                path.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such folder")
def test_who_may_only_read_an_index_can_ask_it_and_not_build_it(
    read_only: Path, encoder: WordEncoder
) -> None:
    searcher = Searcher.open(read_only, encoder, verify=True)
    assert searcher.search("roses in March", 1)[0].passage.document == "garden.md"
    with pytest.raises(IndexUnwritable, match="cannot be written: Permission denied"):
        build_index(read_only.with_name("corpus"), read_only, encoder, Silent())
    assert searcher.search("roses in March", 1)
