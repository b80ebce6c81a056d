"""The greeting and the closing of a letter: lines that say nothing but to whom and from whom."""

import re

LONGEST = 80
"""Characters; a longer line says more."""

_NAMES = r"(?:[,!.]?\s+[^\s,.:;!?]+){0,5}[,.!:–—-]*"
_GREETING = re.compile(
    rf"(?:hi|hello|hey|hiya|dear|greetings|good (?:morning|afternoon|evening|day)){_NAMES}"
    r"|to whom it may concern[,:.]?",
    re.I,
)
_WISHES = (
    r"(?:(?:with|my|very|many|all|our|the) )*(?:(?:best|kind|kindest|warm|warmest|good) )?"
    r"(?:wishes|regards)|(?:many |with )?thanks(?: again| in advance)?|thank you|cheers"
    r"|yours(?: (?:sincerely|faithfully|truly|ever|always|respectfully|affectionately))?"
    r"|(?:sincerely|faithfully|respectfully|affectionately)(?: yours)?|all the best|best"
    r"|(?:(?:with|much|lots of|all my) )*love|take care|your (?:\w+ ){1,3}?"
    r"(?:son|daughter|brother|sister|mother|father|friend|aunt|uncle|servant|cousin)"
)
_CLOSING = re.compile(rf"(?:{_WISHES})(?:[,!.–—-]+(?:\s+[^\s,.:;!?]+){{0,5}}[,.!]*)?", re.I)


def is_greeting(line: str) -> bool:
    """Whether a line only greets, such as ``Hi Ann,``."""
    return len(line) <= LONGEST and _GREETING.fullmatch(line) is not None


def is_closing(line: str) -> bool:
    """Whether a line only takes leave, with a name or without, such as ``Best wishes, Ann``."""
    return len(line) <= LONGEST and _CLOSING.fullmatch(line) is not None
