"""What a Word document states about itself: in its properties, and by its title.

Strict: what a program or a template left there is not stated, and stays unknown.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from index.documents import Metadata
from index.reading.formats.docx_blocks import Block
from index.reading.formats.office_metadata import stated_metadata
from index.reading.formats.written_blocks import one_line
from index.text.titles import names_document

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

_TEMPLATE = "{http://schemas.openxmlformats.org/officeDocument/2006/extended-properties}Template"
_NUMBERED = re.compile(r"\W*\d|[A-Z]\w* \d")


def document_metadata(
    core: "Element | None", program: "Element | None", blocks: Sequence[Block]
) -> Metadata:
    """The metadata of a document with these properties, its own and its program's, and blocks."""
    about = stated_metadata(core)
    if about.title and not _is_of_template(about.title, program):
        return about
    return replace(about, title=_title_in_text(blocks))


def _is_of_template(title: str, program: "Element | None") -> bool:
    """Whether a title is the name of the template that the document was made from."""
    name = "" if program is None else program.findtext(_TEMPLATE) or ""
    return title.casefold() == one_line(name).rpartition(".")[0].casefold() != ""


def _title_in_text(blocks: Sequence[Block]) -> str | None:
    """The first title, else the only highest heading: the first of several is a chapter, unless
    the others have numbers and it has none."""
    over_all = [block for block in blocks if block.is_title or block.level == 1]
    named = [block for block in over_all if names_document(block.text, is_heading=True)]
    titles = [block.text for block in named if block.is_title]
    highest = [block for block in named if block.level == 1]
    numbered = [_NUMBERED.match(block.text) is not None for block in highest]
    is_over_others = numbered[:1] == [False] and all(numbered[1:])
    if not titles and (len(highest) == 1 or is_over_others):
        return highest[0].title
    return next(iter(titles), None)
