"""Question → what is searched: slips of the keyboard repaired, abbreviations spelt out.

A word is repaired when no document says it and the encoder does not know it either: in a small
corpus most words of a good question are unseen, and "long" must not become "along". What was
done is told, so that the asker can see it; what stands in quotation marks is left alone.

    one typo in the rarest word of each question        repaired  wrongly  not
    squad2_half, 1,440 questions                          @@@
    the shipped corpus and five real texts                @@@
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from index.dates import MONTHS, Month, months_in
from index.vocabulary import (
    Vocabulary,
    Word,
    begins_sentence,
    is_short_form,
    short_forms,
    words_in,
)

SHORTEST_REPAIRED = 4
SHORTEST_WITHOUT_GUARD = 5
"""From so many letters the first one may be wrong and the last one missing."""

SHORTEST_FAR = 8
"""From so many letters a name may be two edits away."""

# What a document need not say, and what is never a slip: the words of asking.
_FUNCTION_WORDS = frozenset(
    """
    a about above after again all also am an and any anybody anyone are as at be because been
    before being below between both but by can cannot cant could couldnt did didnt do does doesnt
    doing dont down during each every everyone few for from further had has hasnt have having he
    hello her here hers herself hey him himself his how i if in into is isnt it its itself just
    many may me might mine more most much must my myself never no none noone nor not nothing now
    of off okay on once only or other our ours ourselves out over own please same shall she
    should shouldnt since so some somebody someone something such tell than thank thanks that
    thats the their theirs them themselves then there these they this those through to too under
    until unto up upon very was wasnt we were what whatever whats when whence where wheres
    whether which while who whoever whom whos whose why will with within without wont would
    wouldnt yes you your yours yourself yourselves
    """.split()
)
_NO_NAMES = frozenset(
    """
    mr mrs ms miss dr prof professor sir dame lord lady rev reverend hon councillor coun cllr
    president minister king queen saint st captain judge
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun jan feb mar apr jun jul aug sep sept oct nov dec ok faq
    """.split()
) | set(MONTHS)
_ENDINGS = ("s", "es", "d", "ed", "ing", "r", "er", "rs", "ers", "ly")
_YEAR = re.compile(r"(?:19|20)\d\d")
_QUOTED = re.compile(r'"([^"]+)"|[“„]([^“”„]+)[”“]|«([^«»]+)»')
_LONGEST_LONG_FORM = 12

Check = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Repair:
    """A word that was searched for in the place of what was typed, or ``added`` to it."""

    typed: str
    searched: str
    added: bool


@dataclass(frozen=True, slots=True)
class Wording:
    """What is searched for a question, and how it differs from what was asked."""

    text: str
    """The question with its repairs, for the encoder and the words index."""
    repairs: tuple[Repair, ...]
    expansions: tuple[str, ...]
    """Long forms of the question's abbreviations, and abbreviations of its long forms."""
    phrases: tuple[str, ...]
    """What stands in double quotation marks, without them."""
    dates: tuple[Month, ...]
    missing: tuple[str, ...]
    """Years and names that no document mentions, as typed."""


def reword(
    question: str, vocabulary: Vocabulary, is_whole_piece: Check, knows_stem: Check
) -> Wording:
    """What is searched for the question.

    ``is_whole_piece`` tells whether the encoder has a lower-case word as one token,
    ``knows_stem`` whether a passage holds a word with the same stem.
    """
    asked = _Asked.read(question)
    reader = _Reader(vocabulary, is_whole_piece, knows_stem)
    repairs = {word: repair for word in asked.words if (repair := reader.repair(word, asked))}
    expansions = reader.expansions(asked)
    text = _repaired(question, repairs)
    return Wording(
        text=text,
        repairs=tuple(dict.fromkeys(repairs.values())),
        expansions=tuple(dict.fromkeys(expansions.values())),
        phrases=asked.phrases,
        dates=tuple(sorted(months_in(text), key=lambda date: (date.year, date.month or 0))),
        missing=reader.missing(asked, {*repairs, *expansions}),
    )
