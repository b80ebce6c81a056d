"""The list of documents fits a terminal, and never cuts what another command takes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bot.rendering.document_list import document_fields, document_rows
from bot.rendering.safe_text import printable
from index.documents import Document, Metadata

LONG = "minutes/of-the-committee-on-the-state-of-the-northern-piers-2024-05-01.md"
TITLE = "The quarterly report on the state of the northern ferries and their piers"
FULL = Metadata(title=TITLE, author="Ada Green", publisher="The Harbour Office", date="2024-05-01")


def document(name: str, metadata: Metadata = FULL, text: str = "x" * 1234) -> Document:
    return Document(name, text, "0" * 64, metadata)


def shown(documents: list[Document], widest: int) -> list[str]:
    return [row.plain for row in document_rows(documents, widest)]


def test_a_wide_terminal_shows_all_that_is_stated() -> None:
    heading, row = shown([document("a.md")], 160)
    assert heading.split() == ["document", "title", "date", "author", "publisher", "characters"]
    for cell in ("a.md", TITLE, "2024-05-01", "Ada Green", "The Harbour Office", "1,234"):
        assert cell in row


def test_columns_go_from_the_last_one_on_where_there_is_no_room() -> None:
    def headings(widest: int) -> list[str]:
        return shown([document("a.md")], widest)[0].split()

    assert headings(80) == ["document", "title", "date", "author", "publisher"]
    assert headings(50) == ["document", "title"]
    assert headings(10) == ["document"]


def test_a_title_is_cut_visibly_and_an_id_never() -> None:
    _, name, row = shown([document(LONG)], 80)
    assert name == LONG
    assert row.startswith(" ")
    assert "The quarterly report" in row
    assert "…" in row


def test_what_no_document_states_has_no_column() -> None:
    heading, *_ = shown([document("a.md", Metadata(title="A")), document("b.md", Metadata())], 120)
    assert heading.split() == ["document", "title", "characters"]


@pytest.mark.parametrize("title", ["渡船的报告", "A 😀 of a ferry", "Fähre", "渡" * 60])
@pytest.mark.parametrize("widest", [80, 81, 120])
def test_columns_stand_below_each_other_whatever_is_in_them(title: str, widest: int) -> None:
    documents = [document("a.md"), document("渡船😀.md", replace(FULL, title=title))]
    dates = [row.index("2024-05-01") for row in shown(documents, widest)[1:]]
    before = [
        cell_len(row[:date]) for row, date in zip(shown(documents, widest)[1:], dates, strict=True)
    ]
    assert before[0] == before[1]


@given(
    names=st.lists(st.text(min_size=1, max_size=90), min_size=1, max_size=4),
    title=st.none() | st.text(max_size=90),
    widest=st.integers(10, 200),
)
def test_nothing_but_an_id_is_wider_than_the_terminal(
    names: list[str], title: str | None, widest: int
) -> None:
    documents = [document(name, Metadata(title=title)) for name in names]
    ids = {" ".join(name.split()) for name in names}
    rows = shown(documents, widest)
    for row in rows:
        assert cell_len(row) <= widest or any(printable(name) == row for name in ids)
    for name in ids:
        assert any(printable(name) in row for row in rows)


def test_a_pipe_gets_fields_that_are_cut_nowhere() -> None:
    metadata = replace(FULL, title="Tabs\tand\nlines\x1b[31m")
    fields = document_fields(document(LONG, metadata), "web/docs").split("\t")
    assert fields == [
        LONG,
        "Tabs and lines�[31m",
        "2024-05-01",
        "Ada Green",
        "The Harbour Office",
        "1234",
        "web/docs",
    ]
    assert document_fields(document("a.md", Metadata()), None) == "a.md\t\t\t\t\t1234\t"
