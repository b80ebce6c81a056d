"""Pieces of a file are read where they stand, or told to be damage."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import IndexDamaged
from index.storage.file_slices import SliceReader

DATA = bytes(range(256)) * 3


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("pieces") / "file"
    path.write_bytes(DATA)
    return path


@given(st.integers(0, 900), st.integers(1, 900))
def test_a_piece_is_what_stands_there_or_damage(path: Path, start: int, size: int) -> None:
    reader = SliceReader(path)
    if start + size <= len(DATA):
        assert reader.read(start, size) == DATA[start : start + size]
    else:
        with pytest.raises(IndexDamaged, match="file is damaged; run pincite build"):
            reader.read(start, size)


def test_a_file_that_is_not_there_is_damage(tmp_path: Path) -> None:
    with pytest.raises(IndexDamaged, match="cannot be opened; run pincite build"):
        SliceReader(tmp_path / "none")


def test_what_cannot_be_read_is_damage(path: Path) -> None:
    reader = SliceReader(path)
    reader.close()
    with pytest.raises(IndexDamaged, match="is damaged"):
        reader.read(0, 1)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files as Linux does")
def test_a_reader_that_is_let_go_of_lets_go_of_its_file(path: Path) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(20):
        SliceReader(path).read(0, 1)
    assert len(os.listdir("/proc/self/fd")) == before
