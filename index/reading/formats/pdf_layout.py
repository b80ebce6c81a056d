"""Words with their positions → the lines of a page in reading order.

Programs draw a page in any order, and a PDF states neither columns nor rows. So these are found
from the positions of the words: rows, the gutters between columns, the gaps between table cells.
"""

import itertools
import math
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.reading.formats.pdf_boxes import without_boxes
from index.reading.formats.pdf_code import code_rows, code_text
from index.reading.formats.pdf_columns import (
    as_rows,
    begins_note,
    in_columns,
    parted_notes,
    split_notes,
)
from index.reading.formats.pdf_direction import is_right_to_left, lines_from_right
from index.reading.formats.pdf_grid import table_lines
from index.reading.formats.pdf_line_numbers import without_line_numbers
from index.reading.formats.pdf_lines import BULLETS, LINE_END_CHARACTERS, Line, Page, Region, Row
from index.reading.formats.pdf_raised import with_marks_joined, with_note_marks
from index.reading.formats.pdf_rulings import NO_RULINGS, Rulings, Side, turned_rulings
from index.reading.formats.pdf_table_runs import box_sides, break_words, table_runs

_MOST_CELLS = 200
_MOST_LINES = 20_000
"""Of a page that is laid out; a large sheet full of figures has a fifth of them."""

_MOST_ROWS = 1_000_000
_LONGEST_STAMP = 200
"""Characters: more words at an angle are a text or the heads of columns."""

_LABEL = re.compile(rf"[{BULLETS}]|\(?\w{{1,4}}[.)]|\d+(?:\.\d+)+|\[\w{{1,12}}\]")
_DIGIT = re.compile(r"\d")
_LEADER = re.compile(r"(?:\. ?){4,}\s*[$€£]?\w[\w ,.–%€$£-]*$")
PAGE_NUMBER = re.compile(
    r"[-–—|·\[( ]*(?:page |p\. ?)?(?:\d{1,4}|[ivxlc]+)(?: ?(?:of|/) ?\d+)?[-–—|·\]) ]*", re.I
)


def lay_out(drawn: list[tuple[int, Line]], sides: Sequence[Side] = ()) -> Page:
    """A page's regions in reading order: head, columns, footnotes, foot, lines at other angles.

    ``sides`` are the straight lines drawn on the page.
    """
    lines_by_angle: defaultdict[int, list[Line]] = defaultdict(list)
    for angle, line in drawn:
        lines_by_angle[angle].append(line)
    if len(drawn) > _MOST_LINES:
        return [_unplaced(lines) for lines in lines_by_angle.values()]
    angles = sorted(lines_by_angle, key=lambda a: _character_count(lines_by_angle[a]), reverse=True)
    upright, *turned = [lines_by_angle[angle] for angle in angles] or [[]]
    angle = angles[0] if angles else 0
    regions = list(_regions(upright, turned_rulings(sides, angle)))
    for other, lines in zip(angles[1:], turned, strict=True):
        regions.append(_turned(lines, other - angle, upright))
    return [region for region in regions if region.lines]


def _unplaced(lines: list[Line]) -> Region:
    """So many lines as no reader could see, row by row."""
    return Region(tuple(map(_prose_line, as_rows(lines))))


def _regions(lines: list[Line], rulings: Rulings) -> Iterator[Region]:
    """The regions of the lines at the page's own angle."""
    if is_right_to_left(lines):
        lines, rulings = list(lines_from_right(as_rows(lines))), rulings.mirrored()
    lines, boxes = without_boxes(lines, rulings)
    rows, numbers = without_line_numbers(_rows(lines))
    size = _usual_size(rows)
    head = _edge_row_count(rows, size, rulings)
    foot = len(rows) - _edge_row_count(rows[head:][::-1], size, rulings)
    columns = [split_notes(column, size) for column in in_columns(rows[head:foot], rulings.level)]
    marks = frozenset(row[0].text.split(" ", 1)[0] for _, notes in columns for row in notes)
    yield _region(rows[:head])
    for i, (text, _) in enumerate(columns):
        region = _region(text, rulings, first_table=i * _MOST_ROWS, flows=i > 0)
        yield _with_note_marks(region, marks)
    for box in boxes:
        yield _region(_rows(box))
    for note in (note for _, notes in columns for note in parted_notes(notes, size)):
        yield replace(_region(note), is_note=True)
    yield Region(tuple(numbers), is_furniture=True)
    yield _region(rows[foot:])


