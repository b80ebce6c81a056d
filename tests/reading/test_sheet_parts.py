"""A sheet with lines above its header and below its rows, and several tables below one another."""

import pytest

from index.documents import Table
from index.reading.formats.csv_table import read_table
from index.reading.formats.reading import Reading

SHIPS = "Ship,Length,Flag\nLark,31,Malta\nTern,47,Norway\n"
COLUMNS = ("Ship", "Length", "Flag")


def read(text: str) -> Reading:
    (reading,) = read_table(text.encode())
    return reading


def rows_of(reading: Reading, table: Table) -> list[str]:
    return [reading.text[start:end] for start, end in table.rows]


def tables(text: str) -> dict[tuple[str, ...], list[str]]:
    """The rows of the tables that have columns, by these; and the lines around them."""
    reading = read(text)
    found: dict[tuple[str, ...], list[str]] = {}
    for table in reading.tables:
        found.setdefault(table.columns, []).extend(rows_of(reading, table))
    return found


@pytest.mark.parametrize(
    "above",
    [
        "List of the port office,,\n",
        "List of the port office\n",
        "List of the port office\n\n",
        "List of the port office,,\n,,\n",
        '"List of the port office"\n"",,\n',
    ],
)
def test_a_line_above_the_header_is_the_title(above: str) -> None:
    reading = read(above + SHIPS)
    assert reading.metadata.title == "List of the port office"
    assert [heading.title for heading in reading.headings] == ["List of the port office"]
    assert tables(above + SHIPS) == {COLUMNS: ["Lark,31,Malta", "Tern,47,Norway"]}
    assert reading.warnings == ()


def test_a_title_with_commas_is_one_line() -> None:
    reading = read(f"Ships, boats and rafts\n{SHIPS}")
    assert reading.metadata.title == "Ships, boats and rafts"


@pytest.mark.parametrize("line", ["Generated on 3 June 2023", "Created: 2023-06-03,,"])
def test_other_lines_above_are_rows_alone_and_may_state_the_date(line: str) -> None:
    text = f"Port office\nAll ships\n{line}\n\n{SHIPS}"
    assert read(text).metadata.date == "2023-06-03"
    assert tables(text)[()] == ["All ships", line.rstrip(",")]


def test_facts_above_a_table_are_no_header() -> None:
    assert tables(f"Period,June 2023,\nOffice,North,\n{SHIPS}") == {
        (): ["Period,June 2023", "Office,North"],
        COLUMNS: ["Lark,31,Malta", "Tern,47,Norway"],
    }
    assert () not in tables("Ship,Length,\nLark,31,Malta\nTern,47,Norway")


def test_notes_below_are_no_rows_of_the_table_but_a_total_is() -> None:
    text = f"{SHIPS}Total,78,\n* without rafts,,\n\nSource: port office\n"
    assert tables(text) == {
        COLUMNS: ["Lark,31,Malta", "Tern,47,Norway", "Total,78,"],
        (): ["* without rafts", "Source: port office"],
    }


def test_a_row_with_nothing_but_its_name_is_a_row() -> None:
    assert tables(f"{SHIPS}Skua,,\n") == {COLUMNS: ["Lark,31,Malta", "Tern,47,Norway", "Skua,,"]}


def test_a_blank_row_inside_a_table_does_not_end_it() -> None:
    text = f"{SHIPS},,\nSkua,12,Malta\n\nGull,13,Malta\n"
    assert tables(text) == {
        COLUMNS: ["Lark,31,Malta", "Tern,47,Norway", "Skua,12,Malta", "Gull,13,Malta"]
    }


def test_tables_below_one_another_have_headers_and_titles_of_their_own() -> None:
    text = f"Port office\n\nShips\n{SHIPS}\nPiers\nPier,Depth\nEast,4\nWest,7\n"
    reading = read(text)
    assert [(h.level, h.title) for h in reading.headings] == [
        (1, "Port office"),
        (2, "Ships"),
        (2, "Piers"),
    ]
    assert tables(text)[("Pier", "Depth")] == ["East,4", "West,7"]


def test_the_title_of_the_first_of_several_tables_is_not_that_of_the_file() -> None:
    assert read(f"Ships\n{SHIPS}\nPiers\nPier,Depth\nEast,4\nWest,7\n").metadata.title is None


