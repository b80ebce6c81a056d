"""Lines of a chat log → which of them begin a message of their own, and who speaks there.

time, name, words    ``[12:03] ann: hello``, ``12:03 <ann> hello``, ``1/5/24, 12:03 - Ann: hello``
time and name        ``[1/5/2024 12:03] Ann Lee``, the words below it
name and time        ``ann  12:03 PM``, ``Ann — Today at 12:03``, the words below it
name over time       two lines, the words below them
name, words          ``ann: hello``, ``<ann> hello``, where all lines do so
"""

import re
from collections.abc import Sequence

from index.text.date_lines import date_line

FEWEST_NAMED = 3
"""Lines that all begin with a name; two may be prose."""

FEWEST_HEADS = 3
"""Lines of a whole text that say who speaks and when; two may be two notes."""

MOST_LINES = 12
"""Lines for each that says who speaks: in a text with more of them it is no log."""

LONGEST_HEAD = 300
"""Characters in which a line says who speaks and when."""

_GAP = r"[^\S\r\n]"
_WORD = r"[^\W\d_]{3,9}"
_DAY = (
    rf"(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|\d{{1,2}}\.?{_GAP}{_WORD}\.?(?:{_GAP}\d{{4}})?"
    rf"|{_WORD}{_GAP}\d{{1,2}}(?:st|nd|rd|th)?(?:,?{_GAP}\d{{4}})?|today|yesterday"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day)"
)
_CLOCK = rf"\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}}(?:[.,]\d{{1,6}})?)?Z?(?:{_GAP}?[ap]\.?m\.?)?"
_WHEN = rf"(?i:{_DAY}(?:,?{_GAP}(?:at{_GAP})?|T))?(?i:{_CLOCK})"
_STAMP = rf"[\[(]?{_WHEN}[\])]?"
_NAME = rf"[^\s<>:\[\]()]{{1,30}}(?:{_GAP}[^\s<>:\[\]()]{{1,30}}){{0,3}}"
_STAMPED = re.compile(rf"{_STAMP}(?:{_GAP}|$)|<?{_NAME}>?{_GAP}+[\[(]{_STAMP}[\])]?:?(?:\s|$)")
_SPOKEN = re.compile(
    rf"{_STAMP}{_GAP}+(?:[-–]{_GAP}+)?"
    rf"(?:<[@+%~& ]?(?P<nick>{_NAME})>|(?P<name>(?!From\s){_NAME}):)(?:\s|$)"
)
_NAMED = re.compile(
    rf"(?:<(?P<nick>[^<>\s]{{1,30}})>|(?P<name>[^\W\d_][\w.-]{{0,29}})(?:{_GAP}?[\[(]{_STAMP}[\])])?:)"
    rf"(?:{_GAP}|$)"
)
_ABOVE_WORDS = (
    re.compile(rf"[\[(]{_WHEN}[\])]{_GAP}+(?P<name>{_NAME}):?"),
    re.compile(rf"{_CLOCK}{_GAP}+From{_GAP}+(?P<name>{_NAME}?)(?:{_GAP}+to{_GAP}+.{{1,40}})?:"),
    re.compile(
        rf"(?P<name>{_NAME}?)(?:{_GAP}*[—–]{_GAP}*|,?{_GAP}+[\[(]|{_GAP}{{2,}}|\t)(?:APP{_GAP})?{_WHEN}[\])]?"
    ),
)
"""Lines that say who speaks and when, and nothing else."""

_LEVELS = frozenset("TRACE DEBUG INFO NOTICE WARN WARNING ERROR CRITICAL FATAL".split())
"""What programs say in the place of a name."""

_DRAWN = " -–—=*_#~[]"
_FIGURE = re.compile(r"\d")
_POSTED = r"(?i:posted|written|wrote|sent|asked|answered|replied|commented)"
_TIME_ALONE = re.compile(
    rf"{_GAP}*(?:{_WHEN}|{_POSTED}(?:{_GAP}(?:on|at))?:?{_GAP}+(?:{_WHEN}|(?i:{_DAY})))[^\w\n]*"
)
_NAME_ALONE = re.compile(_NAME)


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


def speaker_of(line: str) -> str | None:
    """Who speaks in a line that begins a message; ``None`` if it does not say so."""
    words = line.strip()
    if name := _spoken_name(words):
        return name
    if named := _NAMED.match(words):
        return named["nick"] or named["name"]
    return _name_above_words(words.split("\n"), 0)


def message_heads(lines: Sequence[str]) -> dict[int, str]:
    """The numbers of the lines of a whole text that begin messages, and who speaks in each; empty
    if the text is no log. Lines without words are left aside.

    A timetable has names and times too, but no words below them.
    """
    words = [line[:LONGEST_HEAD].strip() for line in lines]
    if sum(_FIGURE.search(line) is not None for line in words) < FEWEST_HEADS - 1:
        return {}
    heads: dict[int, str] = {}
    for number, line in enumerate(words):
        if name := _spoken_name(line) or _name_above_words(words, number):
            heads[number] = name
    first = next((number for number, line in enumerate(words) if line), 0)
    fewest = FEWEST_HEADS - 1 if first in heads else FEWEST_HEADS
    count = sum(map(bool, words))
    if len(heads) < fewest or len({*heads.values()}) < 2 or count > MOST_LINES * len(heads):
        return {}
    notices = {
        number: ""
        for number, line in enumerate(words)
        if day_of(line)
        or (is_stamped(line) and not (number - 1 in heads and _TIME_ALONE.fullmatch(line)))
    }
    return dict(sorted({**notices, **heads}.items()))


def day_of(line: str) -> str | None:
    """The day that a line between messages says for those below it, as ``--- 2 May 2024 ---``."""
    date = date_line(line.strip(_DRAWN))
    return date.text if date and not date.year_alone else None


def is_stamped(line: str) -> bool:
    """Whether a line begins with a time, or with a name and one in brackets."""
    return _STAMPED.match(line) is not None


def _spoken_name(line: str) -> str | None:
    match = _SPOKEN.match(line)
    name = match["nick"] or match["name"] if match else None
    return None if name is None or name in _LEVELS else name


def _name_above_words(lines: Sequence[str], number: int) -> str | None:
    """The name in a line over the words that it says; two lines where the time stands below it."""
    line = lines[number].strip()
    name = next(filter(None, (shape.fullmatch(line) for shape in _ABOVE_WORDS)), None)
    below = number + 1
    if name is None and below < len(lines) and _TIME_ALONE.fullmatch(lines[below]):
        name = _NAME_ALONE.fullmatch(line)
        below += 1
    if name is None or below >= len(lines) or not _is_words(lines[below]):
        return None
    return name["name"].strip(" ,") if "name" in name.re.groupindex else name[0]


def _is_words(line: str) -> bool:
    return bool(line) and not any(shape.fullmatch(line) for shape in _ABOVE_WORDS)
