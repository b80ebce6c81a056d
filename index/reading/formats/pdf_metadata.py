"""What a PDF states about itself → its metadata, as far as its pages do not speak against it.

A program fills in a title and an author that nobody wrote: the name of a file, of a template, of
the user. So a title must stand on the first pages, or else look like one.
"""

import ctypes
import datetime
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice, takewhile
from typing import Any

from index.documents import Metadata
from index.reading.formats.pdf_headings import largest_heading
from index.reading.formats.pdf_paragraphs import PdfBlock
from index.reading.formats.pdfium import pdfium
from index.text.authors import names_author
from index.text.titles import is_placeholder, names_document

_FIRST_PDF = 1993
_LONGEST_STATED = 300
_FIRST_PAGES = 3
_FIRST_BLOCKS = 200
_WINDOW = 3
"""Blocks: a title may be broken over so many."""

_AGREED_SHARE = 0.6
"""The share of a title's words that stand together on a page, if it is the page's title."""

_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_LABEL_WORDS = 3
_LONGEST_TITLE = 40
"""Words of a block that may be a title."""

_TELLING_LETTERS = 4
_WORD = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"[^\W\d_]{2}")
_CODE = re.compile(
    r".*(?:[\\/]\S*[\\/]|0x[0-9a-f]{4}|\b[0-9a-f]{16}|\b[0-9a-f]{8}-[0-9a-f]{4}-|[^\W\d]:[^\W\d]"
    r"|\w_\w|\w\(\w|[<>{}@]|\.[a-z]\w{1,4}$).*",
    re.IGNORECASE | re.DOTALL,
)
"""Paths, addresses, hashes, codes, variables, names of files: what only programs write."""


def stated_metadata(document: Any) -> Metadata:
    """What the information dictionary and the catalog state; a program is no author."""
    title, author = _stated(document, "Title") or "", _stated(document, "Author") or ""
    programs = f"{_stated(document, 'Creator')} {_stated(document, 'Producer')}"
    is_author = names_author(author) and author.casefold() not in programs.casefold()
    return Metadata(
        title=title if names_document(title) or is_placeholder(title) else None,
        author=author if is_author else None,
        date=_date(_stated(document, "CreationDate") or ""),
        language=_language(document),
    )


def true_metadata(stated: Metadata, blocks: list[PdfBlock], usual_size: float) -> Metadata:
    """The stated metadata, without a title and an author that the first pages speak against."""
    on_first_pages = takewhile(lambda block: block.page < _FIRST_PAGES, blocks)
    texts = [block.text for block in islice(on_first_pages, _FIRST_BLOCKS)]
    title = _title(stated.title, texts, largest_heading(blocks, usual_size))
    is_of_template = stated.title is not None and title != stated.title
    author = stated.author and _author(stated.author, texts, is_of_template)
    return replace(stated, title=title, author=author)


def _title(stated: str | None, texts: Sequence[str], heading: str | None) -> str | None:
    if stated is None or not (_LETTERS.search(stated) and names_document(stated)):
        return heading
    if _stands_in(stated, texts):
        is_label = stated.isupper() and stated.count(" ") < _LABEL_WORDS
        is_other = heading and not set(_words(stated)) & set(_words(heading))
        return heading if is_label and is_other else stated
    is_title = sum(map(bool, map(_LETTERS.search, _words(stated)))) > 1 and not _CODE.fullmatch(
        stated
    )
    if heading and (" " in heading or not is_title):
        return heading
    return stated if is_title else None


def _stands_in(title: str, texts: Sequence[str]) -> bool:
    """Whether the words of a title stand together on the first pages, or most of them in lines
    that may be its own."""
    words = _words(title)
    if not words or "".join(words) in "".join(_words(" ".join(texts))):
        return bool(words)
    telling = {word for word in words if len(word) >= _TELLING_LETTERS} or set(words)
    short = [text for text in texts if text.count(" ") < _LONGEST_TITLE]
    windows = (_words(" ".join(short[i : i + _WINDOW])) for i in range(len(short)))
    most = max((len(telling.intersection(window)) for window in windows), default=0)
    return most >= _AGREED_SHARE * len(telling)


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _author(stated: str, texts: Sequence[str], is_of_template: bool) -> str | None:
    """The author, if it is a name; one of a single word must be a line of the first pages, and one
    beside a title that is none must stand on them."""
    if _CODE.fullmatch(stated) or not _LETTERS.search(stated):
        return None
    if " " not in stated:
        is_said = (re.sub(r"^by\s+|\W+$", "", text, flags=re.I) == stated for text in texts)
        return stated if any(is_said) else None
    words = "".join(_words(stated))
    stands = not is_of_template or words in "".join(_words(" ".join(texts)))
    return stated if stands else None


def _stated(document: Any, name: str) -> str | None:
    try:
        value = document.get_metadata_value(name)
    except UnicodeDecodeError:
        return None
    words = " ".join(_CONTROL.sub(" ", value).split())
    return None if len(words) > _LONGEST_STATED else words


def _date(value: str) -> str | None:
    """``D:20240501…`` → ``2024-05-01``, or the part that is stated; ``None`` if it is no date."""
    match = _DATE.match(value)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(filter(None, match.groups())) if int(year) >= _FIRST_PDF else None


def _language(document: Any) -> str | None:
    units = (ctypes.c_ushort * 32)()
    pdfium().raw.FPDFCatalog_GetLanguage(document, units, ctypes.sizeof(units))
    match = _LANGUAGE.fullmatch("".join(map(chr, units)).rstrip("\x00"))
    return match[1].lower() if match else None
