"""What every reader makes from bytes: canonical text, heading spans and metadata, or an error."""

from typing import NamedTuple

from index.documents import Heading, Metadata


class Unreadable(Exception):
    """A file or a line that cannot be read; the message is the reason for the build report."""


class Refused(Unreadable):
    """A file that is not, or no longer, a document: an earlier version of it may not answer."""


class Reading(NamedTuple):
    """One document as read: its canonical text, and what the reader knows about it.

    ``key`` names it among the documents of the same file. ``body`` is where its text begins (after
    front matter). ``pages`` are where its pages begin, the first at 0; it is empty where a format
    has no pages. Offsets are code points of ``text``. ``rows`` are the spans of the rows, without
    their line ends, where the whole document is a table: first its header, or ``(0, 0)`` if it has
    none. ``warnings`` are for the build report: what was lost or is doubtful, each with its place.
    """

    key: str
    text: str
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    body: int = 0
    pages: tuple[int, ...] = ()
    rows: tuple[tuple[int, int], ...] = ()
    warnings: tuple[str, ...] = ()
