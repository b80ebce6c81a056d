"""A row is cut into its cells, and nothing of a cell is lost."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.text.table_cells import BAR, cells_in

words = st.text(st.sampled_from('ab ,";é'), max_size=8).map(str.strip)


def cells_of(row: str, delimiter: str) -> list[str]:
    text = f"above\n{row}\nbelow"
    spans = cells_in(text, 6, 6 + len(row), delimiter)
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("| Ann | miller |", ["Ann", "miller"]),
        ("Ann | miller", ["Ann", "miller"]),
        ("| Ann |  | weir |", ["Ann", "", "weir"]),
        (r"| a\|b | c |", [r"a\|b", "c"]),
        ("no bar", ["no bar"]),
    ],
)
def test_bars_part_cells_as_in_markdown(row: str, cells: list[str]) -> None:
    assert cells_of(row, BAR) == cells


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@given(row=st.lists(words, min_size=1, max_size=6))
def test_delimiters_part_cells_as_the_csv_module_does(delimiter: str, row: list[str]) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=delimiter, lineterminator="").writerow(row)
    found = [cell.replace('""', '"') for cell in cells_of(file.getvalue(), delimiter)]
    assert [cell.strip() for cell in found] == [cell.strip() for cell in row]
