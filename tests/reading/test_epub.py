"""Books become one document, in the order of their spine."""

import contextlib
import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.documents import QUESTION_LEVEL
from index.reading.formats.epub import read_epub
from index.reading.formats.reading import Reading, Unreadable

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="{}" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
PACKAGE = (
    '<package xmlns="http://www.idpf.org/2007/opf" xmlns:opf="http://www.idpf.org/2007/opf">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">{}</metadata>'
    "<manifest>{}</manifest><spine>{}</spine></package>"
)
ITEM = '<item id="i{}" href="{}" media-type="application/xhtml+xml"/>'
NAVIGATION = (
    '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    '<item id="pic" href="a.svg" media-type="image/svg+xml"/>'
)
CHAPTER = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    "<head><title>Not shown</title></head><body>{}</body></html>"
)
ABOUT = "<dc:title>The Mill</dc:title>"


def pack(files: Mapping[str, str | bytes]) -> bytes:
    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return book.getvalue()


def files_of(
    chapters: Mapping[str, str | bytes], about: str = ABOUT, spine: str | None = None
) -> dict[str, str | bytes]:
    """The files of a book below ``OEBPS`` whose chapters are whole files or bodies of such."""
    items = "".join(ITEM.format(n, href) for n, href in enumerate(chapters))
    order = "".join(f'<itemref idref="i{n}"/>' for n in range(len(chapters)))
    bodies = {
        f"OEBPS/{name}": body if isinstance(body, bytes) else CHAPTER.format(body)
        for name, body in chapters.items()
    }
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER.format("OEBPS/book.opf"),
        "OEBPS/book.opf": PACKAGE.format(about, NAVIGATION + items, spine or order),
        "OEBPS/nav.xhtml": CHAPTER.format("<nav><ol><li>Contents</li></ol></nav>"),
        **bodies,
    }


def read(files: Mapping[str, str | bytes]) -> Reading:
    (reading,) = read_epub(pack(files))
    return reading


def read_body(body: str) -> str:
    return read(files_of({"a.xhtml": body})).text


def test_a_book_is_read_chapter_by_chapter_with_its_headings() -> None:
    files = files_of(
        {
            "b.xhtml": '<h1 id="one">One</h1><p>The mill stood still.</p><ul><li>a</li></ul>',
            "a.xhtml": "<ol><li>b</li></ol><div><h2>Two <i>b</i></h2><p>It burnt.</p></div>",
            "c.xhtml": "<p>No heading here.</p>",
        }
    )
    reading = read(files)
    assert reading.text == (
        "One\n\nThe mill stood still.\n\n- a\n\n1. b\n\nTwo b\n\nIt burnt.\n\nNo heading here."
    )
    lines = [(reading.text[h.start : h.end], h.level, h.anchor) for h in reading.headings]
    assert lines == [("One", 1, None), ("Two b", 2, None)]
    assert [h.title for h in reading.headings] == ["One", "Two b"]
    assert (reading.key, reading.pages, reading.warnings) == ("", (), ())


def test_tables_code_and_questions_stand_at_their_place_in_the_book() -> None:
    table = "<table><tr><th>Town</th><th>Mills</th></tr><tr><td>Ford</td><td>{}</td></tr></table>"
    code = '<pre class="language-sh">make {}</pre>'
    question = "<p><b>Why {}?</b></p><p>So.</p>"
    chapter = f"<h1>One</h1>{table}{code}{question}"
    reading = read(files_of({f"{n}.xhtml": chapter.format(n, n, n) for n in range(3)}))
    text = reading.text
    rows = [text[slice(*row)] for found in reading.tables for row in found.rows]
    headers = [text[slice(*row)] for found in reading.tables for row in found.header]
    assert (headers, rows) == (["Town | Mills"] * 3, ["Ford | 0", "Ford | 1", "Ford | 2"])
    assert [found.columns for found in reading.tables] == [("Town", "Mills")] * 3
    assert [text[c.start : c.end] for c in reading.code] == [
        f"```sh\nmake {n}\n```" for n in range(3)
    ]
    assert [text[slice(*c.content)] for c in reading.code] == [f"make {n}\n" for n in range(3)]
    asked = [h for h in reading.headings if h.level == QUESTION_LEVEL]
    assert [text[h.start : h.end] for h in asked] == ["Why 0?", "Why 1?", "Why 2?"]


