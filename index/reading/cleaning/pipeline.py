"""Document → blocks: slices of its text with a label, the reason for it, and their context.

Pure functions over blocks, one rule in each module; no rule is about a particular document:

    pieces → marked furniture → furniture of pages → contents pages → card → entries → breaks
    → lists → labels of tables → replies → kept lines → repeats → furniture → speech
    → correspondents → lone headings

A block is a slice of the canonical text; everything but white space, front matter, bullets, fences
and the marks of headings stands in exactly one block.
"""

from index.blocks import Block
from index.documents import PAGE, Document, is_markdown, suffix_of
from index.reading.cleaning.boilerplate import without_boilerplate
from index.reading.cleaning.contents_pages import without_contents_pages
from index.reading.cleaning.correspondence import with_correspondents
from index.reading.cleaning.document_card import with_document_card, with_document_form
from index.reading.cleaning.duplicates import without_duplicates
from index.reading.cleaning.kept_lines import with_kept_lines
from index.reading.cleaning.line_breaks import join_broken_lines
from index.reading.cleaning.lists_and_tables import with_lead_ins
from index.reading.cleaning.lone_headings import lone_headings, with_lone_headings
from index.reading.cleaning.marked_furniture import with_marked_furniture
from index.reading.cleaning.owner_choices import with_owner_choices
from index.reading.cleaning.replies import with_replies
from index.reading.cleaning.running_heads import without_running_heads
from index.reading.cleaning.segmentation import segment
from index.reading.cleaning.speakers import with_speakers
from index.reading.cleaning.table_labels import with_table_labels
from index.reading.cleaning.timeline_entries import with_timeline_entries


def clean(document: Document) -> tuple[Block, ...]:
    """The document's blocks in order."""
    text = document.text
    blocks = with_marked_furniture(segment(document), document.furniture)
    blocks = without_running_heads(text, blocks, _drawn_pages(document), document.page_labels)
    blocks = without_contents_pages(document, blocks)
    blocks = with_document_card(text, blocks, document.metadata_spans)
    blocks = join_broken_lines(text, with_timeline_entries(text, blocks))
    blocks = with_replies(text, with_table_labels(text, with_lead_ins(text, blocks)))
    if not is_markdown(document.id):
        blocks = with_kept_lines(text, blocks)
    lone = lone_headings(blocks, document.metadata.title)
    blocks = without_boilerplate(text, without_duplicates(text, blocks))
    blocks = with_document_form(
        text, with_speakers(text, blocks), document.metadata.recipient is not None
    )
    blocks = with_lone_headings(text, with_correspondents(document, blocks), lone)
    return with_owner_choices(text, blocks, document.keep, document.drop)


def _drawn_pages(document: Document) -> tuple[int, ...]:
    """Where pages begin whose edges may have running heads: those that are printed."""
    is_printed = document.page_kind == PAGE and suffix_of(document.id) != ".epub"
    return document.pages if is_printed else ()
