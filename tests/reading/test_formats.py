"""One folder with every format: each quote is a slice, on its page and under its heading."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from index import Searcher, answer, build_index
from index.answering.quotes import Quote
from index.blocks import INDEXED, Label
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import read_corpus
from tests.conftest import Silent, WordEncoder

PAGES = (
    ("Harbour report", "The harbour froze over in January and no ship could leave."),
    ("Repairs", "A diver mended the northern sluice with oak planks."),
    ("Prices", "Herring was sold at ninepence a barrel that autumn."),
)


def pdf() -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, invariant=True)
    canvas.setTitle("Harbour report of the year")
    for number, (heading, sentence) in enumerate(PAGES, start=1):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 800, "Harbour board, annual report")
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(72, 720, heading)
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 680, sentence)
        canvas.drawString(72, 660, "The board took note of it at its next meeting in the hall.")
        canvas.drawString(300, 40, str(number))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def word() -> bytes:
    document = docx.Document()
    document.core_properties.title = "Garden rules"
    document.core_properties.author = "Ada Green"
    document.add_heading("Watering", 1)
    document.add_paragraph("Tomatoes are watered before breakfast by the tenant.")
    document.add_heading("Tools", 1)
    document.add_paragraph("Wheelbarrows return to the shed by dusk.", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        [c for row in table.rows for c in row.cells],
        ["Plot", "Tenant", "Seventeen", "Mistress Quickly"],
        strict=True,
    ):
        cell.text = words
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


HTML = """<!doctype html><html lang="en"><head><title>Ferry times | The Isle</title>
<meta property="og:site_name" content="The Isle"><link rel="canonical" href="https://isle.example/ferry">
<meta property="article:published_time" content="2019-04-02T10:00:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/shop">Shop</a></nav><article><h1>Ferry times</h1>
<p>The ferry connects the isle with the mainland all through the year, weather permitting.</p>
<h2 id="winter">Winter</h2><p>In winter the last ferry departs at a quarter past four sharp.</p>
<h2 id="fares">Fares</h2><p>Children under seven travel free of charge on every crossing.</p>
</article><footer>Sign up to our newsletter</footer></body></html>"""

CHAPTER = """<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>
<body><h1>The lighthouse</h1><p>The keeper polished the lens with a silk cloth each dawn.</p></body>
</html>"""
OPF = """<?xml version="1.0"?><package xmlns="http://www.idpf.org/2007/opf" version="3.0">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Lamps</dc:title>
<dc:creator>Ann Lee</dc:creator></metadata><manifest><item id="c" href="c.xhtml"
media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>"""
CONTAINER = """<?xml version="1.0"?><container
xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
version="1.0"><rootfiles><rootfile full-path="o.opf" media-type="application/oebps-package+xml"/>
</rootfiles></container>"""


def epub() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", CONTAINER)
        book.writestr("o.opf", OPF)
        book.writestr("c.xhtml", CHAPTER)
    return file.getvalue()


FILES = {
    "harbour.pdf": pdf(),
    "garden.docx": word(),
    "ferry.html": HTML.encode(),
    "lamps.epub": epub(),
    "choir.csv": b"voice,singer,since\nalto,Beatrice Potts,1998\nbass,Samuel Crane,2004\n",
    "mill.md": b"# The mill\n\n## Stones\n\nThe millstones came from Derbyshire by cart.\n",
    "well.txt": b"The village well\n\nThe bucket hangs from a chain of forty links.\n",
    "notes.jsonl": b'{"_id": "n1", "text": "The hives stand beside the orchard wall."}',
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Searcher:
    folder = tmp_path_factory.mktemp("library")
    for name, data in FILES.items():
        (folder / name).write_bytes(data)
    build_index(folder, folder.parent / "index", WordEncoder(), Silent())
    return Searcher.open(folder.parent / "index", WordEncoder())


def first(library: Searcher, question: str) -> Quote:
    quote = answer(library, question, 1, 0.0).quotes[0]
    document = library.document(quote.citation.document)
    assert document is not None
    source = " ".join(document.text.split())
    assert all(words in source for words in words_of_blocks(quote))
    return quote


def words_of_blocks(quote: Quote) -> Iterator[str]:
    """What a quote shows of each block, without what drawing adds."""
    assert quote.blocks
    for block in quote.blocks:
        if block.cells:
            yield from (value for _, value in block.cells)
        else:
            words = quote.text[block.start : block.end].strip()
            yield " ".join(words.removeprefix(block.marker).split())


@pytest.mark.parametrize(
    ("question", "document", "page"),
    [
        ("Which harbour froze over in January?", "harbour.pdf", 1),
        ("Who mended the northern sluice with oak planks?", "harbour.pdf", 2),
        ("Herring was sold at what a barrel that autumn?", "harbour.pdf", 3),
    ],
)
def test_a_pdf_is_cited_by_its_page(
    library: Searcher, question: str, document: str, page: int
) -> None:
    citation = first(library, question).citation
    assert (citation.document, citation.page) == (document, page)
    assert citation.link == f"{document}#page={page}"
    assert citation.title == "Harbour report of the year"


@pytest.mark.parametrize(
    ("question", "document", "place"),
    [
        ("Are tomatoes watered before breakfast by the tenant?", "garden.docx", "Watering"),
        ("Do wheelbarrows return to the shed by dusk?", "garden.docx", "Tools"),
        ("When does the last ferry depart in winter?", "ferry.html", "Winter"),
        ("Who polished the lens with a silk cloth?", "lamps.epub", "The lighthouse"),
        ("The millstones came from where by cart?", "mill.md", "Stones · line 5"),
        ("The bucket hangs from a chain of how many links?", "well.txt", "lines 1–3"),
        ("Where do the hives stand beside the orchard wall?", "notes.jsonl#n1", ""),
        ("Since when does Samuel Crane sing bass?", "choir.csv", "line 3"),
    ],
)
def test_every_format_is_cited_by_what_it_has(
    library: Searcher, question: str, document: str, place: str
) -> None:
    citation = first(library, question).citation
    assert citation.document == document
    assert citation.place.removeprefix("The mill › ").removeprefix("Ferry times › ") == place


def test_a_web_page_opens_at_its_heading_and_sentence(library: Searcher) -> None:
    citation = first(library, "When does the last ferry depart in winter?").citation
    assert str(citation.link).startswith("https://isle.example/ferry#winter:~:text=In%20winter")
    assert (citation.publisher, citation.date) == ("The Isle", "2019-04-02")


def test_a_row_is_told_with_its_columns(tmp_path: Path) -> None:
    for name in ("choir.csv", "garden.docx"):
        (tmp_path / name).write_bytes(FILES[name])
    rows = [
        (document.text[block.start : block.end], block.shape.columns)
        for document in read_corpus(tmp_path).documents
        for block in clean(document)
        if block.label is Label.ROW
    ]
    assert ("bass,Samuel Crane,2004", ("voice", "singer", "since")) in rows
    assert len(rows) == 4


def test_furniture_of_pages_is_in_no_passage(library: Searcher) -> None:
    assert library.bm25.search(library.bm25.terms("newsletter annual shop"), 5) == []


def test_every_file_is_read(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    read = read_corpus(tmp_path)
    assert read.skipped == ()
    assert len(read.documents) == len(FILES)


def test_pages_that_are_all_alike_are_no_margins(tmp_path: Path) -> None:
    file = io.BytesIO()
    canvas = Canvas(file)
    for number in range(1, 5):
        canvas.drawString(72, 700, f"Ticket {number} admits one to the harbour fair.")
        canvas.showPage()
    canvas.save()
    (tmp_path / "tickets.pdf").write_bytes(file.getvalue())
    [document] = read_corpus(tmp_path).documents
    assert all(block.label in INDEXED for block in clean(document))
