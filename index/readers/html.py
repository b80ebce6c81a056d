"""HTML → the words of its main content, block by block, and what the page states about itself.

trafilatura judges which blocks are content; the words are the page's own. Its own text is not
word for word: of ``closed on <time>1 March</time> after a crack`` it keeps "closed on after a
crack", and of ``10<sup>6</sup>`` "106".
"""

import codecs
import itertools
import json
import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import quote, urlsplit

from lxml import etree  # type: ignore[import-untyped] # lxml ships no types
from lxml.html import HTMLParser  # type: ignore[import-untyped] # lxml ships no types

from index.readers.reading import Heading, Metadata, Reading, Unreadable
from index.readers.text import decode, refuse_long_lines

MOST_BYTES = 16_000_000
"""The longest standards fill 14 MB in one page, and the Bible has 4 million letters."""

MOST_TAGS = 500_000
"""Each takes 10 microseconds or more; a handbook of 4.4 MB in one page has 160,000."""

MOST_DEPTH = 512
"""Browsers nest no deeper. An end tag looks through all open ones: 44 seconds at 10,000."""

Attributes = Mapping[str, str]


def read_html(data: bytes) -> Iterator[Reading]:
    """A page's main content as one document; raises ``Unreadable`` when it cannot be read."""
    source, lost = decode_page(data)
    page = _Page()
    feed_html(source, page)
    blocks, doubts = _content(page)
    text, headings = write(blocks)
    refuse_long_lines(text)
    metadata = page.facts.metadata(headings, source)
    warnings = (*lost, *doubts)
    yield Reading(key="", text=text, metadata=metadata, headings=headings, warnings=warnings)


# Bytes → text.

_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_DECLARED_WITHIN = 4096
_CHARSET = re.compile(
    rb"<meta\s[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})"
    rb"|<\?xml\s[^>]{0,100}?encoding=[\"']([\w.:-]{1,40})",
    re.IGNORECASE,
)

# What browsers read where these are declared; what is declared in ASCII letters is not UTF-16.
_READ_AS = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
}
_KNOWN = re.compile(
    r"utf-8|cp(?:125\d|866|874|932|949)|iso8859-\d+|koi8-[ru]|mac-roman|gb18030|big5hkscs"
    r"|euc_jp|iso2022_jp"
)


