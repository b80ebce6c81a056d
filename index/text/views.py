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
    """The text with line breaks, tabs and bold marks as spaces; the length stays the same."""
    return re.sub(r"[\s*]", " ", text)


def shown(text: str) -> str:
    """The text as a reader sees it: white space collapsed, paired ``**`` dropped, all else kept."""
    return " ".join(_BOLD.sub(r"\1", text).split())


def shown_spans(text: str, spans: tuple[Span, ...]) -> str:
    """Several slices of one source as a reader sees them, with the gaps marked."""
    return GAP.join(shown(text[start:end]) for start, end in spans)


def shown_range(text: str, start: int, end: int) -> Span:
    """Where ``text[start:end]`` stands in ``shown(text)``, as (start, end)."""
    marks = {
        i
        for m in _BOLD.finditer(text)
        for i in (*_mark_offsets(m.start()), *_mark_offsets(m.end() - 2))
    }
    before = _collapsed_length(text, start, marks, keep_last_space=True)
    after = _collapsed_length(text, end, marks, keep_last_space=False)
    return min(before, after), after


def shown_ends(text: str, ends: list[int]) -> list[int]:
    """The offsets in ``shown(text)`` of source offsets, which must rise, in one pass."""
    marks = {
        i
        for m in _BOLD.finditer(text)
        for i in (*_mark_offsets(m.start()), *_mark_offsets(m.end() - 2))
    }
    offsets: list[int] = []
    position, length, spaced = 0, 0, False
    for end in ends:
        piece = text[position:end]
        if marks:
            piece = "".join(c for i, c in enumerate(piece, position) if i not in marks)
        words = " ".join(piece.split())
        if words:
            length += len(words) + (1 if length and (spaced or piece[0].isspace()) else 0)
        spaced = piece[-1].isspace() if piece else spaced
        offsets.append(length)
        position = end
    return offsets


def _mark_offsets(start: int) -> Span:
    return start, start + 1


def _collapsed_length(text: str, end: int, marks: set[int], keep_last_space: bool) -> int:
    head = text[:end]
    if marks:
        head = "".join(c for i, c in enumerate(head) if i not in marks)
    words = " ".join(head.split())
    pending = bool(words) and head[-1].isspace()
    return len(words) + (1 if pending and keep_last_space else 0)


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
