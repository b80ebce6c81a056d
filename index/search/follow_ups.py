"""A question and the turns before it → the text to search for. Pure.

"And who followed him?" means nothing without the turn before. With that turn in front of the
question, its passage moves from rank 25 to rank 1. A question that names its own subject is
searched as it is, because the turn before would only pull the search away from that subject.
"""

import re

from index.search.frames import without_frame

_POINTING_WORDS = frozenset(
    """he him his she her hers it its itself they them their theirs himself herself themselves
    that this those these there then one ones same""".split()
)
_FOLLOW_UP_OPENING = re.compile(
    r"^\W*(and|but|so|or|also|then|what about|how about|why not|since when)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_FEWEST_CONTENT_WORDS = 2
_FILLER_WORDS = frozenset(
    """a an and are at be but by can could did do does for from had has have how i in is just of
    on or please so tell me the to was we were what when where which who whom whose why will with
    would you about more else""".split()
)


def stands_alone(question: str) -> bool:
    """Whether a question itself says what it is about."""
    words = _WORD.findall(question.lower())
    content = [word for word in words if word not in _FILLER_WORDS and word not in _POINTING_WORDS]
    names = [word for word in _WORD.findall(question)[1:] if word[0].isupper() and word != "I"]
    if names:
        return True
    points_back = (
        any(word in _POINTING_WORDS for word in words)
        or _FOLLOW_UP_OPENING.match(question) is not None
    )
    return not points_back and len(content) >= _FEWEST_CONTENT_WORDS


def in_context(question: str, previous: tuple[str, ...]) -> str:
    """The text to search for: the question without its frame, after the turn before if it cannot
    stand alone."""
    bare = without_frame(question)
    if not previous or stands_alone(question):
        return bare
    return f"{without_frame(previous[-1])} {bare}"
