"""Slices of a document → where they stand: page, lines, heading, and a link that opens there."""

import datetime
import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from index.answering.citation_links import is_message, link_to
from index.blocks import Context, ContextKind
from index.documents import (
    LINE_CITED_SUFFIXES,
    PAGE,
    SHEET,
    TIME,
    Document,
    Metadata,
    Source,
    suffix_of,
)
from index.passages import Passage
from index.text.views import Span

_SOURCE_KEYS = r"\[([A-Za-z]{1,8}\d{0,4}(?:\s*,\s*[A-Za-z]{1,8}\d{0,4})*)\]"
"""Not compiled here: that takes two milliseconds, and most documents name no sources."""
_Value = TypeVar("_Value")
_LINE_END = re.compile(r"\r\n|\n|\r")


class Citation(NamedTuple):
    """Where a quote stands: ``spans`` are offsets into the document's text, ``sha256`` is of its
    file; what the document does not state about itself is ``None``.

    ``page`` is the number of the page in its file; ``page_kind`` and ``page_label`` say what it is
    and what is printed on it, as in ``Document``. ``scan_certainty`` says, in per cent, how sure
    text recognition was of a page that is a picture.

    ``lines`` are the first and the last line in a file whose text is quoted as it was written,
    ``link`` opens the document at the place, ``context`` is what stands around the quote and
    belongs to it, and ``age`` the whole years since the document's date, from one on.
    """

    document: str
    title: str | None
    author: str | None
    publisher: str | None
    date: str | None
    url: str | None
    basis: str | None
    section: tuple[str, ...]
    page: int | None
    spans: tuple[Span, ...]
    sha256: str
    lines: Span | None = None
    link: str | None = None
    context: tuple[Context, ...] = ()
    age: int | None = None
    page_kind: str = PAGE
    page_label: str | None = None
    scan_certainty: int | None = None

    @property
    def name(self) -> str:
        """What a person calls the document: its title, else its id."""
        return self.title or self.document

    @property
    def date_with_age(self) -> str | None:
        """The date, and how long ago it was where that is a year or more."""
        if self.date is None or self.age is None:
            return self.date
        return f"{self.date} ({self.age} {'year' if self.age == 1 else 'years'} old)"

    @property
    def page_name(self) -> str:
        """The page as a person finds it: by what is printed on it, and by its number in the file;
        empty where the document has no pages."""
        if not self.page:
            return ""
        if self.page_kind == TIME:
            return f"at {self.page_label}"
        if self.page_kind == PAGE and self.page_label:
            return f"page {self.page_label} ({self.page} in the file)"
        return f"{self.page_kind} {self.page_label or self.page}"

    @property
    def section_beside_page(self) -> tuple[str, ...]:
        """The section without the name of the sheet, which is that of the page."""
        is_said = self.page_kind == SHEET and self.section[:1] == (self.page_label,)
        return self.section[1:] if is_said else self.section

    def names_beside(self, contexts: Iterable[Context]) -> tuple[str | None, str | None]:
        """The author and the publisher, without a name that the contexts tell already."""
        told = {context.text for context in contexts}
        author = None if self.author in told else self.author
        return author, None if self.publisher in told else self.publisher

    @property
    def scan_note(self) -> str:
        """That the words were recognised in a picture, and how surely; empty if they were not."""
        if self.scan_certainty is None:
            return ""
        return f"read from a scan, {self.scan_certainty} % sure"

    @property
    def place(self) -> str:
        """Section, page and lines, as far as the document has them."""
        first, last = self.lines or (0, 0)
        lines = f"line {first}" if first == last else f"lines {first}–{last}"
        parts = [" › ".join(self.section_beside_page), self.page_name, lines if first else ""]
        return " · ".join(part for part in parts if part)

    @property
    def address(self) -> str:
        """What ``pincite show`` takes."""
        return f"{self.document}:{self.spans[0][0]}-{self.spans[-1][1]}"


def cite(
    passage: Passage, spans: tuple[Span, ...], document: Document, best: Span | None = None
) -> Citation:
    """The full citation of slices of a passage; ``best`` is the sentence that it should open at."""
    metadata = document.metadata
    opening = best or spans[0]
    page = page_at(document, opening[0])
    context = tuple(dict.fromkeys(passage.context(*opening)))
    return Citation(
        document=document.id,
        title=metadata.title,
        author=_author(metadata, context),
        publisher=metadata.publisher,
        date=metadata.date,
        url=metadata.url,
        basis=_basis(document.text[spans[0][0] : spans[-1][1]], metadata.sources),
        section=tuple(name for name in passage.section if name != metadata.title),
        page=page,
        spans=spans,
        sha256=document.sha256,
        lines=lines_of(document, spans),
        link=link_to(document, opening, page),
        context=context,
        age=age(metadata.date, datetime.date.today()) if metadata.date else None,
        page_kind=document.page_kind,
        page_label=_page_label(document, page),
        scan_certainty=_of_page(document.scan_certainty, page),
    )


def _author(metadata: Metadata, context: tuple[Context, ...]) -> str | None:
    """Who wrote the quote: in a letter, its author only where cleaning says so."""
    named = [part.text for part in context if part.kind is ContextKind.AUTHOR]
    if named or metadata.recipient:
        return named[0] if named else None
    return metadata.author


def _page_label(document: Document, page: int | None) -> str | None:
    """What is printed on a page, unless it is the page's number."""
    label = _of_page(document.page_labels, page)
    return None if label in (None, "", str(page)) else label


def _of_page(values: tuple[_Value, ...], page: int | None) -> _Value | None:
    return values[page - 1] if page and page <= len(values) else None


def age(date: str, today: datetime.date) -> int | None:
    """Whole years since a date (YYYY, YYYY-MM or YYYY-MM-DD, else ``None``), from one on."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T.*)?", date)
    if match is None:
        return None
    year, month, day = (int(part) if part else 12 for part in match.groups())
    years = today.year - year - ((today.month, today.day) < (month, day))
    return years if years > 0 else None


def page_at(document: Document, position: int) -> int | None:
    """The number of the page there; ``None`` if the document has no pages."""
    return bisect_right(document.pages, position) or None


def lines_of(document: Document, spans: tuple[Span, ...]) -> Span | None:
    """The first and the last line of slices of a document; ``None`` if it is not quoted as its file
    was written."""
    if suffix_of(document.id) not in LINE_CITED_SUFFIXES or is_message(document):
        return None
    first = len(_LINE_END.findall(document.text, 0, spans[0][0])) + 1
    line_ends = len(_LINE_END.findall(document.text, spans[0][0], spans[-1][1]))
    return first, first + line_ends


def _basis(text: str, sources: tuple[Source, ...]) -> str | None:
    """The originals that a summary names by their keys, so that it is not taken for one of them."""
    if not sources:
        return None
    keys = {key.strip() for match in re.finditer(_SOURCE_KEYS, text) for key in match[1].split(",")}
    source_lines = [_source_line(source) for source in sources if source.key in keys]
    return f"our summary of {'; '.join(source_lines)}" if source_lines else None


def _source_line(source: Source) -> str:
    details = [source.author, source.publisher, source.date]
    return ", ".join([f"“{source.title}”", *(part for part in details if part)])
