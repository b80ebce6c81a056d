"""Bytes of a Word document → the XML of the parts that are read, each by its kind.

``Archive`` opens the container. python-docx would unpack without limits, and it fails where a
relationship leads to a missing part, which Word ignores. python-docx parses the parts: its parser
resolves no entities and fetches nothing.
"""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from index.documents import Obstacle
from index.reading.formats.reading import Unreadable
from index.reading.formats.zip_archive import Archive

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

    Element = BaseOxmlElement

MAIN, CORE, PROGRAM = "officeDocument", "core-properties", "extended-properties"
SETTINGS = "settings"
HEADER, FOOTER = "header", "footer"
_NOTES = ("footnotes", "endnotes", "comments")
_SINGLE = (MAIN, CORE, PROGRAM, SETTINGS, "styles", "numbering", *_NOTES)
_MARGINS = (HEADER, FOOTER)
_MOST_MARGINS = 200
"""Headers and footers; a document has six for each section that changes them."""

_MOST_TAGS = 2_000_000
"""In one part: a thousand pages have fewer; this many take 300 MB and ten seconds."""

_MOST_MARGIN_BYTES, _MOST_MARGIN_TAGS = 4_000_000, 200_000
"""In all headers and footers together."""


class Package(NamedTuple):
    """The parts by the kind of the relationship that leads to them, and headers and footers by
    the id of theirs; ``left_out`` counts those that are not read."""

    parts: "dict[str, Element]"
    margins: "dict[str, Element]"
    left_out: int = 0


class _Relation(NamedTuple):
    id: str
    kind: str
    target: str


def read_package(data: bytes) -> Package:
    """The parts to read; raises ``Unreadable`` if one is damaged or too large."""
    archive = Archive(data)
    package = {relation.kind: relation.target for relation in _relations(archive, "")}
    main = package.get(MAIN, "word/document.xml")
    relations = list(_relations(archive, main))
    names = {**package, **{r.kind: r.target for r in relations}, MAIN: main}
    # Word ignores a relationship that leads to a missing part, unless it is the main part.
    kinds = [kind for kind in _SINGLE if names.get(kind) in archive.names or kind == MAIN]
    parts = {kind: _parse(archive, names[kind]) for kind in kinds}
    margins, left_out = _margins(archive, relations)
    return Package(parts, margins, left_out)


def _margins(archive: Archive, relations: list[_Relation]) -> "tuple[dict[str, Element], int]":
    """The headers and footers that can be read; a damaged one costs nobody the document."""
    found: dict[str, Element] = {}
    left_out, bytes_left, tags_left = 0, _MOST_MARGIN_BYTES, _MOST_MARGIN_TAGS
    for relation in relations:
        if relation.kind not in _MARGINS or relation.target not in archive.names:
            continue
        try:
            data = archive.read(relation.target) if len(found) < _MOST_MARGINS else b""
            bytes_left, tags_left = bytes_left - len(data), tags_left - data.count(b"<")
            if not data or min(bytes_left, tags_left) < 0:
                left_out += 1
            else:
                found[relation.id] = _parse(archive, relation.target)
        except Unreadable:
            left_out += 1
    return found, left_out


def _relations(archive: Archive, source: str) -> Iterator[_Relation]:
    """The relations of a part to other parts of the document."""
    folder, name = posixpath.split(source)
    relations_name = posixpath.join(folder, "_rels", name + ".rels")
    if relations_name not in archive.names:
        return
    for relation in _parse(archive, relations_name).iterchildren("{*}Relationship"):
        if relation.get("TargetMode") != "External":
            kind = relation.get("Type", "").rpartition("/")[2]
            target = _member_name(folder, relation.get("Target", ""))
            yield _Relation(relation.get("Id", ""), kind, target)


def _member_name(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _parse(archive: Archive, name: str) -> "Element":
    # Imported here: it takes a quarter of a second, which a corpus without DOCX does not need.
    from docx.oxml import parse_xml

    data = archive.read(name)
    if data.count(b"<") > _MOST_TAGS:
        raise Unreadable(
            f"more than {_MOST_TAGS:,} tags in one part; split the document", Obstacle.LARGE
        )
    try:
        root = parse_xml(data)
    except (SyntaxError, ValueError, LookupError) as error:  # lxml's error is a SyntaxError
        raise Unreadable(
            "damaged: a part of it is not XML; save it again", Obstacle.DAMAGED
        ) from error
    # No part may have a document type (ECMA-376, part 2). It could declare entities, and those
    # in attributes would be resolved.
    if root.getroottree().docinfo.doctype:
        raise Unreadable(
            "damaged: a part of it declares a document type; save it again", Obstacle.DAMAGED
        )
    return root
