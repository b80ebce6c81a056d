"""Workbooks keep what their sheets show: each table with its header, each value as it stands."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from index.blocks import INDEXED, Label
from index.documents import SHEET
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import read_corpus
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.xlsx import read_xlsx

_MODIFIED = re.compile("(<dcterms:modified[^>]*>)[^<]*")
BOOK, FIRST_SHEET = "xl/workbook.xml", "xl/worksheets/sheet1.xml"


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(book: openpyxl.Workbook) -> Reading:
    (reading,) = read_xlsx(saved(book))
    return reading


def sheet_of(*rows: tuple[object, ...], name: str = "Prices") -> Worksheet:
    sheet = openpyxl.Workbook().active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    return sheet


def text_of(sheet: Worksheet) -> str:
    """What is read of a sheet below its name."""
    return read(sheet.parent).text.partition("\n\n")[2]


def columns_of(sheet: Worksheet) -> list[tuple[str, ...]]:
    return [table.columns for table in read(sheet.parent).tables]


def changed(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    """The file with one part of it changed."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.namelist():
            part = old.read(entry)
            new.writestr(entry, change(part.decode()).encode() if entry == name else part)
    return file.getvalue()


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        list(read_xlsx(data))
    return str(caught.value)


ROWS = (("Crop", "Year", "Yield"), ("Rape", 2023, 3.5), ("Rye", 2024, 4.0))
TABLE = "Crop | Year | Yield\nRape | 2023 | 3.5\nRye | 2024 | 4"


def test_each_sheet_is_a_page_with_its_name_as_heading() -> None:
    book = sheet_of(*ROWS).parent
    book.create_sheet("Notes")["A1"] = "Sown in autumn"
    reading = read(book)
    assert reading.text == f"Prices\n\n{TABLE}\n\nNotes\n\nSown in autumn"
    assert [reading.text[start:][:5] for start in reading.pages] == ["Price", "Notes"]
    assert (reading.page_kind, reading.page_labels) == (SHEET, ("Prices", "Notes"))
    assert [(h.level, h.title) for h in reading.headings] == [(1, "Prices"), (1, "Notes")]
    (table,) = reading.tables
    assert table.columns == ("Crop", "Year", "Yield")
    assert [reading.text[s:e] for s, e in table.rows] == ["Rape | 2023 | 3.5", "Rye | 2024 | 4"]


def test_values_are_read_as_they_are_shown() -> None:
    sheet = sheet_of(("Item", "Price", "Share", "Day", "Sold"))
    sheet.append(("Honey", 1234.5, 0.125, datetime.date(2024, 3, 5), True))
    cells = zip("BCD", ('#,##0.00 "€"', "0.0%", "dd/mm/yyyy"), strict=True)
    for column, code in cells:
        sheet[f"{column}2"].number_format = code
    assert text_of(sheet).split("\n")[1] == "Honey | 1,234.50 € | 12.5% | 05/03/2024 | TRUE"


def test_a_title_above_a_table_is_its_heading_and_lines_beside_it_are_text() -> None:
    sheet = sheet_of(("Harvest of the farm",), ("as of May 2024",), *ROWS)
    reading = read(sheet.parent)
    assert reading.text.split("\n\n")[1:] == ["Harvest of the farm", "as of May 2024", TABLE]
    assert [(h.level, h.title) for h in reading.headings][1:] == [(2, "Harvest of the farm")]


def test_a_title_may_be_merged_or_stand_above_an_empty_row() -> None:
    merged = sheet_of(("Harvest",), *ROWS)
    merged.merge_cells("A1:C1")
    apart = sheet_of(("Harvest",), (), *ROWS)
    for sheet in (merged, apart):
        reading = read(sheet.parent)
        assert reading.text.split("\n\n")[1:] == ["Harvest", TABLE]
        assert reading.headings[1].title == "Harvest"


def test_a_sentence_above_a_table_is_no_heading() -> None:
    reading = read(sheet_of(("All yields are in tons a hectare.",), (), *ROWS).parent)
    assert len(reading.headings) == 1


