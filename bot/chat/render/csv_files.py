"""Rows → a CSV file that spreadsheets open. Pure. No cell begins like a formula."""

import csv
import io
from collections.abc import Iterable, Sequence


def csv_file(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The file, with a mark by which spreadsheets know its encoding."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(head)
    writer.writerows([_cell(value) for value in row] for row in rows)
    return file.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    is_formula = isinstance(value, str) and value[:1] in tuple("=+-@\t\r")
    return f"'{value}" if is_formula else value
