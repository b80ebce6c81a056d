"""Nearest rows by inner product, from a file."""

from pathlib import Path

import numpy as np
import pytest

from index import vectors as module
from index.encoder import unit
from index.errors import IndexDamaged
from index.vectors import GrowingVectors, NearestVectors, write_vectors

UNIT = np.eye(4, dtype=np.float32)


@pytest.fixture
def vectors(tmp_path: Path) -> NearestVectors:
    write_vectors(tmp_path / "vectors.faiss", UNIT)
    return NearestVectors(tmp_path / "vectors.faiss")


def test_a_vector_finds_itself_first(vectors: NearestVectors) -> None:
    assert [vectors.nearest(row, 1) for row in UNIT] == [[0], [1], [2], [3]]


def test_asking_for_more_than_there_are_gives_all(vectors: NearestVectors) -> None:
    assert sorted(vectors.nearest(UNIT[0], 99)) == [0, 1, 2, 3]


def test_cosines_come_in_the_order_of_the_rows(vectors: NearestVectors) -> None:
    assert vectors.cosines(UNIT[2], [2, 0]) == [1, 0]
    assert vectors.cosines(UNIT[2], []) == []


def test_a_file_that_is_no_index_is_damage(tmp_path: Path) -> None:
    (tmp_path / "vectors.faiss").write_bytes(b"nonsense, not an index at all")
    with pytest.raises(IndexDamaged, match="run pincite build"):
        NearestVectors(tmp_path / "vectors.faiss")


def test_a_name_beyond_ascii_is_opened(tmp_path: Path) -> None:
    write_vectors(tmp_path / "véctörs 索引.faiss", UNIT)
    assert NearestVectors(tmp_path / "véctörs 索引.faiss").count == 4


def test_only_rows_that_may_be_found_are_near(vectors: NearestVectors) -> None:
    part = vectors.within((range(1), range(2, 4)))
    assert sorted(part.nearest(UNIT[1], 4)) == [0, 2, 3]
    assert part.nearest(UNIT[2], 1) == vectors.nearest(UNIT[2], 1) == [2]
    assert vectors.within(()).nearest(UNIT[1], 4) == []


def alike(count: int, dimension: int = 32) -> np.ndarray:
    """Unit vectors in groups, as those of passages are."""
    chance = np.random.default_rng(5)
    groups = chance.normal(size=(count // 20 + 1, dimension))
    spread = chance.normal(scale=0.3, size=(count, dimension))
    return unit((groups[np.arange(count) // 20] + spread).astype(np.float32))


def test_many_vectors_are_found_by_codes_nearly_as_if_all_were_compared(tmp_path: Path) -> None:
    rows = alike(6_000)
    made = write_vectors(tmp_path / "codes", rows, exact=5_000)
    write_vectors(tmp_path / "all", rows)
    codes, whole = NearestVectors(tmp_path / "codes"), NearestVectors(tmp_path / "all")
    assert made.kind == "codes"
    assert made.recall >= 0.98
    asked = unit(rows[::100] + 0.05)
    pairs = [(set(codes.nearest(one, 10)), set(whole.nearest(one, 10))) for one in asked]
    assert np.mean([len(a & b) / 10 for a, b in pairs]) >= 0.98
    assert codes.cosines(asked[0], [5, 9]) == pytest.approx(whole.cosines(asked[0], [5, 9]))


def test_a_view_of_many_vectors_compares_all_that_it_may_find(tmp_path: Path) -> None:
    rows = alike(6_000)
    write_vectors(tmp_path / "codes", rows, exact=5_000)
    part = NearestVectors(tmp_path / "codes").within((range(40, 60),))
    cosines = rows[40:60] @ rows[3]
    assert part.nearest(rows[3], 5) == (40 + np.argsort(-cosines)[:5]).tolist()


def test_where_codes_find_too_little_all_vectors_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REFINED", 11)
    strewn = unit(np.random.default_rng(2).normal(size=(6_000, 32)).astype(np.float32))
    made = write_vectors(tmp_path / "vectors", strewn, exact=5_000)
    assert (made.kind, made.recall) == ("exact", 1.0)
    assert NearestVectors(tmp_path / "vectors").nearest(strewn[9], 1) == [9]


def test_a_large_file_is_mapped_and_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_vectors(tmp_path / "vectors", alike(500))
    read = NearestVectors(tmp_path / "vectors")
    monkeypatch.setattr(module, "LARGE", 1)
    mapped = NearestVectors(tmp_path / "vectors")
    for asked in alike(500)[::50]:
        assert mapped.nearest(asked, 20) == read.nearest(asked, 20)


def test_vectors_that_come_in_blocks_are_the_same_in_the_end(tmp_path: Path) -> None:
    rows = alike(50)
    with GrowingVectors(tmp_path / "raw", 32) as growing:
        for first in range(0, 50, 20):
            growing.append(rows[first : first + 20])
        assert np.array_equal(growing.finished(), rows)
    assert not (tmp_path / "raw").exists()
