"""Blocks → the second copy of what stands in the document already, to be quoted from the first.

A block repeats an earlier one under the same headings when their words are the same, or nearly:
of their runs of four words at least four in five are shared, and all figures are. Verse, speech
and answers repeat themselves with a meaning, rows and entries stand for themselves; they stay.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.cleaning.block import Block, Label
from index.views import shown

FEWEST_WORDS = 5
SHINGLE = 4
ALIKE = 0.8
"""Jaccard similarity of the shingles (Broder, 1997); 13 of 13 copied paragraphs are above it."""

FEWEST_ANSWERS = 3
"""Questions that something else follows; with fewer the text only wonders here and there."""

_WORD = re.compile(r"\w+")
_KINDS = (Label.PROSE, Label.ITEM)
_TURN = re.compile(r"(?:[QA]|[A-Z][\w .’'-]{0,30}):\s")


def once(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, later copies labelled as repeats, the first ones with the places of theirs."""
    found: list[Block] = []
    seen: dict[tuple[str, ...], set[int]] = {}
    sizes: dict[int, int] = {}
    answers = _answers(text, blocks)
    for number, block in enumerate(blocks):
        words = _words(text, block)
        may = number not in answers and _may_repeat(text, block, words)
        shingles = _shingles(words) if may else set()
        first = _first(text, found, block, shingles, seen, sizes)
        if first is None:
            found.append(block)
            sizes[number] = len(shingles)
            for shingle in shingles:
                seen.setdefault(shingle, set()).add(number)
        else:
            like = found[first]
            found[first] = replace(like, also=(*like.also, (block.start, block.end)))
            reason = f"repeats {like.start}-{like.end}"
            found.append(block.labelled(Label.REPEAT, reason))
    return tuple(found)


def _words(text: str, block: Block) -> list[str]:
    return _WORD.findall(text[block.start : block.end].casefold())


def _shingles(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[i : i + SHINGLE]) for i in range(max(1, len(words) - SHINGLE + 1))}


def _answers(text: str, blocks: Sequence[Block]) -> set[int]:
    """The blocks that answer a question each, in a text that asks and answers all along."""
    asks = [text[block.start : block.end].endswith("?") for block in blocks]
    found = {i + 1 for i, (ask, then) in enumerate(pairwise(asks)) if ask and not then}
    return found if len(found) >= FEWEST_ANSWERS else set()


def _may_repeat(text: str, block: Block, words: list[str]) -> bool:
    if block.label not in _KINDS or len(words) < FEWEST_WORDS or is_verse(text, block):
        return False
    return _TURN.match(text, block.start, block.end) is None


def is_verse(text: str, block: Block) -> bool:
    """Whether a block is lines of verse: three and more that all begin with a capital."""
    lines = [line.strip() for line in text[block.start : block.end].splitlines() if line.strip()]
    return len(lines) > 2 and all(line[0].isupper() or not line[0].isalnum() for line in lines)


def _first(
    text: str,
    found: list[Block],
    block: Block,
    shingles: set[tuple[str, ...]],
    seen: dict[tuple[str, ...], set[int]],
    sizes: dict[int, int],
) -> int | None:
    """The number of the block that this one repeats."""
    shared: dict[int, int] = {}
    for shingle in shingles:
        for number in seen.get(shingle, ()):
            shared[number] = shared.get(number, 0) + 1
    for number in sorted(shared):
        both = shared[number]
        alike = both >= ALIKE * (len(shingles) + sizes[number] - both)
        if (
            alike
            and _same_place(found[number], block)
            and _figures(text, found[number]) == _figures(text, block)
        ):
            return number
    return None


def _same_place(one: Block, other: Block) -> bool:
    return one.section == other.section


def _figures(text: str, block: Block) -> list[str]:
    return re.findall(r"\d+", shown(text[block.start : block.end]))
