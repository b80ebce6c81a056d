"""A question that asks who or when, and words in bold that name nobody or tell no time."""

from collections.abc import Iterator

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence
from index.text.answer_types import AnswerType, may_name, may_tell_time

_ASKED = {AnswerType.PERSON: ("who", may_name), AnswerType.TIME: ("when", may_tell_time)}


def type_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt where nothing in bold can be of the type that is asked for."""
    if evidence.kind in _ASKED:
        word, may_answer = _ASKED[evidence.kind]
        if not may_answer(evidence.answering, evidence.question):
            yield Doubt(DoubtKind.TYPE, (word,))
