"""A passage of a talk → the sentences that answer the one in it that asks.

In a chat or a thread the question of one person is answered by the next ones, often without a word
of the question. Who asks often leaves the question mark out.
"""

import re
from collections.abc import Iterator, Sequence

from index.answering.relations import block_at, ends_with
from index.blocks import ContextKind
from index.documents import Document
from index.passages import Passage
from index.text.views import shown

MOST_ANSWERS = 3
"""Messages below a question that may answer it."""

_AUXILIARY = r"(?:is|are|was|were|am|do|does|did|can|could|should|shall|would|will|has|have|had)"
_ASKS = re.compile(
    rf"\b{_AUXILIARY} (?:any|some)(?:one|body)\b|\banyone (?:know|have|got|else|here)\b"
    r"|\bany ideas?\b|\b(?:who|what|where|when|why|how|which|whose)(?: [\w’'-]+){0,3}?"
    rf" (?:{_AUXILIARY}\b|to\b)[^,.!]*$",
    re.IGNORECASE,
)


def answers_in_talk(passage: Passage, document: Document, scores: Sequence[float]) -> list[int]:
    """The numbers of the sentences in which others answer the sentence with the best score; none if
    nobody speaks, it asks nothing, or nobody answers."""
    speakers = [_speaker(passage, number) for number in range(len(passage.sentences))]
    asking = max(range(len(scores)), key=lambda number: scores[number])
    if speakers[asking] is None or not _asks(document, passage, asking):
        return []
    answers = list(_answers(passage, document, speakers, asking))
    asking_back = {
        _block(passage, number)
        for number in range(asking + 1, len(speakers))
        if _asks(document, passage, number)
    }
    plain = [number for number in answers if _block(passage, number) not in asking_back]
    return plain or answers


def _answers(
    passage: Passage, document: Document, speakers: Sequence[str | None], asking: int
) -> Iterator[int]:
    """The sentences of others in the next few messages, down to the next question of who asked."""
    turns = 0
    for number in range(asking + 1, len(speakers)):
        asks = _asks(document, passage, number)
        if speakers[number] == speakers[asking]:
            if asks and turns:
                return
            continue
        turns += speakers[number] != speakers[number - 1]
        if turns > MOST_ANSWERS:
            return
        if not asks and speakers[number] is not None:
            yield number


def _block(passage: Passage, number: int) -> int | None:
    return block_at(passage.blocks, passage.sentences[number][0])


def _speaker(passage: Passage, number: int) -> str | None:
    contexts = passage.context(*passage.sentences[number])
    return next((c.text for c in contexts if c.kind is ContextKind.SPEAKER), None)


def _asks(document: Document, passage: Passage, number: int) -> bool:
    start, end = passage.sentences[number]
    if ends_with("?", document.text, start, end):
        return True
    return _ASKS.search(shown(document.text[start:end])) is not None