def _with_note_marks(region: Region, marks: frozenset[str]) -> Region:
    if not marks:
        return region
    lines = (replace(line, text=with_note_marks(line.text, marks)) for line in region.lines)
    return replace(region, lines=tuple(lines))


def _turned(lines: list[Line], angle: int, upright: list[Line]) -> Region:
    """The lines at an angle to the upright ones; beside these or across them they are a stamp."""
    is_stamp = _character_count(lines) <= _LONGEST_STAMP and (
        angle % 90 != 0 or all(_is_beside(line, angle, upright) for line in lines)
    )
    return replace(_region(_rows(lines)), is_turned=True, is_furniture=is_stamp)


def _is_beside(line: Line, angle: int, upright: list[Line]) -> bool:
    """Whether a turned line stands in the margin, left or right of all upright ones."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    xs = [x * cos - line.baseline * sin for x in (line.left, line.right)]
    return max(xs) < min(other.left for other in upright) or min(xs) > max(
        other.right for other in upright
    )


def _usual_size(rows: list[Row]) -> float:
    sizes: Counter[float] = Counter()
    for line in itertools.chain.from_iterable(rows):
        sizes[line.size] += len(line.text)
    return max(sizes, key=sizes.__getitem__, default=0.0)


def _character_count(lines: list[Line]) -> int:
    return sum(len(line.text) for line in lines)


def _rows(lines: list[Line]) -> list[Row]:
    return [_with_raised_marks(row) for row in as_rows(lines)]


def _with_raised_marks(row: Row) -> Row:
    """The row with each raised mark, such as a note's number, put between the words around it."""
    groups: list[Row] = []
    for line in row:
        if groups and len(line.words) == 1 and line.right < groups[-1][0].right:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_with_marks_inserted(*group) for group in groups]


def _with_marks_inserted(line: Line, *marks: Line) -> Line:
    if not marks:
        return line
    unordered = itertools.chain(line.words, *(mark.words for mark in marks))
    words = list(with_marks_joined(sorted(unordered, key=lambda word: word.left)))
    return replace(line, text=" ".join(word.text for word in words), words=tuple(words))


def _edge_row_count(rows: list[Row], size: float, rulings: Rulings) -> int:
    """How many of the first rows are apart from the rest; of the last, if the rows are reversed."""
    spaces = [_space_between(a, b) for a, b in itertools.pairwise(rows)]
    if not spaces:
        return 0
    usual_space = statistics.median(spaces)
    separate = (
        count
        for count, (row, inner, space) in enumerate(zip(rows, rows[1:3], spaces, strict=False), 1)
        if _is_apart(row, space - usual_space)
        and not begins_note(row[0], size)
        and not _are_aligned(row, inner)
        and not box_sides(row, rulings.upright)
    )
    return max(separate, default=int(_is_page_number(rows[0])))


def _is_apart(row: Row, space: float) -> bool:
    """Whether a row may be a running head: more space after it, and no sentence that continues."""
    return space > 0.6 * row[0].size and not any(line.text[0].islower() for line in row)


def _are_aligned(row: Row, other: Row) -> bool:
    """Whether a cell of a row, but the first, stands under or over one of another row."""
    return any(
        abs(a.left - b.left) < 2 or (len(other) > 1 and abs(a.right - b.right) < 2)
        for a in row[1:_MOST_CELLS]
        for b in other[:_MOST_CELLS]
    )


def _space_between(above: Row, below: Row) -> float:
    """The height of the empty space between two rows."""
    tops = (max(line.top for line in row) for row in (above, below))
    bottoms = (min(line.bottom for line in row) for row in (above, below))
    return max(bottoms) - min(tops)


def _is_page_number(row: Row) -> bool:
    return PAGE_NUMBER.fullmatch(" ".join(line.text for line in row)) is not None


