"""Books are cited by the pages of their printed edition; notes stand apart from sentences."""

from collections.abc import Mapping

import pytest

from index.blocks import Label
from index.documents import Document
from index.reading.cleaning.pipeline import clean
from index.reading.formats.epub import read_epub
from index.reading.formats.reading import Reading
from tests.reading.test_epub import CHAPTER, files_of, pack

NCX = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'


def read(chapters: Mapping[str, str], **more: str) -> Reading:
    """A book of these chapters; ``more`` replaces files, each named by its place in the book."""
    files = files_of(chapters)
    package = files["OEBPS/book.opf"]
    assert isinstance(package, str)
    files["OEBPS/book.opf"] = package.replace("</manifest>", f"{more.pop('items', '')}</manifest>")
    files["OEBPS/book.opf"] = files["OEBPS/book.opf"].replace(
        "</spine>", f"</spine>{more.pop('guide', '')}"
    )
    named = {f"OEBPS/{name.replace('__', '.')}": content for name, content in more.items()}
    (reading,) = read_epub(pack({**files, **named}))
    return reading


def pages(reading: Reading) -> list[tuple[str, str]]:
    """The label of each page and what stands on it, on one line."""
    ends = [*reading.pages[1:], len(reading.text)]
    texts = [reading.text[a:b] for a, b in zip(reading.pages, ends, strict=True)]
    return [
        (label, " ".join(t.split())) for label, t in zip(reading.page_labels, texts, strict=True)
    ]


def broken(label: str, name: str = "span") -> str:
    return f'<{name} epub:type="pagebreak" id="p{label}" title="{label}"></{name}>'


def test_a_page_begins_at_the_word_behind_its_mark() -> None:
    body = f"{broken('7')}<p>One two{broken('8')} three.</p>{broken('9', 'div')}<p>Four.</p>"
    reading = read({"a.xhtml": body})
    assert reading.text == "One two three.\n\nFour."
    assert pages(reading) == [("7", "One two"), ("8", "three."), ("9", "Four.")]
    assert reading.page_kind == "page"


@pytest.mark.parametrize(
    ("first", "before"),
    [
        ("12", "11"),
        ("iv", "iii"),
        ("x", "ix"),
        ("CI", "C"),
        ("1", "before 1"),
        ("A-3", "before A-3"),
    ],
)
def test_what_stands_before_the_first_mark_is_on_the_page_before(first: str, before: str) -> None:
    found = pages(read({"a.xhtml": f"<p>Early.</p>{broken(first)}<p>Late.</p>"}))
    assert [text for _, text in found] == ["Early.", "Late."]
    assert found[0][0] == before


def test_a_heading_alone_before_the_first_mark_is_on_its_page() -> None:
    reading = read({"a.xhtml": f"<h1>One</h1>{broken('7')}<p>The mill.</p>"})
    assert pages(reading) == [("7", "One The mill.")]


@pytest.mark.parametrize(
    ("mark", "label"),
    [
        ('<span role="doc-pagebreak" id="x" aria-label="Page 12"/>', "12"),
        ('<span epub:type="pagebreak" id="page_12">12</span>', "12"),
        ('<span epub:type="pagebreak" id="page_12"/>', "12"),
        ('<hr epub:type="pagebreak" title="p. xii"/>', "xii"),
        ('<a epub:type="pagebreak" title="{12}"/>', "12"),
        ('<span class="pagenum"><a id="Page_12">[Pg 12]</a></span>', "12"),
        ('<span epub:type="pagebreak">B2</span>', "B2"),
        ('<p class="pagenumber">- 12 -</p>', "12"),
        ('<a epub:type="pagebreak" title="B-2"/>', "B-2"),
    ],
)
def test_a_mark_says_its_page_in_several_ways(mark: str, label: str) -> None:
    assert read({"a.xhtml": f"{mark}<p>Words.</p>"}).page_labels == (label,)


def test_what_only_looks_like_a_mark_is_read() -> None:
    words = "This is all that was on the page."
    for element in ('section epub:type="pagebreak"', 'p class="pagenum"', 'p class="pagebreak"'):
        body = f"<p>One.</p><{element}>{words}</{element.split()[0]}><p>Two.</p>"
        assert read({"a.xhtml": body}).text == f"One.\n\n{words}\n\nTwo."


