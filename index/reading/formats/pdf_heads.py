"""Pages → their running heads and feet: words that stand in one place on page after page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise, takewhile

from index.reading.formats.pdf_lines import Line, Page

_FEWEST_PAGES = 3
_EDGE_LINES = 2
_LONGEST = 120
_LARGEST = 1.15
"""Of the usual type size: larger words are a title, which several slides may share."""

_SMALL = 0.9
"""Of the usual type size: smaller words at the edge of a page need no space to be its head."""

_SPACE = 3.0
"""Of the usual type size: so far from the text stand no paragraphs, but heads and feet."""

_SAME_PLACE = 2.0
_OF = r"(?:\s?/\s?|\s(?:of|von|de|sur|di|van|av|z)\s)\d{1,4}"
_PAGE_NUMBER = re.compile(rf"^\W*\d{{1,4}}\s[\W_]*|[\W_]*\s\d{{1,4}}(?:{_OF})?\W*$")
_SURE_NUMBER = re.compile(rf"[^\w\s]\s*\d{{1,4}}\W*$|\d{_OF}\W*$|^\W*\d{{1,4}} \|")
"""One that cannot be that of a part, as in "Question 2"."""

_NUMBER = re.compile(rf"^\W*\d{{1,4}}\s[\W_]*|[\W_]*\s\d{{1,4}}(?:{_OF})?\W*$")
_COUNTED = re.compile(r"\w \d{1,4}\W*$")
"""A number that may be that of a part, as in "Question 2"."""

_NUMBER = re.compile(r"\d+")

Place = tuple[int, Line]
"""The number of a page, from 0, and a line at its edge."""

Run = list[Place]


def edge_lines(page: Page) -> Iterator[Line]:
    """The first and the last line of a page's text."""
    lines = _upright_lines(page)
    yield from (line for line in (*lines[:1], *lines[-1:]) if line.table is None)


def _upright_lines(page: Page) -> list[Line]:
    return [line for region in page if not region.is_turned for line in region.lines]


def running_heads(pages: Sequence[Page], usual_size: float) -> frozenset[Place]:
    """The lines that are a running head or foot for at least three pages, all of them or only the
    left or the right ones: the words may be those of a chapter, the number of the page aside.

    Two pages are enough at the end of a document that has no other pages but a first one, if the
    lines are small or stand apart from the text.
    """
    edges = [list(edge_lines(page)) for page in pages]
    runs = [run for run in _shared(edges, usual_size) if len(run) >= _FEWEST_PAGES]
    if 2 <= len(pages) <= _FEWEST_PAGES:
        edges = [[], *(_outer_lines(page, usual_size) for page in pages[-2:])][-len(pages) :]
        runs += [run for run in _shared(edges, usual_size) if _is_certain_pair(run, usual_size)]
    return frozenset(place for run in runs for place in run)


def _shared(edges: Sequence[list[Line]], usual_size: float) -> Iterator[Run]:
    """The lines at the edges of pages in runs that have the same words in the same place."""
    lines: defaultdict[str, Run] = defaultdict(list)
    for number, page_lines in enumerate(edges):
        for line in set(page_lines):
            words = _PAGE_NUMBER.sub("", line.text)
            if len(line.text) <= _LONGEST and line.size < _LARGEST * usual_size and words:
                lines[words].append((number, line))
    for places in lines.values():
        yield from _runs(places)


def _is_certain_pair(run: Run, usual_size: float) -> bool:
    """Whether two lines are alike, or differ in what surely is the number of their pages."""
    if len(run) != 2:
        return False
    (_, a), (_, b) = run
    pairs = zip(_NUMBER.findall(a.text), _NUMBER.findall(b.text), strict=False)
    counts_pages = all(int(after) - int(before) in (0, 1) for before, after in pairs)
    is_number = a.size < _SMALL * usual_size or _SURE_NUMBER.search(a.text) is not None
    return a.text == b.text or (counts_pages and is_number)


def _outer_lines(page: Page, usual_size: float) -> list[Line]:
    """The lines at the edges of a page, at most two, that are small or stand apart."""
    lines = _upright_lines(page)
    return [*_outer(lines, usual_size), *_outer(lines[::-1], usual_size)]


def _outer(lines: Sequence[Line], usual_size: float) -> list[Line]:
    """The same at one edge; ``lines`` begin there."""
    spaces = [abs(a.baseline - b.baseline) for a, b in pairwise(lines[: _EDGE_LINES + 1])]
    wide = [i for i, space in enumerate(spaces, 1) if space > _SPACE * usual_size]
    small = takewhile(lambda line: line.size < _SMALL * usual_size, lines[:_EDGE_LINES])
    count = max(max(wide, default=0), len(list(small)))
    return [line for line in lines[:count] if line.table is None]


def _runs(places: Run) -> Iterator[Run]:
    """The places in runs of pages, or of every second page, that have the words at one height."""
    run: Run = []
    for number, line in places:
        if run and not _runs_on(run[-1], (number, line)):
            yield run
            run = []
        run.append((number, line))
    if run:
        yield run


def _runs_on(before: tuple[int, Line], after: tuple[int, Line]) -> bool:
    pages = after[0] - before[0]
    return 0 < pages <= 2 and abs(before[1].baseline - after[1].baseline) < _SAME_PLACE
