"""Text from documents and users → text that Discord shows as it is. Pure; knows nothing of discord.

Text of a document is untrusted: it is escaped so that Discord shows its characters and nothing
else. It is cut only between sentences, or between words where one sentence alone is longer than a
message. The source text is cut before it is escaped, so no cut falls inside an escape.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.chat.render.limits import MESSAGE_LIMIT, fitting_start, length

QUOTED, SMALL = "> ", "-# "

CUT = "…"
"""Stands where a sentence, a word or code goes on in the next message."""

_UNSENDABLE = re.compile(r"[\x00\x1b\x9b\ud800-\udfff]")
"""What Discord refuses, and what would command the terminal that a message is pasted into."""

_LINE_START = re.compile(r"^(\s*)(?:([#-])|(\d+)(\.))")
_MARKUP = re.compile(
    r"[\\*_`~|<>@\[\]]"
    r"|:(?=//)"  # a link
    r"|:(?=[\w+~-]+:)"  # the name of an emoji
    r"|(?:(?<=discord)|(?<=discordapp))\.(?=\w)",  # an invite, which needs no scheme
    re.IGNORECASE,
)
_QUOTE_MARK = re.compile(r"^(?:> |>>> )", re.MULTILINE)
_MENTION = re.compile(r"<(?:@[!&]?|#|a?:\w+:)\d+>")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*(?=\s+\W*[^\Wa-z])|[。！？]")
_ABBREVIATION = re.compile(
    r"(?<![\w'’])(?:[A-Z]|(?i:Mrs?|Ms|Drs?|Prof|Rev|Hon|St|Nos?|pp?|vs|cf|ch|ed|vol|fig|art))\.$"
)

Span = tuple[int, int]

_DIRECTION_CLASSES = frozenset("R AL AN LRE RLE LRO RLO PDF LRI RLI FSI PDI".split())
"""Classes of UAX #9 that change the order in which the rest of a line is shown."""

_FIRST_STRONG, _ISOLATES, _ISOLATE_END = "\u2068", "\u2066\u2067\u2068", "\u2069"


def without_mentions(content: str) -> str:
    """The text of a message without mentions and without Discord's quote marks."""
    return _MENTION.sub(" ", _QUOTE_MARK.sub("", content)).strip()