def test_pages_go_on_from_chapter_to_chapter_and_of_two_at_one_place_the_last_counts() -> None:
    chapters = {
        "a.xhtml": f"{broken('1')}<h1>One</h1><p>The mill.</p>{broken('2')}",
        "b.xhtml": f"{broken('3')}<h1>Two</h1><p>The pond{broken('4')} froze.</p>",
    }
    reading = read(chapters)
    assert pages(reading) == [("1", "One The mill."), ("3", "Two The pond"), ("4", "froze.")]
    assert [reading.text[h.start : h.end] for h in reading.headings] == ["One", "Two"]


def test_a_mark_at_the_end_of_a_chapter_is_of_the_next_one() -> None:
    chapters = {"a.xhtml": f"{broken('1')}<p>One.</p>{broken('2')}", "b.xhtml": "<p>Two.</p>"}
    assert pages(read(chapters)) == [("1", "One."), ("2", "Two.")]


def test_headings_tables_and_code_stay_in_place_behind_marks() -> None:
    table = f"<table><tr><th>Pond</th><th>{broken('2')}Depth</th></tr>"
    table += "<tr><td>North</td><td>2 m</td></tr></table>"
    body = (
        f"{broken('1')}<h1>Mills{broken('5')} on ponds</h1>{table}<pre>make{broken('9')} it</pre>"
    )
    reading = read({"a.xhtml": f"<p>It.</p>{body}<h2>End</h2>"})
    text = reading.text
    assert [(text[h.start : h.end], h.title) for h in reading.headings] == [
        ("Mills on ponds", "Mills on ponds"),
        ("End", "End"),
    ]
    assert [text[slice(*row)] for t in reading.tables for row in t.rows] == ["North | 2 m"]
    assert reading.tables[0].columns == ("Pond", "Depth")
    assert text[slice(*reading.code[0].content)] == "make it\n"


PAGE_LIST = (
    '<nav epub:type="page-list"><ol><li><a href="a.xhtml">3</a></li>'
    '<li><a href="a.xhtml#second">4</a></li><li><a href="lost.xhtml#x">5</a></li></ol></nav>'
)


def test_the_list_of_pages_of_an_epub_3_names_them() -> None:
    body = '<p>Early.</p><p id="second">Late.</p>'
    reading = read({"a.xhtml": body}, nav__xhtml=CHAPTER.format(PAGE_LIST))
    assert pages(reading) == [("3", "Early."), ("4", "Late.")]


def test_the_list_of_pages_of_an_epub_2_names_them() -> None:
    target = '<pageTarget value="{0}"><navLabel><text>{0}</text></navLabel>'
    target += '<content src="{1}"/></pageTarget>'
    listed = "".join(target.format(*of) for of in (("ix", "a.xhtml#p9"), ("x", "b.xhtml#p%2010")))
    ncx = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><pageList>{listed}</pageList></ncx>'
    chapters = {
        "a.xhtml": '<p>Some.</p><p><a id="p9"/>Early.</p>',
        "b.xhtml": '<p>Go <a id="p 10"/>on.</p>',
    }
    reading = read(chapters, items=NCX, toc__ncx=ncx)
    assert pages(reading) == [("viii", "Some."), ("ix", "Early. Go"), ("x", "on.")]


@pytest.mark.parametrize("ncx", ["<ncx", "", "<!DOCTYPE ncx [<!ENTITY a 'b'>]><ncx>&a;</ncx>"])
def test_a_list_of_pages_that_cannot_be_read_costs_nobody_the_book(ncx: str) -> None:
    reading = read({"a.xhtml": "<p>It.</p>"}, items=NCX, toc__ncx=ncx)
    assert (reading.text, reading.pages, reading.page_labels) == ("It.", (), ())


def test_a_refrain_at_the_top_of_pages_is_no_running_head() -> None:
    song = "".join(
        f"{broken(str(n))}<p>Row on, row on.</p><p>We passed {n} piers.</p>" for n in range(1, 9)
    )
    reading = read({"a.xhtml": song})
    document = Document("a.epub", reading.text, "", reading.metadata, pages=reading.pages)
    assert not [b for b in clean(document) if b.label is Label.FURNITURE]


def test_a_sign_in_the_book_is_not_taken_for_a_page() -> None:
    assert pages(read({"a.xhtml": f"<p>An \ufffc object.</p>{broken('8')}<p>It.</p>"})) == [
        ("7", "An object."),
        ("8", "It."),
    ]


