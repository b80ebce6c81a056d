"""A question and its best hit → answered, closest, or not in the documents."""

from enum import Enum

from index.search.rewording import Wording
from index.search.searcher import Searcher

THRESHOLD = 2.60
"""Of the best hit's confidence; below it passages are shown as the closest, not as an answer. In %
of the questions, those that a doubt turns into closest ones counted as not answered:

    threshold                              2.40   2.50   2.60   2.70
    squad2_half: own answered              95.2   94.9   94.3   93.5
    squad2_half: foreign answered           8.7    6.3    4.4    2.8
    stackfaq: own answered                 97.3   96.8   96.7   96.2
    policyqa_dev: own answered             97.5   97.0   96.3   94.0
    five real texts: own answered          92.5   92.5   90.0   90.0
    twelve texts, 76 questions: own        85.6   82.9   79.0   75.0
    the same: near-misses answered         46.1   44.8   43.4   42.1
"""


SILENCE = 2.00
"""Below it no passage is shown, even beside a better one; as a bar for the best hit it silences
53 % of foreign questions and none of any set's own."""


FEWEST_WORDS = 3
"""A question with fewer, all of them small ones, asks nothing."""


class Outcome(Enum):
    """What an answer is; its value is the word in the JSON form."""

    ANSWERED = "answered"
    CLOSEST = "closest"
    NOT_IN_DOCUMENTS = "not_in_documents"


def outcome_of(
    searcher: Searcher,
    wording: Wording,
    missing: tuple[str, ...],
    confidence: float,
    threshold: float,
) -> Outcome:
    """The outcome of a question whose best hit has this confidence."""
    if _says_nothing(searcher, wording):
        return Outcome.NOT_IN_DOCUMENTS
    if confidence >= threshold:
        return Outcome.CLOSEST if missing else Outcome.ANSWERED
    silence = min(SILENCE, threshold)
    if confidence < silence or not _has_known_word(searcher, wording):
        return Outcome.NOT_IN_DOCUMENTS
    return Outcome.CLOSEST


def _says_nothing(searcher: Searcher, wording: Wording) -> bool:
    """Whether a question is one or two small words, as ``who`` alone: any passage has those."""
    return len(wording.text.split()) < FEWEST_WORDS and not searcher.bm25.terms(wording.text)


def _has_known_word(searcher: Searcher, wording: Wording) -> bool:
    """Whether any word of the question stands in a passage, in any form."""
    return any(map(searcher.bm25.has_term, searcher.bm25.terms(wording.text)))
