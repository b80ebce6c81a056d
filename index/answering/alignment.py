"""A quote and a stretch of a source → which words stand beside which, and what differs.

Sellers (1980): the edit distance over words, where the words of the source before and after the
place cost nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import accumulate, chain, groupby

import numpy as np
import numpy.typing as npt

from index.text.folding import ALL_FOLDS, WORD, folded
from index.text.views import GAP, Span

_NEARLY, _CHANGED, _GAP = 1, 3, 4
"""Costs of a word: different in marks or case only, another word, no word. A change must cost less
than a gap, or a changed first word would count as missing."""

_EDGES = re.compile(r"^\W+|\W+$")

Costs = npt.NDArray[np.int32]


class ChangeKind(Enum):
    """How words of the quote and of the source differ; the value is in the JSON form."""

    SAME = "same"
    MISSING = "missing"
    """In the quote, not in the source."""
    ADDED = "added"
    """In the source, not in the quote."""
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of words of the quote, and what the source has in their place."""

    kind: ChangeKind
    quoted: str
    source: str


_GAP_SHOWN = Difference(ChangeKind.SAME, GAP.strip(), GAP.strip())


@dataclass(frozen=True, slots=True)
class _Step:
    """A word of the quote beside one of the source, or a word of one side only."""

    part: int
    quoted: int | None
    source: int | None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A quote beside its source; ``spans`` are of the source's text, one for each part found."""

    differences: tuple[Difference, ...]
    spans: tuple[Span, ...]
    similarity: float

    @property
    def differs(self) -> bool:
        """Whether any word differs."""
        return any(part.kind is not ChangeKind.SAME for part in self.differences)

    def widened(self, text: str, spans: list[Span]) -> "Alignment":
        """The same with wider spans of the source, whose further words the quote has not."""
        pairs = list(zip(self.spans, spans, strict=True))
        runs = [part for pair in pairs for part in (_GAP_SHOWN, *_widened(text, *pair))][1:]
        words = [len(part.source.split()) for part in runs if part.kind is ChangeKind.SAME]
        added = [len(part.source.split()) for part in runs if part.kind is ChangeKind.ADDED]
        similarity = 2 * sum(words) / (2 * sum(words) + sum(added))
        return Alignment(tuple(runs), tuple(spans), similarity)


