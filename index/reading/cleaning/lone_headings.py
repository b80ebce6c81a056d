"""Blocks → blocks, each heading that nothing stands under as a line of the text.

A heading over text is in the section of its passages. One over nothing would be in no passage, and
what it says could not be found: ``## Sell the piano`` in a list of plans, or a slide with a title
alone. A heading over other headings is in their sections. The title of a document is in all of its
passages, and a heading of a web page that calls its reader to something is no text.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

from index.blocks import INDEXED, Block, Label
from index.reading.cleaning.boilerplate import is_page_call
from index.reading.cleaning.contents_pages import REASON as OF_CONTENTS
from index.reading.cleaning.table_labels import is_table_heading
from index.text.inline_markup import without_marks
from index.text.views import stripped

LONE = "heading with nothing under it"
"""Why a paragraph is a heading in the document."""

_MARKS = re.compile(r"#{1,6}[^\S\n]+")


def lone_headings(blocks: Sequence[Block], title: str | None) -> frozenset[int]:
    """Where the headings begin that nothing stands under; that of the document's title is one only
    where the document says nothing else."""
    lone = [b for b in _over_nothing(blocks) if not is_page_call(without_marks(b.section[-1]))]
    says_else = any(block.label in INDEXED for block in blocks) or len(lone) > 1
    first = next(filter(_is_heading, blocks), None)
    is_titled = first is not None and first.section[-1:] == (title,)
    return frozenset(b.start for b in lone if not (is_titled and says_else and b is first))


def with_lone_headings(
    text: str, blocks: Iterable[Block], starts: frozenset[int]
) -> tuple[Block, ...]:
    """The blocks; the headings that begin there are prose under the headings above them, without
    the marks of a heading."""
    return tuple(
        _as_text(text, block) if _is_heading(block) and block.start in starts else block
        for block in blocks
    )


def _as_text(text: str, block: Block) -> Block:
    title = block.section[-1]
    start = text.find(title, block.start, block.end)
    end = start + len(title)
    if start < 0 or not title:
        marks = _MARKS.match(text, block.start, block.end)
        start, end = stripped(text, marks.end() if marks else block.start, block.end)
    return block.labelled(Label.PROSE, LONE, section=block.section[:-1], start=start, end=end)


def _over_nothing(blocks: Sequence[Block]) -> Iterator[Block]:
    above: Block | None = None
    for block in blocks:
        if _is_heading(block):
            if above is not None and not _is_under(block, above):
                yield above
            above = block
        elif _is_content(block):
            above = None
    if above is not None:
        yield above


def _is_heading(block: Block) -> bool:
    return block.label is Label.HEADING and not is_table_heading(block)


def _is_under(block: Block, heading: Block) -> bool:
    depth = len(heading.section)
    return len(block.section) > depth and block.section[:depth] == heading.section


def _is_content(block: Block) -> bool:
    """Whether a block is what its heading announces; a drawn line or a page number is not."""
    return block.label in INDEXED or block.label is Label.HEADING or block.reason == OF_CONTENTS
