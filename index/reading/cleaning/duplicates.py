"""Blocks → blocks with later copies labelled as repeats; quotes come from the first copy.

A block repeats a previous one under the same headings if their words are equal or nearly equal:
they share at least four in five of their runs of four words, and all figures. Verse, speech,
answers and the steps of a list repeat words on purpose, and each row or entry has its own meaning:
they are never labelled.
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
FEWEST_WORDS_APART = 8
"""Words of a copy that does not follow at once: a short sentence may be repeated on purpose."""

NEAR_BLOCKS = 2
"""So few blocks apart, the second is the copy of a caption."""

SHINGLE_WORDS = 4
LEAST_SIMILARITY = 0.8
"""Jaccard similarity of the shingles (Broder, 1997); 13 of 13 copied paragraphs are above it."""

LONGEST_VERSE = 60
"""Characters of a line of verse."""

FEWEST_VERSE_LINES = 4
LEAST_VERSE_SHARE = 0.75
"""The share of short lines in consecutive paragraphs."""

_WORD = re.compile(r"\w+")
_FIGURES = re.compile(r"\d+")
_TEXT_LABELS = (Label.PROSE, Label.ITEM)


@dataclass(frozen=True, slots=True)
class _Fingerprint:
    """What a block shares with its copies: its heading hash, and most of its shingles."""

    heading_hash: int
    """A hash of the headings and the figures."""
    question_before: str
    """The words of the question that it follows; empty if there is none."""
    shingles: tuple[int, ...]
    """The rarest first."""

    @property
    def rarest_shingles(self) -> tuple[int, ...]:
        """As many of the rarest as needed for every similar block to have one of them among its own
        (the prefix filter of Chaudhuri and others, 2006). Common ones would lead to every block."""
        size = len(self.shingles)
        return self.shingles[: size - math.ceil(LEAST_SIMILARITY * size - 1e-9) + 1]

    def is_similar(self, other: "_Fingerprint") -> bool:
        """Whether the two share most shingles."""
        shared = len(set(self.shingles).intersection(other.shingles))
        return shared >= LEAST_SIMILARITY * (len(self.shingles) + len(other.shingles) - shared)


def without_duplicates(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with later copies labelled as repeats, and their spans on the first copy."""
    fingerprints = _fingerprints(text, blocks)
    lists = _lists(blocks)
    result = list(blocks)
    first_of: dict[int, int] = {}
    by_shingle: dict[tuple[int, int], list[int]] = {}
    for number, fingerprint in fingerprints.items():
        similar = _similar_before(fingerprints, by_shingle, fingerprint)
        first = next(
            (n for n in similar if _is_repeat(n, number, fingerprints, lists, first_of)), None
        )
        if first is None:
            for shingle in fingerprint.rarest_shingles:
                by_shingle.setdefault((fingerprint.heading_hash, shingle), []).append(number)
            continue
        first_of[number] = first
        original, block = result[first], blocks[number]
        result[first] = replace(original, repeats=(*original.repeats, (block.start, block.end)))
        result[number] = block.labelled(Label.REPEAT, f"repeats {original.start}-{original.end}")
    return tuple(result)


def _fingerprints(text: str, blocks: Sequence[Block]) -> dict[int, _Fingerprint]:
    """Number → fingerprint of each block that may repeat another or be repeated."""
    verse = _verse_blocks(text, blocks)
    shingles = {
        number: _shingles(text, block)
        for number, block in enumerate(blocks)
        if number not in verse and _may_repeat(text, block)
    }
    common = Counter(shingle for block_shingles in shingles.values() for shingle in block_shingles)
    return {
        number: _Fingerprint(
            _heading_hash(text, blocks[number]),
            _question_before(text, blocks, number),
            tuple(sorted(block_shingles, key=lambda shingle: (common[shingle], shingle))),
        )
        for number, block_shingles in shingles.items()
        if block_shingles
    }


def _may_repeat(text: str, block: Block) -> bool:
    return block.label in _TEXT_LABELS and TURN.match(text, block.start, block.end) is None


def _shingles(text: str, block: Block) -> set[int]:
    """The hashes of the block's runs of words; empty if it has too few words."""
    words = _WORD.findall(text[block.start : block.end].casefold())
    if len(words) < FEWEST_WORDS:
        return set()
    return {
        hash(tuple(words[i : i + SHINGLE_WORDS])) for i in range(len(words) - SHINGLE_WORDS + 1)
    }


def _heading_hash(text: str, block: Block) -> int:
    return hash((block.section, *_FIGURES.findall(text, block.start, block.end)))


def _question_before(text: str, blocks: Sequence[Block], number: int) -> str:
    """The words of the question that a block follows, or an empty text."""
    before = blocks[number - 1] if number else None
    words = text[before.start : before.end].rstrip("*_”\"' ") if before else ""
    return " ".join(_WORD.findall(words.casefold())) if words.endswith("?") else ""


def _lists(blocks: Sequence[Block]) -> dict[int, int]:
    """Number of each list item → number of its list."""
    lists: dict[int, int] = {}
    for number, block in enumerate(blocks):
        if block.label is Label.ITEM:
            lists[number] = lists.get(number - 1, number)
    return lists


def _verse_blocks(text: str, blocks: Sequence[Block]) -> set[int]:
    """The numbers of paragraphs of verse: short lines, few of them with a small first letter."""
    verse: set[int] = set()
    numbered = enumerate(blocks)
    for prose, group in groupby(numbered, key=lambda pair: pair[1].label is Label.PROSE):
        run = list(group) if prose else []
        lines = [line for _, block in run for line in _lines(text, block)]
        verses = sum(len(line) <= LONGEST_VERSE and not line[0].islower() for line in lines)
        if len(lines) >= FEWEST_VERSE_LINES and verses >= LEAST_VERSE_SHARE * len(lines):
            verse.update(number for number, _ in run)
    return verse


def _lines(text: str, block: Block) -> list[str]:
    lines = text[block.start : block.end].splitlines()
    return [line.strip() for line in lines if line.strip()]


def _similar_before(
    fingerprints: dict[int, _Fingerprint],
    by_shingle: dict[tuple[int, int], list[int]],
    fingerprint: _Fingerprint,
) -> Iterator[int]:
    """The numbers of the similar blocks before this one, in order."""
    candidates = {
        n
        for shingle in fingerprint.rarest_shingles
        for n in by_shingle.get((fingerprint.heading_hash, shingle), ())
    }
    return (number for number in sorted(candidates) if fingerprints[number].is_similar(fingerprint))


def _is_repeat(
    first: int,
    number: int,
    fingerprints: dict[int, _Fingerprint],
    lists: dict[int, int],
    first_of: dict[int, int],
) -> bool:
    """Whether a copy has no meaning of its own: it is no step of the same list and no answer to
    another question, and if it is short, it follows at once or among other copies."""
    if number in lists and lists[number] == lists.get(first):
        return False
    questions = {fingerprints[first].question_before, fingerprints[number].question_before}
    if len(questions) > 1 and "" not in questions:
        return False
    long = len(fingerprints[number].shingles) > FEWEST_WORDS_APART - SHINGLE_WORDS
    return long or number - first <= NEAR_BLOCKS or first_of.get(number - 1) == first - 1
