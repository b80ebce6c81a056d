"""A quote and a stretch of a source → which words stand beside which, and what differs.

Sellers (1980): the edit distance over words, where the words of the source before and after the
place cost nothing.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate, chain, groupby
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from index.text.folding import ALL_FOLDS, WORD, folded
from index.text.views import GAP, Span

_NEARLY = 1
"""The cost of a word that differs in marks or case only."""


class _Prices(NamedTuple):
    """What it costs that a word is another one, that the source has it not, and that the quote
    leaves it out."""

    changed: int
    missing: int
    added: int


_TO_FIND = _Prices(changed=3, missing=4, added=4)
"""To find the place. A change must cost less than a gap, or a changed first word would count as
missing."""

_TO_NAME = _Prices(changed=10, missing=8, added=4)
"""To name the differences in the place. A change must cost more than a word that is left out, or
the words beside that would count as changed."""

_MARKS = "“”„‘’‚'\"«»‹›()[]*_`.,;:!?…"
"""Marks beside a word that are not part of it; those of numbers, such as ``%``, are."""

_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$|[。！？]$")
_LAST_MARKS = re.compile(r"[.,;:!?]+$")
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

    @property
    def is_slight(self) -> bool:
        """Whether the words are the same but for capitals, and marks beside them."""
        return folded(self.quoted_words, ALL_FOLDS) == folded(self.source_words, ALL_FOLDS)

    @property
    def quoted_words(self) -> str:
        """The words of the quote without the marks beside them."""
        return _without_marks(self.quoted)

    @property
    def source_words(self) -> str:
        """The words of the source without the marks beside them."""
        return _without_marks(self.source)


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

    def costs(self, source: list[str], prices: _Prices = _TO_FIND) -> Costs:
        """Cell i, j: the least cost of the first i words, ending at word j of the source."""
        words = [*self.words, *source]
        exact_numbers = _word_numbers(words)
        folded_numbers = _word_numbers(map(_folded_word, words))
        rows, columns = len(self.words), len(source)
        gap_costs = prices.added * np.arange(columns + 1, dtype=np.int32)
        table = np.zeros((rows + 1, columns + 1), dtype=np.int32)
        for i in range(rows):
            change = np.where(folded_numbers[rows:] == folded_numbers[i], _NEARLY, prices.changed)
            change[exact_numbers[rows:] == exact_numbers[i]] = 0
            row = table[i] + prices.missing
            row[1:] = np.minimum(row[1:], table[i, :-1] + change)
            skipped = 0 if i + 1 in self.breaks else gap_costs
            table[i + 1] = np.minimum.accumulate(row - skipped) + skipped
        return table

    def align(self, text: str, words: list[Span]) -> Alignment:
        """The cheapest place of these words among those that stand at the spans of a text."""
        source_spans = list(words)
        source = [text[a:b] for a, b in source_spans]
        steps = list(self._steps(source, _TO_FIND))[::-1]
        parts = self._refined(source, steps)
        for part in parts:
            self._trim(text, source_spans, part)
        source = [text[a:b] for a, b in source_spans]
        return Alignment(
            differences=tuple(self._differences(source, parts)),
            spans=tuple(_spans(source_spans, parts)),
            similarity=self._similarity(source, steps),
        )

    def _steps(self, source: list[str], prices: _Prices) -> Iterator[_Step]:
        """The way back through the costs, last word first. Where costs are equal, a pair wins, then
        a word of the source that is left out."""
        table = self.costs(source, prices)
        i, j = len(self.words), int(np.argmin(table[-1]))
        while i > 0:
            part = bisect_right(self.breaks, i - 1)
            pair = _cost(self.words[i - 1], source[j - 1], prices.changed) if j else 0
            if j and table[i, j] == table[i - 1, j - 1] + pair:
                i, j = i - 1, j - 1
                yield _Step(part, i, j)
            elif j and table[i, j] == table[i, j - 1] + (0 if i in self.breaks else prices.added):
                j -= 1
                if i not in self.breaks:
                    yield _Step(part, None, j)
            else:
                i -= 1
                yield _Step(part, i, None)

    def _refined(self, source: list[str], steps: list[_Step]) -> list[list[_Step]]:
        """The steps of each part: aligned again near the place that was found, so that no word
        counts as changed that stands beside it, and with the first and the last words beside what
        the source has in their place."""
        used = [step.source for step in steps if step.source is not None]
        differing = sum(self._cost(source, step) > 0 for step in steps)
        if used and differing:
            first, last = max(0, used[0] - differing), used[-1] + 1 + differing
            inner = list(self._steps(source[first:last], _TO_NAME))[::-1]
            steps = [_moved(step, first) for step in inner]
        parts = [list(run) for _, run in groupby(steps, lambda step: step.part)]
        taken = {step.source for step in steps}
        for part in parts:
            _pair_first(source, part, taken)
            _pair_last(source, part, taken)
        return parts

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
            elif quoted[-1].isalnum() and (marks := _LAST_MARKS.search(text, start + 1, end)):
                source_spans[last.source] = start, marks.start()

    def _differences(self, source: list[str], parts: list[list[_Step]]) -> Iterator[Difference]:
        for number, part in enumerate(parts):
            if number:
                yield _GAP_SHOWN
            for kind, steps in groupby(part, lambda step: self._kind(source, step)):
                run = list(steps)
                quoted_words = " ".join(self.words[s.quoted] for s in run if s.quoted is not None)
                source_words = " ".join(source[s.source] for s in run if s.source is not None)
                yield Difference(
                    ChangeKind.SAME if kind == 0 else _change_kind(quoted_words, source_words),
                    quoted_words,
                    source_words,
                )

    def _similarity(self, source: list[str], steps: list[_Step]) -> float:
        """Dice's coefficient over the words; one that differs in marks or case counts half."""
        costs = [self._cost(source, step) for step in steps]
        used = sum(step.source is not None for step in steps)
        return (2 * costs.count(0) + costs.count(_NEARLY)) / (len(self.words) + used)

    def _kind(self, source: list[str], step: _Step) -> int:
        """Whether a word is the same, slightly different, or another one or none; words that differ
        in the same way are named together."""
        return min(self._cost(source, step), _TO_FIND.changed)

    def _cost(self, source: list[str], step: _Step) -> int:
        if step.quoted is None or step.source is None:
            return _TO_FIND.missing
        return _cost(self.words[step.quoted], source[step.source])


