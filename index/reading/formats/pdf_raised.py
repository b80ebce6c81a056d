"""Digits that stand raised behind a word, as the mark of a note or an exponent, as raised digits.

As plain digits they would become a part of the word or the number: ``24.91²`` is not ``24.912``.
"""

import re
from collections.abc import Iterable, Iterator
from ctypes import c_double
from typing import Any

from index.reading.formats.pdf_lines import Word

_SMALLER = 0.85
"""The most that the height of a raised digit is of that of the word before it."""

_FINAL_DIGITS = re.compile(r"(?<=\S)(\d{1,3})\W*$", re.ASCII)
_NOTE_MARK = re.compile(r"(?<=[^\W\d_][.,;:!?)\]”’\"'])(\d{1,3})(?!\S)")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def with_raised_digits(raw: Any, handle: Any, first: int, text: str) -> str:
    """An upright word, whose first character has the index ``first`` in PDFium."""
    digits = _FINAL_DIGITS.search(text)
    if digits is None:
        return text
    end = start = digits.end(1)
    height, baseline = _height(raw, handle, first), _baseline(raw, handle, first)
    while start > digits.start(1) and (
        _height(raw, handle, first + start - 1) < _SMALLER * height
        and _baseline(raw, handle, first + start - 1) > baseline + 0.1 * height
    ):
        start -= 1
    return text[:start] + text[start:end].translate(_RAISED) + text[end:]


def _height(raw: Any, handle: Any, index: int) -> float:
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(handle, index, box)
    return float(box.top - box.bottom)


def _baseline(raw: Any, handle: Any, index: int) -> float:
    x, y = c_double(), c_double()
    raw.FPDFText_GetCharOrigin(handle, index, x, y)
    return y.value


def with_marks_joined(words: Iterable[Word]) -> Iterator[Word]:
    """The words of a line, each with the raised digits that stand next to it."""
    previous: Word | None = None
    for word in words:
        if previous is not None and _is_mark_of(previous, word):
            text = previous.text + word.text.translate(_RAISED)
            previous = previous._replace(text=text, right=word.right)
            continue
        if previous is not None:
            yield previous
        previous = word
    if previous is not None:
        yield previous


def with_note_marks(text: str, notes: frozenset[str]) -> str:
    """A line's text with the marks of the page's notes behind a sentence or a clause raised, which
    a program may have written like the text; ``notes`` are the marks that begin a note."""

    def raised(match: re.Match[str]) -> str:
        mark = match[1]
        return mark.translate(_RAISED) if mark in notes else mark

    return _NOTE_MARK.sub(raised, text) if notes else text


def _is_mark_of(previous: Word, word: Word) -> bool:
    return (
        len(word.text) <= 3
        and word.text.isascii()
        and word.text.isdecimal()
        and word.height < _SMALLER * previous.height
        and word.baseline > previous.baseline + 0.1 * previous.height
        and abs(word.left - previous.right) < 0.3 * previous.height
    )
