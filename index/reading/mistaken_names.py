"""A file's first bytes → what it really is, where its name says that it is something else."""

import codecs
import re
from pathlib import PurePosixPath

from index.documents import Obstacle
from index.reading.formats.reading import Refused, Unreadable
from index.reading.formats.zip_archive import Archive

_FIRST = 4_096
"""Bytes that show whether a file is text."""

_ZIP, _OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OPENINGS = {b"%PDF-": ("a PDF file", (".pdf",)), b"{\\rtf": ("an RTF file", (".rtf",))}
_MAIN_MEMBERS = {
    "word/document.xml": ("a Word file", (".docx",)),
    "xl/workbook.xml": ("an Excel file", (".xlsx", ".xlsm")),
    "xl/workbook.bin": ("a binary Excel file", (".xlsb",)),
    "ppt/presentation.xml": ("a PowerPoint file", (".pptx", ".pptm", ".ppsx")),
    "META-INF/container.xml": ("an EPUB file", (".epub",)),
}
_OPEN_DOCUMENTS = {
    b"application/vnd.oasis.opendocument.text": ("an OpenDocument text", (".odt",)),
    b"application/vnd.oasis.opendocument.spreadsheet": ("an OpenDocument sheet", (".ods",)),
    b"application/vnd.oasis.opendocument.presentation": ("OpenDocument slides", (".odp",)),
}
_IN_ZIP = frozenset(".docx .xlsx .xlsm .pptx .pptm .ppsx .odt .ods .odp .epub".split())
_IN_OLD_OFFICE = frozenset(".doc .xls .ppt".split())
_NEVER_TEXT = _IN_ZIP | _IN_OLD_OFFICE | {".pdf"}
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype html|html|head|body|table|meta)\b", re.I)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")


def refuse_mistaken(name: str, data: bytes) -> None:
    """Raise ``Unreadable`` if the file is empty, or of another format than its name says."""
    if not data:
        raise Refused("empty: no text in it", Obstacle.WORDLESS)
    suffix = PurePosixPath(name).suffix.lower()
    kind, suffixes = _kind(suffix, data)
    if kind and suffix not in suffixes:
        raise Unreadable(
            f"is {kind} by its first bytes; name it {' or '.join(suffixes)}",
            Obstacle.MISNAMED,
            ending=" / ".join(suffixes),
        )


def _kind(suffix: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    """What the bytes are and the endings of its name; nothing where they may be what it says."""
    for opening, kind in _OPENINGS.items():
        if data.startswith(opening):
            return kind
    if data.startswith(_ZIP):
        return _kind_in_zip(suffix, data)
    if data.startswith(_OLD_OFFICE) and suffix not in _IN_ZIP:  # An encrypted one looks alike.
        return "an old Office file", (".doc", ".xls", ".ppt")
    if suffix in _NEVER_TEXT and (text := _text(data[:_FIRST])) and "%PDF-" not in text:
        return ("a web page", (".html",)) if _PAGE.match(text) else ("plain text", (".txt",))
    return "", ()


def _kind_in_zip(suffix: str, data: bytes) -> tuple[str, tuple[str, ...]]:
    try:
        names = Archive(data).names
    except Unreadable:  # The reader says why.
        return "", ()
    for member, kind in _MAIN_MEMBERS.items():
        if member in names:
            return kind
    for stated, kind in _OPEN_DOCUMENTS.items():
        if data.startswith(b"mimetype" + stated + _ZIP[:2], 30):
            return kind
    return ("", ()) if suffix == ".zip" or suffix in _IN_ZIP else ("a ZIP archive", (".zip",))


def _text(data: bytes) -> str:
    """The bytes as text; nothing if they are none."""
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(data)
    except UnicodeDecodeError:
        return ""
    return "" if _CONTROL.search(text) else text
