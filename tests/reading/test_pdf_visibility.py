"""A PDF is read as it is seen: what no reader of the page sees is left out, and that is said."""

import io

import pytest
from PIL import Image
from reportlab.lib.colors import Color, black, navy, white, yellow
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from index.reading.formats import pdf_visibility
from index.reading.formats.pdf_visibility import Box, Effort
from tests.reading.test_pdf import TIDES, Draw, drawn_together, pdf_of, read, typed

SEEN = " ".join(TIDES)
SECRET = "The board will be dismissed in autumn."


def said(*draws: Draw) -> tuple[str, tuple[str, ...]]:
    """The text and the warnings of a page with the tides and what else is drawn."""
    reading = read(pdf_of(drawn_together(typed(*TIDES), *draws)))
    return reading.text, reading.warnings


def painted(*, fill: Color = black, size: float = 11, mode: int = 0, y: float = 400) -> Draw:
    """Draws the secret."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.setFillColor(fill)
        text = canvas.beginText(72, y)
        text.setFont("Times-Roman", size)
        text.setTextRenderMode(mode)
        text.textOut(SECRET)
        canvas.drawText(text)
        canvas.restoreState()

    return draw


def box(fill: Color, y: float = 380, height: float = 40) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(fill)
        canvas.rect(60, y, 400, height, stroke=0, fill=1)
        canvas.setFillColor(black)

    return draw


def picture(width: float = 400, height: float = 40, left: float = 60) -> Draw:
    image = io.BytesIO()
    Image.new("RGB", (8, 8), (200, 120, 40)).save(image, "PNG")

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image), left, 380, width, height)

    return draw


WARNING = ("words that nobody sees left out: 7 (page 1)",)


@pytest.mark.parametrize(
    "unseen",
    [
        [painted(fill=white)],
        [painted(fill=Color(0.99, 0.98, 1))],
        [painted(mode=3)],
        [painted(fill=Color(0, 0, 0, alpha=0))],
        [painted(size=0.5)],
        [painted(y=-40)],
        [painted(y=900)],
        [box(navy), painted(fill=navy)],
        [painted(), box(white)],
        [painted(), box(black)],
        [box(navy), box(white), painted(fill=white)],
    ],
    ids=[
        "white",
        "nearly white",
        "no ink",
        "transparent",
        "tiny",
        "below the page",
        "above the page",
        "the colour of its box",
        "under a white box",
        "blacked out",
        "white on a white box over another",
    ],
)
def test_what_nobody_sees_is_left_out_with_a_warning(unseen: list[Draw]) -> None:
    assert said(*unseen) == (SEEN, WARNING)


@pytest.mark.parametrize(
    "seen",
    [
        [painted()],
        [painted(fill=Color(0.6, 0.6, 0.6))],
        [box(navy), painted(fill=white)],
        [picture(), painted(fill=white)],
        [box(yellow), painted()],
        [box(black), box(white), painted()],
        [painted(), box(Color(1, 1, 0, alpha=0.4))],
        [painted(), box(white, y=300)],
        [painted(size=5)],
        [painted(mode=1)],
    ],
    ids=[
        "black",
        "grey",
        "white on a dark box",
        "white on a picture",
        "black on a yellow box",
        "black on a white box over a black one",
        "marked with a pen",
        "a box elsewhere",
        "small type",
        "outlined letters",
    ],
)
def test_what_is_seen_is_kept(seen: list[Draw]) -> None:
    text, warnings = said(*seen)
    assert SECRET in text
    assert warnings == ()


def test_text_outside_the_crop_box_is_left_out() -> None:
    page = drawn_together(typed("The museum opens at nine."), typed(SECRET, y=50))
    data = pdf_of(page, cropBox=(0, 100, 595, 842), cropMarks=None)
    reading = read(data)
    assert reading.text == "The museum opens at nine."
    assert reading.warnings == WARNING


def test_the_text_that_was_recognised_in_a_scan_is_its_text() -> None:
    text, warnings = said(picture(width=500, height=700), painted(mode=3))
    assert SECRET in text
    assert warnings == ()


def test_text_beside_the_strips_of_a_scan_was_recognised_too() -> None:
    assert SECRET in said(picture(width=600, height=450, left=0), painted(mode=3, y=100))[0]


def test_invisible_text_over_a_small_picture_is_kept_as_what_the_picture_says() -> None:
    assert SECRET in said(picture(), painted(mode=3))[0]


def clipped_to(left: float, width: float) -> Draw:
    """Clips what is drawn after it to a part of the lines below the tides."""

    def draw(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.rect(left, 380, width, 40)
        canvas.clipPath(path, stroke=0, fill=0)

    return draw


def test_words_that_are_clipped_away_are_left_out() -> None:
    assert said(clipped_to(400, 50), painted()) == (SEEN, WARNING)
    assert said(clipped_to(60, 70), painted())[0] == f"{SEEN}\n\nThe board will"
    assert SECRET in said(clipped_to(60, 400), painted())[0]


def test_words_outside_the_frame_of_a_form_are_left_out() -> None:
    def placed(canvas: Canvas) -> None:
        canvas.beginForm("part", lowerx=0, lowery=0, upperx=200, uppery=50)
        canvas.setFont("Times-Roman", 11)
        canvas.drawString(5, 10, "The part that is shown.")
        canvas.drawString(5, 90, SECRET)
        canvas.endForm()
        canvas.translate(72, 300)
        canvas.doForm("part")

    assert said(placed) == (f"{SEEN}\n\nThe part that is shown.", WARNING)


def test_a_white_box_that_is_clipped_hides_nothing_outside_its_clip() -> None:
    def clipped(canvas: Canvas) -> None:
        canvas.saveState()
        path = canvas.beginPath()
        path.rect(60, 100, 100, 50)
        canvas.clipPath(path, stroke=0, fill=0)
        canvas.setFillColor(white)
        canvas.rect(0, 0, 600, 850, stroke=0, fill=1)
        canvas.restoreState()

    assert SECRET in said(painted(), clipped)[0]


def test_a_box_inside_a_form_lies_where_the_form_is_placed() -> None:
    def placed(canvas: Canvas) -> None:
        canvas.beginForm("box")
        canvas.setFillColor(white)
        canvas.rect(0, 0, 400, 40, stroke=0, fill=1)
        canvas.endForm()
        canvas.translate(60, 380)
        canvas.doForm("box")

    assert said(painted(), placed) == (SEEN, WARNING)


def test_words_drawn_twice_are_seen_if_one_of_them_is() -> None:
    assert SECRET in said(painted(fill=white), painted())[0]
    assert SECRET in said(painted(), box(yellow), painted())[0]


def test_the_warning_names_each_page() -> None:
    pages = [typed("Open."), drawn_together(typed("Shut."), painted(fill=white))]
    reading = read(pdf_of(*pages, *pages))
    assert reading.warnings == ("words that nobody sees left out: 14 (pages 2, 4)",)


def test_a_drawing_of_too_many_parts_is_read_without_looking_at_its_ink(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_visibility, "MOST_OBJECTS", 1)
    text, warnings = said(painted(fill=white), painted(y=-40))
    assert SECRET in text
    assert warnings == WARNING


def test_the_effort_for_a_document_ends() -> None:
    effort = Effort(left=10)
    assert effort.allows(9)
    assert not effort.allows(9)


def test_a_box_is_turned_with_the_page() -> None:
    turned = Box(10, 20, 30, 60).turned(90)
    assert [round(side) for side in turned] == [20, -30, 60, -10]
