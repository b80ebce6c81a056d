"""The elements of tables and the blocks in them → rows, or the blocks of a layout."""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from index.reading.formats.html_attributes import Attributes
from index.reading.formats.html_questions import Role
from index.reading.formats.html_text import HtmlBlock, RowPlace
from index.reading.formats.spacer_cells import without_spacers
from index.reading.formats.table_grid import (
    EMPTY,
    Allowance,
    Cell,
    Row,
    distinct,
    header_of,
    names_columns,
    row_text,
    spread,
)

CELL_TAGS = frozenset(["td", "th"])
_ROW_GROUP_TAGS = frozenset(["thead", "tbody", "tfoot"])

_LONGEST_ROW = 2_000
"""Characters. A longer text is no row: its tag was used for something else."""

_LONGEST_NAME = 120
"""Characters of the first of two cells; a longer one does not name the second."""

_MOST_COLUMNS = 1_000
"""That a cell covers; browsers allow no more."""


@dataclass(slots=True)
class _TableCell:
    blocks: list[HtmlBlock]
    stated: Cell = EMPTY


@dataclass(slots=True)
class _RowCells:
    cells: list[_TableCell]
    group: int = 0
    is_head: bool = False


@dataclass(slots=True)
class _Table:
    group: int
    is_layout: bool
    outer_cells: int
    """The number of open cells around it."""
    row_groups: int = 0
    is_head: bool = False
    rows: list[_RowCells] = field(default_factory=lambda: [_RowCells([])])

    def add_row(self, *cells: _TableCell) -> None:
        self.rows.append(_RowCells(list(cells), self.row_groups, self.is_head))

    def change_row_group(self, *, is_head: bool) -> None:
        self.row_groups += 1
        self.is_head = is_head


class Tables:
    """Collects blocks; joins those of a table's row into one, unless the table is a layout."""

    def __init__(self, groups: Iterator[int]) -> None:
        self._groups = groups
        self._open: list[_Table] = []
        self._cells: list[_TableCell] = []
        self._allowance = Allowance()
        self.blocks: list[HtmlBlock] = []

    def add(self, blocks: Iterable[HtmlBlock]) -> None:
        """Add blocks to the innermost cell; those between cells, such as a caption, are a row."""
        if self._open and self._open[-1].outer_cells == len(self._cells):
            self._open[-1].add_row(_TableCell(list(blocks)))
        else:
            (self._cells[-1].blocks if self._cells else self.blocks).extend(blocks)

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name == "table":
            if self._open:
                self._open[-1].is_layout = True
            layout = attributes.get("role") in ("presentation", "none")
            self._open.append(_Table(next(self._groups), layout, len(self._cells)))
        elif name in _ROW_GROUP_TAGS and self._open:
            self._open[-1].change_row_group(is_head=name == "thead")
        elif name == "tr" and self._open:
            self._open[-1].add_row()
        elif name in CELL_TAGS and self._open:
            self._cells.append(_TableCell([], _stated_cell(name, attributes)))
            self._open[-1].rows[-1].cells.append(self._cells[-1])

    def end(self, name: str) -> None:
        """An element ends."""
        if name == "table":
            self.add(_table_blocks(self._open.pop(), self._allowance))
        elif name in _ROW_GROUP_TAGS and self._open:
            self._open[-1].change_row_group(is_head=False)
        elif name in CELL_TAGS and self._open:
            self._cells.pop()


_NAME_CELL = Cell("", is_header=True)


def _stated_cell(name: str, attributes: Attributes) -> Cell:
    if not attributes:  # As most have none; this is called for each of a hundred thousand.
        return _NAME_CELL if name == "th" else EMPTY
    return Cell(
        text="",
        is_header=name == "th" or attributes.get("role") == "columnheader",
        names_row=attributes.get("scope") in ("row", "rowgroup"),
        columns=min(max(1, _count(attributes.get("colspan"))), _MOST_COLUMNS),
        rows=_count(attributes.get("rowspan")) or _ALL_ROWS,
    )


_ALL_ROWS = 10_000
"""A cell that covers 0 rows covers all that are left."""


def _count(value: str | None) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,4}", value) else 1


def _table_blocks(table: _Table, allowance: Allowance) -> Iterable[HtmlBlock]:
    """The rows as one block each; those that are no data as the blocks of their cells."""
    flat = itertools.chain.from_iterable
    if table.is_layout:
        return flat(cell.blocks for row in table.rows for cell in row.cells)
    is_single = sum(any(cell.blocks for cell in row.cells) for row in table.rows) < 2
    pairs = _without_spacers(_spread_rows(table, allowance))
    data = [_is_row(row.cells, cells, is_single=is_single) for row, cells in pairs]
    places = _places(list(itertools.compress(pairs, data)))
    return _with_captions(
        flat(
            [_row_block(row.cells, cells, table.group, next(places))]
            if is_data
            else flat(cell.blocks for cell in _without_line_numbers(row.cells))
            for (row, cells), is_data in zip(pairs, data, strict=True)
        )
    )


