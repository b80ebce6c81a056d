"""Words → the names of persons among them, by capital letters and by lists of other words.

It is strict: what could be an organisation or a place is not taken for a person's name, because a
wrong name is worse than no name.
"""

import re

UPPER = "".join(filter(str.isupper, map(chr, range(0x530))))
"""Capital letters of the Latin, Greek and Cyrillic alphabets, for a pattern's character class."""

_NAME_PART = rf"\b[{UPPER}][\w’'-]{{0,30}}[^\W\d_]"
_NEXT_PART = rf"(?:\s+(?:[{UPPER}]\.|de|van|von|der|den|la|le|al|bin|{_NAME_PART}))"
NAME = rf"(?:{_NAME_PART}|\b[{UPPER}]\.){_NEXT_PART}{{0,4}}"
"""One to five words of a name, as a pattern without groups."""

FULL_NAME = rf"(?:{_NAME_PART}|\b[{UPPER}]\.){_NEXT_PART}{{1,4}}"
"""A name of at least two words, as a pattern without groups."""

TITLES = {
    **dict.fromkeys(("Mr", "Sir", "Lord"), "he"),
    **dict.fromkeys(("Mrs", "Ms", "Miss", "Dame", "Lady"), "she"),
    **dict.fromkeys("Mx Dr Prof Professor Rev Coun Cllr Councillor President Judge".split(), ""),
}
"""Titles before a name, with the person's pronoun if the title shows it."""

TITLE = rf"(?:(?:{'|'.join(TITLES)})\b\.?\s+)"

_SENTENCE_STARTERS = frozenset(
    """
    but and or when while since after before in on at as if so for with by from to of then also
    former now later today yesterday earlier meanwhile asked during under like unlike despite
    although because however until among between through over both not only
    monday tuesday wednesday thursday friday saturday sunday
    """.split()
)
"""Words that can begin a sentence before a name."""

_MONTHS = frozenset(
    """
    january february march april may june july august september october november december
    """.split()
)
_NEVER_FIRST = frozenset(
    "the this that these those a an his her their our my its north south west east new".split()
)
_ORGANISATION_WORDS = frozenset(
    """
    academy agency airlines airport alliance assembly association authority board borough bridge
    building bureau campaign care castle cathedral centre center chapel charity church city club
    coalition college commission committee company corporation council county court department
    district energy estate farm federation festival force forum foundation fund gallery gazette
    government group herald high hospital hotel house housing inn institute institution
    journal league library limited ltd magazine media mill ministry museum network news office
    panel parish parliament partnership party planning plc police press primary programme project
    report river road room school secondary service services social society square state states
    station street system systems task team theatre times today town trust union united university
    village water weekly works
    """.split()
)


def without_titles(name: str) -> str:
    """The name without titles and sentence starters before it, and without ``'s`` after it."""
    words = re.sub(r"[’']s$", "", re.sub(rf"^{TITLE}+", "", name)).split()
    while len(words) > 1 and words[0].lower() in _SENTENCE_STARTERS:
        words.pop(0)
    while len(words) > 2 and words[0].lower() in _MONTHS:
        words.pop(0)
    return re.sub(rf"^{TITLE}+", "", " ".join(words))


def is_person(name: str) -> bool:
    """Whether a name, given without titles, may be a person's name."""
    words = name.lower().split()
    return bool(words) and words[0] not in _NEVER_FIRST and _ORGANISATION_WORDS.isdisjoint(words)
