"""Which reader reads which format, by the ending of a file's name."""

from collections.abc import Callable, Iterator

from index.readers.beir import read_beir
from index.readers.docx import read_docx
from index.readers.epub import read_epub
from index.readers.html import read_html
from index.readers.markdown import read_markdown
from index.readers.pdf import read_pdf
from index.readers.reading import Reading
from index.readers.table import read_table
from index.readers.text import read_text

READERS: dict[str, Callable[[bytes], Iterator[Reading]]] = {
    ".csv": read_table,
    ".docx": read_docx,
    ".epub": read_epub,
    ".htm": read_html,
    ".html": read_html,
    ".jsonl": read_beir,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".pdf": read_pdf,
    ".tsv": read_table,
    ".txt": read_text,
}
