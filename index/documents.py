"""What a document is once it is read: a text that can be quoted, and what it says of itself."""

import hashlib
from dataclasses import dataclass
from typing import NamedTuple

from index.text.views import Span


@dataclass(frozen=True, slots=True)
class Source:
    """An original that a document says it summarises, known by a key such as ``S3``."""

    key: str
    title: str
    publisher: str | None = None
    author: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document states about itself; what it does not state stays ``None``."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    url: str | None = None
    language: str | None = None
    """A code such as ``en``."""
    recipient: str | None = None
    length: str | None = None
    """Of a recording, or of the time that reading takes, in the document's words."""
    sources: tuple[Source, ...] = ()


class Heading(NamedTuple):
    """A heading's span in the canonical text, its level (1 is the highest) and its words.

    ``anchor`` is what an address ends with (after ``#``) to open there; ``None`` if unknown.
    """

    start: int
    end: int
    level: int
    title: str
    anchor: str | None = None


class Document(NamedTuple):
    """A text that can be quoted; ``sha256`` is of the file's bytes, offsets are into ``text``.

    ``body`` is where its text begins, ``pages`` where each page does. The rest is for a
    build only: ``metadata_spans`` are the lines about the document itself, ``rows`` those of a
    table, ``keep`` and ``drop`` words of blocks that the owner decided on, ``warnings`` what the
    reader found doubtful.
    """

    id: str
    text: str
    sha256: str
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    body: int = 0
    pages: tuple[int, ...] = ()
    metadata_spans: tuple[Span, ...] = ()
    rows: tuple[Span, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a person calls it: its title, else its id."""
        return self.metadata.title or self.id


LINE_CITED_SUFFIXES = frozenset({".md", ".markdown", ".txt", ".csv", ".tsv"})
"""Of formats whose canonical text is that of the file: its lines can be cited."""


class Skipped(NamedTuple):
    """A file (or a part of it) that is not in the index, and why."""

    path: str
    reason: str


def text_sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class FileRecord(NamedTuple):
    """What a build keeps of a file of the corpus, to know it again.

    ``sha256`` is of its bytes and ``sidecar`` of those of its side-car, empty where there is none;
    ``reason`` says why it was skipped, empty if it was not.
    """

    path: str
    sha256: str
    sidecar_sha256: str = ""
    reason: str = ""
