"""The line right above a table that says what it is of → a heading over its rows.

    | Saturday  |
    | Time      | Place             |
    | 10:00     | The market square |

Without it the rows of two tables look alike. It is a caption such as ``Table 3. Fees``, or a short
line that is no sentence, also with a colon at its end.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.blocks import PLAIN, Block, Label
from index.reading.cleaning.segmentation import TABLE_HEADER
from index.text.inline_markup import without_marks

LONGEST = 90
"""Characters; a longer line is no label, unless it is a caption."""

LONGEST_CAPTION = 200

OF_TABLE = "label of the table"
"""Why a line is a heading over the rows of one table."""

_CAPTION = re.compile(r"(?:Table|Tab\.|Tabelle|Tableau|Tabla|Exhibit|Schedule)\s+[\dA-Z]", re.I)
_ENDS_SENTENCE = re.compile(r"[.!?;,…][\"'”’)\]]*\Z")
_NAMES_VALUE = re.compile(r"[^\W\d_]:\s+\S")


def with_table_labels(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; the label right above a table is a heading over all of its rows."""
    return tuple(_labelled(text, blocks))


def _labelled(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    title: str | None = None
    for number, block in enumerate(blocks):
        if title is not None and _is_of_table(block):
            yield replace(block, section=(*block.section, title))
            continue
        if block.label is Label.FURNITURE:  # A drawn line below the header ends no table.
            yield block
            continue
        title = _title(text, blocks, number)
        if title is None:
            yield block
        else:
            yield block.labelled(Label.HEADING, OF_TABLE, section=(*block.section, title))


def _title(text: str, blocks: Sequence[Block], number: int) -> str | None:
    """The words of a label; ``None`` if a block is none."""
    block = blocks[number]
    begins_table = number + 1 < len(blocks) and _is_of_table(blocks[number + 1])
    if not begins_table or block.label is not Label.PROSE or block.shape != PLAIN or block.context:
        return None
    if block.end - block.start > 2 * LONGEST_CAPTION:
        return None
    words = without_marks(text[block.start : block.end])
    if _CAPTION.match(words) and len(words) <= LONGEST_CAPTION:
        return words
    is_sentence = _ENDS_SENTENCE.search(words) or _NAMES_VALUE.search(words)
    return None if is_sentence or not words or len(words) > LONGEST else words.rstrip(":")


def _is_of_table(block: Block) -> bool:
    """Whether a block is a row of a table or of its header."""
    if block.label is Label.ROW:
        return bool(block.shape.delimiter)
    return block.label is Label.HEADING and block.reason == TABLE_HEADER
