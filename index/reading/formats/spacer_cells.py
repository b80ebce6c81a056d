"""Rows of a table that is drawn with spacers → the same without them.

In reports an amount is often three cells, so that figures stand under each other:

    Sales |   | $ | 812,400 |   |   | $ | 790,100 |      →  Sales | $812,400  | $790,100
    Costs |   |   | (402,700 | ) |  |   | (377,250 | )   →  Costs | (402,700) | (377,250)
"""

import re
from collections.abc import Sequence, Set

from index.reading.formats.table_grid import Cell, Row

_BEFORE = re.compile(
    r"[$€£¥₹₩₽฿]|(?:US|C|CA|A|AU|NZ|HK|S)\$|R\$|[A-Z]{3}|Rs\.?|\(|\(\s?[$€£¥]|[-–−+]"
)
"""Signs that stand in a cell of their own before an amount."""

_BEHIND = re.compile(r"\)|%|\)\s?%|%\s?\)|[$€£¥]|\)\s?\*|pp|x|bps")
"""Signs that stand in a cell of their own behind an amount."""

_AMOUNT = re.compile(r"[(\-–−+]?\s?[$€£¥]?\s?[\d.,]*\d[\d.,\s']*\)?|[-–—]")
_MOST_COLUMNS = 100
_CODE = re.compile(r"[A-Z]{3}|pp|bps")


def without_spacers(rows: Sequence[Row]) -> list[list[Cell]]:
    """The rows with signs joined to their amounts, and without the columns that are left empty."""
    joined = [_with_signs(list(row)) for row in rows]
    width = max(map(len, joined), default=0)
    if width > _MOST_COLUMNS:
        return joined
    filled = {n for row in joined for n, cell in enumerate(row) if cell.text and cell.columns == 1}
    kept = [column for column in range(width) if not _is_spacer(joined, column, filled)]
    if len(kept) == width or not kept:
        return joined
    narrow = [[row[column] for column in kept if column < len(row)] for row in joined]
    is_whole = all(_words(row) == _words(left) for row, left in zip(joined, narrow, strict=True))
    return narrow if is_whole else joined


def _with_signs(row: list[Cell]) -> list[Cell]:
    for number in range(len(row) - 1):
        sign, amount = row[number], row[number + 1]
        if sign is not amount and _BEFORE.fullmatch(sign.text) and _AMOUNT.fullmatch(amount.text):
            row[number + 1] = amount._replace(text=_joined(sign.text, amount.text))
            row[number] = sign._replace(text="")
    for number in range(1, len(row)):
        amount, sign = row[number - 1], row[number]
        if sign is not amount and _BEHIND.fullmatch(sign.text) and _has_figure(amount.text):
            row[number - 1] = amount._replace(text=_joined(amount.text, sign.text))
            row[number] = sign._replace(text="")
    return row


def _joined(left: str, right: str) -> str:
    is_code = _CODE.fullmatch(left) or _CODE.fullmatch(right)
    return f"{left} {right}" if is_code else f"{left}{right}"


def _has_figure(words: str) -> bool:
    return any(map(str.isdigit, words)) and len(words) <= 40


def _is_spacer(rows: Sequence[Row], column: int, filled: Set[int]) -> bool:
    """Whether a column has no words, but for cells that cover a filled one beside it too."""
    cells = ((row, row[column]) for row in rows if column < len(row) and row[column].text)
    return column not in filled and all(
        any(other is cell and number in filled for number, other in enumerate(row))
        for row, cell in cells
    )


def _words(row: Row) -> set[str]:
    return {cell.text for cell in row if cell.text}
