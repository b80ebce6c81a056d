"""What an office file states about itself → metadata, without what programs leave there."""

import re

from index.documents import Metadata
from index.reading.formats.written_blocks import one_line
from index.reading.formats.xml_parts import Element, below
from index.text.authors import names_author
from index.text.titles import names_document

_LONGEST_STATED = 300
"""Characters; a longer value is not a title or a name."""

_DAY = re.compile(r"(?:19[89]|20\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![^T])")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_TEMPLATE_DATES = ("2013-12-23T23:15:00Z", "2013-01-27T09:14:16Z")
"""Of python-docx and python-pptx: every file made with them states their template's date."""


def stated_metadata(root: Element | None) -> Metadata:
    """What the part with the core properties, or OpenDocument's with the metadata, states."""
    created = _stated(root, "created") or _stated(root, "creation-date")
    changed = _stated(root, "modified") or _stated(root, "date")
    # Whoever begins with last year's file keeps the day on which that was made.
    day = changed if _DAY.match(changed) and changed[:4] > created[:4] else created
    date = None if day in _TEMPLATE_DATES else _DAY.match(day)
    title = _stated(root, "title")
    author = _stated(root, "initial-creator") or _stated(root, "creator")
    language = _stated(root, "language")
    return Metadata(
        title=title if names_document(title) else None,
        author=author if names_author(author) else None,
        date=date[0] if date else None,
        language=language if _LANGUAGE.fullmatch(language) else None,
    )


def _stated(root: Element | None, name: str) -> str:
    element = next(below(root, name), None)
    words = "" if element is None else one_line(element.text or "")
    return words if len(words) <= _LONGEST_STATED else ""
