"""Lines of a page → whether they are read from right to left, and then their words in order.

A file gives words by their places. In Hebrew or Arabic the first word of a line is the rightmost;
numbers and words of another script inside such a line still run from left to right.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace

from index.reading.formats.pdf_lines import Line, Word

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_PRESENTATION_FORM = re.compile("[\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters as they look in their place of a word; people write and search for the plain ones."""


def has_right_to_left(text: str) -> bool:
    """Whether a letter of a script that runs from right to left is in the text."""
    return not text.isascii() and _RIGHT_TO_LEFT.search(text) is not None


def is_right_to_left(lines: Iterable[Line]) -> bool:
    """Whether more than half of the letters are of a script that runs from right to left."""
    right_to_left = letters = 0
    for line in lines:
        letters += sum(map(str.isalpha, line.text))
        if not line.text.isascii():
            right_to_left += len(_RIGHT_TO_LEFT.findall(line.text))
    return 2 * right_to_left > letters


def mirrored(line: Line) -> Line:
    """The line measured from the right, with its words in the order in which they are read."""
    turned = [word._replace(left=-word.right, right=-word.left) for word in line.words]
    words = tuple(_in_order(sorted(turned, key=lambda word: word.left)))
    return replace(
        line,
        text=" ".join(_plain(word.text) for word in words),
        left=-line.right,
        right=-line.left,
        words=words,
    )


def _in_order(words: list[Word]) -> Iterator[Word]:
    """Words from right to left as they are read: those of another script are turned round."""
    for is_other, run in itertools.groupby(words, lambda word: not has_right_to_left(word.text)):
        group = list(run)
        is_text = is_other and any(c.isalpha() for word in group for c in word.text)
        yield from reversed(group) if is_text else group


def _plain(text: str) -> str:
    """The word with plain letters."""
    return _PRESENTATION_FORM.sub(lambda form: unicodedata.normalize("NFKC", form[0]), text)
