"""The ending of a file's name → the reader of its format."""

from collections.abc import Callable, Iterator

from index.reading.formats.beir import read_beir
from index.reading.formats.csv_table import read_table
from index.reading.formats.docx import read_docx
from index.reading.formats.epub import read_epub
from index.reading.formats.html import read_html
from index.reading.formats.markdown import read_markdown
from index.reading.formats.odp import read_odp
from index.reading.formats.ods import read_ods
from index.reading.formats.odt import read_odt
from index.reading.formats.old_office import read_doc, read_ppt
from index.reading.formats.pdf import read_pdf
from index.reading.formats.plain_text import read_text
from index.reading.formats.pptx import read_pptx
from index.reading.formats.reading import Reading
from index.reading.formats.rtf import read_rtf
from index.reading.formats.xls import read_xls
from index.reading.formats.xlsx import read_xlsx

READERS: dict[str, Callable[[bytes], Iterator[Reading]]] = {
    ".csv": read_table,
    ".doc": read_doc,
    ".docx": read_docx,
    ".epub": read_epub,
    ".htm": read_html,
    ".html": read_html,
    ".jsonl": read_beir,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".odp": read_odp,
    ".ods": read_ods,
    ".odt": read_odt,
    ".pdf": read_pdf,
    ".ppsx": read_pptx,
    ".ppt": read_ppt,
    ".pptm": read_pptx,
    ".pptx": read_pptx,
    ".rtf": read_rtf,
    ".tsv": read_table,
    ".txt": read_text,
    ".xls": read_xls,
    ".xlsm": read_xlsx,
    ".xlsx": read_xlsx,
}
