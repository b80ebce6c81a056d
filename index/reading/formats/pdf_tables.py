"""Rows of a PDF that stand under each other → its tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.documents import Table
from index.reading.formats.pdf_paragraphs import PdfBlock
from index.text.cell_values import looks_like_header
from index.text.table_cells import BAR, cells_in


def tables_of(blocks: Sequence[PdfBlock], starts: Sequence[int]) -> Iterator[Table]:
    """The tables of each page; ``starts`` are where the blocks begin."""
    numbered = zip(blocks, starts, strict=True)
    for (_, table), group in groupby(numbered, key=lambda row: (row[0].page, row[0].table)):
        run = list(group)
        if table is not None and len(run) > 1:
            spans = tuple((start, start + len(block.text)) for block, start in run)
            rows = [_cells(block.text) for block, _ in run]
            header = int(run[0][0].is_header or (len(rows[0]) > 1 and looks_like_header(rows)))
            columns = tuple(cell.replace("\\|", "|") for cell in rows[0]) if header else ()
            yield Table(spans[:header], spans[header:], columns)


def _cells(text: str) -> list[str]:
    return [text[start:end] for start, end in cells_in(text, 0, len(text), BAR)]
