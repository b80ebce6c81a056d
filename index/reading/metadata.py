"""The head of a text → what it says about itself: title, author, date, recipient, length.

Read by place and shape: what is not plainly stated stays unknown. The lines that say it are kept
as spans, so that they can be found and quoted like any other words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from index.reading.metadata_lines import is_bare_name, is_greeting, line_metadata, meeting_date
from index.text.date_lines import date_line
from index.text.person_names import UPPER
from index.text.views import Span

MOST_LINES = 12
"""Lines from the top that may be about the document."""

MOST_STRANGERS = 1
"""Lines below the title that state nothing, until the text has begun. Above "Dear Ann" stands an
address, which has more."""

LONGEST_TITLE = 40
"""Words."""

SENTENCE = 8
"""From so many words a line with a full stop is a sentence, and the text has begun."""

STANZA = 3
"""Lines without a blank one between, about as long as one another, are verse or broken prose."""

MOST_DATES = 2
"""Lines that are nothing but a date; with more of them the text is a timeline or a diary."""

_LINE = re.compile(r"\S[^\r\n\f]*")
_LINE_END = re.compile(r"\r\n|\n|\r|\f")
_FRONT = re.compile(r"(?:title|author|publisher|date|recipient|url):\s*\S.*")
_LABEL = re.compile(rf"[{UPPER}][\w .’'()-]{{0,30}}:(?=\s+\S)")
_PAGE = re.compile(r" ?[|–—-]? ?\bpage \d+(?: of \d+)?$", re.I)
_CAPITAL = re.compile(r"[\W_]*(?![a-zß-öø-ÿ])[^\W\d_]")
_GO_ON = frozenset(
    "a an and as at by for from in is of on or that the to was which who with".split()
)
_SIGN_OFF = re.compile(
    r"(?:yours (?:sincerely|faithfully|truly|ever)|(?:kind|best|warm) (?:regards|wishes)|regards|"
    r"sincerely|with (?:best|kind) wishes|many thanks|thank you\b.{0,40})[,.!]?",
    re.I,
)
_SIGNED_WITHIN = 15
_NEAR_THE_END = 2_000


@dataclass(slots=True)
class FoundMetadata:
    """What a text says about itself, and the lines that say it; unknown is ``None``."""

    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    date: str | None = None
    recipient: str | None = None
    length: str | None = None
    spans: list[Span] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line, its words without marks; ``near`` says that no blank line is above it."""

    start: int
    end: int
    words: str
    near: bool


def find_metadata(text: str, body: int) -> FoundMetadata:
    """What the first lines say, and of a letter the last; front matter's lines are spans too."""
    found = FoundMetadata()
    found.spans += [(a, b) for a, b in _lines(text, 0, body) if _FRONT.fullmatch(text, a, b)]
    top = list(_top(text, body))
    head = _head(top, is_timeline=_is_timeline(text, body))
    is_letter = bool(head) and is_greeting(head[-1].words)
    title, end = _title(top, len(head), is_letter)
    if is_letter:
        _read(found, head, title, len(head))
    else:
        _read(found, head[:end], title, MOST_STRANGERS)
    if found.recipient and not found.author:
        found.author = _signature(text)
    return found


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _LINE.finditer(text, start, end):
        yield match.start(), match.start() + len(match[0].rstrip())


def _top(text: str, body: int) -> Iterator[_Line]:
    """The first lines, and some below them to see how they go on."""
    above = body
    for start, end in islice(_lines(text, body, len(text)), MOST_LINES + STANZA):
        near = len(_LINE_END.findall(text, above, start)) < 2
        yield _Line(start, end, " ".join(text[start:end].strip("*_# ").split()), near)
        above = end


def _is_timeline(text: str, body: int) -> bool:
    """Whether dates stand on lines of their own all along: then none is the document's."""
    dates = (span for span in _lines(text, body, len(text)) if date_line(text[slice(*span)]))
    return len(list(islice(dates, MOST_DATES + 1))) > MOST_DATES


def _head(top: Sequence[_Line], is_timeline: bool) -> Sequence[_Line]:
    """The lines down to the greeting, or else to the first sentence or the first event's date."""
    for number, line in enumerate(top[:MOST_LINES]):
        count = len(line.words.split())
        sentence = count >= SENTENCE and line.words.endswith((".", "!", "?", ",", ":"))
        if sentence or count > LONGEST_TITLE or (is_timeline and date_line(line.words)):
            return top[:number]
        if is_greeting(line.words):
            return top[: number + 1]
    return top[:MOST_LINES]


