"""Pages of a PDF that are pictures are recognised, or named with what to install."""

import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from index.reading.formats import pdf_rendering, pdf_scans
from index.reading.formats.pdf import read_pdf
from index.reading.formats.reading import Reading, Unreadable
from tests.reading.pictures import PAGE, draw_scan, page_of
from tests.reading.test_pdf import pdf_of, typed

HARBOUR = "The harbour board met in March and asked for a report"
BOATS = "Nine boats were lost in the storm of that night"
STAMP = "Downloaded from the archive of Lund"

Draw = Callable[[Canvas], None]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were not installed."""
    monkeypatch.setenv("TESSDATA_PREFIX", str(tmp_path))


def scan(*lines: str) -> Draw:
    return lambda canvas: draw_scan(canvas, page_of(*lines))


def nothing(canvas: Canvas) -> None:
    """An empty page."""


def both(first: Draw, second: Draw) -> Draw:
    def draw(canvas: Canvas) -> None:
        first(canvas)
        second(canvas)

    return draw


def read(data: bytes) -> Reading:
    [reading] = read_pdf(data)
    return reading


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        list(read_pdf(data))
    return str(refused.value)


def test_a_page_that_is_a_picture_is_recognised_and_says_how_surely() -> None:
    reading = read(pdf_of(scan(HARBOUR), typed("Typed words."), scan(BOATS)))
    assert reading.text == f"{HARBOUR}\n\nTyped words.\n\n{BOATS}"
    assert [reading.text[start:].split()[0] for start in reading.pages] == ["The", "Typed", "Nine"]
    first, second, third = reading.scan_certainty
    assert second is None
    assert first
    assert third
    assert min(first, third) > 80
    assert reading.warnings == ()


def test_a_file_without_scans_says_nothing_about_certainty() -> None:
    assert read(pdf_of(typed("Typed words."))).scan_certainty == ()


@pytest.mark.parametrize(("dots", "dpi"), [(600, 150), (1654, 200), (4960, 300)])
def test_a_scan_is_drawn_as_fine_as_it_is_within_limits(
    monkeypatch: pytest.MonkeyPatch, dots: int, dpi: int
) -> None:
    drawn: list[float] = []

    def rendered(data: bytes, number: int, fineness: float) -> Image.Image:
        drawn.append(fineness)
        return page_of(HARBOUR)

    monkeypatch.setattr(pdf_scans, "rendered", rendered)
    grey = Image.new("L", (dots, dots * 842 // 595), 200)
    assert read(pdf_of(lambda canvas: draw_scan(canvas, grey))).text == HARBOUR
    assert drawn == [pytest.approx(dpi, rel=0.01)]


def test_a_stamp_on_a_scan_does_not_stand_for_the_page() -> None:
    stamped = both(scan(HARBOUR, BOATS, HARBOUR), typed(STAMP, y=20))
    reading = read(pdf_of(stamped))
    assert BOATS in reading.text
    assert STAMP in reading.text
    assert reading.scan_certainty[0]


def test_a_caption_over_a_picture_without_words_stays_as_it_was_typed() -> None:
    blank: Draw = lambda canvas: draw_scan(canvas, Image.new("L", PAGE, 200))  # noqa: E731
    reading = read(pdf_of(both(blank, typed("The old quay, 1911"))))
    assert reading.text == "The old quay, 1911"
    assert reading.scan_certainty == ()


def test_words_recognised_before_and_kept_without_ink_are_the_text(bare: None) -> None:
    def unseen(canvas: Canvas) -> None:
        lines = canvas.beginText(72, 700)
        lines.setTextRenderMode(3)
        for _ in range(8):
            lines.textLine(HARBOUR)
        canvas.drawText(lines)

    reading = read(pdf_of(both(scan(HARBOUR), unseen)))
    assert reading.text.startswith(HARBOUR)
    assert reading.warnings == ()


def test_an_empty_page_is_no_picture() -> None:
    reading = read(pdf_of(typed("Typed words."), nothing, typed("More words.")))
    assert reading.warnings == ()


def test_a_picture_without_words_is_named() -> None:
    blank: Draw = lambda canvas: draw_scan(canvas, Image.new("L", PAGE, 200))  # noqa: E731
    reading = read(pdf_of(typed("Typed words."), blank))
    assert reading.warnings == ("page 2 is a picture in which no words were read",)
    assert refusal(pdf_of(blank)).startswith("no text in it; page 1 is a picture")


@pytest.mark.parametrize(
    ("pages", "start"), [(1, "its page is a picture"), (3, "its 3 pages are pictures")]
)
def test_without_the_extra_a_scan_says_what_to_install(bare: None, pages: int, start: str) -> None:
    assert refusal(pdf_of(*[scan(HARBOUR)] * pages)).startswith(f"{start}, not text; install pinc")


def test_without_the_extra_scans_among_other_pages_are_named(bare: None) -> None:
    stamped = both(scan(HARBOUR), typed(STAMP))
    reading = read(pdf_of(typed("Typed words."), scan(HARBOUR), scan(BOATS), stamped))
    assert reading.warnings == (
        "pages 2-3 are pictures, not text; install pincite[ocr] to read them",
        "page 4 is a picture with little text; install pincite[ocr] to read it",
    )
    assert STAMP in reading.text


def test_scans_that_are_read_side_by_side_stay_in_their_order() -> None:
    lines = [f"On page {number} stands {word}" for number, word in enumerate(COUNTED, 1)]
    assert read(pdf_of(*map(scan, lines))).text == "\n\n".join(lines)


COUNTED = "harbour market bridge church station garden".split()


def test_more_scans_than_are_read_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_scans, "MOST_SCANS", 1)
    reading = read(pdf_of(scan(HARBOUR), scan(BOATS)))
    assert reading.text == HARBOUR
    assert reading.warnings == ("page 2 not read: more than 1 scans; split it",)


def test_a_bomb_of_dots_is_named_and_not_unpacked() -> None:
    data = pdf_of(typed("Typed words."), scan(HARBOUR))
    large = data.replace(b"/Width 1240", b"/Width 60000").replace(b"/Height 1754", b"/Height 60000")
    assert large != data
    reading = read(large)
    assert reading.warnings[-1] == (
        "page 2 not read: a picture of more than 80 million dots; save it smaller"
    )


def stream(entries: bytes, data: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(data), data)


def hand_made(resources: bytes, drawing: bytes, *objects: bytes) -> bytes:
    """A PDF of one page; the objects have the numbers from 5 on."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"%s /Resources << %s >> >>" % (page, resources),
        stream(b"", drawing),
        *objects,
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % numbered for numbered in enumerate(parts, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF"


def test_a_page_that_takes_too_long_to_draw_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_rendering, "LONGEST_RENDERING", 2)
    pattern = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1]"
    pattern += b" /XStep .01 /YStep .01 /Resources << >>"
    drawing = b"/Pattern cs /P scn 0 0 595 842 re f"
    data = hand_made(b"/Pattern << /P 5 0 R >>", drawing, stream(pattern, b"0 0 1 1 re f"))
    assert refusal(data) == TOO_COSTLY


