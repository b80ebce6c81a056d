"""The events of markup → blocks as a page shows them, and blocks → canonical text.

Paragraphs, headings, list items and rows come out in the order of the page; the words are its own.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from index.documents import Heading
from index.reading.formats.reading import Unreadable

Attributes = Mapping[str, str]

MOST_DEPTH = 512
"""Browsers nest no deeper. An end tag looks through all open ones: 44 seconds at 10,000."""

BLOCKS = frozenset(
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
GONE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff\U000f0000-\U0010ffff]"
)


@dataclass(frozen=True, slots=True)
class HtmlBlock:
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

    def close(self) -> list[HtmlBlock]:
        """All blocks."""
        self._close_block()
        return self._tables.blocks

    def _shows_nothing(self, name: str, attributes: Attributes) -> bool:
        if name in _SKIPPED or (name == "button" and not self._may_be_label()):
            return True
        if not attributes:
            return False
        hidden = attributes.get("aria-hidden") == "true" and name not in BLOCKS
        return hidden or "pagebreak" in _role(attributes)

    def _may_be_label(self) -> bool:
        """A button that opens a section is all of its heading; others stand beside the words."""
        return self._heading > 0 and not any(map(str.strip, self._parts))

    def _boundary(self, name: str) -> None:
        if name == "div" and self._heading:
            self._parts.append(" ")
        elif name in BLOCKS:
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
            self._tables.add([HtmlBlock(mark + text, runs, level, group, anchor, self._around())])
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
    text = GONE.sub("", _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text)
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
    rows: list[list[list[HtmlBlock]]] = field(default_factory=lambda: [[]])


class _Tables:
    """Takes in blocks, and makes one of those in a table's row, unless it lays out the page."""

    def __init__(self, groups: Iterator[int]) -> None:
        self._groups = groups
        self._open: list[_Table] = []
        self._cells: list[list[HtmlBlock]] = []
        self.blocks: list[HtmlBlock] = []

    def add(self, blocks: Iterable[HtmlBlock]) -> None:
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


def _rows(table: _Table) -> Iterable[HtmlBlock]:
    flat = itertools.chain.from_iterable
    if table.layout:
        return flat(flat(table.rows))
    rows = [cells for cells in table.rows if any(cells)]
    return flat(
        [_row(cells, table.group)] if _is_row(cells, rows) else flat(cells) for cells in rows
    )


def _row(cells: list[list[HtmlBlock]], group: int) -> HtmlBlock:
    found = [block for cell in cells for block in cell]
    text = " | ".join(" ".join(b.text for b in cell).replace("\n", " ") for cell in cells)
    runs = range(found[0].runs.start, found[-1].runs.stop)
    return HtmlBlock(text.strip(), runs, group=group, furniture=found[0].furniture)


def _is_row(cells: list[list[HtmlBlock]], rows: list[list[list[HtmlBlock]]]) -> bool:
    """Whether the cells are those of data; headings in them, say, show a layout."""
    found = [block for cell in cells for block in cell]
    if len(cells) < 2 or any(block.level for block in found):
        return False
    if sum(len(block.text) for block in found) > _LONGEST_ROW:
        return False
    return len(rows) > 1 or all(len(cell) < 2 for cell in cells)


def write(blocks: Iterable[HtmlBlock]) -> tuple[str, tuple[Heading, ...]]:
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
