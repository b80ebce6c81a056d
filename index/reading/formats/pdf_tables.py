"""Rows of a PDF that stand under each other → its tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.documents import Table
from index.reading.formats.pdf_paragraphs import PdfBlock
from index.text.cell_values import looks_like_header
from index.text.table_cells import BAR, cells_in

_FEWEST_COLUMNS = 3
"""Of a table that may go on, without its header, at the head of the next page."""


def tables_of(blocks: Sequence[PdfBlock], starts: Sequence[int]) -> Iterator[Table]:
    """The tables of each page; ``starts`` are where the blocks begin."""
    numbered = [(b, start) for b, start in zip(blocks, starts, strict=True) if not b.is_furniture]
    previous: tuple[int, int, tuple[str, ...]] | None = None
    for (page, table), group in groupby(numbered, key=lambda row: (row[0].page, row[0].table)):
        run = list(group)
        if table is None:
            previous = None if any(map(_ends_table, run)) else previous
            continue
        if len(run) < 2:
            continue
        rows = [_cells(block.text) for block, _ in run]
        width = max(map(len, rows))
        header = int(run[0][0].is_header or (len(rows[0]) > 1 and looks_like_header(rows)))
        columns = tuple(cell.replace("\\|", "|") for cell in rows[0]) if header else ()
        if not columns and previous and previous[:2] == (page - 1, width):
            columns = previous[2]
        previous = (page, width, columns) if width >= _FEWEST_COLUMNS else None
        spans = tuple((start, start + len(block.text)) for block, start in run)
        yield Table(spans[:header], spans[header:], columns)


def _ends_table(row: tuple[PdfBlock, int]) -> bool:
    """Whether words between two tables are more than a page number or a title that runs on."""
    return len(row[0].text) > 100 or row[0].level is not None


def _cells(text: str) -> list[str]:
    return [text[start:end] for start, end in cells_in(text, 0, len(text), BAR)]
