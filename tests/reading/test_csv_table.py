"""Tables are their source, and each row is known by its exact place in it."""

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.reading.formats import csv_table as table
from index.reading.formats.csv_table import read_table
from index.reading.formats.reading import Reading, Unreadable
from index.text.views import Span


def read(text: str) -> Reading:
    (reading,) = read_table(text.encode())
    return reading


def row_spans(reading: Reading) -> tuple[Span, ...]:
    """Of the header, then of the other rows."""
    return tuple(span for table in reading.tables for span in (*table.header, *table.rows))


def rows(text: str) -> list[str]:
    reading = read(text)
    return [reading.text[start:end] for start, end in row_spans(reading)]


def reason(data: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        list(read_table(data))
    return str(caught.value)


def test_the_text_is_the_source_and_the_header_is_the_first_row() -> None:
    text = "Name,Town\r\nAnn,Bath\r\nBen,“Hull”\r\n"
    reading = read(text)
    assert reading.text == text
    assert rows(text) == ["Name,Town", "Ann,Bath", "Ben,“Hull”"]
    assert (reading.metadata.title, reading.warnings, reading.body) == (None, (), 0)


def test_columns_are_named_by_the_header_without_its_quotation_marks() -> None:
    [table] = read('"Full ""legal"" name";  Town\nAnn;Bath').tables
    assert table.columns == ('Full "legal" name', "Town")
    assert table.delimiter == ";"


def test_bytes_are_read_as_any_other_text() -> None:
    (reading,) = read_table("\ufeffPreis;Währung\n£5;€".encode("utf-8-sig"))
    assert row_spans(reading) == ((0, 14), (15, 19))
    (reading,) = read_table("Prix,é\n£5,–".encode("cp1252"))
    assert reading.text == "Prix,é\n£5,–"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_rows_end_with_any_line_end_and_blank_rows_are_none(end: str) -> None:
    text = end.join(["", "a,b", "  ", "c,d", ",", "", 'e,""', ""])
    assert rows(text) == ["a,b", "c,d", 'e,""']


def test_a_quoted_cell_keeps_its_line_breaks_delimiters_and_quotation_marks() -> None:
    text = 'Who,What\nAnn,"One,\r\ntwo ""and"" three\n\n"\nBen,x\n'
    assert rows(text) == ["Who,What", 'Ann,"One,\r\ntwo ""and"" three\n\n"', "Ben,x"]


def test_a_quotation_mark_inside_a_plain_cell_is_a_sign() -> None:
    assert rows('Size,Part\n5" pipe,a\n6" pipe,b') == ["Size,Part", '5" pipe,a', '6" pipe,b']


def delimiter_of(text: str) -> str:
    return table._delimiter(text)


def test_the_delimiter_is_what_cuts_the_rows_alike() -> None:
    assert delimiter_of("a,b,c\n1,2,3\n4,5,6") == ","
    assert delimiter_of("Name;Preis\nBrot;1,50\nMilch;0,99") == ";"
    assert delimiter_of("1,5;2,5\n3,5;4,5") == ";"
    assert delimiter_of("a\tb, c\nd\te\nf\tg") == "\t"
    assert delimiter_of("a|b|c\nd|e, f|g\nh|i|j") == "|"
    assert delimiter_of('"a;b","c;d"\n"e","f"') == ","
    assert delimiter_of("a,b\nc,d\ne,f\nto,o,many\ng,h") == ","


@pytest.mark.parametrize("text", ["Fruit\napple\npear, ripe\nplum\nfig", "one\n", "", "x"])
def test_a_file_without_a_sensible_delimiter_is_one_column(text: str) -> None:
    assert delimiter_of(text) == table.NO_DELIMITER
    assert rows(text) == text.splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "id,name\n1,Ann\n2,Ben",
        "Town,2019,2020\nBath,12,13\nHull,14,15",
        "Town,1,2020\nBath,12,13\nHull,14,15",
        "Name,Town\nAnn,Bath",
        "Name,12",
        "Date,Rain\n2024-05-01,3\n2024-05-02,4",
    ],
)
def test_a_first_row_unlike_the_others_is_the_header(text: str) -> None:
    assert rows(text) == text.split("\n")


@pytest.mark.parametrize(
    "text",
    [
        "1,Ann\n2,Ben",
        "Bath,2019,12\nHull,2020,14",
        "Ann,2024-05-01\nBen,\nCy,03/06/2024",
        "Ann,1 May 2024\nBen,2 June 2024",
        "£5\n£6",
        "12\n13",
    ],
)
def test_without_a_header_every_row_is_one_and_no_column_has_a_name(text: str) -> None:
    [table] = read(text).tables
    assert (table.header, table.columns) == ((), ())
    assert rows(text) == text.split("\n")


