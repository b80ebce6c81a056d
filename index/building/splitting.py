"""Blocks → passages: whole sentences, 128 to 200 tokens, each a slice of its document.

Measured on 500 questions over long documents, whole sentences with an overlap of one sentence are
better than cuts at a fixed number of tokens in every case. A passage never crosses a heading. Head
and text together fit into the encoder's window, since the encoder would silently cut longer text.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import sentencex

from index.blocks import INDEXED, Block, ContextKind, Label
from index.documents import Document, Metadata, is_markdown, text_sha256
from index.passages import ContextSpan, Passage, RepeatedSpan
from index.reading.cleaning.counted_lines import is_count
from index.reading.cleaning.lone_headings import LONE
from index.reading.cleaning.messages import MESSAGE
from index.reading.cleaning.pipeline import clean
from index.reading.cleaning.replies import ASKED, is_quoted_line
from index.reading.cleaning.segmentation import CLAUSE
from index.shown_form import CELL_JOINT, key_cells, show_flat
from index.text.inline_markup import STRIKE, struck_out
from index.text.person_names import UPPER
from index.text.quotation_margins import blank_margins
from index.text.step_labels import is_step_label
from index.text.table_cells import cells_in
from index.text.views import Span, line_spans, sanitised, segmenting, shown, stripped

FEWEST_TOKENS = 128
MOST_TOKENS = 200
HEAD_TOKENS = 48
"""A longer context head is cut between words, to leave the window to the passage."""

HEAD_JOINT = " › "

HEAD_KINDS = (ContextKind.DATE, ContextKind.SPEAKER, ContextKind.LEAD, ContextKind.FORM)
"""The kinds of context that go into the head. Items of a list share a passage: if each had its own
passage with the lead-in, they would all get the same score and fill the first hits. The sender and
receiver of a letter are in its card."""

_LABELLED = re.compile(
    rf"(?:\*\*)?[{UPPER}][\w .’'()/&-]{{0,30}}(?:\*\*)?:(?:\*\*)?[^\S\n]+[^\s“”„\"'‘’«].{{0,200}}"
    r"(?:\n[ \t]+.{1,200})?"
)
_MOST_CHARACTERS = 20_000
# The splitter takes the month May at the end of a sentence for an abbreviation, as "Jan." is.
_MAY_AT_SENTENCE_END = re.compile(r"\bMay[.]\s+(?=[A-Z])")
_CODE = re.compile(r"(`+)(?!`)([^\n]*?[^`\n])\1(?!`)")
_SIGN_AS_WORD = re.compile(r"(?<=\s)[?!.]+(?=\s+[a-z])")
_ABBREVIATED = re.compile(
    r"\b(?:approx|max|min|ca|circa|incl|excl|est|tel|ext|ver|rev|vol|pp|nos|art|sec|ch|chap|eq|tab)"
    r"[.](?=\s+\d)",
    re.IGNORECASE,
)
_ENDS = re.compile(r"[.?!]")
_NOTE_MARKS = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+\s*")
_WORDLESS = re.compile(r"(?:\[[^\]]{1,20}\]|[^\w\[\]]|\d{1,3}[.)])*")
_POSTSCRIPT = re.compile(r"P\.?\s?(?:P\.?\s?)?S\.?:?", re.I)

CountTokens = Callable[[list[str]], list[int]]
"""The number of the encoder's tokens in each text, without special ones."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A sentence, in one span or more; a passage is never cut inside it."""

    spans: tuple[Span, ...]
    tokens: int


def split(document: Document, count_tokens: CountTokens, window: int) -> tuple[Passage, ...]:
    """The document's passages in order; ``window`` is that of the encoder, in tokens."""
    return split_blocks(document, clean(document), count_tokens, window)


def split_blocks(
    document: Document, blocks: tuple[Block, ...], count_tokens: CountTokens, window: int
) -> tuple[Passage, ...]:
    """The same for a document whose blocks are already found."""
    passages: list[Passage] = []
    language = (document.metadata.language or "en").split("-")[0].lower()
    shown_blocks = tuple(block for block in blocks if _is_shown(document, block))
    for run in _runs(document.text, shown_blocks):
        head = _head(document, run, count_tokens)
        room = min(MOST_TOKENS, window - 2 - count_tokens([head])[0])
        units = _units(document, run, language, count_tokens, room)
        passages += [_passage(document, run, head, group) for group in _groups(units, room)]
    return tuple(passages)


