"""Documents and passages come back from the disk as they were, or not at all."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from index.blocks import Block, Context, ContextKind, Label
from index.documents import Document, FileRecord, Heading, Metadata, Source
from index.errors import IndexDamaged
from index.passages import ContextSpan, Passage, RepeatedSpan
from index.storage.rows import CleanedDocument, Rows, writing_rows

SALT = "salt"
SOURCE = Source("S1", "An original", publisher="A Press")
ABOUT = Metadata("T", None, "P", "2024", "https://example.org", "en", sources=(SOURCE,))
DOCUMENT = Document(
    "a/b.md", "Ünïcode 😀\n# H\n" + "x" * 60, "f" * 64, ABOUT, (Heading(11, 15, 1, "H"),), 3, (0, 9)
)
SPEAKER = Context(ContextKind.SPEAKER, "Ann Lee", inferred=True)
BLOCKS = (
    Block(0, 9, Label.PROSE, "paragraph", ("One", "Two"), (SPEAKER,), True, ((40, 49),)),
    Block(10, 14, Label.FURNITURE, "a call to act", ()),
)
PASSAGE = Passage(
    "a/b.md",
    ((0, 9), (10, 19)),
    ("One",),
    "T › One",
    "f" * 64,
    (ContextSpan(0, 9, SPEAKER),),
    (RepeatedSpan(0, 9, (40, 49)),),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with writing_rows(tmp_path / "rows.sqlite", SALT) as rows:
        rows.document(CleanedDocument(DOCUMENT, BLOCKS, ("no date",)), "a/b.md")
        rows.passage(PASSAGE, b"k" * 16)
        rows.file(FileRecord("a/b.md", "e" * 64, reason="torn"))
    return tmp_path / "rows.sqlite"


def test_documents_come_back_as_they_were(path: Path) -> None:
    rows = Rows(path, SALT)
    assert rows.document("a/b.md") == DOCUMENT
    assert rows.document("c") is None
    assert list(rows.cleaned_documents()) == [CleanedDocument(DOCUMENT, BLOCKS, ("no date",))]
    assert rows.file("a/b.md") == FileRecord("a/b.md", "e" * 64, "", "torn")


def test_passages_come_back_with_their_context_and_copies(path: Path) -> None:
    assert Rows(path, SALT).passages([0]) == {0: PASSAGE}
    assert list(Rows(path, SALT).all_passages()) == [(PASSAGE, b"k" * 16, DOCUMENT.text)]


def test_an_account_counts_what_is_in_the_index_and_what_is_not(path: Path) -> None:
    [account] = Rows(path, SALT).summaries()
    assert (account.id, account.title, account.passages) == ("a/b.md", "T", 1)
    assert account.left_out == {Label.FURNITURE: 1}
    assert account.warnings == ("no date",)


def test_what_is_copied_is_what_was_written(path: Path, tmp_path: Path) -> None:
    with writing_rows(tmp_path / "copy.sqlite", "pepper") as rows:
        rows.passage(PASSAGE, b"o" * 16)
        assert rows.copy(Rows(path, SALT), "a/b.md") == 1
        assert rows.copy(Rows(path, SALT), "none.md") == 0
    copy = Rows(tmp_path / "copy.sqlite", "pepper")
    assert list(copy.cleaned_documents()) == list(Rows(path, SALT).cleaned_documents())
    assert copy.passages([0, 1]) == {0: PASSAGE, 1: PASSAGE}


def test_rows_of_another_generation_do_not_fit(path: Path) -> None:
    for read in (lambda rows: rows.document("a/b.md"), lambda rows: rows.passages([0])):
        with pytest.raises(IndexDamaged):
            read(Rows(path, "pepper"))


CHANGES = [
    *(f"UPDATE documents SET {name} = 'x'" for name in ("text", "text_sha256", "sha256")),
    *(f"UPDATE documents SET {name} = '[]'" for name in ("metadata", "headings", "pages")),
    "UPDATE documents SET body = 4",
    "UPDATE documents SET proof = 'x'",
    *(f"UPDATE passages SET {name} = 'x'" for name in ("document", "head", "sha256", "key")),
    *(f"UPDATE passages SET {name} = '[]'" for name in ("sentences", "section", "notes", "copies")),
    "UPDATE passages SET row = 1",
    "UPDATE documents SET text = CAST(text AS BLOB)",
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_field_that_is_not_as_it_was_written_is_damage(path: Path, change: str) -> None:
    with closing(sqlite3.connect(path)) as rows, rows:
        rows.execute(change)
    with pytest.raises(IndexDamaged, match="run pincite build"):
        print(Rows(path, SALT).document("a/b.md"), Rows(path, SALT).passages([0]))
