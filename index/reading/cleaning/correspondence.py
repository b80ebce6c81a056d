"""Blocks of a letter → the same, each with who wrote it to whom.

What a message quotes or forwards is not by its sender. The head of a forwarded message says who
wrote what stands below it, and ``On 3 June Ann Cole wrote:`` whose words are quoted; where neither
is said, nobody is named. These lines are furniture: they answer nothing themselves. A signature
is about the document, so that it is quoted alone.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from index.blocks import INDEXED, PLAIN, Block, Context, ContextKind, Label
from index.documents import MAIL_SUFFIXES, Document, suffix_of
from index.text.quotation_margins import quoted_depth
from index.text.views import Span, line_spans, shown, stripped

_SENDER, _DATE, _RECIPIENT, _SUBJECT, _OTHER = "sender", "date", "recipient", "subject", "other"
_FIELDS = {
    _SENDER: "from von de van da från fra od",
    _DATE: "sent date gesendet datum envoyé enviado fecha verzonden inviato data skickat sendt",
    _RECIPIENT: "to an à para aan a till til do",
    _SUBJECT: "subject betreff objet asunto onderwerp oggetto ämne emne assunto temat",
    _OTHER: "cc bcc kopie reply-to antwort-an organization importance attachments",
}
_ROLES = {word: role for role, words in _FIELDS.items() for word in words.split()}
_MARGIN = r"[ \t]*(?:>[ \t]?)*"
_FIELD = re.compile(rf"{_MARGIN}\*?(?P<name>[^\W\d_][\w-]{{0,14}})[ \t]?:\*?[ \t]+(?P<value>\S.*)")
_DIVIDER = re.compile(
    rf"{_MARGIN}(?:-{{2,}}[ \t]*(?:original[ -]|forwarded |ursprüngliche |weitergeleitete |"
    r"message |mensaje |messaggio |doorgestuurd |oorspronkelijk |mensagem )"
    r"[\w' ’é-]{2,30}?[ \t]*-{2,}"
    r"|begin forwarded message:)[ \t]*",
    re.IGNORECASE,
)
_RULE = re.compile(rf"{_MARGIN}_{{5,}}[ \t]*")
_WROTE = (
    r"(?:wrote|schrieb|a écrit|écrit|escribió|ha scritto|schreef|escreveu|skrev|napisał(?:\(a\))?)"
)
_LEAD_IN = re.compile(
    rf"^{_MARGIN}(?P<lead>\S[^\n]{{0,200}}?(?:\n[^\n]{{0,200}}?)?\b{_WROTE}\b[^\n]{{0,120}}:)\s*\Z",
    re.MULTILINE,
)
_MAILED = re.compile(r"<\S+@\S+>|\d{1,2}[:.h]\d\d")
"""An address or a time of day: a program wrote the line, and quotes all that stands below it."""

_SIGNATURE = re.compile(
    r"^(?P<margin>--[ \t]*\r?\n)(?P<lines>(?:[^\s>][^\n]*(?:\n|\Z)){1,8})", re.M
)
_MOST_HEADS = 200
"""In one message: each block is compared with all of them."""

_MOST_LINES = 30
"""Of a head."""

_ADDRESS = re.compile(r" ?(?:<[^<>]*>|\[mailto:[^\]]*\]|\([^()\s]*@[^()\s]*\))")


class _Head(NamedTuple):
    """Where the head of a message stands that is quoted or forwarded, and what it says."""

    start: int
    end: int
    depth: int
    contexts: tuple[Context, ...]


def with_correspondents(document: Document, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a letter with its author and recipient: its "I" is the author."""
    metadata = document.metadata
    sender = (
        (
            Context(ContextKind.AUTHOR, metadata.author),
            Context(ContextKind.RECIPIENT, metadata.recipient),
        )
        if metadata.author and metadata.recipient
        else ()
    )
    if suffix_of(document.id) not in MAIL_SUFFIXES:
        return tuple(_written_by(sender, block) for block in blocks) if sender else tuple(blocks)
    heads = list(islice(_heads(document.text, document.body), _MOST_HEADS))
    blocks = list(_with_heads(document.text, _with_lead_ins(document.text, blocks), heads))
    blocks = list(_with_signatures(document.text, blocks))
    return tuple(_with_writers(document.text, blocks, heads, sender))


def _written_by(contexts: tuple[Context, ...], block: Block) -> Block:
    if block.label not in INDEXED:
        return block
    return replace(block, context=(*contexts, *block.context))


def _with_writers(
    text: str, blocks: Sequence[Block], heads: Sequence[_Head], sender: tuple[Context, ...]
) -> Iterator[Block]:
    """The blocks with their writers; what is quoted deeper than a head is by somebody else."""
    writers = {0: sender}
    waiting = list(reversed(heads))
    for number, block in enumerate(blocks):
        while waiting and waiting[-1].start <= block.start:
            head = waiting.pop()
            writers = {d: w for d, w in writers.items() if d < head.depth}
            writers[head.depth] = head.contexts
        if block.reason == LEADS:
            lead = Context(ContextKind.LEAD, shown(text[block.start : block.end]))
            writers[_quoted_below(text, blocks[number:])] = (lead,)
        if block.label not in INDEXED:
            yield block
            continue
        depth = _depth(text, block)
        writers = {d: w for d, w in writers.items() if d <= depth}
        own = (context for context in writers.get(depth, ()) if context not in block.context)
        yield _written_by(tuple(own), block)


def _quoted_below(text: str, blocks: Sequence[Block]) -> int:
    """How deep the words are quoted that the first block leads to."""
    depth = _depth(text, blocks[0])
    return depth + 1 if _is_deeper(text, blocks[1:], depth) else depth


