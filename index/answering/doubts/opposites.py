"""A question about one of two opposites, and a passage that speaks of the other alone.

Of bounds the words in bold decide, since ``up to 45 square metres`` is no smallest size; of other
opposites the whole passage, so that a word that it holds anywhere raises no doubt.
"""

import re
from collections.abc import Iterator
from itertools import chain

from index.answering.doubts.doubt import Doubt, DoubtKind, Evidence

_LOW = re.compile(
    r"\b(?:at least|minimum|min|smallest|lowest|fewest|shortest|youngest|cheapest|least|no less"
    r"|no fewer|not less|down to|from \d[\w.,]* (?:on|up|upwards)|or (?:more|over|older|above))\b",
    re.IGNORECASE,
)
_HIGH = re.compile(
    r"\b(?:at most|maximum|max|largest|biggest|highest|longest|oldest|up to|no more|no longer than"
    r"|not more|not exceed|more than|or (?:less|under|younger|below)|limit(?:ed)? (?:of|to|is))\b",
    re.IGNORECASE,
)
_PAIRS = """
first last | north south | northern southern | east west | eastern western
open closed | opens closes | opening closing | opened closed | earliest latest
started ended | arrive leave | arrival departure | won lost | wins loses
indoor outdoor | indoors outdoors | increase decrease | increased decreased
rise fall | half full | adult child | adults children | adults juniors | adult junior
male female | men women | upper lower | day night | summer winter | import export
imports exports | hot cold | winner loser | born died | entrance exit
upstream downstream | accept reject | accepted rejected | upload download
install uninstall | enable disable | income expenditure | best worst | weekday weekend
weekdays weekends | even odd | internal external | private public | top bottom
"""
_NOT_ALONE = frozenset("open day full".split())
"""Words with other meanings too: they raise no doubt, only their opposites do."""


def opposites_in(pairs_text: str) -> dict[str, set[str]]:
    """Each word of a text of pairs, with a bar between them, and its opposites."""
    pairs = [pair.split() for pair in pairs_text.split("|") if pair.strip()]
    opposites: dict[str, set[str]] = {}
    for first, second in chain(pairs, ([b, a] for a, b in pairs)):
        opposites.setdefault(first, set()).add(second)
    return opposites


_OPPOSITES = opposites_in(_PAIRS.replace("\n", "|"))
_WORD = re.compile(r"[^\W\d_]+")


def opposite_doubts(evidence: Evidence) -> Iterator[Doubt]:
    """A doubt for each word of the question whose opposite alone the passage has."""
    yield from _bound_doubts(evidence)
    words = set(_WORD.findall(evidence.passage.lower()))
    for word in dict.fromkeys(_WORD.findall(evidence.question.lower())):
        others = _OPPOSITES.get(word, set()) & words
        if others and word not in words and word not in _NOT_ALONE:
            yield Doubt(DoubtKind.OPPOSITE, (word,), tuple(sorted(others)))


def _bound_doubts(evidence: Evidence) -> Iterator[Doubt]:
    for asked, other in ((_LOW, _HIGH), (_HIGH, _LOW)):
        bound = asked.search(evidence.question)
        found = other.search(evidence.answering)
        is_both = other.search(evidence.question) or asked.search(evidence.answering)
        if bound and found and not is_both:
            yield Doubt(DoubtKind.OPPOSITE, (bound[0],), (found[0],))