def test_a_page_that_fills_the_memory_when_it_is_drawn_is_named() -> None:
    packing = zlib.compressobj(1)
    zeros = b"".join([packing.compress(bytes(10_000_000)) for _ in range(110)]) + packing.flush()
    picture = b"/Type /XObject /Subtype /Image /Width 100 /Height 100 /BitsPerComponent 8"
    picture += b" /ColorSpace /DeviceGray /Filter [/FlateDecode /DCTDecode]"
    drawing = b"q 595 0 0 842 0 0 cm /I Do Q"
    assert refusal(hand_made(b"/XObject << /I 5 0 R >>", drawing, stream(picture, zeros))) == (
        TOO_COSTLY
    )


TOO_COSTLY = "no text in it; page 1 not read: too much time or memory to draw"


def test_after_some_pages_that_are_too_costly_no_other_is_tried(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_rendering, "LONGEST_RENDERING", 0)
    monkeypatch.setattr(pdf_scans, "_MOST_COSTLY", 1)
    monkeypatch.setattr(pdf_scans, "_MOST_AT_ONCE", 1)
    tried: list[int] = []

    def rendered(data: bytes, number: int, dpi: float) -> Image.Image | None:
        tried.append(number)
        return pdf_rendering.rendered(data, number, dpi)

    monkeypatch.setattr(pdf_scans, "rendered", rendered)
    assert refusal(pdf_of(*[scan(HARBOUR)] * 3)) == (
        "no text in it; pages 1-3 not read: too much time or memory to draw"
    )
    assert tried == [1]


def test_a_page_of_a_building_is_rendered_at_a_size_that_can_be_held() -> None:
    def huge(canvas: Canvas) -> None:
        canvas.setPageSize((14_400, 14_400))
        canvas.rect(100, 100, 9_000, 9_000)

    reading = read(pdf_of(typed("Typed words."), huge))
    assert reading.warnings == ("page 2 is a picture in which no words were read",)
