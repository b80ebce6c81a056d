"""Text documents of OpenDocument keep their words, once and in order."""

import pytest

from index.reading.formats.odt import read_odt
from index.reading.formats.reading import Reading, Unreadable
from tests.reading.odf import COVERED, cell, p, package, root, row, style


def read(body: str, automatic: str = "", styles: str = "", meta: str = "") -> Reading:
    (reading,) = read_odt(package("text", body, automatic, styles, meta))
    return reading


def h(words: str, level: int = 1, more: str = "") -> str:
    return f'<text:h text:outline-level="{level}" {more}>{words}</text:h>'


def item(*inner: str, more: str = "") -> str:
    return f"<text:list-item {more}>{''.join(inner)}</text:list-item>"


def listed(*items: str, more: str = 'text:style-name="L1"') -> str:
    return f"<text:list {more}>{''.join(items)}</text:list>"


def numbered_levels(*levels: str) -> str:
    inner = "".join(
        f'<text:list-level-style-number text:level="{n}" {level}/>'
        for n, level in enumerate(levels, start=1)
    )
    return f'<text:list-style style:name="L1">{inner}</text:list-style>'


def test_an_ordinary_document_reads_in_order() -> None:
    body = (
        p("The garden", "Title")
        + h("Roses")
        + p("Prune in<text:line-break/>March.")
        + listed(item(p("red")), item(p("white")), more="")
        + h("Beans", 2)
        + p("Beans cost £5.")
    )
    reading = read(body)
    assert reading.text == (
        "The garden\n\nRoses\n\nPrune in\nMarch.\n\n- red\n- white\n\nBeans\n\nBeans cost £5."
    )
    assert [(x.level, x.title) for x in reading.headings] == [
        *((1, "The garden"), (1, "Roses"), (2, "Beans"))
    ]
    assert reading.metadata.title == "The garden"
    assert (reading.pages, reading.warnings) == ((), ())


def test_spaces_tabs_and_spans_are_words() -> None:
    assert read(p('a<text:s text:c="3"/>b<text:tab/><text:span>c</text:span> d')).text == "a b c d"


def test_list_items_show_their_numbers_as_the_style_says() -> None:
    levels = numbered_levels(
        'style:num-format="1" style:num-suffix="."',
        'style:num-format="a" style:num-suffix=")"',
        'style:num-format="1" style:num-suffix="." text:display-levels="3"',
    )
    inner = listed(item(p("deep"), listed(item(p("deeper")), more="")), item(p("wide")), more="")
    body = listed(
        item(p("Dig"), inner), item(p("Plant")), item(p("Water"), more='text:start-value="7"')
    )
    assert read(body, levels).text == (
        "1. Dig\n  a) deep\n    1.a.1. deeper\n  b) wide\n2. Plant\n7. Water"
    )


def test_a_list_goes_on_only_where_it_says_so() -> None:
    levels = numbered_levels('style:num-format="1" style:num-suffix="."')
    again = 'text:style-name="L1" text:continue-numbering="true"'
    body = listed(item(p("one"))) + p("Pause") + listed(item(p("two")), more=again)
    body += p("Pause") + listed(item(p("one again")))
    assert [line[:2] for line in read(body, levels).text.split("\n\n")] == [
        *("1.", "Pa", "2.", "Pa", "1.")
    ]


def test_headings_show_the_numbers_of_the_outline() -> None:
    outline = (
        "<text:outline-style>"
        + "".join(
            f'<text:outline-level-style text:level="{n}" style:num-format="1" '
            f'text:display-levels="{n}"/>'
            for n in (1, 2)
        )
        + "</text:outline-style>"
    )
    body = h("Aims") + h("Rules") + h("Scope", 2) + h("Limits", 2) + h("End")
    assert read(body, styles=outline).text.split("\n\n") == [
        *("1 Aims", "2 Rules", "2.1 Scope", "2.2 Limits", "3 End")
    ]


def test_a_table_has_its_header_and_repeats_what_is_merged() -> None:
    body = (
        "<table:table><table:table-header-rows>"
        + row("Crop", "Year", "Yield")
        + "</table:table-header-rows>"
        + row(cell("Rape", 'table:number-rows-spanned="2"'), "2023", "3.5")
        + row(COVERED, "2024", "4")
        + row(cell("Rye", 'table:number-columns-spanned="2"'), COVERED, "5")
        + "</table:table>"
    )
    reading = read(body)
    assert reading.text == ("Crop | Year | Yield\nRape | 2023 | 3.5\nRape | 2024 | 4\nRye |  | 5")
    assert reading.tables[0].columns == ("Crop", "Year", "Yield")


def test_bold_cells_are_the_header() -> None:
    bold = style("B", "paragraph", '<style:text-properties fo:font-weight="bold"/>')
    head = "".join(f"<table:table-cell>{p(w, 'B')}</table:table-cell>" for w in ("Name", "Town"))
    rows = f"<table:table-row>{head}</table:table-row>" + row("Ann", "Bonn") + row("Ben", "Kiel")
    reading = read(f"<table:table>{rows}</table:table>", bold)
    assert reading.tables[0].columns == ("Name", "Town")


def test_notes_stand_at_the_end() -> None:
    note = "<text:note><text:note-citation>*</text:note-citation><text:note-body>"
    note += p("By hand.") + "</text:note-body></text:note>"
    assert read(p(f"Picked{note} in May.") + p("End")).text == (
        "Picked[1] in May.\n\nEnd\n\n[1] By hand."
    )


