"""Words and lines of a page, as they are drawn and as they are read."""

from dataclasses import dataclass
from typing import NamedTuple

HYPHEN = "\ufffe"
"""PDFium's sign for a hyphen that it takes for that of a broken word."""

LINE_END_CHARACTERS = 64
"""Characters of a line's end that are searched: a line made for an attack may have a million."""

BULLETS = "•‣◦▪▫●○■□◆➢►·∙*–\ue000-\uf8ff-"
"""Signs before the items of a list, as a class of a regular expression."""


class Word(NamedTuple):
    """A word, its first character's index in PDFium, and its position when turned upright."""

    text: str
    first: int
    left: float
    right: float
    baseline: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """Words side by side and their position when turned upright: in points, y upwards.

    ``size`` is the type size. ``words`` are empty after rows are joined. ``is_row`` marks a row of
    a table, with its cells in ``text``, ``table`` is the number of that table on its page, and
    ``is_header`` marks the row that names its columns. ``is_code`` marks a line of a listing,
    ``is_filled`` one of a form with what was filled in, ``is_bold`` one whose words are all bold.

    In a page that is read from right to left, ``left`` and ``right`` are measured leftwards from
    its right side, so that a line begins at its ``left``. ``follows_space`` and
    ``ends_with_space`` tell where the file itself has a space at its edges.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    words: tuple[Word, ...] = ()
    is_row: bool = False
    table: int | None = None
    is_header: bool = False
    is_monospaced: bool = False
    is_bold: bool = False
    is_code: bool = False
    is_filled: bool = False
    follows_space: bool = False
    ends_with_space: bool = False

    @property
    def top(self) -> float:
        return self.baseline + 0.75 * self.size

    @property
    def bottom(self) -> float:
        return self.baseline - 0.25 * self.size


@dataclass(frozen=True, slots=True)
class Region:
    """Lines from top to bottom; ``flows`` if a paragraph may continue here from the one before.

    ``is_note`` marks footnotes, ``is_turned`` words at another angle than the page's, and
    ``is_furniture`` what stands beside the text, such as a stamp or the numbers of lines.
    """

    lines: tuple[Line, ...]
    flows: bool = False
    is_note: bool = False
    is_turned: bool = False
    is_furniture: bool = False


Row = list[Line]
"""Lines side by side, in reading direction."""

Page = list[Region]
