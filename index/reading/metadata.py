"""The head of a text → what it says about itself: title, author, date, recipient, length.

It is read from the position and the form of lines: what is not plainly stated stays unknown. The
lines that state it become spans, so that they can be found and quoted like any other words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, takewhile

from index.reading.document_date import date_outside_head, is_date_of_event, last_version
from index.reading.metadata_lines import (
    is_bare_name,
    is_greeting,
    is_of_dated_kind,
    line_metadata,
    meeting_date,
)
from index.text.date_lines import date_line
from index.text.page_numbers import page_number
from index.text.person_names import UPPER
from index.text.quotation_margins import QUOTATION
from index.text.stated_dates import place_and_date
from index.text.titles import names_document
from index.text.views import Span

MOST_LINES = 12
"""Lines from the top that may be about the document."""

MOST_PLAIN_LINES = 1
"""Lines below the title that state nothing; with more of them the text has begun. A letter has an
address above "Dear Ann", so there all lines down to the greeting are read."""

LONGEST_TITLE = 40
"""Words."""

FEWEST_SENTENCE_WORDS = 8
"""A line of at least so many words that ends like a sentence is one: the text has begun."""

STANZA_LINES = 3
"""So many lines of about equal length, with no blank line between, are verse or broken prose."""

MOST_DATES = 2
"""Lines that are only a date; with more of them the text is a timeline or a diary."""

_LINE = re.compile(r"\S[^\r\n\f]*")
_LINE_END = re.compile(r"\r\n|\n|\r|\f")
_FRONT_MATTER_LINE = re.compile(r"(?:title|author|publisher|date|recipient|url):\s*\S.*")
_LABEL = re.compile(rf"[{UPPER}][\w .’'()-]{{0,30}}:(?=\s+\S)")
_SENTENCES = re.compile(
    rf"(?:\S+ ){{{FEWEST_SENTENCE_WORDS - 1}}}.*?"
    rf"(?<=[a-zß-öø-ÿ]{{4}})[.!?][”’\"')]* [{UPPER}]\S*(?: \S+){{4}}"
)
"""The end of a sentence and the beginning of another: a subtitle behind a point is shorter."""

_PAGE = re.compile(r" ?[|–—-]? ?\bpage \d+(?: of \d+)?$", re.I)
_CAPITAL = re.compile(r"[\W_]*(?![a-zß-öø-ÿ])[^\W\d_]")
_NEVER_LAST = frozenset(
    "a an and as at by for from in is of on or that the to was which who with".split()
)
_SIGN_OFF = re.compile(
    r"(?:yours (?:sincerely|faithfully|truly|ever)|(?:kind|best|warm) (?:regards|wishes)|regards|"
    r"sincerely|with (?:best|kind) wishes|many thanks|thank you\b.{0,40})[,.!]?",
    re.I,
)
_SIGNATURE_LINES = 15
_SIGNATURE_CHARACTERS = 2_000


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
    """A line, its words without marks; ``no_gap_above`` says that no blank line is above it."""

    start: int
    end: int
    words: str
    no_gap_above: bool


def find_metadata(text: str, body: int, furniture: Sequence[Span] = ()) -> FoundMetadata:
    """What the first lines state, and in a letter the last; lines of front matter are spans too.

    Of the heads and feet of pages, ``furniture``, only one that is the very first line is read: it
    may be the title.
    """
    metadata = FoundMetadata()
    metadata.spans += [
        (a, b) for a, b in _lines(text, 0, body) if _FRONT_MATTER_LINE.fullmatch(text, a, b)
    ]
    edges = {start for start, _ in furniture}
    top = [
        line for i, line in enumerate(_first_lines(text, body)) if not i or line.start not in edges
    ]
    head = _head_lines(top, is_timeline=_is_timeline(text, body))
    is_letter = bool(head) and is_greeting(head[-1].words)
    title, end = _title(top, len(head), is_letter)
    if is_letter:
        _read_lines(metadata, head, title, len(head))
    else:
        _read_lines(metadata, head[:end], title, MOST_PLAIN_LINES)
    if metadata.recipient and not metadata.author:
        metadata.author = _signature(text)
    lines = [text[a:b] for a, b in _lines(text, body, len(text))]
    if is_letter and metadata.date is None:
        metadata.date = next(filter(None, (place_and_date(line.words) for line in head)), None)
    metadata.date = last_version(lines, metadata.date) or date_outside_head(lines)
    return metadata


def _lines(text: str, start: int, end: int) -> Iterator[Span]:
    for match in _LINE.finditer(text, start, end):
        yield match.start(), match.start() + len(match[0].rstrip())


def _first_lines(text: str, body: int) -> Iterator[_Line]:
    """The first lines, and some below them to see how the text continues."""
    above = body
    for start, end in islice(_lines(text, body, len(text)), MOST_LINES + STANZA_LINES):
        no_gap_above = len(_LINE_END.findall(text, above, start)) < 2
        yield _Line(start, end, " ".join(text[start:end].strip("*_# ").split()), no_gap_above)
        above = end


def _is_timeline(text: str, body: int) -> bool:
    """Whether many lines are only a date: then none of them is the document's date."""
    dates = (span for span in _lines(text, body, len(text)) if date_line(text[slice(*span)]))
    return len(list(islice(dates, MOST_DATES + 1))) > MOST_DATES


