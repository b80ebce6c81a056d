"""Document → blocks: stretches of its text with a label, the reason for it, and their context.

Pure functions over blocks, one rule a module, none of which knows any particular document:

    pieces → furniture of pages → entries → breaks → lists → card → repeats → furniture → speech

A block is a slice of the canonical text; everything but white space, front matter, bullets and
fences stands in exactly one block.
"""

from dataclasses import replace

from index.blocks import INDEXED, Block, Context, Kind
from index.documents import Document
from index.reading.cleaning.boilerplate import without_furniture
from index.reading.cleaning.document_card import carded, described
from index.reading.cleaning.duplicates import once
from index.reading.cleaning.line_breaks import joined
from index.reading.cleaning.lists_and_tables import led
from index.reading.cleaning.owner_choices import decided
from index.reading.cleaning.running_heads import without_margins
from index.reading.cleaning.segmentation import pieces
from index.reading.cleaning.speakers import spoken
from index.reading.cleaning.timeline_entries import dated


def blocks(document: Document) -> tuple[Block, ...]:
    """The document's blocks in order."""
    text = document.text
    found = without_margins(text, pieces(document), document.pages)
    found = carded(text, found, document.matter)
    found = joined(text, dated(text, found))
    found = led(text, found)
    found = without_furniture(text, once(text, found))
    found = described(text, spoken(text, found), document.metadata.recipient is not None)
    return decided(text, _written(document, found), document.keep, document.drop)


def _written(document: Document, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a letter with who wrote it to whom: its "I" is the author."""
    about = document.metadata
    if not (about.author and about.recipient):
        return blocks
    context = (Context(Kind.AUTHOR, about.author), Context(Kind.RECIPIENT, about.recipient))
    return tuple(
        replace(block, context=(*context, *block.context)) if block.label in INDEXED else block
        for block in blocks
    )
