"""Rows of a matrix in a file are read where they stand."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.storage.matrix_file import RowReader

MATRIX = np.arange(400, dtype="<f4").reshape(50, 8)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> RowReader:
    path: Path = tmp_path_factory.mktemp("matrix") / "rows"
    path.write_bytes(b"a header " + MATRIX.tobytes() + b"and more")
    return RowReader(path, start=9, width=8)


@given(st.lists(st.integers(0, 49), max_size=60))
def test_rows_come_in_the_order_in_which_they_are_asked_for(
    reader: RowReader, numbers: list[int]
) -> None:
    rows = reader.rows(np.array(numbers, dtype=np.int64))
    assert np.array_equal(rows, MATRIX[numbers].reshape(-1, 8))


def test_a_block_is_the_rows_of_a_run(reader: RowReader) -> None:
    assert np.array_equal(reader.block(range(3, 50)), MATRIX[3:])


def test_threads_may_share_a_reader(reader: RowReader) -> None:
    runs = [range(first, first + 3) for first in range(40)] * 20
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda run: reader.rows(np.array(run)), runs))
    assert all(np.array_equal(rows, MATRIX[run]) for rows, run in zip(found, runs, strict=True))