def test_rows_with_another_number_of_cells_are_counted_and_one_is_named() -> None:
    text = 'a,b\n"c\n\nc",d\n\ne,f\ng\nh,i\nj,k,l\nm,n\no,p\nq,r\n'
    assert read(text).warnings == (
        "2 rows have another number of cells than the header, the first in line 7",
    )
    assert read(text.replace("\n", "\r\n")).warnings == read(text).warnings
    assert read(text.replace("j,k,l\n", "")).warnings[0].startswith("1 row has another number")


def test_a_quotation_mark_that_is_never_closed_is_named() -> None:
    text = 'a,b\nc,d\n"e,f\ng,h\n'
    assert rows(text)[2] == '"e,f\ng,h\n'
    assert "a quotation mark in the row of line 3 is never closed" in read(text).warnings


def test_what_is_no_table_of_text_is_refused() -> None:
    assert "not text" in reason(b"a,b\n\x00\x01\x02")
    assert "a line of 2,000,000 characters" in reason(b"word,words" * 200_000)
    assert "the row of line 2 has over 1,000,000" in reason(b'a,b\n"' + b"word\n" * 300_000)


def test_a_table_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MOST_ROWS", 4)
    assert len(rows("a\nb\nc\nd\n\n")) == 4
    assert "more than 4 rows; split it" in reason(b"a\nb\nc\nd\ne")


# Few signs, so that the ones that matter meet each other.
SOURCES = st.text('ab ";,|\t\r\n', max_size=60)


@settings(deadline=None, max_examples=500)
@given(SOURCES, st.sampled_from([*table._DELIMITERS, table.NO_DELIMITER]))
@example('a,"b""\r\n""",c"d\n"e"f"g,h\n"', ",")
def test_rows_and_cells_are_those_of_the_csv_module(text: str, delimiter: str) -> None:
    peers = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    expected = [cells for cells in peers if any(cell.strip() for cell in cells)]
    rows_read = [row for row in table._rows(text, delimiter) if not row.is_blank]
    assert [row.cells for row in rows_read] == expected


@settings(deadline=None)
@given(st.lists(st.lists(st.text('ab",;\r\n', min_size=1), min_size=2, max_size=4), min_size=1))
def test_what_the_csv_module_writes_comes_back_from_the_spans(sheet: list[list[str]]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerows(sheet)
    text = file.getvalue()
    spans = [text[row.start : row.end] for row in table._rows(text, ",") if not row.is_blank]
    expected = [row for row in sheet if any(cell.strip() for cell in row)]
    assert [next(csv.reader(io.StringIO(span, newline=""))) for span in spans] == expected


@settings(deadline=None)
@given(st.binary(max_size=200) | SOURCES.map(str.encode))
def test_any_bytes_give_ordered_rows_inside_the_text_or_a_reason(data: bytes) -> None:
    try:
        (reading,) = read_table(data)
    except Unreadable:
        return
    at = 0
    for start, end in row_spans(reading):
        assert at <= start <= end <= len(reading.text)
        assert not reading.text[start:end].startswith(("\r", "\n"))
        at = end
    outside = reading.text
    titles = [(heading.start, heading.end) for heading in reading.headings]
    for start, end in sorted([*row_spans(reading), *titles], reverse=True):
        outside = outside[:start] + outside[end:]
    assert not outside.strip('\t|;,"\r\n \x1f').strip()


def test_rows_that_end_before_their_last_cells_have_the_delimiter_of_the_header() -> None:
    rows_of = ["a,b,c,d,e", "1,2,3", "1,2,3,4", "1,2,3,4,5", "1,2,3", "1,2,3,4"]
    assert delimiter_of("\n".join(rows_of)) == ","
    assert delimiter_of("one, two, three, four\nfive, six\nseven, eight, nine") == (
        table.NO_DELIMITER
    )


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ('""A"" list', 'A" list'),
        ('"Old" list', '"Old" list'),
        ('"Old list"', "Old list"),
        ('"""Old"" list"', '"Old" list'),
        ('"", Report', "Report"),
    ],
)
def test_a_title_is_read_with_quotation_marks_in_any_place(line: str, title: str) -> None:
    reading = read(f"{line}\n\nName,Price,Unit\nTea,1,2\nMilk,2,3\n")
    assert [heading.title for heading in reading.headings] == [title]
    assert reading.tables[-1].columns == ("Name", "Price", "Unit")


@pytest.mark.parametrize("line", ['""', '" "', '"",', "  ", '"",""'])
def test_a_line_without_words_is_no_heading(line: str) -> None:
    reading = read(f"{line}\n\nName,Price,Unit\nTea,1,2\nMilk,2,3\n")
    assert not reading.headings
    assert reading.tables[-1].columns == ("Name", "Price", "Unit")
