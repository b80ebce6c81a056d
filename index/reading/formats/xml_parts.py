"""Members of an office file's archive → trees and what leads from one to another, within limits.

No namespace is compared: the strict and the transitional form of Office Open XML, and the versions
of OpenDocument, have the same local names.
"""

import io
import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from urllib.parse import unquote

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types

from index.documents import Obstacle
from index.reading.formats.reading import Unreadable
from index.reading.formats.zip_archive import Archive

Element = Any
"""An element of lxml, which ships no types."""

MOST_TAGS = 2_000_000
"""In all parts of a file: this many take 300 MB."""

MOST_STREAMED_TAGS = 8_000_000
"""In all parts of a file that are read piece by piece: this many take ten seconds."""

MOST_TAGS_IN_PIECE = 400_000

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


class Relation(NamedTuple):
    """What a part refers to: the kind of the other part, and its name in the archive."""

    kind: str
    name: str


class Parts:
    """The parts of an office file, each parsed once; their tags are counted together."""

    def __init__(self, data: bytes, program: str) -> None:
        refuse_old_container(data, program)
        self._archive = Archive(data)
        # Names of parts are told apart without regard to case; some programs write backslashes.
        self._members = {_plain(name): name for name in self._archive.names}
        self._tags_left = MOST_TAGS
        self._streamed_tags_left = MOST_STREAMED_TAGS

    def has(self, name: str | None) -> bool:
        """Whether there is such a part."""
        return name is not None and _plain(name) in self._members

    def read(self, name: str) -> bytes:
        """The bytes of a part; raises ``Unreadable``."""
        return self._archive.read(self._members.get(_plain(name), name))

    def tree(self, name: str) -> Element:
        """The root element of a part; raises ``Unreadable``."""
        data = self.read(name)
        self._tags_left -= data.count(b"<")
        if self._tags_left < 0:
            raise Unreadable(
                f"more than {MOST_TAGS:,} tags in it; split the document", Obstacle.LARGE
            )
        return _parsed(data)

    def pieces(self, name: str, many: str, *others: str) -> Iterator[Element]:
        """The elements of those names in a part, the first of which is there very often.

        An element is forgotten when the next one is asked for; raises ``Unreadable``.
        """
        data = self.read(name)
        self._streamed_tags_left -= data.count(b"<")
        starts = re.compile(rb"<(?:[\w.-]+:)?" + many.encode() + rb"\b")
        largest = max(piece.count(b"<") for piece in starts.split(data))
        if self._streamed_tags_left < 0 or largest > MOST_TAGS_IN_PIECE:
            raise Unreadable(
                f"more than {MOST_STREAMED_TAGS:,} tags in it; split the document", Obstacle.LARGE
            )
        yield from _pieces(data, (many, *others))

    def tree_if_there(self, name: str | None) -> Element | None:
        """The root element of a part, ``None`` if there is no such part."""
        return self.tree(name) if name is not None and self.has(name) else None

    def relations(self, source: str) -> dict[str, Relation]:
        """What a part refers to inside the archive, by the id of the reference."""
        folder, name = posixpath.split(source)
        root = self.tree_if_there(posixpath.join(folder, "_rels", name + ".rels"))
        return {
            relation.get("Id", ""): Relation(
                relation.get("Type", "").rpartition("/")[2],
                member_name(folder, relation.get("Target", "")),
            )
            for relation in children(root, "Relationship")
            if relation.get("TargetMode") != "External"
        }

    def main_part(self, usual: str) -> str:
        """The name of the part that the others hang on."""
        return target(self.relations(""), "officeDocument") or usual


def target(relations: dict[str, Relation], kind: str) -> str | None:
    """The name of the first part of a kind."""
    return next((relation.name for relation in relations.values() if relation.kind == kind), None)


def refuse_old_container(data: bytes, program: str) -> None:
    """Raise ``Unreadable`` for a file that is encrypted, or no zip but the container before it."""
    if not data.startswith(_OLE_SIGNATURE):
        return
    if _ENCRYPTED_PACKAGE in data:
        raise Unreadable("encrypted; save it without a password", Obstacle.LOCKED)
    raise Unreadable(
        f"in the old {program} format under a new name; save it again", Obstacle.MISNAMED
    )


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def member_name(folder: str, target: str) -> str:
    """The member of the archive that a reference from a folder leads to."""
    return posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")


_NO_XML = "damaged: a part of it is not XML; save it again"
_LIMITS = {
    **dict.fromkeys(("resolve_entities", "load_dtd", "huge_tree"), False),
    **dict.fromkeys(("no_network", "remove_comments", "remove_pis"), True),
}
"""A parser with these opens no other file or address, and stops where markup grows without end."""


def _parsed(data: bytes) -> Element:
    _refuse_document_type(data[:10_000])
    try:
        root = etree.fromstring(data, etree.XMLParser(**_LIMITS))
    except etree.LxmlError as error:
        raise Unreadable(_NO_XML, Obstacle.DAMAGED) from error
    _refuse_document_type(root.getroottree().docinfo.doctype.encode())
    return root


def _pieces(data: bytes, names: tuple[str, ...]) -> Iterator[Element]:
    _refuse_document_type(data[:10_000])
    tags = [f"{{*}}{name}" for name in names]
    try:
        for _, element in etree.iterparse(io.BytesIO(data), tag=tags, **_LIMITS):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except etree.LxmlError as error:
        raise Unreadable(_NO_XML, Obstacle.DAMAGED) from error


def _refuse_document_type(words: bytes) -> None:
    """No part of an office file has a document type. It could declare entities."""
    if b"<!DOCTYPE" in words:
        raise Unreadable(
            "damaged: a part of it declares a document type; save it again", Obstacle.DAMAGED
        )


def name_of(element: Element) -> str:
    """An element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element | None, *names: str) -> Iterable[Element]:
    """The elements right below one that have one of the names; all without names."""
    if element is None:
        return ()
    return element.iterchildren(*(f"{{*}}{name}" for name in names))  # type: ignore[no-any-return]


def child(element: Element | None, *path: str) -> Element | None:
    """The first element at the end of a path of names, ``None`` if there is none."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def below(element: Element | None, *names: str) -> Iterator[Element]:
    """All elements below one, at any depth, that have one of the names."""
    return iter(()) if element is None else element.iter(*(f"{{*}}{name}" for name in names))


def text_at(element: Element | None, *path: str) -> str:
    """The text of the first element at the end of a path of names; empty if there is none."""
    found = child(element, *path)
    return "" if found is None else found.text or ""


def stated(element: Element | None, name: str, default: str = "") -> str:
    """An attribute without a namespace; the default too if there is no element."""
    return default if element is None else str(element.get(name, default))


def is_on(element: Element | None, name: str) -> bool:
    """Whether an attribute that is true or false is stated to be true."""
    return stated(element, name) in ("1", "true", "on")


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """An attribute with a namespace, by its local name."""
    if element is None:
        return default
    end = f"}}{name}"
    return next((value for key, value in element.items() if key.endswith(end)), default)


def integer(value: str | None, default: int = 0) -> int:
    """A whole number of at most nine digits; else the default."""
    words = (value or "").strip()
    digits = words.removeprefix("-")
    return int(words) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else default
