"""EPUB → the text of the whole book, chapter by chapter in the order of its spine.

A book has no navigation around its words, so all of a chapter is read. What is not linear (notes,
solutions) comes last: nothing of it is lost, and it does not stand between two chapters.
"""

import posixpath
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types

from index.documents import Heading, Metadata
from index.reading.formats.html import MOST_BYTES, MOST_TAGS, count_words, decode_page, feed_html
from index.reading.formats.html_blocks import BlockWriter, HtmlBlock, local, write
from index.reading.formats.html_metadata import (
    first_stated,
    stated_address,
    stated_authors,
    stated_date,
    stated_language,
    stated_name,
)
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.zip_archive import Archive

_MOST_LISTED = 4_000_000
"""Bytes of a file that only lists others, and is read as a tree: ten times that in memory."""

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_OF_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CHAPTERS = ("application/xhtml+xml", "text/html")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def read_epub(data: bytes) -> Iterator[Reading]:
    """A book as one document; raises ``Unreadable`` when it is protected, damaged or no book."""
    archive = Archive(data)
    path = _package_path(archive)
    package = _tree(archive, path)
    names = list(_spine(package, posixpath.dirname(path), archive.names))
    _refuse_protected(archive, names)
    chapters, missing = _load(archive, names)
    text, headings, damaged = _write_book(chapters)
    warnings = (*missing, *damaged)
    if warnings and not text:
        raise Unreadable(warnings[0])
    refuse_long_lines(text)
    metadata = _metadata(package)
    yield Reading(key="", text=text, metadata=metadata, headings=headings, warnings=warnings)


# What lists the chapters.


def _parser(**more: Any) -> Any:
    """A parser that opens nothing but what it is given, and gives up where markup explodes."""
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, **more
    )


def _tree(archive: Archive, name: str) -> Any:
    data = archive.read(name)
    if len(data) > _MOST_LISTED:
        raise Unreadable(f"{name} has {len(data):,} bytes (at most {_MOST_LISTED:,})")
    try:
        return etree.fromstring(data, _parser())
    except etree.LxmlError as error:
        raise Unreadable(f"damaged: {name} in it is not XML; save it again") from error


def _package_path(archive: Archive) -> str:
    for root in _tree(archive, _CONTAINER).iter("{*}rootfile"):
        return str(root.get("full-path", ""))
    raise Unreadable(f"damaged: {_CONTAINER} in it names no book; save it again")


def _spine(package: Any, folder: str, names: frozenset[str]) -> Iterator[str]:
    """The names of the chapters in reading order, each once, what is not linear last."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    references = sorted(package.iter("{*}itemref"), key=lambda one: one.get("linear") == "no")
    chapters = [items[one.get("idref")] for one in references if one.get("idref") in items]
    hrefs = (item.get("href", "") for item in chapters if _is_chapter(item))
    yield from dict.fromkeys(_resolved(folder, href, names) for href in hrefs)


def _is_chapter(item: Any) -> bool:
    is_navigation = "nav" in item.get("properties", "").split()
    return item.get("media-type") in _CHAPTERS and not is_navigation


def _resolved(folder: str, href: str, names: frozenset[str]) -> str:
    """The name in the archive that an address means; some archives hold it as it is written."""
    path = href.partition("#")[0]
    decoded, written = (
        posixpath.normpath(posixpath.join(folder, one)) for one in (unquote(path), path)
    )
    return written if written in names and decoded not in names else decoded


def _refuse_protected(archive: Archive, chapters: list[str]) -> None:
    if _ENCRYPTION not in archive.names:
        return
    for part in _tree(archive, _ENCRYPTION).iter("{*}EncryptedData"):
        method = next(part.iterchildren("{*}EncryptionMethod"), None)
        covered = {unquote(one.get("URI", "")) for one in part.iter("{*}CipherReference")}
        of_fonts = method is not None and method.get("Algorithm") in _OF_FONTS
        if not of_fonts and not covered.isdisjoint(chapters):
            raise Unreadable("protected (DRM); it cannot be read")


# The chapters.

_GAP = "\n\n"


def _load(archive: Archive, names: list[str]) -> tuple[dict[str, bytes], list[str]]:
    """The chapters' bytes by name, and a warning for each that is missing or damaged."""
    chapters: dict[str, bytes] = {}
    warnings = []
    for name in names:
        try:
            chapters[name] = archive.read(name)
        except Unreadable as error:
            warnings.append(f"left out chapter {_shown(name)}: {error}")
    size = sum(map(len, chapters.values()))
    if size > MOST_BYTES:
        raise Unreadable(f"{size:,} bytes of chapters (at most {MOST_BYTES:,}); split the book")
    tags = sum(data.count(b"<") for data in chapters.values())
    if tags > MOST_TAGS:
        raise Unreadable(f"{tags:,} tags in it (at most {MOST_TAGS:,}); split the book")
    return chapters, warnings