def test_the_spine_orders_the_chapters_and_what_is_not_linear_comes_last() -> None:
    spine = (
        '<itemref idref="nav"/><itemref idref="pic"/><itemref idref="none"/>'
        '<itemref idref="i2" linear="no"/><itemref idref="i1"/><itemref idref="i0"/>'
        '<itemref idref="i1"/><itemref idref="i3"/><itemref idref="i3"/>'
    )
    chapters = {"a.xhtml": "<p>First.</p>", "b.xhtml": "<p>Second.</p>", "n.xhtml": "<p>Note.</p>"}
    files = files_of({**chapters, "lost.xhtml": ""}, spine=spine)
    del files["OEBPS/lost.xhtml"]
    reading = read(files)
    assert reading.text == "Second.\n\nFirst.\n\nNote."
    assert len(reading.warnings) == 1


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>a&nbsp;b&mdash;c &amp; d&#8230; &lt;e&gt;</p>", "a\xa0b—c & d… <e>"),
        ('<p>mid<span epub:type="pagebreak" id="p7" title="7">7</span>night</p>', "midnight"),
        ('<p>mid<span role="doc-pagebreak" aria-label="7">7</span>night</p>', "midnight"),
        ('<p>said<a epub:type="noteref" href="n.xhtml#n1">1</a>.</p>', "said."),
        ('<p>see <a epub:type="noteref" href="#n">the last note</a></p>', "see the last note"),
        ('<p>an<a id="x"/>chor <br/>and line</p>', "anchor\nand line"),
        ("<nav><p>Within</p></nav><aside><p>Aside</p></aside>", "Within\n\nAside"),
        ("<header><h1>Top</h1></header><footer><p>Low</p></footer>", "Top\n\nLow"),
        ("<p><![CDATA[a <b> c]]></p>", "a <b> c"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a | b"),
        ("<pre>a\n  b</pre>", "```\na\n  b\n```"),
        ("<ul><li>a<ol><li>b</li></ol></li></ul>", "- a\n  1. b"),
        ("<table><tr><td>a|b</td><td>c</td></tr></table>", "a\\|b | c"),
        ("<dl><dt>a</dt><dd>b</dd></dl>", "a\nb"),
        ("<script/><p>after</p>", "after"),
    ],
)
def test_the_markup_of_a_chapter_becomes_the_words_that_it_shows(body: str, text: str) -> None:
    assert read_body(body) == text


def test_a_chapter_in_any_encoding_of_xml_is_read() -> None:
    source = '<?xml version="1.0" encoding="{}"?><html><body><p>Café £5</p></body></html>'
    for encoding in ("utf-16", "iso-8859-1", "utf-8"):
        data = source.format(encoding).encode(encoding)
        assert read(files_of({"a.xhtml": data})).text == "Café £5"


@pytest.mark.parametrize(
    ("href", "name"),
    [
        ("a%20b.xhtml", "OEBPS/a b.xhtml"),
        ("a%20b.xhtml", "OEBPS/a%20b.xhtml"),
        ("../Text/a.xhtml", "Text/a.xhtml"),
        ("./x/../a.xhtml#part", "OEBPS/a.xhtml"),
        ("%C3%A9%23.xhtml", "OEBPS/é#.xhtml"),
    ],
)
def test_an_address_is_found_from_the_folder_of_the_package(href: str, name: str) -> None:
    files = files_of({href: ""})
    del files[f"OEBPS/{href}"]
    assert read({**files, name: CHAPTER.format("<p>Found.</p>")}).text == "Found."


@pytest.mark.parametrize(
    "href",
    [
        "../../../../etc/hostname",
        "/etc/hostname",
        "%2Fetc%2Fhostname",
        "..%2f..%2f..%2fetc%2fhostname",
        "file:///etc/hostname",
        "https://books.example/a.xhtml",
        "",
    ],
)
def test_nothing_outside_the_book_is_read(href: str) -> None:
    files = files_of({href: "", "b.xhtml": "<p>The rest.</p>"})
    del files[f"OEBPS/{href}"]
    reading = read(files)
    assert reading.text == "The rest."
    assert len(reading.warnings) == 1
    assert "is missing in it" in reading.warnings[0]


def test_what_the_package_states_is_the_metadata() -> None:
    about = (
        "<dc:title>The <b>Mill</b></dc:title><dc:title>A subtitle</dc:title>"
        '<dc:creator opf:role="aut">Ann Porter</dc:creator><dc:creator>Bo Reed</dc:creator>'
        "<dc:publisher>Valley Press</dc:publisher><dc:language>en-GB</dc:language>"
        '<dc:date opf:event="modification">2020-01-02</dc:date><dc:date>2011-05-06</dc:date>'
        "<dc:identifier>urn:uuid:1</dc:identifier><dc:source>https://press.example/mill</dc:source>"
    )
    about_it = read(files_of({"a.xhtml": "<p>It.</p>"}, about)).metadata
    assert (about_it.title, about_it.author) == ("The Mill", "Ann Porter, Bo Reed")
    assert (about_it.publisher, about_it.date) == ("Valley Press", "2011-05-06")
    assert (about_it.url, about_it.language) == ("https://press.example/mill", "en")


