"""Lines of a document → its contents pages: lists of titles with the pages where they stand.

A list of titles and numbers may as well be a price list or an index. It is a contents page if its
numbers rise, its titles stand below it as lines of their own, and the numbers are those of their
pages. Where a text has no pages, the list must be named so, or number its titles, or lead to
sections as long as pages.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from index.text.page_numbers import PageNumber, page_number

FEWEST_ENTRIES = 3
FEWEST_SHARE = 0.5
"""Of the titles, so many must stand below; of those, so many on the page that is named."""

MOST_OTHER_LINES = 4
"""Lines between two entries, such as a running head, a page number, or half of a long title."""

FEWEST_CHARACTERS = 300
"""Of text on a page: less between two titles means that their numbers are no pages."""

MOST_PLACES = 20
"""Lines with the words of a title that are looked at."""

LONGEST_LINE = 300

_ENTRY = re.compile(
    r"(?P<title>.*?\w\W{0,3}?)(?P<leader>(?:\s?[.…·_‥․]){3,}\s*|\s*\|\s*|\s+)"
    r"(?P<page>\S{1,9})"
)
_SECTION_NUMBER = re.compile(
    r"(?:[^\W\d_]{2,12}\s)?(?:(?:\d{1,3}|[A-Z])(?:\.\d{1,3})*|[IVX]{1,5})[.):]?[\s|]+(?=\S)"
)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^()]*\)")
_NOT_LETTERS = re.compile(r"[\W_]+")
_NAMES = frozenset(
    "contents tableofcontents inhalt inhaltsverzeichnis inhaltsübersicht sommaire tabledesmatières "
    "índice índicegeneral contenido tabladecontenidos indice sommario sumário inhoud inhoudsopgave "
    "innehåll indhold innhold sisällys spistreści obsah содержание оглавление içindekiler "
    "目录 目次 차례".split()
)


class Line(NamedTuple):
    """A line of a document, where it begins, and its page (from 1; 0 if there are none)."""

    text: str
    start: int
    page: int = 0


class Entry(NamedTuple):
    """A line of a contents page: its number among the lines, its title, the number that it names,
    whether this stands apart from the title, and the line below where the title stands."""

    line: int
    title: str
    number: PageNumber
    is_apart: bool
    target: int | None = None

    @property
    def depth(self) -> int | None:
        """How deep the numbering of its title is: 2 for ``3.1``; ``None`` without one."""
        match = _SECTION_NUMBER.match(self.title)
        return match[0].strip(" .|):").count(".") + 1 if match else None


def contents_pages(lines: Sequence[Line], labels: Sequence[str] = ()) -> list[list[Entry]]:
    """The contents pages of a document; ``labels`` are the numbers printed on its pages."""
    runs = [run for run in _runs(lines) if len(run) >= FEWEST_ENTRIES]
    if not runs:
        return []
    places = _places(lines)
    found = (list(_with_targets(run, lines, places)) for run in runs)
    return [trimmed for run in found if (trimmed := _trimmed(run, lines, labels))]


def named_lists(lines: Sequence[Line]) -> list[list[int]]:
    """The lists of titles without numbers below a line such as "Contents": each title stands
    below the list, in order. The lines, by their numbers."""
    names = [i for i, line in enumerate(lines) if _letters(line.text) in _NAMES]
    if not names:
        return []
    places = _places(lines)
    found = (list(_listed(lines, name + 1, places)) for name in names)
    return [titles for titles in found if len(titles) >= FEWEST_ENTRIES]


def _listed(lines: Sequence[Line], first: int, places: Mapping[str, list[int]]) -> Iterator[int]:
    """The lines from the first on that stand again below, until one stands there already."""
    end, above = len(lines), first
    for i in range(first, len(lines)):
        below = [n for key in _keys(lines[i].text) for n in _next(places.get(key, ()), above)]
        if i >= end or not below:
            return
        above = min(below)
        end = min(end, above)
        yield i


def _trimmed(run: Sequence[Entry], lines: Sequence[Line], labels: Sequence[str]) -> list[Entry]:
    """The entries from the first to the last whose number is that of the page where its title
    stands; none if these are few."""
    right = _right_entries(run, lines, labels)
    if len(right) < max(2, FEWEST_SHARE * len(run)):
        return []
    return [entry for entry in run if right[0].line <= entry.line <= right[-1].line]


def _runs(lines: Sequence[Line]) -> Iterator[list[Entry]]:
    """The entries near each other whose numbers rise: a list of figures begins anew."""
    run: list[Entry] = []
    for i, line in enumerate(lines):
        if entry := _entry(i, line.text):
            if run and not _goes_on(run[-1], entry):
                yield run
                run = []
            run.append(entry)
    if run:
        yield run


def _goes_on(entry: Entry, following: Entry) -> bool:
    most = MOST_OTHER_LINES if following.is_apart else 0
    is_near = following.line - entry.line <= most + 1
    is_new = following.number.is_roman < entry.number.is_roman  # From iv to 1.
    return is_near and (is_new or entry.number.value <= following.number.value)


def _entry(i: int, text: str) -> Entry | None:
    words = text.strip(" \t|")
    if not 4 < len(words) <= LONGEST_LINE or not words[-1].isalnum():
        return None
    match = _ENTRY.fullmatch(words)
    number = page_number(match["page"]) if match else None
    if match is None or number is None or len(_letters(match["title"])) < 2:
        return None
    return Entry(i, match["title"], number, match["leader"] != " ")


def _places(lines: Sequence[Line]) -> Mapping[str, list[int]]:
    """The lines by their letters, with and without the number of a section."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for i, line in enumerate(lines):
        if len(line.text) <= LONGEST_LINE:
            for key in _keys(line.text):
                places[key].append(i)
    return places


