"""A question that asks who or when, and words in bold that name nobody or tell no time; or one that
asks how many, and a passage without any number."""

import re
from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.answer_types import AnswerType, holds, may_name, may_tell_time

_DESCRIBED = re.compile(r"\W*who(?:['’]?s| is| was| are| were) (?!the |an? |our |your |in )", re.I)
_ROLE = re.compile(r"(?:\A\W*|\bby )(?:the|an?) ([^\W\d_]+)|\A\W*(?:he|she|they)\b", re.I)

_HOW_MANY = re.compile(r"\bhow many\b", re.IGNORECASE)

_ASKED = {AnswerType.PERSON: ("who", may_name), AnswerType.TIME: ("when", may_tell_time)}


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
    """Whether the passage has a number that the question does not say itself, or several things are
    in bold, which can be counted."""
    has_number = holds(AnswerType.NUMBER, evidence.passage, evidence.question.casefold())
    return has_number or evidence.is_several


def _may_be_described(evidence: Evidence) -> bool:
    """Whether a name is not wanted, as in ``who is Ann``, or a role may stand in its place, as in
    ``The landlord pays``."""
    if evidence.kind is not AnswerType.PERSON:
        return False
    question = evidence.question.lower()
    roles = (match[1] for match in _ROLE.finditer(evidence.answering))
    is_role = any(role is None or role.lower() not in question for role in roles)
    return is_role or _DESCRIBED.match(question) is not None