def test_what_programs_leave_in_the_metadata_is_unknown() -> None:
    about = (
        "<dc:title>Untitled</dc:title><dc:creator>Unknown</dc:creator><dc:creator/>"
        "<dc:date>0101-01-01T00:00:00+00:00</dc:date><dc:language>und</dc:language>"
        "<dc:identifier>978-0</dc:identifier><title>elsewhere</title>"
    )
    about_it = read(files_of({"a.xhtml": "<p>It.</p>"}, about)).metadata
    assert (about_it.title, about_it.author, about_it.date) == (None, None, None)
    assert (about_it.language, about_it.url) == (None, None)


def test_a_damaged_chapter_is_read_as_far_as_it_can_be() -> None:
    broken = b"<html><body><h1>One</h1><p>The mill <b>stood</p><p>still &bogus; & on.</body>"
    reading = read(files_of({"a.xhtml": broken, "b.xhtml": "<p>The rest.</p>"}))
    assert reading.text == "One\n\nThe mill stood\n\nstill &bogus; & on.\n\nThe rest."
    assert reading.warnings == ("chapter OEBPS/a.xhtml is damaged; 8 words of it were kept",)


def test_a_chapter_that_cannot_be_read_is_left_out_with_a_warning() -> None:
    deep = ("<div>" * 600).encode()
    chapters: dict[str, str | bytes] = {
        "a.xhtml": b"\x00\x01\x02" * 99,
        "b.xhtml": "<p>The rest.</p>",
        "c.xhtml": deep,
    }
    reading = read(files_of(chapters))
    assert reading.text == "The rest."
    assert [warning[:29] for warning in reading.warnings] == [
        "left out chapter OEBPS/a.xhtm",
        "left out chapter OEBPS/c.xhtm",
    ]


BOMB = "<!DOCTYPE html [<!ENTITY a0 'lol'>{}]>".format(
    "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
)


def test_a_short_entity_is_what_the_chapter_says_it_is() -> None:
    chapter = "<!DOCTYPE html [<!ENTITY mill 'the old mill'>]><html><p>At &mill;.</p></html>"
    assert read(files_of({"a.xhtml": chapter.encode()})).text == "At the old mill."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "declared",
    [BOMB, '<!DOCTYPE html [<!ENTITY a11 SYSTEM "file:///etc/passwd">]>'],
)
def test_entities_that_explode_or_lie_outside_are_not_put_in(declared: str, encoding: str) -> None:
    source = f"<?xml version='1.0' encoding='{encoding}'?>{declared}"
    chapter = f"{source}<html><body><p title='&a11;'>one &a11; two</p></body></html>"
    reading = read(files_of({"a.xhtml": chapter.encode(encoding), "b.xhtml": "<p>The rest.</p>"}))
    assert reading.text.endswith("The rest.")
    assert "lol" not in reading.text
    assert "root:" not in reading.text


ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" '
    'xmlns:e="http://www.w3.org/2001/04/xmlenc#"><e:EncryptedData>'
    '<e:EncryptionMethod Algorithm="{}"/><e:CipherData><e:CipherReference URI="{}"/>'
    "</e:CipherData></e:EncryptedData></encryption>"
)
AES = "http://www.w3.org/2001/04/xmlenc#aes256-cbc"
OF_FONTS = "http://www.idpf.org/2008/embedding"


def protected(algorithm: str, uri: str) -> dict[str, str | bytes]:
    files = files_of({"a b.xhtml": "<p>It.</p>"})
    return {**files, "META-INF/encryption.xml": ENCRYPTED.format(algorithm, uri)}


def test_a_protected_book_is_refused() -> None:
    with pytest.raises(Unreadable, match=r"protected \(DRM\); it cannot be read"):
        read(protected(AES, "OEBPS/a%20b.xhtml"))


@pytest.mark.parametrize(("algorithm", "uri"), [(OF_FONTS, "OEBPS/f.otf"), (AES, "OEBPS/f.otf")])
def test_a_book_with_hidden_fonts_is_read(algorithm: str, uri: str) -> None:
    assert read(protected(algorithm, uri)).text == "It."


def without(name: str) -> bytes:
    files = files_of({"a.xhtml": "<p>It.</p>"})
    del files[name]
    return pack(files)


