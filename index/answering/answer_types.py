"""A question → the type of answer that it asks for, and whether a sentence holds one.

    who                          a person's name that the question does not say itself
    when, what year, what time   a date, a year, a weekday or a time of day
    how many, how much, price    a number, in figures or in words
    what was decided, agreed     words of a decision

By the words of the question alone; a question of another kind asks for no type.
"""

import re
from collections.abc import Callable
from enum import Enum

from index.text.dates import MONTH
from index.text.person_names import FULL_NAME, UPPER, is_person


class AnswerType(Enum):
    """What an answer must hold; the value is the question's words."""

    PERSON = r"(?:who|whom|whose)\b"
    TIME = (
        r"(?:when|since when|until when|how long ago|(?:in |on |by )?(?:what|which) "
        r"(?:year|date|day|month|time|century|decade))\b"
    )
    NUMBER = (
        r"(?:how (?:many|much|long|old|big|large|tall|high|far|fast|often|heavy|wide|deep)"
        r"|what (?:is |was |are )?(?:the )?(?:price|cost|number|size|length|age|percentage))\b"
        r"|(?:price|cost|fee) of\b"
    )
    DECISION = (
        r"(?:what|how|whether|which|did|was|were)\b[^?]*\b(?:deci(?:de|sion)|agree|resolve|vote)"
    )


_STARTS = {kind: re.compile(rf"(?:\W|^){kind.value}", re.IGNORECASE) for kind in AnswerType}
_NUMBER_WORD = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "hundred|thousand|million|billion|dozen|half|once|twice|free|none"
)
_NUMBER = re.compile(rf"\d|\b(?:{_NUMBER_WORD})\b", re.IGNORECASE)
_TIME = re.compile(
    rf"\b(?:1\d|20)\d\d\b|\b(?:{MONTH})\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b"
    r"|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[ap]\.?m\b|\b\d{1,2}(?:st|nd|rd|th)\b"
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
_INNER_CAPITAL = re.compile(rf"(?<=\s)[{UPPER}][\w’'-]+")


def answer_type(question: str) -> AnswerType | None:
    """The type of answer that a question asks for first; ``None`` if it tells none."""
    found = [(m.start(), kind) for kind, start in _STARTS.items() if (m := start.search(question))]
    return min(found, key=lambda match: match[0])[1] if found else None


def holds(kind: AnswerType, text: str, question: str) -> bool:
    """Whether a text holds an answer of a type, other than what the question says itself."""
    return _HOLDS[kind](text, question.casefold())


def may_name(text: str, question: str) -> bool:
    """Whether a text may name anyone but whom the question names: a person, or a group such as
    ``the Normans``, which is told by its capital alone."""
    folded = question.casefold()
    capitals = (match[0].casefold() for match in _INNER_CAPITAL.finditer(text))
    return _holds_person(text, folded) or any(name not in folded for name in capitals)


def _holds_person(text: str, question: str) -> bool:
    names = (match[0] for match in _FULL_NAME.finditer(text))
    return any(is_person(name) and not _is_said(name, question) for name in names)


def _is_said(name: str, question: str) -> bool:
    return any(len(part) > 2 and part in question for part in name.casefold().split())


def _holds_new(shape: re.Pattern[str]) -> Callable[[str, str], bool]:
    def holds_new(text: str, question: str) -> bool:
        return any(match[0].casefold() not in question for match in shape.finditer(text))

    return holds_new


_HOLDS: dict[AnswerType, Callable[[str, str], bool]] = {
    AnswerType.PERSON: _holds_person,
    AnswerType.TIME: _holds_new(_TIME),
    AnswerType.NUMBER: _holds_new(_NUMBER),
    AnswerType.DECISION: lambda text, _: bool(_DECISION.search(text)),
}
