"""Pages → their running heads and feet: words that stand in one place on page after page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from index.reading.formats.pdf_lines import Line, Page

_FEWEST_PAGES = 3
_LONGEST = 120
_LARGEST = 1.15
"""Of the usual type size: larger words are a title, which several slides may share."""

_SAME_PLACE = 2.0
_PAGE_NUMBER = re.compile(r"^\W*\d{1,4}\s[\W_]*|[\W_]*\s\d{1,4}\W*$")

Place = tuple[int, str]
"""The number of a page, from 0, and the words of a line at its edge."""


def edge_lines(page: Page) -> Iterator[Line]:
    """The first and the last line of a page's text."""
    lines = [line for region in page if not region.is_turned for line in region.lines]
    yield from (line for line in (*lines[:1], *lines[-1:]) if line.table is None)


def running_heads(pages: Sequence[Page], usual_size: float) -> frozenset[Place]:
    """The lines that are a running head or foot for at least three pages, all of them or only the
    left or the right ones: the words may be those of a chapter, the number of the page aside."""
    lines: defaultdict[str, list[tuple[int, Line]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for line in set(edge_lines(page)):
            words = _PAGE_NUMBER.sub("", line.text)
            if len(line.text) <= _LONGEST and line.size < _LARGEST * usual_size and words:
                lines[words].append((number, line))
    return frozenset(
        (number, line.text)
        for places in lines.values()
        for run in _runs(places)
        if len(run) >= _FEWEST_PAGES
        for number, line in run
    )


def _runs(places: Sequence[tuple[int, Line]]) -> Iterator[list[tuple[int, Line]]]:
    """The places in runs of pages, or of every second page, that have the words at one height."""
    run: list[tuple[int, Line]] = []
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
