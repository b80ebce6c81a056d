"""Rows of lines that stand under each other in cells → the rows of a table, one line for each.

The columns are found from the white space that the rows share and from upright rules. A cell of
several lines, and a header of several rows, become one line of text.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.reading.formats.pdf_cells import cells_of, chunks_of, columns_of, with_units
from index.reading.formats.pdf_lines import BULLETS, Line, Row
from index.reading.formats.pdf_rulings import Rulings
from index.reading.formats.pdf_table_header import header_count, header_of
from index.reading.formats.pdf_table_rows import (
    TableRow,
    are_boxed,
    level_rules,
    merged_rows,
    row_of,
    rows_in_boxes,
)

JOINT = " | "

_MOST_COLUMNS = 60
_MOST_RULES = 100
_BULLET = re.compile(f"[{BULLETS}]")
_LEADER = re.compile(r"(?:\s*\.){4,}\s*$")


def table_lines(rows: Sequence[Row], rulings: Rulings, number: int) -> list[Line] | None:
    """The rows of the table that the lines are, as lines of text; ``None`` if they are no table.

    ``number`` is that of the table on its page.
    """
    size = _size(rows)
    rules = upright_rules(rows, rulings)
    chunks = [list(chunks_of(row, rules)) for row in rows]
    columns = with_units(columns_of(chunks, rules, size), chunks)
    if not 1 < len(columns) <= _MOST_COLUMNS:
        return None
    lines = [
        row_of(row, cells_of(row, parts, columns)) for row, parts in zip(rows, chunks, strict=True)
    ]
    if _is_list(lines):
        return None
    rulings = rulings.between(lines[0].middle, lines[-1].middle)
    edges = level_rules(rulings, columns)
    boxed = are_boxed(rules, columns)
    count = header_count(lines, edges, boxed)
    captions, header = header_of(lines[:count], chunks, columns, size)
    body = (rows_in_boxes(lines[count:], rulings, columns) if boxed else None) or list(
        merged_rows(lines[count:], edges)
    )
    return [
        *(_line(row, None, False, len(columns)) for row in captions),
        *(_line(row, number, True, len(columns)) for row in header),
        *(_line(row, number, False, len(columns)) for row in body),
    ]


def _is_list(lines: Sequence[TableRow]) -> bool:
    """Whether all that stands before the second of two columns is bullets: these are items, with
    prose between."""
    if any(len(line.cells) != 2 for line in lines):
        return False
    marks = [line.cells[0] for line in lines if all(line.cells)]
    return len(marks) > 1 and all(_BULLET.fullmatch(mark) for mark in marks)


def _size(rows: Sequence[Row]) -> float:
    sizes = sorted(line.size for row in rows for line in row)
    return sizes[len(sizes) // 2]


def upright_rules(rows: Sequence[Row], rulings: Rulings) -> Sequence[float]:
    """Where upright rules run beside at least half of the height of the rows."""
    top, bottom = rows[0][0].top, rows[-1][0].bottom
    heights: dict[int, float] = {}
    for rule in rulings.upright:
        shared = min(top, rule.end) - max(bottom, rule.start)
        if shared > 0:
            heights[round(rule.at)] = heights.get(round(rule.at), 0.0) + shared
    return sorted(x for x, height in heights.items() if height > (top - bottom) / 2)[:_MOST_RULES]


def _line(row: TableRow, number: int | None, is_header: bool, columns: int) -> Line:
    lines = [line for group in row.lines for line in group]
    longest = max(lines, key=lambda line: len(line.text))
    cells = [_shown(cell, columns) for cell in row.cells]
    return replace(
        longest,
        text=_row_text(cells),
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        words=(),
        is_row=number is not None,
        table=number,
        is_header=is_header,
    )


def _row_text(cells: Sequence[str]) -> str:
    """The cells with bars between them; a first one that is empty has a bar on either side."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 1:
        return filled[0]
    last = max((i for i, cell in enumerate(cells) if cell), default=0)
    text = JOINT.join(cells[: last + 1]).strip()
    return text if cells[0] else f"| {text}"


def _shown(cell: str, columns: int) -> str:
    """A cell's words, without the dots that lead to the next cell, each bar in them escaped."""
    words = _LEADER.sub("", cell) if columns > 2 else cell
    return words.replace("|", "\\|") if words.strip("| ") else words
