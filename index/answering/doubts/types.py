"""A question that asks who or when, and words in bold that name nobody or tell no time; or one that
asks how many, and words in bold without any number."""

import re
from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.answer_types import AnswerType, holds, may_name, may_tell_time
from index.text.dates import MONTH

_DESCRIBED = re.compile(r"\W*who(?:['’]?s| is| was| are| were) (?!the |an? |our |your |in )", re.I)
_ROLE = re.compile(r"(?:\A\W*|\bby )(?:the|an?) ([^\W\d_]+)|\A\W*(?:he|she|they)\b", re.I)

_CLAUSE_NUMBER = re.compile(r"\A\W*\d+(?:[.)]|(?:\.\d+)+[.)]?)\s")
_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)

_UNIT = re.compile(r"\b(?:what|which) (month|year)\b", re.IGNORECASE)
_UNITS = {
    "month": re.compile(
        rf"\b(?:{MONTH}|months?|spring|summer|autumn|winter)\b|\d[/.-]\d", re.IGNORECASE
    ),
    "year": re.compile(r"\b(?:1\d{3}|20\d\d|\d{3}|years?|centur(?:y|ies))\b", re.IGNORECASE),
}


def _tells_time(told: str, question: str) -> bool:
    """Whether a text may tell when, and if a month or a year is asked for, has one."""
    unit = _UNIT.search(question)
    has_unit = unit is None or _UNITS[unit[1].lower()].search(told) is not None
    return has_unit and may_tell_time(told, question)


_ASKED = {AnswerType.PERSON: ("who", may_name), AnswerType.TIME: ("when", _tells_time)}


def type_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt where nothing in bold can be of the type that is asked for."""
    if evidence.kind in _ASKED and not _may_be_described(evidence):
        word, may_answer = _ASKED[evidence.kind]
        told = f"{evidence.headings}\n{evidence.answering}"
        if not may_answer(told, evidence.question):
            yield Doubt(DoubtKind.TYPE, (word,))
    if _HOW_MANY.search(evidence.question) and not _has_number(evidence):
        yield Doubt(DoubtKind.TYPE, ("how many",))


def _has_number(evidence: Evidence) -> bool:
    """Whether what is in bold has a number that the question does not say itself, that of a clause
    left aside, or is several things, which can be counted."""
    told = _CLAUSE_NUMBER.sub("", evidence.answering)
    return evidence.is_several or holds(AnswerType.NUMBER, told, evidence.question.casefold())


def _may_be_described(evidence: Evidence) -> bool:
    """Whether a name is not wanted, as in ``who is Ann``, or a role may stand in its place, as in
    ``The landlord pays``."""
    if evidence.kind is not AnswerType.PERSON:
        return False
    question = evidence.question.lower()
    roles = (match[1] for match in _ROLE.finditer(evidence.answering))
    is_role = any(role is None or role.lower() not in question for role in roles)
    return is_role or _DESCRIBED.match(question) is not None
