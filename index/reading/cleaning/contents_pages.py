"""Document and blocks → the blocks, those of contents pages labelled as furniture.

A contents page has the words of every question about its chapters and the answer to none. The
titles stay where they stand in the text.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence

from index.blocks import Block, Label
from index.documents import PAGE, Document
from index.reading.cleaning.lines import ends_sentence
from index.text.contents_pages import Line, contents_pages, named_lists
from index.text.views import line_spans, shown

REASON = "contents page"
MOST_WORDS = 20
"""Of a block between the entries, such as the name of a part or half of a title."""

FEWEST_SHARE = 0.5
"""Of a block's lines that are entries of a contents page, if it is a part of one."""


def without_contents_pages(document: Document, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with the entries of contents pages and what stands between them as furniture."""
    owners, lines = _lines(document, blocks)
    labels = document.page_labels if document.page_kind == PAGE else ()
    counts = Counter(owners)
    lists = [[entry.line for entry in entries] for entries in contents_pages(lines, labels)]
    furniture = {
        i
        for numbers in (*lists, *named_lists(lines))
        for i in _furniture(document.text, blocks, counts, [owners[n] for n in numbers])
    }
    return tuple(
        block.labelled(Label.FURNITURE, REASON) if i in furniture else block
        for i, block in enumerate(blocks)
    )


def _lines(document: Document, blocks: Sequence[Block]) -> tuple[list[int], list[Line]]:
    """The lines of the blocks, and the number of the block of each."""
    owners: list[int] = []
    lines: list[Line] = []
    for i, block in enumerate(blocks):
        page = bisect_right(document.pages, block.start)
        for start, end in line_spans(document.text, block.start, block.end):
            text = document.text[start:end].strip()
            if text and block.label is not Label.CODE:
                owners.append(i)
                lines.append(Line(text, start, page))
    return owners, lines


def _furniture(
    text: str, blocks: Sequence[Block], line_counts: Counter[int], owners: Sequence[int]
) -> Iterator[int]:
    """The numbers of the blocks that are entries, whose numbers are given, or stand between two and
    are neither a sentence nor a heading."""
    entry_counts = Counter(owners)
    for i in range(owners[0], owners[-1] + 1):
        words = shown(text[blocks[i].start : blocks[i].end])
        is_between = len(words.split()) <= MOST_WORDS and not ends_sentence(words)
        if entry_counts[i]:
            if entry_counts[i] >= FEWEST_SHARE * line_counts[i]:
                yield i
        elif is_between and blocks[i].label not in (Label.HEADING, Label.CODE):
            yield i
