"""Lines → those that are counted, each by the number or letter that follows the one before.

Alone, ``A. Smith went home.`` or ``May 4`` counts nothing. So a line is counted only beside another
line of the same form whose number, letter or Roman numeral is the one before or after its own. With
a colon it takes more, since ``Speaker 1:`` has one too: three lines, from one on, none twice. A
clause such as ``1.2 24 hours are given`` counts on from ``1.1``, or from ``1.`` if it is ``1.1``.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from index.reading.cleaning.lines import may_end_paragraph
from index.text.dates import MONTH
from index.text.person_names import UPPER
from index.text.roman import roman_value

_COUNT = r"\d{1,3}|[a-z]|[A-Z]|[ivxlc]{2,8}|[IVXLC]{2,8}"
_NAMED = rf"(?P<word>(?:[{UPPER}][^\W\d_]{{0,15}}|§)(?:[ \xa0-]|(?=\d)))(?P<count>{_COUNT})"
_MARKED = re.compile(
    rf"[^\S\r\n]*(?:{_NAMED}(?P<end>[.):]|\s[–—-])?"
    rf"|(?P<bare>\(?)(?P<alone>{_COUNT})(?P<close>[.)]))[^\S\r\n]+(?=\S)"
)
_CLAUSE = re.compile(
    r"[^\S\r\n]*(?P<number>[1-9]\d{0,2}(?:\.[1-9]\d?){0,4})\.?[^\S\r\n]+(?=\S)(?=.*[^\W\d_]{2})"
)
"""The number of a clause or of its part, before words: figures alone are values."""
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
    counted = {n for form, counts in lines.items() for n in _that_count_on(form, counts)}
    clauses = set(counted_clauses(words))
    return counted | clauses if clauses and _may_begin(words, min(clauses)) else counted


def _may_begin(words: Sequence[str], number: int) -> bool:
    """Whether a line is no part of a sentence that a page broke before a number, such as ``about``
    over ``1.1 million``: the line above ends, or had place for more."""
    if number == 0 or may_end_paragraph(words[number - 1]):
        return True
    first = words[number].split(maxsplit=1)[0]
    return len(words[number - 1].rstrip()) + 1 + len(first) < max(map(len, words))


def counted_clauses(words: Sequence[str]) -> Iterator[int]:
    """The numbers of the lines that are clauses: each counts on from the numbered line before it,
    or the next numbered line does from it."""
    numbers = ((n, mark) for n, line in enumerate(words) if (mark := _CLAUSE.match(line)))
    parts = [(n, tuple(map(int, mark["number"].split(".")))) for n, mark in numbers]
    for (above, parts_above), (below, parts_below) in pairwise(parts):
        is_next = (*parts_above[:-1], parts_above[-1] + 1) == parts_below
        if is_next and len(parts_above) > 1:
            yield above
        if (is_next and len(parts_below) > 1) or (*parts_above, 1) == parts_below:
            yield below


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


def named_counts(line: str) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """The form and value of the counts that a line may begin with after a word, such as
    ``Article 3``, and where the words after them begin."""
    mark = _MARKED.match(line)
    if mark is not None and mark["word"]:
        yield from ((*count, mark.end()) for count in _counts(line))


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