def test_tables_are_divided_by_empty_rows_and_columns() -> None:
    sheet = sheet_of(*ROWS)
    for row, cells in enumerate((("Name", "Age"), ("Ann", 31), ("Ben", 40)), start=1):
        for column, value in enumerate(cells, start=5):
            sheet.cell(row, column, value)
    for row, cells in enumerate((("Tool", "Price"), ("Hoe", 12), ("Rake", 15)), start=6):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column, value)
    assert columns_of(sheet) == [("Crop", "Year", "Yield"), ("Name", "Age"), ("Tool", "Price")]


def test_empty_rows_and_columns_before_a_table_are_no_part_of_it() -> None:
    sheet = sheet_of()
    for row, cells in enumerate(ROWS, start=4):
        for column, value in enumerate(cells, start=3):
            sheet.cell(row, column, value)
    assert text_of(sheet) == TABLE


def test_a_total_below_an_empty_row_goes_on_with_the_table() -> None:
    sheet = sheet_of(*ROWS, (), ("Total", None, 7.5))
    assert text_of(sheet) == f"{TABLE}\nTotal |  | 7.5"


def test_other_values_below_an_empty_row_are_not_put_under_its_columns() -> None:
    sheet = sheet_of(*ROWS, (), (12, "kg", "Rape"))
    assert len(read(sheet.parent).tables[0].rows) == 2


def test_an_empty_column_inside_a_table_does_not_divide_it() -> None:
    sheet = sheet_of(*((row[0], None, *row[1:]) for row in ROWS))
    assert len(read(sheet.parent).tables) == 1


REPORT = (
    ("In tons", None, None, None, None, "January–June 2023"),
    (None, "Sold", "Kept", None, "Lost", "Bought"),
    (),
    ("North", 12, 4, None, 1, 3),
    ("South", 9, 5, None, 2, 7),
    ("East", 8, 6, None, 0, 2),
)


def test_names_and_values_apart_for_their_looks_are_one_table() -> None:
    sheet = sheet_of(*REPORT)
    assert columns_of(sheet) == [("", "Sold", "Kept", "Lost", "Bought")]
    assert "\nSouth | 9 | 5 | 2 | 7\n" in text_of(sheet)


def test_labelled_tables_beside_each_other_stay_two() -> None:
    sheet = sheet_of(
        ("Crop", "Yield", None, "Tool", "Price"),
        ("Oats", 4, None, "Hoe", 12),
        ("Rape", 3, None, "Rake", 15),
    )
    assert columns_of(sheet) == [("Crop", "Yield"), ("Tool", "Price")]


def test_words_above_values_without_columns_of_theirs_are_no_header() -> None:
    sheet = sheet_of(("Contact", "Ann Lee"), (), ("Oats", 4, 1), ("Rape", 3, 1), ("Rye", 5, 2))
    assert columns_of(sheet) == [()]
    assert text_of(sheet).startswith("Contact | Ann Lee\n\n")


def test_lines_that_cover_several_columns_are_no_table() -> None:
    sheet = sheet_of(("Analysis",), ("Crops",), ("All in tons",), (), *ROWS)
    sheet.merge_cells("A1:C1")
    assert len(read(sheet.parent).tables) == 1


def test_a_note_below_a_table_is_no_row_of_it() -> None:
    note = "Yields were measured by the farmers themselves"
    reading = read(sheet_of(*ROWS, (note,)).parent)
    assert reading.text.endswith(f"{TABLE}\n\n{note}")


def test_a_header_of_two_rows_gives_both_names() -> None:
    sheet = sheet_of(
        ("Crop", "2023", None), (None, "Area", "Yield"), ("Rape", 12, 3.5), ("Rye", 8, 4)
    )
    for cells in ("A1:A2", "B1:C1"):
        sheet.merge_cells(cells)
    assert columns_of(sheet) == [("Crop", "2023 Area", "2023 Yield")]


def test_bold_rows_are_the_header() -> None:
    sheet = sheet_of(("Name", "Town"), ("", "(in 2024)"), ("Ann", "Bonn"), ("Ben", "Kiel"))
    for row in sheet["A1:B2"]:
        for cell in row:
            cell.font = Font(bold=True)
    assert columns_of(sheet) == [("Name", "Town (in 2024)")]


