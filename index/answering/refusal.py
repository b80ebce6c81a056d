"""A question and its best hit → answered, closest, or not in the documents."""

from enum import Enum

from index.search.rewording import Wording
from index.search.searcher import Searcher

THRESHOLD = 2.70
"""Of the best hit's confidence; below it passages are shown as the closest, not as an answer.

    threshold                              2.20   2.40   2.50   2.60   2.70
    squad2_half: own answered              99.7   99.4   98.7   98.1   97.2 %
    squad2_half: foreign answered          29.5   14.7   10.1    7.0    4.6 %
    stackfaq: own answered                 99.8   99.4   99.0   98.6   97.7 %
    five real texts: own answered            40     39     37     37     35 of 40
    five real texts: near-misses answered     8      7      5      4      4 of 10
"""


SILENCE = 2.00
"""Below it no passage is shown, even beside a better one; as a bar for the best hit it silences
53 % of foreign questions and none of any set's own."""


UNKNOWN_SHARE = 0.9
"""Of the idf of the question's words; if more stands in no passage, only a good match is shown."""


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
    if confidence >= threshold:
        return Outcome.CLOSEST if missing else Outcome.ANSWERED
    silence = min(SILENCE, threshold)
    if confidence < silence or _unknown_share(searcher, wording) > UNKNOWN_SHARE:
        return Outcome.NOT_IN_DOCUMENTS
    return Outcome.CLOSEST


def _unknown_share(searcher: Searcher, wording: Wording) -> float:
    """The share of the question's idf that belongs to words of no passage."""
    shares = searcher.bm25.idf_shares(searcher.bm25.terms(wording.text))
    unknown = sum(share for term, share in shares.items() if not searcher.bm25.has_term(term))
    return unknown if shares else 1.0
