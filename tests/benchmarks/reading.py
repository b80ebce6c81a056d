"""One document of 2 MB of invented text in each format → how fast its reader reads it.

    python tests/benchmarks/reading.py [SUFFIX ...]
    python tests/benchmarks/reading.py FOLDER

The best of three readings counts; MB are of the text that comes out. A format without a
registered reader is passed over. Of a folder all files are read, and the MB are of the files.
"""

import io
import json
import random
import sys
import textwrap
import time
import timeit
import zipfile
from pathlib import Path

import docx
from reportlab.pdfgen.canvas import Canvas

from index.reading.formats.registry import READERS

WORDS = "the committee met again in March and heard how the new garden was paid for by".split()
chance = random.Random(7)
SENTENCES = [" ".join(chance.choices(WORDS, k=14)).capitalize() + "." for _ in range(28_000)]
PARAGRAPHS = [" ".join(SENTENCES[n : n + 14]) for n in range(0, len(SENTENCES), 14)]
CHAPTERS = [(f"Chapter {n}", PARAGRAPHS[n * 20 : n * 20 + 20]) for n in range(100)]

OPF, TYPE = "http://www.idpf.org/2007/opf", "application/xhtml+xml"
CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""


def as_html(chapters: list[tuple[str, list[str]]]) -> str:
    told = (f"<h1>{title}</h1>" + "".join(f"<p>{p}</p>" for p in ps) for title, ps in chapters)
    head = '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>Minutes</title></head>'
    return f"{head}<body><article>{''.join(told)}</article></body></html>"


def write_pdf(file: io.BytesIO) -> None:
    canvas = Canvas(file)
    lines = [line for p in PARAGRAPHS for line in [*textwrap.wrap(p, 90), ""]]
    for first in range(0, len(lines), 50):
        page = canvas.beginText(50, 780)
        page.textLines(lines[first : first + 50])
        canvas.drawText(page)
        canvas.showPage()
    canvas.save()


def write_docx(file: io.BytesIO) -> None:
    document = docx.Document()
    for title, told in CHAPTERS:
        document.add_heading(title, 1)
        for paragraph in told:
            document.add_paragraph(paragraph)
    document.save(file)


def write_epub(file: io.BytesIO) -> None:
    ids = range(len(CHAPTERS))
    items = "".join(f'<item id="c{n}" href="c{n}.xhtml" media-type="{TYPE}"/>' for n in ids)
    spine = "".join(f'<itemref idref="c{n}"/>' for n in ids)
    inner = f"<metadata/><manifest>{items}</manifest><spine>{spine}</spine>"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("b.opf", f'<package xmlns="{OPF}" version="3.0">{inner}</package>')
        for n, chapter in enumerate(CHAPTERS):
            book.writestr(f"c{n}.xhtml", as_html([chapter]))


TEXTS = {
    ".txt": "\n\n".join(PARAGRAPHS),
    ".md": "\n\n".join("\n\n".join([f"# {title}", *told]) for title, told in CHAPTERS),
    ".html": as_html(CHAPTERS),
    ".csv": "number,told\n" + "\n".join(f'{n},"{told}"' for n, told in enumerate(PARAGRAPHS)),
    ".jsonl": "\n".join(json.dumps({"_id": n, "text": p}) for n, p in enumerate(PARAGRAPHS)),
}
WRITERS = {".pdf": write_pdf, ".docx": write_docx, ".epub": write_epub}


def read_folder(folder: Path) -> None:
    """Print for each format the files, those not read, their MB and the seconds for a MB."""
    paths: dict[str, list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in READERS and path.is_file():
            paths.setdefault(path.suffix.lower(), []).append(path)
    for suffix, files in paths.items():
        sizes, times, refused = 0, 0.0, 0
        for path in files:
            data = path.read_bytes()
            began = time.perf_counter()
            try:
                list(READERS[suffix](data))
            except Exception:  # of any library that reads a file that nobody can read
                refused += 1
            times += time.perf_counter() - began
            sizes += len(data)
        speed = f"{sizes / 1e6:8.1f} MB {1e6 * times / sizes:7.2f} s/MB"
        print(f"{suffix:10}{len(files):5} files {refused:4} not read {speed}", flush=True)


def main(*suffixes: str) -> None:
    if suffixes and Path(suffixes[0]).is_dir():
        read_folder(Path(suffixes[0]))
        return
    for suffix in filter(READERS.get, suffixes or (*TEXTS, *WRITERS)):
        file = io.BytesIO(TEXTS.get(suffix, "").encode())
        if suffix in WRITERS:
            WRITERS[suffix](file)
        data, read = file.getvalue(), READERS[suffix]
        readings = list(read(data))
        best = min(timeit.repeat(lambda read=read, data=data: list(read(data)), number=1, repeat=3))
        size = sum(len(reading.text) for reading in readings) / 1e6
        pages = sum(len(reading.pages) for reading in readings) or len(readings)
        speed = f"{size / best:7.2f} MB/s {pages / best:9.1f} pages or documents/s"
        print(f"{suffix:7}{speed}", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
