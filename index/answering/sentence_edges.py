"""A stretch of a document → whether it begins or ends inside a sentence.

A passage holds whole sentences, but one that is longer than a passage is cut between words, and
page furniture may stand inside of one. Whoever shows such a stretch can say that it is cut.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.blocks import BlockSpan, Label
from index.reading.cleaning.lines import ends_sentence
from index.text.views import Span

_WORDS = frozenset({Label.PROSE, Label.ITEM})
"""What is made of sentences; the edges of a row or of code are those of its block."""

_OPENERS = "“„‘«‹¿¡([ \t\r\n\f\xa0"
"""What stands before a sentence, and may stand at the end of the one before it."""

_NOTE_MARKS = re.compile(r"(?:\s?\[[^\[\]\s]{1,8}\]|\]\([^()\s]*\)|[¹²³⁰-⁹†‡])+$")
"""Marks of notes and the address of a link, which follow the end of a sentence."""

_WORD_CHARACTER = re.compile(r"\w")
_LINE_LEFT = 400
"""Characters before a place in which the end of the sentence before it is looked for."""


class Cut(NamedTuple):
    """Whether a stretch begins, and whether it ends, inside a sentence."""

    begins: bool = False
    ends: bool = False


UNCUT = Cut()


def cut_of(text: str, span: Span, blocks: Sequence[BlockSpan]) -> Cut:
    """Whether a stretch of a document begins or ends inside a sentence of these blocks."""
    start, end = span
    return Cut(_goes_on_at(text, start, blocks), _goes_on_at(text, end, blocks))


def _goes_on_at(text: str, position: int, blocks: Sequence[BlockSpan]) -> bool:
    """Whether a sentence goes on over a place: it has not ended before it, and words follow."""
    words = [block for block in blocks if block.label in _WORDS]
    before = next((b for b in reversed(words) if b.start < position), None)
    after = next((b for b in words if position < b.end), None)
    if before is None or after is None:
        return False
    earlier = text[max(before.start, position - _LINE_LEFT) : min(before.end, position)]
    later = text[max(after.start, position) : after.end]
    if not _WORD_CHARACTER.search(earlier) or not _WORD_CHARACTER.search(later):
        return False
    if ends_sentence(_NOTE_MARKS.sub("", earlier.rstrip(_OPENERS))):
        return False
    gap = earlier[len(earlier.rstrip()) :] + later[: len(later) - len(later.lstrip())]
    if before is after and "\n" not in gap:
        return True
    # On another line, which may be one of verse, only if they begin as no sentence does; two items
    # of a list are never one sentence.
    is_prose = before.label is after.label is Label.PROSE
    return (before is after or is_prose) and later.lstrip()[:1].islower()