@dataclass(frozen=True, slots=True)
class AlignedText:
    """The words of a quote; ``breaks`` are the numbers of words after which a part ends and words
    of the source may be left out."""

    words: tuple[str, ...]
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, parts: tuple[str, ...]) -> "AlignedText":
        """The words of parts that must follow each other."""
        words = [part.split() for part in parts]
        ends = accumulate(len(part) for part in words)
        return cls(tuple(chain.from_iterable(words)), tuple(ends)[:-1])

    def least_cost(self, text: str, source_spans: list[Span]) -> int:
        """The cost of the cheapest place of these words among those of a text."""
        return int(self.costs([text[start:end] for start, end in source_spans])[-1].min())

    def costs(self, source: list[str]) -> Costs:
        """Cell i, j: the least cost of the first i words, ending at word j of the source."""
        words = [*self.words, *source]
        exact_numbers = _word_numbers(words)
        folded_numbers = _word_numbers(map(_folded_word, words))
        rows, columns = len(self.words), len(source)
        gap_costs = _GAP * np.arange(columns + 1, dtype=np.int32)
        table = np.zeros((rows + 1, columns + 1), dtype=np.int32)
        for i in range(rows):
            change = np.where(folded_numbers[rows:] == folded_numbers[i], _NEARLY, _CHANGED)
            change[exact_numbers[rows:] == exact_numbers[i]] = 0
            row = table[i] + _GAP
            row[1:] = np.minimum(row[1:], table[i, :-1] + change)
            skipped = 0 if i + 1 in self.breaks else gap_costs
            table[i + 1] = np.minimum.accumulate(row - skipped) + skipped
        return table

    def align(self, text: str, words: list[Span]) -> Alignment:
        """The cheapest place of these words among those that stand at the spans of a text."""
        source_spans = list(words)
        steps = list(self._steps([text[a:b] for a, b in source_spans]))[::-1]
        parts = [list(run) for _, run in groupby(steps, lambda step: step.part)]
        for part in parts:
            self._trim(text, source_spans, part)
        source = [text[a:b] for a, b in source_spans]
        return Alignment(
            differences=tuple(self._differences(source, parts)),
            spans=tuple(_spans(source_spans, parts)),
            similarity=self._similarity(source, steps),
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

    def _trim(self, text: str, source_spans: list[Span], part: list[_Step]) -> None:
        """Leave out marks of the source before the first word and after the last, if nothing
        else differs: a quote need not end where its sentence does."""
        first, last = part[0], part[-1]
        if first.quoted is not None and first.source is not None:
            (start, end), quoted = source_spans[first.source], self.words[first.quoted]
            if text.endswith(quoted, start, end) and not WORD.search(
                text, start, end - len(quoted)
            ):
                source_spans[first.source] = end - len(quoted), end
        if last.quoted is not None and last.source is not None:
            (start, end), quoted = source_spans[last.source], self.words[last.quoted]
            if text.startswith(quoted, start) and not WORD.search(text, start + len(quoted), end):
                source_spans[last.source] = start, start + len(quoted)

    def _differences(self, source: list[str], parts: list[list[_Step]]) -> Iterator[Difference]:
        for number, part in enumerate(parts):
            if number:
                yield _GAP_SHOWN
            for is_equal, steps in groupby(part, lambda step: self._cost(source, step) == 0):
                run = list(steps)
                quoted_words = " ".join(self.words[s.quoted] for s in run if s.quoted is not None)
                source_words = " ".join(source[s.source] for s in run if s.source is not None)
                yield Difference(
                    ChangeKind.SAME if is_equal else _change_kind(quoted_words, source_words),
                    quoted_words,
                    source_words,
                )

    def _similarity(self, source: list[str], steps: list[_Step]) -> float:
        """Dice's coefficient over the words; one that differs in marks or case counts half."""
        costs = [self._cost(source, step) for step in steps]
        used = sum(step.source is not None for step in steps)
        return (2 * costs.count(0) + costs.count(_NEARLY)) / (len(self.words) + used)

    def _cost(self, source: list[str], step: _Step) -> int:
        if step.quoted is None or step.source is None:
            return _GAP
        return _cost(self.words[step.quoted], source[step.source])


def _widened(text: str, inner: Span, outer: Span) -> Iterator[Difference]:
    """A stretch of the source that the quote has, with what stands around it up to wider edges."""
    stretches = [(outer[0], inner[0]), inner, (inner[1], outer[1])]
    for start, end in stretches:
        words = " ".join(text[start:end].split())
        if (start, end) == inner:
            yield Difference(ChangeKind.SAME, words, words)
        elif WORD.search(words):
            yield Difference(ChangeKind.ADDED, "", words)


def _change_kind(quoted: str, source: str) -> ChangeKind:
    if quoted and source:
        return ChangeKind.CHANGED
    return ChangeKind.MISSING if quoted else ChangeKind.ADDED


def _cost(quoted: str, source: str) -> int:
    if quoted == source:
        return 0
    return _NEARLY if _folded_word(quoted) == _folded_word(source) else _CHANGED


def _folded_word(word: str) -> str:
    plain_word = folded(word, ALL_FOLDS)
    return _EDGES.sub("", plain_word) or plain_word


def _word_numbers(words: Iterable[str]) -> Costs:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int32)


def _spans(source_spans: list[Span], parts: list[list[_Step]]) -> Iterator[Span]:
    for part in parts:
        words = [source_spans[step.source] for step in part if step.source is not None]
        if words:
            yield words[0][0], words[-1][1]
