"""Lines about the document itself → blocks of their own, separate from its text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.blocks import Block, Context, ContextKind, Label, Shape
from index.text.table_cells import NO_DELIMITER
from index.text.views import Span, stripped

FEWEST_EVENTS = 3

_FORMS = {
    "podcast": re.compile(r"\b(?:podcasts?|episodes?)\b", re.I),
    "video": re.compile(r"\bvideos?\b", re.I),
}
_LENGTH = re.compile(
    r"(?:(?:duration|length|running time):?\s+)?"
    r"(?:\d{1,3}\s?(?:min(?:ute)?s?|h(?:ou)?rs?)|\d{1,2}(?::\d\d){1,2})(?:\s+(?:listen|watch))?",
    re.I,
)
"""The length of a recording; reading time says nothing about the form."""

_STATEMENT = re.compile(
    r"(?P<name>[A-Za-z][\w -]{0,40}?)\s*[:=]\s*(?P<mark>[\"']?)(?P<value>\S.*?)(?P=mark)\s*"
)
_CUT_LABELS = (Label.PROSE, Label.ITEM)


def with_document_card(
    text: str, blocks: Iterable[Block], spans: tuple[Span, ...]
) -> tuple[Block, ...]:
    """The blocks, cut where the spans begin and end; each span becomes a block of the card."""
    parts = [part for block in blocks for part in _parts(text, block, spans)]
    first = parts[0].start if parts else len(text)
    before = [block for a, b in spans if b <= first for block in _stated(text, a, b)]
    return (*before, *parts)


def _stated(text: str, start: int, end: int) -> Iterator[Block]:
    """A line of front matter that states a value: the value, known by its name. The title is in
    every citation, and says nothing as a quote."""
    match = _STATEMENT.fullmatch(text, text.rfind("\n", 0, start) + 1, end)
    if match and match["name"].casefold() != "title":
        shape = Shape(columns=(match["name"].capitalize(),), delimiter=NO_DELIMITER)
        first, last = match.span("value")
        yield Block(first, last, Label.CARD, "front matter", (), shape=shape)


def _parts(text: str, block: Block, spans: tuple[Span, ...]) -> Iterator[Block]:
    block_spans = [(a, b) for a, b in spans if block.start <= a and b <= block.end]
    if not block_spans or block.label not in _CUT_LABELS:
        yield block
        return
    start = block.start
    for left, right in block_spans:
        yield from _remaining(text, block, start, left)
        yield block.labelled(Label.CARD, "about the document", start=left, end=right)
        start = right
    yield from _remaining(text, block, start, block.end)


def _remaining(text: str, block: Block, start: int, end: int) -> Iterator[Block]:
    left, right = stripped(text, start, end)
    if left < right:
        yield replace(block, start=left, end=right)


def with_document_form(text: str, blocks: Sequence[Block], is_letter: bool) -> tuple[Block, ...]:
    """The blocks, with the form of the document on those of the card, if its parts show it: a
    letter by its greeting, a timeline by its events, a recording by its length and by what its page
    offers beside it."""
    form = _form(text, blocks, is_letter)
    if form is None:
        return tuple(blocks)
    context = Context(ContextKind.FORM, form, inferred=True)
    return tuple(b.with_context(context) if b.label is Label.CARD else b for b in blocks)


def _form(text: str, blocks: Sequence[Block], is_letter: bool) -> str | None:
    if is_letter:
        return "letter"
    if sum(block.label is Label.ENTRY for block in blocks) >= FEWEST_EVENTS:
        return "timeline"
    if not any(_LENGTH.fullmatch(text, b.start, b.end) for b in blocks if b.label is Label.CARD):
        return None
    furniture = " ".join(text[b.start : b.end] for b in blocks if b.label is Label.FURNITURE)
    return next((name for name, words in _FORMS.items() if words.search(furniture)), None)
