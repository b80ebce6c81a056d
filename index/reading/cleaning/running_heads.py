"""Blocks of pages → blocks with running heads, feet and page numbers labelled as furniture."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from index.blocks import Block, Label
from index.reading.cleaning.page_numbers import page_numbers
from index.text.date_lines import date_line
from index.text.page_numbers import page_number
from index.text.views import shown

FEWEST_PAGES = 3
FEWEST_SHARE = 0.6
"""A running line stands on this share of all pages, or of all left or all right pages."""

EDGE_BLOCKS = 2
"""So many blocks at the head and at the foot of a page may be its margin."""

LONGEST_LINE = 120

Edges = dict[int, tuple[int, str]]
"""Number of each block at an edge of a page → the page and the words."""


def without_running_heads(
    text: str, blocks: Sequence[Block], pages: tuple[int, ...], labels: Sequence[str] = ()
) -> tuple[Block, ...]:
    """The blocks, with running heads, feet and page numbers labelled as furniture; if that would
    label every block, as on pages of a form, only the page numbers. ``labels`` are the numbers
    that the file states for its pages."""
    if not pages:
        return tuple(blocks)
    edges, outermost = _edges(text, blocks, pages)
    numbers = page_numbers(edges, outermost, len(pages), labels)
    runs = _running_lines(edges, len(pages))
    labelled = tuple(_labelled(block, i, edges, numbers, runs) for i, block in enumerate(blocks))
    if any(block.label is not Label.FURNITURE for block in labelled):
        return labelled
    return tuple(_labelled(block, i, edges, numbers, {}) for i, block in enumerate(blocks))


def _edges(text: str, blocks: Sequence[Block], pages: tuple[int, ...]) -> tuple[Edges, set[int]]:
    """The blocks at the edges of the pages, and which of them are the first or the last of one."""
    by_page: dict[int, list[int]] = {}
    for i, block in enumerate(blocks):
        by_page.setdefault(bisect_right(pages, block.start), []).append(i)
    edges = {}
    for page, numbers in by_page.items():
        for i in {*numbers[:EDGE_BLOCKS], *numbers[-EDGE_BLOCKS:]}:
            words = _words(text, blocks[i])
            if len(words) <= LONGEST_LINE and blocks[i].label not in (Label.CODE, Label.ROW):
                edges[i] = (page, words)
    return edges, {i for numbers in by_page.values() for i in (numbers[0], numbers[-1])}


def _words(text: str, block: Block) -> str:
    """The words of a block, with the dash before it: it may be that of a page number."""
    is_dashed = block.label is Label.ITEM and text[max(0, block.start - 2) : block.start] == "- "
    return ("- " if is_dashed else "") + shown(text[block.start : block.end])


def _running_lines(edges: Edges, pages: int) -> dict[str, int]:
    """The words of running lines, with digits masked → their number of pages."""
    page_lines = {(page, _masked(words)) for page, words in edges.values()}
    counts = Counter(key for _, key in page_lines)
    runs = {key: n for key, n in counts.items() if n >= FEWEST_PAGES and n >= FEWEST_SHARE * pages}
    for side in (0, 1):
        half = Counter(key for page, key in page_lines if page % 2 == side)
        most = FEWEST_SHARE * (pages / 2)
        runs |= {key: counts[key] for key, n in half.items() if n >= FEWEST_PAGES and n >= most}
    return runs


def _masked(words: str) -> str:
    """The words with digits masked; but numbers, dates and sentences are not masked, because each
    page may have its own."""
    keep = date_line(words) or page_number(words) or words.endswith((".", "!", "?"))
    return words if keep else re.sub(r"\d+", "#", words)


def _labelled(
    block: Block, number: int, edges: Edges, numbers: set[int], runs: dict[str, int]
) -> Block:
    if number in numbers:
        return block.labelled(Label.FURNITURE, "page number")
    count = runs.get(_masked(edges[number][1])) if number in edges else None
    if count is not None:
        return block.labelled(Label.FURNITURE, f"runs at the edge of {count} pages")
    return block
