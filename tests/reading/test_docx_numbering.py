"""Headings and items of Word documents begin with the number that Word shows."""

import pytest

from index.reading.formats.docx_numerals import numeral, padded_form
from tests.reading.word_files import item, level, paragraph, read


def numbering(*levels: str, number: int = 1, more: str = "") -> str:
    """A list with these levels, and what else stands in the part."""
    return (
        f'<w:abstractNum w:abstractNumId="9">{"".join(levels)}</w:abstractNum>{more}'
        f'<w:num w:numId="{number}"><w:abstractNumId w:val="9"/></w:num>'
    )


def another(number: int, *, depth: int = 0, start: int | None = None, own: str = "") -> str:
    """Another list of the same kind, which may start over or have a level of its own."""
    stated = f'<w:startOverride w:val="{start}"/>' if start is not None else ""
    override = f'<w:lvlOverride w:ilvl="{depth}">{stated}{own}</w:lvlOverride>'
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="9"/>{override}</w:num>'


def with_property(stated: str, of: str) -> str:
    return of.replace("</w:lvl>", f"{stated}</w:lvl>")


def lines(of: str, *items: str) -> list[str]:
    return read("".join(items), numbering=of).text.split("\n")


def heading(words: str, depth: int = 1) -> str:
    return paragraph(words, style=f"Heading{depth}")


OUTLINE = (level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3"))


def linked(*levels: str) -> str:
    """Levels that belong to the styles of headings."""
    return "".join(
        with_property(f'<w:pStyle w:val="Heading{n}"/>', one) for n, one in enumerate(levels, 1)
    )


def styles(*depths: int, stated: str = '<w:ilvl w:val="{0}"/>') -> str:
    """The styles of headings, each in the list; the level that they state is counted from 0."""
    return "".join(
        f'<w:style w:styleId="Heading{n}"><w:name w:val="heading {n}"/><w:pPr><w:numPr>'
        f'{stated.format(n - 1)}<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        for n in depths
    )


@pytest.mark.parametrize("stated", ['<w:ilvl w:val="{0}"/>', ""], ids=["level stated", "linked"])
def test_headings_have_the_numbers_of_their_styles_list(stated: str) -> None:
    body = heading("Terms") + heading("Boats") + heading("Sails", 2) + heading("Ropes", 2)
    body += heading("Knots", 3) + heading("Fees") + heading("Winter", 2)
    reading = read(
        body, numbering=numbering(linked(*OUTLINE)), styles=styles(1, 2, 3, stated=stated)
    )
    assert [(h.level, h.title) for h in reading.headings] == [
        (1, "1 Terms"),
        (1, "2 Boats"),
        (2, "2.1 Sails"),
        (2, "2.2 Ropes"),
        (3, "2.2.1 Knots"),
        (1, "3 Fees"),
        (2, "3.1 Winter"),
    ]
    assert all(reading.text[h.start : h.end] == h.title for h in reading.headings)


def test_a_heading_switches_the_number_of_its_style_off() -> None:
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = paragraph("Preface", style="Heading1", properties=off) + heading("Terms")
    reading = read(body, numbering=numbering(linked(*OUTLINE)), styles=styles(1))
    assert [h.title for h in reading.headings] == ["Preface", "1 Terms"]


def test_a_style_based_on_a_numbered_one_goes_on_with_its_list() -> None:
    derived = (
        '<w:style w:styleId="Part"><w:name w:val="Part"/><w:basedOn w:val="Heading1"/></w:style>'
    )
    body = heading("Terms") + paragraph("Boats", style="Part") + heading("Sails", 2)
    stated = styles(1, 2, stated="") + derived
    reading = read(body, numbering=numbering(linked(*OUTLINE)), styles=stated)
    assert [h.title for h in reading.headings] == ["1 Terms", "2 Boats", "2.1 Sails"]


def test_a_bullet_before_a_heading_is_no_part_of_it() -> None:
    reading = read(heading("Terms"), numbering=numbering(level(0, "bullet", "•")), styles=styles(1))
    assert reading.headings[0].title == "Terms"


@pytest.mark.parametrize(
    ("form", "pattern", "shown"),
    [
        ("decimal", "Step %1.", "Step 3. Go."),
        ("decimal", "Article %1", "Article 3 Go."),
        ("decimal", "(%1)", "(3) Go."),
        ("decimal", "%1)", "3) Go."),
        ("decimalZero", "%1.", "03. Go."),
        ("lowerLetter", "%1.", "c. Go."),
        ("upperLetter", "(%1)", "(C) Go."),
        ("lowerRoman", "%1)", "iii) Go."),
        ("upperRoman", "%1.", "III. Go."),
        ("ordinal", "%1", "3rd Go."),
        ("ordinalText", "%1:", "Third: Go."),
        ("decimal", "§ %1 ", "§ 3 Go."),
        ("bullet", "o", "- Go."),
        ("bullet", "\uf0a7", "- Go."),
        ("bullet", "→", "- Go."),
        ("bullet", "Note:", "Note: Go."),
    ],
)
def test_an_item_begins_as_word_shows_it(form: str, pattern: str, shown: str) -> None:
    items = item("Come."), item("Stay."), item("Go.")
    assert lines(numbering(level(0, form, pattern)), *items)[-1] == shown


def test_nested_levels_count_for_themselves_and_show_their_own_form() -> None:
    of = numbering(
        level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), level(2, "lowerRoman", "(%3)")
    )
    found = lines(of, item("A"), item("B", depth=1), item("C", depth=2), item("D", depth=2))
    found += lines(of, item("A"), item("B", depth=1), item("C", depth=1), item("D"))
    assert found == [
        "1. A",
        "  a) B",
        "    (i) C",
        "    (ii) D",
        "1. A",
        "  a) B",
        "  b) C",
        "2. D",
    ]


