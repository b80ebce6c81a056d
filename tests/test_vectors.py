"""Nearest rows by inner product, from a file."""

from pathlib import Path

import numpy as np
import pytest

from index.errors import IndexDamaged
from index.vectors import NearestVectors, write_vectors

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