def _passage(document: Document, run: list[Block], head: str, group: list[_Unit]) -> Passage:
    sentences = tuple(span for unit in group for span in unit.spans)
    start, end = sentences[0][0], sentences[-1][1]
    inside = [block for block in run if block.start < end and start < block.end]
    notes = tuple(ContextSpan(b.start, b.end, context) for b in inside for context in b.context)
    copies = tuple(RepeatedSpan(b.start, b.end, place) for b in inside for place in b.repeats)
    sha256 = text_sha256(document.text[start:end])
    spans = tuple(block.span for block in inside)
    return Passage(document.id, sentences, run[0].section, head, sha256, notes, copies, spans)


def _runs(text: str, blocks: tuple[Block, ...]) -> Iterator[list[Block]]:
    """Blocks whose sentences may share a passage."""
    indexed = [block for block in blocks if block.label in INDEXED]
    card = [block for block in indexed if block.label is Label.CARD]
    if len(card) > 1:
        indexed = [block for block in indexed if block.label is not Label.CARD]
        # A single short item, such as the tag of a web page, may stand before the text.
        first = [b for b in indexed[:2] if b.label is Label.PROSE and b.reason != LONE][:1]
        yield sorted([*card, *first], key=lambda block: block.start)
    run: list[Block] = []
    for block in indexed:
        if run and _begins_passage(text, run, block):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _begins_passage(text: str, run: list[Block], block: Block) -> bool:
    """Whether a block begins a new passage: it has another heading, event, row, writer or speaker,
    or is a heading with nothing under it."""
    if block.section != run[0].section or Label.ROW in (block.label, run[-1].label):
        return True
    if LONE in (block.reason, run[-1].reason):
        return True
    if not is_quoted_line(run[-1]) and _writer_of(block) != _writer_of(run[-1]):
        return True
    if Label.ENTRY in (block.label, run[-1].label):
        return not _shares_event(run[-1], block)
    if is_quoted_line(block) and _begins_quotation(run[-1], block):
        return True
    if CLAUSE in (block.reason, run[-1].reason) and block.shape.level == 0:
        return True
    speaker = _speaker_of(run[-1])
    if block.reason == run[-1].reason == MESSAGE:  # An answer stands below its question.
        return False
    if speaker is not None:
        return _speaker_of(block) != speaker
    if block.continues_sentence:
        return False
    return _is_labelled_line(text, block) is not _is_labelled_line(text, run[-1])


def _begins_quotation(previous: Block, block: Block) -> bool:
    """Whether a quoted block is over its answer, or quoted deeper than the words before it."""
    return block.reason == ASKED or block.quoted_depth > previous.quoted_depth


def _is_labelled_line(text: str, block: Block) -> bool:
    """Whether a block is one line that says its own name first, such as ``Present: …``, and leads
    to nothing below it."""
    is_labelled = _LABELLED.fullmatch(text, block.start, block.end) is not None
    return block.label is Label.PROSE and is_labelled and text[block.end - 1] != ":"


def _shares_event(previous: Block, block: Block) -> bool:
    """Whether a block has no date of its own and inherits that of the block before."""
    date, previous_date = (
        next((c for c in b.context if c.kind is ContextKind.DATE), None) for b in (block, previous)
    )
    if date is None or previous_date is None:
        return False
    return date.inferred and date.text == previous_date.text


def _writer_of(block: Block) -> str | None:
    return next((c.text for c in block.context if c.kind is ContextKind.AUTHOR), None)


def _speaker_of(block: Block) -> str | None:
    return next((c.text for c in block.context if c.kind is ContextKind.SPEAKER), None)


def _head(document: Document, run: list[Block], count_tokens: CountTokens) -> str:
    title = document.metadata.title
    parts = [title] if title else []
    parts += [name for name in run[0].section if name != title]
    parts += _card_facts(document.metadata) if run[0].label is Label.CARD else []
    parts += dict.fromkeys(name for block in run for name in _head_context(document.text, block))
    words = sanitised(HEAD_JOINT.join(parts)).split()
    counts = count_tokens(words) if words else []
    while sum(counts) > HEAD_TOKENS:
        counts.pop()
        words.pop()
    return " ".join(words)


