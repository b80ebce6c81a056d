"""Signs of picture fonts are read as what they look like; others are left out and counted."""

import pytest

from tests.reading.word_files import mark, paragraph, read, run


def sym(font: str, char: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (("5", sym("Symbol", "F0B1"), "1 mm"), "5±1 mm"),
        (("x ", sym("Symbol", "F0A3"), " 9"), "x ≤ 9"),
        (
            (sym("Symbol", "F0D6"), "2 ", sym("Symbol", "F0AE"), " ", sym("Symbol", "F0E5")),
            "√2 → ∑",
        ),
        (("an ", sym("Symbol", "F061"), " and an ", sym("Symbol", "F057")), "an α and an Ω"),
        ((sym("Wingdings", "F0FE"), " yes ", sym("Wingdings", "F0A8"), " no"), "☑ yes ☐ no"),
        ((sym("MS Gothic", "2612"), " yes"), "☒ yes"),
        ((run("20 \uf0b0", '<w:rFonts w:ascii="Symbol"/>'), "C"), "20 °C"),
        ((run("5 \uf0b4 7", '<w:rFonts w:ascii="Symbol"/>'),), "5 × 7"),
    ],
)
def test_a_sign_is_read_as_it_looks(inner: tuple[str, ...], text: str) -> None:
    reading = read(paragraph(*inner))
    assert (reading.text, reading.warnings) == (text, ())


def test_a_sign_that_nobody_knows_is_left_out_and_counted() -> None:
    reading = read(paragraph("ring ", sym("Webdings", "F0C5"), " twice"))
    assert reading.text == "ring  twice"
    assert reading.warnings == ("symbols of a picture font left out: 1",)


def test_a_bullet_of_a_picture_font_is_a_bullet() -> None:
    assert read(paragraph(sym("Symbol", "F0B7"), " red")).text == "- red"


def form(inner: str) -> str:
    begin = f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inner}</w:ffData></w:fldChar></w:r>'
    return begin + "<w:r><w:instrText>FORM</w:instrText></w:r>" + mark("end")


@pytest.mark.parametrize(
    ("inner", "shown"),
    [
        ("<w:checkBox><w:default w:val='0'/><w:checked/></w:checkBox>", "☒"),
        ("<w:checkBox><w:default w:val='1'/><w:checked w:val='0'/></w:checkBox>", "☐"),
        ("<w:checkBox><w:default w:val='1'/></w:checkBox>", "☒"),
        (
            "<w:ddList><w:result w:val='1'/><w:listEntry w:val='red'/>"
            "<w:listEntry w:val='blue'/></w:ddList>",
            "blue",
        ),
        ("<w:ddList><w:listEntry w:val='red'/></w:ddList>", "red"),
        ("<w:ddList><w:result w:val='7'/></w:ddList>", ""),
        ("<w:textInput/>", ""),
    ],
)
def test_a_form_field_shows_its_value(inner: str, shown: str) -> None:
    assert read(paragraph("Lid: ", form(inner), ".")).text == f"Lid: {shown}."
