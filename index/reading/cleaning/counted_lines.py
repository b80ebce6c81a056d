"""Lines → those that are counted, each by the number or letter that follows the one before.

Alone, ``A. Smith went home.`` or ``May 4`` counts nothing. So a line is counted only beside another
line of the same form whose number, letter or Roman numeral is the one before or after its own. With
a colon it takes more, since ``Speaker 1:`` has one too: three lines, from one on, none twice.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.text.dates import MONTH
from index.text.person_names import UPPER
from index.text.roman import roman_value

_COUNT = r"\d{1,3}|[a-z]|[A-Z]|[ivxlc]{2,8}|[IVXLC]{2,8}"
_NAMED = rf"(?P<word>(?:[{UPPER}][^\W\d_]{{0,15}}|§)(?:[ \xa0-]|(?=\d)))(?P<count>{_COUNT})"
_MARKED = re.compile(
    rf"[^\S\r\n]*(?:{_NAMED}(?P<end>[.):]|\s[–—-])?"
    rf"|(?P<bare>\(?)(?P<alone>{_COUNT})(?P<close>[.)]))[^\S\r\n]+(?=\S)"
)
_MONTH = re.compile(MONTH, re.I)
_LARGEST_ROMAN = 99


_Form = tuple[str, ...]
_FEWEST_WITH_COLON = 3


class _Count(NamedTuple):
    """What a line is counted by: the form of the mark around the count, and its value."""

    form: _Form
    value: int


def counted_lines(words: Sequence[str]) -> set[int]:
    """The numbers of the lines that are counted."""
    lines: dict[_Form, list[tuple[int, int]]] = defaultdict(list)
    for number, line in enumerate(words):
        for form, value in _counts(line):
            lines[form].append((number, value))
    return {number for form, counts in lines.items() for number in _that_count_on(form, counts)}


def _that_count_on(form: _Form, counts: Sequence[tuple[int, int]]) -> Iterator[int]:
    values = [value for _, value in counts]
    if ":" in form and (len(values) < _FEWEST_WITH_COLON or values != [*range(1, len(values) + 1)]):
        return
    for (number, value), (following, next_value) in pairwise(counts):
        if value + 1 == next_value:
            yield number
            yield following


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
    if 0 < (value := roman_value(count)) <= _LARGEST_ROMAN:
        yield _Count((*form, "roman", case), value)
