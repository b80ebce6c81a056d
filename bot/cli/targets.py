"""A place in the documents → what opens it: an address on the web, or a file below the corpus.

Documents and their names are untrusted, and so is the index: whatever it says, no file outside the
corpus is opened, and no address but one of the web.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

from bot.cli.places import Place
from bot.rendering.safe_text import is_link, printable
from index.answering.citation_links import link_to
from index.answering.citations import lines_of, page_at
from index.documents import Document, is_archive
from index.errors import UsageError


class WebPage(NamedTuple):
    """An address, which leads to the place in the page as far as that is known."""

    url: str

    @property
    def shown(self) -> str:
        """As it is printed."""
        return self.url


class File(NamedTuple):
    """A file by its whole path, and the line or the page of it, as far as it has any."""

    path: Path
    line: int | None = None
    page: int | None = None

    @property
    def shown(self) -> str:
        """As it is printed: as editors and browsers take it."""
        if self.line:
            return f"{self.path}:{self.line}"
        return f"{self.path}#page={self.page}" if self.page else str(self.path)


Target = WebPage | File


def target_of(place: Place, corpus: Path) -> Target:
    """Where a place is opened; raises ``UsageError`` if its file is not to be had."""
    document = place.document
    start, end = place.span or (0, min(1, len(document.text)))
    url = document.metadata.url
    if is_link(url):
        link = link_to(document, (start, end), page_at(document, start)) if place.span else url
        return WebPage(link if link and is_link(link) else str(url))
    path = file_of(document.id, corpus)
    if path is None:
        raise UsageError(
            f"the file of {printable(document.id)} is not in {corpus}; "
            "pincite show prints what the index has of it"
        )
    if is_archive(path.name):  # Lines and pages are those of a file in it.
        return File(path)
    lines = lines_of(document, ((start, end),))
    return File(path, lines[0] if lines else None, _page(document, start, path))


def file_of(document_id: str, corpus: Path) -> Path | None:
    """The file that a document came from, which may hold several, such as an archive; ``None`` if
    there is none below the corpus, or none of a kind that is read: another might be run."""
    from index.reading.corpus import has_reader  # it knows all formats

    parts = document_id.split("#")
    for count in range(len(parts), 0, -1):
        path = corpus / "#".join(parts[:count])
        if path.is_file() and path.resolve().is_relative_to(corpus.resolve()):
            path = path.resolve()  # a link may have another ending than what it leads to
            return path if has_reader(path.name) or is_archive(path.name) else None
    return None


def has_changed(target: Target, document: Document) -> bool:
    """Whether a file that is opened at a line is another now than the one in the index."""
    if isinstance(target, WebPage) or not target.line:
        return False
    try:
        return hashlib.sha256(target.path.read_bytes()).hexdigest() != document.sha256
    except OSError:  # What opens it will say so.
        return False


def _page(document: Document, start: int, path: Path) -> int | None:
    return page_at(document, start) if path.suffix.lower() == ".pdf" else None
