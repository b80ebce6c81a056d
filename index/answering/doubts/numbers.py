"""Codes, years, versions and named numbers of a question that the best passage does not have.

If the words in bold have a code of the same make and not the one asked for, they speak of its
neighbour. ``C`` is missed where the passage has only ``C#``.
"""

import re
from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.codes import LETTER, codes_in, folded, has_code, named_numbers

_MEASURED = re.compile(
    r"\s?(?!(?:a|an|and|as|at|by|do|if|in|is|it|of|on|or|so|to|was|has|can|for|the|are|may|not)\b)"
    r"(?:[^\W\d_]{1,3}\b|%|°)|\s?(?:watts?|volts?|euros?|pounds?|dollars?|litres?|grams?|met\w+)\b",
    re.IGNORECASE,
)


def number_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt about the numbers that the passage does not have, and about neighbours in bold."""
    passage = folded(evidence.passage)
    letters = (m[0] for m in LETTER.finditer(evidence.question) if _is_signed(m[0], passage))
    asked = list(dict.fromkeys([*codes_in(evidence.question), *letters]))
    missing = [number for number in asked if not has_code(number, passage)]
    if missing:
        yield Doubt(DoubtKind.NUMBER, tuple(missing))
        return
    yield from _named_otherwise(evidence)
    answering = folded(evidence.answering)
    for code in asked:
        neighbours = _neighbours(code, evidence.answering)
        if neighbours and not has_code(code, answering):
            yield Doubt(DoubtKind.OPPOSITE, (code,), tuple(neighbours))


def _named_otherwise(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt about ``pump 900`` where the passage has ``pump 300``, and 900 only as ``900 W``."""
    passage = evidence.passage
    for match in named_numbers(evidence.question):
        named = rf"\b{re.escape(match[1])}\s+(\d+)(?![\w.,:]*\w)"
        others = [m for m in re.finditer(named, passage, re.IGNORECASE) if m[1] != match[2]]
        places = re.finditer(rf"(?<![\d.,]){match[2]}(?!\d|[.,]\d)", passage)
        if others and all(_MEASURED.match(passage, place.end()) for place in places):
            names = dict.fromkeys(other[0] for other in others)
            yield Doubt(DoubtKind.OPPOSITE, (match[0],), tuple(names))


def _is_signed(letter: str, passage: str) -> bool:
    """Whether a passage has the letter with a sign that makes it another word."""
    return re.search(rf"(?<!\w){letter.lower()}(?:\+\+|#)", passage) is not None


def _neighbours(code: str, answering: str) -> list[str]:
    """Codes in the words in bold that differ from one only in their figures."""
    shape = re.sub(r"\d+", r"\\d+", re.escape(code.lower()))
    found = re.finditer(rf"(?<![\w.-]){shape}(?![\w])(?!\.\d)", answering, re.IGNORECASE)
    has_letters = re.search(r"[^\W\d]", code) is not None or "." in code
    return list(dict.fromkeys(m[0] for m in found)) if has_letters else []
