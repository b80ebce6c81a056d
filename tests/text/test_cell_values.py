"""The first row of a table of two columns names them, or is a fact like the others."""

import pytest

from index.text.cell_values import is_list_of_facts, looks_like_header, names_two_columns


def rows_of(table: str) -> list[list[str]]:
    return [line.split(" | ") for line in table.split("; ")]


def names_its_columns(table: str) -> bool:
    rows = rows_of(table)
    return looks_like_header(rows) or names_two_columns(rows)


@pytest.mark.parametrize(
    "table",
    [
        "Who | Phone; Ann Bell | 0113 496 0777; Tom | 0113 496 0778",
        "Town | Postcode; Leeds | LS1 4AP; York | YO1 7HH",
        "Question | Answer; Where is the key? | Under the mat.; Are dogs allowed? | Yes",
        "Post | Holder; Chair | Ann Bell; Clerk | vacant",
        "Group | Meeting Place; Choir | 12 High Street; Scouts | 4 Mill Lane",
        "Town | Inhabitants; Ripon | 1950; Selby | 12000; Otley | 8000",
    ],
)
def test_two_short_labels_over_words_name_their_columns(table: str) -> None:
    assert names_its_columns(table)


@pytest.mark.parametrize(
    "table",
    [
        "Name | Acme Ltd; Founded | 1997; Members | 64",
        "Company | Acme; Founded | 1997; Turnover | £4,300; Staff | 64; Seat | Leeds",
        "Club | Heron; Members at the end of 2024 | 64; Fee | £9; Rowed since | May 1962",
        "Boat | Heron; Built | 1962; Length | 9.4 m; Crew | 3",
    ],
)
def test_a_list_of_facts_has_values_of_several_kinds_and_no_header(table: str) -> None:
    assert is_list_of_facts(rows_of(table))
    assert not names_its_columns(table)


@pytest.mark.parametrize(
    "table",
    [
        "Club | Riverside Harriers; Ground | Mill Lane; Colours | red and white",
        "Name: | Ann; Town: | Leeds; Work: | clerk",
        "Chair | 1; Desk | 2; Lamp | 4",
        "Key | hook; Spade | shed",
        "Key | hook; Key | shed; Spade | shed",
        "Open daily. | Yes; Dogs | No; Cars | No",
    ],
)
def test_a_first_row_of_words_that_is_like_those_below_is_no_header(table: str) -> None:
    assert not names_its_columns(table)
