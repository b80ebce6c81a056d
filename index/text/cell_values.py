"""Cells of a table → the kinds of values in them, and whether a first row names its columns."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import islice

from index.text.date_lines import date_line
from index.text.dates import DAY, MONTH

COMPARED_ROWS = 50
"""So many rows below the first show what the columns hold."""

_AMOUNT = r"[-+−–±~≈<>≤≥]?\s?\d[\d.,'’\xa0\u202f]*(?:\s?[-–/x×:]\s?\d[\d.,]*)?"
_CURRENCY = r"(?:[$€£¥]|EUR|USD|GBP|CHF)"
_KINDS = {
    "date": re.compile(
        rf"\d{{1,4}}[-./]\d{{1,2}}[-./]\d{{1,4}}|\d{{1,2}}\.? [^\W\d_]{{3,9}}\.? \d{{4}}"
        rf"|{DAY}\.? (?:of )?(?:{MONTH})|(?:{MONTH}) {DAY}",
        re.IGNORECASE,
    ),
    "time": re.compile(r"\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[ap]\.?m\.?)?", re.I),
    "price": re.compile(rf"{_CURRENCY}\s?{_AMOUNT}|{_AMOUNT}\s?{_CURRENCY}", re.I),
    "share": re.compile(rf"{_AMOUNT}\s?%"),
}
_NUMBER = re.compile(rf"{_AMOUNT}(?:\s?([^\W\d_]{{1,4}}\d?))?")
_YEAR = re.compile(
    r"(?:FY|Q[1-4]|H[12])?\s?['’]?((?:19|20)\d\d(?:\s?[/–-]\s?\d\d(?:\d\d)?)?(?:\s?[AEF])?)\*?",
    re.I,
)
_FULL_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_FIGURE = re.compile(r"\d")
_LONGEST_VALUE = 40
_MOST_LABEL_WORDS = 4
_SENTENCE_ENDS = (".", "!", "?")
_FEWEST_FACTS = 3


def kind_of_value(words: str) -> str:
    """What kind of value the words are, for a number with its unit; empty if they are none."""
    words = words.strip()
    if words.startswith("(") and words.endswith(")"):  # So books write what is less than nothing.
        words = words[1:-1]
    if len(words) > _LONGEST_VALUE:
        return ""
    if date_line(words) and not words.isdecimal():
        return "date"
    if kind := next((kind for kind, shape in _KINDS.items() if shape.fullmatch(words)), ""):
        return kind
    number = _NUMBER.fullmatch(words)
    return f"number {number[1] or ''}" if number else ""


def names_years(cells: Sequence[str]) -> bool:
    """Whether cells are two years or days or more, each another, such as ``FY2023`` and ``FY2022``,
    with or without words for what the rows are before them."""
    written = [cell.strip() for cell in cells if cell]
    named = written[1:] if written and not _is_year_or_day(written[0]) else written
    return len(named) > 1 and all(map(_is_year_or_day, named)) and len(set(named)) == len(named)


def _is_year_or_day(words: str) -> bool:
    return _YEAR.fullmatch(words) is not None or date_line(words) is not None


def looks_like_header(rows: Sequence[Sequence[str]], fewest: int = 1) -> bool:
    """Whether the first of the rows names the columns: it stands over values, or there are three
    columns or more and it has no value and says nothing that stands below it again.

    That of a list of facts is a fact itself.
    """
    if is_list_of_facts(rows):
        return False
    return stands_over_values(rows, fewest) or (
        _may_be_header(rows)
        and len(rows[0]) > 2
        and all(len(cell) <= _LONGEST_VALUE for cell in rows[0])
        and not any(_recurs(rows, column) for column in range(len(rows[0])))
    )


def names_two_columns(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of several rows of two cells names columns of words: it has two short
    labels, and is no fact itself, such as ``Name`` and ``Acme Ltd``."""
    if len(rows) < 3 or any(len(row) != 2 for row in rows) or not _may_be_header(rows):
        return False
    is_fact = is_list_of_facts(rows) or any(row[0].endswith(":") for row in rows)
    if is_fact or not all(map(_is_label, rows[0])) or any(_recurs(rows, n) for n in (0, 1)):
        return False
    below = [row[1] for row in rows[1:] if row[1]]
    has_own_shape = not any(_is_label(cell) or _is_name(cell) for cell in below)
    return bool(below) and (has_own_shape or not _is_name(rows[0][1]))


def is_list_of_facts(rows: Sequence[Sequence[str]]) -> bool:
    """Whether each row is a label and its value: two columns, of which the second holds values of
    several kinds, none of them in most rows, and the first a label once."""
    if len(rows) < _FEWEST_FACTS or any(len(row) != 2 for row in rows):
        return False
    labels = [row[0].strip().casefold() for row in rows]
    kinds = Counter(_kind_of_fact(row[1].strip()) for row in rows[1:] if row[1].strip())
    values = [count for kind, count in kinds.items() if kind]
    return (
        bool(values)
        and len(set(labels)) == len(labels)
        and not any(label.endswith(_SENTENCE_ENDS) or kind_of_value(label) for label in labels)
        and 2 * max(values) <= len(rows) - 1
    )


def _kind_of_fact(words: str) -> str:
    return "year" if _FULL_YEAR.fullmatch(words) else kind_of_value(words)


def _is_label(words: str) -> bool:
    """Whether words are few, without a figure, and no sentence."""
    words = words.strip()
    is_short = len(words) <= _LONGEST_VALUE and 0 < len(words.split()) <= _MOST_LABEL_WORDS
    return is_short and _FIGURE.search(words) is None and not words.endswith((*_SENTENCE_ENDS, ","))


def _is_name(words: str) -> bool:
    """Whether words are several, and begin with capitals as those of a name do."""
    first, *others = words.split() or [""]
    return first[:1].isupper() and any(word[:1].isupper() for word in others)


def stands_over_values(rows: Sequence[Sequence[str]], fewest: int = 1) -> bool:
    """Whether the first of the rows has no value, but a column below it holds values."""
    if not _may_be_header(rows):
        return False
    width = len(rows[0])
    return any(_holds_values(rows[1:], column, width, fewest) for column in range(width))


def _may_be_header(rows: Sequence[Sequence[str]]) -> bool:
    return len(rows) > 1 and all(rows[0][1:]) and not any(map(kind_of_value, rows[0]))


def _recurs(rows: Sequence[Sequence[str]], column: int) -> bool:
    """Whether a column says the words of its first cell again."""
    return any(column < len(row) and row[column] == rows[0][column] for row in rows[1:])


def _holds_values(rows: Sequence[Sequence[str]], column: int, width: int, fewest: int) -> bool:
    """Whether a column holds values and nothing else: in a table of two columns at least so many
    of one kind and unit, for there a row may be a name and its value, such as "Level" and "45"."""
    below = (row[column] for row in islice(rows, COMPARED_ROWS) if column < len(row))
    cells = [cell for cell in below if cell]
    kinds = set(map(kind_of_value, cells))
    is_list = width > 2 or (len(cells) >= fewest and len(kinds) == 1)
    return bool(cells) and "" not in kinds and is_list
