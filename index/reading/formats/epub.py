"""Bytes of an EPUB → the text of the whole book, chapter by chapter in the order of its spine.

A book has no navigation around its words, so all of a chapter is read. What is not linear (notes,
solutions) comes last: none of it is lost, and it does not come between two chapters.
"""

import itertools
import posixpath
import re
from collections.abc import Iterator
from html.entities import html5
from typing import Any
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types

from index.documents import Code, Heading, Metadata, Table
from index.reading.formats.html import MOST_BYTES, MOST_TAGS, count_words, decode_page, feed_html
from index.reading.formats.html_blocks import BlockWriter, local_name
from index.reading.formats.html_metadata import (
    first_stated,
    stated_address,
    stated_authors,
    stated_date,
    stated_language,
    stated_name,
    stated_title,
)
from index.reading.formats.html_text import HtmlBlock, JoinedBlocks, join_blocks
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.zip_archive import Archive
from index.text.views import Span

_MOST_LIST_BYTES = 4_000_000
"""Bytes of a file that only lists others. As a tree, it takes ten times as much memory."""

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_ENCRYPTION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_CHAPTER_TYPES = ("application/xhtml+xml", "text/html")
_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def read_epub(data: bytes) -> Iterator[Reading]:
    """A book as one document; raises ``Unreadable`` when it is protected, damaged or no book."""
    archive = Archive(data)
    path = _package_path(archive)
    package = _parse(archive, path)
    names = list(_spine(package, posixpath.dirname(path), archive.names))
    _refuse_protected(archive, names)
    chapters, load_warnings = _load_chapters(archive, names)
    (text, headings, tables, code), damage_warnings = _write_book(chapters)
    warnings = (*load_warnings, *damage_warnings)
    if warnings and not text:
        raise Unreadable(warnings[0])
    refuse_long_lines(text)
    metadata = _metadata(package)
    yield Reading("", text, metadata, headings, tables=tables, code=code, warnings=warnings)


# What lists the chapters.


def _parser(**options: Any) -> Any:
    """A parser that opens no other file or address, and stops where markup grows without end."""
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, **options
    )


def _parse(archive: Archive, name: str) -> Any:
    data = archive.read(name)
    if len(data) > _MOST_LIST_BYTES:
        raise Unreadable(f"{name} has {len(data):,} bytes (at most {_MOST_LIST_BYTES:,})")
    try:
        return etree.fromstring(data, _parser())
    except etree.LxmlError as error:
        raise Unreadable(f"damaged: {name} in it is not XML; save it again") from error


def _package_path(archive: Archive) -> str:
    for root in _parse(archive, _CONTAINER).iter("{*}rootfile"):
        return str(root.get("full-path", ""))
    raise Unreadable(f"damaged: {_CONTAINER} in it names no book; save it again")


def _spine(package: Any, folder: str, names: frozenset[str]) -> Iterator[str]:
    """The chapters' names in reading order, without repeats; those that are not linear last."""
    items = {item.get("id"): item for item in package.iter("{*}item")}
    references = sorted(package.iter("{*}itemref"), key=lambda ref: ref.get("linear") == "no")
    chapters = [items[ref.get("idref")] for ref in references if ref.get("idref") in items]
    hrefs = (item.get("href", "") for item in chapters if _is_chapter(item))
    yield from dict.fromkeys(_member_name(folder, href, names) for href in hrefs)


def _is_chapter(item: Any) -> bool:
    is_navigation = "nav" in item.get("properties", "").split()
    return item.get("media-type") in _CHAPTER_TYPES and not is_navigation


def _member_name(folder: str, href: str, names: frozenset[str]) -> str:
    """The member that an address names; some archives use the name still percent-encoded."""
    path = href.partition("#")[0]
    decoded, as_written = (
        posixpath.normpath(posixpath.join(folder, spelling)) for spelling in (unquote(path), path)
    )
    return as_written if as_written in names and decoded not in names else decoded


def _refuse_protected(archive: Archive, chapters: list[str]) -> None:
    if _ENCRYPTION not in archive.names:
        return
    for encrypted in _parse(archive, _ENCRYPTION).iter("{*}EncryptedData"):
        method = next(encrypted.iterchildren("{*}EncryptionMethod"), None)
        encrypted_names = {
            unquote(ref.get("URI", "")) for ref in encrypted.iter("{*}CipherReference")
        }
        is_font = method is not None and method.get("Algorithm") in _FONT_ENCRYPTION
        if not is_font and not encrypted_names.isdisjoint(chapters):
            raise Unreadable("protected (DRM); it cannot be read")


# The chapters.

_GAP = "\n\n"