def _moved(step: _Step, first: int) -> _Step:
    return step if step.source is None else replace(step, source=step.source + first)


def _pair_first(source: list[str], part: list[_Step], taken: set[int | None]) -> None:
    """Put the first words of a part, if the source has them not, beside those that it has there;
    never words of a sentence that ends before."""
    count = next((n for n, step in enumerate(part) if step.source is not None), 0)
    position = part[count].source or 0
    for number in range(count - 1, -1, -1):
        position -= 1
        if position < 0 or position in taken or _SENTENCE_END.search(source[position]):
            return
        part[number] = replace(part[number], source=position)


def _pair_last(source: list[str], part: list[_Step], taken: set[int | None]) -> None:
    """The same for the last words of a part; never words of a sentence that begins there."""
    count = next((n for n, step in enumerate(reversed(part)) if step.source is not None), 0)
    position = part[len(part) - count - 1].source or 0
    for number in range(len(part) - count, len(part)):
        if _SENTENCE_END.search(source[position]):
            return
        position += 1
        if position >= len(source) or position in taken:
            return
        part[number] = replace(part[number], source=position)


def _without_marks(words: str) -> str:
    return " ".join(word.strip(_MARKS) or word for word in words.split())


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


def _cost(quoted: str, source: str, changed: int = _TO_FIND.changed) -> int:
    if quoted == source:
        return 0
    return _NEARLY if _folded_word(quoted) == _folded_word(source) else changed


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
