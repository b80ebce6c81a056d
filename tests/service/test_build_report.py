"""What is said of a build away from a terminal: kinds, numbers, and names by their sets."""

import json
from pathlib import Path

import pytest

from bot.service.build_report import MOST_NAMED, BuildReport, LineKind, ReportLine
from index.building.build import build_index, survey
from index.documents import Obstacle
from tests.conftest import Silent, WordEncoder

WORDS = "The gate opens at nine, and closes at noon."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corpus" / "board").mkdir(parents=True)
    (tmp_path / "corpus" / "hours.txt").write_text(WORDS, "utf-8")
    (tmp_path / "corpus" / "board" / "quagga.txt").write_text(f"Quagga. {WORDS}", "utf-8")
    build_index(tmp_path / "corpus", tmp_path / "index", WordEncoder(), Silent())
    return tmp_path


def report_of(folder: Path) -> BuildReport:
    """The report of what a build would do, after its way through JSON."""
    with survey(folder / "corpus", folder / "index", WordEncoder(), Silent()) as (found, _):
        report = BuildReport.of(found)
    assert BuildReport.read(json.loads(json.dumps(report.values()))) == report
    return report


def line_of(folder: Path, kind: LineKind) -> ReportLine:
    [line] = [line for line in report_of(folder).lines if line.kind is kind]
    return line


def test_names_stand_with_their_sets(folder: Path) -> None:
    (folder / "corpus" / "board" / "zebra.txt").write_text(f"Zebra. {WORDS}", "utf-8")
    (folder / "corpus" / "roses.txt").write_text(f"Roses. {WORDS}", "utf-8")
    added = line_of(folder, LineKind.ADDED)
    assert added.count == 2
    assert added.names({""}) == ["roses.txt"]
    assert added.names({"", "board"}) == ["roses.txt", "board/zebra.txt"]
    assert added.names(()) == []


def test_of_many_documents_the_first_are_named(folder: Path) -> None:
    for number in range(20):
        (folder / "corpus" / f"{number:02}.txt").write_text(f"{number}. {WORDS}", "utf-8")
    added = line_of(folder, LineKind.ADDED)
    assert added.count == 20
    assert added.names({""}) == [f"{number:02}.txt" for number in range(MOST_NAMED)]


def test_a_set_that_is_gone_is_one_of_the_report(folder: Path) -> None:
    (folder / "corpus" / "board" / "quagga.txt").unlink()
    assert report_of(folder).sets == {"", "board"}
    assert line_of(folder, LineKind.REMOVED).names({""}) == []


def test_what_was_skipped_has_the_kind_of_its_reason(folder: Path) -> None:
    (folder / "corpus" / "board" / "drawing.svg").write_text("<svg/>", "utf-8")
    (folder / "corpus" / "empty.txt").write_bytes(b"")
    lines = [line for line in report_of(folder).lines if line.kind is LineKind.SKIPPED]
    found = {line.obstacle: line.names({"", "board"}) for line in lines}
    assert found == {
        Obstacle.UNSUPPORTED: ["board/drawing.svg"],
        Obstacle.WORDLESS: ["empty.txt"],
    }


def test_what_a_reason_names_is_told_where_it_is_the_same_for_all(folder: Path) -> None:
    (folder / "corpus" / "a.json").write_text('{"rose":\n red}', "utf-8")
    (folder / "corpus" / "board" / "b.json").write_text('{"bean":\n green}', "utf-8")
    assert line_of(folder, LineKind.SKIPPED).obstacle_values == {"line": 2}
    (folder / "corpus" / "c.json").write_text("{leek}", "utf-8")
    assert line_of(folder, LineKind.SKIPPED).obstacle_values == {}


def test_a_report_without_what_its_reasons_name_is_read(folder: Path) -> None:
    (folder / "corpus" / "a.json").write_text("{leek}", "utf-8")
    values = report_of(folder).values()
    for line in values["lines"]:
        del line["obstacle_values"]
    [skipped] = [line for line in BuildReport.read(values).lines if line.documents]
    assert (skipped.obstacle, skipped.obstacle_values) == (Obstacle.MALFORMED, {})


def test_a_folder_that_cannot_be_read_is_of_its_own_set(folder: Path) -> None:
    (folder / "corpus" / "board").rename(folder / "elsewhere")
    (folder / "corpus" / "board").symlink_to(folder / "elsewhere")
    for line in report_of(folder).lines:
        assert not any("board" in name for name in line.names({""}))


def test_what_stays_of_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "corpus" / "hours.txt").write_bytes(b"\x00\x01\x02" * 50)
    assert line_of(folder, LineKind.SKIPPED_STAYS).names({""}) == ["hours.txt"]


def test_warnings_of_the_whole_build_name_their_documents(folder: Path) -> None:
    for number in range(4):
        text = f"---\ntitle: Note {number}\ndate: 2024-05-0{number + 1}\n---\n{number}. {WORDS}"
        (folder / "corpus" / "board" / f"{number}.md").write_text(text, "utf-8")
    assert line_of(folder, LineKind.UNDATED).names({"board"}) == ["board/quagga.txt"]
