"""Blocks of a PDF and its bookmarks → which blocks are headings, and of which level."""

import itertools
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NamedTuple

from index.documents import Heading
from index.reading.formats.pdf_paragraphs import CODE, PdfBlock
from index.text.date_lines import date_line

LARGER = 1.15
"""The least ratio of a heading's type size to the usual size."""

_HEADING_WORDS = 20
_ITEM_MARK = "- "
_DEEPEST_LEVEL = 6
_MOST_BOOKMARKS = 20_000
_LETTERS = re.compile(r"[^\W\d_]{2}")
_AS_LARGE = 0.95
_LONGEST_BOLD = 90
"""Characters."""

_ENDS_SENTENCE = tuple(".!:;,…。！：；，、")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)[.)]?\s")
_CAPTION = re.compile(r"[^\W\d_]+\.? \d+(?:[.-]\d+)*[.:]")
"""Above a table: the word for one and its number."""


Rank = tuple[int, int]


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
    """The blocks, each heading with its level: by the bookmarks, or by their type without any."""
    levels = _bookmark_levels(blocks, bookmarks) or _type_levels(blocks, usual_size)
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


def _type_levels(blocks: list[PdfBlock], usual_size: float) -> dict[int, int]:
    """The level of each block, by its index, that is larger than the text or, below those, bold."""
    levels = _size_levels(blocks, usual_size)
    bold = dict(_bold_headings(blocks, usual_size, levels))
    lowest = max(levels.values(), default=0)
    ranks = {rank: lowest + i for i, rank in enumerate(sorted(set(bold.values())), 1)}
    return levels | {index: min(ranks[rank], _DEEPEST_LEVEL) for index, rank in bold.items()}


def _bold_headings(
    blocks: list[PdfBlock], usual_size: float, levels: Container[int]
) -> Iterator[tuple[int, Rank]]:
    """The blocks, by their index, that are bold titles with text below them, and their ranks.

    Of several alike under each other none is one: a list of names or of numbered items.
    """
    flow = [i for i, block in enumerate(blocks) if not block.is_furniture]
    candidates = {i for i in flow if i not in levels and _is_bold_title(blocks[i], usual_size)}
    for before, index, after in zip([None, *flow], flow, flow[1:], strict=False):
        block, below = blocks[index], blocks[after]
        if index not in candidates or (below.kind == "row" and _CAPTION.match(block.text)):
            continue
        above = blocks[before] if before is not None and before in candidates else None
        part = below if after in candidates else None
        if (above is None or _nests(above, block)) and (part is None or _nests(block, part)):
            yield index, _bold_rank(above, block, part)


def _bold_rank(above: PdfBlock | None, block: PdfBlock, part: PdfBlock | None) -> Rank:
    """What orders bold headings: larger type first, then numbers of fewer parts. One without a
    number is like a first part, but above the numbers that follow it and below the one it follows.
    """
    depth = len(_number_of(block))
    if not depth and above is not None:
        depth = len(_number_of(above)) + 1
    return -round(block.size), depth or int(part is None)


def _is_bold_title(block: PdfBlock, usual_size: float) -> bool:
    """Whether a block is bold, apart from what is above, at least as large as the text, short, and
    neither a sentence, a mark of a list nor a date."""
    text = block.text
    return (
        block.is_bold
        and block.is_apart
        and block.kind not in ("row", CODE)
        and block.size > _AS_LARGE * usual_size
        and not text.startswith(_ITEM_MARK)
        and not text[0].islower()
        and len(text) <= _LONGEST_BOLD
        and not text.endswith(_ENDS_SENTENCE)
        and _LETTERS.search(text) is not None
        and date_line(text) is None
    )


def _nests(block: PdfBlock, below: PdfBlock) -> bool:
    """Whether a bold line is the title of the part that another right below it begins."""
    size, part_size = round(block.size), round(below.size)
    number, part = _number_of(block), _number_of(below)
    is_part = part != number and (not part or part[: len(number)] == number)
    return size > part_size or (size == part_size and is_part)


def _number_of(block: PdfBlock) -> tuple[str, ...]:
    """The parts of the number that a block begins with."""
    match = _NUMBER.match(block.text)
    return tuple(match[1].split(".")) if match else ()


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
