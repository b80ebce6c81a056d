"""The ending of a file's name → the reader of its format; a name without one is of plain text."""

from collections.abc import Callable, Iterator

from index.reading.formats.asciidoc import read_asciidoc
from index.reading.formats.beir import read_beir
from index.reading.formats.csv_table import read_table
from index.reading.formats.docx import read_docx
from index.reading.formats.epub import read_epub
from index.reading.formats.html import read_html
from index.reading.formats.images import read_image
from index.reading.formats.mail import read_mailbox, read_message
from index.reading.formats.markdown import read_markdown
from index.reading.formats.notebook import read_notebook
from index.reading.formats.odp import read_odp
from index.reading.formats.ods import read_ods
from index.reading.formats.odt import read_odt
from index.reading.formats.old_office import read_doc, read_ppt
from index.reading.formats.org import read_org
from index.reading.formats.pdf import read_pdf
from index.reading.formats.plain_text import read_text
from index.reading.formats.pptx import read_pptx
from index.reading.formats.reading import Reading
from index.reading.formats.records import read_json, read_yaml
from index.reading.formats.rst import read_rst
from index.reading.formats.rtf import read_rtf
from index.reading.formats.subtitles import read_subtitles
from index.reading.formats.xls import read_xls
from index.reading.formats.xlsx import read_xlsx

READERS: dict[str, Callable[[bytes], Iterator[Reading]]] = {
    "": read_text,
    ".adoc": read_asciidoc,
    ".asciidoc": read_asciidoc,
    ".csv": read_table,
    ".doc": read_doc,
    ".docx": read_docx,
    ".eml": read_message,
    ".epub": read_epub,
    ".htm": read_html,
    ".html": read_html,
    ".ipynb": read_notebook,
    ".jpeg": read_image,
    ".jpg": read_image,
    ".json": read_json,
    ".jsonl": read_beir,
    ".log": read_text,
    ".markdown": read_markdown,
    ".mbox": read_mailbox,
    ".md": read_markdown,
    ".mdx": read_markdown,
    ".odp": read_odp,
    ".ods": read_ods,
    ".odt": read_odt,
    ".org": read_org,
    ".pdf": read_pdf,
    ".png": read_image,
    ".ppsx": read_pptx,
    ".ppt": read_ppt,
    ".pptm": read_pptx,
    ".pptx": read_pptx,
    ".rst": read_rst,
    ".rtf": read_rtf,
    ".srt": read_subtitles,
    ".text": read_text,
    ".tif": read_image,
    ".tiff": read_image,
    ".tsv": read_table,
    ".txt": read_text,
    ".vtt": read_subtitles,
    ".webp": read_image,
    ".xls": read_xls,
    ".xlsm": read_xlsx,
    ".xlsx": read_xlsx,
    ".yaml": read_yaml,
    ".yml": read_yaml,
}