def test_the_header_of_a_stated_table_is_the_header() -> None:
    sheet = sheet_of(("Full Name", "Home Town"), ("Ann Lee", "Bad Ems"), ("Ben Orr", "Kiel"))
    assert columns_of(sheet) == [()]
    sheet.add_table(Table(displayName="People", ref="A1:B3"))
    assert columns_of(sheet) == [("Full Name", "Home Town")]


def test_two_columns_of_words_have_a_header_and_a_list_of_facts_has_none() -> None:
    sheet = sheet_of(("Town", "Postcode"), ("Leeds", "LS1 4AP"), ("York", "YO1 7HH"))
    assert columns_of(sheet) == [("Town", "Postcode")]
    assert columns_of(sheet_of(("Name", "Acme Ltd"), ("Founded", 1997), ("Members", 64))) == [()]


def test_a_merged_cell_is_repeated_in_each_row() -> None:
    sheet = sheet_of(("Crop", "Year", "Yield"), ("Rape", 2023, 3.5), (None, 2024, 4))
    sheet.merge_cells("A2:A3")
    assert text_of(sheet).endswith("Rape | 2023 | 3.5\nRape | 2024 | 4")


def test_a_list_is_a_line_each() -> None:
    assert text_of(sheet_of(("Hoe",), ("Rake",))) == "Hoe\n\nRake"


def test_what_is_hidden_is_left_out_and_told() -> None:
    sheet = sheet_of(("Crop", "Cost", "Yield"), ("Rape", 9, 3.5), ("Rye", 8, 4), ("Oats", 7, 5))
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet.parent.create_sheet("Wages")["A1"] = "secret"
    sheet.parent["Wages"].sheet_state = "hidden"
    reading = read(sheet.parent)
    assert reading.text == "Prices\n\nCrop | Yield\nRape | 3.5\nOats | 5"
    assert reading.warnings == (
        "hidden sheets left out: Wages",
        "sheet Prices: hidden rows left out: 1",
        "sheet Prices: hidden columns left out: 1",
    )
    assert reading.page_labels == ("Prices", "Wages")


def test_formulas_give_the_value_that_was_stored_or_are_told() -> None:
    data = saved(sheet_of(("Sum", "=1+1"), ("More", '=WEBSERVICE("http://x")')).parent)
    empty = re.compile(r"(<f>1\+1</f>)<v\s*/?>(?:</v>)?")
    stored = changed(data, FIRST_SHEET, lambda s: empty.sub(r"\1<v>2</v>", s))
    (reading,) = read_xlsx(stored)
    assert "Sum | 2" in reading.text
    assert "WEBSERVICE" not in reading.text
    assert reading.warnings[0].startswith("sheet Prices: formulas without a stored value: 1")


def test_comments_stand_below_and_name_their_cell() -> None:
    sheet = sheet_of(*ROWS)
    sheet["C2"].comment = Comment("measured wet", "Ann")
    assert text_of(sheet).endswith("\n\nComment on C2: measured wet")


def test_core_properties_give_metadata() -> None:
    book = sheet_of(*ROWS).parent
    assert (read(book).metadata.title, read(book).metadata.author) == (None, None)
    book.properties.title, book.properties.creator = "Yields of 2024", "Ada Green"
    assert (read(book).metadata.title, read(book).metadata.author) == (
        "Yields of 2024",
        "Ada Green",
    )


@pytest.mark.parametrize(
    ("created", "saved_again", "date"),
    [
        ((2011, 1, 12), (2023, 7, 27), "2023-07-27"),
        ((2023, 3, 1), (2023, 7, 27), "2023-03-01"),
    ],
)
def test_a_book_that_was_changed_in_another_year_has_the_date_of_that(
    created: tuple[int, int, int], saved_again: tuple[int, int, int], date: str
) -> None:
    book = sheet_of(*ROWS).parent
    book.properties.created = datetime.datetime(*created)
    data = saved(book)
    stated = rf"\g<1>{datetime.date(*saved_again)}T09:00:00Z"
    data = changed(data, "docProps/core.xml", lambda part: _MODIFIED.sub(stated, part))
    assert next(read_xlsx(data)).metadata.date == date


