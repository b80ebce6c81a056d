"""Codes, years, versions and named numbers of a question that the best passage does not have.

    code      letters and digits together: ``E07``, ``cd-60``, ``0x80070006``, ``P25``
    version   figures with points: ``2.10.0``, with or without a ``v``
    year      four figures, 1000 to 2099
    named     a number right behind a word that says something: ``rule 7``, ``room 12``
    signed    words that end in ``++`` or ``#``; ``C`` where the passage has only ``C#``

A number of things that the asker counts, ``for 3 people``, says nothing about the documents, so
it is not looked for. If the words in bold have a code of the same make and not the one asked for,
they speak of its neighbour.
"""

import re
from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.answer_types import SMALL_NUMBERS

_SMALL = frozenset(
    """
    a about above after all and any are around as at be before below between by can cost costs do
    does each every for from get have i if in is it least less like many me more most much my need
    of off on once only or our over per plus so than that the their then there these they this to
    under until up us was we were what when where which who will with within would you your
    """.split()
)
_CODE = re.compile(r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[^\W\d_])[\w]+(?:-[\w]+)*(?:\.\d+)*", re.ASCII)
_VERSION = re.compile(r"(?<![\w.])[vV]?(\d+(?:\.\d+)+)(?![\w])")
_YEAR = re.compile(r"(?<![\w.,])(?:1\d|20)\d\d(?![\w])(?!\.\d)")
_NAMED = re.compile(
    r"(?<![\w.,])([^\W\d_][\w'’-]*)\s+(?:no\.?\s*|number\s+|#\s*)?(\d+)(?![\w.,:]*\w)"
)
_UNIT = re.compile(
    r"(?:\d+(?:st|nd|rd|th|s|x|k|m|kg|g|mg|km|nm|ppm|cm|mm|ml|l|h|hrs?|min|am|pm|gb|mb|kb|w|kw|v|hz|ft|in|"
    r"pcs?|%|°c?|year|yr|day|week|month|hour|minute|man|person|pack)s?(?:-old)?)\Z",
    re.IGNORECASE,
)
_MEASURED = re.compile(
    r"\s?(?!(?:a|an|and|as|at|by|do|if|in|is|it|of|on|or|so|to|was|has|can|for|the|are|may|not)\b)"
    r"(?:[^\W\d_]{1,3}\b|%|°)|\s?(?:watts?|volts?|euros?|pounds?|dollars?|litres?|grams?|met\w+)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\b(?:at|after|before|by|from|till|until|to)\s+\Z", re.IGNORECASE)
_SIGNED = re.compile(r"(?<![\w'’.+#&/-])[a-z][\w.]*(?:\+\+|#)(?![\w+#])", re.IGNORECASE)
_LETTER = re.compile(r"(?<![\w'’.+#&/-])[a-z](?![\w'’.+#&/-])", re.IGNORECASE)
_COUNTED_NEXT = re.compile(
    r"\s*(?:years?|yrs?|months?|weeks?|days?|hours?|minutes?|people|persons?|of us|kids?|children"
    r"|adults?|guests?|times?|km|kilomet\w+|miles?|met\w+|kg|kilos?|grams?|litres?|liters?|euros?"
    r"|pounds?|dollars?|degrees?|percent|per cent|ppm|mg|kg|g|ml|cm|mm|m|nm)\b|\s?%|['′]",
    re.IGNORECASE,
)