def _title(top: Sequence[_Line], size: int, is_letter: bool) -> tuple[int | None, int]:
    """The number of the line that is the title, and of the one where the text begins.

    It is the first of several words, if it looks like one, or else a single word above all.
    """
    untold = [number for number in range(size) if not _is_told(top[number].words)]
    first = next((n for n in untold if " " in top[n].words), size)
    if first < size and _is_title(top, first, is_letter):
        return first, size
    words = [number for number in untold if number < first]
    return 0 if words == [0] and not is_letter and _is_word(top) else None, first


def _is_told(words: str) -> bool:
    return bool(line_metadata(words, beside_fact=True)) or date_line(words) is not None


def _is_word(top: Sequence[_Line]) -> bool:
    word = top[0].words
    goes_on = any(line.near and not _is_told(line.words) for line in top[1:2])
    return len(word) > 2 and word.isalpha() and not word[0].islower() and not goes_on


def _is_title(top: Sequence[_Line], number: int, is_letter: bool) -> bool:
    line, below = top[number].words, top[number + 1 : number + STANZA]
    return (
        len(line.split()) <= LONGEST_TITLE
        and not line.endswith((".", ",", ";", ":"))
        and _CAPITAL.match(line) is not None
        and " | " not in line
        and not (_goes_on(line, below) or _is_label(line, below, top))
        and not (is_letter and (is_bare_name(line) or below[0].near))
    )


def _goes_on(line: str, below: Sequence[_Line]) -> bool:
    """Whether a line is the first of verse or of a sentence that was broken."""
    following = below[0].words if below else ""
    small = following[:1].islower() and not _is_told(following)
    alike = list(takewhile(lambda one: one.near and _is_as_long(line, one.words), below))
    stanza = len(alike) == STANZA - 1 or (alike and following.endswith("."))
    told = any(_is_told(one.words) for one in alike)
    return small or line.split()[-1].lower() in _GO_ON or (bool(stanza) and not told)


def _is_label(line: str, below: Sequence[_Line], top: Sequence[_Line]) -> bool:
    """Whether a line with a colon in it is one of several, such as ``Present: …``."""
    label = _LABEL.match(line)
    if label is None:
        return False
    again = sum(one.words.startswith(label[0]) for one in top) > 1
    near = [one for one in below[:1] if one.near or label[0].isupper()]
    return again or any(_LABEL.match(one.words) for one in near)


def _is_as_long(line: str, other: str) -> bool:
    return 3 * len(line) > 2 * len(other) and 3 * len(other) > 2 * len(line)


def _read(found: FoundMetadata, head: Sequence[_Line], title: int | None, strangers: int) -> None:
    """Take what the lines state, until too many below the title state nothing."""
    taken = -1
    for number, line in enumerate(head):
        above = title is not None and number < title
        stated = line_metadata(
            line.words,
            beside_date=title in range(number) and _is_beside_date(found, head, number, taken),
            beside_fact=above or taken == number - 1,
        )
        if number == title:
            stated["title"] = _PAGE.sub("", line.words)
        if date := meeting_date(line.words):
            stated.setdefault("date", date)
        if stated and not _is_another_date(found, line.words, stated):
            _take(found, stated)
            found.spans.append((line.start, line.end))
            taken = number
        elif not above:
            strangers -= 1
        if strangers < 0:
            return


def _is_beside_date(found: FoundMetadata, head: Sequence[_Line], number: int, taken: int) -> bool:
    """Whether the line above or below states the document's date."""
    if found.date is not None:
        return taken == number - 1 and "date" in line_metadata(head[taken].words)
    return any("date" in line_metadata(line.words) for line in head[number + 1 : number + 2])


def _is_another_date(found: FoundMetadata, line: str, stated: dict[str, str]) -> bool:
    """Whether a line is a date, but the document has one already."""
    return date_line(line) is not None and found.date not in (None, stated.get("date"))


def _take(found: FoundMetadata, stated: dict[str, str]) -> None:
    for name, value in stated.items():
        if getattr(found, name) is None:
            setattr(found, name, value)


def _signature(text: str) -> str | None:
    """The name under the last lines of a letter; a first name alone is no name of an author."""
    near = max(0, len(text) - _NEAR_THE_END)
    lines = [text[a:b] for a, b in _lines(text, near, len(text))][-_SIGNED_WITHIN:]
    for line, following in pairwise(lines):
        if _SIGN_OFF.fullmatch(line) and is_bare_name(following):
            return following
    return None
