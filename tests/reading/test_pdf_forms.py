"""What was filled into a PDF's form stands beside its label; notes on the page are its text."""

from typing import Any

import pytest
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFString
from reportlab.pdfgen.canvas import Canvas

from index.reading.formats import pdf as reader
from index.reading.formats import pdf_annotations
from index.reading.formats.reading import Reading, Unreadable
from tests.reading.test_pdf import TIDES, Draw, crude, drawn_together, pdf_of, read, typed


def label(x: float, y: float, words: str) -> Draw:
    return typed(words, x=x, y=y)


def text_field(x: float, y: float, value: str, width: float = 150, **options: Any) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.textfield(
            name=f"t{x}{y}", value=value, x=x, y=y - 4, width=width, height=15, **options
        )

    return draw


def tick_box(x: float, y: float, *, checked: bool) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.checkbox(name=f"b{x}{y}", checked=checked, x=x, y=y - 2, size=12)

    return draw


def radio(x: float, y: float, value: str, *, selected: bool = False) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.radio(name="r", value=value, selected=selected, x=x, y=y - 2, size=12)

    return draw


def choice(x: float, y: float, value: str, *options: str) -> Draw:
    def draw(canvas: Canvas) -> None:
        canvas.acroForm.choice(
            name=f"c{x}{y}", value=value, options=list(options), x=x, y=y - 4, width=100, height=15
        )

    return draw


def paragraphs(*draws: Draw) -> list[str]:
    return read(pdf_of(drawn_together(*draws))).text.split("\n\n")


# Fields


def test_a_value_stands_behind_its_label_on_the_left() -> None:
    assert paragraphs(
        label(72, 700, "Name of the ferry:"),
        text_field(200, 700, "Grey Seal"),
        label(72, 660, "Crew"),
        text_field(200, 660, "12"),
    ) == ["Name of the ferry: Grey Seal", "Crew: 12"]


def test_lines_of_a_form_close_together_are_not_joined() -> None:
    rows = [("Name:", "Ada Green"), ("Berth:", "27"), ("Length in metres:", "9.4")]
    draws: list[Draw] = []
    for i, (name, value) in enumerate(rows):
        draws += [label(72, 700 - 15 * i, name), text_field(200, 700 - 15 * i, value)]
    assert paragraphs(*draws) == ["Name: Ada Green", "Berth: 27", "Length in metres: 9.4"]


def test_a_value_inside_a_sentence_takes_the_place_of_the_line_to_write_on() -> None:
    assert paragraphs(
        label(72, 700, "Moored at the ______________ since May."),
        text_field(142, 700, "north quay", width=72),
    ) == ["Moored at the north quay since May."]


def test_a_line_to_write_on_that_touches_the_label_goes_too() -> None:
    assert paragraphs(
        label(72, 700, "Signed by:____________________"),
        text_field(126, 700, "A. Green", width=90),
    ) == ["Signed by: A. Green"]


def test_a_value_stands_behind_its_label_above_or_below() -> None:
    assert paragraphs(label(72, 700, "Home port"), text_field(72, 680, "Oban")) == [
        "Home port: Oban"
    ]
    assert paragraphs(text_field(72, 700, "Oban"), label(72, 684, "(home port)")) == [
        "(home port) Oban"
    ]


def test_two_labels_side_by_side_keep_their_own_values() -> None:
    [row] = paragraphs(
        label(72, 700, "First name:"),
        text_field(135, 700, "Ada", width=100),
        label(280, 700, "Last name:"),
        text_field(345, 700, "Green", width=100),
    )
    assert row == "First name: Ada | Last name: Green"


def test_fields_in_a_table_are_its_cells() -> None:
    draws = [label(72, 700, "Item"), label(250, 700, "Pieces"), label(420, 700, "Owner")]
    for y, values in ((680, ("Rope", "3", "Ada")), (662, ("Anchor", "1", "Ben"))):
        draws += [text_field(x, y, value) for x, value in zip((72, 250, 420), values, strict=True)]
    [table] = paragraphs(*draws)
    assert table.split("\n") == ["Item | Pieces | Owner", "Rope | 3 | Ada", "Anchor | 1 | Ben"]


def test_a_chosen_option_is_told_in_the_words_that_are_shown() -> None:
    assert paragraphs(
        label(72, 700, "Colour of the hull:"), choice(200, 700, "Blue", "Red", "Blue", "Green")
    ) == ["Colour of the hull: Blue"]


def test_a_box_is_told_in_words_behind_its_label() -> None:
    assert paragraphs(
        label(72, 700, "Insured:"),
        tick_box(200, 700, checked=True),
        label(72, 660, "Does it leak?"),
        tick_box(200, 660, checked=False),
    ) == ["Insured: checked", "Does it leak? not checked"]


def test_boxes_before_their_labels_are_told_behind_them() -> None:
    assert paragraphs(
        tick_box(72, 700, checked=True),
        label(90, 700, "The owner has read the rules."),
        tick_box(72, 660, checked=False),
        label(90, 660, "The boat has an engine."),
    ) == [
        "The owner has read the rules. (checked)",
        "The boat has an engine. (not checked)",
    ]


def test_a_row_of_boxes_says_which_is_checked() -> None:
    [row] = paragraphs(
        label(72, 700, "Insured:"),
        tick_box(150, 700, checked=False),
        label(166, 700, "Yes"),
        tick_box(210, 700, checked=True),
        label(226, 700, "No"),
    )
    assert row == "Insured: | Yes (not checked) | No (checked)"


def test_a_row_of_boxes_behind_their_labels_says_which_is_checked() -> None:
    [row] = paragraphs(
        label(72, 700, "Petrol"),
        tick_box(104, 700, checked=False),
        label(140, 700, "Diesel"),
        tick_box(172, 700, checked=True),
    )
    assert row == "Petrol (not checked) Diesel (checked)"


