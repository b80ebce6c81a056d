"""What every reader makes from bytes: canonical text, heading spans and metadata, or an error."""

from typing import NamedTuple

from index.documents import PAGE, Code, Heading, Metadata, Obstacle, Table
from index.errors import Value
from index.text.views import Span


class Unreadable(Exception):
    """A file or a line that cannot be read; the message is the reason for the build report.

    ``values`` are the numbers and names of the reason that may be told with its kind, such as a
    limit or the number of a line; nothing of what the file says.
    """

    def __init__(self, reason: str, obstacle: Obstacle = Obstacle.OTHER, **values: Value) -> None:
        super().__init__(reason)
        self.obstacle, self.values = obstacle, values


class Refused(Unreadable):
    """A file that is not, or no longer, a document: an earlier version of it may not answer."""


class Reading(NamedTuple):
    """One document as read: its canonical text, and what the reader knows about it.

    Where the text is not the file's own, it is written as people write plain text: a list item
    on a line that begins with ``- `` or its number, two spaces before that for each level; code
    between two lines of backticks, the language behind the first; a row on a line, `` | ``
    between its cells and ``\\|`` for a bar inside one.

    ``key`` names it among the documents of the same file. ``body`` is where its text begins (after
    front matter). ``pages`` are where its pages begin, the first at 0; it is empty where a format
    has no pages. ``page_kind``, ``page_labels`` and ``scan_certainty`` are as in ``Document``.
    Offsets are code points of ``text``. ``tables`` and ``code`` are those that the reader knows,
    in order; ``furniture`` is what it knows to be no part of the text, such as running heads.
    ``warnings`` are for the build report: what was lost or is doubtful, each with its place.
    """

    key: str
    text: str
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    body: int = 0
    pages: tuple[int, ...] = ()
    page_kind: str = PAGE
    page_labels: tuple[str, ...] = ()
    scan_certainty: tuple[int | None, ...] = ()
    tables: tuple[Table, ...] = ()
    code: tuple[Code, ...] = ()
    furniture: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()
