"""The lines between ``|===`` → the rows of a table, as cells in HTML."""

import csv
import html
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.documents import Obstacle
from index.reading.formats.asciidoc_inline import Attributes, inline
from index.reading.formats.reading import Unreadable

MOST_COLUMNS = 200

MOST_ROWS = 100
"""That a cell may cover."""

MOST_CELLS = 100_000
"""Of a table: few signs can state many copies of a cell."""

_CELL = re.compile(
    r"(?P<spec>(?:(?<=\s)|(?<=^))(?:(?:\d+(?:\.\d+)?|\.\d+)[+*])?(?:[<^>]?(?:\.[<^>])?)[adehlmsv]?)?"
    r"(?<!\\)\|",
    re.MULTILINE,
)
_SPAN = re.compile(r"(?:(\d+)(?:\.(\d+))?|\.(\d+))\+")
_COPIES = re.compile(r"(\d+)\*")
_COLUMNS = re.compile(r"""cols=(?:"([^"]*)"|'([^']*)'|([^,\]]*))""")
_FORMAT = re.compile(r"""format="?(csv|tsv|dsv)""")
_HEADER = re.compile(r"""%header|options="?[^"\]]*header|opts="?[^"\]]*header""")
_NO_HEADER = re.compile(r"%noheader")


class _Cell(NamedTuple):
    words: str
    spec: str

    @property
    def columns(self) -> int:
        span = _SPAN.match(self.spec)
        return min(int(span[1] or 1), MOST_COLUMNS) if span else 1

    @property
    def rows(self) -> int:
        span = _SPAN.match(self.spec)
        return min(int(span[2] or span[3] or 1), MOST_ROWS) if span else 1


def table_rows(
    lines: Sequence[str], delimiter: str, style: str, attributes: Attributes
) -> list[list[str]]:
    """The rows; those of the header hold cells that name columns."""
    stated = _FORMAT.search(style)
    if stated or delimiter.startswith((",", ":")):
        kind = stated[1] if stated else {",": "csv", ":": "dsv"}[delimiter[0]]
        rows = list(_separated(lines, {"csv": ",", "tsv": "\t", "dsv": ":"}[kind]))
    else:
        if delimiter.startswith("!"):  # A table inside a cell.
            lines = [line.replace("!", "|") for line in lines]
        rows = list(_in_rows(list(_cells("\n".join(lines))), _count(lines, style)))
    has_header = bool(_HEADER.search(style)) or (
        not _NO_HEADER.search(style) and _is_header_implied(lines)
    )
    return [
        [_html(cell, has_header and number == 0, attributes) for cell in row]
        for number, row in enumerate(rows)
    ]


def _html(cell: _Cell, is_header: bool, attributes: Attributes) -> str:
    name = "th" if is_header or cell.spec.endswith("h") else "td"
    spans = f' colspan="{cell.columns}" rowspan="{cell.rows}"' if _SPAN.match(cell.spec) else ""
    text = "\n".join(line.strip() for line in cell.words.strip().split("\n"))
    words = html.escape(text, quote=False) if cell.spec.endswith("l") else inline(text, attributes)
    return f"<{name}{spans}>{words}</{name}>"


def _separated(lines: Sequence[str], delimiter: str) -> Iterator[list[_Cell]]:
    try:
        for row in csv.reader(filter(str.strip, lines), delimiter=delimiter):
            yield [_Cell(words, "") for words in row]
    except csv.Error:
        return


def _cells(text: str) -> Iterator[_Cell]:
    marks = list(_CELL.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    count = 0
    for mark, end in zip(marks, ends, strict=bool(marks)):
        spec = mark["spec"] or ""
        copies = _COPIES.match(spec)
        for _ in range(min(int(copies[1]), MOST_COLUMNS) if copies else 1):
            count += 1
            if count > MOST_CELLS:
                raise Unreadable(
                    f"more than {MOST_CELLS:,} cells in a table; split it", Obstacle.LARGE
                )
            yield _Cell(text[mark.end() : end].replace("\\|", "|"), spec)


def _count(lines: Sequence[str], style: str) -> int:
    """How many columns a table has: as many as are stated, or as cells stand on its first line."""
    if stated := _COLUMNS.search(style):
        columns = next(filter(None, stated.groups()), "").strip()
        copies = [_COPIES.match(column.strip()) for column in re.split("[,;]", columns)]
        return max(1, min(sum(int(copy[1]) if copy else 1 for copy in copies), MOST_COLUMNS))
    first = next((line for line in lines if line.strip()), "")
    return max(1, sum(cell.columns for cell in _cells(first)))


def _in_rows(cells: Sequence[_Cell], columns: int) -> Iterator[list[_Cell]]:
    """The cells in rows; one that covers rows below takes a place in each of them."""
    covered: dict[int, int] = {}
    row: list[_Cell] = []
    number = filled = 0
    for cell in cells:
        row.append(cell)
        filled += cell.columns
        for below in range(1, cell.rows):
            covered[number + below] = covered.get(number + below, 0) + cell.columns
        while filled + covered.get(number, 0) >= columns:
            yield row
            row, filled, number = [], 0, number + 1
            if covered.get(number, 0) < columns:
                break
    if row:
        yield row


def _is_header_implied(lines: Sequence[str]) -> bool:
    """Whether the first line stands right below the delimiter, and a blank line below it."""
    return len(lines) > 2 and bool(lines[0].strip()) and not lines[1].strip()
