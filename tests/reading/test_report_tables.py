"""Tables of reports, drawn with spacers and headed by years, are read as rows of values."""

import pytest

from index.documents import Table
from index.reading.formats.html import read_html
from index.text.cell_values import names_years
from index.text.table_cells import cells_in


def rows_of(*rows: str) -> tuple[tuple[str, ...], list[list[str]]]:
    """The names of the columns, and the cells of the rows below; ``;`` parts the cells of a row,
    and ``*2`` at the end of one says how many columns it covers."""
    page = "".join(f"<tr>{''.join(map(_cell, row.split(';')))}</tr>" for row in rows)
    reading = next(read_html(f"<p>What we took in.</p><table>{page}</table>".encode()))
    [table] = reading.tables or [Table((), ())]
    cells = [cells_in(reading.text, *row, table.delimiter) for row in table.rows]
    return table.columns, [[reading.text[a:b] for a, b in row] for row in cells]


def _cell(words: str) -> str:
    text, _, columns = words.partition("*")
    return f'<td colspan="{columns}">{text}</td>' if columns else f"<td>{text}</td>"


def test_signs_in_cells_of_their_own_are_joined_to_their_amounts() -> None:
    columns, rows = rows_of(
        ";;Year to May*6",
        "Income;;2023*2;;;2022*2;",
        "Wool;;$;9,400;;;$;8,100;",
        "Hay;;;(402;);;;(377;)",
        "Share;;;4.5;%;;;4.1;%",
    )
    assert columns == ("Income", "Year to May 2023", "Year to May 2022")
    assert rows == [
        ["Wool", "$9,400", "$8,100"],
        ["Hay", "(402)", "(377)"],
        ["Share", "4.5%", "4.1%"],
    ]


def test_codes_of_currencies_stand_apart_from_their_amounts() -> None:
    _, rows = rows_of("Kind;Sum*2;Left*2", "Wool;EUR;9.40;EUR;1.00", "Hay;EUR;3.10;EUR;0.50")
    assert rows == [["Wool", "EUR 9.40", "EUR 1.00"], ["Hay", "EUR 3.10", "EUR 0.50"]]


def test_an_empty_column_with_a_name_stays() -> None:
    columns, rows = rows_of("Kind;Left;Note", "Wool;9;", "Hay;3;")
    assert columns == ("Kind", "Left", "Note")
    assert [row[:2] for row in rows] == [["Wool", "9"], ["Hay", "3"]]


def test_signs_that_are_values_stay_cells() -> None:
    _, rows = rows_of("Key;Does;Group", "$;ends a line;a", "%;jumps;b", "(;begins;c")
    assert [row[0] for row in rows] == ["$", "%", "("]


@pytest.mark.parametrize(
    "rows",
    [
        ["In crowns;2023;2022", "Wool;9,400;8,100", "Hay;402;377"],
        [";FY2023;FY2022;FY2021", "Wool;9,400;8,100;7", "Hay;402;377;5"],
        [";Year to May*2", ";2023;2022", "Wool;9,400;8,100", "Hay;402;377"],
        [";2022/23;2021/22", "Wool;9,400;8,100", "Hay;402;377"],
    ],
)
def test_a_row_of_years_over_values_names_the_columns(rows: list[str]) -> None:
    columns, below = rows_of(*rows)
    assert all("202" in name for name in columns[1:])
    assert [row[0] for row in below] == ["Wool", "Hay"]


def test_years_that_are_values_name_nothing() -> None:
    columns, rows = rows_of("Mill;1902;1950", "Weir;1911;1953", "Lock;1920;1961")
    assert columns == ()
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["", "2023", "2022"], True),
        (["Costs", "FY 2023", "FY 2022"], True),
        (["Costs", "2023"], False),
        (["Costs", "2023", "2023"], False),
        (["Costs", "2023", "Note"], False),
        (["Costs", "9,400", "8,100"], False),
    ],
)
def test_years_are_known_as_names_of_columns(cells: list[str], expected: bool) -> None:
    assert names_years(cells) is expected
