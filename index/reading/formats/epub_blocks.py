"""The events of a chapter → its blocks, with a sign where a page of the printed book begins.

A note is a paragraph of its own, ``[*] Measured in May.``: no item of a list, and never a part of
the sentence that it stands in. Covers, tables of contents and colophons are left out and counted.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from index.reading.formats.html_attributes import Attributes
from index.reading.formats.html_blocks import BLOCK_TAGS, BlockWriter, local_name
from index.reading.formats.html_text import HtmlBlock

_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

PAGE_MARK = "\ufffc"
"""Stands before the first word of a page, until all of the book is written."""

_PAGE_TYPES = frozenset({"pagebreak", "doc-pagebreak"})
_PAGE_CLASSES = frozenset("pagenum pagenumber pageno page-num page-number".split())
_PAGE_NUMBER = re.compile(r"\W*(?:[^\W\d_]{1,5}\W+)?(?:\d{1,5}|[ivxlcdm]{1,10})?\W*", re.I)
_NOTE_TYPES = frozenset(
    f"{role}{kind}{many}"
    for role in ("", "doc-")
    for kind in ("footnote", "endnote", "rearnote")
    for many in ("", "s")
)
_LEFT_OUT_TYPES = frozenset(
    f"{role}{kind}"
    for role in ("", "doc-")
    for kind in ("cover", "toc", "landmarks", "page-list", "pagelist", "loi", "lot", "colophon")
)
_NOTE_MARK = re.compile(
    r"(?:[\[(]?(?P<sign>[*†‡§¶#]{1,3})[\])]?|[\[(](?P<number>\d{1,3}|[a-z])[\])]"
    r"|(?P<counted>\d{1,3}|[a-z])[.)])[ \xa0]*(?=\S)"
)
_LABEL = re.compile(r"(?:[^\W\d_]+[.:]?\s+|[^\W\d_]{1,5}[.:])?(?P<label>\S{1,10}?)[\s.,:;]*")
_LABEL_IN_ID = re.compile(r"(?:\A|[\W_]|[^\W\d_](?=\d))(\d{1,5}|[ivxlc]{1,10})\Z")
_LONGEST_LABEL = 20
_TABLE_TAGS = frozenset("caption col colgroup tbody td tfoot th thead tr".split())


@dataclass(slots=True)
class _Open:
    """An element whose events are not passed on: how deep it is, its words, and what it is."""

    depth: int
    label: str | None = None
    id: str = ""
    is_note: bool = False
    texts: list[str] = field(default_factory=list)

    @property
    def may_be_mark(self) -> bool:
        """Whether it says no more than the number of a page."""
        words = self.words
        return len(words) <= _LONGEST_LABEL and (" " not in words or _is_page_number(words))

    @property
    def words(self) -> str:
        return " ".join("".join(self.texts).split())


class BookWriter(BlockWriter):
    """Writes a chapter; ``labels`` are the pages that begin at its elements, by their ids.

    ``pages`` are the labels of the pages that begin in it, in the order of their signs in the
    text. ``left_out`` counts the words that are not of the text.
    """

    def __init__(self, labels: Mapping[str, str], page: str | None = None) -> None:
        super().__init__()
        self.pages: list[str] = []
        self.left_out = 0
        self.linked = self.written = 0
        """Characters inside links, and all."""
        self._labels = labels
        self.next_page = labels.get("") or page
        """The page that begins at the next word; at first the one that a chapter ended with."""
        self._level = 0
        self._open: _Open | None = None
        self._notes: list[int] = []
        """How deep the open notes are."""
        self._note_runs: set[int] = set()
        self._links = 0
        self._inline_notes: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins."""
        self._level += 1
        if self._open:
            return
        name, types = local_name(tag), _types(attributes)
        self._begin_page(attributes, types)
        if types & _PAGE_TYPES or _has_class(attributes, _PAGE_CLASSES):
            stated = _stated_label(attributes, self._labels)
            self._open = _Open(self._level, label=stated, id=attributes.get("id", ""))
        elif types & _LEFT_OUT_TYPES:
            self._open = _Open(self._level)
        elif types & _NOTE_TYPES and name not in BLOCK_TAGS:
            self._open = _Open(self._level, is_note=True)
        if self._open is None:
            self._links += name == "a"
            has_class = name in BLOCK_TAGS and _has_class(attributes, _NOTE_TYPES)
            is_note = has_class or bool(types & _NOTE_TYPES)
            super().start(tag, _shown(attributes) if is_note else attributes)
            self._end_paragraph(name)
            if is_note:
                self._notes.append(self._level)
        elif name in BLOCK_TAGS:  # Words around it are not of one line.
            super().start("div", {})
            super().end("div")

    def end(self, tag: str) -> None:
        """The innermost open element ends."""
        if self._open is None:
            name = local_name(tag)
            self._links -= name == "a"
            super().end(tag)
            if self._notes and self._notes[-1] == self._level:
                self._notes.pop()
            self._end_paragraph(name)
        elif self._open.depth == self._level:
            left, self._open = self._open, None
            self._close(left)
        self._level -= 1

    def data(self, text: str) -> None:
        """Some text of the innermost open element."""
        text = text.replace(PAGE_MARK, "")
        if self._open:
            self._open.texts.append(text)
            return
        if text.strip() and not self.skipping:
            self.written += len(text)
            self.linked += len(text) if self._links else 0
            if self._notes:
                self._note_runs.add(self.run)
            text = self._with_page_mark(text)
        super().data(text)

    def close(self) -> list[HtmlBlock]:
        """All blocks."""
        self._end_paragraph("p")
        blocks = super().close()
        return [_as_note(b) if b.runs.start in self._note_runs else b for b in blocks]

    def _begin_page(self, attributes: Attributes, types: frozenset[str]) -> None:
        name = (attributes.get("id") or attributes.get("name") or "") if attributes else ""
        if name and name in self._labels and not types & _PAGE_TYPES:
            self.next_page = self._labels[name]

    def _with_page_mark(self, text: str) -> str:
        if self.next_page is None:
            return text
        self.pages.append(self.next_page)
        self.next_page = None
        words = text.lstrip()
        return f"{text[: len(text) - len(words)]}{PAGE_MARK}{words}"

    def _close(self, left: _Open) -> None:
        if left.label is not None and not left.may_be_mark:  # It is drawn around a page.
            self.data(left.words)
        elif left.label is not None:
            label = left.label or page_label(left.words) or _label_in_id(left.id)
            self.next_page = label or self.next_page
        elif left.is_note and left.words:
            self._inline_notes.append(left.words)
        elif not left.is_note:
            self.left_out += len(left.words.split())

    def _end_paragraph(self, name: str) -> None:
        """Notes from inside a paragraph stand below it."""
        if name in BLOCK_TAGS and name not in _TABLE_TAGS:
            notes, self._inline_notes = self._inline_notes, []
            for words in notes:
                super().start("p", {})
                self._note_runs.add(self.run)
                super().data(words)
                super().end("p")