def test_days_are_counted_as_the_book_says() -> None:
    sheet = sheet_of(("Day",), (datetime.date(2024, 3, 5),))
    file = saved(sheet.parent)
    assert "2024-03-05" in next(read_xlsx(file)).text
    later = changed(file, BOOK, lambda s: re.sub(r"<workbookPr\b", '<workbookPr date1904="1"', s))
    assert "2028-03-06" in next(read_xlsx(later)).text


def test_a_sheet_that_declares_a_million_rows_is_read() -> None:
    sheet = sheet_of(*ROWS)
    sheet["XFD1048576"].font = Font(bold=True)
    assert text_of(sheet) == TABLE


def test_a_cell_that_is_merged_over_a_whole_sheet_covers_what_is_filled() -> None:
    data = saved(sheet_of(*ROWS).parent)
    merged = '</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    file = changed(data, FIRST_SHEET, lambda s: s.replace("</sheetData>", merged))
    assert len(next(read_xlsx(file)).text) < 200


def test_one_long_text_in_many_cells_is_refused() -> None:
    rows = "".join('<row><c t="s"><v>0</v></c></row>' for _ in range(25_000))
    relation = '<Relationship Id="s" Type="x/sharedStrings" Target="strings.xml"/></Relationships>'
    file = changed(
        saved(sheet_of(*ROWS).parent),
        FIRST_SHEET,
        lambda s: re.sub("<sheetData>.*</sheetData>", f"<sheetData>{rows}</sheetData>", s),
    )
    relations = "xl/_rels/workbook.xml.rels"
    file = changed(file, relations, lambda s: s.replace("</Relationships>", relation))
    with zipfile.ZipFile(buffer := io.BytesIO(file), "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("xl/strings.xml", f"<sst><si><t>{'long words ' * 100}</t></si></sst>")
    assert "characters of text; split it" in reason(buffer.getvalue())


def test_very_many_cells_are_refused() -> None:
    row = "<row>" + "<c><v>1</v></c>" * 1_000 + "</row>"
    body = f"<sheetData>{row * 501}</sheetData>"
    file = changed(
        saved(sheet_of(*ROWS).parent),
        FIRST_SHEET,
        lambda s: re.sub("<sheetData>.*</sheetData>", body, s),
    )
    assert "more than 500,000 filled cells" in reason(file)


def test_a_long_row_over_a_long_column_is_no_table_of_all_that_is_empty() -> None:
    sheet = sheet_of(tuple(range(2_000)), *((number,) for number in range(3_000)))
    assert reason(saved(sheet.parent)).startswith("a table of 3,001 rows and 2,000 columns")


def test_a_row_of_endless_cells_is_refused() -> None:
    body = "<sheetData><row>" + "<c/>" * 500_000 + "</row></sheetData>"
    file = changed(
        saved(sheet_of(*ROWS).parent),
        FIRST_SHEET,
        lambda s: re.sub("<sheetData>.*</sheetData>", body, s),
    )
    assert "tags in it" in reason(file)


def test_entities_are_not_resolved() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
    file = saved(sheet_of(*ROWS).parent)
    for name in (FIRST_SHEET, BOOK):
        assert "declares a document type" in reason(changed(file, name, lambda s: laughs + s))


def test_a_file_that_is_no_workbook_is_one_clear_line() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)
    assert "old Excel format" in reason(old)
    assert "encrypted" in reason(old + "EncryptedPackage".encode("utf-16-le"))
    assert "not a zip container" in reason(b"a,b,c")
    whole = saved(sheet_of(*ROWS).parent)
    assert "damaged" in reason(whole[: len(whole) // 2])
    assert "not XML" in reason(changed(whole, FIRST_SHEET, lambda s: s[:300]))


def test_columns_that_are_hidden_again_and_again_are_hidden_once() -> None:
    columns = "<cols>" + '<col min="2" max="16384" hidden="1"/>' * 20_000 + "</cols><sheetData>"
    data = saved(sheet_of(*ROWS).parent)
    file = changed(data, FIRST_SHEET, lambda s: s.replace("<sheetData>", columns))
    (reading,) = read_xlsx(file)
    assert reading.text == "Prices\n\nCrop\n\nRape\n\nRye"
    assert reading.warnings == ("sheet Prices: hidden columns left out: 2",)


def test_the_name_of_the_first_sheet_is_not_the_title_of_the_book(tmp_path: Path) -> None:
    (tmp_path / "prices.xlsx").write_bytes(saved(sheet_of(*ROWS).parent))
    [document] = read_corpus(tmp_path).documents
    assert document.metadata.title is None


@pytest.mark.parametrize(
    ("head", "names"),
    [
        (
            (("", "Spring", None, "Autumn", None), ("Crop", "Area", "Yield", "Area", "Yield")),
            ("Crop", "Spring Area", "Yield", "Autumn Area", "Yield"),
        ),
        (
            (("Crop", "Area", "Yield", "Price", "Rain"), (None, "ha", "t/ha", "EUR", "mm")),
            ("Crop", "Area ha", "Yield t/ha", "Price EUR", "Rain mm"),
        ),
    ],
)
def test_names_above_each_other_are_one_header(
    head: tuple[tuple[str, ...], ...], names: tuple[str, ...]
) -> None:
    sheet = sheet_of(*head, ("Rape", 12, 3.5, 11, 3.1), ("Rye", 8, 4, 9, 4.2))
    assert columns_of(sheet) == [names]


def test_a_row_of_words_below_the_header_is_a_row() -> None:
    sheet = sheet_of(("Crop", "Soil", "Yield"), ("Rape", "clay", "none"), ("Rye", "sand", 4))
    assert columns_of(sheet) == [("Crop", "Soil", "Yield")]
    assert len(read(sheet.parent).tables[0].rows) == 2


def test_names_of_parts_may_have_backslashes_and_capitals() -> None:
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(saved(sheet_of(*ROWS).parent))) as old,
        zipfile.ZipFile(file, "w") as new,
    ):
        for entry in old.namelist():
            name = zipfile.ZipInfo("x")
            name.filename = entry.replace("/", "\\").replace("sheet1", "Sheet1")
            new.writestr(name, old.read(entry))
    assert next(read_xlsx(file.getvalue())).text == f"Prices\n\n{TABLE}"


