"""One file a format: bytes → ``Reading``s. Nothing outside this folder knows formats."""

from collections.abc import Callable, Iterator

from index.readers.beir import read_beir
from index.readers.markdown import read_markdown
from index.readers.reading import Heading, Metadata, Reading, Source, Unreadable
from index.readers.text import read_text

READERS: dict[str, Callable[[bytes], Iterator[Reading]]] = {
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_text,
    ".jsonl": read_beir,
}

AS_WRITTEN = frozenset({".md", ".markdown", ".txt", ".csv", ".tsv"})
"""Of formats whose canonical text is that of the file: its lines can be cited."""

__all__ = ["AS_WRITTEN", "READERS", "Heading", "Metadata", "Reading", "Source", "Unreadable"]