def unescaped(line: str) -> str:
    """The text from which ``escape`` made a line, except for characters that cannot be sent."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", line)


def sendable(text: str) -> str:
    """The text with a sign in the place of each character that must not be sent."""
    return _UNSENDABLE.sub("�", text)


def escape(text: str, *, opens_line: bool = True) -> str:
    """The text of one line, escaped so that Discord shows exactly these characters, as text."""
    line = re.sub(r"\s", " ", sendable(text))
    inline = _MARKUP.sub(r"\\\g<0>", line)
    return _LINE_START.sub(r"\1\3\\\2\4", inline) if opens_line else inline


@dataclass(frozen=True, slots=True)
class Line:
    """Source text that is shown on one line, after a mark, with a range of it in bold.

    ``later_mark`` stands before the second part and all after it, if it is another one.
    """

    mark: str
    text: str
    bold: Span = (0, 0)
    later_mark: str = ""

    def parts(self) -> Iterator[str]:
        """The line as shown; in several parts only if it does not fit into one message."""
        start, text_end = self._next_word(0), len(self.text.rstrip())
        if start < text_end and length(line := self._marked_up(start, text_end)) <= MESSAGE_LIMIT:
            yield line
            return
        while start < text_end:
            part_end, is_cut = self._part_end(start)
            end = start + len(self.text[start:part_end].rstrip())
            yield self._marked_up(start, end) + (self._cut_at(end) if is_cut else "")
            start = self._next_word(end)

    def _marked_up(self, start: int, end: int) -> str:
        is_later = self.later_mark and start > self._next_word(0)
        return f"{self.later_mark if is_later else self.mark}{self._with_bold(start, end)}"

    def _with_bold(self, start: int, end: int) -> str:
        first, last = (min(max(edge, start), end) for edge in self.bold)
        if not self.text[first:last].strip():
            # In one piece: escaped in two, the name of an emoji would be none in either.
            return escape(self.text[start:end])
        before = escape(self.text[start:first])
        bold = escape(self.text[first:last], opens_line=first == start)
        after = escape(self.text[last:end], opens_line=False)
        return f"{before}**{bold}**{after}"

    def _part_end(self, start: int) -> tuple[int, bool]:
        """The last position where the part that begins at ``start`` may end, and whether a
        sentence is cut there.

        Sentence ends are tried first, then word ends, then any position.
        """
        tries = ((self._sentence_ends(), MESSAGE_LIMIT), *self._cutting_ends())
        for ends, limit in tries:
            first = bisect_right(ends, start)
            fitting = bisect_right(
                ends, limit, first, key=lambda end: length(self._marked_up(start, end))
            )
            if fitting > first:
                end = ends[fitting - 1]
                return end, limit < MESSAGE_LIMIT and end < len(self.text.rstrip())
        raise AssertionError("one character fits into a message")

    def _cutting_ends(self) -> Iterator[tuple[Sequence[int], int]]:
        limit = MESSAGE_LIMIT - len(f" {CUT}")
        yield self._word_ends(), limit
        yield range(len(self.text) + 1), limit

    def _cut_at(self, end: int) -> str:
        return f" {CUT}" if self.text[end].isspace() else CUT

    def _sentence_ends(self) -> Sequence[int]:
        first, last = self.bold
        match_ends = {
            match.end()
            for match in _SENTENCE_END.finditer(self.text)
            if self._is_sentence_end(match)
        }
        # The bold range is known to be a sentence; other sentence ends are only guessed.
        ends = {end for end in match_ends if not first < end < last} | {first, last, len(self.text)}
        return sorted(ends)

    def _is_sentence_end(self, match: re.Match[str]) -> bool:
        return _ABBREVIATION.search(self.text, match.start() - 10, match.start() + 1) is None

    def _word_ends(self) -> Sequence[int]:
        return [*(space.start() for space in re.finditer(r"\s+", self.text)), len(self.text)]

    def _next_word(self, start: int) -> int:
        word = re.compile(r"\S").search(self.text, start)
        return word.start() if word else len(self.text)


def cut_at_word(text: str, longest: int) -> str:
    """A text of at most so many characters; a longer one ends with ``…`` behind a word."""
    if length(text) <= longest:
        return text
    start = fitting_start(text, longest - len(CUT))
    last_space = start.rfind(" ")
    return f"{start[:last_space] if last_space > longest // 2 else start}{CUT}"


def changes_direction(text: str) -> bool:
    """Whether a text may change the order in which the text beside it is shown."""
    return any(unicodedata.bidirectional(character) in _DIRECTION_CLASSES for character in text)


def isolated_direction(field: str | None) -> str:
    """A field of a line, isolated so that its direction does not affect the text beside it."""
    if not field or not changes_direction(field):
        return field or ""
    characters, depth = [], 0
    for character in field:
        # An end mark without a start in the field would end our isolate.
        if character == _ISOLATE_END and not depth:
            continue
        depth += (character in _ISOLATES) - (character == _ISOLATE_END)
        characters.append(character)
    return f"{_FIRST_STRONG}{''.join(characters)}{_ISOLATE_END * (depth + 1)}"


def joined_fields(fields: Iterable[str | None]) -> str:
    """Fields that are shown side by side on a line; empty ones are left out."""
    return " · ".join(field for field in fields if field)


def packed_messages(blocks: Sequence[Sequence[str]]) -> list[str]:
    """Blocks in as few messages as possible; a block that fits into one message is not split."""
    messages = [""]
    for block in blocks:
        block_text = "\n".join(block)
        for position, text in enumerate(
            [block_text] if length(block_text) <= MESSAGE_LIMIT else block
        ):
            separator = "\n" if position else "\n\n"
            message = f"{messages[-1]}{separator}{text}" if messages[-1] else text
            if length(message) <= MESSAGE_LIMIT:
                messages[-1] = message
            else:
                messages.append(text)
    return messages
