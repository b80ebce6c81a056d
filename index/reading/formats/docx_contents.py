"""Blocks of a Word document → the same without a table of contents that repeats its headings."""

import re
from collections.abc import Iterator, Sequence

from index.reading.formats.docx_blocks import Block

_PAGE = re.compile(r"[\s.…]*(?:\d{1,4}|[ivxlc]{1,7})?\s*\Z", re.I)
_CONTENTS = re.compile(r"toc ?[1-9]|contents ?[1-9]", re.I)
_HEADING = re.compile(r"toc ?heading|contents ?heading", re.I)


def is_contents_style(name: str) -> bool:
    """Whether a style's name says that it is for the entries of a table of contents."""
    return _CONTENTS.fullmatch(name) is not None


def is_contents_heading(name: str) -> bool:
    """Whether a style's name says that it is for what stands over the entries."""
    return _HEADING.fullmatch(name) is not None


def without_contents(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks without entries that are headings of the text, and what stands over these."""
    headings = {_words(words) for b in blocks if b.level for words in (b.text, b.title)}
    repeats = [block.is_entry and _words(block.text) in headings for block in blocks]
    for number, (block, is_repeat) in enumerate(zip(blocks, repeats, strict=True)):
        if not (is_repeat or (block.is_over_entries and any(repeats[number + 1 : number + 2]))):
            yield block


def _words(text: str) -> str:
    """A heading's words as an entry may have them: without the number of its page."""
    return " ".join(_PAGE.sub("", text).casefold().split())
