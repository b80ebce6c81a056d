"""The ending of a file's name → the reader of its format."""

from collections.abc import Callable, Iterator

from index.reading.formats.beir import read_beir
from index.reading.formats.csv_table import read_table
from index.reading.formats.docx import read_docx
from index.reading.formats.epub import read_epub
from index.reading.formats.html import read_html
from index.reading.formats.images import read_image
from index.reading.formats.markdown import read_markdown
from index.reading.formats.pdf import read_pdf
from index.reading.formats.plain_text import read_text
from index.reading.formats.reading import Reading

READERS: dict[str, Callable[[bytes], Iterator[Reading]]] = {
    ".csv": read_table,
    ".docx": read_docx,
    ".epub": read_epub,
    ".htm": read_html,
    ".html": read_html,
    ".jpeg": read_image,
    ".jpg": read_image,
    ".jsonl": read_beir,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".pdf": read_pdf,
    ".png": read_image,
    ".tif": read_image,
    ".tiff": read_image,
    ".tsv": read_table,
    ".txt": read_text,
    ".webp": read_image,
}
