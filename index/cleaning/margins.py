"""Pages → what stands at the head or foot of most of them: titles that run, page numbers."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from index.cleaning.block import Block, Label
from index.views import shown

FEWEST_PAGES = 3
SHARE = 0.6
"""Of all pages, or of all left or all right ones, on which a line runs, digits masked."""

DEEP = 2
"""Blocks from the head and from the foot of a page that may be its margin."""

LONGEST = 120

_NUMBER = re.compile(
    r"[-–— ]*(?:page|p\.|seite|s\.)?\s*(?:\d{1,4}|[ivxlc]{1,6})(?:\s*(?:of|/)\s*\d{1,4})?[-–— ]*",
    re.I,
)


def without_margins(
    text: str, blocks: Sequence[Block], pages: tuple[int, ...]
) -> tuple[Block, ...]:
    """The blocks, running heads, feet and page numbers labelled as furniture."""
    if len(pages) < 2:
        return tuple(blocks)
    edges = _edges(text, blocks, pages)
    runs = _running([(page, key) for page, key in edges.values()], len(pages))
    return tuple(_labelled(block, edges.get(i), runs) for i, block in enumerate(blocks))


def _edges(
    text: str, blocks: Sequence[Block], pages: tuple[int, ...]
) -> dict[int, tuple[int, str]]:
    """Of each block at an edge of a page, by its number: the page and its words, digits masked."""
    by_page: dict[int, list[int]] = {}
    for i, block in enumerate(blocks):
        by_page.setdefault(bisect_right(pages, block.start), []).append(i)
    found = {}
    for page, numbers in by_page.items():
        for i in {*numbers[:DEEP], *numbers[-DEEP:]}:
            words = shown(text[blocks[i].start : blocks[i].end])
            if len(words) <= LONGEST:
                found[i] = (page, "#" if _NUMBER.fullmatch(words) else re.sub(r"\d+", "#", words))
    return found


def _running(found: list[tuple[int, str]], pages: int) -> dict[str, int]:
    """Words → on how many pages they run."""
    both = Counter(key for _, key in set(found))
    runs = {key: n for key, n in both.items() if n >= FEWEST_PAGES and n >= SHARE * pages}
    for side in (0, 1):
        half = Counter(key for page, key in set(found) if page % 2 == side)
        most = SHARE * (pages / 2)
        runs |= {key: both[key] for key, n in half.items() if n >= FEWEST_PAGES and n >= most}
    return runs


def _labelled(block: Block, edge: tuple[int, str] | None, runs: dict[str, int]) -> Block:
    if edge is None or block.label in (Label.CODE, Label.ROW):
        return block
    if edge[1] == "#":
        return block.labelled(Label.FURNITURE, "page number")
    if edge[1] in runs:
        return block.labelled(Label.FURNITURE, f"runs at the edge of {runs[edge[1]]} pages")
    return block
