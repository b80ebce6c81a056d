"""Words as copied from what Pincite shows → a pattern that finds them in a view of a document.

Words must follow each other in the document as they do in the text. A sign that stands alone may
be layout: a mark of what answers anywhere, a bullet where the view begins a line, the joint of
cells between cells, a margin where lines begin or in a quotation. Anywhere else it is a character
that must stand in the document too. The number of an item may be left out, never changed.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby

from index.answering.shown_view import CELL, LINE, MARGIN, OPTIONAL, OPTIONAL_END, ROW

_MARKS = frozenset("▸│")
"""What only a drawing has; a text may have them anywhere."""

_BULLETS = frozenset("-*+•◦▪‣●○■–—")
_MARGINS = frozenset(">")
_CELL_JOINTS = frozenset("·")
_SIGNS = _MARKS | _BULLETS | _MARGINS | _CELL_JOINTS
_DASHES = frozenset("–—")

_MOST_SIGNS = 8

_JOINT = rf"\s+(?:{OPTIONAL}\s*)*"
_NUMERIC = re.compile(r"\W*\d")


@lru_cache(maxsize=64)
def copied_pattern_of(words: str) -> re.Pattern[str]:
    """What finds these words, which are folded as the view is, and white space collapsed."""
    return re.compile("".join(_pieces(list(_runs(words)))))


@lru_cache(maxsize=64)
def literal_pattern_of(words: str) -> re.Pattern[str]:
    """What finds these words and signs as they stand."""
    return re.compile(re.escape(words))


def without_signs(words: str) -> str:
    """The words without the signs that may be layout; dashes are kept, which prose has too."""
    signs = _SIGNS - _DASHES
    return " ".join(word for word in words.split() if word not in signs)


def _runs(words: str) -> Iterator[list[str]]:
    """Runs of words, and of signs that are alike: more of these in a row than any drawing has are
    one run, or a pattern would try each of them everywhere."""
    for is_sign, group in groupby(words.split(), key=_SIGNS.__contains__):
        run = list(group)
        alike = [list(signs) for _, signs in groupby(run)]
        yield from alike if is_sign and len(alike) <= _MOST_SIGNS else [run]


def _pieces(runs: list[list[str]]) -> Iterator[str]:
    """The pattern of each run of words, or of signs that are alike."""
    numbers = [number for number, run in enumerate(runs) if run[0] not in _SIGNS]
    first, last = numbers[0], numbers[-1]
    for number, run in enumerate(runs):
        literal = _JOINT.join(map(re.escape, run))
        if number > last:
            yield f"(?:{_JOINT}{literal})?"
        elif run[0] not in _SIGNS:
            yield literal + (_JOINT if number < last else "")
        elif run[0] in _MARKS or (number < first and not _NUMERIC.match(runs[first][0])):
            yield f"(?:{literal}{_JOINT})?"
        else:
            yield f"(?:{literal}{_JOINT}|{_places_of(run[0])})"


def _places_of(sign: str) -> str:
    """Where a sign may be layout: after which white space, or where the view begins."""
    places = LINE + ROW
    if sign in _CELL_JOINTS:
        places = LINE + CELL
    elif sign in _MARGINS:
        places += CELL + MARGIN
    return f"(?<=[{places}{OPTIONAL_END}])"