@pytest.mark.parametrize("sep", ["sep=;\n", "SEP=;\r\n", '"sep=;"\n'])
def test_a_line_for_spreadsheet_programs_says_what_stands_between_cells(sep: str) -> None:
    reading = read(f"{sep}Saal;Plätze, max.\nOben;12\nUnten;30\n")
    assert reading.text[reading.body :].startswith("Saal")
    assert [table.columns for table in reading.tables] == [("Saal", "Plätze, max.")]


def test_numbers_with_commas_stand_between_semicolons() -> None:
    text = "Bericht des Hafens;;\nStand: 05.03.2024;;\nSchiff;Länge;Preis\nLark;3,5;1.200,50\n"
    assert read(text).metadata.date == "2024-03-05"
    assert tables(text)[("Schiff", "Länge", "Preis")] == ["Lark;3,5;1.200,50"]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        (",2021,,2022,\nPier,In,Out,In,Out",
         ("Pier", "2021 In", "2021 Out", "2022 In", "2022 Out")),
        ("Pier,2021,2021,2022,2022\n,In,Out,In,Out",
         ("Pier", "2021 In", "2021 Out", "2022 In", "2022 Out")),
        ("Pier,Ships,,Rafts,\n,2021,2022,2021,2022",
         ("Pier", "Ships 2021", "Ships 2022", "Rafts 2021", "Rafts 2022")),
    ],
)  # fmt: skip
def test_a_header_of_two_rows_names_groups_of_columns(
    header: str, columns: tuple[str, ...]
) -> None:
    assert tables(f"{header}\nEast,1,2,3,4\nWest,5,6,7,8\n") == {
        columns: ["East,1,2,3,4", "West,5,6,7,8"]
    }


@pytest.mark.parametrize(
    "first",
    ["Ship,,Flag\nLark,31,Malta\nTern,47,Malta", "Ship,,Flag\nLark,big,Malta\nTern,small,Malta"],
)
def test_a_row_below_a_name_that_is_missing_is_no_second_header(first: str) -> None:
    assert list(tables(first)) == [("Ship", "", "Flag")]


@pytest.mark.parametrize("units", [",m,kn,", "(name),(m),(kn),(state)", "-,m,kn,-", ",[m],[kn],"])
def test_units_below_the_header_stand_in_the_names_of_the_columns(units: str) -> None:
    [columns] = tables(f"Ship,Length,Speed,Flag\n{units}\nLark,31,9,Malta\nTern,47,8,Peru\n")
    assert [name.replace("[", "(").replace("]", ")") for name in columns[1:3]] == [
        "Length (m)",
        "Speed (kn)",
    ]


def test_short_words_over_short_words_are_no_units() -> None:
    [columns] = tables("Ship,Size,Flag\nLark,big,Peru\nTern,small,Cuba\nSkua,big,Peru\n")
    assert columns == ("Ship", "Size", "Flag")


@pytest.mark.parametrize(
    "facts",
    [
        "Name,Quay House\nPhone,0551 1234\nBeds,12\nOpened,1999-05-01",
        "Plots,120\nHolder,Ann Lee\nRent,£40\nFounded,May 1950",
    ],
)
def test_names_and_values_of_several_kinds_have_no_header(facts: str) -> None:
    assert tables(facts) == {(): facts.split("\n")}


@pytest.mark.parametrize(
    "text",
    ["Day,Hours\nMon,9–17\nTue,9–17\nWed,closed\nThu,9–17", "Name,Town\nAnn,Bath\nBen,Hull"],
)
def test_two_columns_with_values_of_one_kind_have_a_header(text: str) -> None:
    assert list(tables(text)) == [tuple(text.split("\n")[0].split(","))]


def test_prose_with_commas_below_a_line_is_one_column() -> None:
    text = "Fruit\napple\npear, ripe\nplum, blue\nfig, green\ndate"
    assert list(tables(text)) == [("Fruit",)]


def test_facts_are_about_what_the_first_of_them_names() -> None:
    facts = "Phone,0551 1234\nBeds,12\nOpened,1999-05-01"
    assert read(f"Name,Quay House\n{facts}").metadata.title == "Quay House"
    assert read(f"Rooms,Quay House\n{facts}").metadata.title is None
    assert read("Name,Town\nAnn,Bath\nBen,Hull").metadata.title is None
