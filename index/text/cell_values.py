"""Cells of a table → the kinds of values in them, and whether a first row names its columns."""

import re
from collections.abc import Sequence
from itertools import islice

from index.text.date_lines import date_line

_COMPARED_ROWS = 50
"""So many rows below the first show what the columns hold."""

_AMOUNT = r"[-+−–±~≈<>≤≥]?\s?\d[\d.,'’\xa0\u202f]*(?:\s?[-–/x×:]\s?\d[\d.,]*)?"
_CURRENCY = r"(?:[$€£¥]|EUR|USD|GBP|CHF)"
_KINDS = {
    "date": re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{1,2}\.? [^\W\d_]{3,9}\.? \d{4}"),
    "time": re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?", re.I),
    "price": re.compile(rf"{_CURRENCY}\s?{_AMOUNT}|{_AMOUNT}\s?{_CURRENCY}", re.I),
    "share": re.compile(rf"{_AMOUNT}\s?%"),
    "number": re.compile(rf"{_AMOUNT}(?:\s?[^\W\d_]{{1,4}}\d?)?"),
}
_LONGEST_VALUE = 40


def kind_of_value(words: str) -> str:
    """What kind of value the words are, such as a date or a price; empty if they are none."""
    words = words.strip()
    if len(words) > _LONGEST_VALUE:
        return ""
    if date_line(words):
        return "date"
    return next((kind for kind, shape in _KINDS.items() if shape.fullmatch(words)), "")


def looks_like_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of the rows names the columns: it has no value, but rows below have."""
    if len(rows) < 2 or not all(rows[0][1:]) or any(map(kind_of_value, rows[0])):
        return False
    width = len(rows[0])
    return any(_holds_values(rows[1:], column, width) for column in range(width))


def _holds_values(rows: Sequence[Sequence[str]], column: int, width: int) -> bool:
    """Whether a column holds values and nothing else: in a table of two columns of one kind, for
    there a row may be a name and its value, such as "Level" and "45"."""
    cells = (row[column] for row in islice(rows, _COMPARED_ROWS) if column < len(row))
    kinds = {kind_of_value(cell) for cell in cells if cell}
    return bool(kinds) and "" not in kinds and (width > 2 or len(kinds) == 1)
