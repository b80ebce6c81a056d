"""Blocks of a PDF and its bookmarks → which of them are headings, of which level."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from index.documents import Heading
from index.reading.formats.pdf_paragraphs import PdfBlock

LARGER = 1.15
"""How many times the usual size the type of a heading has."""


_HEADING_WORDS = 20


_DEEPEST = 6


_MOST_BOOKMARKS = 20_000


_LETTERS = re.compile(r"[^\W\d_]{2}")


class Bookmark(NamedTuple):
    """An entry of the outline: its page counts from 0, its level from 1."""

    page: int
    level: int
    title: str


def bookmarks_of(document: Any) -> list[Bookmark]:
    """The document's bookmarks that lead to a page of it."""
    found = []
    for entry in itertools.islice(document.get_toc(), _MOST_BOOKMARKS):
        target = entry.get_dest()
        page = None if target is None else target.get_index()
        with suppress(UnicodeDecodeError):
            if page is not None:
                found.append(Bookmark(page, entry.level + 1, entry.get_title()))
    return found


def with_levels(blocks: list[PdfBlock], outline: list[Bookmark], usual: float) -> list[PdfBlock]:
    """The blocks, each heading with its level: by the outline, or where it gives none by size."""
    levels = _outline_levels(blocks, outline) or _size_levels(blocks, usual)
    return [
        replace(block, level=levels[i], joint="") if i in levels else block
        for i, block in enumerate(blocks)
    ]


def _outline_levels(blocks: list[PdfBlock], outline: list[Bookmark]) -> dict[int, int]:
    """The level of each block that says what a bookmark of its page says.

    The largest block is taken, as a running head often says the same; of equals the first.
    """
    said: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for i in sorted(range(len(blocks)), key=lambda i: (blocks[i].size, -i)):
        said[blocks[i].page, _folded(blocks[i].text)].append(i)
    levels = {}
    for page, level, title in outline:
        words = _folded(title)
        if words and said[page, words]:
            levels[said[page, words].pop()] = level
    return levels


def _folded(text: str) -> str:
    """A heading's letters, without the number before them, that bookmarks often leave out."""
    letters = re.sub(r"[\W_]+", "", re.sub(r"^[\d.\s]+", "", text)) or re.sub(r"\W+", "", text)
    return letters.casefold()


def _size_levels(blocks: list[PdfBlock], usual: float) -> dict[int, int]:
    """The level of each block that is set like a heading: the larger, the higher."""
    large = {i: round(block.size) for i, block in enumerate(blocks) if _is_large(block, usual)}
    ranks = {size: rank for rank, size in enumerate(sorted(set(large.values()), reverse=True), 1)}
    return {i: min(ranks[size], _DEEPEST) for i, size in large.items()}


def _is_large(block: PdfBlock, usual: float) -> bool:
    """Whether a block is set like a heading: larger than the text, short, and in words."""
    if block.size < LARGER * usual or block.joint == "row" or block.is_furniture:
        return False
    return len(block.text.split()) < _HEADING_WORDS and _LETTERS.search(block.text) is not None


def largest_heading(blocks: list[PdfBlock], usual: float) -> str | None:
    """The words in the largest type of the first page, if they are set like a heading."""
    first = [block for block in blocks if block.page == 0 and not block.is_furniture]
    largest = max(first, key=lambda block: block.size, default=None)
    return largest.text if largest and _is_large(largest, usual) else None


def headings_of(blocks: list[PdfBlock], starts: list[int]) -> Iterator[Heading]:
    """The headings among the blocks, which begin at these offsets of the text."""
    for block, start in zip(blocks, starts, strict=True):
        if block.level is not None:
            yield Heading(start, start + len(block.text), block.level, block.text)