def test_what_was_deleted_is_not_shown_and_what_was_inserted_is() -> None:
    deleted = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p>"
        "</text:deletion></text:changed-region></text:tracked-changes>"
    )
    body = deleted + p(
        'Now<text:change text:change-id="1"/> <text:change-start/>new<text:change-end/>.'
    )
    assert read(body).text == "Now new."


def test_hidden_words_and_comments_are_left_out_and_told() -> None:
    hidden = style("H", "text", '<style:text-properties text:display="none"/>')
    body = p(
        'Seen<text:span text:style-name="H"> secret</text:span>.<office:annotation>'
        "<text:p>check</text:p></office:annotation>"
    )
    body += '<text:section text:display="none"><text:p>unseen</text:p></text:section>'
    reading = read(body, hidden)
    assert reading.text == "Seen."
    assert set(reading.warnings) == {
        *(
            "pieces of hidden text left out: 1",
            "comments left out: 1",
            "hidden sections left out: 1",
        )
    }


def test_words_that_are_struck_out_are_marked() -> None:
    struck = style("S", "text", '<style:text-properties style:text-line-through-style="solid"/>')
    assert (
        read(p('was <text:span text:style-name="S">9 €</text:span>'), struck).text == "was ~~9 €~~"
    )


def test_headers_and_footers_stand_once_at_the_end_without_page_numbers() -> None:
    pages = "".join(
        f"<style:master-page><style:header>{p('Approved on 12 June 2022')}</style:header>"
        f"<style:footer>{p('<text:page-number>3</text:page-number>')}</style:footer>"
        "</style:master-page>"
        for _ in range(2)
    )
    assert read(p("Words"), styles=pages).text == "Words\n\nHeader: Approved on 12 June 2022"


def test_a_table_of_contents_is_left_out() -> None:
    contents = f"<text:table-of-content><text:index-body>{p('Roses 3')}</text:index-body>"
    assert read(contents + "</text:table-of-content>" + h("Roses")).text == "Roses"


def test_text_boxes_come_below_the_paragraph_that_holds_them() -> None:
    box = f"<draw:frame><draw:text-box>{p('Tip: water them')}</draw:text-box></draw:frame>"
    assert read(p(f"Roses need{box} sun.") + p("End")).text == (
        "Roses need sun.\n\nTip: water them\n\nEnd"
    )


def test_the_file_states_metadata() -> None:
    meta = (
        "<dc:title>Garden rules</dc:title><meta:initial-creator>Ada Green</meta:initial-creator>"
        "<dc:creator>Ben</dc:creator><meta:creation-date>2024-05-01T09:00:00</meta:creation-date>"
        "<dc:language>en-GB</dc:language>"
    )
    about = read(p("Words"), meta=meta).metadata
    assert (about.title, about.author) == ("Garden rules", "Ada Green")
    assert (about.date, about.language) == ("2024-05-01", "en-GB")


def test_the_first_of_several_chapters_is_not_the_title() -> None:
    assert read(h("Roses") + p("a") + h("Beans")).metadata.title is None
    assert read(h("Roses") + p("a")).metadata.title == "Roses"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"words", "not a zip container"),
        (package("text", p("a"), manifest="<x><encryption-data/></x>"), "encrypted"),
        (package("spreadsheet", ""), "no text in it"),
        (package("text", p("a"))[:500], "damaged"),
        (package("text", "<text:section>" * 400 + "</text:section>" * 400), "not XML"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_clear_line(data: bytes, words: str) -> None:
    with pytest.raises(Unreadable, match=words):
        list(read_odt(data))


def test_a_cell_that_states_that_it_stands_for_millions_stays_small() -> None:
    wide = 'table:number-columns-repeated="99999999" table:number-rows-spanned="99999999"'
    tall = 'table:number-rows-repeated="99999999"'
    body = f"<table:table>{row(cell('a', wide), more=tall)}{row('b', 'c')}</table:table>"
    assert len(read(body).text) < 20_000_000


def embedded(inner: str) -> Reading:
    frame = '<draw:frame><draw:object xlink:href="./Object1"/><draw:image/></draw:frame>'
    (reading,) = read_odt(package("text", p(f"See{frame}"), Object1=inner))
    return reading


def test_a_chart_is_a_table_of_its_values() -> None:
    rows = row("", "Honey", "Wax") + row("2023", "12", "3") + row("2024", "13", "4")
    title = f"<chart:title>{p('Yields')}</chart:title>"
    chart = f"<chart:chart>{title}<table:table>{rows}</table:table></chart:chart>"
    body = f"<office:body><office:chart>{chart}</office:chart></office:body>"
    reading = embedded(root("document-content", body))
    assert reading.text == "See\n\nYields\n\n| | Honey | Wax\n2023 | 12 | 3\n2024 | 13 | 4"


def test_a_formula_is_shown_as_it_was_typed_and_other_objects_are_told() -> None:
    formula = "<math><semantics><mi>x</mi><annotation>x = 1 over 2</annotation></semantics></math>"
    assert embedded(formula).text == "See\n\nx = 1 over 2"
    other = embedded(root("document-content", "<office:body><office:drawing/></office:body>"))
    assert (other.text, other.warnings) == ("See", ("inserted files left out: 1",))


def test_paragraphs_of_a_style_for_code_are_code_with_its_indent() -> None:
    name = "Preformatted_20_Text"
    derived = style("P7", "paragraph", more=f'style:parent-style-name="{name}"')
    code = p("if rain:", name) + p('<text:s text:c="4"/>stay()', "P7") + p("", name)
    reading = read(p("Run this:") + code + p("Then go."), derived)
    assert reading.text == "Run this:\n\n```\nif rain:\n    stay()\n```\n\nThen go."
