"""Lines of a chat log → which of them begin a message of their own."""

import re
from collections.abc import Sequence

FEWEST_NAMED = 3
"""Lines that all begin with a name; two may be prose."""

_DAY = r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}"
_TIME = r"\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,6})?)?Z?(?:[^\S\r\n]?[ap]\.?m\.?)?"
_STAMP = rf"[\[(]?(?:{_DAY}(?:,?[^\S\r\n]|T))?{_TIME}[\])]?"
_NAME = r"[^\s<>:\[\]()]{1,30}(?:[^\S\r\n][^\s<>:\[\]()]{1,30}){0,3}"
_STAMPED = re.compile(
    rf"{_STAMP}(?:[^\S\r\n]|$)|<?{_NAME}>?[^\S\r\n]+[\[(]{_STAMP}[\])]?:?(?:\s|$)"
)
_SPOKEN = re.compile(rf"{_STAMP}[^\S\r\n]+(?:[-–][^\S\r\n]+)?(?:<{_NAME}>|{_NAME}:)(?:\s|$)")
_NAMED = re.compile(
    rf"(?:<[^<>\s]{{1,30}}>|[^\W\d_][\w.-]{{0,29}}(?:[^\S\r\n]?[\[(]{_STAMP}[\])])?:)(?:[^\S\r\n]|$)"
)


def message_lines(lines: Sequence[str]) -> set[int]:
    """The numbers of the lines that begin a message: those with a time if the first and another
    have one, or if two say who speaks; or all lines if each begins with a name."""
    words = [line.lstrip() for line in lines]
    stamped = {number for number, line in enumerate(words) if _STAMPED.match(line)}
    spoken = sum(_SPOKEN.match(line) is not None for line in words)
    if len(stamped) > 1 and (0 in stamped or spoken > 1):
        return stamped
    is_log = len(words) >= FEWEST_NAMED and all(map(_NAMED.match, words))
    return set(range(len(words))) if is_log else set()
