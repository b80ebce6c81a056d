"""Sentences of a document → a passage, and its text as the search sees it."""

from typing import NamedTuple

from index.blocks import BlockSpan, Context, Label
from index.documents import is_markdown
from index.shown_form import Shown, show_flat
from index.text.views import Span, sanitised

SPLITTER_VERSION = "4"
"""Increased when the same document would give other passages: the index is then built again."""


class ContextSpan(NamedTuple):
    """A context, and the span of the document's text that it belongs to."""

    start: int
    end: int
    context: Context


class RepeatedSpan(NamedTuple):
    """A span of the document's text, and the span where the document repeats it."""

    start: int
    end: int
    repeat: Span


class Passage(NamedTuple):
    """Whole sentences under one heading, with the context head that helps to find them.

    If page furniture cuts a sentence in two, its two halves are two entries of ``sentences``.
    """

    document: str
    sentences: tuple[Span, ...]
    section: tuple[str, ...]
    head: str
    sha256: str
    """The hash of the slice, compared before the slice is shown."""
    context_spans: tuple[ContextSpan, ...] = ()
    repeated_spans: tuple[RepeatedSpan, ...] = ()
    blocks: tuple[BlockSpan, ...] = ()
    """Those that its sentences stand in."""

    @property
    def start(self) -> int:
        """The first character's offset in the document's text."""
        return self.sentences[0][0]

    @property
    def end(self) -> int:
        """The offset after the last character."""
        return self.sentences[-1][1]

    @property
    def id(self) -> str:
        """The address that ``pincite show`` takes."""
        return f"{self.document}:{self.start}-{self.end}"

    @property
    def is_table_row(self) -> bool:
        """Whether it is one row of a table."""
        return len(self.blocks) == 1 and self.blocks[0].label is Label.ROW

    def context(self, start: int, end: int) -> tuple[Context, ...]:
        """The contexts of a part of the passage."""
        return tuple(n.context for n in self.context_spans if n.start < end and start < n.end)


def embedded_text(passage: Passage, text: str) -> str:
    """What the encoder and BM25 see of a passage; ``text`` is the document's text."""
    words = passage_text(passage, text)
    return sanitised(f"{passage.head}\n{words}" if passage.head else words)


def sentence_ends(passage: Passage, text: str) -> list[int]:
    """Where the head ends in the embedded text, then where each sentence does."""
    return _sentence_ends(passage, _flat(passage, text))


def text_and_ends(passage: Passage, text: str) -> tuple[str, list[int]]:
    """``passage_text`` and ``sentence_ends``, with the passage read once."""
    flat = _flat(passage, text)
    return flat.text, _sentence_ends(passage, flat)


def _sentence_ends(passage: Passage, flat: Shown) -> list[int]:
    base = len(passage.head) + 1 if passage.head else 0
    ends = flat.ends_of([end for _, end in passage.sentences])
    return [base, *(base + end + 1 for end in ends)]


def passage_text(passage: Passage, text: str) -> str:
    """The passage's words without the head, on one line; rows with the names of their columns."""
    return _flat(passage, text).text


def _flat(passage: Passage, text: str) -> Shown:
    markdown = is_markdown(passage.document)
    return show_flat(text, passage.sentences, passage.blocks, markdown=markdown)
