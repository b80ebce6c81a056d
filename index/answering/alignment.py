"""Words asked for, a stretch of a source → which stand beside which, and what differs.

Sellers (1980): the edit distance over words, where what the source has before and after the
place costs nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, chain, groupby

import numpy as np
import numpy.typing as npt

from index.text.folding import ALL_FOLDS, NON_SPACE, WORD, folded
from index.text.views import GAP, Span

_NEARLY, _CHANGED, _GAP = 1, 3, 4
"""Costs of a word: equal but for marks or case, another word, none. A change must cost less than
a gap, or a changed first word would count as missing."""

_EDGES = re.compile(r"^\W+|\W+$")

Costs = npt.NDArray[np.int32]


class ChangeKind(Enum):
    """How words asked for and words of the source differ; its value is in the JSON form."""

    SAME = "same"
    MISSING = "missing"
    """Asked for, not in the source."""
    ADDED = "added"
    """In the source, not asked for."""
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of words asked for, and what the source has there."""

    kind: ChangeKind
    asked: str
    source: str


@dataclass(frozen=True, slots=True)
class _Step:
    """A word asked for beside one of the source, or a word of one side only."""

    part: int
    asked: int | None
    source: int | None


@dataclass(frozen=True, slots=True)
class Alignment:
    """The words asked for beside those of a source; ``spans`` of its text, one for each part."""

    differences: tuple[Difference, ...]
    spans: tuple[Span, ...]
    alike: float


@dataclass(frozen=True, slots=True)
class AlignedText:
    """The words of a text, and after how many of them a part ends and words may be left out."""

    words: tuple[str, ...]
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, parts: tuple[str, ...]) -> "AlignedText":
        """The words of parts that must follow each other."""
        words = [part.split() for part in parts]
        ends = accumulate(len(part) for part in words)
        return cls(tuple(chain.from_iterable(words)), tuple(ends)[:-1])

    @property
    def most(self) -> int:
        """The cost of finding none of the words."""
        return _GAP * len(self.words)

    def costs(self, source: list[str]) -> Costs:
        """Cell i, j: the least cost of the first i words, ending at word j of the source."""
        words = [*self.words, *source]
        exact, loose = _numbered(words), _numbered(map(_loose, words))
        n, m = len(self.words), len(source)
        ramp = _GAP * np.arange(m + 1, dtype=np.int32)
        table = np.zeros((n + 1, m + 1), dtype=np.int32)
        for i in range(n):
            change = np.where(loose[n:] == loose[i], _NEARLY, _CHANGED)
            change[exact[n:] == exact[i]] = 0
            row = table[i] + _GAP
            row[1:] = np.minimum(row[1:], table[i, :-1] + change)
            along = 0 if i + 1 in self.breaks else ramp
            table[i + 1] = np.minimum.accumulate(row - along) + along
        return table

    def aligned(self, text: str, start: int, end: int) -> Alignment:
        """The cheapest place of these words in a stretch of a text."""
        there = [word.span() for word in NON_SPACE.finditer(text, start, end)]
        steps = list(self._steps([text[a:b] for a, b in there]))[::-1]
        parts = [list(run) for _, run in groupby(steps, lambda step: step.part)]
        for part in parts:
            self._trim(text, there, part)
        source = [text[a:b] for a, b in there]
        return Alignment(
            differences=tuple(self._differences(source, parts)),
            spans=tuple(_spans(there, parts)),
            alike=self._alike(source, steps),
        )

    def _steps(self, source: list[str]) -> Iterator[_Step]:
        """The way back through the costs, last word first; a pair wins where costs are equal."""
        table = self.costs(source)
        i, j = len(self.words), int(np.argmin(table[-1]))
        while i > 0:
            part = bisect_right(self.breaks, i - 1)
            if j and table[i, j] == table[i - 1, j - 1] + _cost(self.words[i - 1], source[j - 1]):
                i, j = i - 1, j - 1
                yield _Step(part, i, j)
            elif table[i, j] == table[i - 1, j] + _GAP:
                i -= 1
                yield _Step(part, i, None)
            else:
                j -= 1
                if i not in self.breaks:
                    yield _Step(part, None, j)

    def _trim(self, text: str, there: list[Span], part: list[_Step]) -> None:
        """Leave out marks of the source before the first word and behind the last, if that is
        all that differs: a quote need not end where its sentence does."""
        first, last = part[0], part[-1]
        if first.asked is not None and first.source is not None:
            (start, end), asked = there[first.source], self.words[first.asked]
            if text.endswith(asked, start, end) and not WORD.search(text, start, end - len(asked)):
                there[first.source] = end - len(asked), end
        if last.asked is not None and last.source is not None:
            (start, end), asked = there[last.source], self.words[last.asked]
            if text.startswith(asked, start) and not WORD.search(text, start + len(asked), end):
                there[last.source] = start, start + len(asked)

    def _differences(self, source: list[str], parts: list[list[_Step]]) -> Iterator[Difference]:
        for number, part in enumerate(parts):
            if number:
                yield Difference(ChangeKind.SAME, GAP.strip(), GAP.strip())
            for same, steps in groupby(part, lambda step: self._cost(source, step) == 0):
                run = list(steps)
                asked = " ".join(self.words[s.asked] for s in run if s.asked is not None)
                there = " ".join(source[s.source] for s in run if s.source is not None)
                yield Difference(ChangeKind.SAME if same else _kind(asked, there), asked, there)

    def _alike(self, source: list[str], steps: list[_Step]) -> float:
        """Dice's coefficient over the words; one that differs in marks or case counts half."""
        costs = [self._cost(source, step) for step in steps]
        used = sum(step.source is not None for step in steps)
        return (2 * costs.count(0) + costs.count(_NEARLY)) / (len(self.words) + used)

    def _cost(self, source: list[str], step: _Step) -> int:
        if step.asked is None or step.source is None:
            return _GAP
        return _cost(self.words[step.asked], source[step.source])


def _kind(asked: str, there: str) -> ChangeKind:
    if asked and there:
        return ChangeKind.CHANGED
    return ChangeKind.MISSING if asked else ChangeKind.ADDED


def _cost(asked: str, there: str) -> int:
    if asked == there:
        return 0
    return _NEARLY if _loose(asked) == _loose(there) else _CHANGED


def _loose(word: str) -> str:
    plainly = folded(word, ALL_FOLDS)
    return _EDGES.sub("", plainly) or plainly


def _numbered(words: Iterable[str]) -> Costs:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int32)


def _spans(there: list[Span], parts: list[list[_Step]]) -> Iterator[Span]:
    for part in parts:
        words = [there[step.source] for step in part if step.source is not None]
        if words:
            yield words[0][0], words[-1][1]
