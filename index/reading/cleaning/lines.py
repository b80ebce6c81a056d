"""Text → its lines: their spans, how they end, and which of them stand alone."""

import re

from index.blocks import Block
from index.text.date_lines import DateLine, date_line

SENTENCE_ENDS = (*".!?:;…", *"。！？：；।؟؛۔")
WIDEST = 130
"""Characters; a longer line was not broken for a page."""

WIDTH_SHARE = 0.9
"""The share of a text's lines that are no longer than its width: a single long one may be an
address of the web."""

_CLOSERS = "”’\"')]"
_EMPHASIS = "*_"
_LINE_END = re.compile(r"\r\n|\n|\r")
_CELLS = re.compile(r"\S.*(?:\s\||\|\s)")
_RULE = re.compile(r"[\s|:+=*_~#•·.–—─━═-]{3,}")
_DIGIT = re.compile(r"\d")

_LONGEST_MARK = 40
"""Characters of white space and a list mark before a block."""

_TAIL_LENGTH = 80
_LONGEST_LINE = 1_000


def count_line_ends(text: str, start: int, end: int) -> int:
    """How many lines end in a slice; the end of a page counts as two lines."""
    return len(_LINE_END.findall(text, start, end)) + 2 * text.count("\f", start, end)


def last_line(text: str, block: Block) -> str:
    """The last line of a block, with the list mark or indent before it."""
    near = max(block.start - _LONGEST_MARK, block.end - _LONGEST_LINE, 0)
    return _LINE_END.split(text[near : block.end])[-1].rstrip()


def page_width(text: str) -> int:
    """The width in characters at which a page ends, as most lines of a text show it."""
    lengths = sorted(len(line.strip()) for line in text.splitlines() if line.strip())
    return min(WIDEST, lengths[int(WIDTH_SHARE * (len(lengths) - 1))]) if lengths else 0


def ends_sentence(words: str) -> bool:
    """Whether words end like a sentence or a lead-in; marks of emphasis are ignored."""
    return words.rstrip(_EMPHASIS).rstrip(_CLOSERS).rstrip(_EMPHASIS).endswith(SENTENCE_ENDS)


def may_end_paragraph(words: str) -> bool:
    """Whether words may end a paragraph: like a sentence, or with a bracket or quotation mark."""
    return words.rstrip(_EMPHASIS).endswith((*SENTENCE_ENDS, *_CLOSERS))


def tail(text: str, block: Block) -> str:
    """The last characters of a block, enough to see how it ends."""
    return text[max(block.start, block.end - _TAIL_LENGTH) : block.end]


def ends_paragraph(text: str, block: Block) -> bool:
    """Whether a block may end its paragraph."""
    return may_end_paragraph(tail(text, block))


def date_of(words: str) -> DateLine | None:
    """The date, if the words are only a date. The quick check for a digit comes first."""
    return date_line(words) if len(words) <= _TAIL_LENGTH and _DIGIT.search(words) else None


def is_row(line: str) -> bool:
    """Whether a line is a row of a table: cells with upright bars between them."""
    return "|" in line and _CELLS.match(line.strip()) is not None and "\n" not in line.strip()


def is_rule(line: str) -> bool:
    """Whether a line is drawn: a border, or a break between parts."""
    return _RULE.fullmatch(line) is not None


def stands_alone(line: str) -> bool:
    """Whether a line is a row, a rule or a date, and so never part of a broken sentence."""
    return date_of(line) is not None or is_row(line) or is_rule(line)
