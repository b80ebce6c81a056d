"""Word documents (DOCX) → their words in order, headings by style, notes at the end.

``Archive`` opens the container, since python-docx unpacks without limits and gives up where a
relationship leads nowhere, which Word passes over. python-docx parses the parts: its parser
resolves no entities and fetches nothing. Tracked changes are read as accepted. Headers, footers
and comments are no part of the text.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from index.documents import Heading, Metadata
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.zip_archive import Archive

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN, _CORE = "officeDocument", "core-properties"
_PARTS = (_MAIN, _CORE, "styles", "numbering", "footnotes", "endnotes", "comments")
_MOST_TAGS = 2_000_000  # a thousand pages have fewer; this many take 300 MB and ten seconds

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
_PICTURED = (_DRAWING + "chart}chart", _DRAWING + "diagram}relIds")

_PARAGRAPH, _TABLE = _W + "p", _W + "tbl"
_BLOCKS, _ROWS, _CELLS = {_PARAGRAPH, _TABLE}, {_W + "tr"}, {_W + "tc"}
_WORDS = {_W + "t", _MATHS + "t"}
_NOTES = {_W + "footnoteReference": "footnotes", _W + "endnoteReference": "endnotes"}
_RUN, _FIELD, _SYMBOL, _BOX = _W + "r", _W + "fldChar", _W + "sym", _W + "txbxContent"
# What was deleted or moved away, the reading aids above Asian words, and what is no text at all.
_NOT_READ = {_W + name for name in "del moveFrom rt pPr rPr".split()}

# A soft break is a line separator until the white space of the source has become spaces.
_BREAK = "\u2028"
_SIGNS = {_W + "tab": " ", _W + "ptab": " ", _W + "noBreakHyphen": "-"}
_SIGNS |= {_W + "br": _BREAK, _W + "cr": _BREAK}
_INVISIBLE = dict.fromkeys([*range(32), *range(0x7F, 0xA0), 0xAD, 0x200B, 0x2060, 0xFEFF])
_CLEAN = _INVISIBLE | {ord(c): " " for c in "\t\n\r\x85"} | {ord(c): "\n" for c in "\u2028\u2029"}
_BULLET = re.compile(r"\A\s*[\ue000-\uf8ff]\s+")
_PRIVATE = re.compile("[\ue000-\uf8ff]")
_EMPTY_LINES = re.compile("\n{3,}")

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_BODY_TEXT = 9  # the outline level of what is no heading; the levels above it count from 0
_MOST_BASES = 20  # a style rests on a handful of others; a forged chain could be endless
_DEPTHS = frozenset("012345678")
_PLAIN_NUMBER = re.compile(r"%[1-9][.)]")

_HEX = re.compile("[0-9A-Fa-f]{4}")
_SHORT = re.compile("[0-9]{1,6}")

_LONGEST_STATED = 300  # characters; what is longer is no title or name
_CREATED = re.compile(r"(?:19[89]|20\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![^T])")
_TEMPLATE = "2013-12-23T23:15:00Z"  # of python-docx; every file made with it says this
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_NO_TITLE = re.compile(
    r"untitled.*|microsoft word - .*|word document|document ?\d*|title|unknown|.*\.docx?",
    re.IGNORECASE,
)
_NO_AUTHOR = re.compile(
    r"python-docx|microsoft office user|(?:windows )?user|admin(?:istrator)?|author|owner"
    r"|unknown|un-named|apache poi|docx4j",
    re.IGNORECASE,
)


def read_docx(data: bytes) -> Iterator[Reading]:
    """A Word document; raises ``Unreadable`` when it is encrypted, damaged or too large."""
    if data.startswith(_OLE):
        raise Unreadable("encrypted or in the old Word format; save it as .docx without a password")
    parts = _parts(Archive(data))
    story = _Story(parts)
    blocks = [*story.blocks(_body(parts[_MAIN])), *story.notes()]
    text, headings = _joined(blocks)
    refuse_long_lines(text)
    metadata = _metadata(parts.get(_CORE), blocks)
    yield Reading("", text, metadata, headings, warnings=story.warnings())


def _parts(archive: Archive) -> "dict[str, Element]":
    """The parts that are read, by the kind of the relationship that leads to each."""
    package = _related(archive, "")
    main = package.get(_MAIN, "word/document.xml")
    names = {**package, **_related(archive, main), _MAIN: main}
    # Word passes over a relationship that leads nowhere, but not over a missing main part.
    found = [kind for kind in _PARTS if names.get(kind) in archive.names or kind == _MAIN]
    return {kind: _parsed(archive, names[kind]) for kind in found}


def _related(archive: Archive, source: str) -> dict[str, str]:
    folder, name = posixpath.split(source)
    relations = posixpath.join(folder, "_rels", name + ".rels")
    if relations not in archive.names:
        return {}
    return {
        relation.get("Type", "").rpartition("/")[2]: _absolute(folder, relation.get("Target", ""))
        for relation in _parsed(archive, relations).iterchildren("{*}Relationship")
        if relation.get("TargetMode") != "External"
    }


def _absolute(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _parsed(archive: Archive, name: str) -> "Element":
    # Imported here: it takes a quarter of a second, which a corpus without DOCX need not pay.
    from docx.oxml import parse_xml

    data = archive.read(name)
    if data.count(b"<") > _MOST_TAGS:
        raise Unreadable(f"more than {_MOST_TAGS:,} tags in one part; split the document")
    try:
        root = parse_xml(data)
    except (SyntaxError, ValueError, LookupError) as error:  # lxml's is a SyntaxError
        raise Unreadable("damaged: a part of it is not XML; save it again") from error
    # No part may have one (ECMA-376, part 2), and entities in attributes would be resolved.
    if root.getroottree().docinfo.doctype:
        raise Unreadable("damaged: a part of it declares a document type; save it again")
    return root


def _body(document: "Element") -> "Element":
    body = _child(document, "body")
    if "purl.oclc.org" in document.tag:
        raise Unreadable("a Strict Open XML document; save it as an ordinary Word document")
    if body is None:
        raise Unreadable("not a Word document: no body in it; save it as .docx again")
    return body


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, heading (``level`` above 0), list item or table."""

    text: str
    level: int = 0
    is_title: bool = False
    is_item: bool = False


