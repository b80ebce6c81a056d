"""A file that was read → a document: a text that can be quoted, and what it says about itself."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from pathlib import PurePosixPath
from typing import NamedTuple

from index.errors import NO_VALUES, Value
from index.text.table_cells import BAR
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
    """How long a recording is, or how long reading takes, in the document's words."""
    sources: tuple[Source, ...] = ()


QUESTION_LEVEL = 7
"""Of a question or a term over its answer: below every heading that a format marks."""


class Heading(NamedTuple):
    """A heading's span in the canonical text, its level (1 is the highest) and its words.

    ``anchor`` is the part of a web address after ``#`` that opens the page at the heading;
    ``None`` if unknown. ``until`` is where the part that it stands over ends, such as a tab, with
    all headings in it; ``None`` if that is at the next heading of its level or a higher one.
    """

    start: int
    end: int
    level: int
    title: str
    anchor: str | None = None
    until: int | None = None


class Table(NamedTuple):
    """A table in a document's text: the spans of its header's rows and of its other rows.

    ``columns`` are the names that the header gives its columns. ``delimiter`` stands between the
    cells of a row, as ``table_cells`` reads them.
    """

    header: tuple[Span, ...]
    rows: tuple[Span, ...]
    columns: tuple[str, ...] = ()
    delimiter: str = BAR

    @property
    def start(self) -> int:
        """Where its first row begins."""
        return (*self.header, *self.rows)[0][0]

    @property
    def end(self) -> int:
        """Where its last row ends."""
        return (*self.header, *self.rows)[-1][1]


class Code(NamedTuple):
    """Code in a document's text: all of its lines, the marks around it included, and its own."""

    start: int
    end: int
    content: Span
    language: str = ""


PAGE, SLIDE, SHEET, TIME = "page", "slide", "sheet", "time"
"""What the pages of a document are; a page of the last kind is a stretch of a recording."""


class Document(NamedTuple):
    """A text that can be quoted; ``sha256`` is of the file's bytes, offsets are into ``text``.

    ``body`` is where its text begins, and ``pages`` where each page begins. ``page_kind`` says what
    a page is; ``page_labels`` are the numbers printed on the pages, the names of the sheets or the
    times such as ``0:12:40``, empty where a page has only its number. ``scan_certainty`` says of
    each page how sure text recognition was, in per cent, and ``None`` of one that is no scan.

    The rest is for a build only: ``metadata_spans`` are the lines about the document itself,
    ``tables`` and ``code`` what of it is no prose, and ``furniture`` what the reader knows to be no
    part of the text, in order. ``keep`` and ``drop`` are words of the blocks that the owner keeps
    or drops. ``warnings`` say what the reader is not sure of.
    """

    id: str
    text: str
    sha256: str
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    body: int = 0
    pages: tuple[int, ...] = ()
    page_kind: str = PAGE
    page_labels: tuple[str, ...] = ()
    scan_certainty: tuple[int | None, ...] = ()
    metadata_spans: tuple[Span, ...] = ()
    tables: tuple[Table, ...] = ()
    code: tuple[Code, ...] = ()
    furniture: tuple[Span, ...] = ()
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Its title, or its id if it has no title."""
        return self.metadata.title or self.id


TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".log"})
"""Of plain text; people leave out the ending of names such as README and LICENSE."""

MAIL_SUFFIXES = frozenset({".eml", ".mbox"})

MARKDOWN_SUFFIXES = frozenset({".md", ".markdown", ".mdx"})

LINE_CITED_SUFFIXES = TEXT_SUFFIXES | MARKDOWN_SUFFIXES | {".csv", ".tsv"}
"""Suffixes of the formats whose canonical text is the text of the file: its lines can be cited."""

ARCHIVE_SUFFIX = ".zip"
SIDECAR_SUFFIX = ".meta.toml"

_IN_ARCHIVE = re.compile(r".*?\.zip#", re.IGNORECASE | re.DOTALL)
_OF_SEVERAL = re.compile(r"\.(?:jsonl|json|mbox)(?=#)", re.IGNORECASE)
_SUFFIX = re.compile(r"\.(?=[0-9_-]*[a-z])[a-z0-9_-]{1,10}")
_WRITTEN_AS = frozenset({".rst", ".adoc", ".asciidoc", ".org"})


def name_of(document_id: str) -> str:
    """The path of a document's file; of one in an archive, its path there."""
    return _IN_ARCHIVE.sub("", document_id, count=1)


def suffix_of(document_id: str) -> str:
    """The ending that says what a document is written in, in small letters: that of its file, or
    of its name in an archive. It is empty where there is none, and in ``page.rst.txt`` the first.
    """
    name = name_of(document_id)
    several = _OF_SEVERAL.search(name)
    return several[0].lower() if several else file_suffix(name)