def decode_page(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text by its mark or as it declares, and a warning where characters were lost."""
    if len(data) > MOST_BYTES:
        raise Unreadable(f"{len(data):,} bytes of HTML (at most {MOST_BYTES:,}); split the page")
    codec = None if data.startswith(_BOMS) else _declared(data)
    source, lost = _decode_as(codec, data) if codec else (decode(data), 0)
    if "\x00" in source:
        raise Unreadable("not text: it holds NUL characters; save the page again")
    warning = f"{lost:,} characters are not {codec} as declared; they are read as \ufffd"
    return source, (warning,) if lost else ()


def _declared(data: bytes) -> str | None:
    found = _CHARSET.search(data[:_DECLARED_WITHIN])
    try:
        name = codecs.lookup((found[1] or found[2]).decode("ascii")).name if found else ""
    except (LookupError, UnicodeDecodeError):
        return None
    name = _READ_AS.get(name, name)
    return name if _KNOWN.fullmatch(name) else None


def _decode_as(codec: str, data: bytes) -> tuple[str, int]:
    """The text and how many characters were lost; in another encoding if that were most."""
    try:
        return data.decode(codec), 0
    except UnicodeDecodeError:
        source = data.decode(codec, errors="replace")
    lost = source.count("\ufffd")
    right = len(source) - len(source.encode("ascii", errors="ignore")) - lost
    return (source, lost) if lost < right else (decode(data), 0)


# Text → the events of its markup.

_CHUNK = 65_536


def feed_html(source: str, target: Any) -> None:
    """Give a parser's target the events of any HTML; raises ``Unreadable`` beyond the limits.

    Events and not a tree, because a tag of 80,000 attributes takes a tree 12 seconds; in chunks,
    because what the target raises ends the parsing of its chunk only.
    """
    tags = source.count("<")
    if tags > MOST_TAGS:
        raise Unreadable(f"{tags:,} tags in it (at most {MOST_TAGS:,}); split the page")
    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    data = source.encode("utf-8")
    try:
        for start in range(0, len(data), _CHUNK):
            parser.feed(data[start : start + _CHUNK])
        parser.close()
    except etree.LxmlError as error:
        raise Unreadable("no HTML in it; save the page again") from error


# Events → blocks.

_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset"
    " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p"
    " pre search section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LISTS = frozenset(["ul", "ol", "dl"])
_ITEMS = frozenset(["li", "dt", "dd"])
_CELLS = frozenset(["td", "th"])

# What shows no words of the page; ``rt`` and ``annotation`` say words again that stand beside.
_SKIPPED = frozenset(
    "annotation annotation-xml audio canvas datalist embed head iframe noscript object option rp rt"
    " script select style svg template textarea title video".split()
)
_FURNITURE = frozenset(
    "nav aside form dialog search navigation banner contentinfo complementary".split()
)
_CONTENT = frozenset(["article", "main", "section", "blockquote"])
_EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"

_LONGEST_HEADING = 300
_LONGEST_ROW = 2_000
"""Characters. Longer ones are no heading and no row, but a tag that was put to another use."""

_SPACES = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_LINE_END = re.compile(r" *\n *")
_WIDE = re.compile("  +")
_BULLET = re.compile(r"\s*(?:\uf0b7|·\xa0)\s*")
_GONE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, list item or table row, in the words of the page.

    Blocks of one ``group`` other than 0 stand line under line. ``runs`` are the numbers of the
    runs of text that it was made of, and ``level`` is that of a heading, else 0. ``furniture`` is
    the innermost element around it that is no content, such as ``nav``; ``form`` if nothing else.
    """

    text: str
    runs: range
    level: int = 0
    group: int = 0
    anchor: str | None = None
    furniture: str = ""


class BlockWriter:
    """A parser's target: the events of HTML or XHTML → blocks, in the order of the page."""

    def __init__(self) -> None:
        groups = itertools.count(1)
        self.run = 0
        """The number of the run of text that is being read."""
        self._parts: list[str] = []
        self._broken = False
        self._depth = self._skipped_at = 0
        self._content = self._pre = self._heading = 0
        self._furniture: list[tuple[str, int]] = []
        self._anchors = _Anchors()
        self._notes = _Notes(self._parts)
        self._lists = _Lists(groups)
        self._tables = _Tables(groups)

    @property
    def skipping(self) -> bool:
        """Whether what is being read shows no words of the page."""
        return self._skipped_at > 0

    def start(self, tag: str, attributes: Attributes) -> None:
        """An element begins; raises ``Unreadable`` when it is nested too deep."""
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise Unreadable(
                f"tags nested more than {MOST_DEPTH} deep; mend it or convert it to text"
            )
        if self._skipped_at:
            return
        name = local(tag)
        if self._shows_nothing(name, attributes):
            self._skipped_at = self._depth
        elif name == "br":
            self._break_line()
        else:
            self._boundary(name)
            self._enter(name, attributes)

    def end(self, tag: str) -> None:
        """The innermost open element ends."""
        if not self._skipped_at:
            name = local(tag)
            self._boundary(name)
            self._leave(name)
        elif self._depth == self._skipped_at:
            self._skipped_at = 0
        self._depth -= 1

    def data(self, text: str) -> None:
        """Some text of the innermost open element."""
        if self._skipped_at:
            return
        if not self._pre:
            text = _SPACES.sub(" ", text)
        if self._broken and text.strip():
            self._broken = False
        self._parts.append(text)

    def close(self) -> list[Block]:
        """All blocks."""
        self._close_block()
        return self._tables.blocks

    def _shows_nothing(self, name: str, attributes: Attributes) -> bool:
        if name in _SKIPPED or (name == "button" and not self._may_be_label()):
            return True
        if not attributes:
            return False
        hidden = attributes.get("aria-hidden") == "true" and name not in _BLOCKS
        return hidden or "pagebreak" in _role(attributes)

    def _may_be_label(self) -> bool:
        """A button that opens a section is all of its heading; others stand beside the words."""
        return self._heading > 0 and not any(map(str.strip, self._parts))

    def _boundary(self, name: str) -> None:
        if name == "div" and self._heading:
            self._parts.append(" ")
        elif name in _BLOCKS:
            self._close_block()

    def _break_line(self) -> None:
        """One break ends a line, two in a row end a paragraph."""
        if self._broken and not self._pre:
            self._close_block()
        else:
            self._parts.append(" " if self._heading else "\n")
            self._broken = True

    def _enter(self, name: str, attributes: Attributes) -> None:
        self._heading = _HEADINGS.get(name, self._heading)
        self._pre += name == "pre"
        self._notes.start(name, attributes, self.run)
        self._lists.start(name, attributes)
        self._tables.start(name, attributes)
        if attributes:
            self._anchors.see(name, attributes, inside=self._heading > 0)
        if self._is_furniture(name, attributes):
            self._furniture.append((name, self._depth))
        self._content += name in _CONTENT

    def _leave(self, name: str) -> None:
        self._heading = 0 if name in _HEADINGS else self._heading
        self._pre -= name == "pre"
        self._notes.end(name, self.run)
        self._lists.end(name)
        self._tables.end(name)
        if self._furniture and self._furniture[-1][1] == self._depth:
            self._furniture.pop()
        self._content -= name in _CONTENT

    def _is_furniture(self, name: str, attributes: Attributes) -> bool:
        if name in ("header", "footer"):
            return not self._content
        return name in _FURNITURE or (bool(attributes) and attributes.get("role") in _FURNITURE)

    def _close_block(self) -> None:
        if not self._parts:
            return
        text = _clean("".join(self._parts), listing=self._pre > 0)
        self._parts.clear()
        self._broken = False
        if text:
            level = self._heading if len(text) <= _LONGEST_HEADING else 0
            mark, group = ("", 0) if level else self._lists.line
            runs, anchor = range(self.run, self.run + 1), self._anchors.take()
            self._tables.add([Block(mark + text, runs, level, group, anchor, self._around())])
            self._lists.line = ("", 0)
            self._heading = 0
            self.run += 1

    def _around(self) -> str:
        inner = (name for name, _ in reversed(self._furniture) if name != "form")
        return next(inner, "form" if self._furniture else "")


def local(tag: str) -> str:
    """A tag's name without its namespace."""
    return tag.rpartition("}")[2]


def _role(attributes: Attributes) -> str:
    return " ".join(attributes.get(name, "") for name in (_EPUB_TYPE, "epub:type", "role"))


def _clean(text: str, listing: bool) -> str:
    if not text or text.isspace():
        return ""
    text = _GONE.sub("", _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text)
    if listing:
        return text.replace("\r\n", "\n").replace("\r", "\n").strip("\n").rstrip()
    return _WIDE.sub(" ", _LINE_END.sub("\n", text)).strip()


class _Anchors:
    """The id to open a block by: its own, one inside it, or the last one right before it."""

    def __init__(self) -> None:
        self._before: str | None = None
        self._inside: str | None = None

    def see(self, name: str, attributes: Attributes, inside: bool) -> None:
        anchor = attributes.get("id") or (attributes.get("name") if name == "a" else None)
        if anchor and inside:
            self._inside = self._inside or anchor
        elif anchor:
            self._before = anchor

    def take(self) -> str | None:
        anchor = self._inside or self._before
        self._inside = self._before = None
        if anchor is None or len(anchor) > 200 or not anchor.isprintable() or " " in anchor:
            return None
        return quote(anchor, safe="!$&'()*+,;=:@/?-._~")


_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_EXPONENT = re.compile(r"[+−-]?\d{1,3}")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§¶]{1,3})?[\])]?,?")
_LINK_SIGN = re.compile(r"[#¶§↩↑^🔗]\ufe0e?")
_LONGEST_MARK = 12