def text_of(body: str) -> str:
    return read({"a.xhtml": body}).text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            '<p>A mill<a epub:type="noteref" href="#n">*</a> stood.</p>'
            '<aside epub:type="footnote" id="n"><p>* Built in 1650.</p></aside><p>It burnt.</p>',
            "A mill stood.\n\n[*] Built in 1650.\n\nIt burnt.",
        ),
        (
            '<p>It stood<span epub:type="footnote">Since 1650.</span> there.</p><p>It burnt.</p>',
            "It stood there.\n\nSince 1650.\n\nIt burnt.",
        ),
        (
            '<section epub:type="endnotes"><h2>Notes</h2><ol><li epub:type="endnote">'
            "<p>See Cole.</p><p>He knew.</p></li><li><p>See Dale.</p></li></ol></section>",
            "Notes\n\n[1] See Cole.\n\nHe knew.\n\n[2] See Dale.",
        ),
        ('<aside role="doc-footnote" hidden="hidden"><p>† Lost.</p></aside>', "[†] Lost."),
        ('<p class="footnote">3. See Cole.</p>', "[3] See Cole."),
        ('<div class="footnotes"><p>[2] See Cole.</p></div>', "[2] See Cole."),
        (
            '<aside epub:type="footnote"><p>12 May 1922 was cold.</p></aside>',
            "12 May 1922 was cold.",
        ),
        ("<aside><p>* Not a note.</p></aside>", "* Not a note."),
        (
            '<ol><li>Stop and look.</li><li>Go.</li></ol><p class="note">3. Rest.</p>',
            "1. Stop and look.\n2. Go.\n\n3. Rest.",
        ),
    ],
    ids=[
        "aside",
        "inside a line",
        "endnotes",
        "hidden",
        "class",
        "classes",
        "a date",
        "other",
        "list",
    ],
)
def test_a_note_is_a_paragraph_of_its_own(body: str, text: str) -> None:
    assert text_of(body) == text


def test_a_note_in_a_cell_stands_below_its_table() -> None:
    cell = '<td>2 m<span epub:type="footnote">In May.</span></td>'
    body = f"<table><tr><td>North</td>{cell}</tr><tr><td>South</td><td>3 m</td></tr></table>"
    assert text_of(body) == "North | 2 m\nSouth | 3 m\n\nIn May."


def test_a_cover_contents_and_a_colophon_are_left_out_and_counted() -> None:
    chapters = {
        "a.xhtml": '<section epub:type="cover"><p>The Mill of Ford by Ann Cole</p></section>',
        "b.xhtml": '<nav epub:type="toc"><ol><li>One</li></ol></nav><p>It stood.</p>',
        "c.xhtml": '<div role="doc-colophon"><p>Set in Caslon.</p></div>',
    }
    reading = read(chapters)
    assert reading.text == "It stood."
    assert reading.warnings == ("cover, contents and colophon left out: 11 words",)


def test_the_guide_of_an_epub_2_names_its_cover_and_contents() -> None:
    guide = '<guide><reference type="cover" href="a.xhtml"/><reference type="toc" href="b.xhtml"/>'
    guide += '<reference type="toc" href="c.xhtml"/><reference type="text" href="c.xhtml"/></guide>'
    links = "".join(f'<p><a href="c.xhtml#c{n}">Chapter {n} of the mill</a></p>' for n in range(30))
    chapters = {
        "a.xhtml": "<p>The Mill</p>",
        "b.xhtml": links,
        "c.xhtml": f"<p>{'It stood. ' * 50}</p>",
    }
    reading = read(chapters, guide=guide)
    assert reading.text == ("It stood. " * 50).strip()
    assert reading.warnings == ("cover, contents and colophon left out: 152 words",)


def test_a_book_of_one_chapter_is_read_whatever_its_guide_says() -> None:
    guide = '<guide><reference type="cover" href="a.xhtml"/></guide>'
    assert read({"a.xhtml": "<p>It stood.</p>"}, guide=guide).text == "It stood."


def test_authors_and_the_main_title_are_told_from_others() -> None:
    about = (
        '<dc:title id="t1">A tale</dc:title><dc:title id="t2">The Mill</dc:title>'
        '<meta refines="#t1" property="title-type">subtitle</meta>'
        '<meta refines="#t2" property="title-type">main</meta>'
        '<dc:creator id="c1">Bo Reed</dc:creator><dc:creator id="c2">Ann Porter</dc:creator>'
        '<meta refines="#c1" property="role" scheme="marc:relators">edt</meta>'
        '<meta refines="#c2" property="role" scheme="marc:relators">aut</meta>'
        '<dc:creator opf:role="trl">Cy Dale</dc:creator>'
    )
    (reading,) = read_epub(pack(files_of({"a.xhtml": "<p>It.</p>"}, about)))
    assert (reading.metadata.title, reading.metadata.author) == ("The Mill", "Ann Porter")
