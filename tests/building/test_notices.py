"""An owner is told of each doubt once: a warning that always stands hides the one that is new."""

from pathlib import Path

import pytest

from index.building.build import build_index, survey
from index.building.notices import NO_NOTICES
from index.building.report import Report
from tests.conftest import Silent, WordEncoder

LOST = "Caf\ufffd and words."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "lost.txt").write_text(f"The ferry.\n\n{LOST}\n", "utf-8")
    (folder / "one.md").write_text("---\ntitle: Piers\n---\n\nThe first pier is closed.\n")
    (folder / "two.md").write_text("---\ntitle: Piers\n---\n\nThe second pier is open.\n")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 broken")
    (folder / "drawing.svg").write_text("<svg/>")
    return folder


def build(folder: Path, *, full: bool = False) -> Report:
    return build_index(folder, folder.parent / "index", WordEncoder(), Silent(), full=full)


def test_a_first_build_tells_all_and_the_next_one_nothing_again(folder: Path) -> None:
    first = build(folder)
    assert first.new == first.notices
    assert [skipped.path for skipped in first.new.skipped] == ["broken.docx", "drawing.svg"]
    assert first.new.same_titles == (("one.md", "two.md"),)
    assert [doubtful.id for doubtful in first.new.documents] == ["lost.txt"]
    (folder / "new.txt").write_text("The well is deep.\n")
    second = build(folder)
    assert second.notices.skipped == first.notices.skipped
    assert second.new == NO_NOTICES


def test_what_is_new_is_told_and_what_came_back_too(folder: Path) -> None:
    build(folder)
    (folder / "more.txt").write_text(f"The pier.\n\n{LOST}\n", "utf-8")
    (folder / "broken.docx").write_text("It is text now.\n")
    [doubtful] = build(folder).new.documents
    assert doubtful.id == "more.txt"
    (folder / "more.txt").write_text("The pier is mended.\n")
    build(folder)
    (folder / "more.txt").write_text(f"The pier.\n\n{LOST}\n", "utf-8")
    assert [doubtful.id for doubtful in build(folder).new.documents] == ["more.txt"]


def test_a_file_that_is_skipped_for_another_reason_is_told_again(folder: Path) -> None:
    build(folder)
    (folder / "broken.docx").write_bytes(b"")
    [skipped] = build(folder).new.skipped
    assert skipped.path == "broken.docx"
    assert skipped.reason.startswith("empty")


def test_a_file_whose_last_good_version_stays_is_told_once(folder: Path) -> None:
    build(folder)
    (folder / "one.md").write_bytes(b"\x00\x01 no text")
    [skipped] = build(folder).new.skipped
    assert skipped.path == "one.md"
    again = build(folder)
    assert again.new.skipped == ()
    assert "one.md" in [skipped.path for skipped in again.notices.skipped]


def test_a_dry_run_is_no_build_that_told(folder: Path) -> None:
    for _ in range(2):
        with survey(folder, folder.parent / "index", WordEncoder(), Silent()) as (found, _rows):
            assert found.new == found.notices
    assert build(folder).new.same_titles == (("one.md", "two.md"),)


def test_who_reads_everything_again_is_told_everything_again(folder: Path) -> None:
    build(folder)
    again = build(folder, full=True)
    assert again.new == again.notices
