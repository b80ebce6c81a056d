"""Lines of a paragraph → one line: words broken at the ends of lines joined, hyphens of words kept.

Whether a hyphen is one of the word is told by the document's own spellings, else by a word list.
"""

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from index.reading.formats.pdf_lines import HYPHEN, LINE_END_CHARACTERS, Line
from index.reading.formats.pdf_prose import is_hangul, is_unspaced
from index.text.dictionary import is_english

_WORD_HEAD = re.compile(f"([\\w-]*\\w)[-\u2010{HYPHEN}]$")
_WORD_TAIL = re.compile(r"([^\W\d_]*)(\d*)(-?)")
_SPELLING = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CONJUNCTIONS = ("and", "or", "und", "oder", "bis", "et", "ou")
"""After a hyphen these are separate words, as in "first- and second-hand"."""

_LEAST_BEFORE_BREAK = 2
"""Letters: nobody breaks a word behind its first one, so "X-" ends a part of a compound."""


@dataclass(frozen=True, slots=True)
class LineEnds:
    """How lines end in the whole document.

    ``spellings`` is how often each word occurs. ``keeps_hyphens`` if most hyphens at line ends
    belong to their words, ``writes_edge_spaces`` if spaces between lines of Korean stand in the
    file, some but not all.
    """

    spellings: Counter[str]
    keeps_hyphens: bool
    writes_edge_spaces: bool


def find_line_ends(lines: Sequence[Line], pairs: Sequence[tuple[Line, Line]]) -> LineEnds:
    """How the lines of a document end; ``pairs`` are those under each other."""
    spellings: Counter[str] = Counter()
    for line in lines:
        spellings.update(_SPELLING.findall(line.text.lower()))
    return LineEnds(spellings, _keeps_hyphens(pairs, spellings), _writes_edge_spaces(pairs))


def joined_lines(lines: list[Line], ends: LineEnds) -> str:
    """The lines of a paragraph as one."""
    parts = [lines[0].text]
    for previous, line in itertools.pairwise(lines):
        word = broken_word(previous, line)
        if word is None or word.is_conjunction:
            parts.append(_space_between(previous, line, ends))
        elif _is_one_word(word, ends):
            parts[-1] = parts[-1][:-1]
        parts.append(line.text)
    return "".join(parts).replace(HYPHEN, "-")


def _space_between(previous: Line, line: Line, ends: LineEnds) -> str:
    """The space for which a line's end stands: none in Chinese and Japanese, and none inside a
    word of Korean, whose lines end behind any syllable."""
    last, first = previous.text[-1], line.text[0]
    if is_unspaced(last) and is_unspaced(first):
        return ""
    if ends.writes_edge_spaces and is_hangul(last) and (is_hangul(first) or first in ".,"):
        return " " if _has_edge_space(previous, line) else ""
    return " "


def _has_edge_space(previous: Line, line: Line) -> bool:
    return previous.ends_with_space or line.follows_space


class BrokenWord(NamedTuple):
    """What is before and after the hyphen at a line's end; ``is_compound`` if the part after it
    has another hyphen, as in "two-to-three"."""

    head: str
    tail: str
    is_compound: bool

    @property
    def is_conjunction(self) -> bool:
        return self.tail in _CONJUNCTIONS and not self.is_compound


def broken_word(previous: Line, line: Line) -> BrokenWord | None:
    """The word broken between two lines, if the first of them ends with a hyphen."""
    head = _WORD_HEAD.search(previous.text[-LINE_END_CHARACTERS:])
    tail = _WORD_TAIL.match(line.text)
    if head is None or tail is None or not (tail[1] or tail[2]):
        return None
    return BrokenWord(head[1], tail[1], bool(tail[3]))


def _is_one_word(word: BrokenWord, ends: LineEnds) -> bool:
    """Whether the hyphen is there only because the line ends."""
    part = word.head.rpartition("-")[2]
    if not word.tail.islower() or not part.isalpha() or len(part) < _LEAST_BEFORE_BREAK:
        return False
    if part.isupper():  # As in "DVD-player".
        return False
    evidence = _evidence(word, ends.spellings)
    if evidence:
        return evidence > 0
    head, tail = part.lower(), word.tail
    if is_english(head + tail):
        return True
    if is_english(head) and is_english(tail):
        return False
    return not ends.keeps_hyphens and part == word.head


def _evidence(word: BrokenWord, spellings: Counter[str]) -> int:
    """How many times more the document spells the word without a hyphen than with one."""
    head = word.head.lower()
    return spellings[head.rpartition("-")[2] + word.tail] - spellings[f"{head}-{word.tail}"]


def _keeps_hyphens(pairs: Sequence[tuple[Line, Line]], spellings: Counter[str]) -> bool:
    """Whether most hyphens at line ends belong to their words, by the document's spellings."""
    votes = 0
    for previous, line in pairs:
        word = broken_word(previous, line)
        if word is not None and word.tail.islower():
            evidence = _evidence(word, spellings)
            votes += (evidence > 0) - (evidence < 0)
    return votes < 0


def _writes_edge_spaces(pairs: Sequence[tuple[Line, Line]]) -> bool:
    spaces = [
        _has_edge_space(a, b) for a, b in pairs if is_hangul(a.text[-1]) and is_hangul(b.text[0])
    ]
    return any(spaces) and not all(spaces)
