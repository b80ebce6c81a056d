"""A question → the type of answer that it asks for, and whether a sentence holds one.

    who, the name of             a person's name that the question does not say itself
    when, what year, date of     a date, a year, a weekday or a time of day
    how many, how much, price    a number, in figures or in words
    what was decided, agreed     words of a decision

By the words of the question alone; a question of another kind asks for no type.
"""

import re
from collections.abc import Callable
from enum import Enum

from index.text.dates import MONTH
from index.text.person_names import FULL_NAME, UPPER, is_person

_AUXILIARY = (
    r"(?:did|do|does|is|are|was|were|will|would|can|could|has|have|had|should|shall|must|may|might"
    r"|am)\b"
)


class AnswerType(Enum):
    """What an answer must hold; the value is the question's words."""

    PERSON = (
        r"(?:who|whom|whose|whos|who['’]s|(?:what (?:is|are|was|were) )?the names? of|names? of)\b"
    )
    TIME = (
        rf"(?:when(?:['’]?s\b|\W*\Z|\W+{_AUXILIARY})|since when\b|until when\b|till when\b"
        rf"|from when\b|by when\b|how long ago\b|(?:what|which) "
        r"(?:year|date|day|month|time|century|decade)s?\b|(?:the )?(?:dates?|year|time) of\b)"
    )
    NUMBER = (
        r"(?:how (?:many|much|long|old|big|large|tall|high|far|fast|often|heavy|wide|deep|loud)\b"
        r"|what (?:is |was |are |were )?(?:the )?(?:price|cost|number|size|length|age|percentage)\b"
        r"|what does\b[^?]*\bcost\b|(?:the )?(?:price|cost|fee|number|amount) (?:of|for)\b)"
    )
    DECISION = (
        r"(?:what|how|whether|which|did|was|were)\b[^?]*\b(?:deci(?:de|sion)|agree|resolve|vote)"
    )


_BEFORE = (
    r"\W*(?:(?:and|but|so|or|then|also|in|on|at|by|from|to|for|of|with|until|since|about|exactly"
    r"|roughly)\W+)*"
)
_STARTS = {kind: re.compile(_BEFORE + kind.value, re.IGNORECASE) for kind in AnswerType}
_LAST = {
    AnswerType.TIME: re.compile(r"\b(?:when|what (?:year|date|day|time))\W*\Z", re.IGNORECASE),
    AnswerType.PERSON: re.compile(r"\bby whom?\W*\Z", re.IGNORECASE),
}
_CLAUSE = re.compile(
    r",\s*(?:and|or|but)?\s*(?=(?:who|whom|whose|what|when|where|which|why|how)\b)", re.IGNORECASE
)
SMALL_NUMBERS = tuple("zero one two three four five six seven eight nine ten eleven twelve".split())
"""The words of the numbers from 0 to 12."""

_HOUR = "|".join(SMALL_NUMBERS[1:])
_NUMBER_WORD = (
    f"{_HOUR}|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|million|billion|dozen|half|once|twice|free|none"
)
_NUMBER = re.compile(rf"\d(?:[\d.,]*\d)?|\b(?:{_NUMBER_WORD})\b", re.IGNORECASE)
_TIME = re.compile(
    rf"\b(?:1\d|20)\d\ds?\b|\b(?:in|since|until|before|after) \d{{3}}\b"
    rf"|\b\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{2,4}}\b|\b(?:{MONTH})\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    r"|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[ap]\.?m\b|\b\d{1,2}(?:st|nd|rd|th)\b"
    r"|\b(?:at|by|until|till|from|to|past|before|after) (?:half|quarter"
    rf"|{_HOUR})\b(?! \w+s\b)|\bo['’]clock\b"
    r"|\b(?:noon|midnight|today|tomorrow|yesterday|daily|weekly|monthly|yearly|century)\b"
    r"|\b(?:every|each|last|next) (?:day|week|month|year|night|morning|evening|season)\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    r"\b(?:decid|decision|agree[ds]?\b|approv|reject|resolv|resolution|adopted|accepted|declined"
    r"|voted?s?\b|carried|unanimous|abst(?:ain|ention)|(?:was|were) to\b|postponed|deferred)",
    re.IGNORECASE,
)
_FULL_NAME = re.compile(FULL_NAME)
_LOOSE_TIME = re.compile(
    r"\b(?:after|before|during|until|till|since|once|while|when|as soon as|beginning|start of"
    r"|end of|years?|months?|weeks?|days?|hours?|minutes?|immediately|always|never|ever|now|soon"
    r"|spring|summer|autumn|winter|easter|christmas|holidays?)\b",
    re.IGNORECASE,
)
_FIRST_CAPITAL = re.compile(rf"\W*([{UPPER}][\w’'-]+)")
_OPENERS = frozenset(
    """
    the an in on at it he she they we you this that these those there here if when while after
    before for from by with as but and or so no not all each every some many most such his her its
    their our your my who what where which how why to of both one two since until during under over
    please see use do does can could may must would will is are was were only other another any
    """.split()
)
"""Words that begin a sentence and are no name."""

_INNER_CAPITAL = re.compile(rf"(?<=\s)[{UPPER}][\w’'-]+")


def answer_type(question: str) -> AnswerType | None:
    """The type of answer that a question asks for first; ``None`` if it tells none.

    The words that ask stand at its beginning, at its end, or behind a comma: ``when`` inside a
    sentence asks for nothing.
    """
    parts = _CLAUSE.split(question)
    starts = (kind for part in parts for kind, start in _STARTS.items() if start.match(part))
    return next(starts, None) or next(
        (kind for kind, last in _LAST.items() if last.search(question)), None
    )


def holds(kind: AnswerType, text: str, question: str) -> bool:
    """Whether a text holds an answer of a type, other than what the question says itself."""
    return _HOLDS[kind](text, question.casefold())


def may_tell_time(text: str, question: str) -> bool:
    """Whether a text may tell when, if not by a date, by what comes before or after."""
    return _LOOSE_TIME.search(text) is not None or holds(AnswerType.TIME, text, question)


def may_name(text: str, question: str) -> bool:
    """Whether a text may name anyone but whom the question names: a person, or a group such as
    ``the Normans``, which is told by its capital alone."""
    folded = question.casefold()
    capitals = [match[0].casefold() for match in _INNER_CAPITAL.finditer(text)]
    first = _FIRST_CAPITAL.match(text)
    if first and first[1].casefold() not in _OPENERS:
        capitals.append(first[1].casefold())
    return _holds_person(text, folded) or any(name not in folded for name in capitals)


def _holds_person(text: str, question: str) -> bool:
    names = (match[0] for match in _FULL_NAME.finditer(text))
    return any(is_person(name) and not _is_said(name, question) for name in names)


def _is_said(name: str, question: str) -> bool:
    return any(len(part) > 2 and part in question for part in name.casefold().split())


def _holds_new(shape: re.Pattern[str]) -> Callable[[str, str], bool]:
    def holds_new(text: str, question: str) -> bool:
        matches = {match[0].casefold() for match in shape.finditer(text)}
        return any(not re.search(rf"(?<!\w){re.escape(m)}(?!\w)", question) for m in matches)

    return holds_new


_HOLDS: dict[AnswerType, Callable[[str, str], bool]] = {
    AnswerType.PERSON: _holds_person,
    AnswerType.TIME: _holds_new(_TIME),
    AnswerType.NUMBER: _holds_new(_NUMBER),
    AnswerType.DECISION: lambda text, _: bool(_DECISION.search(text)),
}
