"""Bytes of an EPUB → the text of the whole book, chapter by chapter in the order of its spine.

A book has no navigation around its words, so all of a chapter is read. What is not linear (notes,
solutions) comes last: none of it is lost, and it does not come between two chapters.
"""

import contextlib
import itertools
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from html.entities import html5
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types

from index.documents import DocumentWarning, Loss, Metadata, Obstacle
from index.reading.formats.epub_blocks import BookWriter
from index.reading.formats.epub_pages import (
    PageTarget,
    numbered_pages,
    targets_in_map,
    targets_in_navigation,
    targets_in_ncx,
)
from index.reading.formats.epub_text import GAP, joined, shifted, without_page_marks
from index.reading.formats.html import MOST_BYTES, MOST_TAGS, count_words, decode_page, feed_html
from index.reading.formats.html_blocks import local_name
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

_MOST_LIST_BYTES = 4_000_000
"""Bytes of a file that only lists others. As a tree, it takes ten times as much memory."""

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_FONT_ENCRYPTION = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
_TARGET_READERS = {
    "application/x-dtbncx+xml": targets_in_ncx,
    "application/oebps-page-map+xml": targets_in_map,
}
_MOST_LISTS = 10
"""Of pages, in one book; it has one or two."""

_LEFT_OUT = ("cover", "toc", "colophon")
_MOST_COVER_WORDS = 60
_FEWEST_LOST_WORDS = 10
"""Fewer say no more than the title and the author, as covers do."""

_CHAPTER_TYPES = ("application/xhtml+xml", "text/html")
_OTHER_ROLES = frozenset("bkp edt mrk nrt pbl pfr red trl".split())
"""Who translated, edited, read or made a book did not write it."""

_DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"


def read_epub(data: bytes) -> Iterator[Reading]:
    """A book as one document; raises ``Unreadable`` when it is protected, damaged or no book."""
    archive = Archive(data)
    path = _package_path(archive)
    package = _parse(archive, path)
    names = list(_spine(package, posixpath.dirname(path), archive.names))
    _refuse_protected(archive, names)
    chapters, load_warnings = _load_chapters(archive, names)
    labels = _page_labels(archive, package, path, chapters)
    aside = _left_out(package, path, archive.names) if len(chapters) > 1 else set()
    read = [_Chapter(n, data, labels.get(n, {}), n in aside) for n, data in chapters.items()]
    book = _write_book(read)
    (text, headings, tables, code), marks = without_page_marks(book.text)
    warnings = (*load_warnings, *book.warnings)
    if warnings and not text:
        raise Unreadable(warnings[0], Obstacle.DAMAGED)
    refuse_long_lines(text)
    pages, page_labels = numbered_pages(marks, book.pages, text, headings)
    yield Reading(
        "",
        text,
        _metadata(package),
        headings,
        pages=pages,
        tables=tables,
        code=code,
        warnings=warnings,
        page_labels=page_labels,
    )


# What lists the chapters.


def _parser(**options: Any) -> Any:
    """A parser that opens no other file or address, and stops where markup grows without end."""
    return etree.XMLParser(
        resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False, **options
    )


def _parse(archive: Archive, name: str) -> Any:
    return _tree(name, archive.read(name))


def _tree(name: str, data: bytes) -> Any:
    if len(data) > _MOST_LIST_BYTES:
        raise Unreadable(
            f"{name} has {len(data):,} bytes (at most {_MOST_LIST_BYTES:,})", Obstacle.LARGE
        )
    try:
        return etree.fromstring(data, _parser())
    except etree.LxmlError as error:
        raise Unreadable(
            f"damaged: {name} in it is not XML; save it again", Obstacle.DAMAGED
        ) from error


def _package_path(archive: Archive) -> str:
    for root in _parse(archive, _CONTAINER).iter("{*}rootfile"):
        return str(root.get("full-path", ""))
    raise Unreadable(f"damaged: {_CONTAINER} in it names no book; save it again", Obstacle.DAMAGED)


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
            raise Unreadable("protected (DRM); it cannot be read", Obstacle.LOCKED)


def _page_labels(
    archive: Archive, package: Any, path: str, chapters: Mapping[str, bytes]
) -> dict[str, dict[str, str]]:
    """For each chapter the labels of the pages that begin at its elements, by their ids; "" is the
    chapter's beginning. A list of pages that cannot be read costs nobody the book."""
    lists = {
        _member_name(posixpath.dirname(path), item.get("href", ""), archive.names): read
        for item in package.iter("{*}item")
        for read in [_target_reader(item)]
        if read is not None
    }
    labels: dict[str, dict[str, str]] = {}
    for name, read in itertools.islice(lists.items(), _MOST_LISTS):
        with contextlib.suppress(Unreadable):
            for target in read(_parse_page(archive, name)):
                chapter = _member_name(posixpath.dirname(name), target.href, archive.names)
                if target.label and chapter in chapters:
                    anchor = unquote(target.href.partition("#")[2])
                    labels.setdefault(chapter, {}).setdefault(anchor, target.label)
    return labels


def _parse_page(archive: Archive, name: str) -> Any:
    """The tree of a part of the book that lists pages; its named characters are those of HTML."""
    return _tree(name, _NAMED_CHARACTER.sub(_numeric_references, archive.read(name)))


def _target_reader(item: Any) -> Callable[[Any], Iterator[PageTarget]] | None:
    if "nav" in item.get("properties", "").split():
        return targets_in_navigation
    return _TARGET_READERS.get(item.get("media-type", ""))


def _left_out(package: Any, path: str, names: frozenset[str]) -> set[str]:
    """The chapters that the book's guide calls its cover, its table of contents or its colophon."""
    return {
        _member_name(posixpath.dirname(path), reference.get("href", ""), names)
        for reference in package.iter("{*}reference")
        if reference.get("type", "").lower() in _LEFT_OUT and "#" not in reference.get("href", "")
    }