def file_suffix(path: str) -> str:
    """The ending of a file's name that says what is in it, as ``suffix_of`` gives it."""
    name = PurePosixPath(path)
    suffix, inner = name.suffix.lower(), PurePosixPath(name.stem).suffix.lower()
    if suffix == ".txt" and inner in _WRITTEN_AS:
        return inner
    return suffix if _SUFFIX.fullmatch(suffix) else ""


def is_markdown(document_id: str) -> bool:
    """Whether the document of that id is written in Markdown, whose marks are not shown."""
    return suffix_of(document_id) in MARKDOWN_SUFFIXES


def is_plain_text(document_id: str) -> bool:
    """Whether the document of that id is a text file or a message, whose lines nobody marked."""
    return suffix_of(document_id) in TEXT_SUFFIXES | MAIL_SUFFIXES


def is_archive(path: str) -> bool:
    """Whether the file of that name holds other files."""
    return file_suffix(path) == ARCHIVE_SUFFIX


class Loss(Enum):
    """What of a document may be lost, as far as it makes a difference to whom it is said."""

    OTHER = "other"
    LEFT_OUT = "left_out"
    """What is hidden, or stands beside the text: comments, attached or inserted files."""
    UNREAD = "unread"
    """Pages or other parts that cannot be read."""
    PICTURES = "pictures"
    """Pages that are pictures in which no words were read."""
    DOUBTFUL_WORDS = "doubtful_words"
    """Words that text recognition was not sure of."""
    LETTERS = "letters"
    """Letters that may be others."""
    TABLE = "table"
    """Rows that do not fit their table."""
    MARKUP = "markup"
    """Marks, front matter or a side-car that say what nobody understands."""
    FURNITURE = "furniture"
    """Much of a page that was taken for no part of its text."""
    EVERYTHING = "everything"


class DocumentWarning(str):
    """A warning about a document, a line for its owner at a terminal; ``loss`` is what it says, for
    whoever says it in other words, with the pages that it names and the number, such as of letters.
    """

    __slots__ = ("loss", "number", "pages")
    loss: Loss
    pages: tuple[int, ...]
    number: int

    def __new__(
        cls, text: str, loss: Loss, pages: Iterable[int] = (), number: int = 0
    ) -> "DocumentWarning":
        """A warning of this text."""
        warning = super().__new__(cls, text)
        warning.loss, warning.pages, warning.number = loss, tuple(pages), number
        return warning

    def __getnewargs__(self) -> tuple[str, Loss, tuple[int, ...], int]:  # type: ignore[override] # a copy is made of all of them, not of the text alone
        return str(self), self.loss, self.pages, self.number


def loss_of(warning: str) -> Loss:
    """What a warning about a document says."""
    return warning.loss if isinstance(warning, DocumentWarning) else Loss.OTHER


class Obstacle(Enum):
    """Why a file cannot be read, as far as it makes a difference to whom it is said."""

    OTHER = "other"
    LOCKED = "locked"
    """Encrypted, or protected against copying."""
    LARGE = "large"
    """Longer, or with more parts, than is read."""
    DAMAGED = "damaged"
    MALFORMED = "malformed"
    """Not written as its format asks."""
    MISNAMED = "misnamed"
    """Of another format than its name says."""
    UNSUPPORTED = "unsupported"
    """Of a format that is not read."""
    PROGRAM = "program"
    """Read only with a program that is not on this machine."""
    ENCODING = "encoding"
    """No text in an encoding that is known."""
    WORDLESS = "wordless"
    """Without words to quote."""
    UNOPENED = "unopened"
    """The system does not let it be read, or it leads elsewhere."""
    CHANGING = "changing"
    """Written to while it was read."""
    NOT_ALONE = "not_alone"
    """Another document has its name."""


class Skipped(NamedTuple):
    """A file (or a part of it) that is not in the index, and why.

    ``stays`` says that its last good version is still there. ``values`` are what may be told of the
    reason with its kind.
    """

    path: str
    reason: str
    obstacle: Obstacle = Obstacle.OTHER
    stays: bool = False
    values: Mapping[str, Value] = NO_VALUES


def text_sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


class FileRecord(NamedTuple):
    """What a build stores about a file of the corpus, so that the next build recognises it.

    ``sha256`` is the hash of its bytes. ``sidecar_sha256`` is the hash of its side-car's bytes, and
    empty if it has no side-car. ``reason`` says why it was skipped, and is empty if it was not.
    """

    path: str
    sha256: str
    sidecar_sha256: str = ""
    reason: str = ""