def _card_facts(metadata: Metadata) -> list[str]:
    """The facts in the head of a card beside the title, so that questions about them find it."""
    facts = {"by": metadata.author, "published by": metadata.publisher, "length": metadata.length}
    return [f"{name} {value}" for name, value in facts.items() if value]


def _head_context(text: str, block: Block) -> Iterator[str]:
    """A block's context for the head, without what its own text already says."""
    if block.label is Label.ROW and any(block.shape.columns):
        yield CELL_JOINT.join(filter(None, block.shape.columns))
    for context in block.context:
        if context.kind in HEAD_KINDS and context.text not in shown(text[block.start : block.end]):
            yield context.text


def _units(
    document: Document, run: list[Block], language: str, count_tokens: CountTokens, room: int
) -> list[_Unit]:
    sentences = [
        (span, block, block.continues_sentence and number == 0)
        for block in run
        for number, span in enumerate(_sentences(document.text, block, language))
    ]
    counts = count_tokens([_words(document, span, block) for span, block, _ in sentences])
    units: list[_Unit] = []
    position = None
    for ((first, end), block, goes_on), tokens in zip(sentences, counts, strict=True):
        start = first if position is None else position
        position = None
        if not tokens and units:
            units.append(_grown(units.pop(), end))
        elif not tokens:
            position = start
        elif tokens > room:
            keys = count_tokens([_key_words(document.text, block)])[0]
            part = max(room - keys, room // 2)
            units.extend(_cut_sentence(document.text, start, end, count_tokens, part))
        elif goes_on and units and units[-1].tokens + tokens <= room:
            previous = units.pop()
            units.append(_Unit((*previous.spans, (start, end)), previous.tokens + tokens))
        else:
            units.append(_Unit(((start, end),), tokens))
    return units


def _grown(unit: _Unit, end: int) -> _Unit:
    """The unit with what follows it and says nothing, such as a tag."""
    *before, (start, _) = unit.spans
    return _Unit((*before, (start, end)), unit.tokens)


def _is_shown(document: Document, block: Block) -> bool:
    """Whether anything of a block is shown: nothing is of one that is a comment or a tag alone."""
    return block.label not in INDEXED or bool(_words(document, (block.start, block.end), block))


def _words(document: Document, span: Span, block: Block) -> str:
    """What the encoder sees of a sentence."""
    markdown = is_markdown(document.id)
    return sanitised(show_flat(document.text, [span], [block.span], markdown=markdown).text)


def _key_words(text: str, block: Block) -> str:
    """What each part of a long row says again; empty for a block that is no row."""
    if not block.shape.delimiter:
        return ""
    cells = key_cells(cells_in(text, block.start, block.end, block.shape.delimiter))
    return " ".join(text[start:end] for start, end in cells)


def _sentences(text: str, block: Block, language: str) -> list[Span]:
    """The block's sentences; a piece without a word, such as ``[S3]``, joins its neighbour, and
    ``P.S.`` or a number such as ``Step 3.`` what follows. A row is one, and of code each line."""
    if block.shape.delimiter:
        return [(block.start, block.end)]
    if block.label is Label.CODE:
        lines = line_spans(text, block.start, block.end)
        return [line for line in lines if text[line[0] : line[1]].strip()]
    spans: list[Span] = []
    for first, last in _short_stretches(text, block.start, block.end):
        words = text[first:last]
        words = blank_margins(words) if is_quoted_line(block) else words
        view = _without_false_ends(segmenting(words))
        boundaries = ((first + a, first + b) for a, b in _boundaries(view, language))
        for start, end in _with_strikes_whole(text, first, last, boundaries):
            left, right = stripped(words, start - first, end - first)
            span = first + left, first + right
            if left == right:
                continue
            if spans and (_is_number(text, spans) or _is_joined(text, spans[-1], span)):
                spans[-1] = (spans[-1][0], span[1])
            else:
                spans.append(span)
    return spans


def _without_false_ends(view: str) -> str:
    """The text with the signs replaced that end no sentence: in code, as a word of their own, and
    of an abbreviation before a number."""
    for shape in (_CODE, _SIGN_AS_WORD, _ABBREVIATED):
        view = shape.sub(lambda match: _ENDS.sub("_", match[0]), view)
    return view


def _boundaries(view: str, language: str) -> Iterator[Span]:
    for boundary in sentencex.get_sentence_boundaries(language, view):
        start, end = (_after_marks(view, boundary[edge]) for edge in ("start_index", "end_index"))
        cuts = [m.end() for m in _MAY_AT_SENTENCE_END.finditer(view, start, end)]
        yield from pairwise([start, *cuts, end])


def _after_marks(view: str, edge: int) -> int:
    """The end of the raised marks of notes at an edge: they belong to the sentence before it."""
    marks = _NOTE_MARKS.match(view, edge) if edge else None
    return marks.end() if marks else edge


def _with_strikes_whole(
    text: str, start: int, end: int, sentences: Iterator[Span]
) -> Iterator[Span]:
    """The sentences, none cut where words are struck out: the rest of these would count as said."""
    edges = {edge for sentence in sentences for edge in sentence}
    for first, last in struck_out(text, start, end):
        inside = {edge for edge in edges if first < edge < last}
        opening, closing = first + len(STRIKE), last - len(STRIKE)
        edges = edges - inside
        edges |= {first for edge in inside if edge <= opening}
        edges |= {last for edge in inside if edge >= closing}
    yield from pairwise(sorted(edges))


def _is_number(text: str, spans: Sequence[Span]) -> bool:
    """Whether all that was read of a block is its number, such as ``Step 3.``"""
    return len(spans) == 1 and is_count(text[slice(*spans[0])])


def _is_joined(text: str, previous: Span, span: Span) -> bool:
    if _POSTSCRIPT.fullmatch(text, *previous) or _WORDLESS.fullmatch(text, *previous):
        return True
    return is_step_label(text[slice(*previous)]) or _WORDLESS.fullmatch(text, *span) is not None


def _short_stretches(text: str, start: int, end: int) -> Iterator[Span]:
    """Stretches short enough for the sentence splitter, cut at white space if there is any."""
    while end - start > _MOST_CHARACTERS:
        space = text.rfind(" ", start + 1, start + _MOST_CHARACTERS)
        cut = space if space > 0 else start + _MOST_CHARACTERS
        yield start, cut
        start = cut
    yield start, end


def _cut_sentence(
    text: str, start: int, end: int, count_tokens: CountTokens, room: int
) -> Iterator[_Unit]:
    """A sentence longer than the window, cut between words; inside a word only if it must be."""
    spans = [
        (m.start() + i, min(m.start() + i + room, m.end()))
        for m in re.compile(r"\S+").finditer(text, start, end)
        for i in range(0, m.end() - m.start(), room)
    ]
    counts = count_tokens([sanitised(text[a:b]) for a, b in spans])
    unit: _Unit | None = None
    for (first, last), tokens in zip(spans, counts, strict=True):
        if unit is not None and unit.tokens + tokens <= room:
            unit = _Unit(((unit.spans[0][0], last),), unit.tokens + tokens)
            continue
        if unit is not None:
            yield unit
        unit = _Unit(((first, last),), tokens)
    if unit is not None:
        yield unit


def _groups(units: list[_Unit], room: int) -> Iterator[list[_Unit]]:
    """Groups of sentences up to ``room`` tokens; the last of a group is the first of the next."""
    start = 0
    while start < len(units):
        end = _group_end(units, start, room)
        if end == len(units):
            start = _last_group_start(units, start, room)
            yield units[start:end]
            return
        yield units[start:end]
        overlap = units[end - 1].tokens + units[end].tokens <= room and end - 1 > start
        start = end - 1 if overlap else end


def _group_end(units: list[_Unit], start: int, room: int) -> int:
    end, tokens = start, 0
    while end < len(units) and tokens + units[end].tokens <= room:
        tokens += units[end].tokens
        end += 1
    return max(end, start + 1)


def _last_group_start(units: list[_Unit], start: int, room: int) -> int:
    """Where the last group starts: earlier, as long as it is shorter than a passage should be."""
    tokens = sum(unit.tokens for unit in units[start:])
    while tokens < FEWEST_TOKENS and start > 0 and tokens + units[start - 1].tokens <= room:
        start -= 1
        tokens += units[start].tokens
    return start