def _depth(text: str, block: Block) -> int:
    """How deep a block is quoted, whatever it is: the margin of a row stands before it."""
    line = text.rfind("\n", 0, block.start) + 1
    return block.quoted_depth or quoted_depth(text[line : block.end].split("\n", 1)[0])


# Lines that lead to a quotation.

LEADS = "says who is quoted"
"""Why a block is furniture: ``On 3 June Ann Cole wrote:``."""


def _with_lead_ins(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; the end of one that says who is quoted below it is furniture of its own."""
    above = 0
    for number, block in enumerate(blocks):
        match = _LEAD_IN.search(text, block.start, block.end)
        depth = _depth(text, block)
        leads = (
            block.label is Label.PROSE
            and match is not None
            and (
                depth > above  # The quotation begins with it.
                or _MAILED.search(match["lead"]) is not None
                or _is_deeper(text, blocks[number + 1 :], depth)
            )
        )
        if block.label is not Label.FURNITURE:
            above = depth
        if match is None or not leads:
            yield block
            continue
        start = match.start("lead")
        left, right = stripped(text, block.start, start)
        if text[left:right].strip("> \t\r\n"):
            yield replace(block, start=left, end=right)
        yield block.labelled(Label.FURNITURE, LEADS, start=start, shape=PLAIN, context=())


def _is_deeper(text: str, blocks: Iterable[Block], depth: int) -> bool:
    """Whether the next words are quoted deeper."""
    below = next((block for block in blocks if block.label is not Label.FURNITURE), None)
    return below is not None and _depth(text, below) > depth


# Heads of messages that are quoted or forwarded.


def _heads(text: str, body: int) -> Iterator[_Head]:
    lines = list(line_spans(text, body, len(text)))
    number = 0
    while number < len(lines):
        head, following = _head_at(text, lines, number)
        if head:
            yield head
        number = following


def _head_at(text: str, lines: Sequence[Span], number: int) -> tuple[_Head | None, int]:
    """The head that begins at a line, and the number of the line after it."""
    first = number
    words = text[slice(*lines[number])].rstrip("\r\n")
    is_divided = _DIVIDER.fullmatch(words) is not None
    if is_divided or _RULE.fullmatch(words):
        number = _after_blank(text, lines, number + 1)
    fields: dict[str, str] = {}
    last = first
    while number < min(len(lines), first + _MOST_LINES) and (field := _field(text, lines[number])):
        role = _ROLES[field["name"].lower()]
        if not fields and role != _SENDER:
            break
        fields.setdefault(role, field["value"].strip().strip("*").strip())
        last = number
        number = _after_blank(text, lines, number + 1)
    is_head = len(fields) > 2 and _SENDER in fields and (_DATE in fields or _SUBJECT in fields)
    if not (is_divided or is_head):
        return None, first + 1
    start, end = lines[first][0], lines[last][1]
    return _Head(start, end, quoted_depth(words), tuple(_contexts(fields))), last + 1


def _after_blank(text: str, lines: Sequence[Span], number: int) -> int:
    """The number of the line, or of the one below it if it is blank."""
    is_blank = number < len(lines) and not text[slice(*lines[number])].strip("> \t\r\n")
    return number + 1 if is_blank else number


def _field(text: str, line: Span) -> re.Match[str] | None:
    field = _FIELD.fullmatch(text[slice(*line)].rstrip("\r\n"))
    return field if field and field["name"].lower() in _ROLES else None


def _contexts(fields: dict[str, str]) -> Iterator[Context]:
    kinds = {
        _SENDER: ContextKind.AUTHOR,
        _RECIPIENT: ContextKind.RECIPIENT,
        _DATE: ContextKind.DATE,
    }
    for role, kind in kinds.items():
        words = fields.get(role, "")
        if words := (_ADDRESS.sub("", words) or words).strip("\"' <>")[:300]:
            yield Context(kind, words)


def _with_heads(text: str, blocks: Iterable[Block], heads: Sequence[_Head]) -> Iterator[Block]:
    """The blocks, cut where heads begin and end; what stands in one is furniture."""
    for block in blocks:
        start = block.start
        for head in heads:
            if head.end <= start or head.start >= block.end:
                continue
            yield from _part(text, block, start, head.start)
            inside = stripped(text, max(start, head.start), min(block.end, head.end))
            yield Block(*inside, Label.FURNITURE, "the head of a message", block.section)
            start = min(block.end, head.end)
        yield from _part(text, block, start, block.end)


def _part(text: str, block: Block, start: int, end: int) -> Iterator[Block]:
    left, right = stripped(text, start, end)
    if (left, right) == (block.start, block.end):
        yield block
    elif left < right:
        yield replace(block, start=left, end=right)


# Signatures.


def _with_signatures(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; the lines below ``--`` are one, which is about the document."""
    found = (
        (match.start(), match.span("lines"))
        for match in islice(_SIGNATURE.finditer(text), _MOST_HEADS)
    )
    spans = [(mark, *stripped(text, *lines)) for mark, lines in found]
    done = 0
    for block in blocks:
        start = max(block.start, done)
        for mark, first, last in spans:
            if block.end <= mark or start >= last or block.label is Label.FURNITURE:
                continue
            yield from _part(text, block, start, mark)
            if mark >= block.start:
                margin = stripped(text, mark, first)
                yield Block(*margin, Label.FURNITURE, "begins a signature", block.section)
            yield Block(first, last, Label.CARD, "a signature", block.section)
            start = done = last
        if start < block.end:
            yield from _part(text, block, start, block.end)