def _with_captions(blocks: Iterable[HtmlBlock]) -> Iterator[HtmlBlock]:
    """The blocks; a caption is content if the row below it is."""
    after: HtmlBlock | None
    known = list(blocks)
    for block, after in zip(known, [*known[1:], None], strict=False):
        if block.role is Role.CAPTION and after is not None and after.row is not None:
            yield replace(block, runs=range(block.runs.start, after.runs.stop))
        else:
            yield block


_SpreadRow = tuple[_RowCells, Row]


def _spread_rows(table: _Table, allowance: Allowance) -> list[_SpreadRow]:
    """The rows that have words of their own, with all the cells that cover them."""
    found: list[_SpreadRow] = []
    for _, group in itertools.groupby(table.rows, key=lambda row: row.group):
        rows = list(group)
        cells = spread(([_cell(cell) for cell in row.cells] for row in rows), allowance)
        pairs = zip(rows, cells, strict=True)
        found += [pair for pair in pairs if any(cell.blocks for cell in pair[0].cells)]
    return found


def _without_spacers(pairs: list[_SpreadRow]) -> list[_SpreadRow]:
    rows, cells = [row for row, _ in pairs], without_spacers([cells for _, cells in pairs])
    return list(zip(rows, cells, strict=True))


def _cell(cell: _TableCell) -> Cell:
    words = " ".join(block.text.strip(" ") for block in cell.blocks).replace("\n", " ")
    is_bold = bool(cell.blocks) and all(block.is_bold for block in cell.blocks)
    rows = 1 if any(map(_is_layout, cell.blocks)) else cell.stated.rows
    return cell.stated._replace(text=words, is_bold=is_bold, rows=rows)


def _is_layout(block: HtmlBlock) -> bool:
    """Whether a block shows that its cell is no data: a heading, or code of several lines."""
    return block.level > 0 or (block.language is not None and "\n" in block.text)


def _is_row(own: list[_TableCell], cells: Row, *, is_single: bool) -> bool:
    """Whether the cells hold data; for example, headings in them show that they are a layout."""
    if len(distinct(cells)) < 2 or any(_is_layout(block) for cell in own for block in cell.blocks):
        return False
    if sum(len(cell.text) for cell in cells) > _LONGEST_ROW or _holds_listing(own):
        return False
    return not is_single or all(len(cell.blocks) < 2 for cell in own)


def _holds_listing(own: list[_TableCell]) -> bool:
    """Whether the cells are line numbers beside code."""
    return len(_without_line_numbers(own)) < len(own)


def _without_line_numbers(own: list[_TableCell]) -> list[_TableCell]:
    """The cells without those that only number the lines of the code beside them."""
    kept = [cell for cell in own if not _numbers_lines(cell)]
    is_code = any(block.language is not None for cell in kept for block in cell.blocks)
    return kept if is_code else own


def _numbers_lines(cell: _TableCell) -> bool:
    if len(cell.blocks) != 1 or cell.blocks[0].language is None:
        return False
    words = cell.blocks[0].text.split()
    first = int(words[0]) if words and re.fullmatch("[0-9]{1,6}", words[0]) else None
    return first is not None and words == [str(first + n) for n in range(len(words))]


def _row_block(own: list[_TableCell], cells: Row, group: int, place: RowPlace | None) -> HtmlBlock:
    blocks = [block for cell in own for block in cell.blocks]
    runs = range(blocks[0].runs.start, blocks[-1].runs.stop)
    furniture = blocks[0].furniture
    return HtmlBlock(row_text(cells), runs, group=group, furniture=furniture, row=place)


def _places(pairs: Sequence[_SpreadRow]) -> Iterator[RowPlace | None]:
    """What each row is in its table; ``None`` where the rows do not read as those of one."""
    stated = sum(1 for _ in itertools.takewhile(lambda pair: pair[0].is_head, pairs))
    starts = [0, *_later_headers([cells for _, cells in pairs], stated), len(pairs)]
    for start, end in itertools.pairwise(starts):
        rows = [cells for _, cells in pairs[start:end]]
        header = header_of(rows, 0 if start else stated)
        is_table = bool(header.rows) or _names_its_rows(rows)
        for number in range(len(rows)):
            yield RowPlace(number < header.rows, header.columns) if is_table else None


def _later_headers(rows: Sequence[Row], first: int) -> Iterator[int]:
    """Where rows of column names stand between other rows, and other rows come after them."""
    names = [names_columns(row) for row in rows]
    for number in range(first + 1, len(rows) - 1):
        if names[number] and not names[number - 1] and not all(names[number:]):
            yield number


def _names_its_rows(rows: Sequence[Row]) -> bool:
    """Whether rows without column names are those of a table: several, or one that has a name,
    and none of two cells with prose in the first."""
    has_prose = any(len(row) == 2 and len(row[0].text) > _LONGEST_NAME for row in rows)
    has_names = any(row[0].is_header and not names_columns(row) for row in rows)
    return not has_prose and (len(rows) > 1 or has_names)
