"""Words with their positions → the lines of a page in reading order.

Programs draw a page in any order, and a PDF states neither columns nor rows. So these are found
from the positions of the words: rows, the gutters between columns, the gaps between table cells.
"""

import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

LINE_END_CHARACTERS = 64
"""Characters of a line's end that are searched: a line made for an attack may have a million."""

_COLUMN_WORDS = 4
_COLUMN_LINES = 3
_MOST_SPLITS = 3
_MOST_CELLS = 200
BULLETS = "•‣◦▪▫●○■□◆➢►·∙*–\ue000-\uf8ff-"
_LABEL = re.compile(rf"[{BULLETS}]|\(?\w{{1,4}}[.)]|\d+(?:\.\d+)+")
_LEADER = re.compile(r"(?:\. ?){4,}\s*\w[\w ,–-]*$")
PAGE_NUMBER = re.compile(
    r"[-–—|·\[( ]*(?:page |p\. ?)?(?:\d{1,4}|[ivxlc]+)(?: ?(?:of|/) ?\d+)?[-–—|·\]) ]*", re.I
)


class Word(NamedTuple):
    """A word, its first character's index in PDFium, and its position when turned upright."""

    text: str
    first: int
    left: float
    right: float
    baseline: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side and their position when turned upright: in points, y upwards.

    ``size`` is the type size. ``words`` are empty after rows are joined. ``is_row`` marks a row of
    a table, with its cells in ``text``; ``is_filled`` a line of a form with what was filled in.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    words: tuple[Word, ...] = ()
    is_row: bool = False
    is_filled: bool = False

    @property
    def top(self) -> float:
        return self.baseline + 0.75 * self.size

    @property
    def bottom(self) -> float:
        return self.baseline - 0.25 * self.size


@dataclass(frozen=True, slots=True)
class Region:
    """Lines from top to bottom; ``flows`` if a paragraph may continue here from the one before."""

    lines: tuple[Line, ...]
    flows: bool = False


Row = list[Line]
Page = list[Region]


def lay_out(drawn: list[tuple[int, Line]]) -> Page:
    """A page's regions in reading order: head, columns, lines at other angles, foot."""
    lines_by_angle: defaultdict[int, list[Line]] = defaultdict(list)
    for angle, line in drawn:
        lines_by_angle[angle].append(line)
    upright, *slanted = sorted(lines_by_angle.values(), key=len, reverse=True) or [[]]
    rows = _rows(upright)
    head = _edge_row_count(rows)
    foot = len(rows) - _edge_row_count(rows[head:][::-1])
    columns = enumerate(_columns(rows[head:foot], _MOST_SPLITS))
    regions = [
        _region(rows[:head]),
        *(_region(column, flows=i > 0) for i, column in columns),
        *(_region(_rows(lines)) for lines in slanted),
        _region(rows[foot:]),
    ]
    return [region for region in regions if region.lines]