class _Notes:
    """Takes the marks of notes out of a run of text, and raises exponents: 10⁶ is not 106."""

    def __init__(self, parts: list[str]) -> None:
        self._parts = parts
        self._open: list[tuple[str, int, int]] = []

    def start(self, name: str, attributes: Attributes, run: int) -> None:
        if name == "sup":
            self._open.append((name, run, len(self._parts)))
        elif name == "a":
            link = "link" if "#" in attributes.get("href", "") else name
            kind = "note" if "noteref" in _role(attributes) else link
            self._open.append((kind, run, len(self._parts)))

    def end(self, name: str, run: int) -> None:
        if name in ("a", "sup"):
            kind, began, at = self._open.pop()
            inside = self._text(at, len(self._parts)) if began == run else None
            if inside is not None:
                self._parts[at:] = [_without_mark(inside, kind, self._is_joined(kind, run, at))]

    def _is_joined(self, kind: str, run: int, at: int) -> bool:
        """Whether it is a link that is nothing but raised, or something raised that is one."""
        around, began, outer = self._open[-1] if self._open else ("", run, at)
        between = self._text(outer, at) if began == run else None
        return {kind, around} == {"sup", "link"} and between is not None and not _bare(between)

    def _text(self, start: int, end: int) -> str | None:
        """The text of some parts where it is short, since marks are; else ``None``."""
        text = "".join(self._parts[start:end]) if end - start <= _LONGEST_MARK else None
        return text if text is not None and len(text) <= _LONGEST_MARK else None


