"""What every reader gives: canonical text, where its headings stand, and the metadata found."""

from typing import NamedTuple

from index.documents import Heading, Metadata


class Unreadable(Exception):
    """A file or a line that cannot be read; the message is the reason for the build report."""


class Refused(Unreadable):
    """A file that is no document, or no longer: then no earlier version of it may answer."""


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
