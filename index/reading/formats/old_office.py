"""Bytes of old Word and PowerPoint files (DOC, PPT) → what today's formats give, by LibreOffice.

It runs on this machine, in a folder and with a profile of its own that are deleted afterwards, runs
no macros, loads nothing from elsewhere, and has limits of time and memory. A file that only bears
the old ending is read as what it is.
"""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from index.documents import Obstacle
from index.reading.formats.docx import read_docx
from index.reading.formats.pptx import read_pptx
from index.reading.formats.programs import ending_with_input
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.rtf import read_rtf

MOST_SECONDS = 120
_MOST_KILOBYTES = 1_000_000
_MOST_BYTES = 100_000_000

_OLE_SIGNATURE, _ZIP_SIGNATURE, _RTF_SIGNATURE = (
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"PK",
    b"{\\rtf",
)
_ENCRYPTED_PARTS = tuple(
    name.encode("utf-16-le") for name in ("EncryptedPackage", "EncryptedSummary")
)
_ENCRYPTED = "encrypted; save it without a password"
_FIRST_SECTOR, _WORD_MARK, _WORD_ENCRYPTED = 512, b"\xec\xa5", 0x01

_ITEM = '<item oor:path="{0}"><prop oor:name="{1}" oor:op="fuse"><value>{2}</value></prop></item>'
_SETTINGS = {
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel"): "3",
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution"): "true",
    ("/org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks"): "true",
    ("/org.openoffice.Office.Writer/Content/Update", "Link"): "0",
}
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items '
    'xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(_ITEM.format(*place, value) for place, value in _SETTINGS.items())
    + "</oor:items>"
)


def read_doc(data: bytes) -> Iterator[Reading]:
    """A document of Word 97 to 2003; raises ``Unreadable`` if it cannot be converted."""
    if data.startswith(_ZIP_SIGNATURE):
        yield from read_docx(data)
    elif data.startswith(_RTF_SIGNATURE):
        yield from read_rtf(data)
    else:
        yield from read_docx(_converted(data, "doc", "docx", "Word"))


def read_ppt(data: bytes) -> Iterator[Reading]:
    """A presentation of PowerPoint 97 to 2003; raises ``Unreadable`` if it cannot be converted."""
    if data.startswith(_ZIP_SIGNATURE):
        yield from read_pptx(data)
    else:
        yield from read_pptx(_converted(data, "ppt", "pptx", "PowerPoint"))


def _converted(data: bytes, old: str, new: str, program: str) -> bytes:
    if not data.startswith(_OLE_SIGNATURE):
        raise Unreadable(f"not a file of {program}; save it as .{new}", Obstacle.DAMAGED)
    if _is_encrypted(data):
        raise Unreadable(_ENCRYPTED, Obstacle.LOCKED)
    soffice = shutil.which("soffice") or shutil.which("libreoffice")
    if soffice is None:
        raise Unreadable(
            f"in the old {program} format; install LibreOffice, or save it as .{new}",
            Obstacle.PROGRAM,
            program="LibreOffice",
        )
    with TemporaryDirectory(prefix="pincite-") as folder:
        return _run(soffice, Path(folder), data, old, new)


def _is_encrypted(data: bytes) -> bool:
    """Whether the file says so where it usually does; else the conversion gives nothing."""
    word = data[_FIRST_SECTOR : _FIRST_SECTOR + 12]
    is_word = word.startswith(_WORD_MARK) and bool(word[11] & _WORD_ENCRYPTED)
    return is_word or any(name in data for name in _ENCRYPTED_PARTS)


def _run(soffice: str, folder: Path, data: bytes, old: str, new: str) -> bytes:
    (folder / "profile" / "user").mkdir(parents=True)
    settings = folder / "profile" / "user" / "registrymodifications.xcu"
    settings.write_text(_PROFILE, "utf-8")
    (folder / f"document.{old}").write_bytes(data)
    # The shell sets the limit for the program and all that it starts.
    limit = f'ulimit -d {_MOST_KILOBYTES} 2>/dev/null; exec "$@"'
    command = [
        *("/bin/sh", "-c", limit, "sh", soffice),
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nofirststartwizard"),
        *("--convert-to", new, "--outdir", str(folder / "out"), str(folder / f"document.{old}")),
    ]
    _wait(command, folder)
    result = folder / "out" / f"document.{new}"
    if not result.is_file() or result.stat().st_size > _MOST_BYTES:
        raise Unreadable(
            f"LibreOffice cannot convert it; it may be damaged or encrypted; save it as .{new}",
            Obstacle.DAMAGED,
        )
    return result.read_bytes()


def _wait(command: list[str], folder: Path) -> None:
    """Run a command to its end; raises ``Unreadable`` when it takes too long."""
    process = subprocess.Popen(
        ending_with_input(command),
        cwd=folder,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(MOST_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(
            f"LibreOffice did not convert it in {MOST_SECONDS} seconds; save it in a new format",
            Obstacle.DAMAGED,
        ) from error
    finally:
        if process.stdin is not None:
            process.stdin.close()
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
