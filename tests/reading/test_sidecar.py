"""What an owner writes beside a document outweighs what is read in it, or is refused aloud."""

from pathlib import Path

import pytest

from index.blocks import Label
from index.documents import Document
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import read_corpus

NOTICE = "Spring fair\n\nThe fair begins at ten in the morning on the green.\n\nSubscribe\n"


def one(folder: Path, sidecar: str, name: str = "fair.txt.meta.toml") -> Document:
    (folder / "fair.txt").write_text(NOTICE, "utf-8")
    (folder / name).write_text(sidecar, "utf-8")
    [document] = read_corpus(folder).documents
    return document


@pytest.mark.parametrize("name", ["fair.txt.meta.toml", "fair.meta.toml"])
def test_a_sidecar_says_what_the_document_is(tmp_path: Path, name: str) -> None:
    sidecar = 'title = "The fair"\nauthor = "Ann Lee"\ndate = 2024-05-01\nlanguage = "en-GB"\n'
    about = one(tmp_path, sidecar, name).metadata
    assert (about.title, about.author) == ("The fair", "Ann Lee")
    assert (about.date, about.language) == ("2024-05-01", "en-GB")


def test_what_it_does_not_say_is_read_in_the_document(tmp_path: Path) -> None:
    about = one(tmp_path, 'publisher = "The parish"\n').metadata
    assert (about.title, about.publisher) == ("Spring fair", "The parish")


def test_it_keeps_what_looks_like_furniture_and_drops_what_does_not(tmp_path: Path) -> None:
    document = one(tmp_path, 'keep = ["subscribe"]\ndrop = ["begins at  ten"]\n')
    labels = {document.text[b.start : b.end]: b.label for b in clean(document)}
    assert labels["Subscribe"] is Label.PROSE
    assert labels["The fair begins at ten in the morning on the green."] is Label.DROPPED


@pytest.mark.parametrize(
    ("sidecar", "reason"),
    [
        ("title = ", "is not TOML"),
        ('auther = "Ann"', "an unknown key 'auther'"),
        ("title = 5", "title must be a text"),
        ('date = "last spring"', "'last spring' is no date"),
        ('url = "javascript:alert(1)"', "is no url"),
        ('drop = "all"', "drop must be a list of texts"),
    ],
)
def test_a_sidecar_that_is_not_understood_keeps_its_document_out(
    tmp_path: Path, sidecar: str, reason: str
) -> None:
    (tmp_path / "other.txt").write_text("Another text that can be read.", "utf-8")
    (tmp_path / "fair.txt").write_text(NOTICE, "utf-8")
    (tmp_path / "fair.txt.meta.toml").write_text(sidecar, "utf-8")
    corpus = read_corpus(tmp_path)
    assert [document.id for document in corpus.documents] == ["other.txt"]
    [skipped] = corpus.skipped
    assert skipped.path == "fair.txt"
    assert reason in skipped.reason


def test_a_sidecar_without_its_document_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words to read.", "utf-8")
    (tmp_path / "gone.txt.meta.toml").write_text('title = "Gone"', "utf-8")
    [skipped] = read_corpus(tmp_path).skipped
    assert skipped.reason == "a side-car without its document beside it"