def _bare(text: str) -> str:
    return text.strip("[](), ")


def _without_mark(text: str, kind: str, joined: bool) -> str:
    word = text.strip()
    if joined or kind == "note":
        return "" if _NOTE_MARK.fullmatch(word) else text
    if kind == "link":
        return "" if _LINK_SIGN.fullmatch(word) else text
    if kind == "sup" and _EXPONENT.fullmatch(word):
        return word.translate(_RAISED)
    return "" if kind == "sup" and not _bare(word) else text


@dataclass(slots=True)
class _List:
    group: int
    number: int | None
    defined: bool = True


class _Lists:
    """The mark of the line that the next block opens, and the group of its lines."""

    def __init__(self, groups: Iterator[int]) -> None:
        self.line = ("", 0)
        self._groups = groups
        self._open: list[_List] = []

    def start(self, name: str, attributes: Attributes) -> None:
        if name in _LISTS:
            group = self._open[0].group if self._open else next(self._groups)
            self._open.append(_List(group, _first_number(name, attributes)))
        elif name in _ITEMS and self._open:
            inner = self._open[-1]
            mark = self._mark(inner, attributes) if name == "li" else self._pair(inner, name)
            self.line = (mark, inner.group)

    def end(self, name: str) -> None:
        if name in _LISTS:
            self._open.pop()
        if name in _LISTS or name in _ITEMS:
            self.line = ("", 0)

    def _mark(self, inner: _List, attributes: Attributes) -> str:
        if inner.number is None:
            return "- "
        number = _number(attributes.get("value"), inner.number)
        inner.number = number + 1
        return f"{number}. "

    def _pair(self, inner: _List, name: str) -> str:
        """Terms and what defines them are lines of one group, and the next term opens another."""
        if name == "dt" and inner.defined:
            inner.group = next(self._groups)
        inner.defined = name == "dd"
        return ""


def _first_number(name: str, attributes: Attributes) -> int | None:
    """Where a list counts from; ``None`` when it does not count, or in letters."""
    if name != "ol" or attributes.get("type", "1") != "1":
        return None
    return _number(attributes.get("start"), 1)


def _number(value: str | None, otherwise: int) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,4}", value) else otherwise


@dataclass(slots=True)
class _Table:
    group: int
    layout: bool
    outside: int
    """How many cells are open around it."""
    rows: list[list[list[Block]]] = field(default_factory=lambda: [[]])


class _Tables:
    """Takes in blocks, and makes one of those in a table's row, unless it lays out the page."""

    def __init__(self, groups: Iterator[int]) -> None:
        self._groups = groups
        self._open: list[_Table] = []
        self._cells: list[list[Block]] = []
        self.blocks: list[Block] = []

    def add(self, blocks: Iterable[Block]) -> None:
        """Blocks of the innermost cell; those between cells, as a caption, are a row."""
        if self._open and self._open[-1].outside == len(self._cells):
            self._open[-1].rows.append([list(blocks)])
        else:
            (self._cells[-1] if self._cells else self.blocks).extend(blocks)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            if self._open:
                self._open[-1].layout = True
            layout = attributes.get("role") in ("presentation", "none")
            self._open.append(_Table(next(self._groups), layout, len(self._cells)))
        elif name == "tr" and self._open:
            self._open[-1].rows.append([])
        elif name in _CELLS and self._open:
            self._cells.append([])
            self._open[-1].rows[-1].append(self._cells[-1])

    def end(self, name: str) -> None:
        if name == "table":
            self.add(_rows(self._open.pop()))
        elif name in _CELLS and self._open:
            self._cells.pop()


def _rows(table: _Table) -> Iterable[Block]:
    flat = itertools.chain.from_iterable
    if table.layout:
        return flat(flat(table.rows))
    rows = [cells for cells in table.rows if any(cells)]
    return flat(
        [_row(cells, table.group)] if _is_row(cells, rows) else flat(cells) for cells in rows
    )