def _rows(lines: list[Line]) -> list[Row]:
    """The lines in rows, from top to bottom; the lines of each row from left to right."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if rows and _are_beside(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_with_raised_marks(sorted(row, key=lambda line: line.left)) for row in rows]


def _are_beside(a: Line, b: Line) -> bool:
    """Whether two lines share most of their height; a large initial beside three lines does not."""
    low, high = sorted((a.size, b.size))
    shared = min(a.top, b.top) - max(a.bottom, b.bottom)
    return shared > low / 2 and high < 2 * low


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
    words = sorted(unordered, key=lambda word: word.left)
    return replace(line, text=" ".join(word.text for word in words), words=tuple(words))


def _edge_row_count(rows: list[Row]) -> int:
    """How many of the first rows are apart from the rest; of the last, if the rows are reversed."""
    spaces = [_space_between(a, b) for a, b in itertools.pairwise(rows)]
    if not spaces:
        return 0
    usual_space = statistics.median(spaces)
    separate = (
        count
        for count, (row, space) in enumerate(zip(rows[:2], spaces, strict=False), 1)
        if _is_apart(row, space - usual_space)
    )
    return max(separate, default=int(_is_page_number(rows[0])))


def _is_apart(row: Row, space: float) -> bool:
    """Whether a row may be a running head: more space after it, and no sentence that continues."""
    return space > 0.6 * row[0].size and not any(line.text[0].islower() for line in row)


def _space_between(above: Row, below: Row) -> float:
    """The height of the empty space between two rows."""
    tops = (max(line.top for line in row) for row in (above, below))
    bottoms = (min(line.bottom for line in row) for row in (above, below))
    return max(bottoms) - min(tops)


def _is_page_number(row: Row) -> bool:
    return PAGE_NUMBER.fullmatch(" ".join(line.text for line in row)) is not None


def _columns(rows: list[Row], splits_left: int) -> Iterator[list[Row]]:
    """The rows by columns: the left one from top to bottom, then the right one.

    Lines that cross the gutter stay between the columns above and those below.
    """
    gutter = _gutter(rows) if splits_left else None
    if gutter is None:
        yield rows
        return
    across: list[Row] = []
    for left, right, band in _bands(rows, gutter):
        if _are_columns(left, right):
            if across:
                yield across
            across = []
            yield from _columns(_rows(left), splits_left - 1)
            yield from _columns(_rows(right), splits_left - 1)
        else:
            across += band
    if across:
        yield across


def _gutter(rows: list[Row]) -> float | None:
    """The x just left of where most lines of a right column begin; ``None`` without columns."""
    edges = Counter(round(line.left) for row in rows for line in row)
    common = (edge - 1 for edge, count in edges.most_common(12) if count >= _COLUMN_LINES)
    pairs, gutter = max(((_parted_pairs(rows, edge), edge) for edge in common), default=(0, 0))
    return gutter if pairs else None


def _parted_pairs(rows: list[Row], gutter: float) -> int:
    """How many pairs of lines a gutter separates."""
    bands = _bands(rows, gutter)
    return sum(min(len(a), len(b)) for a, b, _ in bands if _are_columns(a, b))


def _bands(rows: list[Row], gutter: float) -> Iterator[tuple[Row, Row, list[Row]]]:
    """Runs of rows that a gutter divides, with their two sides, and runs of rows that cross it."""
    for crosses, group in itertools.groupby(rows, lambda row: _crosses(row, gutter)):
        band = list(group)
        lines = [] if crosses else list(itertools.chain.from_iterable(band))
        left = [line for line in lines if line.right <= gutter]
        yield left, [line for line in lines if line.left >= gutter], band


def _crosses(row: Row, gutter: float) -> bool:
    return any(line.left < gutter < line.right for line in row)


def _are_columns(left: Row, right: Row) -> bool:
    """Whether both sides have running text, and together more of it than other text.

    The cells of a table are short, uneven, or begin with capitals.
    """
    running = _running_text(left), _running_text(right)
    if min(map(len, running)) < _COLUMN_LINES:
        return False
    lines = [*running[0], *running[1]]
    small = sum(line.text[0].islower() for line in lines)
    return 4 * small >= len(lines) and 2 * _character_count(lines) > _character_count(
        [*left, *right]
    )


def _running_text(lines: Row) -> Row:
    """The lines with enough words that are nearly as wide as the column."""
    wordy = [line for line in lines if line.text.count(" ") >= _COLUMN_WORDS - 1]
    widths = sorted(line.right - line.left for line in wordy)
    full_width = widths[-1 - len(widths) // 10] if widths else 0
    return [line for line in wordy if line.right - line.left > 0.75 * full_width]


def _character_count(lines: Row) -> int:
    return sum(len(line.text) for line in lines)


def _region(rows: list[Row], flows: bool = False) -> Region:
    gaps = [[], *map(_gaps, rows), []]
    nearby_gaps = (above + below for above, below in zip(gaps, gaps[2:], strict=False))
    return Region(tuple(map(_join_row, rows, nearby_gaps)), flows)


def _gaps(row: Row) -> list[tuple[float, float]]:
    pairs = itertools.pairwise(row[:_MOST_CELLS])
    return [(a.right, b.left) for a, b in pairs if not _is_label(row, a)]


def _is_label(row: Row, line: Line) -> bool:
    """Whether a line is only the bullet or the number before the rest of its row."""
    return line is row[0] and _LABEL.fullmatch(line.text) is not None


def _join_row(row: Row, nearby_gaps: list[tuple[float, float]]) -> Line:
    """A row as one line; its parts are cells if a row above or below has a gap at the same x."""
    joints = [
        " | " if not _is_label(row, a) and _is_cell_gap(a, b, nearby_gaps) else " "
        for a, b in itertools.pairwise(row)
    ]
    has_cells = " | " in joints
    texts = [_escaped(line.text) if has_cells else line.text for line in row]
    text = "".join(itertools.chain(*zip(["", *joints], texts, strict=True)))
    is_row = " | " in text or _LEADER.search(text[-LINE_END_CHARACTERS:]) is not None
    longest = max(row, key=lambda line: len(line.text))
    left, right = row[0].left, max(line.right for line in row)
    return replace(longest, text=text, left=left, right=right, words=(), is_row=is_row)


def _escaped(text: str) -> str:
    """A cell's text with each bar escaped; a bar alone was drawn between cells."""
    return text.replace("|", "\\|") if text.strip("| ") else text


def _is_cell_gap(a: Line, b: Line, nearby_gaps: list[tuple[float, float]]) -> bool:
    is_wide = b.left - a.right > 3 * a.size
    shared = (min(b.left, right) - max(a.right, left) for left, right in nearby_gaps)
    return is_wide or any(width > 0.9 * a.size for width in shared)