# The chapters.


def _load_chapters(archive: Archive, names: list[str]) -> tuple[dict[str, bytes], list[str]]:
    """The chapters' bytes by name, and a warning for each that is missing or damaged."""
    chapters: dict[str, bytes] = {}
    warnings: list[str] = []
    for name in names:
        try:
            chapters[name] = archive.read(name)
        except Unreadable as error:
            warnings.append(
                DocumentWarning(f"left out chapter {_printable(name)}: {error}", Loss.UNREAD)
            )
    size = sum(map(len, chapters.values()))
    if size > MOST_BYTES:
        raise Unreadable(
            f"{size:,} bytes of chapters (at most {MOST_BYTES:,}); split the book", Obstacle.LARGE
        )
    tags = sum(data.count(b"<") for data in chapters.values())
    if tags > MOST_TAGS:
        raise Unreadable(
            f"{tags:,} tags in it (at most {MOST_TAGS:,}); split the book", Obstacle.LARGE
        )
    return chapters, warnings


class _Chapter(NamedTuple):
    """A chapter's bytes, the labels of the pages that begin at its elements, and whether the book
    says that it is a cover or a table of contents."""

    name: str
    data: bytes
    labels: Mapping[str, str]
    may_be_left_out: bool = False


class _Book(NamedTuple):
    """All chapters, with signs where pages begin, and the labels of these pages."""

    text: JoinedBlocks
    pages: list[str]
    warnings: list[str]


def _write_book(chapters: list[_Chapter]) -> _Book:
    parts: list[JoinedBlocks] = []
    pages: list[str] = []
    warnings: list[str] = []
    offset = left_out = 0
    page: str | None = None
    for chapter in chapters:
        try:
            writer, blocks, chapter_warnings = _read_chapter(chapter, page)
        except Unreadable as error:
            warnings.append(
                DocumentWarning(
                    f"left out chapter {_printable(chapter.name)}: {error}", Loss.UNREAD
                )
            )
            continue
        if chapter.may_be_left_out and _says_little(writer, blocks):
            left_out += count_words(blocks)
            continue
        page = writer.next_page
        text = join_blocks(blocks)
        warnings += chapter_warnings
        left_out += writer.left_out
        if text.text:
            parts.append(shifted(text, offset))
            pages += writer.pages
            offset += len(text.text) + len(GAP)
    if left_out >= _FEWEST_LOST_WORDS:
        warnings.append(
            DocumentWarning(
                f"cover, contents and colophon left out: {left_out:,} words", Loss.LEFT_OUT
            )
        )
    return _Book(joined(parts), pages, warnings)


def _says_little(writer: BookWriter, blocks: list[HtmlBlock]) -> bool:
    """Whether a cover or a table of contents is no more than that: some books name a chapter."""
    return count_words(blocks) <= _MOST_COVER_WORDS or 2 * writer.linked > writer.written


def _read_chapter(
    chapter: _Chapter, page: str | None
) -> tuple[BookWriter, list[HtmlBlock], list[str]]:
    """A chapter's blocks and warnings; if it is not XML, it is read as browsers do, and warns."""
    name, data = chapter.name, chapter.data
    writer = BookWriter(chapter.labels, page)
    try:
        _feed_xhtml(data, writer)
        return writer, writer.close(), []
    except etree.LxmlError:
        source, decoding_warnings = decode_page(data)
    writer = BookWriter(chapter.labels, page)
    feed_html(source, writer)
    blocks = writer.close()
    if not blocks:
        raise Unreadable("damaged: no words can be read in it; save it again", Obstacle.DAMAGED)
    warning = DocumentWarning(
        f"chapter {_printable(name)} is damaged; {count_words(blocks):,} words of it were kept",
        Loss.UNREAD,
    )
    return writer, blocks, [warning, *decoding_warnings]


_CHUNK_BYTES = 65_536
_NAMED_CHARACTER = re.compile(rb"&([A-Za-z][A-Za-z0-9]{1,31};)")


def _feed_xhtml(data: bytes, writer: BookWriter) -> None:
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
    refined = _refinements(package)
    stated: dict[str, list[str]] = {}
    for element in package.iter(f"{_DUBLIN_CORE}*"):
        name, text = local_name(element.tag), "".join(element.itertext())
        facts = {local_name(key): value for key, value in element.items()}
        facts |= refined.get(facts.get("id", ""), {})
        if facts.get("event", "publication") == "publication":
            stated.setdefault(_kind(name, facts), []).append(text)
    return Metadata(
        title=first_stated(stated, ["main title", "title"], stated_title),
        author=stated_authors(stated, ["creator", "other creator"]),
        publisher=first_stated(stated, ["publisher"], stated_name),
        date=first_stated(stated, ["date"], stated_date),
        url=first_stated(stated, ["identifier", "source"], stated_address),
        language=first_stated(stated, ["language"], stated_language),
    )


def _refinements(package: Any) -> dict[str, dict[str, str]]:
    """What an EPUB 3 states about its statements, by their ids."""
    refined: dict[str, dict[str, str]] = {}
    for meta in package.iter("{*}meta"):
        about = meta.get("refines", "").removeprefix("#")
        if about:
            words = "".join(meta.itertext()).strip()
            refined.setdefault(about, {}).setdefault(meta.get("property", ""), words)
    return refined


def _kind(name: str, facts: Mapping[str, str]) -> str:
    """What a statement is: the author and the main title are told from others."""
    if name == "title" and facts.get("title-type") == "main":
        return "main title"
    if name == "creator" and facts.get("role") in _OTHER_ROLES:
        return "other creator"
    return name
