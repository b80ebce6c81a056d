"""A file for a result: it is written whole, and what cannot be is told before the work."""

import os
import stat
from pathlib import Path

import pytest

from bot.cli.output_files import check_writable, write_text
from index.errors import UsageError
from tests.cli.letters import run, write_letters


@pytest.mark.parametrize("name", ["missing/report.html", "corpus", "pincite.toml/report.html"])
def test_a_report_that_cannot_be_written_fails_before_the_build(tmp_path: Path, name: str) -> None:
    write_letters(tmp_path)
    done = run(tmp_path, "build", "--report", name)
    assert done.returncode == 2
    assert done.stderr.startswith(f"pincite: {name} cannot be written: ".encode())
    assert not (tmp_path / "index").exists()


def test_a_drawing_that_cannot_be_written_fails_before_the_questions_are_read(
    tmp_path: Path,
) -> None:
    done = run(tmp_path, "calibrate", "no-set", "--plot", "missing/plot.svg")
    assert done.returncode == 2
    assert b"missing/plot.svg cannot be written" in done.stderr


def test_to_check_leaves_nothing_behind_and_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "old.html").write_text("old")
    check_writable(tmp_path / "old.html", None, tmp_path / "new.html")
    assert os.listdir(tmp_path) == ["old.html"]
    assert (tmp_path / "old.html").read_text() == "old"


def test_a_file_is_replaced_as_a_whole_and_keeps_its_rights(tmp_path: Path) -> None:
    (tmp_path / "real.html").write_text("old")
    (tmp_path / "real.html").chmod(0o640)
    (tmp_path / "report.html").symlink_to(tmp_path / "real.html")
    write_text(tmp_path / "report.html", "new")
    assert (tmp_path / "report.html").is_symlink()
    assert (tmp_path / "real.html").read_text() == "new"
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "real.html").stat().st_mode) == 0o640
    assert sorted(os.listdir(tmp_path)) == ["real.html", "report.html"]


def test_a_file_that_cannot_be_written_whole_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_text(tmp_path / "report.html", "new \udcff")
    assert (tmp_path / "report.html").read_text() == "old"
    assert os.listdir(tmp_path) == ["report.html"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is full")
def test_a_device_is_written_and_never_replaced() -> None:
    check_writable(Path("/dev/null"), Path("/dev/full"))
    write_text(Path("/dev/null"), "text")
    assert Path("/dev/null").is_char_device()
    with pytest.raises(UsageError, match="/dev/full cannot be written: No space left"):
        write_text(Path("/dev/full"), "text")
