"""Rows of a PDF that stand under each other → its tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from index.documents import Table
from index.reading.formats.pdf_paragraphs import PdfBlock
from index.text.cell_values import looks_like_header
from index.text.table_cells import BAR, cells_in


def tables_of(blocks: Sequence[PdfBlock], starts: Sequence[int]) -> Iterator[Table]:
    """The runs of rows with the same number of cells; ``starts`` are where the blocks begin."""
    numbered = [(block, start, _cells(block)) for block, start in zip(blocks, starts, strict=True)]
    for (_, width), group in groupby(numbered, key=lambda row: (row[0].page, len(row[2]))):
        run = list(group)
        if width > 1 and len(run) > 1:
            spans = tuple((start, start + len(block.text)) for block, start, _ in run)
            rows = [cells for _, _, cells in run]
            header = int(looks_like_header(rows))
            columns = tuple(cell.replace("\\|", "|") for cell in rows[0]) if header else ()
            yield Table(spans[:header], spans[header:], columns)


def _cells(block: PdfBlock) -> list[str]:
    """The cells of a row; none if the block is no row of a table."""
    if block.kind != "row" or block.is_furniture:
        return []
    text = block.text
    return [text[start:end] for start, end in cells_in(text, 0, len(text), BAR)]
