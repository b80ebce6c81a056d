"""A document → its view: the text as shown and as folded, with the way back to the document.

Folding removes differences that must not stop a text from being found. It keeps the length, so
an offset means the same place in the shown text and in the folded text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from index.text.views import Span

WORD = re.compile(r"\w+")
"""Letters and digits, without punctuation around them."""

NON_SPACE = re.compile(r"\S+")
"""Characters between white space."""

_BOLD = re.compile(r"\*\*.+?\*\*", re.DOTALL)
_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´‹›", "'") | dict.fromkeys("“”„‟″«»", '"'))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012–—―−﹘﹣－", "-"))


class Fold(Enum):
    """A difference that folding removes; its value is the word in the JSON form."""

    QUOTATION_MARKS = "quotation marks"
    DASHES = "dashes"
    CASE = "case"


ALL_FOLDS = tuple(Fold)
"""All folds together: texts are compared under them first."""

FOLD_SUBSETS = [folds for size in range(len(Fold) + 1) for folds in combinations(Fold, size)]
"""Every choice of folds, the smallest first."""


@dataclass(frozen=True, slots=True)
class View:
    """A document as shown and as folded, and where each of its runs comes from.

    ``runs`` are the offsets where the runs begin in ``shown``, ``sources`` those in the document.
    """

    shown: str
    folded: str
    runs: list[int]
    sources: list[int]

    def source_span(self, start: int, end: int) -> Span:
        """The slice of the document that ``shown[start:end]`` stands for."""
        return self._source_offset(start), self._source_offset(end - 1) + 1

    def _source_offset(self, offset: int) -> int:
        run = bisect_right(self.runs, offset) - 1
        return self.sources[run] + offset - self.runs[run]

    def words_around(self, start: int, end: int, margin: int) -> Span:
        """The span in ``shown`` of whole words around a slice of the document, with a margin.

        ``start`` and ``end`` are offsets into the document, ``margin`` is in characters.
        """
        left, right = self._shown_offset(start) - margin, self._shown_offset(end) + margin
        first = self.shown.rfind(" ", 0, left) + 1 if left > 0 else 0
        last = self.shown.find(" ", right) if right < len(self.shown) else -1
        return first, last if last >= 0 else len(self.shown)

    def _shown_offset(self, offset: int) -> int:
        run = max(bisect_right(self.sources, offset) - 1, 0)
        return self.runs[run] + max(offset - self.sources[run], 0)


def make_view(text: str, body: int = 0) -> View:
    """``shown(text[body:])`` with the way back to the source; front matter is left out."""
    pieces: list[str] = []
    runs: list[int] = []
    sources: list[int] = []
    length = end = 0
    for start, stop in _outside_bold_marks(text):
        for run in NON_SPACE.finditer(text, max(start, body), stop):
            if pieces and text[end : run.start()].replace("*", ""):
                pieces.append(" ")
                length += 1
            pieces.append(run[0])
            runs.append(length)
            sources.append(run.start())
            length += len(run[0])
            end = run.end()
    shown_text = "".join(pieces)
    return View(shown_text, folded(shown_text, ALL_FOLDS), runs, sources)


def view_of_runs(shown: str, starts: list[int], sources: list[int]) -> View:
    """A view of a text that is shown already, whose run from ``starts[i]`` on is the source's from
    ``sources[i]`` on."""
    return View(shown, folded(shown, ALL_FOLDS), starts, sources)


def _outside_bold_marks(text: str) -> Iterator[Span]:
    """The spans of the text without the marks of bold."""
    start = 0
    for bold in _BOLD.finditer(text):
        yield start, bold.start()
        yield bold.start() + 2, bold.end() - 2
        start = bold.end()
    yield start, len(text)


def folded(text: str, folds: tuple[Fold, ...]) -> str:
    """The text without those differences; its length stays the same."""
    if Fold.QUOTATION_MARKS in folds:
        text = text.translate(_QUOTES)
    if Fold.DASHES in folds:
        text = text.translate(_DASHES)
    return case_folded(text) if Fold.CASE in folds else text


def case_folded(text: str) -> str:
    """The text in small letters; its length stays the same."""
    lowered = text.casefold()
    return lowered if len(lowered) == len(text) else "".join(map(_small_letter, text))


def _small_letter(letter: str) -> str:
    return next((c for c in (letter.casefold(), letter.lower()) if len(c) == 1), letter)
