"""A question and its best hit → answered, closest, or not in the documents."""

from enum import Enum

from index.search.rewording import Wording
from index.search.searcher import Searcher

THRESHOLD = 2.60
"""Of the best hit's confidence; below it passages are shown as the closest, not as an answer. In %
of the questions, those that a doubt turns into closest ones counted as not answered:

    threshold                              2.40   2.50   2.60   2.70
    squad2_half, 500: own answered         95.0   94.8   94.4   94.0
    the same: foreign answered              6.6    5.8    5.4    3.8
    stackfaq, 400: own answered            97.2   97.2   97.2   96.8
    policyqa_dev, 400: own answered        96.8   96.8   96.2   93.5
    five real texts, 40: own answered      97.5   97.5   97.5   95.0
    twelve texts, 76 questions: own        92.1   90.8   86.8   82.9
    the same: near-misses answered         42.1   42.1   40.8   40.8
"""


SILENCE = 2.00
"""Below it no passage is shown, even beside a better one; as a bar for the best hit it silences
42 % of squad2_half's foreign questions, 95 % of other sets', and none of any set's own."""


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