def _row(cells: list[list[Block]], group: int) -> Block:
    found = [block for cell in cells for block in cell]
    text = " | ".join(" ".join(b.text for b in cell).replace("\n", " ") for cell in cells)
    runs = range(found[0].runs.start, found[-1].runs.stop)
    return Block(text.strip(), runs, group=group, furniture=found[0].furniture)


def _is_row(cells: list[list[Block]], rows: list[list[list[Block]]]) -> bool:
    """Whether the cells are those of data; headings in them, say, show a layout."""
    found = [block for cell in cells for block in cell]
    if len(cells) < 2 or any(block.level for block in found):
        return False
    if sum(len(block.text) for block in found) > _LONGEST_ROW:
        return False
    return len(rows) > 1 or all(len(cell) < 2 for cell in cells)


# Blocks → canonical text.


def write(blocks: Iterable[Block]) -> tuple[str, tuple[Heading, ...]]:
    """The canonical text of the blocks, and where their headings stand in it."""
    parts: list[str] = []
    headings = []
    at = group = 0
    for block in blocks:
        gap = "" if not parts else "\n" if block.group and block.group == group else "\n\n"
        parts += [gap, block.text]
        start, at, group = at + len(gap), at + len(gap) + len(block.text), block.group
        if block.level:
            headings.append(Heading(start, at, block.level, block.text, block.anchor))
    return "".join(parts), tuple(headings)


# Blocks → the main content.

LEAST_KEPT = 0.05
"""Share of the words outside of navigation below which the judgement is not followed.

On 44 made pages it kept from .12 (an article above 60 long comments) and .25 (a manual beside its
contents) to 1, and lost content on one (a table full of links); on 3,000 random pages that were
all content, never less than .2. What is below is a page in which it found next to nothing.
"""

MOST_JUDGED = 50_000
"""Elements: 10 seconds and 200 MB at most. A handbook of 4.4 MB in one page has 41,000."""

_DEEPEST_JUDGED = 100
_MOST_WORK = 20_000_000
"""Characters, each as often as there are elements around it: each may see a copy of its text."""

_TOLD_AS = {
    **dict.fromkeys(["address", "center", "details", "dl", "fieldset", "figure", "hgroup"], "div"),
    **dict.fromkeys(["caption", "dd", "dt", "figcaption", "legend", "summary"], "p"),
}
_HOLDS_TEXT = frozenset("p pre td th h1 h2 h3 h4 h5 h6".split())
_TOLD = ("class", "id", "role", "itemprop", "rel", "style", "hidden", "aria-hidden")
_LONGEST_TOLD = 100
_UNFIT = re.compile(_GONE.pattern[:-1] + "\u2800-\u28ff]")
_MARK = re.compile("[\u2800-\u28ff]{2}")
_MOST_RUNS = 256 * 256


