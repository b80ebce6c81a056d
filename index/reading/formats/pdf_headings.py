"""Blocks of a PDF and its bookmarks → which blocks are headings, and of which level."""

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from index.documents import Heading
from index.reading.formats.pdf_paragraphs import CODE, PdfBlock

LARGER = 1.15
"""The least ratio of a heading's type size to the usual size."""

_HEADING_WORDS = 20
_ITEM_MARK = "- "
_DEEPEST_LEVEL = 6
_MOST_BOOKMARKS = 20_000
_LETTERS = re.compile(r"[^\W\d_]{2}")


class Bookmark(NamedTuple):
    """An entry of the outline: its page counts from 0, its level from 1."""

    page: int
    level: int
    title: str


def bookmarks_of(document: Any) -> list[Bookmark]:
    """The document's bookmarks that lead to a page of it."""
    bookmarks = []
    for entry in itertools.islice(document.get_toc(), _MOST_BOOKMARKS):
        target = entry.get_dest()
        page = None if target is None else target.get_index()
        with suppress(UnicodeDecodeError):
            if page is not None:
                bookmarks.append(Bookmark(page, entry.level + 1, entry.get_title()))
    return bookmarks


def with_levels(
    blocks: list[PdfBlock], bookmarks: Sequence[Bookmark], usual_size: float
) -> list[PdfBlock]:
    """The blocks, each heading with its level: by the bookmarks, or by type size without any."""
    levels = _bookmark_levels(blocks, bookmarks) or _size_levels(blocks, usual_size)
    return [
        replace(block, level=levels[index], kind="") if index in levels else block
        for index, block in enumerate(blocks)
    ]


def _bookmark_levels(blocks: list[PdfBlock], bookmarks: Sequence[Bookmark]) -> dict[int, int]:
    """The level of each block, by its index, that has the words of a bookmark of its page.

    The largest such block is taken, since a running head often has the same words; of equally
    large ones the first.
    """
    blocks_by_text: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for index in sorted(range(len(blocks)), key=lambda index: (blocks[index].size, -index)):
        blocks_by_text[blocks[index].page, _heading_letters(blocks[index].text)].append(index)
    levels = {}
    for page, level, title in bookmarks:
        letters = _heading_letters(title)
        if letters and blocks_by_text[page, letters]:
            levels[blocks_by_text[page, letters].pop()] = level
    return levels


def _heading_letters(text: str) -> str:
    """A heading's letters, without the number before them, which bookmarks often leave out."""
    letters = re.sub(r"[\W_]+", "", re.sub(r"^[\d.\s]+", "", text)) or re.sub(r"\W+", "", text)
    return letters.casefold()


def _size_levels(blocks: list[PdfBlock], usual_size: float) -> dict[int, int]:
    """The level of each block, by its index, that looks like a heading: largest type is level 1."""
    large = {
        index: round(block.size)
        for index, block in enumerate(blocks)
        if _is_large(block, usual_size)
    }
    ranks = {size: rank for rank, size in enumerate(sorted(set(large.values()), reverse=True), 1)}
    return {index: min(ranks[size], _DEEPEST_LEVEL) for index, size in large.items()}


def _is_large(block: PdfBlock, usual_size: float) -> bool:
    """Whether a block looks like a heading: larger than the text, short, no item, with words."""
    if block.size < LARGER * usual_size or block.kind in ("row", CODE) or block.is_furniture:
        return False
    if block.text.startswith(_ITEM_MARK):
        return False
    return len(block.text.split()) < _HEADING_WORDS and _LETTERS.search(block.text) is not None


def largest_heading(blocks: list[PdfBlock], usual_size: float) -> str | None:
    """The words in the largest type of the first page, if they look like a heading."""
    first = [block for block in blocks if block.page == 0 and not block.is_furniture]
    largest = max(first, key=lambda block: block.size, default=None)
    return largest.text if largest and _is_large(largest, usual_size) else None


def headings_of(blocks: list[PdfBlock], starts: list[int]) -> Iterator[Heading]:
    """The headings among the blocks; ``starts`` are the offsets at which the blocks begin."""
    for block, start in zip(blocks, starts, strict=True):
        if block.level is not None:
            yield Heading(start, start + len(block.text), block.level, block.text)
