"""Codes, versions, years and named numbers in a question, and whether a text has them.

    code      letters and digits together: ``E07``, ``cd-60``, ``0x80070006``, ``P25``
    version   figures with points: ``2.10.0``, with or without a ``v``
    year      four figures, 1000 to 2099
    named     a number right behind a word that says something: ``rule 7``, ``room 12``
    signed    words that end in ``++`` or ``#``

A number of things that the asker counts, ``for 3 people``, says nothing about the documents, so
it is not looked for.
"""

import re
from collections.abc import Iterator

from index.text.answer_types import SMALL_NUMBERS

_SMALL_WORDS = frozenset(
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
_CLOCK = re.compile(r"\b(?:at|after|before|by|from|till|until|to)\s+\Z", re.IGNORECASE)
_SIGNED = re.compile(r"(?<![\w'’.+#&/-])[a-z][\w.]*(?:\+\+|#)(?![\w+#])", re.IGNORECASE)
LETTER = re.compile(r"(?<![\w'’.+#&/-])[a-z](?![\w'’.+#&/-])", re.IGNORECASE)
_COUNTED_NEXT = re.compile(
    r"\s*(?:years?|yrs?|months?|weeks?|days?|hours?|minutes?|people|persons?|of us|kids?|children"
    r"|adults?|guests?|times?|km|kilomet\w+|miles?|met\w+|kg|kilos?|grams?|litres?|liters?|euros?"
    r"|pounds?|dollars?|degrees?|percent|per cent|ppm|mg|kg|g|ml|cm|mm|m|nm)\b|\s?%|['′]",
    re.IGNORECASE,
)


def codes_in(question: str) -> Iterator[str]:
    """The codes, versions, years and named numbers of a question, as typed."""
    yield from (m[0] for m in _CODE.finditer(question) if _is_code(m[0]))
    for match in _VERSION.finditer(question):
        if not (_is_counted(question, match.end()) or _CLOCK.search(question[: match.start()])):
            yield match[1]
    yield from (m[0] for m in _YEAR.finditer(question) if not _is_counted(question, m.end()))
    yield from (match[2] for match in named_numbers(question))
    yield from (match[0] for match in _SIGNED.finditer(question))


def named_numbers(question: str) -> Iterator[re.Match[str]]:
    """The numbers right behind a word that says something, which is group 1; the number is 2."""
    for match in _NAMED.finditer(question):
        if match[1].lower() not in _SMALL_WORDS and not _is_counted(question, match.end()):
            yield match


def _is_code(word: str) -> bool:
    """Whether a word with figures is a code: not ``5kg``, nor a compound such as ``7-day-old``."""
    is_compound = re.search(r"\d-[^\W\d_]{2}", word) or word.count("-") > 1
    return not (is_compound or _UNIT.match(word))


def _is_counted(question: str, end: int) -> bool:
    """Whether what stands behind a number is counted or measured by it."""
    return _COUNTED_NEXT.match(question, end) is not None


def folded(text: str) -> str:
    """Lower case, without the commas of thousands."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", text.lower())


def has_code(number: str, text: str) -> bool:
    """Whether a folded text has a code or a number in any written form."""
    if _SIGNED.fullmatch(number) or LETTER.fullmatch(number):
        return re.search(rf"(?<![\w]){re.escape(number.lower())}(?![\w+#])", text) is not None
    wanted = re.escape(folded(number).removeprefix("v"))
    wanted = re.sub(r"(?:\\-|(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z]))", r"[-\\s ]?", wanted)
    before = r"(?<!\d)(?<!\d\.)" if number.isdigit() else r"(?<![a-z\d])"
    # 26 may be written 26.00, 24.5 as 24.50, and 2.1 as 2.1.0, but v2.10 is another version.
    zeros = r"(?:0*|(?:\.0+)+)" if "." in number else r"(?:\.0+)?"
    wanted = rf"(?:v{wanted}(?:\.0+)*|{wanted}{zeros})"
    return re.search(rf"{before}{wanted}(?!\d)(?!\.\d)", text) is not None or (
        number.isdigit() and _in_words(number).search(text) is not None
    )


_ROMAN = "- i ii iii iv v vi vii viii ix x xi xii".split()


def _in_words(number: str) -> re.Pattern[str]:
    """A small number as a word or in Roman figures."""
    if int(number) >= len(SMALL_NUMBERS):
        return re.compile(r"(?!)")
    return re.compile(rf"\b(?:{SMALL_NUMBERS[int(number)]}|{_ROMAN[int(number)]})\b")
