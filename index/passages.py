"""Blocks → passages: whole sentences, 128 to 200 tokens, each a slice of its document.

Measured on 500 questions over long documents: whole sentences with one of overlap beat cuts at
a fixed number of tokens everywhere. A passage never crosses a heading, and head and text
together stay inside the encoder's window, which would cut a longer text without a word.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sentencex

from index.cleaning import Block, Label, blocks
from index.documents import Document, text_sha256
from index.views import Span, embedded, plain, segmenting, shown, shown_range

FEWEST_TOKENS = 128
MOST_TOKENS = 200
HEAD_TOKENS = 48
"""A longer context head is cut at a word: the window belongs to the passage."""

SPLITTER_VERSION = "1"
"""Goes up when the same document would give other passages: then the index is built again."""

HEAD_JOINT = " › "

_MOST_AT_ONCE = 20_000
_NO_WORD = re.compile(r"(?:\[[^\]]{1,20}\]|[^\w\[\]]|\d{1,3}[.)])*")

CountTokens = Callable[[list[str]], list[int]]
"""The number of the encoder's tokens in each text, without special ones."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of whole sentences under one heading, with the context head it is found by."""

    document: str
    sentences: tuple[Span, ...]
    section: tuple[str, ...]
    head: str
    sha256: str
    """Of the slice, to be compared before it is shown."""

    @property
    def start(self) -> int:
        """The first character's offset in the document's text."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """The offset behind the last character."""
        return self.sentences[-1][1]

    @property
    def id(self) -> str:
        """The address that ``pincite show`` takes."""
        return f"{self.document}:{self.start}-{self.end}"


@dataclass(frozen=True, slots=True)
class _Unit:
    start: int
    end: int
    tokens: int


def split(document: Document, count_tokens: CountTokens, window: int) -> tuple[Passage, ...]:
    """The document's passages in order; ``window`` is the encoder's, in tokens."""
    found: list[Passage] = []
    for section, run in _sections(blocks(document)):
        head = _head(document, section, count_tokens)
        room = min(MOST_TOKENS, window - 2 - count_tokens([head])[0])
        units = _units(document.text, run, document.metadata.language or "en", count_tokens, room)
        for group in _groups(units, room):
            sentences = tuple((unit.start, unit.end) for unit in group)
            sha256 = text_sha256(document.text[group[0].start : group[-1].end])
            found.append(Passage(document.id, sentences, section, head, sha256))
    return tuple(found)


def embedded_text(passage: Passage, text: str) -> str:
    """What encoder and words see of a passage of a document with this text."""
    return embedded(passage.head, text[passage.start : passage.end])


def sentence_ends(passage: Passage, text: str) -> list[int]:
    """Where the head ends in the embedded text, then where each sentence does."""
    base = len(passage.head) + 1 if passage.head else 0
    whole = text[passage.start : passage.end]
    ranges = (
        shown_range(whole, a - passage.start, b - passage.start) for a, b in passage.sentences
    )
    return [base, *(base + end + 1 for _, end in ranges)]


def _sections(found: tuple[Block, ...]) -> Iterator[tuple[tuple[str, ...], list[Block]]]:
    run: list[Block] = []
    for block in found:
        if run and (block.label is not Label.PROSE or block.section != run[0].section):
            yield run[0].section, run
            run = []
        if block.label is Label.PROSE:
            run.append(block)
    if run:
        yield run[0].section, run


def _head(document: Document, section: tuple[str, ...], count_tokens: CountTokens) -> str:
    title = document.metadata.title
    parts = [title] if title else []
    parts += [name for name in section if name != title]
    words = plain(HEAD_JOINT.join(parts)).split()
    counts = count_tokens(words) if words else []
    while sum(counts) > HEAD_TOKENS:
        counts.pop()
        words.pop()
    return " ".join(words)


def _units(
    text: str, run: list[Block], language: str, count_tokens: CountTokens, room: int
) -> list[_Unit]:
    spans = [span for block in run for span in _sentences(text, block, language)]
    counts = count_tokens([plain(shown(text[start:end])) for start, end in spans])
    units: list[_Unit] = []
    for (start, end), tokens in zip(spans, counts, strict=True):
        if tokens <= room:
            units.append(_Unit(start, end, tokens))
        else:
            units.extend(_cut(text, start, end, count_tokens, room))
    return units


def _sentences(text: str, block: Block, language: str) -> list[Span]:
    """The block's sentences; a piece without a word, such as ``[S3]``, joins the one before."""
    found: list[Span] = []
    for first, last in _bounded(text, block.start, block.end):
        view = segmenting(text[first:last])
        for boundary in sentencex.get_sentence_boundaries(language, view):
            start, end = first + boundary["start_index"], first + boundary["end_index"]
            piece = text[start:end]
            start += len(piece) - len(piece.lstrip())
            end -= len(piece) - len(piece.rstrip())
            if start >= end:
                continue
            if found and _joins(text, found[-1], (start, end)):
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    return found


def _joins(text: str, before: Span, span: Span) -> bool:
    wordless = _NO_WORD.fullmatch(text, *span) is not None
    return wordless or _NO_WORD.fullmatch(text, *before) is not None


def _bounded(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches short enough for the sentence splitter, cut at white space where there is any."""
    while end - start > _MOST_AT_ONCE:
        space = text.rfind(" ", start + 1, start + _MOST_AT_ONCE)
        cut = space if space > 0 else start + _MOST_AT_ONCE
        yield start, cut
        start = cut
    yield start, end


def _cut(text: str, start: int, end: int, count_tokens: CountTokens, room: int) -> Iterator[_Unit]:
    """A sentence longer than the window, cut between words (inside one only if it must be)."""
    spans = [
        (m.start() + i, min(m.start() + i + room, m.end()))
        for m in re.compile(r"\S+").finditer(text, start, end)
        for i in range(0, m.end() - m.start(), room)
    ]
    counts = count_tokens([plain(text[a:b]) for a, b in spans])
    held: _Unit | None = None
    for (first, last), tokens in zip(spans, counts, strict=True):
        if held is not None and held.tokens + tokens <= room:
            held = _Unit(held.start, last, held.tokens + tokens)
            continue
        if held is not None:
            yield held
        held = _Unit(first, last, tokens)
    if held is not None:
        yield held


def _groups(units: list[_Unit], room: int) -> Iterator[list[_Unit]]:
    """Sentences packed up to ``room`` tokens, the last of each group first in the next."""
    start = 0
    while start < len(units):
        end = _full(units, start, room)
        if end == len(units):
            start = _reached_back(units, start, room)
            yield units[start:end]
            return
        yield units[start:end]
        overlap = units[end - 1].tokens + units[end].tokens <= room and end - 1 > start
        start = end - 1 if overlap else end


def _full(units: list[_Unit], start: int, room: int) -> int:
    end, tokens = start, 0
    while end < len(units) and tokens + units[end].tokens <= room:
        tokens += units[end].tokens
        end += 1
    return max(end, start + 1)


def _reached_back(units: list[_Unit], start: int, room: int) -> int:
    """The last group starts earlier while it is shorter than a passage should be."""
    tokens = sum(unit.tokens for unit in units[start:])
    while tokens < FEWEST_TOKENS and start > 0 and tokens + units[start - 1].tokens <= room:
        start -= 1
        tokens += units[start].tokens
    return start
