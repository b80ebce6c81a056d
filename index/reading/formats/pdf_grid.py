"""Rows of lines that stand under each other in cells → the rows of a table, one line for each.

The columns are found from the white space that the rows share and from upright rules. A cell of
several lines, and a header of several rows, become one line of text; level rules show where a
row ends, or else what the lines say.
"""

import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from index.reading.formats.pdf_lines import Line, Row, Word
from index.reading.formats.pdf_prose import is_unspaced, text_length
from index.reading.formats.pdf_rulings import Rule, Rulings
from index.text.cell_values import kind_of_value
from index.text.dictionary import is_english

JOINT = " | "

Span = tuple[float, float]
"""The left and the right side."""

_MOST_COLUMNS = 60
_MOST_ROWS = 2_000
_MOST_WORDS = 50
"""Of a chunk that may be cells drawn close together."""

_MOST_HEADER_LINES = 4
_MOST_BETWEEN = 3
_MOST_IN_ONE_BOX = 3
"""Lines of a table's only box under its header; more are rows without rules between them."""

_LONGEST_NAME = 50
"""Characters of the name of a group of rows; a longer line between two tables is prose."""

_MOST_RULES = 100
_UNIT_GAP = 0.8
"""Of the width of a column: a unit stands closer to its number than that."""

_MOST_REPEATED = 100_000
_WIDE = 0.6
"""Of the type size: a wider space parts two cells; a narrower one may part two words."""

_LEADER = re.compile(r"(?:\s*\.){4,}\s*$")
_BROKEN = re.compile("[^\\W\\d_][-\ufffe]$")
_BROKEN_WORD = re.compile("([^\\W\\d_]{2,})[-\ufffe]$")
_YEAR = re.compile(r"(?:FY ?)?(?:1[6-9]|20|21)\d\d(?:[-–/]\d{2,4})?")
_NOTHING = frozenset({"-", "–", "—", "..", "...", "n/a", "N/A"})


class _Chunk(NamedTuple):
    """Words side by side without a wide space between them."""

    words: tuple[Word, ...]
    left: float
    right: float

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


def _chunk(words: Sequence[Word]) -> _Chunk:
    left, right = min(word.left for word in words), max(word.right for word in words)
    return _Chunk(tuple(words), left, right)


class _Row(NamedTuple):
    """One line of the page, or several that are one row: the words of its cells, by column."""

    lines: tuple[Row, ...]
    cells: tuple[str, ...]
    middle: float

    @property
    def first(self) -> str:
        return self.cells[0]


def _row_of(row: Row, cells: tuple[str, ...]) -> _Row:
    top, bottom = max(line.top for line in row), min(line.bottom for line in row)
    return _Row((row,), cells, (top + bottom) / 2)


def table_runs(
    rows: Sequence[Row], has_cells: Sequence[bool], sides: Sequence[frozenset[int]]
) -> Iterator[tuple[int, int]]:
    """The first row of each table, and that after its last: rows with cells under each other, with
    names of groups and second lines of cells between them and at their ends.

    ``sides`` are those of the boxes in which the rows stand.
    """
    at = 0
    while at < len(rows):
        end = at + 1
        if has_cells[at]:
            end = _run_end(rows, has_cells, sides, at)
            if sum(has_cells[at:end]) > 1:
                left = min(row[0].left for row in rows[at:end])
                end = _with_second_lines(rows, end, left)
                yield _with_names_above(rows, at, left), end
        at = end


def _run_end(
    rows: Sequence[Row], has_cells: Sequence[bool], sides: Sequence[frozenset[int]], start: int
) -> int:
    end, most = start + 1, len(rows[start])
    for i in range(start + 1, min(len(rows), start + _MOST_ROWS)):
        if not _is_near(rows[i - 1], rows[i]) or i - end >= _MOST_BETWEEN:
            break
        if _are_other_boxes(sides[i - 1], sides[i]):
            break
        if len(rows[i]) > most and _begins_another(rows[i - 1], rows[i : i + 2]):
            break
        most = max(most, len(rows[i]))
        if has_cells[i]:
            end = i + 1
        elif text_length(rows[i][0].text) > _LONGEST_NAME and _is_at(rows[i], rows[start]):
            break
    return end


