"""Presentations keep their words, slide by slide and in the order in which people read them."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from index.documents import SLIDE
from index.reading.formats.pptx import read_pptx
from index.reading.formats.reading import Reading, Unreadable

TITLE_ONLY, TITLE_AND_TEXT, BLANK = 5, 1, 6


def saved(deck: pptx.presentation.Presentation) -> bytes:
    file = io.BytesIO()
    deck.save(file)
    return file.getvalue()


def read(deck: pptx.presentation.Presentation) -> Reading:
    (reading,) = read_pptx(saved(deck))
    return reading


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The file with one part of it changed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part.decode()).encode() if entry == name else part)
    return file.getvalue()


def slide(deck: pptx.presentation.Presentation, layout: int, title: str = "") -> object:
    added = deck.slides.add_slide(deck.slide_layouts[layout])
    if title:
        added.shapes.title.text = title
    return added


def box(
    on: object, words: str, left: float, top: float, width: float = 9, height: float = 2
) -> None:
    frame = on.shapes.add_textbox(Cm(left), Cm(top), Cm(width), Cm(height)).text_frame
    frame.text = words


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        list(read_pptx(data))
    return str(caught.value)


def test_each_slide_is_a_page_with_its_title_as_heading_and_its_list() -> None:
    deck = pptx.Presentation()
    for title, words in (("Why bees", "They pollinate"), ("Costs", "A hive is 180 €")):
        body = slide(deck, TITLE_AND_TEXT, title).placeholders[1].text_frame
        body.text = words
        nested = body.add_paragraph()
        nested.text, nested.level = "Even in towns", 1
    reading = read(deck)
    assert reading.text == (
        "Why bees\n\n- They pollinate\n  - Even in towns\n\n"
        "Costs\n\n- A hive is 180 €\n  - Even in towns"
    )
    assert [reading.text[start:][:5] for start in reading.pages] == ["Why b", "Costs"]
    assert (reading.page_kind, reading.page_labels) == (SLIDE, ())
    assert [(h.level, h.title) for h in reading.headings] == [(1, "Why bees"), (1, "Costs")]
    assert reading.metadata.title == "Why bees"


def test_what_the_library_leaves_in_every_file_is_no_metadata() -> None:
    about = read(pptx.Presentation()).metadata
    assert (about.title, about.author, about.date) == (None, None, None)


def test_core_properties_give_metadata() -> None:
    deck = pptx.Presentation()
    deck.core_properties.title = "Hives in towns"
    deck.core_properties.author = "Ada Green"
    about = read(deck).metadata
    assert (about.title, about.author) == ("Hives in towns", "Ada Green")


@pytest.mark.parametrize(
    "title", ["PowerPoint Presentation", "No Slide Title", "Folie 1", "SE:W:CAR:MP", "[Title]"]
)
def test_a_title_that_the_program_wrote_is_not_shown(title: str) -> None:
    deck = pptx.Presentation()
    deck.core_properties.title = title
    slide(deck, TITLE_ONLY, "Hives in towns")
    assert read(deck).metadata.title == "Hives in towns"


def test_columns_are_read_one_after_the_other_whatever_the_order_in_the_file() -> None:
    deck = pptx.Presentation()
    page = slide(deck, TITLE_ONLY, "Two offers")
    box(page, "Right, text", 14, 8)
    box(page, "Right, head", 14, 5)
    box(page, "Left, text", 2, 8)
    box(page, "Left, head", 2, 5)
    box(page, "Across both columns", 2, 13, width=21)
    assert read(deck).text.split("\n\n") == [
        *("Two offers", "Left, head", "Left, text", "Right, head", "Right, text"),
        "Across both columns",
    ]


def test_short_labels_are_read_with_what_stands_beside_them() -> None:
    deck = pptx.Presentation()
    page = slide(deck, TITLE_ONLY, "History")
    for place, (year, event) in enumerate(
        [("1990", "The first hive on the roof of the town hall"), ("2004", "Forty hives in parks")]
    ):
        box(page, event, 8, 5 + 3 * place)
        box(page, year, 2, 5 + 3 * place, width=3)
    words = read(deck).text.split("\n\n")[1:]
    assert [line[:9] for line in words] == ["1990", "The first", "2004", "Forty hiv"]


def test_shapes_of_a_group_stay_together() -> None:
    deck = pptx.Presentation()
    page = slide(deck, BLANK)
    box(page, "Last", 2, 15)
    group = page.shapes.add_group_shape()
    for words, top in (("Group, below", 8), ("Group, above", 5)):
        group.shapes.add_textbox(Cm(2), Cm(top), Cm(9), Cm(2)).text_frame.text = words
    assert read(deck).text.split("\n\n") == ["Group, above", "Group, below", "Last"]


def test_notes_stand_below_their_slide_and_say_so() -> None:
    deck = pptx.Presentation()
    page = slide(deck, TITLE_ONLY, "Smoke")
    page.notes_slide.notes_text_frame.text = "Light the smoker first.\nThen wait."
    slide(deck, TITLE_ONLY, "Honey")
    assert read(deck).text == "Smoke\n\nNotes: Light the smoker first.\nThen wait.\n\nHoney"


def test_the_stated_day_wins_over_the_templates_day_of_change() -> None:
    deck = pptx.Presentation()
    deck.core_properties.created = datetime.datetime(2024, 5, 1)
    about = read(deck).metadata
    assert (about.author, about.date) == (None, "2024-05-01")


@pytest.mark.parametrize("title", ["Agenda 21", "Catch 22", "LibreOffice Impress Guide"])
def test_a_title_that_ends_in_a_number_or_names_a_program_is_kept(title: str) -> None:
    deck = pptx.Presentation()
    deck.core_properties.title = title
    slide(deck, TITLE_AND_TEXT, "Hives in towns")
    assert read(deck).metadata.title == title


def test_a_title_over_nothing_is_no_heading() -> None:
    deck = pptx.Presentation()
    slide(deck, TITLE_ONLY, "Yield rose by 40 %")
    reading = read(deck)
    assert (reading.text, reading.headings) == ("Yield rose by 40 %", ())


def test_a_hidden_slide_is_left_out_and_told_and_the_others_keep_their_numbers() -> None:
    deck = pptx.Presentation()
    for words in ("One", "Two", "Three"):
        slide(deck, TITLE_ONLY, words)
    deck.slides[1]._element.set("show", "0")
    reading = read(deck)
    assert reading.text == "One\n\nThree"
    assert reading.pages == (0, 3, 5)
    assert reading.warnings == ("hidden slides left out: 2",)


def test_slides_that_do_not_count_from_one_have_their_own_numbers() -> None:
    deck = pptx.Presentation()
    slide(deck, TITLE_ONLY, "One")
    slide(deck, TITLE_ONLY, "Two")
    deck.element.set("firstSlideNum", "11")
    assert read(deck).page_labels == ("11", "12")


def test_a_table_has_its_header_and_repeats_what_is_merged() -> None:
    deck = pptx.Presentation()
    page = slide(deck, TITLE_ONLY, "Prices")
    table = page.shapes.add_table(3, 3, Cm(2), Cm(5), Cm(20), Cm(5)).table
    rows = (("Crop", "Year", "Price"), ("Rape", "2023", "4 €"), ("", "2024", "5 €"))
    for row, cells in enumerate(rows):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    table.cell(1, 0).merge(table.cell(2, 0))
    reading = read(deck)
    assert reading.text == ("Prices\n\nCrop | Year | Price\nRape | 2023 | 4 €\nRape | 2024 | 5 €")
    assert reading.tables[0].columns == ("Crop", "Year", "Price")


def test_a_chart_is_a_table_of_the_values_as_they_are_shown() -> None:
    deck = pptx.Presentation()
    page = slide(deck, TITLE_ONLY, "Harvest")
    data = CategoryChartData(number_format="#,##0.0")
    data.categories = ["2023", "2024"]
    data.add_series("Honey, kg", (1234.56, 1300))
    kind = XL_CHART_TYPE.COLUMN_CLUSTERED
    page.shapes.add_chart(kind, Cm(2), Cm(5), Cm(10), Cm(8), data)
    reading = read(deck)
    assert reading.text.endswith("| | Honey, kg\n2023 | 1,234.6\n2024 | 1,300.0")
    assert reading.tables[0].columns == ("", "Honey, kg")


def test_the_number_and_the_day_are_left_out_and_a_footer_stands_once() -> None:
    deck = pptx.Presentation()
    for words in ("One", "Two"):
        page = slide(deck, BLANK)
        box(page, words, 2, 2)
        for kind, inner in (
            ("ftr", "<a:r><a:t>Confidential</a:t></a:r>"),
            ("sldNum", '<a:fld type="slidenum" id="{0}"><a:t>7</a:t></a:fld>'),
            ("dt", '<a:fld type="datetime1" id="{1}"><a:t>1 May 2024</a:t></a:fld>'),
        ):
            page.shapes._spTree.append(pptx.oxml.parse_xml(footer(kind, inner)))
    assert read(deck).text == "One\n\nTwo\n\nFooter: Confidential"


def footer(kind: str, inner: str) -> str:
    return (
        '<p:sp xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        f'<p:nvSpPr><p:cNvPr id="9" name="f"/><p:cNvSpPr/><p:nvPr><p:ph type="{kind}"/></p:nvPr>'
        f"</p:nvSpPr><p:spPr/><p:txBody><a:bodyPr/><a:p>{inner}</a:p></p:txBody></p:sp>"
    )


@pytest.mark.parametrize(
    ("form", "marks"),
    [
        ("arabicPeriod", ["1. ", "2. "]),
        ("alphaLcParenR", ["a) ", "b) "]),
        ("romanUcPeriod", ["I. ", "II. "]),
        ("arabicParenBoth", ["(1) ", "(2) "]),
    ],
)
def test_list_items_show_their_numbers(form: str, marks: list[str]) -> None:
    deck = pptx.Presentation()
    frame = slide(deck, TITLE_AND_TEXT, "Steps").placeholders[1].text_frame
    frame.text = "Dig"
    frame.add_paragraph().text = "Plant"
    for paragraph in frame.paragraphs:
        properties = paragraph._p.get_or_add_pPr()
        properties.insert(0, properties.makeelement(f"{{{A}}}buAutoNum", {"type": form}))
    assert read(deck).text.split("\n\n")[1] == f"{marks[0]}Dig\n{marks[1]}Plant"


A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def test_a_list_starts_and_restarts_with_its_numbers() -> None:
    deck = pptx.Presentation()
    frame = slide(deck, TITLE_AND_TEXT, "Steps").placeholders[1].text_frame
    frame.text = "Dig"
    for words, level in (("deep", 1), ("wide", 1), ("Plant", 0), ("soon", 1)):
        added = frame.add_paragraph()
        added.text, added.level = words, level
    for paragraph in frame.paragraphs:
        properties = paragraph._p.get_or_add_pPr()
        form = {"type": "arabicPeriod", "startAt": "3"}
        properties.insert(0, properties.makeelement(f"{{{A}}}buAutoNum", form))
    assert read(deck).text.split("\n\n")[1] == ("3. Dig\n  3. deep\n  4. wide\n4. Plant\n  3. soon")


def test_large_words_at_the_head_of_a_slide_without_title_are_its_title() -> None:
    deck = pptx.Presentation()
    page = slide(deck, BLANK)
    box(page, "Bees need water", 2, 2)
    box(page, "Set up a flat bowl near the hive.", 2, 6)
    for shape, points in zip(page.shapes, (32, 18), strict=True):
        shape.text_frame.paragraphs[0].runs[0].font.size = pptx.util.Pt(points)
    assert [h.title for h in read(deck).headings] == ["Bees need water"]


def test_words_that_are_struck_out_are_marked() -> None:
    deck = pptx.Presentation()
    page = slide(deck, BLANK)
    box(page, "now 8 €", 2, 2)
    box(page, "was 9 €", 2, 5)
    for shape, strike in zip(page.shapes, ("noStrike", "sngStrike"), strict=True):
        shape.text_frame.paragraphs[0].runs[0]._r.get_or_add_rPr().set("strike", strike)
    assert read(deck).text == "now 8 €\n\n~~was 9 €~~"


def test_text_beside_the_slide_is_left_out_and_told() -> None:
    deck = pptx.Presentation()
    page = slide(deck, BLANK)
    box(page, "Shown", 2, 2)
    box(page, "A note to myself", -20, 2)
    reading = read(deck)
    assert reading.text == "Shown"
    assert reading.warnings == ("text beside the slide left out, on slides: 1",)


def test_a_diagram_is_a_list_of_its_points() -> None:
    deck = pptx.Presentation()
    box(slide(deck, BLANK), "Team", 2, 2)
    points = "".join(
        f'<dgm:pt modelId="{n}"><dgm:t><a:p><a:r><a:t>{words}</a:t></a:r></a:p></dgm:t></dgm:pt>'
        for n, words in enumerate(("Grace heads it", "Ann plans", "Ben builds"))
    )
    links = "".join(
        f'<dgm:cxn modelId="{n}" srcId="0" destId="{n}" srcOrd="{order}"/>'
        for n, order in ((1, 1), (2, 0), (0, 0))
    )
    dgm = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
    data = (
        f'<dgm:dataModel xmlns:dgm="{dgm}" xmlns:a="{A}"><dgm:ptLst><dgm:pt modelId="9" '
        f'type="doc"/>{points}</dgm:ptLst><dgm:cxnLst>{links}<dgm:cxn modelId="8" srcId="9" '
        'destId="0" srcOrd="0"/></dgm:cxnLst></dgm:dataModel>'
    )
    frame = (
        f'<p:graphicFrame><a:graphic><a:graphicData><dgm:relIds xmlns:dgm="{dgm}" '
        'r:dm="rId90"/></a:graphicData></a:graphic></p:graphicFrame></p:spTree>'
    )
    relation = '<Relationship Id="rId90" Type="x/diagramData" Target="../diagrams/d.xml"/></Rel'
    file = changed(saved(deck), "ppt/slides/slide1.xml", lambda s: s.replace("</p:spTree>", frame))
    file = changed(file, "ppt/slides/_rels/slide1.xml.rels", lambda s: s.replace("</Rel", relation))
    with zipfile.ZipFile(buffer := io.BytesIO(file), "a") as container:
        container.writestr("ppt/diagrams/d.xml", data)
    (reading,) = read_pptx(buffer.getvalue())
    assert reading.text.startswith("- Grace heads it\n  - Ben builds\n  - Ann plans")


def test_a_file_that_is_no_presentation_is_one_clear_line() -> None:
    assert "not a zip container" in reason(b"words")
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    assert "old PowerPoint format" in reason(old)
    assert reason(old + "EncryptedPackage".encode("utf-16-le")) == (
        "encrypted; save it without a password"
    )
    assert "damaged" in reason(saved(pptx.Presentation())[:9000])


def test_entities_are_not_resolved() -> None:
    deck = pptx.Presentation()
    box(slide(deck, BLANK), "Words", 2, 2)
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><p:sld'
    )
    name = "ppt/slides/slide1.xml"
    file = changed(saved(deck), name, lambda s: s.replace("<p:sld", laughs, 1))
    assert "declares a document type" in reason(file)


def test_relations_that_lead_out_of_the_file_are_not_followed() -> None:
    deck = pptx.Presentation()
    box(slide(deck, BLANK), "Words", 2, 2)
    name = "ppt/slides/_rels/slide1.xml.rels"
    target = 'Type="a/notesSlide" Target="file:///etc/passwd" TargetMode="External"'
    external = f'<Relationship Id="x" {target}/></Rel'
    file = changed(saved(deck), name, lambda s: s.replace("</Rel", external))
    assert next(read_pptx(file)).text == "Words"


def test_very_many_tags_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.reading.formats.xml_parts.MOST_TAGS", 50)
    assert re.search("more than 50 tags", reason(saved(pptx.Presentation())))
