"""A document → the same as shown and folded, with the way back: its view.

Folded means without the differences that a text may have and still be found. Folding keeps the
length, so that an offset means the same place in what is shown and in what is folded.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import combinations

from index.text.views import Span

WORD = re.compile(r"\w+")
"""Letters and digits, without the marks around them."""

NON_SPACE = re.compile(r"\S+")
"""What stands between white space."""

_BOLD = re.compile(r"\*\*.+?\*\*", re.DOTALL)
_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´‹›", "'") | dict.fromkeys("“”„‟″«»", '"'))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012–—―−﹘﹣－", "-"))


class Fold(Enum):
    """What a text may differ in and still be found; its value is the word in the JSON form."""

    QUOTATION_MARKS = "quotation marks"
    DASHES = "dashes"
    CASE = "case"


ALL_FOLDS = tuple(Fold)
"""Every fold at once: under them texts are compared first."""

FOLD_SUBSETS = [folds for size in range(len(Fold) + 1) for folds in combinations(Fold, size)]
"""Every choice of folds, the smallest first."""


@dataclass(frozen=True, slots=True)
class View:
    """A document as shown, the same folded, and where each of its runs of letters comes from."""

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
        """The whole words of ``shown`` with so many characters around a slice of the document."""
        left, right = self._shown_offset(start) - margin, self._shown_offset(end) + margin
        first = self.shown.rfind(" ", 0, left) + 1 if left > 0 else 0
        last = self.shown.find(" ", right) if right < len(self.shown) else -1
        return first, last if last >= 0 else len(self.shown)

    def _shown_offset(self, offset: int) -> int:
        run = max(bisect_right(self.sources, offset) - 1, 0)
        return self.runs[run] + max(offset - self.sources[run], 0)


def make_view(text: str, body: int = 0) -> View:
    """``shown(text[body:])`` with the way back to the source; front matter is nobody's words."""
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


def _outside_bold_marks(text: str) -> Iterator[Span]:
    """What lies between the marks of bold."""
    start = 0
    for bold in _BOLD.finditer(text):
        yield start, bold.start()
        yield bold.start() + 2, bold.end() - 2
        start = bold.end()
    yield start, len(text)


def folded(text: str, folds: tuple[Fold, ...]) -> str:
    """The text with those differences gone; its length stays the same."""
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
