"""Quoted lines of plain text → the words around them that they belong to.

Who answers a letter quotes it deeper than the answer. A question that is quoted belongs to the
words right below it, and ``Ann Cole wrote:`` to all that is quoted below it.
"""

from collections.abc import Iterator, Sequence

from index.blocks import Block, Context, ContextKind, Label
from index.reading.cleaning.lists_and_tables import lead_in
from index.reading.cleaning.segmentation import QUOTED
from index.text.quotation_margins import without_margins
from index.text.views import shown

ASKED = "quoted question"
"""Why a block is a quotation over its answer."""

_ANSWER_LABELS = (Label.PROSE, Label.ITEM)


def with_replies(text: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks; answers stand under the question above them, quotations under their lead-in."""
    return tuple(_under_lead_ins(text, tuple(_under_questions(text, blocks))))


def _under_questions(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    question: Context | None = None
    for number, block in enumerate(blocks):
        if block.label is Label.FURNITURE:
            yield block
            continue
        answer = block.with_context(question) if question else block
        question = _question(text, block) if _is_answered(blocks, number) else None
        yield answer.labelled(block.label, ASKED) if question else answer


def _question(text: str, block: Block) -> Context | None:
    """The question that a quoted block is."""
    words = shown(without_margins(text[block.start : block.end]))
    is_question = block.reason == QUOTED and words.endswith("?")
    return Context(ContextKind.LEAD, words) if is_question else None


def _is_answered(blocks: Sequence[Block], number: int) -> bool:
    """Whether the words below a block are quoted less deep, by who answers it."""
    later = range(number + 1, len(blocks))
    below = next((blocks[n] for n in later if blocks[n].label is not Label.FURNITURE), None)
    if below is None or below.label not in _ANSWER_LABELS:
        return False
    return below.quoted_depth < blocks[number].quoted_depth


def _under_lead_ins(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    lead: Context | None = None
    depth = 0
    for block in blocks:
        if lead and is_quoted_line(block) and block.quoted_depth > depth:
            yield block.with_context(lead)
            continue
        if block.label is not Label.FURNITURE:
            lead, depth = lead_in(text, block), block.quoted_depth
        yield block


def is_quoted_line(block: Block) -> bool:
    """Whether a block is a quotation in plain text."""
    return block.reason in (QUOTED, ASKED)
