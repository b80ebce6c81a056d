"""What a server says an answer is → the ending of its file, if it is read. Pure."""

from mimetypes import MimeTypes

from yarl import URL

from index.documents import file_suffix
from index.reading.formats.registry import READERS

READ = frozenset(READERS)
"""Endings of all files that become documents."""

KEPT = (
    READ
    - frozenset(
        ["", ".jpeg", ".jpg", ".json", ".jsonl", ".log", ".mbox", ".png", ".tif", ".tiff", ".webp"]
    )
    - {".yaml", ".yml"}
)
"""Those of a site or of a repository: there the others are its pictures, settings and programs."""

_SUFFIXES = {
    "application/epub+zip": ".epub",
    "application/json": ".json",
    "application/msword": ".doc",
    "application/pdf": ".pdf",
    "application/rtf": ".rtf",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "application/vnd.oasis.opendocument.presentation": ".odp",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-ipynb+json": ".ipynb",
    "application/x-subrip": ".srt",
    "application/xhtml+xml": ".html",
    "application/yaml": ".yaml",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "message/rfc822": ".eml",
    "text/asciidoc": ".adoc",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/org": ".org",
    "text/prs.fallenstein.rst": ".rst",
    "text/rtf": ".rtf",
    "text/tab-separated-values": ".tsv",
    "text/vtt": ".vtt",
    "text/x-markdown": ".md",
    "text/x-rst": ".rst",
}
_ANY_TYPE = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
"""Of which servers say it that do not know what a file is: the ending of its name tells."""

_PAGE_SUFFIXES = frozenset(".asp .aspx .cfm .cgi .do .htm .html .jsp .php .shtml .xhtml".split())
_OTHER_SUFFIXES = frozenset(".7z .apk .deb .dmg .iso .jar .msi .rar .rpm .whl .woff .woff2".split())
_GUESSES = MimeTypes()
"""Not those of this machine, which another one may not have."""


def suffix_of_answer(media_type: str, address: str, suffixes: frozenset[str]) -> str | None:
    """The ending, one of these, that says to a reader what an answer is; else ``None``."""
    own = file_suffix(URL(address).path)
    suffix = own if media_type in _ANY_TYPE else _SUFFIXES.get(media_type)
    if media_type == "text/plain" and not own:
        suffix = ".txt"
    return suffix if suffix in suffixes and suffix else None


def may_be_document(address: str) -> bool:
    """Whether a page of a site is worth asking for: many an ending says that it is no document."""
    suffix = file_suffix(URL(address).path)
    if not suffix or suffix in KEPT | _PAGE_SUFFIXES:
        return True
    is_known = suffix in READERS or suffix in _OTHER_SUFFIXES
    return not is_known and _GUESSES.guess_type(f"x{suffix}") == (None, None)
