"""Lines → those that are counted, each by the number or letter that follows the one before.

Alone, ``A. Smith went home.`` or ``May 4`` counts nothing. So a line is counted only beside another
line of the same form whose number, letter or Roman numeral is the one before or after its own.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from index.text.dates import MONTH
from index.text.person_names import UPPER

_COUNT = r"\d{1,3}|[a-z]|[A-Z]|[ivxlc]{2,8}|[IVXLC]{2,8}"
_NAMED = rf"(?P<word>(?:[{UPPER}][^\W\d_]{{0,15}}|§)(?:[ \xa0-]|(?=\d)))(?P<count>{_COUNT})"
_MARKED = re.compile(
    rf"[^\S\r\n]*(?:{_NAMED}(?P<end>[.)]|\s[–—-])?"
    rf"|(?P<bare>\(?)(?P<alone>{_COUNT})(?P<close>[.)]))[^\S\r\n]+(?=\S)"
)
_MONTH = re.compile(MONTH, re.I)
_ROMAN = re.compile(r"(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.I)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class _Count(NamedTuple):
    """What a line is counted by: the form of the mark around the count, and its value."""

    form: tuple[str, ...]
    value: int


def counted_lines(words: Sequence[str]) -> set[int]:
    """The numbers of the lines that are counted."""
    found: set[int] = set()
    last: dict[tuple[str, ...], tuple[int, int]] = {}
    for number, line in enumerate(words):
        for form, value in _counts(line):
            before = last.get(form)
            if before and before[1] + 1 == value:
                found |= {before[0], number}
            last[form] = number, value
    return found


def is_count(words: str) -> bool:
    """Whether words are nothing but what a counted line begins with, such as ``Step 3.``"""
    mark = _MARKED.match(f"{words} .")
    return mark is not None and mark.end() == len(words) + 1


def _counts(line: str) -> Iterator[_Count]:
    """The counts that a line may begin with: ``i.`` is a letter or a Roman numeral."""
    mark = _MARKED.match(line)
    if mark is None or _MONTH.fullmatch((mark["word"] or "").strip()):
        return
    form = (mark["word"] or "", mark["bare"] or "", mark["end"] or mark["close"] or "")
    count = mark["count"] or mark["alone"]
    case = "upper" if count.isupper() else "lower"
    if count.isdigit():
        yield _Count((*form, "figures"), int(count))
        return
    if len(count) == 1:
        yield _Count((*form, "letter", case), ord(count))
    if _ROMAN.fullmatch(count):
        yield _Count((*form, "roman", case), _roman_value(count.lower()))


def _roman_value(numeral: str) -> int:
    values = [_ROMAN_VALUES[sign] for sign in numeral]
    following = [*values[1:], 0]
    return sum(-v if v < after else v for v, after in zip(values, following, strict=True))
