"""Lines of a page → whether they are read from right to left, and then their words in order.

A file gives words by their places. In Hebrew or Arabic the first word of a line is the rightmost;
numbers and words of another script inside such a line still run from left to right.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.reading.formats.pdf_lines import Line, Row, Word

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_OTHER = r"[0-9A-Za-z\u00c0-\u024f]"
_FROM_LEFT = re.compile(rf"{_OTHER}(?:[.,:/]?{_OTHER})*")
"""Numbers, times and dates, and Latin words, which run from left to right."""

_PRESENTATION_FORM = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters as they look in their place of a word; people write and search for the plain ones."""


def has_right_to_left(text: str) -> bool:
    """Whether a letter of a script that runs from right to left is in the text."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def word_from_right(letters: Iterable[tuple[float, str]]) -> str:
    """A word of a script from the right, of which each letter's place is known: the letters from
    the right, but numbers and words of another script in it from the left."""
    text = "".join(letter for _, letter in sorted(letters, key=lambda item: -item[0]))
    return _FROM_LEFT.sub(lambda run: run[0][::-1], text)


def is_right_to_left(lines: Iterable[Line]) -> bool:
    """Whether more than half of the letters are of a script that runs from right to left."""
    right_to_left = letters = 0
    for line in lines:
        letters += sum(map(str.isalpha, line.text))
        if not line.text.isascii():
            right_to_left += len(_RIGHT_TO_LEFT.findall(line.text))
    return 2 * right_to_left > letters


def lines_from_right(rows: Iterable[Row]) -> Iterator[Line]:
    """The lines of rows measured from the right; what stands close together is one line."""
    for row in rows:
        group: list[Line] = []
        for line in row:
            if group and line.left - group[-1].right > line.size:
                yield _mirrored(group)
                group = []
            group.append(line)
        yield _mirrored(group)


def _mirrored(group: Sequence[Line]) -> Line:
    """The line that a group of lines is, measured from the right, with its words as they are read:
    from the right, or in a line that is mostly of another script from the left."""
    longest = max(group, key=lambda line: len(line.text))
    drawn = sorted((word for line in group for word in line.words), key=lambda word: word.left)
    ordered = _from_right(drawn) if is_right_to_left(group) else _from_left(drawn)
    words = tuple(word._replace(left=-word.right, right=-word.left) for word in ordered)
    return replace(
        longest,
        text=" ".join(_plain(word.text) for word in words),
        left=-max(line.right for line in group),
        right=-min(line.left for line in group),
        words=words,
    )


def _from_right(words: list[Word]) -> Iterator[Word]:
    """Words as they are read from the right: those of another script are turned round."""
    for is_other, run in itertools.groupby(words[::-1], lambda w: not has_right_to_left(w.text)):
        group = list(run)
        is_text = is_other and any(c.isalpha() for word in group for c in word.text)
        yield from reversed(group) if is_text else group


def _from_left(words: list[Word]) -> Iterator[Word]:
    """Words as they are read from the left: those of a script from the right are turned round."""
    for is_turned, run in itertools.groupby(words, lambda word: has_right_to_left(word.text)):
        group = list(run)
        yield from reversed(group) if is_turned else group


def _plain(text: str) -> str:
    """The word with plain letters."""
    return _PRESENTATION_FORM.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
