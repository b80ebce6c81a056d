"""Blocks of a PDF and the levels of its headings → the same with the titles of a contents page.

A title that the contents page names is a heading, also in the type of the text.
"""

from collections.abc import Sequence
from dataclasses import replace

from index.reading.formats.pdf_paragraphs import PdfBlock
from index.text.contents_pages import Line, contents_pages


def with_listed_titles(blocks: list[PdfBlock], labels: Sequence[str]) -> list[PdfBlock]:
    """The blocks, each title of a contents page as a heading, below that of the part it is in."""
    owners: list[int] = []
    lines: list[Line] = []
    for i, block in enumerate(blocks):
        for text in block.text.split("\n"):
            owners.append(i)
            lines.append(Line(text, len(lines), block.page + 1))
    leveled = list(blocks)
    for entries in contents_pages(lines, labels):
        levels: dict[int, int] = {}  # Of headings, by how deep their numbers are.
        for entry in entries:
            if entry.target is None:
                continue
            i, depth = owners[entry.target], entry.depth or 1
            level = leveled[i].level or _level(levels, depth)
            leveled[i] = replace(leveled[i], level=level, kind="")
            levels = {d: known for d, known in levels.items() if d < depth} | {depth: level}
    return leveled


def _level(levels: dict[int, int], depth: int) -> int:
    """One below the level of the heading above, if its number is less deep."""
    above = max((known for d, known in levels.items() if d < depth), default=0)
    return above + 1 if above else levels.get(depth, depth)
