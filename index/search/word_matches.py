"""A question and its best hits → how well each of its words that says something is matched."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from index.search.hits import Hit
from index.search.rewording import FUNCTION_WORDS, Wording
from index.storage.word_counts import Word, short_forms, words_in
from index.text.views import Span

MEANT = 0.30
"""From this cosine on a passage counts as meaning a word. At .30 unknown words alone doubt 0.3 % of
the own questions of squad2_half, 1.0 % of stackfaq's and none of policyqa_dev's; at .40 2.3, 4.8
and 0.3 %."""

FEWEST_LETTERS = 3
_LEAST_PART = 3

_LIGHT_WORDS = frozenset(
    """
    able allow allowed already anything ask became become call called came come cost costs days
    different ever exactly exist far feel find found gave get gets getting give given go goes going
    gone got happen happened happens happening just keep kind know last later least let like list
    little long look lot made make makes making mean means mind most much name names need needed
    needs new next number often old open own people person place point possible put really receive
    right
    said say says second see seem show since something sort start still sure take taken takes tell
    thing things think time times today took try trying type types use used uses using want wanted
    way ways went word work works year years month months date dates day hour hours minute minutes
    week weeks yet actually anyway maybe actual certain currently exact good great bad best better
    """.split()
)
"""Words that say so little that any passage means them."""


class WordMatch(NamedTuple):
    """A word of the question that says something, and how well the best passages match it."""

    word: str
    is_known: bool
    """Whether a document has it, in this form or another; not looked up if a passage means it."""
    is_quoted: bool
    """Whether the best passage or its head has it."""
    best: float
    """The best cosine of its tokens in the best passage, from 0 to 1."""
    best_of_three: float
    """The same in the best three passages."""


def content_words(wording: Wording) -> Iterator[Word]:
    """The words of a question that say something, its expansions left out."""
    for word in words_in(wording.text):
        lower = word.text.lower()
        is_short = len(lower) < FEWEST_LETTERS or not lower[0].isalpha()
        if not is_short and lower not in FUNCTION_WORDS and lower not in _LIGHT_WORDS:
            yield word


def cosine_of(word: Word, token_spans: tuple[Span, ...], hit: Hit) -> float:
    """The mean of the best cosines of a word's tokens; 1 where its tokens are not known."""
    end = word.start + len(word.text)
    cosines = [
        cosine
        for (first, last), cosine in zip(token_spans, hit.tokens, strict=False)
        if word.start <= first and last <= end
    ]
    return sum(cosines) / len(cosines) if cosines else 1.0


def spellings(word: Word, words: tuple[Word, ...]) -> Iterator[str]:
    """Other ways to write a word of a question: with the word before or after it as one, and cut
    in two."""
    for one, other in pairwise(words):
        if word in (one, other):
            yield f"{one.text}{other.text}".lower()
    lower = word.text.lower()
    for at in range(_LEAST_PART, len(lower) - _LEAST_PART + 1):
        yield f"{lower[:at]} {lower[at:]}"


def is_spelt_out(word: Word, wording: Wording) -> bool:
    """Whether a word is an abbreviation whose long form is searched for with it."""
    forms = (tuple(re.findall(r"[^\W\d_]+", form.lower())) for form in wording.expansions)
    return any(word.text.lower() in short_forms(list(form)) for form in forms)
