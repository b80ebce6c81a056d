"""Blocks → passages: whole sentences, 128 to 200 tokens, each a slice of its document.

Measured on 500 questions over long documents: whole sentences with one of overlap beat cuts at
a fixed number of tokens everywhere. A passage never crosses a heading, and head and text
together stay inside the encoder's window, which would cut a longer text without a word.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import sentencex

from index.blocks import INDEXED, Block, ContextKind, Label
from index.documents import Document, Metadata, text_sha256
from index.passages import ContextSpan, Passage, RepeatedSpan
from index.reading.cleaning.pipeline import clean
from index.text.views import Span, sanitised, segmenting, shown

FEWEST_TOKENS = 128
MOST_TOKENS = 200
HEAD_TOKENS = 48
"""A longer context head is cut at a word: the window belongs to the passage."""

HEAD_JOINT = " › "

HEAD_KINDS = (
    ContextKind.DATE,
    ContextKind.SPEAKER,
    ContextKind.LEAD,
    ContextKind.HEADER,
    ContextKind.FORM,
)
"""Of context in the head. Items of a list share a passage: each with the lead-in on its own, they
would tie and flood the first hits. Who wrote a letter to whom stands in its card."""

_MOST_AT_ONCE = 20_000
# The month is written out, yet the splitter takes it for one that is cut short, as "Jan." is.
_NO_ABBREVIATION = re.compile(r"\bMay[.]\s+(?=[A-Z])")
_NO_WORD = re.compile(r"(?:\[[^\]]{1,20}\]|[^\w\[\]]|\d{1,3}[.)])*")

CountTokens = Callable[[list[str]], list[int]]
"""The number of the encoder's tokens in each text, without special ones."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, or the halves of one: what a passage is never cut in."""

    spans: tuple[Span, ...]
    tokens: int


def split(document: Document, count_tokens: CountTokens, window: int) -> tuple[Passage, ...]:
    """The document's passages in order; ``window`` is the encoder's, in tokens."""
    return split_blocks(document, clean(document), count_tokens, window)


def split_blocks(
    document: Document, found: tuple[Block, ...], count_tokens: CountTokens, window: int
) -> tuple[Passage, ...]:
    """The same of a document whose blocks are known."""
    passages: list[Passage] = []
    language = (document.metadata.language or "en").split("-")[0].lower()
    for run in _runs(found):
        head = _head(document, run, count_tokens)
        room = min(MOST_TOKENS, window - 2 - count_tokens([head])[0])
        units = _units(document.text, run, language, count_tokens, room)
        passages += [_passage(document, run, head, group) for group in _groups(units, room)]
    return tuple(passages)


def _passage(document: Document, run: list[Block], head: str, group: list[_Unit]) -> Passage:
    sentences = tuple(span for unit in group for span in unit.spans)
    start, end = sentences[0][0], sentences[-1][1]
    inside = [block for block in run if block.start < end and start < block.end]
    notes = tuple(ContextSpan(b.start, b.end, context) for b in inside for context in b.context)
    copies = tuple(RepeatedSpan(b.start, b.end, place) for b in inside for place in b.repeats)
    sha256 = text_sha256(document.text[start:end])
    return Passage(document.id, sentences, run[0].section, head, sha256, notes, copies)


def _runs(found: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Blocks whose sentences may share a passage."""
    kept = [block for block in found if block.label in INDEXED]
    card = [block for block in kept if block.label is Label.CARD]
    if len(card) > 1:
        kept = [block for block in kept if block.label is not Label.CARD]
        yield [*card, *(block for block in kept[:1] if block.label is Label.PROSE)]
    run: list[Block] = []
    for block in kept:
        if run and _apart(run, block):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _apart(run: list[Block], block: Block) -> bool:
    """Whether a block begins a passage of its own: another heading, event, row or speaker."""
    if block.section != run[0].section or Label.ROW in (block.label, run[-1].label):
        return True
    if Label.ENTRY in (block.label, run[-1].label):
        return not _same_event(run[-1], block)
    speaker = _said_by(run[-1])
    return speaker is not None and _said_by(block) != speaker


def _same_event(before: Block, after: Block) -> bool:
    """Whether a block stands under the date of the one before, without one of its own."""
    ours, theirs = (
        next((c for c in b.context if c.kind is ContextKind.DATE), None) for b in (after, before)
    )
    if ours is None or theirs is None:
        return False
    return ours.inferred and ours.text == theirs.text


def _said_by(block: Block) -> str | None:
    return next((c.text for c in block.context if c.kind is ContextKind.SPEAKER), None)


def _head(document: Document, run: list[Block], count_tokens: CountTokens) -> str:
    title = document.metadata.title
    parts = [title] if title else []
    parts += [name for name in run[0].section if name != title]
    parts += _facts(document.metadata) if run[0].label is Label.CARD else []
    parts += dict.fromkeys(name for block in run for name in _told(document.text, block))
    words = sanitised(HEAD_JOINT.join(parts)).split()
    counts = count_tokens(words) if words else []
    while sum(counts) > HEAD_TOKENS:
        counts.pop()
        words.pop()
    return " ".join(words)


def _facts(about: Metadata) -> list[str]:
    """What a card is found by beside the title."""
    named = {"by": about.author, "published by": about.publisher, "length": about.length}
    return [f"{name} {value}" for name, value in named.items() if value]


def _told(text: str, block: Block) -> Iterator[str]:
    """What a block is found by and does not say itself."""
    for context in block.context:
        if context.kind in HEAD_KINDS and context.text not in shown(text[block.start : block.end]):
            yield context.text


def _units(
    text: str, run: list[Block], language: str, count_tokens: CountTokens, room: int
) -> list[_Unit]:
    cut = [
        (span, block.continues_sentence and number == 0)
        for block in run
        for number, span in enumerate(_sentences(text, block, language))
    ]
    counts = count_tokens([sanitised(shown(text[start:end])) for (start, end), _ in cut])
    units: list[_Unit] = []
    for ((start, end), goes_on), tokens in zip(cut, counts, strict=True):
        if tokens > room:
            units.extend(_cut(text, start, end, count_tokens, room))
        elif goes_on and units and units[-1].tokens + tokens <= room:
            before = units.pop()
            units.append(_Unit((*before.spans, (start, end)), before.tokens + tokens))
        else:
            units.append(_Unit(((start, end),), tokens))
    return units


def _sentences(text: str, block: Block, language: str) -> list[Span]:
    """The block's sentences; a piece without a word, such as ``[S3]``, joins the one before."""
    found: list[Span] = []
    for first, last in _bounded(text, block.start, block.end):
        view = segmenting(text[first:last])
        for start, end in _boundaries(view, first, language):
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


def _boundaries(view: str, offset: int, language: str) -> Iterator[Span]:
    for boundary in sentencex.get_sentence_boundaries(language, view):
        start, end = boundary["start_index"], boundary["end_index"]
        cuts = [m.end() for m in _NO_ABBREVIATION.finditer(view, start, end)]
        yield from pairwise([offset + cut for cut in (start, *cuts, end)])


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
    counts = count_tokens([sanitised(text[a:b]) for a, b in spans])
    held: _Unit | None = None
    for (first, last), tokens in zip(spans, counts, strict=True):
        if held is not None and held.tokens + tokens <= room:
            held = _Unit(((held.spans[0][0], last),), held.tokens + tokens)
            continue
        if held is not None:
            yield held
        held = _Unit(((first, last),), tokens)
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
