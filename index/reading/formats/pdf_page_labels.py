"""The pages of a PDF → the numbers printed on them, as far as they are not those of the file.

The file states them, or else they are read at the heads and feet, where they rise with the pages.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from index.reading.formats.pdf_lines import Page
from index.text.page_numbers import PageNumber, page_number

_Found = defaultdict[tuple[str, bool, int], dict[int, PageNumber]]

LONGEST_LABEL = 40
FEWEST_PAGES = 3
FEWEST_SHARE = 0.6
"""Of the pages from the first to the last of a numbering, so many must show their numbers."""

_EDGE_LINES = 2
_NEAR_END = 60
"""Characters of a running head in which its first and its last word are searched."""

_PAGE = re.compile(r"\bpage \w{1,6}", re.IGNORECASE)


def page_labels_of(document: Any, pages: Sequence[Page]) -> tuple[str, ...]:
    """The label of each page; empty if they are the pages' own numbers or nothing states them."""
    stated = _stated_labels(document)
    labels = stated if any(stated) else tuple(_printed_labels(pages))
    own_numbers = (str(number) for number in range(1, len(pages) + 1))
    is_own = all(label in ("", own) for label, own in zip(labels, own_numbers, strict=True))
    return () if is_own else labels


def _stated_labels(document: Any) -> tuple[str, ...]:
    """The labels in the file; none if one is longer than a label can be."""
    labels = []
    for i in range(len(document)):
        labels.append(document.get_page_label(i))
        if len(labels[-1]) > LONGEST_LABEL:
            return ()
    return tuple(labels)


def _printed_labels(pages: Sequence[Page]) -> Iterator[str]:
    """The number printed on each page, or that should be: a chapter's first page often lacks it."""
    alone, beside = _Found(dict), _Found(dict)
    for i, page in enumerate(pages):
        for number, is_alone in _numbers(page):
            (alone if is_alone else beside)[number.offset(i)].setdefault(i, number)
    certain = (beside[key] | shown for key, shown in alone.items() if len(shown) >= FEWEST_PAGES)
    runs = [shown for shown in certain if _is_numbering(shown)]
    # A number beside other words is that of the page only if nearly every page has one.
    least = max(FEWEST_PAGES, FEWEST_SHARE * len(pages))
    runs += (shown for shown in beside.values() if len(shown) >= least)
    labels = [""] * len(pages)
    for shown in sorted(runs, key=len):  # The longest is the last, and so counts where two meet.
        first, last = min(shown), max(shown)
        for i in range(first, last + 1):
            labels[i] = shown[first].after(i - first).label
    return iter(labels)


def _is_numbering(shown: dict[int, PageNumber]) -> bool:
    return len(shown) >= FEWEST_SHARE * (max(shown) - min(shown) + 1)


def _numbers(page: Page) -> Iterator[tuple[PageNumber, bool]]:
    """What may be the page's number, and whether it stands alone: a line at the head or the foot,
    or the first or the last word of one."""
    lines = [line.text for region in page for line in region.lines]
    for text in (*lines[:_EDGE_LINES], *lines[-_EDGE_LINES:]):
        ends = text[:_NEAR_END].split()[:1] + text[-_NEAR_END:].split()[-1:]
        named = _PAGE.findall(text[:_NEAR_END] + text[-_NEAR_END:])
        for words in (text, *ends, *named):
            if number := page_number(words):
                yield number, words == text
