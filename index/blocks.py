"""A document that was cleaned → blocks: slices of its text with a label, a reason and a context."""

from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, NamedTuple

from index.text.quotation_margins import QUOTATION
from index.text.views import Span


class Label(Enum):
    """What a block is."""

    PROSE = "prose"
    ITEM = "item"
    """Of a list."""
    ENTRY = "entry"
    """An event under a date."""
    ROW = "row"
    """Of a table."""
    CODE = "code"
    CARD = "about the document"
    """Title, author, date and the like: what the document says about itself."""
    HEADING = "heading"
    DATE = "date"
    """A date without an event under it."""
    FURNITURE = "furniture"
    REPEAT = "repeat"
    DROPPED = "dropped by the owner"


INDEXED = frozenset({Label.PROSE, Label.ITEM, Label.ENTRY, Label.ROW, Label.CODE, Label.CARD})
"""The labels of the blocks that become passages."""


class ContextKind(Enum):
    """What a context says; the value is the word shown before it."""

    DATE = "dated"
    SPEAKER = "said by"
    LEAD = "under"
    AUTHOR = "by"
    RECIPIENT = "to"
    FORM = "a"


class Context(NamedTuple):
    """Words around a block that belong to it: shown beside a quote, never inside it.

    ``inferred`` means that the text does not say this of the block directly.
    """

    kind: ContextKind
    text: str
    inferred: bool = False

    @property
    def description(self) -> str:
        """The context as a reader sees it, such as ``said by Ann Lee, inferred``."""
        return f"{self.kind.value} {self.text}{', inferred' if self.inferred else ''}"


class Shape(NamedTuple):
    """How a block is written, as far as it takes more than its words to show it."""

    marker: str = ""
    """What stands before a list item, such as ``-``, or the box of a task, also before its number;
    before a quotation ``>``."""
    level: int = 0
    """How deep a list item or a quotation is nested."""
    language: str = ""
    """Of code."""
    columns: tuple[str, ...] = ()
    """The names of a row's columns. Without them, the first of two cells names the second."""
    delimiter: str = ""
    """Between the cells of a row; empty if it has no cells."""
    keeps_lines: bool = False
    """Whether prose was broken into lines by its writer, as verse and addresses are."""


PLAIN = Shape()


class BlockSpan(NamedTuple):
    """Where a block stands in its document, what it is, and how it is written."""

    start: int
    end: int
    label: Label
    shape: Shape = PLAIN


def is_quotation(block: BlockSpan) -> bool:
    """Whether a block is quoted in its document."""
    return block.label is Label.PROSE and block.shape.marker == QUOTATION


@dataclass(frozen=True, slots=True)
class Block:
    """A slice of the text, its label with the reason, and the headings above it.

    ``continues_sentence`` says that its first sentence began in the block before. ``repeats`` are
    the spans where the document repeats it.
    """

    start: int
    end: int
    label: Label
    reason: str
    section: tuple[str, ...]
    context: tuple[Context, ...] = ()
    continues_sentence: bool = False
    repeats: tuple[Span, ...] = ()
    shape: Shape = PLAIN

    @property
    def span(self) -> BlockSpan:
        """The block without what stands around it."""
        return BlockSpan(self.start, self.end, self.label, self.shape)

    @property
    def quoted_depth(self) -> int:
        """How many quotations it stands in."""
        return self.shape.level + 1 if is_quotation(self.span) else 0

    def labelled(self, label: Label, reason: str, **changes: Any) -> "Block":
        """The same slice with another label."""
        return replace(self, label=label, reason=reason, **changes)

    def with_context(self, context: Context) -> "Block":
        """The same block with this context added."""
        return replace(self, context=(*self.context, context))
