"""Bytes of a text document (ODT) → its words in order, notes, headers and footers at the end."""

from collections.abc import Iterator
from dataclasses import replace

from index.reading.formats.odf_text import OdfText, document_title, margin_blocks, open_document
from index.reading.formats.office_metadata import stated_metadata
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading
from index.reading.formats.written_blocks import written
from index.reading.formats.xml_parts import child


def read_odt(data: bytes) -> Iterator[Reading]:
    """A text document as one; raises ``Unreadable`` if it is encrypted or damaged."""
    parts, root = open_document(data, "text")
    text = OdfText(parts, root)
    blocks = list(text.blocks(child(root, "body", "text")))
    blocks += text.notes()
    found = written([[*blocks, *margin_blocks(text, parts.tree_if_there("styles.xml"))]])
    refuse_long_lines(found.text)
    about = stated_metadata(parts.tree_if_there("meta.xml"))
    title = about.title or document_title(text, blocks)
    yield Reading(
        "",
        found.text,
        replace(about, title=title),
        found.headings,
        tables=found.tables,
        warnings=text.warnings(),
    )
