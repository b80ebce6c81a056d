"""The words of a table's rows → its columns, and which words stand in which of them."""

import itertools
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from index.reading.formats.pdf_lines import Row, Word
from index.text.cell_values import kind_of_value

Span = tuple[float, float]
"""The left and the right side."""

_MOST_WORDS = 50
"""Of a chunk that may be cells drawn close together."""

_UNIT_GAP = 0.8
"""Of the width of a column: a unit stands closer to its number than that."""

_WIDE = 0.6
"""Of the type size: a wider space parts two cells; a narrower one may part two words."""

_NOTHING = frozenset({"-", "–", "—", "..", "...", "n/a", "N/A"})


class Chunk(NamedTuple):
    """Words side by side without a wide space between them."""

    words: tuple[Word, ...]
    left: float
    right: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def chunk_of(words: Sequence[Word]) -> Chunk:
    left, right = min(word.left for word in words), max(word.right for word in words)
    return Chunk(tuple(words), left, right)


def chunks_of(row: Row, rules: Sequence[float]) -> Iterator[Chunk]:
    """The words of a row, parted at wide spaces and at upright rules."""
    words = sorted((word for line in row for word in line.words), key=lambda word: word.left)
    size = max((line.size for line in row), default=1.0)
    group: list[Word] = []
    right = 0.0
    for word in words:
        if group and _is_parted(right, word, size, rules):
            yield chunk_of(group)
            group = []
        right = max(right, word.right) if group else word.right
        group.append(word)
    if group:
        yield chunk_of(group)


def _is_parted(right: float, word: Word, size: float, rules: Sequence[float]) -> bool:
    return word.left - right > _WIDE * size or any(right - 1 <= x <= word.left + 1 for x in rules)


def columns_of(rows: Sequence[list[Chunk]], rules: Sequence[float], size: float) -> list[Span]:
    """The left and the right side of each column."""
    most = sorted(map(len, rows))[-1 - len(rows) // 10]
    full = [row for row in rows if len(row) > max(1.0, 0.6 * most)]
    few = len(full) // 6
    edges = sorted(
        itertools.chain.from_iterable(
            ((chunk.left, 1), (chunk.right, -1)) for row in full for chunk in row
        )
    )
    columns: list[Span] = []
    count = 0
    start: float | None = None
    end = 0.0
    for x, step in edges:
        before, count = count, count + step
        if before <= few < count:
            is_rule = start is not None and any(end - 1 <= rule <= x + 1 for rule in rules)
            if start is not None and x - end < 0.4 * size and not is_rule:
                continue
            if start is not None:
                columns.append((start, end))
            start = x
        if count <= few < before:
            end = x
    if start is not None:
        columns.append((start, end))
    return columns


def with_units(columns: list[Span], rows: Sequence[list[Chunk]]) -> list[Span]:
    """The columns, each with that after it if that has one word alone, as "years" after "40"."""
    if len(columns) < 2:
        return columns
    words: list[Counter[str]] = [Counter() for _ in columns]
    for chunk in itertools.chain.from_iterable(rows):
        words[covered_columns(chunk, columns)[0]][chunk.text] += 1
    joined: list[Span] = columns[:1]
    for i, (left, right) in enumerate(columns[1:], 1):
        is_near = left - columns[i - 1][1] < _UNIT_GAP * (right - left)
        if is_near and _are_units(words[i], words[i - 1]):
            joined[-1] = joined[-1][0], right
        else:
            joined.append((left, right))
    return joined


def _are_units(words: Counter[str], before: Counter[str]) -> bool:
    """Whether the words of a column are one word, again and again, behind different values."""
    return (
        len(words) == 1
        and all(map(str.isalpha, words))
        and len(before) > 1
        and 2 * words.total() > before.total()
    )


def covered_columns(chunk: Chunk, columns: Sequence[Span]) -> list[int]:
    """The columns that words stand in; the nearest one if they stand between two."""
    shared = []
    for i in range(max(0, bisect_right(columns, (chunk.left,)) - 1), len(columns)):
        left, right = columns[i]
        if left >= chunk.right:
            break
        if min(chunk.right, right) - max(chunk.left, left) > 0.5:
            shared.append(i)
    if shared:
        return shared
    middle = (chunk.left + chunk.right) / 2
    distances = [max(left - middle, middle - right) for left, right in columns]
    return [distances.index(min(distances))]


def parts_of(chunk: Chunk, columns: Sequence[Span]) -> Iterator[tuple[list[int], Chunk]]:
    """The words of a chunk with the columns that they stand in: values that stand close together
    are parted, but words that cover several columns are not."""
    covered = covered_columns(chunk, columns)
    if len(covered) > 1 and len(chunk.words) <= _MOST_WORDS:
        for cut in range(1, len(chunk.words)):
            left, right = chunk_of(chunk.words[:cut]), chunk_of(chunk.words[cut:])
            ends = covered_columns(left, columns), covered_columns(right, columns)
            if ends[0][-1] < ends[1][0] and (is_value(left.text) or is_value(right.words[0].text)):
                yield ends[0], left
                yield from parts_of(right, columns)
                return
    yield covered, chunk


def is_value(text: str) -> bool:
    return text in _NOTHING or bool(kind_of_value(text))


def cells_of(row: Row, chunks: Sequence[Chunk], columns: Sequence[Span]) -> tuple[str, ...]:
    """The words of a row by column; what covers several stands in the first of them."""
    placed = (
        ((covered[0],), part) for chunk in chunks for covered, part in parts_of(chunk, columns)
    )
    return texts_of(row, placed, len(columns))


def texts_of(
    row: Row, placed: Iterable[tuple[Sequence[int], Chunk]], count: int
) -> tuple[str, ...]:
    """The words of each column, in the order in which the row has them."""
    order = {word: i for i, word in enumerate(word for line in row for word in line.words)}
    cells: list[list[Word]] = [[] for _ in range(count)]
    for covered, part in placed:
        for column in covered:
            cells[column] += part.words
    return tuple(" ".join(w.text for w in sorted(cell, key=order.__getitem__)) for cell in cells)