def _head_lines(top: Sequence[_Line], is_timeline: bool) -> Sequence[_Line]:
    """The lines down to the greeting, or else to the first sentence or the first event's date."""
    for number, line in enumerate(top[:MOST_LINES]):
        count = len(line.words.split())
        sentence = count >= FEWEST_SENTENCE_WORDS and line.words.endswith((".", "!", "?", ",", ":"))
        if (
            sentence
            or _SENTENCES.match(line.words)
            or count > LONGEST_TITLE
            or (is_timeline and date_line(line.words))
        ):
            return top[:number]
        if is_greeting(line.words):
            return top[: number + 1]
    return top[:MOST_LINES]


def _title(top: Sequence[_Line], size: int, is_letter: bool) -> tuple[int | None, int]:
    """The number of the title's line, and of the line where the text begins.

    The title is the first line of several words, if it looks like a title, or else a single word
    above all other lines.
    """
    unstated = [number for number in range(size) if not _states_metadata(top[number].words)]
    first = next((n for n in unstated if " " in top[n].words), size)
    if first < size and _is_title(top, first, is_letter):
        return first, size
    single_words = [number for number in unstated if number < first]
    return 0 if single_words == [0] and not is_letter and _is_one_word_title(top) else None, first


def _states_metadata(words: str) -> bool:
    return bool(line_metadata(words, beside_fact=True)) or date_line(words) is not None


def _is_one_word_title(top: Sequence[_Line]) -> bool:
    word = top[0].words
    goes_on = any(line.no_gap_above and not _states_metadata(line.words) for line in top[1:2])
    named = len(word) > 2 and names_document(word, is_heading=True)
    return named and word.isalpha() and not word[0].islower() and not goes_on


def _is_title(top: Sequence[_Line], number: int, is_letter: bool) -> bool:
    line = top[number].words
    below = [other for other in top[number + 1 :] if page_number(other.words) is None]
    below = below[: STANZA_LINES - 1]
    return (
        len(line.split()) <= LONGEST_TITLE
        and not line.endswith((".", ",", ";", ":"))
        and _CAPITAL.match(line) is not None
        and " | " not in line
        and names_document(line, is_heading=True)
        and not line.startswith(QUOTATION)
        and not (_continues_below(line, below) or _is_label(line, below, top))
        and not (is_letter and (is_bare_name(line) or below[0].no_gap_above))
    )


def _continues_below(words: str, below: Sequence[_Line]) -> bool:
    """Whether a line is the first line of verse or of a broken sentence."""
    next_line = below[0].words if below else ""
    starts_small = next_line[:1].islower() and not _states_metadata(next_line)
    verse = list(
        takewhile(lambda line: line.no_gap_above and _is_similar_length(words, line.words), below)
    )
    is_stanza = len(verse) == STANZA_LINES - 1 or (verse and next_line.endswith("."))
    states_facts = any(_states_metadata(line.words) for line in verse)
    return (
        starts_small
        or words.split()[-1].lower() in _NEVER_LAST
        or (bool(is_stanza) and not states_facts)
    )


def _is_label(words: str, below: Sequence[_Line], top: Sequence[_Line]) -> bool:
    """Whether a line is a label with a colon, such as ``Present: …``, among others of its kind."""
    label = _LABEL.match(words)
    if label is None:
        return False
    repeated = sum(line.words.startswith(label[0]) for line in top) > 1
    neighbours = [line for line in below[:1] if line.no_gap_above or label[0].isupper()]
    return repeated or any(_LABEL.match(line.words) for line in neighbours)


def _is_similar_length(line: str, other_line: str) -> bool:
    return 3 * len(line) > 2 * len(other_line) and 3 * len(other_line) > 2 * len(line)


def _read_lines(
    metadata: FoundMetadata, head: Sequence[_Line], title: int | None, plain_lines_left: int
) -> None:
    """Add what the lines state, until too many lines below the title state nothing."""
    last_stated = -1
    words = [line.words for line in head]
    is_paper = any(map(is_of_dated_kind, words))
    for number, line in enumerate(head):
        above_title = title is not None and number < title
        stated = line_metadata(
            line.words,
            beside_date=title in range(number)
            and _is_beside_date(metadata, head, number, last_stated),
            beside_fact=above_title or last_stated == number - 1,
        )
        if number == title:
            stated["title"] = _PAGE.sub("", line.words)
        if date := meeting_date(line.words):
            stated.setdefault("date", date)
        if not is_paper and is_date_of_event(words, number):
            stated = {}
        if stated and not _is_another_date(metadata, line.words, stated):
            _add_missing(metadata, stated)
            metadata.spans.append((line.start, line.end))
            last_stated = number
        elif not above_title:
            plain_lines_left -= 1
        if plain_lines_left < 0:
            return


def _is_beside_date(
    metadata: FoundMetadata, head: Sequence[_Line], number: int, last_stated: int
) -> bool:
    """Whether the line above or below states the document's date."""
    if metadata.date is not None:
        return last_stated == number - 1 and "date" in line_metadata(head[last_stated].words)
    return any("date" in line_metadata(line.words) for line in head[number + 1 : number + 2])


def _is_another_date(metadata: FoundMetadata, line: str, stated: dict[str, str]) -> bool:
    """Whether a line is a date, but the document already has another one."""
    return date_line(line) is not None and metadata.date not in (None, stated.get("date"))


def _add_missing(metadata: FoundMetadata, stated: dict[str, str]) -> None:
    for name, value in stated.items():
        if getattr(metadata, name) is None:
            setattr(metadata, name, value)


def _signature(text: str) -> str | None:
    """The name below the end of a letter; a first name alone does not count."""
    start = max(0, len(text) - _SIGNATURE_CHARACTERS)
    lines = [text[a:b] for a, b in _lines(text, start, len(text))][-_SIGNATURE_LINES:]
    for line, following in pairwise(lines):
        if _SIGN_OFF.fullmatch(line) and is_bare_name(following):
            return following
    return None
