"""Words with their places → the lines of a page in reading order.

Programs draw a page in any order, and know neither columns nor rows. Both are found from where
the words stand: rows, the gutters that part columns, the gaps that part a table's cells.
"""

import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

NEAR = 64
"""Characters at a line's end that are searched: a hostile one may be a million long."""

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
    """A word, its first character's index in PDFium, and where it stands when turned upright."""

    text: str
    first: int
    left: float
    right: float
    baseline: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side and where they stand when turned upright: points, y upwards.

    ``size`` is that of the type. ``words`` are kept until rows are joined; a row of a table
    holds its cells.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    words: tuple[Word, ...] = ()
    is_row: bool = False

    @property
    def top(self) -> float:
        return self.baseline + 0.75 * self.size

    @property
    def bottom(self) -> float:
        return self.baseline - 0.25 * self.size


@dataclass(frozen=True, slots=True)
class Region:
    """Lines from top to bottom; ``flows`` when a paragraph may go on in it from the one before."""

    lines: tuple[Line, ...]
    flows: bool = False


Row = list[Line]
Page = list[Region]


def lay_out(drawn: list[tuple[int, Line]]) -> Page:
    """A page's regions in reading order: head, columns, lines that stand aslant, foot."""
    turned: defaultdict[int, list[Line]] = defaultdict(list)
    for angle, line in drawn:
        turned[angle].append(line)
    upright, *aslant = sorted(turned.values(), key=len, reverse=True) or [[]]
    rows = _rows(upright)
    head = _edge(rows)
    foot = len(rows) - _edge(rows[head:][::-1])
    columns = enumerate(_columns(rows[head:foot], _MOST_SPLITS))
    regions = [
        _region(rows[:head]),
        *(_region(column, flows=i > 0) for i, column in columns),
        *(_region(_rows(lines)) for lines in aslant),
        _region(rows[foot:]),
    ]
    return [region for region in regions if region.lines]


def _rows(lines: list[Line]) -> list[Row]:
    """Lines that stand beside each other, from top to bottom, each row from left to right."""
    rows: list[Row] = []
    for line in sorted(lines, key=lambda line: -line.top):
        if rows and _are_beside(rows[-1][0], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [_untangled(sorted(row, key=lambda line: line.left)) for row in rows]


def _are_beside(one: Line, other: Line) -> bool:
    """Whether two lines share most of their height; an initial beside three lines does not."""
    low, high = sorted((one.size, other.size))
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > low / 2 and high < 2 * low


def _untangled(row: Row) -> Row:
    """The row with each raised mark, such as a note's number, among the words where it stands."""
    groups: list[Row] = []
    for line in row:
        if groups and len(line.words) == 1 and line.right < groups[-1][0].right:
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_with_marks(*group) for group in groups]


def _with_marks(line: Line, *marks: Line) -> Line:
    if not marks:
        return line
    placed = itertools.chain(line.words, *(mark.words for mark in marks))
    words = sorted(placed, key=lambda word: word.left)
    return replace(line, text=" ".join(word.text for word in words), words=tuple(words))


def _edge(rows: list[Row]) -> int:
    """How many of the first rows (or the last, if given backwards) stand apart from the rest."""
    blanks = [_blank(a, b) for a, b in itertools.pairwise(rows)]
    if not blanks:
        return 0
    usual = statistics.median(blanks)
    apart = (
        n
        for n, (row, blank) in enumerate(zip(rows[:2], blanks, strict=False), 1)
        if _is_apart(row, blank - usual)
    )
    return max(apart, default=int(_is_page_number(rows[0])))


def _is_apart(row: Row, blank: float) -> bool:
    """Whether a row may be a running head: more white after it, and no sentence that goes on."""
    return blank > 0.6 * row[0].size and not any(line.text[0].islower() for line in row)


def _blank(one: Row, other: Row) -> float:
    """The height of the white between two rows."""
    tops = (max(line.top for line in row) for row in (one, other))
    bottoms = (min(line.bottom for line in row) for row in (one, other))
    return max(bottoms) - min(tops)


def _is_page_number(row: Row) -> bool:
    return PAGE_NUMBER.fullmatch(" ".join(line.text for line in row)) is not None