def _begins_another(above: Row, below: Sequence[Row]) -> bool:
    """Whether a row, which has more cells than those above it, names columns over values."""
    if len(below) < 2 or len(below[0]) != len(below[1]):
        return False
    return not _has_values(below[0]) and _has_values(below[1]) and _has_values(above)


def _has_values(row: Row) -> bool:
    return any(_is_value(line.text) for line in row[1:])


def _is_at(row: Row, other: Row) -> bool:
    """Whether both rows begin at the same place."""
    return abs(row[0].left - other[0].left) < row[0].size


def _is_near(above: Row, below: Row) -> bool:
    return above[0].bottom - below[0].top < 2.5 * max(above[0].size, below[0].size)


def _with_second_lines(rows: Sequence[Row], end: int, left: float) -> int:
    """The end of a table with the lines that end its last cells."""
    for i in range(end, min(end + _MOST_BETWEEN, len(rows))):
        line, above = rows[i][0], rows[i - 1][0]
        is_close = above.baseline - line.baseline < 1.5 * line.size
        is_inside = line.left > left + 2 * line.size or line.text[0].islower()
        if not (is_close and is_inside and len(rows[i]) == 1):
            return i
    return min(end + _MOST_BETWEEN, len(rows))


def _with_names_above(rows: Sequence[Row], start: int, left: float) -> int:
    """The start of a table with the lines that begin the names of its columns."""
    for i in reversed(range(max(0, start - _MOST_BETWEEN), start)):
        line, below = rows[i][0], rows[i + 1][0]
        is_close = line.baseline - below.baseline < 1.7 * line.size
        if not (is_close and len(rows[i]) == 1 and line.left > left + 2 * line.size):
            return i + 1
    return max(0, start - _MOST_BETWEEN)


def break_words(rows: Sequence[Row]) -> bool:
    """Whether a word is broken at the right end of a row and goes on at the left of the next one:
    then wide spaces part the words of prose."""
    return any(
        _BROKEN.search(a[-1].text) and b[0].text[0].islower() and b[0].left < a[-1].left
        for a, b in itertools.pairwise(rows)
        if len(a) > 1
    )


def box_sides(row: Row, upright: Sequence[Rule]) -> frozenset[int]:
    """The places of the upright rules of a grid, three or more, between which a row stands."""
    left, right = row[0].left, max(line.right for line in row)
    middle = (row[0].top + row[0].bottom) / 2
    places = frozenset(round(rule.at) for rule in upright if rule.start < middle < rule.end)
    is_inside = len(places) > 2 and min(places) <= left + 1 and max(places) >= right - 1
    return places if is_inside else frozenset()


def _are_other_boxes(sides: frozenset[int], other: frozenset[int]) -> bool:
    """Whether two rows stand between rules of two tables, none of them with merged cells."""
    return bool(sides and other) and not (_are_among(sides, other) or _are_among(other, sides))


def _are_among(sides: frozenset[int], other: frozenset[int]) -> bool:
    return all(not other.isdisjoint((x - 1, x, x + 1)) for x in sides)


def table_lines(rows: Sequence[Row], rulings: Rulings, number: int) -> list[Line] | None:
    """The rows of the table that the lines are, as lines of text; ``None`` if they are no table.

    ``number`` is that of the table on its page.
    """
    size = _size(rows)
    rules = _upright_rules(rows, rulings)
    chunks = [list(_chunks(row, rules)) for row in rows]
    columns = _with_units(_columns(chunks, rules, size), chunks)
    if not 1 < len(columns) <= _MOST_COLUMNS:
        return None
    lines = [
        _row_of(row, _cells(row, parts, columns)) for row, parts in zip(rows, chunks, strict=True)
    ]
    rulings = rulings.between(lines[0].middle, lines[-1].middle)
    edges = _level_rules(rulings, columns)
    boxed = _are_boxed(rules, columns)
    count = _header_count(lines, edges, boxed)
    captions, header = _header(lines[:count], chunks, columns, size)
    body = (_in_boxes(lines[count:], rulings, columns) if boxed else None) or list(
        _merged(lines[count:], edges)
    )
    return [
        *(_line(row, None, False, len(columns)) for row in captions),
        *(_line(row, number, True, len(columns)) for row in header),
        *(_line(row, number, False, len(columns)) for row in body),
    ]