def replaced(name: str, content: str | bytes) -> bytes:
    return pack({**files_of({"a.xhtml": "<p>It.</p>"}), name: content})


def packed(body: str) -> bytes:
    return pack(files_of({"a.xhtml": body}))


def forged(length: int, crc: int) -> bytes:
    """A book whose chapter is said to be of another length in both of its headers."""
    data = packed("<p>It.</p>" * 100_000)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo("OEBPS/a.xhtml")
    true = struct.pack("<LLL", info.CRC, info.compress_size, info.file_size)
    assert data.count(true) == 2
    return data.replace(true, struct.pack("<LLL", crc or info.CRC, info.compress_size, length))


REFUSED = {
    "nothing": (b"", "not a zip container"),
    "text": (b"Once upon a time", "not a zip container"),
    "no container": (without("META-INF/container.xml"), "META-INF/container.xml is missing"),
    "no package": (without("OEBPS/book.opf"), "OEBPS/book.opf is missing"),
    "no chapter": (without("OEBPS/a.xhtml"), "OEBPS/a.xhtml is missing"),
    "no root": (replaced("META-INF/container.xml", "<container/>"), "names no book"),
    "bad container": (replaced("META-INF/container.xml", "<container>"), "is not XML"),
    "bad package": (replaced("OEBPS/book.opf", b"\xff\xfe<"), "is not XML"),
    "empty package": (replaced("OEBPS/book.opf", ""), "is not XML"),
    "bomb in package": (replaced("OEBPS/book.opf", f"{BOMB}<p a='&a11;'/>"), "is not XML"),
    "large package": (
        replaced("OEBPS/book.opf", f"<p>{' ' * 4_000_000}</p>"),
        r"book.opf has 4,000,007 bytes \(at most 4,000,000\)",
    ),
    "bad encryption": (replaced("META-INF/encryption.xml", "<"), "is not XML"),
    "many tags": (packed("<b></b>" * 250_001), r"500,0\d\d tags in it \(at most 500,000\)"),
    "zip bomb": (replaced("a.bin", b"\0" * 256_000_001), "it may be a zip bomb"),
    "forged small": (forged(9, 0), "a.xhtml cannot be unpacked"),
    "forged whole": (forged(9, zlib.crc32(CHAPTER.encode()[:9])), "no words can be read in it"),
    "forged large": (forged(40_000_000, 0), "it may be a zip bomb"),
    "long line": (packed("word " * 300_000), "a line of 1,499,999 characters"),
    "cut": (packed("<p>It.</p>")[:-40], "not a zip container"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_book_that_cannot_be_read_says_why(name: str) -> None:
    data, reason = REFUSED[name]
    with pytest.raises(Unreadable, match=reason):
        list(read_epub(data))


def test_a_book_without_words_gives_no_text() -> None:
    assert read_body("<p> </p>") == ""


BOOK = pack(
    files_of(
        {
            "a.xhtml": "<h1>One</h1><p>The mill stood still.</p>" * 9,
            "b.xhtml": "<h1>Two</h1><p>It burnt to the ground &mdash; twice.</p>" * 9,
        }
    )
)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(Unreadable):
        list(read_epub(data))


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(BOOK) - 1), st.integers(0, 255)), max_size=6))
def test_any_damaged_book_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    book = bytearray(BOOK)
    for position, value in changes:
        book[position] = value
    with contextlib.suppress(Unreadable):
        list(read_epub(bytes(book)))


@given(st.integers(0, len(BOOK)))
def test_any_part_of_a_book_is_read_or_refused(length: int) -> None:
    with contextlib.suppress(Unreadable):
        list(read_epub(BOOK[:length]))


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.xhtml", "book.opf"]))
def test_any_file_in_a_book_is_read_or_refused(data: bytes, name: str) -> None:
    files = files_of({"a.xhtml": "<p>It.</p>", "b.xhtml": "<p>The rest.</p>"})
    with contextlib.suppress(Unreadable):
        read({**files, f"OEBPS/{name}": data})


@settings(deadline=None)
@given(st.lists(st.sampled_from(["<h1>A b</h1>", "<p>c</p>", "<ul><li>d</li></ul>", " "])))
def test_each_heading_is_a_line_of_the_text(bodies: list[str]) -> None:
    reading = read(files_of({f"{n}.xhtml": body for n, body in enumerate(bodies)}))
    spans = [(h.start, h.end) for h in reading.headings]
    assert spans == sorted(spans)
    assert all(reading.text[h.start : h.end] == h.title == "A b" for h in reading.headings)
    assert len(spans) == bodies.count("<h1>A b</h1>") == reading.text.count("A b")