@pytest.mark.parametrize(("place", "number"), [("A5", 1), ("A6", 1), ("E5", 2)])
def test_a_note_below_one_of_two_tables_beside_each_other_stays_with_it(
    place: str, number: int
) -> None:
    sheet = sheet_of(*ROWS)
    tools = (("Tool", "Price"), ("Hoe", 12), ("Rake", 15))
    for row, cells in enumerate(tools, start=1):
        for column, value in enumerate(cells, start=5):
            sheet.cell(row, column, value)
    note = "Nothing was sown or sold in the wet weeks of June"
    sheet[place] = note
    blocks = [TABLE, "Tool | Price\nHoe | 12\nRake | 15"]
    blocks.insert(number, note)
    assert text_of(sheet).split("\n\n") == blocks
    assert len(read(sheet.parent).headings) == 1


@pytest.mark.parametrize("name", ["Sheet1", "Sheet", "Tabelle1"])
def test_the_name_that_a_program_gives_to_the_only_sheet_is_no_heading(name: str) -> None:
    sheet = sheet_of(*ROWS, name=name)
    assert read(sheet.parent).text == TABLE
    sheet.parent.create_sheet("Notes")["A1"] = "Sown in autumn"
    assert [h.title for h in read(sheet.parent).headings] == [name, "Notes"]


@pytest.mark.parametrize("line", [("Prices, valid from", "1/4/2025"), ("Paid by", "Ann Lee")])
def test_a_line_of_two_cells_above_a_table_can_be_quoted(
    tmp_path: Path, line: tuple[str, ...]
) -> None:
    book = sheet_of(("The farm",), line, (), *ROWS).parent
    (tmp_path / "a.xlsx").write_bytes(saved(book))
    [document] = read_corpus(tmp_path).documents
    found = {document.text[b.start : b.end]: b.label for b in clean(document)}
    assert found[" | ".join(line)] in INDEXED
    assert found["The farm"] is Label.HEADING
