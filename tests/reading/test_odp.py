"""Presentations of OpenDocument are read slide by slide, as people read them."""

from index.documents import SLIDE
from index.reading.formats.odp import read_odp
from index.reading.formats.reading import Reading
from tests.reading.odf import p, package, row, style


def frame(inner: str, kind: str = "", at: tuple[float, float] = (2, 2), more: str = "") -> str:
    place = f'svg:x="{at[0]}cm" svg:y="{at[1]}cm" svg:width="9cm" svg:height="2cm"'
    named = f'presentation:class="{kind}"' if kind else ""
    return f"<draw:frame {place} {named} {more}><draw:text-box>{inner}</draw:text-box></draw:frame>"


def page(*inner: str, more: str = "") -> str:
    return f"<draw:page {more}>{''.join(inner)}</draw:page>"


def read(*pages: str, automatic: str = "", before: str = "") -> Reading:
    (reading,) = read_odp(package("presentation", before + "".join(pages), automatic))
    return reading


def test_each_slide_is_a_page_with_its_title_as_heading_and_its_list() -> None:
    bees = f"<text:list><text:list-item>{p('They pollinate')}</text:list-item></text:list>"
    reading = read(
        page(frame(bees, "outline"), frame(p("Why bees"), "title")),
        page(frame(p("Costs"), "title"), frame(p("A hive is 180 €"))),
    )
    assert reading.text == "Why bees\n\n- They pollinate\n\nCosts\n\nA hive is 180 €"
    assert [reading.text[start:][:5] for start in reading.pages] == ["Why b", "Costs"]
    assert [h.title for h in reading.headings] == ["Why bees", "Costs"]
    assert (reading.page_kind, reading.metadata.title) == (SLIDE, "Why bees")


def test_columns_are_read_one_after_the_other() -> None:
    boxes = (("d", (14, 8)), ("c", (14, 5)), ("b", (2, 8)), ("a", (2, 5)))
    reading = read(page(*(frame(p(words), at=at) for words, at in boxes)))
    assert reading.text.split("\n\n") == ["a", "b", "c", "d"]


def test_notes_say_so_and_empty_placeholders_say_nothing() -> None:
    notes = f"<presentation:notes>{frame(p('Wait.'), 'notes')}</presentation:notes>"
    empty = frame(p("Click to add text"), "outline", more='presentation:placeholder="true"')
    assert read(page(frame(p("Smoke"), "title"), empty, notes)).text == "Smoke\n\nNotes: Wait."


def test_hidden_slides_are_left_out_and_told() -> None:
    properties = '<style:drawing-page-properties presentation:visibility="hidden"/>'
    hidden = style("dp2", "drawing-page", properties)
    reading = read(
        page(frame(p("One"))),
        page(frame(p("Two")), more='draw:style-name="dp2"'),
        page(frame(p("Three"))),
        automatic=hidden,
    )
    assert (reading.text, reading.pages) == ("One\n\nThree", (0, 3, 5))
    assert reading.warnings == ("hidden slides left out: 2",)


def test_a_table_has_its_header() -> None:
    rows = row("Crop", "Year", "Yield") + row("Rape", "2023", "3.5") + row("Rye", "2024", "4")
    sheet = f'<draw:frame svg:x="1cm" svg:y="5cm"><table:table>{rows}</table:table></draw:frame>'
    assert read(page(sheet)).tables[0].columns == ("Crop", "Year", "Yield")


def test_a_footer_stands_once_at_the_end() -> None:
    before = (
        '<presentation:footer-decl presentation:name="f">Confidential</presentation:footer-decl>'
    )
    used = 'presentation:use-footer-name="f"'
    pages = [page(frame(p(words)), more=used) for words in ("One", "Two")]
    assert read(*pages, before=before).text == "One\n\nTwo\n\nFooter: Confidential"


def test_a_footer_of_the_slide_itself_stands_at_the_end_too() -> None:
    footer = frame(p("Confidential <text:page-number>3</text:page-number>"), "footer")
    assert read(page(frame(p("One")), footer)).text == "One\n\nFooter: Confidential"
