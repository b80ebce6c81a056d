"""Markdown with block elements of HTML in it → the stretches that a page shows apart."""

import re
from collections.abc import Iterator
from itertools import pairwise

from index.text.inline_markup import without_marks
from index.text.views import Span, stripped

_NAMES = (
    "address|article|aside|blockquote|body|caption|center|col|colgroup|dd|details|dialog|div|dl|dt"
    "|fieldset|figcaption|figure|footer|form|h[1-6]|header|hr|html|legend|li|main|menu|nav|ol|p"
    "|picture|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)
_ATTRIBUTES = r"(?:\s(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*)?"
_BLOCK = rf"(?:{_NAMES}){_ATTRIBUTES}/?>"
_COMPONENT = r"[A-Z][\w.]*(?:\s[^<>\n]*)?>"
_BEGINS_BLOCK = re.compile(rf"^[ \t]{{0,3}}(?i:</?{_BLOCK})", re.MULTILINE)
_OPENING = re.compile(rf"<{_BLOCK}", re.IGNORECASE)
_CLOSING = re.compile(rf"</{_BLOCK}", re.IGNORECASE)
_TAGS_BEFORE = re.compile(rf"(?:(?:(?i:</?{_BLOCK})|</?{_COMPONENT})\s*)+")
_TAGS_BEHIND = re.compile(rf"(?:\s*(?:(?i:</?{_BLOCK})|</{_COMPONENT}))+\Z")
ITEM_TAG = re.compile(rf"(?:\s|(?i:</?{_BLOCK}))*<li{_ATTRIBUTES}>\s*(?=[^<\s]|<(?!/?li\b))", re.I)
"""How an item of a list begins."""

_LONGEST_MARKS = 2_000


def elements_apart(text: str, start: int, end: int) -> Iterator[Span]:
    """A paragraph, cut before and behind the block elements in it from the first line on that
    begins with one; a tag inside a sentence, or in code, cuts nothing."""
    first = _OPENING.match(text, start, end) or _BEGINS_BLOCK.search(text, start, end)
    edges = {start, end}
    if first:
        edges |= {match.start() for match in _OPENING.finditer(text, first.start(), end)}
        edges |= {match.end() for match in _CLOSING.finditer(text, first.start(), end)}
    for left, right in pairwise(sorted(edges)):
        if text[left:right].strip():
            yield left, right


def without_tags_around(text: str, start: int, end: int) -> Span:
    """A piece without the block elements that it begins and ends with, if words are left."""
    before = _TAGS_BEFORE.match(text, start, end)
    first = before.end() if before else start
    behind = _TAGS_BEHIND.search(text, first, end)
    left, right = stripped(text, first, behind.start() if behind else end)
    return (left, right) if left < right else (start, end)


def is_marks_only(piece: str) -> bool:
    """Whether a piece is tags, comments or the like, and nothing of it is shown."""
    is_marked = piece.startswith(("<", "{", "%", "!["))
    return is_marked and len(piece) <= _LONGEST_MARKS and not without_marks(piece)