def _columns(rows: list[Row], splits: int) -> Iterator[list[Row]]:
    """The rows by columns: the left one from top to bottom, then the right one.

    Lines across the gutter stay where they are, between the columns above and those below.
    """
    gutter = _gutter(rows) if splits else None
    if gutter is None:
        yield rows
        return
    full: list[Row] = []
    for left, right, band in _bands(rows, gutter):
        if _are_columns(left, right):
            if full:
                yield full
            full = []
            yield from _columns(_rows(left), splits - 1)
            yield from _columns(_rows(right), splits - 1)
        else:
            full += band
    if full:
        yield full


def _gutter(rows: list[Row]) -> float | None:
    """Just left of the edge at which the most lines of a right column begin, if there is one."""
    edges = Counter(round(line.left) for row in rows for line in row)
    common = (edge - 1 for edge, n in edges.most_common(12) if n >= _COLUMN_LINES)
    parted, gutter = max(((_parted(rows, edge), edge) for edge in common), default=(0, 0))
    return gutter if parted else None


def _parted(rows: list[Row], gutter: float) -> int:
    """How many pairs of lines a gutter keeps apart."""
    bands = _bands(rows, gutter)
    return sum(min(len(a), len(b)) for a, b, _ in bands if _are_columns(a, b))


def _bands(rows: list[Row], gutter: float) -> Iterator[tuple[Row, Row, list[Row]]]:
    """Runs of rows that a gutter parts, with their two sides, and runs of rows that cross it."""
    for crosses, group in itertools.groupby(rows, lambda row: _crosses(row, gutter)):
        band = list(group)
        lines = [] if crosses else list(itertools.chain.from_iterable(band))
        left = [line for line in lines if line.right <= gutter]
        yield left, [line for line in lines if line.left >= gutter], band


def _crosses(row: Row, gutter: float) -> bool:
    return any(line.left < gutter < line.right for line in row)


def _are_columns(left: Row, right: Row) -> bool:
    """Whether both sides hold running text, and together more of it than of anything else.

    The cells of a table are short, uneven, or begin with capitals.
    """
    running = _running(left), _running(right)
    if min(map(len, running)) < _COLUMN_LINES:
        return False
    lines = [*running[0], *running[1]]
    small = sum(line.text[0].islower() for line in lines)
    return 4 * small >= len(lines) and 2 * _length(lines) > _length([*left, *right])


def _running(lines: Row) -> Row:
    """The lines of some words that fill the width."""
    worded = [line for line in lines if line.text.count(" ") >= _COLUMN_WORDS - 1]
    widths = sorted(line.right - line.left for line in worded)
    full = widths[-1 - len(widths) // 10] if widths else 0
    return [line for line in worded if line.right - line.left > 0.75 * full]


def _length(lines: Row) -> int:
    return sum(len(line.text) for line in lines)


def _region(rows: list[Row], flows: bool = False) -> Region:
    gaps = [[], *map(_gaps, rows), []]
    beside = (above + below for above, below in zip(gaps, gaps[2:], strict=False))
    return Region(tuple(map(_joined_row, rows, beside)), flows)


def _gaps(row: Row) -> list[tuple[float, float]]:
    pairs = itertools.pairwise(row[:_MOST_CELLS])
    return [(a.right, b.left) for a, b in pairs if not _is_label(row, a)]


def _is_label(row: Row, line: Line) -> bool:
    """Whether a line is the bullet or the number before the rest of its row."""
    return line is row[0] and _LABEL.fullmatch(line.text) is not None


def _joined_row(row: Row, beside: list[tuple[float, float]]) -> Line:
    """A row as one line: its parts are cells where a row above or below has a gap there too."""
    text = row[0].text
    for a, b in itertools.pairwise(row):
        text += " | " if not _is_label(row, a) and _is_cut(a, b, beside) else " "
        text += b.text
    is_row = " | " in text or _LEADER.search(text[-NEAR:]) is not None
    longest = max(row, key=lambda line: len(line.text))
    left, right = row[0].left, max(line.right for line in row)
    return replace(longest, text=text, left=left, right=right, words=(), is_row=is_row)


def _is_cut(a: Line, b: Line, beside: list[tuple[float, float]]) -> bool:
    is_wide = b.left - a.right > 3 * a.size
    shared = (min(b.left, right) - max(a.right, left) for left, right in beside)
    return is_wide or any(width > 0.9 * a.size for width in shared)
