"""Blocks at the edges of pages → which of them are the printed numbers of the pages."""

from collections import Counter
from collections.abc import Mapping, Sequence

from index.text.page_numbers import PageNumber, page_number

FEWEST_PAGES = 3
"""A number that rises with the file's pages is that of the page from so many pages on."""

FARTHEST = 2
"""Pages between two numbers that confirm each other at the very edge of their pages."""

Edges = Mapping[int, tuple[int, str]]
"""Number of each block at an edge of a page → the page and the words."""

_Printed = Mapping[int, tuple[int, PageNumber]]


def page_numbers(
    edges: Edges, outermost: set[int], pages: int, labels: Sequence[str] = ()
) -> set[int]:
    """The blocks that are page numbers: they rise with the pages, are the labels that the file
    states, or say so themselves. ``outermost`` are the first and the last block of each page."""
    printed = {
        i: (page, number)
        for i, (page, words) in edges.items()
        if (number := page_number(words)) is not None
    }
    outer = {i: printed[i] for i in outermost & printed.keys()}
    frequency = Counter(number.offset(page) for page, number in printed.values())
    rising = {
        i for i, (page, number) in printed.items() if frequency[number.offset(page)] >= FEWEST_PAGES
    }
    stated = {i for i, (page, number) in printed.items() if number.label == _label(labels, page)}
    certain = {i for i, (page, number) in outer.items() if _is_certain(number, page, pages)}
    found = rising | stated | certain | _confirmed(outer)
    if found and 2 * len(found) >= pages:
        # Pages are numbered, so a lone "iii" or "A-1" can be nothing else.
        found |= {i for i, (_, number) in outer.items() if number.is_roman or number.series}
    return found


def _label(labels: Sequence[str], page: int) -> str | None:
    return labels[page - 1] if page <= len(labels) else None


def _is_certain(number: PageNumber, page: int, pages: int) -> bool:
    """Whether a number must be that of its page, even if no other page has one."""
    if number.total is not None:
        return (number.value <= number.total and number.value == page) or number.total == pages
    return number.is_marked or (pages == 1 and number.value == page)


def _confirmed(outer: _Printed) -> set[int]:
    """The numbers that rise by as many pages as lie between them and a number near by."""
    last: dict[tuple[str, bool, int], tuple[int, int]] = {}
    found: set[int] = set()
    for i, (page, number) in sorted(outer.items()):
        before, before_page = last.get(number.offset(page), (i, page))
        if 0 < page - before_page <= FARTHEST:
            found |= {before, i}
        last[number.offset(page)] = i, page
    return found
