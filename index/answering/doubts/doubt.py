"""What is asked and what is quoted → the form of a reason for doubt."""

from enum import Enum
from typing import NamedTuple

from index.search.word_matches import WordMatch
from index.text.answer_types import AnswerType


class Evidence(NamedTuple):
    """What a question asks, and what the best quote says."""

    question: str
    """Without its frame, its slips repaired."""
    kind: AnswerType | None
    """The type of answer that it asks for."""
    answering: str
    """The words set in bold."""
    passage: str
    """All of the passage, after its title and headings."""
    words: tuple[WordMatch, ...]
    headings: str = ""
    """Those above the passage, which are shown with it."""
    is_several: bool = False
    """Whether more than one sentence, row or item is in bold."""
    is_unsure: bool = False
    """Whether the reader sees an answer in none of the best passages."""


class DoubtKind(Enum):
    """Why an answer is doubted; the value is the word in the JSON form."""

    NUMBER = "number"
    OPPOSITE = "opposite"
    MEASURE = "measure"
    TYPE = "type"
    WORD = "word"
    UNKNOWN = "unknown_word"
    TASK = "task"


class Doubt(NamedTuple):
    """A reason, and the words of the question that it rests on; ``others`` are the passage's."""

    kind: DoubtKind
    words: tuple[str, ...]
    others: tuple[str, ...] = ()

    @property
    def reason(self) -> str:
        """The reason in an English sentence."""
        words, others = (", ".join(terms) for terms in (self.words, self.others))
        return _REASONS[self.kind].format(words=words, others=others)


_REASONS = {
    DoubtKind.NUMBER: "The best passage does not mention {words}.",
    DoubtKind.OPPOSITE: "You asked about {words}; the best passage speaks of {others}.",
    DoubtKind.MEASURE: "You asked about {words}; the best passage does not give it.",
    DoubtKind.TYPE: "You asked {words}; the words that match best do not say it.",
    DoubtKind.WORD: "The best passage hardly speaks of {words}.",
    DoubtKind.UNKNOWN: "No document mentions {words}.",
    DoubtKind.TASK: "You asked for a {words}; documents are quoted, nothing is written.",
}