def _joined(blocks: Iterable[_Block]) -> tuple[str, tuple[Heading, ...]]:
    pieces: list[str] = []
    headings: list[Heading] = []
    at, after_item = 0, False
    for block in blocks:
        if pieces:
            pieces.append("\n" if block.is_item and after_item else "\n\n")
            at += len(pieces[-1])
        if block.level:
            headings.append(Heading(at, at + len(block.text), block.level, block.text))
        pieces.append(block.text)
        at, after_item = at + len(block.text), block.is_item
    return "".join(pieces), tuple(headings)


@dataclass(slots=True)
class _Line:
    """A paragraph as far as it is read, and the text boxes that hang on it.

    ``fields`` has for each open field whether its code is being read, which is not shown.
    """

    is_hidden: bool
    words: list[str] = field(default_factory=list)
    boxes: "list[Element]" = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)
    codes: int = 0

    def add(self, words: str) -> None:
        if not self.codes:
            self.words.append(words)

    def meet_field(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(True)
            self.codes += 1
        elif self.fields:
            self.codes -= self.fields.pop()
            if kind == "separate":
                self.fields.append(False)


class _Story:
    """A way through the document's parts, which keeps count of lists, notes and what is lost."""

    def __init__(self, parts: "dict[str, Element]") -> None:
        self._styles = _Styles(parts.get("styles"))
        self._lists = _Lists(parts.get("numbering"))
        self._notes = {
            (kind, note.get(_W + "id")): note
            for kind in _NOTES.values()
            for note in parts.get(kind, ())
        }
        self._numbers: dict[tuple[str, str | None], int] = {}
        self._cited: list[Element] = []
        self._lost = Counter(
            {
                "comments": len(parts.get("comments", ())),
                "charts and diagrams": _count(parts[_MAIN], *_PICTURED),
                "inserted files": _count(parts[_MAIN], _W + "altChunk"),
            }
        )

    def warnings(self) -> tuple[str, ...]:
        """What of the document is not in its text."""
        return tuple(f"{what} left out: {n}" for what, n in self._lost.items() if n)

    def notes(self) -> Iterator[_Block]:
        """The notes that were cited, in the order of their marks."""
        for number, note in enumerate(self._cited, start=1):  # a note may cite another
            yield _Block(f"[{number}] {self._flat_words(note)}".strip())

    def blocks(self, container: "Element") -> Iterator[_Block]:
        """The blocks of the body, a cell, a text box or a note, in order."""
        carried = ""
        for child in _within(container, _BLOCKS):
            if child.tag == _TABLE:
                yield from self._block(carried, None, _PLAIN)
                carried = ""
                yield from self._table(child)
            elif len(child):
                properties = _child(child, "pPr")
                style = self._styles.of(_value(properties, "pStyle"))
                line = _Line(style.is_hidden)
                self._read(child, line)
                carried += "".join(line.words)
                if not _runs_on(properties):
                    yield from self._block(carried, properties, style)
                    carried = ""
                for box in line.boxes:
                    yield from self.blocks(box)
        yield from self._block(carried, None, _PLAIN)

    def _block(self, words: str, properties: "Element | None", style: "_Style") -> Iterator[_Block]:
        text = self._cleaned(words)
        outline = _value(properties, "outlineLvl")
        level = style.level if outline is None else _outlined(outline)
        mark = self._mark(properties, style)  # of a heading too: it may number the lists below it
        if level or mark:
            text = text.replace("\n", " ")
        if text and level:
            yield _Block(text, level, style.is_title)
        elif text:
            yield _Block(mark + text, is_item=bool(mark) or text.startswith("- "))

    def _cleaned(self, words: str) -> str:
        text = words.translate(_CLEAN)
        if _PRIVATE.search(text):
            text, lost = _PRIVATE.subn("", _BULLET.sub("- ", text))
            self._lost["symbols of a picture font"] += lost
        lines = (line.strip(" ") for line in text.split("\n"))
        return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()

    def _mark(self, properties: "Element | None", style: "_Style") -> str:
        stated = _child(properties, "numPr")
        number = _value(stated, "numId") or style.number
        depth = _value(stated, "ilvl") or style.depth or "0"
        return self._lists.mark(number, depth) if number else ""

    def _table(self, table: "Element") -> Iterator[_Block]:
        rows = [list(_within(row, _CELLS)) for row in _within(table, _ROWS)]
        if sum(map(len, rows)) == 1:  # a frame, not a table
            yield from self.blocks(next(filter(None, rows))[0])
            return
        lines = [" | ".join(map(self._cell, cells)).strip() for cells in rows]
        text = "\n".join(line for line in lines if line.strip("| "))
        if text:
            yield _Block(text)

    def _cell(self, cell: "Element") -> str:
        merged = _value(_child(cell, "tcPr"), "vMerge")
        return "" if merged in ("", "continue") else self._flat_words(cell)

    def _flat_words(self, container: "Element") -> str:
        return " ".join(block.text.replace("\n", " ") for block in self.blocks(container))

    def _read(self, node: "Iterable[Element]", line: _Line) -> None:
        for child in node:
            tag = child.tag
            if tag in _WORDS:
                line.add(child.text or "")
            elif tag in _SIGNS:
                line.add(_SIGNS[tag])
            elif tag in _NOTES:
                line.add(self._cite(_NOTES[tag], child.get(_W + "id")))
            elif tag == _SYMBOL:
                line.add(_symbol(child.get(_W + "char")))
            elif tag == _FIELD:
                line.meet_field(child.get(_W + "fldCharType"))
            elif tag == _BOX:
                line.boxes.append(child)
            elif tag == _RUN and self._is_hidden(child, line):
                self._lost["pieces of hidden text"] += any(_count(child, t) for t in _WORDS)
            else:
                self._read(_inside(child), line)

    def _is_hidden(self, run: "Element", line: _Line) -> bool:
        properties = _child(run, "rPr")
        if properties is None:
            return line.is_hidden
        if _child(properties, "vanish") is not None:
            return _is_on(properties, "vanish")
        return line.is_hidden or self._styles.of(_value(properties, "rStyle")).is_hidden

    def _cite(self, kind: str, name: str | None) -> str:
        key = (kind, name)
        if key not in self._notes:
            return ""
        if key not in self._numbers:
            self._cited.append(self._notes[key])
            self._numbers[key] = len(self._cited)
        return f"[{self._numbers[key]}]"


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style says of a paragraph, with what it takes over from the styles it rests on."""

    level: int = 0
    is_title: bool = False
    is_hidden: bool = False
    number: str | None = None
    depth: str | None = None


_PLAIN = _Style()


class _Styles:
    """The styles by their ids; Word translates the ids, but the names of its own are English."""

    def __init__(self, root: "Element | None") -> None:
        self._elements = {style.get(_W + "styleId"): style for style in _children(root, "style")}
        self._known: dict[str, _Style] = {}

    def of(self, name: str | None, bases: int = _MOST_BASES) -> _Style:
        """The style of an id; one that is not defined says what its id says."""
        if name is None or bases == 0:
            return _PLAIN
        if name not in self._known:
            element = self._elements.get(name)
            base = self.of(_value(element, "basedOn"), bases - 1)
            self._known[name] = _style(element, _value(element, "name") or name, base)
        return self._known[name]


def _style(element: "Element | None", name: str, base: _Style) -> _Style:
    properties = _child(element, "pPr")
    items = _child(properties, "numPr")
    level = _stated_level(properties, name.lower())
    return _Style(
        level=base.level if level is None else level,
        is_title=base.is_title or name.lower() == "title",
        is_hidden=base.is_hidden or _is_on(_child(element, "rPr"), "vanish"),
        number=_value(items, "numId") or base.number,
        depth=_value(items, "ilvl") or base.depth,
    )


def _stated_level(properties: "Element | None", name: str) -> int | None:
    outline = _value(properties, "outlineLvl")
    if outline is not None:
        return _outlined(outline)
    heading = _HEADING.fullmatch(name)
    return int(heading[1]) if heading else 1 if name == "title" else None


def _outlined(outline: str) -> int:
    level = _integer(outline)
    return level + 1 if level < _BODY_TEXT else 0


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list marks its items; lists of one kind count on from each other."""

    kind: str | None
    mark: str
    start: int
    restarts: bool = False


class _Lists:
    """The marks of list items, counted as Word counts them."""

    def __init__(self, root: "Element | None") -> None:
        self._lists = {one.get(_W + "numId"): one for one in _children(root, "num")}
        self._kinds = {
            (name, level.get(_W + "ilvl")): _level(name, level)
            for kind in _children(root, "abstractNum")
            for name in [kind.get(_W + "abstractNumId")]
            for level in _children(kind, "lvl")
            if level.get(_W + "ilvl") in _DEPTHS
        }
        self._levels: dict[tuple[str, str], _Level | None] = {}
        self._counts: dict[str | None, dict[str, int]] = {}

    def mark(self, number: str, depth: str) -> str:
        """What stands before the next item: "- ", its number, or nothing where Word shows none."""
        is_first = (number, depth) not in self._levels
        if is_first:
            self._levels[number, depth] = self._level(number, depth)
        level = self._levels[number, depth]
        if level is None:
            return ""
        counts = self._counts.setdefault(level.kind, {})
        begins = depth not in counts or (is_first and level.restarts)
        counts[depth] = level.start if begins else counts[depth] + 1
        for deeper in [one for one in counts if one > depth]:
            del counts[deeper]
        return level.mark.format(counts[depth])

    def _level(self, number: str, depth: str) -> _Level | None:
        one = self._lists.get(number)
        kind = _value(one, "abstractNumId")
        level = self._kinds.get((kind, depth))
        for override in _children(one, "lvlOverride"):
            if override.get(_W + "ilvl") == depth and level is not None:
                own, start = _child(override, "lvl"), _value(override, "startOverride")
                level = level if own is None else _level(kind, own)
                if start is not None:
                    level = replace(level, start=_integer(start), restarts=True)
        return level


def _level(kind: str | None, level: "Element") -> _Level:
    form = _value(level, "numFmt")
    is_plain = form == "decimal" and _PLAIN_NUMBER.fullmatch(_value(level, "lvlText") or "")
    mark = "" if form == "none" else "{}. " if is_plain else "- "
    return _Level(kind, mark, _integer(_value(level, "start")))


def _metadata(core: "Element | None", blocks: list[_Block]) -> Metadata:
    title = _stated(core, "{http://purl.org/dc/elements/1.1/}title")
    author = _stated(core, "{http://purl.org/dc/elements/1.1/}creator")
    language = _stated(core, "{http://purl.org/dc/elements/1.1/}language")
    created = _stated(core, "{http://purl.org/dc/terms/}created")
    date = _CREATED.match(created) if created != _TEMPLATE else None
    return Metadata(
        title=_found_title(blocks) if _NO_TITLE.fullmatch(title) or not title else title,
        author=None if _NO_AUTHOR.fullmatch(author) else author or None,
        date=date[0] if date else None,
        language=language if _LANGUAGE.fullmatch(language) else None,
    )


def _found_title(blocks: list[_Block]) -> str | None:
    titles = [block.text for block in blocks if block.is_title]
    return next(iter(titles + [block.text for block in blocks if block.level == 1]), None)


def _stated(core: "Element | None", tag: str) -> str:
    found = None if core is None else next(core.iterchildren(tag), None)
    words = "" if found is None else " ".join((found.text or "").translate(_CLEAN).split())
    return words if len(words) <= _LONGEST_STATED else ""


def _within(node: "Element", wanted: set[str]) -> "Iterator[Element]":
    """The wanted elements below a node, but for those within another, through any wrappers."""
    ways = [iter(node)]
    while ways:
        child = next(ways[-1], None)
        if child is None:
            ways.pop()
        elif child.tag in wanted:
            yield child
        else:
            ways.append(iter(_inside(child)))


def _inside(wrapper: "Element") -> "Iterable[Element]":
    """What is to be read of an element that only wraps: all, one of its versions, or nothing."""
    if wrapper.tag == _CHOICE + "AlternateContent":
        return next(wrapper.iterchildren(_CHOICE + "Choice", _CHOICE + "Fallback"), ())
    is_prompt = wrapper.tag == _W + "sdt" and _is_on(_child(wrapper, "sdtPr"), "showingPlcHdr")
    return () if is_prompt or wrapper.tag in _NOT_READ else wrapper


def _runs_on(properties: "Element | None") -> bool:
    """Whether a paragraph's end was deleted, or it is the large first letter of the next."""
    if properties is None:
        return False
    frame = _child(properties, "framePr")
    is_letter = frame is not None and frame.get(_W + "dropCap") in ("drop", "margin")
    return is_letter or _child(_child(properties, "rPr"), "del") is not None


def _symbol(code: str | None) -> str:
    number = int(code, 16) if code and _HEX.fullmatch(code) else 0
    return "" if 0xD800 <= number < 0xE000 else chr(number)


def _children(node: "Element | None", name: str) -> "Iterable[Element]":
    return () if node is None else node.iterchildren(_W + name)


def _child(node: "Element | None", name: str) -> "Element | None":
    return None if node is None else next(node.iterchildren(_W + name), None)


def _value(node: "Element | None", name: str) -> str | None:
    """What a property says, "" where it only stands there, ``None`` where it does not."""
    found = _child(node, name)
    return None if found is None else str(found.get(_W + "val", ""))


def _is_on(properties: "Element | None", name: str) -> bool:
    return _value(properties, name) not in (None, "0", "false", "off")


def _integer(value: str | None) -> int:
    return int(value) if value and _SHORT.fullmatch(value) else 0


def _count(node: "Element", *tags: str) -> int:
    return sum(1 for _ in node.iter(*tags))