def _with_targets(
    run: Sequence[Entry], lines: Sequence[Line], places: Mapping[str, list[int]]
) -> Iterator[Entry]:
    """The entries with the lines where their titles stand, each below that of the one before."""
    above = run[-1].line
    for entry in run:
        below = sorted(i for key in _keys(entry.title) for i in _next(places.get(key, ()), above))
        # A running head may have the same words, but has another number before them.
        page = [i for i in below if lines[i].page == lines[below[0]].page]
        same = [i for i in page if _letters(lines[i].text) == _letters(entry.title)]
        target = next(iter(same or page), None)
        yield entry._replace(target=target)
        above = above if target is None else target


def _next(places: Sequence[int], above: int) -> Sequence[int]:
    first = bisect_right(places, above)
    return places[first : first + MOST_PLACES]


def _keys(text: str) -> set[str]:
    bare = _letters(_SECTION_NUMBER.sub("", text, count=1))
    return {key for key in (_letters(text), bare) if len(key) > 1}


def _letters(text: str) -> str:
    return _NOT_LETTERS.sub("", _LINK.sub(r"\1", text)).casefold()


def _right_entries(
    run: Sequence[Entry], lines: Sequence[Line], labels: Sequence[str]
) -> list[Entry]:
    """The entries whose titles stand below, on the page that is named."""
    leading = [(entry, lines[entry.target]) for entry in run if entry.target is not None]
    if not any(line.page for _, line in leading):
        targets = [(entry.number, line) for entry, line in leading]
        is_plain = _is_named(run, lines) or _numbers_titles(run) or _are_pages_apart(targets)
        return [entry for entry, _ in leading] if is_plain else []
    offsets = Counter(entry.number.offset(line.page) for entry, line in leading)
    usual, _ = offsets.most_common(1)[0]
    # A list of things that all cost 2 and stand on one page is no contents page.
    is_rising = len({entry.number.value for entry, _ in leading}) > 1
    return [
        entry
        for entry, line in leading
        if entry.number.label == _label(labels, line.page)
        or entry.number.value == line.page
        or (is_rising and entry.number.offset(line.page) == usual)
    ]


def _label(labels: Sequence[str], page: int) -> str:
    return labels[page - 1] if page <= len(labels) else ""


def _is_named(run: Sequence[Entry], lines: Sequence[Line]) -> bool:
    above = lines[max(0, run[0].line - FEWEST_ENTRIES) : run[0].line]
    return any(_letters(line.text) in _NAMES for line in above)


def _numbers_titles(run: Sequence[Entry]) -> bool:
    return 2 * sum(entry.depth is not None for entry in run) > len(run)


def _are_pages_apart(targets: Sequence[tuple[PageNumber, Line]]) -> bool:
    if not targets:
        return False
    (first, start), (last, end) = targets[0], targets[-1]
    pages = last.value - first.value
    return pages > 0 and end.start - start.start >= FEWEST_CHARACTERS * pages