def _is_page_number(words: str) -> bool:
    """Whether short words are only the number of a page."""
    return _PAGE_NUMBER.fullmatch(words) is not None


def _types(attributes: Attributes) -> frozenset[str]:
    """What an element says that it is for."""
    if not attributes:
        return frozenset()
    stated = (attributes.get(name, "") for name in (_EPUB_TYPE, "epub:type", "role"))
    return frozenset(" ".join(stated).lower().split())


def _shown(attributes: Attributes) -> Attributes:
    """The attributes of a note, which is hidden only until somebody opens it."""
    return {name: value for name, value in attributes.items() if name != "hidden"}


def _has_class(attributes: Attributes, names: frozenset[str]) -> bool:
    """Whether a class says what an element is for, as in books without types."""
    classes = attributes.get("class", "").lower().split() if attributes else ()
    return not names.isdisjoint(classes)


def _stated_label(attributes: Attributes, labels: Mapping[str, str]) -> str:
    """The label of a page as the list of pages or the mark itself states it; "" if neither does."""
    stated = attributes.get("title") or attributes.get("aria-label") or ""
    return labels.get(attributes.get("id", "")) or page_label(stated)


def page_label(words: str) -> str:
    """What is printed on a page: ``12`` of ``Page 12``."""
    words = " ".join(words[:200].split()).strip("[](){}-–— ")
    match = _LABEL.fullmatch(words)
    return match["label"] if match else words[:_LONGEST_LABEL].strip()


def _label_in_id(name: str) -> str:
    match = _LABEL_IN_ID.search(name)
    return match[1] if match else ""


def _as_note(block: HtmlBlock) -> HtmlBlock:
    """A block of a note: no item, and its mark in square brackets."""
    if block.level or block.row or block.language is not None:
        return block
    words = block.text[len(block.mark) :]
    number = block.mark.strip().removesuffix(".")
    if number.isdigit():
        return replace(block, text=f"[{number}] {words}", mark="", group=0, item=0)
    mark = _NOTE_MARK.match(words)
    if mark:
        sign = mark["sign"] or mark["number"] or mark["counted"]
        words = f"[{sign}] {words[mark.end() :]}"
    return replace(block, text=words, mark="", group=0, item=0)
