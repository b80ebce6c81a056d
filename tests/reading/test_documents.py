"""Folders of real files become documents, and nothing is left out in silence."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest

from index.errors import CorpusError
from index.reading.corpus import MOST_BYTES, read_corpus
from index.reading.formats.reading import Reading
from index.reading.formats.registry import READERS
from tests.reading.word_files import package, paragraph


def write(folder: Path, **files: bytes) -> Path:
    for name, data in files.items():
        (folder / name.replace("__", ".")).write_bytes(data)
    return folder


def test_a_document_is_known_by_its_path_below_the_corpus(tmp_path: Path) -> None:
    (tmp_path / "letters" / "old").mkdir(parents=True)
    (tmp_path / "letters" / "old" / "first.txt").write_text("Dear Ann, it rains.")
    assert read_corpus(tmp_path).documents[0].id == "letters/old/first.txt"


def test_folders_that_only_look_like_an_index_are_read(tmp_path: Path) -> None:
    (tmp_path / "gen-000001").mkdir()
    (tmp_path / "gen-000001" / "manifest.json").write_text('{"sent": "The crates are on board."}')
    (tmp_path / "CURRENT").write_text("The current is strong.")
    read = [document.id for document in read_corpus(tmp_path).documents]
    assert read == ["CURRENT", "gen-000001/manifest.json"]


@pytest.mark.parametrize("name", ["~$Letter.docx", "Thumbs.db", "desktop.ini", ".DS_Store"])
def test_what_programs_keep_for_themselves_is_ignored(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.txt").write_text("It rains.")
    (tmp_path / name).write_bytes(b"\x00\x01")
    corpus = read_corpus(tmp_path)
    assert ([document.id for document in corpus.documents], corpus.skipped) == (["a.txt"], ())


def test_text_that_is_not_utf8_is_read_as_cp1252(tmp_path: Path) -> None:
    write(tmp_path, a__txt="It cost £5 – she said “no”.".encode("cp1252"))
    assert read_corpus(tmp_path).documents[0].text == "It cost £5 – she said “no”."


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, a__txt="Été, naïve.".encode(encoding))
    assert read_corpus(tmp_path).documents[0].text == "Été, naïve."


def test_line_ends_are_kept_as_they_stand(tmp_path: Path) -> None:
    write(tmp_path, a__txt=b"One.\r\nTwo.\rThree.\n")
    assert read_corpus(tmp_path).documents[0].text == "One.\r\nTwo.\rThree.\n"


def test_front_matter_gives_metadata_and_is_not_quoted(tmp_path: Path) -> None:
    front = "---\ntitle: Minutes\ndate: 2024-05-01\npublisher: The Club\n---\nWe met.\n"
    write(tmp_path, a__md=front.encode())
    document = read_corpus(tmp_path).documents[0]
    about = document.metadata
    assert (about.title, about.date, about.publisher) == ("Minutes", "2024-05-01", "The Club")
    assert about.author is None
    assert document.text[document.body :] == "We met.\n"


def test_what_a_text_says_of_its_date_goes_before_the_name_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "minutes-2024-05-01.md").write_text("We met in the loft, all nine of us.\n")
    (tmp_path / "notes-2024-05-01.md").write_text(
        "# Minutes of 3 May 2024\n\nWe met in the loft.\n"
    )
    dates = [document.metadata.date for document in read_corpus(tmp_path).documents]
    assert dates == ["2024-05-01", "2024-05-03"]


def test_a_number_sign_in_a_code_fence_is_no_heading(tmp_path: Path) -> None:
    write(tmp_path, a__md=b"# Real\n\n```\n# not one\n```\n\nUnderlined\n==========\n\ntext\n")
    headings = read_corpus(tmp_path).documents[0].headings
    assert [heading.title for heading in headings] == ["Real", "Underlined"]


def test_each_line_of_a_beir_file_is_a_document(tmp_path: Path) -> None:
    lines = b'{"_id": "7", "title": "T", "text": "Seven is odd."}\n\n{"_id": "8", "text": "Even."}'
    write(tmp_path, set__jsonl=lines)
    documents = read_corpus(tmp_path).documents
    assert [(d.id, d.metadata.title) for d in documents] == [
        ("set.jsonl#7", "T"),
        ("set.jsonl#8", None),
    ]


def test_half_a_character_in_json_is_replaced(tmp_path: Path) -> None:
    write(tmp_path, set__jsonl=b'{"_id": "\\ud800", "text": "a\\udfffb"}')
    document = read_corpus(tmp_path).documents[0]
    assert (document.id, document.text) == ("set.jsonl#\ufffd", "a\ufffdb")


BAD = {
    "drawing.svg": (b"<svg/>", "format not supported"),
    "picture.png": (b"\x89PNG\r\n", "not a picture in the format that its name says"),
    "binary.txt": (b"\x00\x01\x02" * 99, "not text"),
    "controls.txt": (b"ab\x01" * 99, "not text"),
    "undefined.txt": (b"caf\x81\xff", "not text"),
    "blank.txt": (b" \n\t\n ", "no text"),
    "empty.md": (b"", "empty: no text in it"),
    "empty.docx": (b"", "empty: no text in it"),
    "empty.pdf": (b"", "empty: no text in it"),
    "empty.zip": (b"", "empty: no text in it"),
    "pdf.docx": (b"%PDF-1.7\n%\xe2\xe3\n", "is a PDF file by its first bytes; name it .pdf"),
    "pdf.txt": (b"%PDF-1.7\n1 0 obj", "is a PDF file by its first bytes; name it .pdf"),
    "rtf.doc": (b"{\\rtf1 Words.}", "is an RTF file by its first bytes; name it .rtf"),
    "word.pdf": (package(paragraph("Words.")), "is a Word file by its first bytes; name it .docx"),
    "word.zip": (package(paragraph("Words.")), "is a Word file by its first bytes; name it .docx"),
    "word.csv": (package(paragraph("Words.")), "is a Word file by its first bytes; name it .docx"),
    "text.xlsx": ("Café: 2 €".encode(), "is plain text by its first bytes; name it .txt"),
    "text.pdf": (b"The boat leaves.", "is plain text by its first bytes; name it .txt"),
    "page.xls": (b"<html><table><tr><td>2", "is a web page by its first bytes; name it .html"),
    "old.txt": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 99, "is an old Office file by its first"),
    "cut.docx": (package(paragraph("Words."))[:200], "damaged: not a zip container"),
    "front.md": (b"---\ntitle: x\n---\n\n", "no text"),
    "yaml.md": (b"---\na: [\n---\n", "no text"),
    "long.txt": (b"word " * 400_000, "a line of 2,000,000 characters"),
    "bad.jsonl": (b'{"_id": "1", "text": "a"}\n{nope', "line 2 is not JSON"),
    "no_text.jsonl": (b'{"_id": "1"}', 'line 1 has no "text"'),
    "twice.jsonl": (b'{"_id": "1", "text": "a"}\n{"_id": "1", "text": "b"}', "stands twice"),
    "deep.jsonl": (b"[" * 100_000, "line 1 is not JSON"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_with_its_reason_and_the_rest_is_read(
    tmp_path: Path, name: str
) -> None:
    data, reason = BAD[name]
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text("All is well.")
    read = read_corpus(tmp_path)
    assert [document.id for document in read.documents] == ["good.txt"]
    assert [skipped.path for skipped in read.skipped] == [name]
    assert reason in read.skipped[0].reason


def test_a_link_out_of_the_corpus_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("The key is under the mat.")
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "link.txt").symlink_to(secret)
    (folder / "good.txt").write_text("All is well.")
    read = read_corpus(folder)
    assert [document.id for document in read.documents] == ["good.txt"]
    assert "out of the corpus" in read.skipped[0].reason


def test_a_link_to_a_folder_is_named_and_not_followed(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    write(tmp_path / "letters", a__txt=b"Dear Ann, it rains.")
    (tmp_path / "again").symlink_to(tmp_path / "letters")
    (tmp_path / "round").symlink_to(tmp_path)
    read = read_corpus(tmp_path)
    assert [document.id for document in read.documents] == ["letters/a.txt"]
    assert {s.path: s.reason for s in read.skipped} == dict.fromkeys(
        ["again", "round"], "a link to a folder, which is not followed"
    )


def test_a_name_with_a_line_break_is_one_line_in_the_report(tmp_path: Path) -> None:
    write(tmp_path, a__txt=b"All is well.")
    (tmp_path / "two\nlines\x1b[2J.png").write_bytes(b"")
    assert read_corpus(tmp_path).skipped[0].path == "two\ufffdlines\ufffd[2J.png"


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, a__txt=b"All is well.")
    with (tmp_path / "huge.txt").open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    assert read_corpus(tmp_path).skipped[0].reason == "100 MB large (at most 100); split it"


def test_a_file_that_is_being_written_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, a__txt=b"All is well.", log__txt=b"First line of many.")
    opened = Path.open

    def grown(path: Path, mode: str = "r") -> IO[bytes]:
        if path.name == "log.txt":
            with opened(path, "ab") as file:
                file.write(b"One more line.")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", grown)
    [skipped] = read_corpus(tmp_path).skipped
    assert skipped.path == "log.txt"
    assert "changed while it was read" in skipped.reason


def test_a_pipe_is_no_document(tmp_path: Path) -> None:
    write(tmp_path, a__txt=b"All is well.")
    os.mkfifo(tmp_path / "pipe.txt")
    assert read_corpus(tmp_path).skipped[0].reason == "not a file"


def test_a_reader_that_fails_in_a_way_of_its_own_costs_its_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(data: bytes) -> Iterator[Reading]:
        raise RecursionError("too deep")

    monkeypatch.setitem(READERS, ".md", broken)
    write(tmp_path, a__txt=b"All is well.", b__md=b"# Deep")
    assert (
        read_corpus(tmp_path).skipped[0].reason == "cannot be read (RecursionError); save it again"
    )


def test_a_title_a_writer_and_a_date_are_read_in_the_text_itself(tmp_path: Path) -> None:
    write(tmp_path, a__txt=b"The long winter\n\nBy Ann Lee\n5 March 2021\n\nIt snowed for weeks.\n")
    about = read_corpus(tmp_path).documents[0].metadata
    assert (about.title, about.author, about.date) == ("The long winter", "Ann Lee", "2021-03-05")


@pytest.mark.parametrize(("level", "title"), [(1, None), (2, "Scope of rules")])
def test_the_first_of_several_chapters_is_no_title(
    tmp_path: Path, level: int, title: str | None
) -> None:
    first, second = "Scope of rules", paragraph("Fees to pay", style=f"Heading{level}")
    body = paragraph(first, style="Heading1") + paragraph("It is wide.") + second
    write(tmp_path, a__docx=package(body + paragraph("They are due in May.")))
    assert read_corpus(tmp_path).documents[0].metadata.title == title


def test_a_form_feed_begins_a_page(tmp_path: Path) -> None:
    write(tmp_path, a__txt=b"Page one.\fPage two.\fPage three.")
    assert read_corpus(tmp_path).documents[0].pages == (0, 10, 20)


def test_an_unreadable_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a__txt=b"Fine.", b__txt=b"Locked.")
    opened = Path.open

    def refuse(path: Path, mode: str = "r") -> IO[bytes]:
        if path.name == "b.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, mode)

    monkeypatch.setattr(Path, "open", refuse)
    assert "Permission denied" in read_corpus(tmp_path).skipped[0].reason


def test_no_folder_an_empty_one_and_one_without_text_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="does not exist; name your documents' folder"):
        read_corpus(tmp_path / "none")
    with pytest.raises(CorpusError, match="is empty; put documents into it"):
        read_corpus(tmp_path)
    write(tmp_path, a__txt=b"  ")
    with pytest.raises(CorpusError, match=r"a\.txt: no text in it"):
        read_corpus(tmp_path)


def test_a_link_to_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    (tmp_path / "well.txt").write_text("The well is forty feet deep.\n")
    [skipped] = read_corpus(tmp_path).skipped
    assert skipped.path == "loop.txt"
    assert skipped.reason