def _size(rows: Sequence[Row]) -> float:
    sizes = sorted(line.size for row in rows for line in row)
    return sizes[len(sizes) // 2]


# Columns.


def _upright_rules(rows: Sequence[Row], rulings: Rulings) -> Sequence[float]:
    """Where upright rules run beside at least half of the height of the rows."""
    top, bottom = rows[0][0].top, rows[-1][0].bottom
    heights: dict[int, float] = {}
    for rule in rulings.upright:
        shared = min(top, rule.end) - max(bottom, rule.start)
        if shared > 0:
            heights[round(rule.at)] = heights.get(round(rule.at), 0.0) + shared
    return sorted(x for x, height in heights.items() if height > (top - bottom) / 2)[:_MOST_RULES]


def _chunks(row: Row, rules: Sequence[float]) -> Iterator[_Chunk]:
    """The words of a row, parted at wide spaces and at upright rules."""
    words = sorted((word for line in row for word in line.words), key=lambda word: word.left)
    size = max((line.size for line in row), default=1.0)
    group: list[Word] = []
    right = 0.0
    for word in words:
        if group and _is_parted(right, word, size, rules):
            yield _chunk(group)
            group = []
        right = max(right, word.right) if group else word.right
        group.append(word)
    if group:
        yield _chunk(group)


def _is_parted(right: float, word: Word, size: float, rules: Sequence[float]) -> bool:
    return word.left - right > _WIDE * size or any(right - 1 <= x <= word.left + 1 for x in rules)


def _columns(rows: Sequence[list[_Chunk]], rules: Sequence[float], size: float) -> list[Span]:
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


def _with_units(columns: list[Span], rows: Sequence[list[_Chunk]]) -> list[Span]:
    """The columns, each with that after it if that has one word alone, as "years" after "40"."""
    words: list[Counter[str]] = [Counter() for _ in columns]
    for chunk in itertools.chain.from_iterable(rows):
        words[_covered(chunk, columns)[0]][chunk.text] += 1
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


def _covered(chunk: _Chunk, columns: Sequence[Span]) -> list[int]:
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


def _parts(chunk: _Chunk, columns: Sequence[Span]) -> Iterator[tuple[list[int], _Chunk]]:
    """The words of a chunk with the columns that they stand in: values that stand close together
    are parted, but words that cover several columns are not."""
    covered = _covered(chunk, columns)
    if len(covered) > 1 and len(chunk.words) <= _MOST_WORDS:
        for cut in range(1, len(chunk.words)):
            left, right = _chunk(chunk.words[:cut]), _chunk(chunk.words[cut:])
            ends = _covered(left, columns), _covered(right, columns)
            if ends[0][-1] < ends[1][0] and (
                _is_value(left.text) or _is_value(right.words[0].text)
            ):
                yield ends[0], left
                yield from _parts(right, columns)
                return
    yield covered, chunk


def _is_value(text: str) -> bool:
    return text in _NOTHING or bool(kind_of_value(text))


def _cells(row: Row, chunks: Sequence[_Chunk], columns: Sequence[Span]) -> tuple[str, ...]:
    """The words of a row by column; what covers several stands in the first of them."""
    placed = (((covered[0],), part) for chunk in chunks for covered, part in _parts(chunk, columns))
    return _texts(row, placed, len(columns))


def _texts(row: Row, placed: Iterable[tuple[Sequence[int], _Chunk]], count: int) -> tuple[str, ...]:
    """The words of each column, in the order in which the row has them."""
    order = {word: i for i, word in enumerate(word for line in row for word in line.words)}
    cells: list[list[Word]] = [[] for _ in range(count)]
    for covered, part in placed:
        for column in covered:
            cells[column] += part.words
    return tuple(" ".join(w.text for w in sorted(cell, key=order.__getitem__)) for cell in cells)


# Rows.


def _level_rules(rulings: Rulings, columns: Sequence[Span]) -> list[float]:
    """The y of level rules under at least half of the table's width, from bottom to top."""
    left, right = columns[0][0], columns[-1][1]
    widths: dict[int, float] = {}
    for rule in rulings.level:
        shared = min(right, rule.end) - max(left, rule.start)
        if shared > 0:
            widths[round(rule.at)] = widths.get(round(rule.at), 0.0) + shared
    return sorted(y for y, width in widths.items() if width > (right - left) / 2)


def _are_boxed(rules: Sequence[float], columns: Sequence[Span]) -> bool:
    """Whether upright rules part the columns, so that what stands between level rules is a row."""
    gutters = [(a[1], b[0]) for a, b in itertools.pairwise(columns)]
    ruled = sum(any(left - 1 <= x <= right + 1 for x in rules) for left, right in gutters)
    return 2 * ruled > len(gutters)


def _in_boxes(
    lines: Sequence[_Row], rulings: Rulings, columns: Sequence[Span]
) -> list[_Row] | None:
    """The rows that level rules part; a cell that reaches over several rows stands in each of them.

    ``None`` if there are no such rules, or if so much would stand in several rows as only a file
    made for it has.
    """
    all_edges = _level_rules(rulings, columns)
    # A column without any rule is parted where the others are: its cells are not one.
    edges = [_level_rules(rulings, [column]) or all_edges for column in columns]
    bands = [
        (box, list(group))
        for box, group in itertools.groupby(lines, lambda line: tuple(_box(line, y) for y in edges))
    ]
    if not all_edges or (len(bands) < 2 and len(lines) > _MOST_IN_ONE_BOX):
        return None
    counts = [Counter(box[column] for box, _ in bands) for column in range(len(columns))]
    rows = [
        (
            # A box of one band is parted where the band has several rows.
            [(n, 0 if counts[column][n] > 1 else part) for column, n in enumerate(box)],
            row,
        )
        for box, band in bands
        for part, row in enumerate(_rows_of_band(band))
    ]
    texts: list[dict[tuple[int, int], str]] = [{} for _ in columns]
    for keys, row in rows:
        for cell, key, column in zip(row.cells, keys, texts, strict=True):
            column[key] = _joined_words(column.get(key, ""), cell)
    found = [
        row._replace(cells=tuple(text[key] for text, key in zip(texts, keys, strict=True)))
        for keys, row in rows
    ]
    written, drawn = (
        sum(len(cell) for row in part for cell in row.cells) for part in (found, lines)
    )
    return found if written <= drawn + _MOST_REPEATED else None


def _rows_of_band(lines: Sequence[_Row]) -> Iterator[_Row]:
    """The lines between two rules as a row, or as several where they have several values."""
    row = lines[0]
    for line in lines[1:]:
        stacked = zip(row.cells[1:], line.cells[1:], strict=True)
        if line.first and any(_is_value(a) and _is_value(b) for a, b in stacked):
            yield row
            row = line
        else:
            row = _joined(row, line)
    yield row


def _box(line: _Row, edges: Sequence[float]) -> int:
    """How many of the rules, from the lowest to the highest, stand above a line."""
    return len(edges) - bisect_right(edges, line.middle)


def _are_parted(above: _Row, below: _Row, edges: Sequence[float]) -> bool:
    return _box(above, edges) != _box(below, edges)


def _merged(rows: Sequence[_Row], edges: Sequence[float]) -> Iterator[_Row]:
    """The rows, those that are lines of the same cells joined."""
    if not rows:
        return
    tight = _tight_distance(rows)
    row = rows[0]
    for line in rows[1:]:
        is_close = tight is not None and _distance(row, line) < 1.15 * tight
        may_be_same = (tight is None or is_close) and not _are_parted(row, line, edges)
        if may_be_same and _continues(row, line, is_close):
            row = _joined(row, line)
        else:
            yield row
            row = line
    yield row


def _distance(above: _Row, below: _Row) -> float:
    return above.lines[-1][0].baseline - below.lines[0][0].baseline


def _tight_distance(rows: Sequence[_Row]) -> float | None:
    """The distance of lines inside of rows, if rows stand further apart than these."""
    distances = sorted(_distance(a, b) for a, b in itertools.pairwise(rows))
    if not distances or distances[-1] < 1.25 * distances[0]:
        return None
    return distances[0]


def _continues(row: _Row, line: _Row, is_close: bool) -> bool:
    """Whether a line has more words of the cells of the row above it, and no value of its own."""
    pairs = [(a, b) for a, b in zip(row.cells, line.cells, strict=True) if b]
    if any(a and (_is_value(a) or _is_value(b)) for a, b in pairs):
        return False
    if not line.first:
        if len(pairs) == 1 and pairs[0][0] and len(row.cells) > 2:
            return True
        return is_close or all(a and _goes_on(a, b) for a, b in pairs)
    if len(pairs) == 1:  # A name's second line.
        return _goes_on(row.first, line.first) and (is_close or line.first[0].islower())
    only_name = row.first and not any(row.cells[1:])
    if only_name or is_close:
        return line.first[0].islower() or (is_close and all(b[0].islower() for _, b in pairs))
    return False


def _goes_on(text: str, following: str) -> bool:
    """Whether words clearly go on in the next line of their cell."""
    first = following[0]
    return (
        first.islower() or is_unspaced(first) or text.endswith(("-", ",", "/", "(")) or first == "("
    )


def _joined(row: _Row, line: _Row) -> _Row:
    cells = (_joined_words(a, b) for a, b in zip(row.cells, line.cells, strict=True))
    return row._replace(lines=(*row.lines, *line.lines), cells=tuple(cells))


def _joined_words(text: str, following: str) -> str:
    if not text or not following:
        return text or following
    if is_unspaced(text[-1]) and is_unspaced(following[0]):
        return text + following
    broken = _BROKEN_WORD.search(text)
    if broken and following[0].islower():
        tail = following.split(" ", 1)[0]
        is_compound = is_english(broken[1].lower()) and is_english(tail)
        return text + following if is_compound else text[:-1] + following
    return f"{text} {following}"


# Header.


def _header_count(rows: Sequence[_Row], edges: Sequence[float], boxed: bool) -> int:
    """How many of the first lines name the columns: those above the first values, if the columns
    hold values, or those above a first rule."""
    count = 0
    for row in rows[: _MOST_HEADER_LINES + 1]:
        below = rows[count + 1 :]
        if any(map(_is_value, row.cells[1:])) and not _names_years(row, below, count > 0):
            break
        count += 1
    if count >= len(rows) or count > _MOST_HEADER_LINES:
        return _ruled_header_count(rows, edges)
    if boxed:
        count = _up_to_edge(rows, edges, count)
    while count and sum(map(bool, rows[count - 1].cells)) == 1 and rows[count - 1].first:
        count -= 1  # The name of a group of rows.
    values = rows[count:]
    if not any(_holds_values(values, column) for column in range(1, len(rows[0].cells))):
        return _ruled_header_count(rows, edges)
    return count


def _up_to_edge(rows: Sequence[_Row], edges: Sequence[float], count: int) -> int:
    """So many of the lines, without those that are in one box with the next line."""
    while 0 < count < len(rows) and edges and not _are_parted(rows[count - 1], rows[count], edges):
        count -= 1
    return count


def _ruled_header_count(rows: Sequence[_Row], edges: Sequence[float]) -> int:
    """How many lines stand above the only rule that parts the rows."""
    parted = [i for i, (a, b) in enumerate(itertools.pairwise(rows), 1) if _are_parted(a, b, edges)]
    is_only = len(parted) == 1 and parted[0] <= _MOST_HEADER_LINES and len(rows) > 2
    return parted[0] if is_only else 0


def _names_years(row: _Row, below: Sequence[_Row], has_names: bool) -> bool:
    """Whether the values of a row are years, over other values; each once, or below names."""
    years = [cell for cell in row.cells[1:] if cell]
    return (
        len(years) > 1
        and all(map(_YEAR.fullmatch, years))
        and (has_names or len(set(years)) == len(years))
        and any(map(_is_value, itertools.chain.from_iterable(r.cells[1:] for r in below[:3])))
        and not any(_YEAR.fullmatch(cell) for r in below[:3] for cell in r.cells[1:])
    )


def _holds_values(rows: Sequence[_Row], column: int) -> bool:
    cells = [row.cells[column] for row in rows if row.cells[column]]
    return 2 * sum(map(_is_value, cells)) > len(cells)


def _header(
    lines: Sequence[_Row], chunks: Sequence[list[_Chunk]], columns: Sequence[Span], size: float
) -> tuple[list[_Row], list[_Row]]:
    """The lines above the names of columns that are a caption, and the names as one row."""
    captions: list[_Row] = []
    header: _Row | None = None
    repeats = bool(lines) and len(set(filter(None, lines[-1].cells))) < sum(
        map(bool, lines[-1].cells)
    )
    for i, (line, parts) in enumerate(zip(lines, chunks, strict=False)):
        is_last = i == len(lines) - 1
        placed = list(_placed_names(parts, columns, size, is_last, repeats))
        if (
            header is None
            and not is_last
            and len(placed) == 1
            and len(placed[0][0]) == len(columns)
        ):
            captions.append(line)
            continue
        row = line._replace(cells=_texts(line.lines[0], placed, len(columns)))
        header = row if header is None else _joined(header, row)
    return captions, [header] if header else []


def _placed_names(
    chunks: Sequence[_Chunk],
    columns: Sequence[Span],
    size: float,
    is_last: bool,
    repeats: bool,
) -> Iterator[tuple[list[int], _Chunk]]:
    """The names in a line with the columns that each of them names: those that it stands over, or
    a group of columns in whose middle it stands. ``repeats`` if the lowest names are not unique."""
    parts = [part for chunk in chunks for part in _parts(chunk, columns)]
    owned = {column for covered, _ in parts for column in covered}
    for covered, chunk in parts:
        others = owned.difference(covered)
        yield covered if is_last else _named(chunk, covered, others, columns, size, repeats), chunk


def _named(
    chunk: _Chunk,
    covered: list[int],
    others: set[int],
    columns: Sequence[Span],
    size: float,
    repeats: bool,
) -> list[int]:
    first, last = covered[0], covered[-1]
    left, right = columns[first][0], columns[last][1]
    is_aligned = abs(chunk.left - left) < 2 or abs(chunk.right - right) < 2
    lowest = max((c for c in others if c < first), default=-1) + 1
    highest = min((c for c in others if c > last), default=len(columns)) - 1
    groups = [
        (abs(columns[a][0] + columns[b][1] - chunk.left - chunk.right) / 2, b - a, a, b)
        for a in range(lowest, first + 1)
        for b in range(last, highest + 1)
    ]
    centred = [group for group in groups if group[0] < size]
    if not centred or (len(covered) == 1 and is_aligned and not repeats):
        return covered
    pick = max if repeats or len(covered) > 1 else min
    _, _, a, b = pick(centred, key=lambda group: group[1])
    return list(range(a, b + 1))


# Lines.


def _line(row: _Row, number: int | None, is_header: bool, columns: int) -> Line:
    lines = [line for group in row.lines for line in group]
    longest = max(lines, key=lambda line: len(line.text))
    cells = [_shown(cell, columns) for cell in row.cells]
    return replace(
        longest,
        text=_row_text(cells),
        left=min(line.left for line in lines),
        right=max(line.right for line in lines),
        words=(),
        is_row=number is not None,
        table=number,
        is_header=is_header,
    )


def _row_text(cells: Sequence[str]) -> str:
    """The cells with bars between them; a first one that is empty has a bar on either side."""
    filled = [cell for cell in cells if cell]
    if len(filled) == 1:
        return filled[0]
    last = max((i for i, cell in enumerate(cells) if cell), default=0)
    text = JOINT.join(cells[: last + 1]).strip()
    return text if cells[0] else f"| {text}"


def _shown(cell: str, columns: int) -> str:
    """A cell's words, without the dots that lead to the next cell, each bar in them escaped."""
    words = _LEADER.sub("", cell) if columns > 2 else cell
    return words.replace("|", "\\|") if words.strip("| ") else words
