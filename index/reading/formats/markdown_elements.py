"""HTML and JSX inside Markdown → its elements, and the headings and tables that they are.

The text stays the file's own: only the places of the elements are found.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice

from index.documents import QUESTION_LEVEL, Heading, Table
from index.text.inline_markup import without_marks
from index.text.table_cells import TAGS
from index.text.views import Span

_TAG = re.compile(
    r"(?P<ticks>`+)(?!`)[^\n]*?[^`\n](?P=ticks)(?!`)"
    r"|<(?P<close>/)?(?P<name>[A-Za-z][\w.:-]*)"
    r"(?P<attributes>(?:[\s/](?:[^<>\"'{}`]|\"[^\"<]*\"|'[^'<]*'|\{[^{}]*\})*)?)>"
)
_LABEL = re.compile(
    r"\s(?:label|title|header|summary)\s*=\s*(?:\{\s*)?(?:\"([^\"]{1,200})\"|'([^']{1,200})')"
)
_NAME = re.compile(r"\s(?:name|value)\s*=\s*(?:\{\s*)?(?:\"([^\"]{1,200})\"|'([^']{1,200})')")
_TAB = re.compile(r"tab(?:-?item|-?pane(?:l)?)?", re.IGNORECASE)
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_CLOSED_BY = {
    **dict.fromkeys(["dt", "dd"], frozenset(["dt", "dd"])),
    **dict.fromkeys(["td", "th"], frozenset(["td", "th"])),
    "tr": frozenset(["td", "th", "tr"]),
    "li": frozenset(["li"]),
}
"""An element that begins → those right around it that it ends."""

_INLINE = frozenset("a abbr b br cite code em i kbd mark q s small span strong sub sup u".split())
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_DEEPEST = 100
_MOST_IN_DEFINITION = 1_000
_LAYOUT = frozenset(["table", "ul", "ol", "details"])
_LONGEST_TITLE = 300
_LONGEST_ROW = 2_000
_MOST_COLUMNS = 100


@dataclass(slots=True, eq=False)
class Element:
    """An element: where it begins, where its content begins and ends, and where it ends."""

    name: str
    attributes: str
    start: int
    inner: int
    around: "Element | None"
    inner_end: int = -1
    end: int = -1


def elements_in(text: str, start: int, outside: Iterable[Span]) -> list[Element]:
    """All closed elements, in the order in which they begin; none is in the spans ``outside``."""
    found: list[Element] = []
    opened: list[Element] = []
    for match in _tags(text, start, outside):
        name = match["name"]
        if match["close"]:
            _close(opened, name, match.span())
        elif name.lower() not in _VOID and not match["attributes"].endswith("/"):
            while opened and opened[-1].name in _CLOSED_BY.get(name.lower(), ()):
                _end(opened.pop(), match.start(), match.start())
            around = opened[-1] if opened else None
            plain = name.lower() if name.lower() in _KNOWN else name
            element = Element(plain, match["attributes"], *match.span(), around)
            found.append(element)
            if len(opened) < _DEEPEST:
                opened.append(element)
    return [element for element in found if element.end >= 0]


_KNOWN = frozenset(
    "summary details dl dt dd table caption thead tbody tfoot tr td th ul ol li".split()
) | frozenset(_LEVELS)


def _tags(text: str, start: int, outside: Iterable[Span]) -> Iterator[re.Match[str]]:
    spans = sorted(outside)
    number = 0
    for match in _TAG.finditer(text, start):
        while number < len(spans) and spans[number][1] <= match.start():
            number += 1
        is_outside = number < len(spans) and spans[number][0] <= match.start()
        if match["name"] and not is_outside:
            yield match


def _close(opened: list[Element], name: str, tag: Span) -> None:
    """The innermost element of that name ends, and all that are open in it."""
    names = [element.name.lower() for element in opened]
    if name.lower() not in names:
        return
    while names.pop() != name.lower():
        _end(opened.pop(), tag[0], tag[0])
    _end(opened.pop(), *tag)


def _end(element: Element, inner_end: int, end: int) -> None:
    element.inner_end, element.end = inner_end, end


def headings_of(text: str, elements: Sequence[Element]) -> Iterator[Heading]:
    """Headings, the summaries of details, terms over their definitions, captions, and the labels
    of tabs and other components."""
    for number, element in enumerate(elements):
        if element.name in _LEVELS:
            yield from _heading(text, element, _LEVELS[element.name], None)
        elif element.name in ("summary", "caption") and element.around:
            yield from _heading(text, element, QUESTION_LEVEL, element.around.inner_end)
        elif element.name == "dt" and element.around:
            definition = _definition(elements, number)
            if not _is_row(definition):
                yield from _heading(text, element, QUESTION_LEVEL, definition[-1].end)
        elif label := _label(element):
            start, end = element.start, element.inner
            yield Heading(start, end, QUESTION_LEVEL, label, until=element.inner_end)


def _heading(text: str, element: Element, level: int, until: int | None) -> Iterator[Heading]:
    title = without_marks(text[element.inner : element.inner_end])
    if title and len(title) <= _LONGEST_TITLE:
        until = None if until is None or until < element.end else until
        yield Heading(element.start, element.end, level, title, until=until)


def _definition(elements: Sequence[Element], number: int) -> list[Element]:
    """A term and what follows it in its list, up to the next term."""
    term = elements[number]
    around = term.around
    found = [term]
    for below in islice(elements, number + 1, number + 1 + _MOST_IN_DEFINITION):
        if around is None or below.start >= around.inner_end:
            break
        if below.around is around and below.name == "dt":
            break
        found.append(below)
    return found


def _is_row(definition: Sequence[Element]) -> bool:
    """Whether it is a term and one short line of words, which are shown in one row."""
    term, *others = definition
    own = [element for element in others if element.around is term.around]
    is_short = definition[-1].end - term.start <= _LONGEST_ROW
    has_blocks = any(element.name not in _INLINE for element in others if element not in own)
    return len(own) == 1 and own[0].name == "dd" and is_short and not has_blocks


def _label(element: Element) -> str:
    """What a component shows over its content: its title, and also the name of a tab."""
    is_tab = _TAB.fullmatch(element.name) is not None
    if not is_tab and not element.name[0].isupper():
        return ""
    label = _LABEL.search(element.attributes)
    label = label or (_NAME.search(element.attributes) if is_tab else None)
    return without_marks(label[1] or label[2]) if label else ""


def tables_of(text: str, elements: Sequence[Element]) -> Iterator[Table]:
    """The tables of rows, also those of terms and definitions; one that holds a table or a list is
    a layout."""
    starts = [element.start for element in elements]
    for number, table in enumerate(elements):
        if table.name == "dt" and _is_row(definition := _definition(elements, number)):
            yield Table((), ((table.start, definition[1].end),), (), TAGS)
        if table.name == "table":
            inside = elements[number + 1 : bisect_left(starts, table.end)]
            if not any(element.name in _LAYOUT for element in inside):
                yield from _tables_of(text, inside)


def _tables_of(text: str, inside: Sequence[Element]) -> Iterator[Table]:
    """The rows, in as many tables as there are kinds of rows with columns of their own."""
    cells = {id(row): list[Element]() for row in inside if row.name == "tr"}
    for cell in inside:
        if cell.name in ("td", "th") and id(cell.around) in cells:
            cells[id(cell.around)].append(cell)
    rows = [row for row in inside if cells.get(id(row))]
    in_rows = [cells[id(row)] for row in rows]
    count = _header_rows(rows, in_rows)
    if not _is_table(rows, in_rows) or count == len(rows):
        return
    placed = _placed(in_rows)
    names = _names(text, in_rows[:count], placed[:count])
    header = tuple((row.start, row.end) for row in rows[:count])
    columns = [tuple(names.get(place, "") for place in places) for places in placed]
    numbers = range(count, len(rows))
    for names_of_row, group in groupby(numbers, key=lambda n: columns[n]):
        spans = tuple((rows[n].start, rows[n].end) for n in group)
        yield Table(header, spans, names_of_row if any(names_of_row) else (), TAGS)
        header = ()


def _is_table(rows: Sequence[Element], cells: Sequence[Sequence[Element]]) -> bool:
    is_short = all(row.end - row.start <= _LONGEST_ROW for row in rows)
    return is_short and max(map(len, cells), default=0) > 1


def _header_rows(rows: Sequence[Element], cells: Sequence[Sequence[Element]]) -> int:
    count = 0
    for row, own in zip(rows, cells, strict=True):
        is_head = row.around is not None and row.around.name == "thead"
        if not is_head and not (len(own) > 1 and all(cell.name == "th" for cell in own)):
            break
        count += 1
    return count


def _placed(cells: Sequence[Sequence[Element]]) -> list[list[int]]:
    """The column that each cell of each row begins in."""
    covered: dict[int, int] = {}
    placed: list[list[int]] = []
    for row in cells:
        places: list[int] = []
        below = {column: left - 1 for column, left in covered.items() if left > 1}
        column = 0
        for cell in row:
            while covered.get(column, 0) > 0:
                column += 1
            places.append(column)
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for _ in range(min(width, _MOST_COLUMNS)):
                if height > 1:
                    below[column] = height - 1
                column += 1
        covered = below
        placed.append(places)
    return placed


def _span(cell: Element, name: str) -> int:
    match = re.search(rf"\b{name}\s*=\s*[\"']?(\d{{1,4}})", cell.attributes, re.IGNORECASE)
    return max(1, int(match[1])) if match else 1


def _names(
    text: str, header: Sequence[Sequence[Element]], placed: Sequence[Sequence[int]]
) -> dict[int, str]:
    """The name of each column: the words of all header cells over it."""
    names: dict[int, str] = {}
    for row, places in zip(header, placed, strict=True):
        for cell, place in zip(row, places, strict=True):
            words = without_marks(text[cell.inner : cell.inner_end])
            for column in range(place, place + min(_span(cell, "colspan"), _MOST_COLUMNS)):
                names[column] = f"{names.get(column, '')} {words}".strip()
    return names
