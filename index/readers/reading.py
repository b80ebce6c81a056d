"""What every reader gives: canonical text, where its headings stand, and the metadata found."""

from dataclasses import dataclass
from typing import NamedTuple


class Unreadable(Exception):
    """A file or a line that cannot be read; the message is the reason for the build report."""


class Refused(Unreadable):
    """A file that is no document, or no longer: then no earlier version of it may answer."""


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


class Reading(NamedTuple):
    """One document as read: its canonical text, and what the reader knows about it.

    ``key`` tells it from others in the same file. ``body`` is where its text begins (after front
    matter), ``pages`` where each page does, the first at 0, or nothing where a format has none.
    Offsets are code points of ``text``. ``rows`` are the spans of a table's rows where the whole
    document is one, without their line ends: its header the first, or ``(0, 0)`` if it has none.
    ``warnings`` are for the build report: what was lost or is doubtful, each with its place.
    """

    key: str
    text: str
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    body: int = 0
    pages: tuple[int, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = ()
