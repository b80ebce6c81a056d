"""Invented documents, cleaned: what the tests of the rules read."""

from dataclasses import replace

from index.blocks import Block, ContextKind, Label
from index.documents import Document, Metadata
from index.reading.cleaning.pipeline import clean
from index.reading.formats.markdown import read_markdown
from index.reading.formats.reading import Reading
from index.reading.metadata import find_metadata

NAMES = ("title", "author", "publisher", "date", "recipient", "length")


def document(text: str) -> Document:
    """A plain text file; form feeds end its pages."""
    feeds = [number + 1 for number, character in enumerate(text) if character == "\f"]
    return _document("a.txt", Reading("", text, Metadata(), pages=(0, *feeds) if feeds else ()))


def markdown(text: str) -> Document:
    """A Markdown file."""
    return _document("a.md", next(read_markdown(text.encode())))


def _document(name: str, reading: Reading) -> Document:
    text_metadata = find_metadata(reading.text, reading.body)
    stated = reading.metadata
    return Document(
        id=name,
        text=reading.text,
        sha256="0" * 64,
        metadata=replace(
            stated, **{n: getattr(stated, n) or getattr(text_metadata, n) for n in NAMES}
        ),
        headings=reading.headings,
        body=reading.body,
        pages=reading.pages,
        metadata_spans=tuple(text_metadata.spans),
        tables=reading.tables,
        code=reading.code,
    )


def words(of: Document, block: Block) -> str:
    """A block's words, white space collapsed."""
    return " ".join(of.text[block.start : block.end].split())


def labelled_words(of: Document, *labels: Label) -> list[str]:
    """The words of the blocks with one of the labels, in order."""
    return [words(of, block) for block in clean(of) if block.label in labels]


def labels(of: Document) -> dict[str, Label]:
    """The label of each block, by its words."""
    return {words(of, block): block.label for block in clean(of)}


def columns_of(of: Document) -> dict[str, tuple[str, ...]]:
    """The names of the columns of each row whose cells are known, by its words."""
    return {words(of, block): block.shape.columns for block in clean(of) if block.shape.delimiter}


def contexts_of(of: Document, kind: ContextKind) -> dict[str, str]:
    """What the contexts of a kind tell, by the words of their blocks."""
    return {
        words(of, block): context.text + (", inferred" if context.inferred else "")
        for block in clean(of)
        for context in block.context
        if context.kind is kind
    }
