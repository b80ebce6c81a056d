"""Lines under each other → whether they are prose that was broken to fit a width.

Such a line was ended by the width: the first word of the next one would not have fitted into it.
Cells of a table end where their words end.
"""

import itertools
import re
import statistics
from collections.abc import Sequence

from index.reading.formats.pdf_lines import Line

_UNSPACED = re.compile("[\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")
"""Chinese and Japanese, whose words have no spaces between them."""

_EAST_ASIAN = re.compile(f"{_UNSPACED.pattern}|[\u1100-\u11ff\uac00-\ud7af]")
"""Letters as wide as two of another script."""

_FEWEST_CHARACTERS = 15
_FEWEST_SMALL = 0.2
_RUNNING_SPACES = 3


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script that has no spaces between words."""
    return _UNSPACED.match(character) is not None


def is_hangul(character: str) -> bool:
    """Whether a character is a Korean letter or syllable."""
    return "\uac00" <= character <= "\ud7af" or "\u1100" <= character <= "\u11ff"


def first_word_width(line: Line) -> float:
    """The width of what could not be broken at the start of a line."""
    text = line.text
    letters = 1 if is_unspaced(text[0]) else len(text.split(" ", 1)[0])
    return (line.right - line.left) * letters / len(text)


def is_full(line: Line, following: Line, right: float) -> bool:
    """Whether the first word of the next line would not have fitted up to ``right``."""
    return right - line.right < first_word_width(following) + line.size / 2


def are_prose(lines: Sequence[Line]) -> bool:
    """Whether lines under each other are prose: wide enough, most of them full, and some of them
    beginning inside a sentence."""
    wordy = [line for line in lines if is_wordy(line)]
    if len(wordy) < 3 or 3 * len(wordy) < 2 * len(lines):
        return False
    is_wide = statistics.median(text_length(line.text) for line in wordy) >= _FEWEST_CHARACTERS
    return is_wide and continuing_share(wordy) >= _FEWEST_SMALL and full_share(lines) >= 0.5


def running_text(lines: Sequence[Line]) -> list[Line]:
    """The lines with enough words that are nearly as wide as the widest."""
    wordy = [line for line in lines if line.text.count(" ") >= _RUNNING_SPACES or _is_dense(line)]
    widths = sorted(line.right - line.left for line in wordy)
    full_width = widths[-1 - len(widths) // 10] if widths else 0
    return [line for line in wordy if line.right - line.left > 0.75 * full_width]


def continuing_share(lines: Sequence[Line]) -> float:
    """The share of lines that begin with a small letter, or in a script that has none."""
    small = sum(line.text[0].isalpha() and not line.text[0].isupper() for line in lines)
    return small / len(lines) if lines else 0.0


def full_share(lines: Sequence[Line]) -> float:
    """The share of the lines, but the last, that are full."""
    right = max(line.right for line in lines)
    pairs = list(itertools.pairwise(lines))
    return sum(is_full(a, b, right) for a, b in pairs) / len(pairs) if pairs else 0.0


def is_wordy(line: Line) -> bool:
    """Whether a line has several words, and more letters than other signs."""
    text = line.text
    letters = sum(map(str.isalpha, text))
    return 2 * letters > len(text) and (" " in text or text_length(line.text) >= _FEWEST_CHARACTERS)


def text_length(text: str) -> int:
    """The characters of a text, those that are twice as wide counted twice."""
    return len(text) + (0 if text.isascii() else len(_EAST_ASIAN.findall(text)))


def _is_dense(line: Line) -> bool:
    """Whether a line is long in a script that has no spaces."""
    return is_unspaced(line.text[-1]) and text_length(line.text) >= _FEWEST_CHARACTERS
