"""An answer → Discord messages of at most 2,000 characters. Pure; nothing here knows discord.

What stands in a document is untrusted: it is escaped so that Discord shows its characters and
nothing else, and cut only between sentences, or between words where one sentence alone is
longer than a message. Cuts are made in the source text, so none falls inside an escape.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from index import Answer, Citation, Outcome, Quote

LIMIT = 2_000
"""Characters of one message; Discord refuses more."""

HOW_TO = (
    "Ask me something about the documents and I quote what they say: "
    "mention me with your question, write to me, or use `/ask`. A reply to my answer follows it up."
)
SILENCE = (
    "The documents do not say.\n"
    "Other words may help, those that a document would use, or a narrower question."
)
CLOSEST = "The documents may not say. These are the closest passages:"
FAILURE = "Something went wrong on my side; please ask again in a moment."

QUOTED, SMALL = "> ", "-# "
_LONGEST_ECHO = 300

_SHOWN_OTHERWISE = re.compile(r"[\x00\ud800-\udfff]")
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
_LINK = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
_ADDRESS = re.compile(r"(?:[^\s`\x00\ud800-\udfff]| (?=\S)){1,900}")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*(?=\s+\W*[^\Wa-z])|[。！？]")
_ABBREVIATION = re.compile(
    r"(?<![\w'’])(?:[A-Z]|(?i:Mrs?|Ms|Drs?|Prof|Rev|Hon|St|Nos?|pp?|vs|cf|ch|ed|vol|fig|art))\.$"
)

Span = tuple[int, int]


def answer_messages(answer: Answer, *, echo: bool = False) -> list[str]:
    """The messages that show an answer, in order; with ``echo`` the question stands above it.

    Each has 1 to 2,000 characters and pings nobody.
    """
    blocks = [_echo(answer.question)] if echo else []
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS or not answer.quotes:
        return packed([*blocks, [SILENCE, *_notes(answer)]])
    if answer.outcome is Outcome.CLOSEST:
        blocks.append([CLOSEST])
    blocks += [[note] for note in _notes(answer)]
    return packed([*blocks, *(_quote_lines(quote) for quote in answer.quotes)])


def _notes(answer: Answer) -> Iterator[str]:
    """What no document mentions, and what was searched for instead of what was typed."""
    if answer.missing_terms:
        yield from Line(SMALL, f"No document mentions {', '.join(answer.missing_terms)}.").parts()
    for repair in answer.repairs:
        how = "beside" if repair.added else "instead of"
        searched = f"Searched for “{repair.searched}” {how} “{repair.typed}”."
        yield from Line(SMALL, searched).parts()


def said(content: str) -> str:
    """The words of a message, without the marks of a quote on Discord, and without its mentions."""
    return _MENTION.sub(" ", _QUOTE_MARK.sub("", content)).strip()


def complaint(message: str) -> str:
    """What is wrong with a question, as one message: the words of a ``UsageError``."""
    sentence = f"{message[:1].upper()}{message[1:]}."
    return next(Line("", sentence).parts())


def escape(text: str, *, opens_line: bool = True) -> str:
    """Text of one line such that Discord shows exactly these characters, as text."""
    line = re.sub(r"\s", " ", _SHOWN_OTHERWISE.sub("�", text))
    inline = _MARKUP.sub(r"\\\g<0>", line)
    return _LINE_START.sub(r"\1\3\\\2\4", inline) if opens_line else inline


@dataclass(frozen=True, slots=True)
class Line:
    """Source text that is shown on one line, behind a mark and with a range of it in bold."""

    mark: str
    text: str
    bold: Span = (0, 0)

    def parts(self) -> Iterator[str]:
        """The line as shown; in several parts only if it does not fit into one message."""
        start = self._next_word(0)
        while start < len(self.text):
            end = start + len(self.text[start : self._end(start)].rstrip())
            yield self._shown(start, end)
            start = self._next_word(end)

    def _shown(self, start: int, end: int) -> str:
        first, last = (min(max(edge, start), end) for edge in self.bold)
        before = escape(self.text[start:first])
        best = escape(self.text[first:last], opens_line=first == start)
        after = escape(self.text[last:end], opens_line=last == start)
        marked = f"**{best}**" if best.strip() else best
        return f"{self.mark}{before}{marked}{after}"

    def _end(self, start: int) -> int:
        """The last place where the part that begins at ``start`` may end, best kind first."""
        for ends in (self._sentence_ends(), self._word_ends(), range(len(self.text) + 1)):
            first = bisect_right(ends, start)
            fitting = bisect_right(ends, LIMIT, first, key=lambda end: len(self._shown(start, end)))
            if fitting > first:
                return ends[fitting - 1]
        raise AssertionError("one character fits into a message")

    def _sentence_ends(self) -> Sequence[int]:
        first, last = self.bold
        found = {match.end() for match in _SENTENCE_END.finditer(self.text) if self._ends(match)}
        # The sentence in bold is known to be one; the others are only taken for such.
        sure = {end for end in found if not first < end < last} | {first, last, len(self.text)}
        return sorted(sure)

    def _ends(self, match: re.Match[str]) -> bool:
        return _ABBREVIATION.search(self.text, match.start() - 10, match.start() + 1) is None

    def _word_ends(self) -> Sequence[int]:
        return [*(space.start() for space in re.finditer(r"\s+", self.text)), len(self.text)]

    def _next_word(self, start: int) -> int:
        word = re.compile(r"\S").search(self.text, start)
        return word.start() if word else len(self.text)


def _echo(question: str) -> list[str]:
    short = question[: _LONGEST_ECHO - 1] + "…" if len(question) > _LONGEST_ECHO else question
    return list(Line(SMALL, f"Asked: {short}").parts())


def _quote_lines(quote: Quote) -> list[str]:
    lines = [*Line(QUOTED, quote.text, quote.bold).parts(), *source_lines(quote.citation)]
    also = f"also in {', '.join(quote.also)}" if quote.also else ""
    return [*lines, *Line(SMALL, also).parts()]


def source_lines(citation: Citation) -> Iterator[str]:
    """Title, author, publisher, date; what it rests on; section; address and link."""
    address, url = citation.address, _url(citation)
    code = f"`{address}`" if _ADDRESS.fullmatch(address) else ""
    link = f"<{url}>" if _LINK.fullmatch(url) else ""
    about = (citation.name, citation.author, citation.publisher, citation.dated)
    context = [one.told for one in citation.context]
    place = (citation.place, "" if code else address, "" if link else url)
    for fields in (context, about, (citation.basis,), place):
        yield from Line(SMALL, _joined(fields)).parts()
    if code or link:
        yield SMALL + _joined((code, link))


def _url(citation: Citation) -> str:
    """The address on the web, at the very place where that fits into a link."""
    precise = citation.link or ""
    return precise if _LINK.fullmatch(precise) else citation.url or ""


def _joined(fields: Iterable[str | None]) -> str:
    return " · ".join(field for field in fields if field)


def packed(blocks: Sequence[Sequence[str]]) -> list[str]:
    """Blocks in as few messages as hold them, each block in one message if it fits into one."""
    messages = [""]
    for block in blocks:
        whole = "\n".join(block)
        for position, text in enumerate([whole] if len(whole) <= LIMIT else block):
            joint = "\n" if position else "\n\n"
            joined = f"{messages[-1]}{joint}{text}" if messages[-1] else text
            if len(joined) <= LIMIT:
                messages[-1] = joined
            else:
                messages.append(text)
    return messages