def test_a_second_field_behind_one_label_is_a_cell_of_its_own() -> None:
    [row] = paragraphs(
        label(72, 700, "Crew:"), text_field(110, 700, "Ada"), text_field(340, 700, "Ben")
    )
    assert row == "Crew: Ada | Ben"


def test_of_radio_buttons_the_chosen_one_is_told() -> None:
    [row] = paragraphs(
        label(72, 700, "Engine:"),
        radio(150, 700, "p"),
        label(166, 700, "petrol"),
        radio(230, 700, "d", selected=True),
        label(246, 700, "diesel"),
        radio(310, 700, "n"),
        label(326, 700, "none"),
    )
    assert row == "Engine: | petrol | diesel (chosen) | none"


def test_an_empty_form_stays_as_it_is_printed() -> None:
    assert paragraphs(
        label(72, 700, "Name:"),
        text_field(200, 700, ""),
        label(72, 660, "Insured:"),
        tick_box(200, 660, checked=False),
    ) == ["Name:", "Insured:"]


def test_a_password_is_not_told() -> None:
    assert paragraphs(
        label(72, 700, "Password:"), text_field(200, 700, "sesame", fieldFlags="password")
    ) == ["Password:"]


def test_a_value_without_a_label_is_a_line_at_its_place() -> None:
    assert paragraphs(
        typed(*TIDES), text_field(300, 500, "Grey Seal"), typed("The end of it.", y=400)
    ) == [" ".join(TIDES), "Grey Seal", "The end of it."]


def test_a_page_turned_on_its_side_has_its_values_beside_their_labels() -> None:
    def turned(canvas: Canvas) -> None:
        canvas.setPageRotation(90)
        canvas.translate(500, 100)
        canvas.rotate(90)
        typed("Berth:", x=0, y=0)(canvas)
        # The rectangle of a field is not turned with the page.
        canvas.acroForm.textfield(name="b", value="27", x=488, y=200, width=15, height=80)

    assert read(pdf_of(turned)).text == "Berth: 27"


def test_too_many_fields_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_FIELDS", 1)
    data = pdf_of(drawn_together(text_field(72, 700, "a"), text_field(72, 600, "b")))
    with pytest.raises(Unreadable, match="more than 1 fields; split it"):
        list(reader.read_pdf(data))


# Notes and comments


def note(kind: str, rectangle: tuple[int, int, int, int], words: str, flags: int = 4) -> Draw:
    """Writes a note on the page, as a viewer of PDFs does."""

    def draw(canvas: Canvas) -> None:
        entries = {
            "Type": PDFName("Annot"),
            "Subtype": PDFName(kind),
            "Rect": PDFArray(rectangle),
            "F": flags,
            "Contents": PDFString(words),
        }
        canvas._addAnnotation(PDFDictionary(entries))

    return draw


def read_page(*draws: Draw) -> Reading:
    return read(pdf_of(drawn_together(*draws)))


def test_a_note_typed_on_the_page_is_a_paragraph_of_it() -> None:
    reading = read_page(
        note("FreeText", (72, 400, 400, 430), "The crane is out of order since June."),
        drawn_together(typed(*TIDES), typed("7", x=300, y=40)),
    )
    assert reading.text == f"{' '.join(TIDES)}\n\nThe crane is out of order since June.\n\n7"
    assert reading.warnings == ()


def test_a_note_beside_the_text_does_not_break_into_it() -> None:
    reading = read_page(
        note("FreeText", (300, 668, 500, 688), "Ask the engineer again!"), typed(*TIDES)
    )
    assert reading.text == f"{' '.join(TIDES)}\n\nAsk the engineer again!"


def test_a_short_note_behind_a_label_fills_it_in() -> None:
    reading = read_page(
        note("FreeText", (140, 696, 300, 712), "Grey Seal"),
        drawn_together(label(72, 700, "Ferry:"), label(72, 600, "Signed.")),
    )
    assert reading.text == "Ferry: Grey Seal\n\nSigned."


def test_comments_and_hidden_notes_are_left_out_with_a_warning() -> None:
    reading = read_page(
        note("Text", (500, 700, 520, 720), "Is that so?"),
        note("Highlight", (72, 696, 200, 712), "Check this."),
        note("Highlight", (72, 680, 200, 690), ""),
        note("Popup", (500, 600, 600, 700), "Is that so?"),
        note("FreeText", (72, 400, 400, 430), "Nobody sees this.", flags=2),
        typed(*TIDES),
    )
    assert reading.text == " ".join(TIDES)
    assert reading.warnings == (
        "comments left out: 2 (page 1)",
        "fields and notes that are hidden or too many left out: 1 (page 1)",
    )


def test_notes_beyond_the_most_of_a_page_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_annotations, "MOST_ANNOTATIONS", 1)
    reading = read_page(
        note("FreeText", (72, 400, 400, 430), "The crane is out of order."),
        note("FreeText", (72, 300, 400, 330), "The lift is out of order."),
        typed(*TIDES),
    )
    assert "The crane" in reading.text
    assert reading.warnings == (
        "fields and notes that are hidden or too many left out: 1 (page 1)",
    )


def test_an_attached_file_is_named_as_left_out() -> None:
    names = b"/Names<</EmbeddedFiles<</Names[(a.txt)<</Type/Filespec/F(a.txt)>>]>>>>"
    data = crude(b"BT /F 11 Tf 72 700 Td (Words.) Tj ET").replace(b"/Lang(en-GB)", names)
    assert read(data).warnings == ("attached files left out: 1",)