def _write_book(chapters: dict[str, bytes]) -> tuple[str, tuple[Heading, ...], list[str]]:
    parts: list[str] = []
    headings: list[Heading] = []
    warnings: list[str] = []
    at = 0
    for name, data in chapters.items():
        try:
            blocks, doubts = _read_chapter(name, data)
        except Unreadable as error:
            warnings.append(f"left out chapter {_shown(name)}: {error}")
            continue
        text, found = write(blocks)
        warnings += doubts
        if text:
            headings += [_moved(heading, at) for heading in found]
            parts.append(text)
            at += len(text) + len(_GAP)
    return _GAP.join(parts), tuple(headings), warnings


def _moved(heading: Heading, by: int) -> Heading:
    """A heading at its place in the book; nothing can open a book at an anchor."""
    return heading._replace(start=heading.start + by, end=heading.end + by, anchor=None)


def _read_chapter(name: str, data: bytes) -> tuple[list[HtmlBlock], list[str]]:
    """The blocks of a chapter; what is no XML is read as browsers read it, with a warning."""
    writer = BlockWriter()
    try:
        _feed_xhtml(data, writer)
        return writer.close(), []
    except etree.LxmlError:
        source, lost = decode_page(data)
    writer = BlockWriter()
    feed_html(source, writer)
    blocks = writer.close()
    if not blocks:
        raise Unreadable("damaged: no words can be read in it; save it again")
    kept = f"chapter {_shown(name)} is damaged; {count_words(blocks):,} words of it were kept"
    return blocks, [kept, *lost]


_CHUNK = 65_536
_NAMED = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31};)")


def _feed_xhtml(data: bytes, writer: BlockWriter) -> None:
    """The events of XHTML; raises ``LxmlError`` for what is none, or unpacks to far more.

    The named characters of HTML are put in, since their declaration is not in the book.
    """
    data = _NAMED.sub(_numbered, data)
    parser = _parser(target=writer)
    for start in range(0, len(data), _CHUNK):
        parser.feed(data[start : start + _CHUNK])
    parser.close()


def _numbered(name: re.Match[bytes]) -> bytes:
    characters = html5.get(name[1].decode("ascii"))
    return "".join(f"&#{ord(c)};" for c in characters).encode() if characters else name[0]


def _shown(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name)[:100]


# What the book states about itself.


def _metadata(package: Any) -> Metadata:
    stated: dict[str, list[str]] = {}
    for element in package.iter(f"{_DUBLIN_CORE}*"):
        events = [value for key, value in element.items() if local(key) == "event"]
        if events in ([], ["publication"]):
            stated.setdefault(local(element.tag), []).append("".join(element.itertext()))

    return Metadata(
        title=first_stated(stated, ["title"], stated_name),
        author=stated_authors(stated, ["creator"]),
        publisher=first_stated(stated, ["publisher"], stated_name),
        date=first_stated(stated, ["date"], stated_date),
        url=first_stated(stated, ["identifier", "source"], stated_address),
        language=first_stated(stated, ["language"], stated_language),
    )
