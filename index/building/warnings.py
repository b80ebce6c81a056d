"""A document and its blocks → warnings for its owner, one short line each."""

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import NamedTuple

from index.blocks import INDEXED, Block
from index.documents import Document, DocumentWarning, Loss
from index.reading.cleaning.owner_choices import contains_any

NO_TITLE, NO_DATE = "no title found", "no date found"
"""What the report tells once for all documents, and only of those that stand out."""


class Warned(Enum):
    """What a warning of a whole build is about."""

    READ_ANEW = "read_anew"
    UNTITLED = "untitled"
    UNDATED = "undated"
    FOREIGN = "foreign"


class BuildWarning(NamedTuple):
    """A warning of a whole build: its line for the owner at a terminal, what it is about, and the
    ids of the documents that it means."""

    text: str
    about: Warned
    documents: tuple[str, ...] = ()


# UTF-8 that was wrongly read as cp1252: “â€™” for an apostrophe, “Ã©” for an é.
_MISREAD = re.compile(r"â€.|Ã[\x80-\xbf©¨¶¼¤ª«\u2013-\u2022]|Â[£§©®°·»«]")


def warnings_of(document: Document, blocks: Sequence[Block]) -> Iterator[str]:
    """The reader's warnings, missing metadata, and what looks broken."""
    if not any(block.label in INDEXED for block in blocks):
        yield DocumentWarning(
            "nothing of it is in the index: all of it was left out", Loss.EVERYTHING
        )
    yield from document.warnings
    if lost := document.text.count("\ufffd"):
        yield DocumentWarning(
            f"characters that could not be decoded: {lost:,}; save it as UTF-8",
            Loss.LETTERS,
            number=lost,
        )
    if misread := len(_MISREAD.findall(document.text)):
        yield DocumentWarning(
            f"wrongly decoded characters: {misread:,}, such as “Ã©”; save it as UTF-8",
            Loss.LETTERS,
            number=misread,
        )
    if "#" not in document.id:
        yield from _missing_metadata(document)
    for text in (*document.keep, *document.drop):
        if not any(contains_any(document.text, block, (text,)) for block in blocks):
            yield DocumentWarning(
                f"its side-car names “{text[:40]}”, which no block holds", Loss.MARKUP
            )


def _missing_metadata(document: Document) -> Iterator[str]:
    if document.metadata.title is None:
        yield NO_TITLE
    if document.metadata.date is None:
        yield NO_DATE
