"""Tables in a plain text, between tabs or in columns of spaces, and prose that is none."""

import pytest

from index.blocks import Label
from index.documents import Document
from index.reading.cleaning.pipeline import clean
from index.reading.formats.plain_text import read_text
from index.reading.formats.reading import Reading

FEES = (
    "Fees of the pool\n\n"
    "Ticket       Price   Days\n"
    "-----------  ------  ----\n"
    "Adult         5.00   1\n"
    "Child         2.50   1\n"
    "Season      120.00   180\n\n"
    "Children under six swim free.\n"
)


def read(text: str) -> Reading:
    (reading,) = read_text(text.encode())
    return reading


def tables(text: str) -> list[tuple[tuple[str, ...], int]]:
    """The columns and the number of rows of each table."""
    return [(table.columns, len(table.rows)) for table in read(text).tables]


def test_columns_of_spaces_are_a_table_with_its_header() -> None:
    assert tables(FEES) == [(("Ticket", "Price", "Days"), 3)]


def test_a_header_need_only_stand_above_its_column() -> None:
    text = "Stop         Mon-Fri  Sat\nQuay            8:05  9:05\nMill           18:20  9:20\n"
    assert tables(text) == [(("Stop", "Mon-Fri", "Sat"), 2)]


def test_cells_between_tabs_are_a_table() -> None:
    assert tables("List\n\nName\tBerth\tLength\nLark\t12\t31\nTern\t14\t47\n") == [
        (("Name", "Berth", "Length"), 2)
    ]


def test_terms_and_their_meanings_have_no_header() -> None:
    assert tables("eel\ta long fish\nweir\ta low dam\nleat\ta ditch\n") == [((), 3)]


def test_names_and_values_need_no_header() -> None:
    assert tables("Adult      5.00\nChild      2.50\nSenior     4.00\n") == [((), 3)]


@pytest.mark.parametrize(
    "text",
    [
        "1.  First item\n2.  Second item\n3.  Third item\n",
        "Present:  Ann\nAbsent:   Bo\nChair:    Cy\n",
        "The mill is old.  It was built  by 5.\nIt is dry.  Nobody goes  6.\nIt is  shut.  7.\n",
        "Ann Cole          Harbour Trust\n12 High Street    3 Quay\nHillside          Port\n",
        "Ticket    Price   Days\nAdult      5.00\nChild      2.50   1\nSenior     4.00   2\n",
        "Adult      5.00\nChild      2.50\n",
        "ann  12:03 PM\nhello\nbo  12:04 PM\nhi\n",
        "a\t\tb\nc\td\te\n\tf\tg\n",
    ],
)
def test_lists_prose_addresses_and_rows_with_gaps_are_no_tables(text: str) -> None:
    assert tables(text) == []


def test_the_words_around_a_table_stay_prose() -> None:
    reading = read(FEES)
    of = Document("a.txt", reading.text, "0" * 64, reading.metadata, tables=reading.tables)
    found = [(b.label, reading.text[b.start : b.end].split("  ")[0]) for b in clean(of)]
    assert found[-4:] == [
        (Label.ROW, "Adult"),
        (Label.ROW, "Child"),
        (Label.ROW, "Season"),
        (Label.PROSE, "Children under six swim free."),
    ]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_found_with_every_kind_of_line_end(end: str) -> None:
    stops = "Stop      Opens\nQuay      8:05\nMill      18:20\nOld Hall  9:20\n"
    expected = [*tables(FEES), (("Stop", "Opens"), 3)]
    assert tables((FEES + "\n  And stops.\n\n" + stops).replace("\n", end)) == expected


@pytest.mark.parametrize("end", ["\n", "\r"])
def test_many_tables_take_no_long_time(end: str) -> None:
    text = "Adult   12\nChild    8\nSenior  10\n\n".replace("\n", end)
    assert len(tables(text * 15_000)) == 15_000
