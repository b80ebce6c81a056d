"""The line right above a table that says what it is of → a heading over its rows.

    | Saturday  |
    | Time      | Place             |
    | 10:00     | The market square |

Without it the rows of two tables look alike. It is a caption such as ``Table 3. Fees``, or a few
words that are no sentence and no cells. A longer line that leads to the table with a colon stays a
paragraph, and is the lead-in of the rows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.blocks import PLAIN, Block, Context, Label
from index.reading.cleaning.lists_and_tables import lead_in
from index.reading.cleaning.segmentation import TABLE_HEADER
from index.text.inline_markup import without_marks
from index.text.table_cells import BARS

LONGEST = 90
"""Characters; a longer line is no label, unless it is a caption."""

MOST_WORDS = 7
"""Of a label; more are a sentence without its stop."""

MOST_WORDS_BEFORE_COLON = 3
"""Of a label with a colon; more of them lead to the table."""

LONGEST_CAPTION = 200

OF_TABLE = "label of the table"
"""Why a line is a heading over the rows of one table."""

_CAPTION = re.compile(r"(?:Table|Tab\.|Tabelle|Tableau|Tabla|Exhibit|Schedule)\s+[\dA-Z]", re.I)
_ENDS_SENTENCE = re.compile(r"[.!?:;,…][\"'”’)\]]*\Z")
_NAMES_VALUE = re.compile(r"[^\W\d_]:\s+\S")


def with_table_labels(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; the label right above a table is a heading over all of its rows."""
    return tuple(_labelled(text, blocks))


def _labelled(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    title: str | None = None
    lead: Context | None = None
    for number, block in enumerate(blocks):
        if _is_of_table(block):
            labelled = replace(block, section=(*block.section, title)) if title else block
            is_led = lead is not None and block.label is Label.ROW
            yield labelled.with_context(lead) if lead and is_led else labelled
            continue
        if block.label is Label.FURNITURE:  # A drawn line below the header ends no table.
            yield block
            continue
        is_above = number + 1 < len(blocks) and _is_of_table(blocks[number + 1])
        title = _title(text, block) if is_above else None
        lead = lead_in(text, block) if is_above and not title else None
        section = (*block.section, title)
        yield block.labelled(Label.HEADING, OF_TABLE, section=section) if title else block


def _title(text: str, block: Block) -> str | None:
    """The words of a label; ``None`` if a block is none."""
    if block.label is not Label.PROSE or block.shape != PLAIN or block.context:
        return None
    if block.end - block.start > 2 * LONGEST_CAPTION:
        return None
    words = without_marks(text[block.start : block.end])
    if len(words.split()) <= MOST_WORDS_BEFORE_COLON:
        words = words.rstrip(": ")
    if _CAPTION.match(words) and len(words) <= LONGEST_CAPTION:
        return words
    says_more = any(form.search(words) for form in (_ENDS_SENTENCE, _NAMES_VALUE, BARS))
    is_short = len(words) <= LONGEST and len(words.split()) <= MOST_WORDS
    return words if words and is_short and not says_more else None


def _is_of_table(block: Block) -> bool:
    """Whether a block is a row of a table or of its header."""
    if block.label is Label.ROW:
        return bool(block.shape.delimiter)
    return block.label is Label.HEADING and block.reason == TABLE_HEADER


def is_table_heading(block: Block) -> bool:
    """Whether a heading is over the rows of a table only, or names its columns."""
    return block.label is Label.HEADING and block.reason in (TABLE_HEADER, OF_TABLE)
