"""Document → blocks: stretches of its text with a label, the reason for it, and their context.

Pure functions over blocks, one rule a module, none of which knows any particular document:

    pieces → furniture of pages → entries → breaks → lists → card → repeats → furniture → speech

A block is a slice of the canonical text; everything but white space, front matter, bullets and
fences stands in exactly one block.
"""

from dataclasses import replace

from index.blocks import INDEXED, Block, Context, ContextKind
from index.documents import Document
from index.reading.cleaning.boilerplate import without_boilerplate
from index.reading.cleaning.document_card import with_document_card, with_document_form
from index.reading.cleaning.duplicates import without_duplicates
from index.reading.cleaning.line_breaks import join_broken_lines
from index.reading.cleaning.lists_and_tables import with_lead_ins
from index.reading.cleaning.owner_choices import with_owner_choices
from index.reading.cleaning.running_heads import without_running_heads
from index.reading.cleaning.segmentation import segment
from index.reading.cleaning.speakers import with_speakers
from index.reading.cleaning.timeline_entries import with_timeline_entries


def clean(document: Document) -> tuple[Block, ...]:
    """The document's blocks in order."""
    text = document.text
    found = without_running_heads(text, segment(document), document.pages)
    found = with_document_card(text, found, document.metadata_spans)
    found = join_broken_lines(text, with_timeline_entries(text, found))
    found = with_lead_ins(text, found)
    found = without_boilerplate(text, without_duplicates(text, found))
    found = with_document_form(
        text, with_speakers(text, found), document.metadata.recipient is not None
    )
    return with_owner_choices(
        text, _with_correspondents(document, found), document.keep, document.drop
    )


def _with_correspondents(document: Document, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a letter with who wrote it to whom: its "I" is the author."""
    about = document.metadata
    if not (about.author and about.recipient):
        return blocks
    context = (
        Context(ContextKind.AUTHOR, about.author),
        Context(ContextKind.RECIPIENT, about.recipient),
    )
    return tuple(
        replace(block, context=(*context, *block.context)) if block.label in INDEXED else block
        for block in blocks
    )