def test_numbers_that_name_the_levels_above_need_no_indent() -> None:
    of = numbering(*OUTLINE)
    found = lines(of, item("A"), item("B", depth=1), item("C", depth=2), item("D", depth=1))
    assert found == ["1 A", "1.1 B", "1.1.1 C", "1.2 D"]


def test_a_level_that_was_passed_over_is_counted_with_the_item_below() -> None:
    items = item("A", depth=2), item("B", depth=1), item("C")
    assert lines(numbering(*OUTLINE), *items) == ["1.1.1 A", "1.2 B", "2 C"]


def test_a_list_starts_where_it_says_and_starts_over_where_it_says() -> None:
    of = numbering(level(0, "decimal", "%1.", 5), more=another(2, start=9))
    assert lines(of, item("A"), item("B"), item("C", 2), item("D", 2), item("E")) == [
        "5. A",
        "6. B",
        "9. C",
        "10. D",
        "11. E",
    ]


def test_a_list_of_the_same_kind_may_show_another_form() -> None:
    of = numbering(level(0, "decimal", "%1."), more=another(2, own=level(0, "upperLetter", "%1.")))
    assert lines(of, item("A"), item("B", 2)) == ["1. A", "B. B"]


def test_a_level_may_go_on_counting_below_a_new_item_of_the_level_above() -> None:
    on = with_property('<w:lvlRestart w:val="0"/>', level(1, "decimal", "Rule %2."))
    of = numbering(level(0, "upperRoman", "%1."), on)
    found = lines(of, item("A"), item("B", depth=1), item("C"), item("D", depth=1))
    assert found == ["I. A", "  Rule 1. B", "II. C", "  Rule 2. D"]


def test_a_legal_level_shows_all_its_numbers_in_figures() -> None:
    legal = with_property("<w:isLgl/>", level(1, "decimal", "%1.%2"))
    of = numbering(level(0, "upperRoman", "Part %1"), legal)
    assert lines(of, item("A"), item("B"), item("C", depth=1))[-1] == "2.1 C"


def test_a_level_without_numbers_leaves_its_place_empty_as_word_does() -> None:
    of = numbering(*OUTLINE[:1], level(1, "bullet", "•"), OUTLINE[2])
    assert lines(of, item("A"), item("B", depth=1), item("C", depth=2))[-1].strip() == "1..1 C"


def test_a_list_may_be_defined_by_a_style_for_lists() -> None:
    of = (
        '<w:abstractNum w:abstractNumId="3"><w:numStyleLink w:val="Legal"/></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="3"/></w:num>'
    )
    style = '<w:style w:styleId="Legal"><w:name w:val="Legal"/><w:pPr><w:numPr>'
    style += '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = item("A", 3) + item("B", 3)
    reading = read(body, numbering=of + numbering(level(0, "decimal", "Rule %1.")), styles=style)
    assert reading.text == "Rule 1. A\nRule 2. B"


def test_an_empty_numbered_paragraph_is_counted_and_adds_nothing() -> None:
    assert lines(numbering(level(0, "decimal", "%1.")), item("A"), item(""), item("C")) == [
        "1. A",
        "3. C",
    ]


@pytest.mark.parametrize("change", ["del", "moveFrom"])
def test_an_item_that_is_gone_is_not_counted(change: str) -> None:
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    words = f"<w:{change}><w:r><w:t>B</w:t></w:r></w:{change}>"
    gone = paragraph(words, properties=f"{listed}<w:rPr><w:{change}/></w:rPr>")
    of = numbering(level(0, "decimal", "%1."))
    assert lines(of, item("A"), gone, item("C")) == ["1. A", "2. C"]


def test_numbers_stated_by_examples_have_as_many_figures() -> None:
    newer = '<w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
    choice = f"<mc:AlternateContent><mc:Choice>{newer}</mc:Choice><mc:Fallback>"
    choice += '<w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    of = '<w:lvl w:ilvl="0"><w:start w:val="7"/>' + choice + '<w:lvlText w:val="%1."/></w:lvl>'
    assert lines(numbering(of), item("A")) == ["007. A"]


@pytest.mark.parametrize(
    ("form", "number", "shown"),
    [
        ("lowerLetter", 28, "bb"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 0, "0"),
        ("ordinal", 0, "0th"),
        ("ordinal", 11, "11th"),
        ("ordinal", 102, "102nd"),
        ("cardinalText", 42, "Forty-two"),
        ("ordinalText", 21, "Twenty-first"),
        ("ordinalText", 30, "Thirtieth"),
        ("decimalEnclosedCircle", 4, "④"),
        ("chineseCounting", 12, "十二"),
        ("russianLower", 3, "в"),
        ("aFormOfTheFuture", 7, "7"),
        ("cardinalText", 500, "500"),
        ("lowerLetter", 999_999, "999999"),
        ("upperRoman", 999_999, "999999"),
        ("padded 4", 12, "0012"),
    ],
)
def test_a_number_is_written_in_its_form(form: str, number: int, shown: str) -> None:
    assert numeral(number, form) == shown


def test_examples_that_nobody_knows_are_plain_numbers() -> None:
    assert (padded_form("01, 02"), padded_form("one, two")) == ("padded 2", "decimal")


def test_a_forged_mark_is_short() -> None:
    of = numbering(level(0, "decimal", "x" * 9_999 + "%1"))
    assert len(read(item("A") * 2_000, numbering=of).text) < 300_000
