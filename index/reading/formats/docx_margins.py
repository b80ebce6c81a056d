"""Headers and footers of a Word document → which of them Word shows, and what they say."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from index.reading.formats.docx_elements import W, is_on
from index.reading.formats.docx_words import LINE_BREAK, PAGE_NUMBER

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

HEADING = "Header and footer"
"""Over what headers and footers say, at the end of the text: Word shows it on each page."""

_SECTION = W + "sectPr"
_REFERENCES = {W + "headerReference", W + "footerReference"}
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"

_PARTS = re.compile(r"(?<![:\s])\s*\t\s*")
_JOINT = re.compile(r"(\n|  +|\s{1,9}[-–—|·•/]\s{1,9}|,\s|[;|·•])")
_NUMBER_ALONE = re.compile(r"[\W_]*\d{0,4}[\W_]*")
_NUMBERED_PAGE = re.compile(
    rf"\W*(?:[^\W\d]+\W+)?(?:\d+[.–—-])?{PAGE_NUMBER}(?:[.–—-]\d+)?(?:\W+[^\W\d]+)?(?:\W+\d+)?\W*"
)
"""With figures: ``Page 1-3`` and ``3 of 12``, of which one is typed."""

_MOST_PAGE_WORDS = 3
"""Words beside the number of a page that only name it: ``Page 3 of 12``."""


def shown_margins(
    main: "Element", settings: "Element | None", margins: "Mapping[str, Element]"
) -> "list[Element]":
    """The headers and footers that Word shows on any page, each once, in the order of sections."""
    found: dict[str, Element] = {}
    named: dict[tuple[str, str], str] = {}
    for section in main.iter(_SECTION):
        for reference in section.iterchildren(*_REFERENCES):
            kind = reference.get(W + "type", "default")
            named[reference.tag, kind] = reference.get(_RELATION, "")
        shown = {"default": True, "first": is_on(section, "titlePg")}
        shown["even"] = is_on(settings, "evenAndOddHeaders")
        for (_, kind), name in named.items():  # A section has those of the one before, or its own.
            if shown.get(kind) and name in margins:
                found[name] = margins[name]
    return list(found.values())


def marginal_lines(words: str) -> Iterator[str]:
    """The parts of a paragraph of a header or footer, which stand left, right and between."""
    for line in words.split(LINE_BREAK):
        parts = map(_without_page_numbers, _PARTS.split(line))
        yield from (part for part in parts if not _NUMBER_ALONE.fullmatch(part))


def _without_page_numbers(line: str) -> str:
    """A line without numbers of pages, and without the words beside them that only name them."""
    if PAGE_NUMBER not in line:
        return line
    parts = _JOINT.split(line)
    kept: list[str] = []
    for joint, part in zip(["", *parts[1::2]], parts[::2], strict=True):
        if part.strip() and not _names_page(part):
            kept += [joint if kept else "", part.replace(PAGE_NUMBER, "")]
    return "".join(kept).strip()


def _names_page(part: str) -> bool:
    words = part.replace(PAGE_NUMBER, " ").split()
    is_short = len(words) <= _MOST_PAGE_WORDS and not re.search(r"\d", part)
    return PAGE_NUMBER in part and (is_short or _NUMBERED_PAGE.fullmatch(part) is not None)
