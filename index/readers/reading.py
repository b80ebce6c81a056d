"""What every reader gives: canonical text, where its headings stand, and the metadata found."""

from dataclasses import dataclass


class Unreadable(Exception):
    """A file or a line that cannot be read; the message is the reason for the build report."""


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
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading's span in the canonical text, its level (1 is the highest) and its words."""

    start: int
    end: int
    level: int
    title: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as read: ``key`` tells it from others in the same file, ``body`` is where
    its text begins (after front matter), and offsets are code points of ``text``."""

    key: str
    text: str
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    body: int = 0
