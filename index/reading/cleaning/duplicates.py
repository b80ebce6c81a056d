"""Blocks → the second copy of what stands in the document already, to be quoted from the first.

A block repeats an earlier one under the same headings when their words are the same, or nearly:
of their runs of four words at least four in five are shared, and all figures are. Verse, speech,
answers and the steps of a list repeat themselves with a meaning, rows and entries stand for
themselves; they stay.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from index.blocks import Block, Label
from index.reading.cleaning.speakers import TURN

FEWEST_WORDS = 5
FEWEST_APART = 8
"""Words of a copy that does not follow at once: a short sentence may be said again."""

NEAR = 2
"""Blocks on; so near, the second is a caption's copy."""

SHINGLE = 4
ALIKE = 0.8
"""Jaccard similarity of the shingles (Broder, 1997); 13 of 13 copied paragraphs are above it."""

LONGEST_VERSE = 60
"""Characters of a line of verse."""

FEWEST_LINES = 4
FEWEST_VERSES = 0.75
"""Of the lines of paragraphs one after the other."""

_WORD = re.compile(r"\w+")
_FIGURES = re.compile(r"\d+")
_KINDS = (Label.PROSE, Label.ITEM)


@dataclass(frozen=True, slots=True)
class _Copy:
    """What a block shares with its copies: all of its place, and most of its shingles."""

    place: int
    """A hash of the headings and the figures."""
    question: str
    """That it follows, if it does."""
    shingles: tuple[int, ...]
    """The rarest first."""

    @property
    def telling(self) -> tuple[int, ...]:
        """So many of the rarest that whatever is alike has one of them among its own (the prefix
        filter of Chaudhuri and others, 2006): common ones would lead to every block."""
        size = len(self.shingles)
        return self.shingles[: size - math.ceil(ALIKE * size - 1e-9) + 1]

    def is_like(self, other: "_Copy") -> bool:
        """Whether most shingles are shared."""
        both = len(set(self.shingles).intersection(other.shingles))
        return both >= ALIKE * (len(self.shingles) + len(other.shingles) - both)


def without_duplicates(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, later copies labelled as repeats, the first ones with the places of theirs."""
    copies = _copies(text, blocks)
    lists = _lists(blocks)
    found = list(blocks)
    first_of: dict[int, int] = {}
    seen: dict[tuple[int, int], list[int]] = {}
    for number, copy in copies.items():
        alike = _alike(copies, seen, copy)
        first = next((n for n in alike if _is_again(n, number, copies, lists, first_of)), None)
        if first is None:
            for shingle in copy.telling:
                seen.setdefault((copy.place, shingle), []).append(number)
            continue
        first_of[number] = first
        like, block = found[first], blocks[number]
        found[first] = replace(like, repeats=(*like.repeats, (block.start, block.end)))
        found[number] = block.labelled(Label.REPEAT, f"repeats {like.start}-{like.end}")
    return tuple(found)


def _copies(text: str, blocks: Sequence[Block]) -> dict[int, _Copy]:
    """Of each block that may repeat another or be repeated, by its number."""
    verse = _verse(text, blocks)
    shingles = {
        number: _shingles(text, block)
        for number, block in enumerate(blocks)
        if number not in verse and _may_repeat(text, block)
    }
    common = Counter(shingle for some in shingles.values() for shingle in some)
    return {
        number: _Copy(
            _place(text, blocks[number]),
            _asked(text, blocks, number),
            tuple(sorted(some, key=lambda shingle: (common[shingle], shingle))),
        )
        for number, some in shingles.items()
        if some
    }


def _may_repeat(text: str, block: Block) -> bool:
    return block.label in _KINDS and TURN.match(text, block.start, block.end) is None


def _shingles(text: str, block: Block) -> set[int]:
    """The hashes of the block's runs of words; none of too few words."""
    words = _WORD.findall(text[block.start : block.end].casefold())
    if len(words) < FEWEST_WORDS:
        return set()
    return {hash(tuple(words[i : i + SHINGLE])) for i in range(len(words) - SHINGLE + 1)}


def _place(text: str, block: Block) -> int:
    return hash((block.section, *_FIGURES.findall(text, block.start, block.end)))


def _asked(text: str, blocks: Sequence[Block], number: int) -> str:
    """The words of the question that a block follows, or nothing."""
    before = blocks[number - 1] if number else None
    words = text[before.start : before.end].rstrip("*_”\"' ") if before else ""
    return " ".join(_WORD.findall(words.casefold())) if words.endswith("?") else ""


def _lists(blocks: Sequence[Block]) -> dict[int, int]:
    """Of each list item, by its number, the number of its list."""
    found: dict[int, int] = {}
    for number, block in enumerate(blocks):
        if block.label is Label.ITEM:
            found[number] = found.get(number - 1, number)
    return found


def _verse(text: str, blocks: Sequence[Block]) -> set[int]:
    """The paragraphs of verse: short lines, most of which begin with no small letter."""
    found: set[int] = set()
    numbered = enumerate(blocks)
    for prose, group in groupby(numbered, key=lambda pair: pair[1].label is Label.PROSE):
        run = list(group) if prose else []
        lines = [line for _, block in run for line in _lines(text, block)]
        verses = sum(len(line) <= LONGEST_VERSE and not line[0].islower() for line in lines)
        if len(lines) >= FEWEST_LINES and verses >= FEWEST_VERSES * len(lines):
            found.update(number for number, _ in run)
    return found


def _lines(text: str, block: Block) -> list[str]:
    lines = text[block.start : block.end].splitlines()
    return [line.strip() for line in lines if line.strip()]


def _alike(
    copies: dict[int, _Copy], seen: dict[tuple[int, int], list[int]], copy: _Copy
) -> Iterator[int]:
    """The numbers of the blocks before that the copy is like, in order."""
    near = {n for shingle in copy.telling for n in seen.get((copy.place, shingle), ())}
    return (number for number in sorted(near) if copies[number].is_like(copy))


def _is_again(
    first: int,
    number: int,
    copies: dict[int, _Copy],
    lists: dict[int, int],
    first_of: dict[int, int],
) -> bool:
    """Whether a copy means nothing new: no step of the same list, no answer to another question,
    and if it is short, one that follows at once or among others."""
    if number in lists and lists[number] == lists.get(first):
        return False
    questions = {copies[first].question, copies[number].question}
    if len(questions) > 1 and "" not in questions:
        return False
    long = len(copies[number].shingles) > FEWEST_APART - SHINGLE
    return long or number - first <= NEAR or first_of.get(number - 1) == first - 1