class _Copy:
    """The page as a plain tree for trafilatura: containers, paragraphs and links, no more.

    It overlooks text that stands loose in a container, so all text is put into paragraphs: of
    1,500 random pages it then lost 1 paragraph or list item, and 10,503 before. Each is marked
    with the number of its run in Braille, since private characters are dropped on the way.
    """

    def __init__(self) -> None:
        self._builder = etree.TreeBuilder(element_factory=HTMLParser().makeelement)
        self._open: list[str] = []
        self._texts: list[tuple[str, bool]] = []
        self._elements = self._work = self._links = self._run = 0
        self._whole = True
        self._begin("html", {})
        self._begin("body", {})

    def start(self, name: str, attributes: Attributes, run: int) -> None:
        if not self._whole:
            return
        self._links += name == "a"
        self._turn(name, run)
        if name in _BLOCKS:
            name = "p" if name == "footer" and "blockquote" in self._open else name
            self._begin(_TOLD_AS.get(name, name), _told(attributes) if attributes else {})

    def end(self, name: str, run: int) -> None:
        if not self._whole:
            return
        self._links -= name == "a"
        self._turn(name, run)
        if name in _BLOCKS:
            self._finish()

    def data(self, text: str) -> None:
        self._work += len(text) * len(self._open)
        self._whole = self._whole and self._work <= _MOST_WORK
        if self._whole:
            self._texts.append((text, self._links > 0))

    def close(self) -> Any:
        """The tree, or ``None`` when the page is too large to be judged."""
        self._turn("body", self._run)
        while self._open:
            self._finish()
        return self._builder.close() if self._whole else None

    def _turn(self, name: str, run: int) -> None:
        """Where a block or a run of text ends, its text is put into the tree."""
        if name in _BLOCKS or run != self._run:
            if any(not text.isspace() for text, _ in self._texts):
                self._paragraph()
            self._texts.clear()
            self._run = run

    def _paragraph(self) -> None:
        loose = self._open[-1] not in _HOLDS_TEXT
        if loose:
            self._begin("p", {})
        self._builder.data(chr(0x2800 + self._run // 256) + chr(0x2800 + self._run % 256))
        for linked, texts in itertools.groupby(self._texts, key=lambda pair: pair[1]):
            if linked:
                self._begin("a", {"href": "#"})
            self._builder.data(_UNFIT.sub("", "".join(text for text, _ in texts)))
            if linked:
                self._finish()
        if loose:
            self._finish()

    def _begin(self, name: str, told: dict[str, str]) -> None:
        self._open.append(name)
        self._elements += 1
        large = self._elements > MOST_JUDGED or self._run >= _MOST_RUNS
        if large or len(self._open) > _DEEPEST_JUDGED:
            self._whole = False
        if self._whole:
            self._builder.start(name, told)

    def _finish(self) -> None:
        name = self._open.pop()
        if self._whole:
            self._builder.end(name)


def _told(attributes: Attributes) -> dict[str, str]:
    return {n: _UNFIT.sub("", attributes[n][:_LONGEST_TOLD]) for n in _TOLD if n in attributes}


class _Page:
    """A parser's target that hears a page once, for its blocks, its copy and its facts."""

    def __init__(self) -> None:
        self.writer = BlockWriter()
        self.copy = _Copy()
        self.facts = _Facts()

    def start(self, tag: str, attributes: Attributes) -> None:
        self.writer.start(tag, attributes)
        self.facts.start(tag, attributes)
        if not self.writer.skipping and tag != "body":
            self.copy.start(tag, attributes, self.writer.run)

    def end(self, tag: str) -> None:
        skipping = self.writer.skipping
        self.writer.end(tag)
        self.facts.end()
        if not skipping and tag != "body":
            self.copy.end(tag, self.writer.run)

    def data(self, text: str) -> None:
        self.writer.data(text)
        self.facts.data(text)
        if not self.writer.skipping:
            self.copy.data(text)

    def close(self) -> None:
        """The parser asks for it; what was heard is taken from the parts."""


def _content(page: _Page) -> tuple[list[Block], tuple[str, ...]]:
    """The blocks of the main content, and what is doubtful about them."""
    blocks = page.writer.close()
    plain = _without_furniture(blocks)
    tree = page.copy.close()
    if tree is None:
        return plain, ("too large to tell its content from its furniture: all of it was read",)
    chosen = _with_headings(plain, _judged(tree))
    kept, everything = count_words(chosen), count_words(blocks)
    if kept <= LEAST_KEPT * count_words(plain):
        return plain, ()
    doubt = f"kept {kept:,} of {everything:,} words: the rest was taken for furniture of the page"
    return chosen, (doubt,) if 3 * kept < everything else ()


def count_words(blocks: Iterable[Block]) -> int:
    """How many words the blocks have."""
    return sum(len(block.text.split()) for block in blocks)


def _without_furniture(blocks: list[Block]) -> list[Block]:
    """All but navigation and the like; a form is such unless it holds most of the page.

    The heading of a page often stands in its header, among its navigation.
    """
    bare = [b for b in blocks if b.furniture in ("", "form") or (b.furniture, b.level > 0) == _TOP]
    formless = [block for block in bare if block.furniture != "form"]
    return (formless if 2 * count_words(formless) >= count_words(bare) else bare) or blocks


_TOP = ("header", True)


def _with_headings(blocks: list[Block], kept: frozenset[int]) -> list[Block]:
    """The blocks of the runs that were kept, and the headings right above them."""
    chosen: list[Block] = []
    below = False
    for block in reversed(blocks):
        below = not kept.isdisjoint(block.runs) or (below and block.level > 0)
        if below:
            chosen.append(block)
    return chosen[::-1]


def _judged(tree: Any) -> frozenset[int]:
    """The numbers of the runs of text that trafilatura takes for content."""
    # Imported here, since it takes half a second and many corpora hold no page.
    from trafilatura import bare_extraction

    # It logs every page in which it finds nothing, and without a handler that goes to stderr.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        found = bare_extraction(tree, include_comments=False)
    except Exception:  # Rules for pages as they are, met by anything: the whole page is read then.
        return frozenset()
    body = getattr(found, "body", None)
    marks = _MARK.findall("".join(body.itertext())) if body is not None else []
    return frozenset((ord(high) - 0x2800) * 256 + ord(low) - 0x2800 for high, low in marks)


# What a page states about itself.

_TITLES = ("og:title", "json:headline", "citation_title", "dc.title", "dcterms.title")
_AUTHORS = ("citation_author", "json:author", "author", "article:author", "dc.creator", "marked")
_PUBLISHERS = ("og:site_name", "json:publisher", "citation_publisher", "dc.publisher", "publisher")
_ADDRESSES = ("canonical", "og:url", "saved from")
_DATES = (
    "article:published_time json:datepublished citation_publication_date citation_date"
    " dcterms.issued dc.date.issued dc.date datepublished time date"
).split()
_PUBLISHED = {"published", "dt-published", "entry-date", "pubdate"}
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(\S{1,2000}) -->")
_SAVED_WITHIN = 4_000

_MOST_FACTS = 1_000
_LONGEST_FACT = 300
_LONGEST_JSON = 1_000_000

_DATE = re.compile(r"([12]\d{3})(?:[-/](\d\d)(?:[-/](\d\d))?)?(?:[T ].{0,40})?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].{0,40})?")
_NO_NAME = {
    *("", "untitled", "untitled document", "no title", "new page 1", "document", "title", "home"),
    *("index", "unknown", "admin", "administrator", "author", "user", "root", "webmaster", "none"),
    *("null", "n/a", "microsoft word", "calibre"),
}


class _Facts:
    """Hears what a page states: in its head, in JSON-LD and in elements marked for it."""

    def __init__(self) -> None:
        self._stated: dict[str, list[str]] = {}
        self._depth = self._heard_at = 0
        self._hearing = ""
        self._parts: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if attributes or tag == "title":
            self._note(*_told_by(tag, attributes))
            if not self._heard_at and (hearing := _told_inside(tag, attributes)):
                self._hearing, self._heard_at = hearing, self._depth

    def data(self, text: str) -> None:
        if self._heard_at:
            self._parts.append(text)

    def end(self) -> None:
        if self._heard_at == self._depth:
            self._heard_at = 0
            text = "".join(self._parts)
            self._parts.clear()
            told = _told_in_json(text) if self._hearing == "json" else [(self._hearing, text)]
            for name, value in told:
                self._note(name, value)
        self._depth -= 1

    def metadata(self, headings: tuple[Heading, ...], source: str) -> Metadata:
        if saved := _SAVED_FROM.search(source[:_SAVED_WITHIN]):
            self._note("saved from", saved[1])
        publisher = first_stated(self._stated, _PUBLISHERS, stated_name)
        return Metadata(
            title=self._title(headings, publisher or ""),
            author=stated_authors(self._stated, _AUTHORS),
            publisher=publisher,
            date=first_stated(self._stated, _DATES, stated_date),
            url=first_stated(self._stated, _ADDRESSES, stated_address),
            language=first_stated(self._stated, ["lang"], stated_language),
        )

    def _note(self, name: str, value: str) -> None:
        if name and value and len(self._stated) < _MOST_FACTS:
            values = self._stated.setdefault(name, [])
            if len(values) < _MOST_FACTS:
                values.append(value)

    def _title(self, headings: tuple[Heading, ...], publisher: str) -> str | None:
        """The article's: of a page's title with the site's name, the part that is a heading."""
        page = first_stated(self._stated, ["title"], stated_name) or ""
        tops = [heading.title for heading in headings if heading.level == 1]
        first = [heading.title for heading in headings if heading.start == 0]
        found = [heading.title for heading in headings if _begins(page, heading.title)]
        found += [top for top in tops if top in page] + (tops if len(tops) == 1 else [])
        told = first_stated(self._stated, _TITLES, stated_name)
        title = told or next(filter(None, [*found, page, *first]), "")
        site = re.compile(rf"\s+[-|–—·:»]\s+{re.escape(publisher)}$")
        return (site.sub("", title) if publisher else title) or None


def _begins(title: str, words: str) -> bool:
    """Whether a title begins with these words, as whole words, in whatever capitals."""
    rest = title[len(words) :]
    return title[: len(words)].lower() == words.lower() and not rest[:1].isalnum()


def _told_by(tag: str, attributes: Attributes) -> tuple[str, str]:
    """What an element states by its attributes, under which name."""
    if tag == "html":
        return "lang", attributes.get("lang") or attributes.get("xml:lang") or ""
    if tag == "meta":
        names = (attributes.get(name) for name in ("property", "name", "itemprop"))
        return next(filter(None, names), "").lower(), attributes.get("content", "")
    if tag == "link" and "canonical" in attributes.get("rel", "").split():
        return "canonical", attributes.get("href", "")
    if tag == "time" and _is_of_publication(attributes):
        return "time", attributes.get("datetime", "")
    return "", ""


def _is_of_publication(attributes: Attributes) -> bool:
    """A page names many times; only those marked as its own date are."""
    if "pubdate" in attributes or attributes.get("itemprop") == "datePublished":
        return True
    return not _PUBLISHED.isdisjoint(attributes.get("class", "").split())


def _told_inside(tag: str, attributes: Attributes) -> str:
    """The name of what the text of an element states; ``""`` for most."""
    if tag == "title":
        return "title"
    if tag == "script":
        return "json" if attributes.get("type") == "application/ld+json" else ""
    marked = attributes.get("rel") == "author" or attributes.get("itemprop") == "author"
    return "marked" if marked and tag not in ("meta", "link") else ""


def _told_in_json(text: str) -> Iterator[tuple[str, str]]:
    """What JSON-LD states of its first article, or of the page when it has none."""
    try:
        data = json.loads(text) if len(text) <= _LONGEST_JSON else None
    except (ValueError, RecursionError):
        return
    nodes = list(_nodes(data))
    articles = [node for node in nodes if _is_a(node, "Article", "Posting", "Report")]
    for node in (articles or [node for node in nodes if _is_a(node, "WebPage")])[:1]:
        for name in ("headline", "datePublished", "author", "publisher"):
            yield from ((f"json:{name.lower()}", unescape(v)) for v in _names(node.get(name)))


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    """All objects of some JSON, the outer ones first."""
    level = [data]
    while level:
        yield from (item for item in level if isinstance(item, dict))
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]


def _is_a(node: dict[str, Any], *endings: str) -> bool:
    return any(kind.endswith(endings) for kind in _names(node.get("@type")))


def _names(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str):
            yield name


Stated = Mapping[str, list[str]]
"""What a document states, as it is written, by the name that it has there."""


def first_stated(
    stated: Stated, names: Iterable[str], read: Callable[[str], str | None]
) -> str | None:
    """What is stated under the first of the names that states something readable."""
    values = (value for name in names for value in stated.get(name, ()))
    return next(filter(None, map(read, values)), None)


def stated_authors(stated: Stated, names: Iterable[str]) -> str | None:
    """All authors stated under the first of the names that states any."""
    found = (list(filter(None, map(stated_name, stated.get(name, ())))) for name in names)
    return next((", ".join(dict.fromkeys(authors)) for authors in found if authors), None)


def stated_name(value: str) -> str | None:
    """A title or a name as stated; ``None`` for an address and for what programs leave."""
    name = " ".join(_GONE.sub("", value[: 2 * _LONGEST_FACT]).split())
    if name.lower() in _NO_NAME or "://" in name or name[0] == "@" or len(name) > _LONGEST_FACT:
        return None
    return name


def stated_date(value: str) -> str | None:
    """``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` where a date begins with it; else ``None``."""
    found = _DATE.fullmatch(value.strip()[:_LONGEST_FACT])
    parts = [part for part in found.groups() if part] if found else []
    try:
        day = date(*map(int, [*parts, "1", "1"][:3])) if parts else date.min
    except ValueError:
        return None
    # The day that clocks begin with is a date that nobody set.
    return None if day in (date.min, date(1970, 1, 1)) else "-".join(parts)


def stated_address(value: str) -> str | None:
    """A web address as stated; ``None`` for anything else."""
    address = value.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    whole = address.isprintable() and " " not in address and len(address) <= 2_000
    return address if whole and parts.scheme in ("http", "https") and parts.netloc else None


def stated_language(value: str) -> str | None:
    """``en`` of ``en-GB``; ``None`` where no language is stated."""
    found = _LANGUAGE.fullmatch(value.strip())
    code = found[1].lower() if found else "und"
    return None if code in ("und", "mul", "zxx") else code
