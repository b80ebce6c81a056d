"""Old files of Word and PowerPoint are read by way of LibreOffice, within limits."""

import io
import subprocess
import sys
from pathlib import Path

import docx
import pytest

from index.reading.formats.old_office import read_doc, read_ppt
from index.reading.formats.reading import Unreadable
from tests.processes import number_in, wait_until_ended

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2_000)


def new_document() -> bytes:
    document = docx.Document()
    document.add_paragraph("Words of the past.")
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a program of the name of LibreOffice's stands, the only one that is found."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "soffice"


def write(program: Path, *lines: str) -> None:
    program.write_text("\n".join(["#!/bin/sh", "PATH=/usr/bin:/bin", *lines]))
    program.chmod(0o755)


def reason(data: bytes = OLD) -> str:
    with pytest.raises(Unreadable) as caught:
        list(read_doc(data))
    return str(caught.value)


def test_without_libreoffice_the_owner_is_told_what_to_do(program: Path) -> None:
    assert reason() == ("in the old Word format; install LibreOffice, or save it as .docx")
    with pytest.raises(Unreadable, match=r"in the old PowerPoint format.* as \.pptx"):
        list(read_ppt(OLD))


def test_a_file_is_converted_in_a_folder_of_its_own_without_macros(
    program: Path, tmp_path: Path
) -> None:
    (tmp_path / "new.docx").write_bytes(new_document())
    write(
        program,
        f'pwd > {tmp_path}/folder; echo "$@" > {tmp_path}/arguments',
        f"cat profile/user/registrymodifications.xcu > {tmp_path}/settings",
        f"mkdir out; cp {tmp_path}/new.docx out/document.docx; test -s document.doc",
    )
    (reading,) = read_doc(OLD)
    assert reading.text == "Words of the past."
    folder = (tmp_path / "folder").read_text().strip()
    arguments = (tmp_path / "arguments").read_text()
    assert f"-env:UserInstallation=file://{folder}/profile" in arguments
    assert "--headless" in arguments
    assert (
        '"DisableMacrosExecution" oor:op="fuse"><value>true' in (tmp_path / "settings").read_text()
    )
    assert not Path(folder).exists()


def test_a_file_that_is_not_converted_is_one_clear_line(program: Path) -> None:
    write(program, "exit 0")
    assert reason().startswith("LibreOffice cannot convert it")


def test_a_conversion_that_does_not_end_is_ended(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.reading.formats.old_office.MOST_SECONDS", 1)
    write(program, f"sleep 600 & echo $! > {tmp_path}/child; wait")
    assert reason().startswith("LibreOffice did not convert it in 1 seconds")
    wait_until_ended(number_in(tmp_path / "child"))


def test_a_conversion_ends_with_the_process_that_reads_the_file(
    program: Path, tmp_path: Path
) -> None:
    write(program, f"sleep 600 & echo $! > {tmp_path}/child; wait")
    code = f"from index.reading.formats.old_office import read_doc; list(read_doc({OLD!r}))"
    process = subprocess.Popen([sys.executable, "-c", code])
    child = number_in(tmp_path / "child")
    process.kill()
    process.wait()
    wait_until_ended(child)


def test_files_of_today_under_the_old_ending_are_read_as_what_they_are(program: Path) -> None:
    assert next(read_doc(new_document())).text == "Words of the past."
    assert next(read_doc(rb"{\rtf1 Rich words.}")).text == "Rich words."


def test_what_is_encrypted_or_another_kind_of_file_is_one_clear_line(program: Path) -> None:
    write(program, "exit 0")
    locked = bytearray(OLD)
    locked[512:514], locked[523] = b"\xec\xa5", 0x01
    assert reason(bytes(locked)) == "encrypted; save it without a password"
    assert reason(OLD + "EncryptedSummary".encode("utf-16-le")).startswith("encrypted")
    assert reason(b"<html>") == "not a file of Word; save it as .docx"
