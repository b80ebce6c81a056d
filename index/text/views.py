"""Source text → the other views of the same words; offsets always mean the source.

source      the decoded text, never altered; offsets are code points into it
segmenting  the same length, line breaks and stray marks made spaces, for sentence splitting
shown       a slice of the source with white space collapsed and paired ``**`` dropped
embedded    what the encoder and BM25 see: the context head and the shown text
"""

import re
from collections.abc import Iterator

GAP = " … "
"""Shown between two slices of one quote."""

Span = tuple[int, int]

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_SPECIAL = re.compile(r"\[(CLS|SEP|PAD|UNK|MASK)\]")
_LINE_END = re.compile(r"\r\n|\n|\r")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
"""Control characters other than white space; no document means them as text."""


def segmenting(text: str) -> str:
    """The text with line breaks, tabs and marks of what is bold or struck out as spaces; the length
    stays the same."""
    return re.sub(r"[\s*]", " ", text).replace("~~", "  ")


def shown(text: str) -> str:
    """The text as a reader sees it: white space collapsed, paired ``**`` dropped, all else kept."""
    return " ".join(_BOLD.sub(r"\1", text).split())


def stripped(text: str, start: int, end: int) -> Span:
    """The span of a slice without white space around it; empty if there is nothing else."""
    piece = text[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return left, max(left, start + len(piece.rstrip()))


def line_spans(text: str, start: int, end: int) -> Iterator[Span]:
    """The spans of the lines of a slice, without their line ends."""
    for match in _LINE_END.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


def embedded(head: str, text: str) -> str:
    """What the encoder and BM25 see of a slice: its context head, then its words."""
    return sanitised(f"{head}\n{shown(text)}" if head else shown(text))


def sanitised(text: str) -> str:
    """Untrusted text with control characters and the encoder's special tokens made harmless, and
    ``%20`` in addresses made spaces; the length stays the same."""
    return CONTROL.sub(" ", _SPECIAL.sub(r" \1 ", text.replace("%20", "   ")))
