"""What an office file states about itself → metadata, without what programs leave there."""

import re

from index.documents import Metadata
from index.reading.formats.written_blocks import one_line
from index.reading.formats.xml_parts import Element, below

_LONGEST_STATED = 300
"""Characters; a longer value is not a title or a name."""

_DAY = re.compile(r"(?:19[89]|20\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![^T])")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NO_TITLE = re.compile(
    r"untitled.*|power ?point[ -].*|presentation ?\d*|(?:work)?book ?\d*|sheet ?\d*"
    r"|(?:microsoft|libreoffice|openoffice)\b.*|document ?\d*|slide ?\d*|(?:no )?(?:slide )?title"
    r"|unknown"
    r"|[^\W\d_]+ ?\d{1,2}"  # The first slide's name, in whatever language.
    r"|\S*\.(?:pptx?|xlsx?|xlsm|od[tsp]|docx?|rtf|ppsx?|pot[x]?)",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"microsoft office user|(?:windows |default )?user|admin(?:istrator)?|author|owner"
    r"|unknown|un-named|openpyxl|xlsxwriter|python-pptx|apache poi|steve canny",
    re.IGNORECASE,
)
_TEMPLATE_DATE = "2013-01-27T09:14:16Z"
"""Of python-pptx: every file made with it states this date."""


def stated_metadata(root: Element | None) -> Metadata:
    """What the part with the core properties, or OpenDocument's with the metadata, states."""
    created = _stated(root, "created") or _stated(root, "creation-date")
    changed = _stated(root, "modified") or _stated(root, "date")
    # Whoever begins with last year's file keeps the day on which that was made.
    day = changed if _DAY.match(changed) and changed[:4] != created[:4] else created
    date = None if day == _TEMPLATE_DATE else _DAY.match(day)
    language = _stated(root, "language")
    return Metadata(
        title=true_title(_stated(root, "title")),
        author=true_author(_stated(root, "initial-creator") or _stated(root, "creator")),
        date=date[0] if date else None,
        language=language if _LANGUAGE.fullmatch(language) else None,
    )


def true_title(words: str) -> str | None:
    """A stated title, unless a program wrote it."""
    return words if words and not _NO_TITLE.fullmatch(words) else None


def true_author(words: str) -> str | None:
    """A stated author, unless a program wrote it."""
    return words if words and not _NO_AUTHOR.fullmatch(words) else None


def _stated(root: Element | None, name: str) -> str:
    element = next(below(root, name), None)
    words = "" if element is None else one_line(element.text or "")
    return words if len(words) <= _LONGEST_STATED else ""
