"""Rows of a page → the same without the numbers of its lines, which are printed beside the text."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.reading.formats.pdf_lines import Line, Row
from index.reading.formats.pdf_prose import is_full

_MOST_CANDIDATES = 400
_FEWEST_OF_EACH_LINE = 4
_FEWEST_OF_SOME_LINES = 2
_LONGEST = 4
_LONGEST_MARK = 2
_SAME_PLACE = 2.0
"""Points between the sides of two numbers that stand under each other."""


class _Number(NamedTuple):
    """A number in a row: the line that it is, or begins or ends, and what is left of that line."""

    row: int
    line: Line
    value: int
    left: float
    right: float
    rest: Line | None


def without_line_numbers(rows: list[Row]) -> tuple[list[Row], list[Line]]:
    """The rows without the numbers of lines, and all of these numbers as one line for each column.

    They stand under each other and count all rows, or every fifth or so. Where they count all,
    only prose that runs from row to row tells them from the first column of a table or from the
    numbers of items.
    """
    found: dict[int, list[_Number]] = {}
    columns: list[Line] = []
    for numbers in _runs(rows):
        if _count_lines(rows, numbers):
            columns.append(_as_line(numbers))
            for number in numbers:
                found.setdefault(number.row, []).append(number)
    kept = [_without(row, found[i]) if i in found else row for i, row in enumerate(rows)]
    return [row for row in kept if row], columns


def _as_line(numbers: list[_Number]) -> Line:
    text = " ".join(str(number.value) for number in numbers)
    return replace(numbers[0].line, text=text, words=())


def _without(row: Row, numbers: list[_Number]) -> Row:
    rests = {number.line: number.rest for number in numbers}
    kept = (rests.get(line, line) for line in row)
    return [line for line in kept if line is not None]


def _runs(rows: list[Row]) -> Iterator[list[_Number]]:
    """Numbers under each other that rise, at most as many as there may be lines on a page."""
    numbers = [number for i, row in enumerate(rows) for number in _numbers(i, row)]
    if len(numbers) > _MOST_CANDIDATES:
        return
    taken: set[tuple[int, float]] = set()
    for first in numbers:
        column = [n for n in numbers if (n.row, n.left) not in taken and _are_in_line(first, n)]
        taken |= {(number.row, number.left) for number in column}
        run: list[_Number] = []
        for number in column:
            if run and number.value <= run[-1].value:
                yield run
                run = []
            run.append(number)
        if run:
            yield run


def _are_in_line(a: _Number, b: _Number) -> bool:
    return abs(a.left - b.left) < _SAME_PLACE or abs(a.right - b.right) < _SAME_PLACE


def _numbers(index: int, row: Row) -> Iterator[_Number]:
    for line in row:
        if _is_number(line.text):
            yield _Number(index, line, int(line.text), line.left, line.right, None)
    first = row[0]
    if len(first.words) > 1 and _is_number(first.words[0].text):
        word, following = first.words[:2]
        if following.left - word.right > first.size / 2:
            rest = _rest(first)
            yield _Number(index, first, int(word.text), word.left, word.right, rest)


def _is_number(text: str) -> bool:
    return len(text) <= _LONGEST and text.isascii() and text.isdecimal()


def _rest(line: Line) -> Line:
    words = line.words[1:]
    text = " ".join(word.text for word in words)
    return replace(line, text=text, left=min(word.left for word in words), words=words)


def _count_lines(rows: Sequence[Row], numbers: list[_Number]) -> bool:
    """Whether the numbers count rows."""
    if len(numbers) < _FEWEST_OF_SOME_LINES:
        return False
    pairs = list(itertools.pairwise(numbers))
    steps = Counter(b.value - a.value for a, b in pairs)
    step = max(steps, key=steps.__getitem__)
    counting = sum(b.row - a.row == b.value - a.value == step for a, b in pairs)
    if 4 * counting < 3 * len(pairs):
        return False
    if step > 1:
        return all(number.value % step == 0 for number in numbers)
    return len(numbers) >= _FEWEST_OF_EACH_LINE and _stand_beside_prose(rows, numbers)


def _stand_beside_prose(rows: Sequence[Row], numbers: list[_Number]) -> bool:
    """Whether the text beside the numbers runs on from line to line, or some have none at all."""
    beside = [_beside(rows[number.row], number) for number in numbers]
    right = max((line.right for line in beside if line), default=0.0)
    running = sum(
        a is None or b is None or _runs_on(a, b, right) for a, b in itertools.pairwise(beside)
    )
    return running >= 2 and 4 * running >= len(beside) - 1


def _beside(row: Row, number: _Number) -> Line | None:
    """The text next to a number, if there is any: after it, or before it. A short mark, such as
    the "Q." of a question, is no text."""
    if number.rest is not None:
        return number.rest
    others = [line for line in row if line is not number.line and len(line.text) > _LONGEST_MARK]
    after = [line for line in others if line.left >= number.right]
    return after[0] if after else others[-1] if others else None


def _runs_on(line: Line, following: Line, right: float) -> bool:
    """Whether prose runs on from one line into the next."""
    text = line.text
    wordy = text.count(" ") >= 2 or (len(text) > 11 and not text.isascii())
    return wordy and not following.text[0].isupper() and is_full(line, following, right)
