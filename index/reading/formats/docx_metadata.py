"""What a Word document states about itself: in its properties, and by its title.

Strict: what a program or a template left there is not stated, and stays unknown.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.documents import Metadata
from index.reading.formats.docx_blocks import Block
from index.reading.formats.docx_text import cleaned

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
_TERMS = "{http://purl.org/dc/terms/}"
_PROGRAM = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}"
_LONGEST_STATED = 300  # characters; a longer value is not a title or a name
_CREATED = re.compile(r"(?:19[89]|20\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![^T])")
_TEMPLATE_DATE = "2013-12-23T23:15:00Z"  # of python-docx: every file made with it states this date
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NO_TITLE = re.compile(
    r"untitled.*|microsoft word - .*|(?:word |new )?document ?\(?\d*\)?|title|unknown|\W*"
    r"|.*\.(?:doc|dot)[xm]?|.*\.(?:rtf|odt)|[<\[{(].*[>\]})]"
    r"|(?:click|enter|insert|type)\b.*\b(?:here|text|title|heading)|(?:your|document) title",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"python-docx|(?:(?:microsoft|office|windows) ?)+(?:user)?|user|admin(?:istrator)?|author"
    r"|(?:user|author|your) ?name|owner|default|guest|(?:preferred |valued )?customer|unknown"
    r"|un-named|none|apache poi|docx4j|aspose.*|pandoc|[<\[{(].*[>\]})]|[\W\d_]*|.*\.exe",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\W*\d|[A-Z]\w* \d")


def stated_metadata(
    core: "Element | None", program: "Element | None", blocks: Sequence[Block]
) -> Metadata:
    """The metadata of a document with these properties, its own and its program's, and blocks."""
    title = _property_text(core, f"{_DUBLIN_CORE}title")
    author = _property_text(core, f"{_DUBLIN_CORE}creator")
    language = _property_text(core, f"{_DUBLIN_CORE}language")
    created = _property_text(core, f"{_TERMS}created")
    date = _CREATED.match(created) if created != _TEMPLATE_DATE else None
    is_stated = not (_NO_TITLE.fullmatch(title) or _is_of_template(title, program))
    return Metadata(
        title=title if is_stated else _title_in_text(blocks),
        author=None if _NO_AUTHOR.fullmatch(author) else author,
        date=date[0] if date else None,
        language=language if _LANGUAGE.fullmatch(language) else None,
    )


def _is_of_template(title: str, program: "Element | None") -> bool:
    """Whether a title is the name of the template that the document was made from."""
    template = _property_text(program, f"{_PROGRAM}Template")
    return title.casefold() == template.rpartition(".")[0].casefold() != ""


def _title_in_text(blocks: Sequence[Block]) -> str | None:
    """The first title, else the only highest heading: the first of several is a chapter, unless
    the others have numbers and it has none."""
    titles = [block.text for block in blocks if block.is_title]
    highest = [block for block in blocks if block.level == 1]
    numbered = [_NUMBERED.match(block.text) is not None for block in highest]
    is_over_others = numbered[:1] == [False] and all(numbered[1:])
    if not titles and (len(highest) == 1 or is_over_others):
        return highest[0].title
    return next(iter(titles), None)


def _property_text(properties: "Element | None", tag: str) -> str:
    element = None if properties is None else next(properties.iterchildren(tag), None)
    words = "" if element is None else " ".join(cleaned(element.text or "").split())
    return words if len(words) <= _LONGEST_STATED else ""
