"""An archive is a folder in a file: each file in it is read as one beside it would be."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from index.documents import Document, is_markdown, is_plain_text, suffix_of
from index.reading.corpus import Corpus, read_corpus

ID = "0123456789abcdef0123456789abcdef"


def pack(files: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def read(folder: Path, files: Mapping[str, str | bytes]) -> Corpus:
    (folder / "export.zip").write_bytes(pack(files))
    (folder / "other.txt").write_text("All is well.")
    return read_corpus(folder)


def archived(folder: Path, files: Mapping[str, str | bytes]) -> dict[str, Document]:
    documents = read(folder, files).documents
    return {d.id.removeprefix("export.zip#"): d for d in documents if d.id != "other.txt"}


def test_files_are_read_by_their_own_readers(tmp_path: Path) -> None:
    found = archived(
        tmp_path,
        {
            "notes/page.md": "# Fees\n\nAdults **pay** five euros.\n",
            "hours.html": "<h1>Hours</h1><p>We open at nine every day of the week.</p>",
            "prices.csv": "Item,Euros\nTea,2\nCoffee,3\n",
            "list.jsonl": '{"_id": "a", "text": "One."}\n{"_id": "b", "text": "Two."}\n',
            "2025-06-02 minutes.txt": "The board met.",
        },
    )
    assert list(found) == [
        "2025-06-02 minutes.txt",
        "hours.html",
        "list.jsonl#a",
        "list.jsonl#b",
        "notes/page.md",
        "prices.csv",
    ]
    assert found["notes/page.md"].text == "# Fees\n\nAdults **pay** five euros.\n"
    assert found["notes/page.md"].metadata.title == "Fees"
    assert found["2025-06-02 minutes.txt"].metadata.date == "2025-06-02"
    assert found["prices.csv"].tables[0].columns == ("Item", "Euros")


def test_a_bad_file_is_told_by_its_name_and_the_others_are_read(tmp_path: Path) -> None:
    corpus = read(
        tmp_path,
        {
            "good.md": "Words.",
            "bad.pdf": b"no pdf",
            "photo.svg": "<svg/>",
            "inner.zip": pack({"a.md": "Deep."}),
            "../up.md": "Out.",
            "empty.txt": "",
            "folder/": "",
            "__MACOSX/._good.md": b"\x00",
            ".hidden/a.md": "Hidden.",
        },
    )
    assert [document.id for document in corpus.documents] == ["export.zip#good.md", "other.txt"]
    reasons = {skipped.path: skipped.reason for skipped in corpus.skipped}
    assert list(reasons) == [
        f"export.zip#{name}"
        for name in ("../up.md", "bad.pdf", "empty.txt", "inner.zip", "photo.svg")
    ]
    assert reasons["export.zip#../up.md"] == "its name leads out of the archive"
    assert reasons["export.zip#inner.zip"].startswith("an archive in an archive; unpack it")
    assert reasons["export.zip#photo.svg"].startswith("format not supported")


def test_an_archive_without_a_document_is_told(tmp_path: Path) -> None:
    corpus = read(tmp_path, {"photo.png": b"\x89PNG"})
    reasons = [(skipped.path, skipped.reason) for skipped in corpus.skipped]
    assert ("export.zip", "no document in it") in reasons or len(reasons) == 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"no zip", "damaged: not a zip container"),
        (b"PK\x01\x02" * 10_001, "more than 10,000 members in it"),
        (pack({"a.txt": b"\0" * 257_000_000}), "unpacks to 257,000,000 bytes"),
    ],
)
def test_bombs_and_damaged_archives_are_refused_in_one_line(
    tmp_path: Path, data: bytes, reason: str
) -> None:
    (tmp_path / "bad.zip").write_bytes(data)
    (tmp_path / "other.txt").write_text("All is well.")
    [skipped] = read_corpus(tmp_path).skipped
    assert skipped.path == "bad.zip"
    assert skipped.reason.startswith(reason)


def test_a_side_car_is_of_all_files_in_the_archive(tmp_path: Path) -> None:
    (tmp_path / "export.zip.meta.toml").write_text('publisher = "The mill"\n')
    found = archived(tmp_path, {"a.md": "One.", "b.txt": "Two."})
    assert {document.metadata.publisher for document in found.values()} == {"The mill"}


def test_ids_that_an_export_puts_into_names_are_not_in_titles(tmp_path: Path) -> None:
    found = archived(
        tmp_path,
        {
            f"Wiki {ID}/Opening hours {ID}.md": "We open at nine.\n",
            f"Tasks {ID}_all.csv": "Task,Who\nSweep,Ann\n",
            f"Fees {ID}.html": f"<title>Fees {ID}</title><p>Five euros for adults.</p>",
            f"{ID}.txt": "A name that is only an id.",
            "Plain.md": "Words.",
        },
    )
    assert {name: document.metadata.title for name, document in found.items()} == {
        f"Wiki {ID}/Opening hours {ID}.md": "Opening hours",
        f"Tasks {ID}_all.csv": "Tasks",
        f"Fees {ID}.html": "Fees",
        f"{ID}.txt": None,
        "Plain.md": None,
    }


@pytest.mark.parametrize(
    ("document_id", "suffix"),
    [
        ("a/b.md", ".md"),
        ("page.html.md", ".md"),
        ("page.MDX", ".mdx"),
        ("a.zip#notes/page.md", ".md"),
        ("a.zip#list.jsonl#x.md", ".jsonl"),
        ("list.jsonl#x.md", ".jsonl"),
        ("mail.mbox#3", ".mbox"),
        ("C# notes.md", ".md"),
        ("README", ""),
        ("a.zip#docs/LICENSE", ""),
        ("Minutes 2.6.2025", ""),
        ("Prices 3.5 final", ""),
        ("page.rst.txt", ".rst"),
        ("photo.png", ".png"),
        ("data.7z", ".7z"),
    ],
)
def test_the_ending_tells_the_format(document_id: str, suffix: str) -> None:
    assert suffix_of(document_id) == suffix


def test_names_without_an_ending_are_of_plain_text(tmp_path: Path) -> None:
    names = ("README", "LICENSE", "night.log", "a.text", "Minutes 2.6.2025")
    text = "THE RULES\n\nNobody swims alone.\n\nTHE HOURS\n\nWe open the pool at nine.\n"
    for name in (*names, "known.txt"):
        (tmp_path / name).write_text(text)
    (tmp_path / "program").write_bytes(b"\x7fELF\x00\x01\x02")
    corpus = read_corpus(tmp_path)
    assert len(corpus.documents) == 6
    assert all(is_plain_text(document.id) for document in corpus.documents)
    assert not any(is_markdown(document.id) for document in corpus.documents)
    assert len({document.headings for document in corpus.documents}) == 1
    assert [(s.path, s.reason[:9]) for s in corpus.skipped] == [("program", "not text:")]