def _region(
    rows: list[Row],
    rulings: Rulings = NO_RULINGS,
    first_table: int = 0,
    flows: bool = False,
) -> Region:
    gaps = [[], *map(_gaps, rows), []]
    nearby_gaps = [above + below for above, below in zip(gaps, gaps[2:], strict=False)]
    code = code_rows(rows)
    lines = [
        _code_line(row) if i in code else _join_row(row, nearby)
        for i, (row, nearby) in enumerate(zip(rows, nearby_gaps, strict=True))
    ]
    sides = [box_sides(row, rulings.upright) for row in rows]
    has_cells = [
        i not in code and (bool(sides[i]) or _has_cells(row, nearby))
        for i, (row, nearby) in enumerate(zip(rows, nearby_gaps, strict=True))
    ]
    for first, last in reversed(list(table_runs(rows, has_cells, sides))):
        part = rows[first:last]
        if not code.isdisjoint(range(first, last)):
            continue
        if break_words(part):
            lines[first:last] = map(_prose_line, part)
        elif (table := table_lines(part, rulings, first_table + first)) is not None:
            lines[first:last] = table
    return Region(tuple(lines), flows)


def _prose_line(row: Row) -> Line:
    text = " ".join(line.text for line in row)
    right, is_bold = max(line.right for line in row), all(line.is_bold for line in row)
    return replace(row[0], text=text, right=right, words=(), is_bold=is_bold)


def _code_line(row: Row) -> Line:
    right = max(line.right for line in row)
    return replace(row[0], text=code_text(row), right=right, words=(), is_code=True)


def _has_cells(row: Row, nearby_gaps: list[tuple[float, float]]) -> bool:
    """Whether a row has parts that are cells."""
    return not _is_spread(row) and any(
        not _is_label(row, a) and _is_cell_gap(a, b, nearby_gaps)
        for a, b in itertools.pairwise(row[:_MOST_CELLS])
    )


def _gaps(row: Row) -> list[tuple[float, float]]:
    if _is_spread(row):
        return []
    pairs = itertools.pairwise(row[:_MOST_CELLS])
    return [(a.right, b.left) for a, b in pairs if not _is_label(row, a)]


def _is_spread(row: Row) -> bool:
    """Whether a row is a line of prose that was spread over its width: words, one space wide."""
    if not 4 <= len(row) <= _MOST_CELLS or _DIGIT.search(" ".join(line.text for line in row)):
        return False
    gaps = [b.left - a.right for a, b in itertools.pairwise(row)]
    return max(gaps) - min(gaps) < 0.1 * row[0].size


def _is_label(row: Row, line: Line) -> bool:
    """Whether a line is only the bullet or the number before the rest of its row."""
    return line is row[0] and _LABEL.fullmatch(line.text) is not None


def _join_row(row: Row, nearby_gaps: list[tuple[float, float]]) -> Line:
    """A row as one line; its parts are cells if a row above or below has a gap at the same x."""
    is_spread = _is_spread(row)
    joints = [
        " | "
        if not is_spread and not _is_label(row, a) and _is_cell_gap(a, b, nearby_gaps)
        else " "
        for a, b in itertools.pairwise(row)
    ]
    has_cells = " | " in joints
    texts = [_escaped(line.text) if has_cells else line.text for line in row]
    text = "".join(itertools.chain(*zip(["", *joints], texts, strict=True)))
    is_row = " | " in text or _LEADER.search(text[-LINE_END_CHARACTERS:]) is not None
    longest = max(row, key=lambda line: len(line.text))
    left, right = row[0].left, max(line.right for line in row)
    is_bold = all(line.is_bold for line in row)
    return replace(
        longest, text=text, left=left, right=right, words=(), is_row=is_row, is_bold=is_bold
    )


def _escaped(text: str) -> str:
    """A cell's text with each bar escaped; a bar alone was drawn between cells."""
    return text.replace("|", "\\|") if text.strip("| ") else text


def _is_cell_gap(a: Line, b: Line, nearby_gaps: list[tuple[float, float]]) -> bool:
    is_wide = b.left - a.right > 3 * a.size
    shared = (min(b.left, right) - max(a.right, left) for left, right in nearby_gaps)
    return is_wide or any(width > 0.9 * a.size for width in shared)