def number_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt about the numbers that the passage does not have, and about neighbours in bold."""
    passage = _folded(evidence.passage)
    letters = (m[0] for m in _LETTER.finditer(evidence.question) if _is_signed(m[0], passage))
    asked = list(dict.fromkeys([*_asked_numbers(evidence.question), *letters]))
    missing = [number for number in asked if not _stands_in(number, passage)]
    if missing:
        yield Doubt(DoubtKind.NUMBER, tuple(missing))
        return
    yield from _named_otherwise(evidence)
    answering = _folded(evidence.answering)
    for code in asked:
        neighbours = _neighbours(code, evidence.answering)
        if neighbours and not _stands_in(code, answering):
            yield Doubt(DoubtKind.OPPOSITE, (code,), tuple(neighbours))


def _named_otherwise(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt about ``pump 900`` where the passage has ``pump 300``, and 900 only as ``900 W``."""
    passage = evidence.passage
    for match in _NAMED.finditer(evidence.question):
        if match[1].lower() in _SMALL or _is_counted(evidence.question, match.end()):
            continue
        named = rf"\b{re.escape(match[1])}\s+(\d+)(?![\w.,:]*\w)"
        others = [m for m in re.finditer(named, passage, re.IGNORECASE) if m[1] != match[2]]
        places = re.finditer(rf"(?<![\d.,]){match[2]}(?!\d|[.,]\d)", passage)
        if others and all(_MEASURED.match(passage, place.end()) for place in places):
            names = dict.fromkeys(other[0] for other in others)
            yield Doubt(DoubtKind.OPPOSITE, (match[0],), tuple(names))


def _asked_numbers(question: str) -> Iterator[str]:
    yield from (m[0] for m in _CODE.finditer(question) if _is_code(m[0]))
    for match in _VERSION.finditer(question):
        if not (_is_counted(question, match.end()) or _CLOCK.search(question[: match.start()])):
            yield match[1]
    yield from (m[0] for m in _YEAR.finditer(question) if not _is_counted(question, m.end()))
    for match in _NAMED.finditer(question):
        is_named = match[1].lower() not in _SMALL and not _is_counted(question, match.end())
        if is_named:
            yield match[2]
    yield from (match[0] for match in _SIGNED.finditer(question))


def _is_signed(letter: str, passage: str) -> bool:
    """Whether a passage has the letter with a sign that makes it another word."""
    return re.search(rf"(?<!\w){letter.lower()}(?:\+\+|#)", passage) is not None


def _is_code(word: str) -> bool:
    """Whether a word with figures is a code: not ``5kg``, nor a compound such as ``7-day-old``."""
    is_compound = re.search(r"\d-[^\W\d_]{2}", word) or word.count("-") > 1
    return not (is_compound or _UNIT.match(word))


def _is_counted(question: str, end: int) -> bool:
    return _COUNTED_NEXT.match(question, end) is not None


def _folded(text: str) -> str:
    """Lower case, without the commas of thousands."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text.lower())


def _stands_in(number: str, folded: str) -> bool:
    if _SIGNED.fullmatch(number) or _LETTER.fullmatch(number):
        return re.search(rf"(?<![\w]){re.escape(number.lower())}(?![\w+#])", folded) is not None
    wanted = re.escape(_folded(number).removeprefix("v"))
    wanted = re.sub(r"(?:\\-|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z]))", r"[-\\s ]?", wanted)
    before = r"(?<!\d)(?<!\d\.)" if number.isdigit() else r"(?<![a-z\d])"
    # 26 may be written 26.00, and 24.5 as 24.50.
    zeros = "0*" if "." in number else r"(?:\.0+)?"
    return re.search(rf"{before}v?{wanted}{zeros}(?!\d)(?!\.\d)", folded) is not None or (
        number.isdigit() and _in_words(number).search(folded) is not None
    )


_ROMAN = "- i ii iii iv v vi vii viii ix x xi xii".split()


def _in_words(number: str) -> re.Pattern[str]:
    """A small number as a word or in Roman figures."""
    if int(number) >= len(SMALL_NUMBERS):
        return re.compile(r"(?!)")
    return re.compile(rf"\b(?:{SMALL_NUMBERS[int(number)]}|{_ROMAN[int(number)]})\b")


def _neighbours(code: str, answering: str) -> list[str]:
    """Codes in the words in bold that differ from one only in their figures."""
    shape = re.sub(r"\d+", r"\\d+", re.escape(code.lower()))
    found = re.finditer(rf"(?<![\w.-]){shape}(?![\w])(?!\.\d)", answering, re.IGNORECASE)
    has_letters = re.search(r"[^\W\d]", code) is not None or "." in code
    return list(dict.fromkeys(m[0] for m in found)) if has_letters else []