def _load_chapters(archive: Archive, names: list[str]) -> tuple[dict[str, bytes], list[str]]:
    """The chapters' bytes by name, and a warning for each that is missing or damaged."""
    chapters: dict[str, bytes] = {}
    warnings = []
    for name in names:
        try:
            chapters[name] = archive.read(name)
        except Unreadable as error:
            warnings.append(f"left out chapter {_printable(name)}: {error}")
    size = sum(map(len, chapters.values()))
    if size > MOST_BYTES:
        raise Unreadable(f"{size:,} bytes of chapters (at most {MOST_BYTES:,}); split the book")
    tags = sum(data.count(b"<") for data in chapters.values())
    if tags > MOST_TAGS:
        raise Unreadable(f"{tags:,} tags in it (at most {MOST_TAGS:,}); split the book")
    return chapters, warnings


def _write_book(chapters: dict[str, bytes]) -> tuple[JoinedBlocks, list[str]]:
    parts: list[JoinedBlocks] = []
    warnings: list[str] = []
    offset = 0
    for name, data in chapters.items():
        try:
            blocks, chapter_warnings = _read_chapter(name, data)
        except Unreadable as error:
            warnings.append(f"left out chapter {_printable(name)}: {error}")
            continue
        chapter = join_blocks(blocks)
        warnings += chapter_warnings
        if chapter.text:
            parts.append(_shifted(chapter, offset))
            offset += len(chapter.text) + len(_GAP)
    return _joined(parts), warnings


def _joined(chapters: list[JoinedBlocks]) -> JoinedBlocks:
    flat = itertools.chain.from_iterable
    return JoinedBlocks(
        _GAP.join(chapter.text for chapter in chapters),
        tuple(flat(chapter.headings for chapter in chapters)),
        tuple(flat(chapter.tables for chapter in chapters)),
        tuple(flat(chapter.code for chapter in chapters)),
    )


def _shifted(chapter: JoinedBlocks, by: int) -> JoinedBlocks:
    """A chapter with all that is known of it at its place in the book."""
    return JoinedBlocks(
        chapter.text,
        tuple(_shifted_heading(heading, by) for heading in chapter.headings),
        tuple(_shifted_table(table, by) for table in chapter.tables),
        tuple(_shifted_code(code, by) for code in chapter.code),
    )


def _shifted_heading(heading: Heading, by: int) -> Heading:
    """Without anchor, for no program opens a book at one."""
    return heading._replace(start=heading.start + by, end=heading.end + by, anchor=None)


def _shifted_table(table: Table, by: int) -> Table:
    header = tuple(_shifted_span(span, by) for span in table.header)
    return table._replace(header=header, rows=tuple(_shifted_span(span, by) for span in table.rows))


def _shifted_code(code: Code, by: int) -> Code:
    content = _shifted_span(code.content, by)
    return code._replace(start=code.start + by, end=code.end + by, content=content)


def _shifted_span(span: Span, by: int) -> Span:
    return span[0] + by, span[1] + by


def _read_chapter(name: str, data: bytes) -> tuple[list[HtmlBlock], list[str]]:
    """A chapter's blocks and warnings; if it is not XML, it is read as browsers do, and warns."""
    writer = BlockWriter()
    try:
        _feed_xhtml(data, writer)
        return writer.close(), []
    except etree.LxmlError:
        source, decoding_warnings = decode_page(data)
    writer = BlockWriter()
    feed_html(source, writer)
    blocks = writer.close()
    if not blocks:
        raise Unreadable("damaged: no words can be read in it; save it again")
    warning = (
        f"chapter {_printable(name)} is damaged; {count_words(blocks):,} words of it were kept"
    )
    return blocks, [warning, *decoding_warnings]


_CHUNK_BYTES = 65_536
_NAMED_CHARACTER = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31};)")


def _feed_xhtml(data: bytes, writer: BlockWriter) -> None:
    """Give the writer the events of XHTML; raises ``LxmlError`` for bad XML or too much of it.

    The named characters of HTML become numeric ones, since the book does not declare them.
    """
    data = _NAMED_CHARACTER.sub(_numeric_references, data)
    parser = _parser(target=writer)
    for start in range(0, len(data), _CHUNK_BYTES):
        parser.feed(data[start : start + _CHUNK_BYTES])
    parser.close()


def _numeric_references(name: re.Match[bytes]) -> bytes:
    characters = html5.get(name[1].decode("ascii"))
    return "".join(f"&#{ord(c)};" for c in characters).encode() if characters else name[0]


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name)[:100]


# What the book states about itself.


def _metadata(package: Any) -> Metadata:
    stated: dict[str, list[str]] = {}
    for element in package.iter(f"{_DUBLIN_CORE}*"):
        events = [value for key, value in element.items() if local_name(key) == "event"]
        if events in ([], ["publication"]):
            stated.setdefault(local_name(element.tag), []).append("".join(element.itertext()))

    return Metadata(
        title=first_stated(stated, ["title"], stated_title),
        author=stated_authors(stated, ["creator"]),
        publisher=first_stated(stated, ["publisher"], stated_name),
        date=first_stated(stated, ["date"], stated_date),
        url=first_stated(stated, ["identifier", "source"], stated_address),
        language=first_stated(stated, ["language"], stated_language),
    )
