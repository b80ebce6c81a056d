"""Bytes of a Word document (DOCX) → its words in order, headings by style, notes at the end.

``Archive`` opens the container. python-docx would unpack without limits, and it fails where a
relationship leads to a missing part, which Word ignores. python-docx parses the parts: its parser
resolves no entities and fetches nothing. Tracked changes are read as accepted. Headers, footers
and comments are not part of the text.
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from index.documents import QUESTION_LEVEL, Heading, Metadata, Table
from index.reading.formats.docx_code import CodeLine, fenced, is_code_style, is_monospaced
from index.reading.formats.docx_tables import TableCell, TableRow, written_table
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.table_grid import Allowance
from index.reading.formats.zip_archive import Archive
from index.text.inline_markup import struck

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement as Element

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN, _CORE = "officeDocument", "core-properties"
_PARTS = (_MAIN, _CORE, "styles", "numbering", "footnotes", "endnotes", "comments")
_MOST_TAGS = 2_000_000  # a thousand pages have fewer; this many take 300 MB and ten seconds

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
_GRAPHIC_TAGS = (_DRAWING + "chart}chart", _DRAWING + "diagram}relIds")

_PARAGRAPH, _TABLE = _W + "p", _W + "tbl"
_BLOCK_TAGS, _ROW_TAGS, _CELL_TAGS = {_PARAGRAPH, _TABLE}, {_W + "tr"}, {_W + "tc"}
_TEXT_TAGS = {_W + "t", _MATHS + "t"}
_NOTE_PARTS = {_W + "footnoteReference": "footnotes", _W + "endnoteReference": "endnotes"}
_RUN, _FIELD, _SYMBOL, _BOX = _W + "r", _W + "fldChar", _W + "sym", _W + "txbxContent"
# Text that was deleted or moved away, the reading aids above Asian words, and properties.
_SKIPPED_TAGS = {_W + name for name in "del moveFrom rt pPr rPr".split()}

# A soft line break is read as a line separator. Cleaning first turns the line breaks of the
# source into spaces, and then each line separator into a line break.
_LINE_BREAK = "\u2028"
_TAG_CHARACTERS = {_W + "tab": "\t", _W + "ptab": "\t", _W + "noBreakHyphen": "-"}
_TAG_CHARACTERS |= {_W + "br": _LINE_BREAK, _W + "cr": _LINE_BREAK}
_INVISIBLE = dict.fromkeys([*range(32), *range(0x7F, 0xA0), 0xAD, 0x200B, 0x2060, 0xFEFF])
_CLEANED = _INVISIBLE | {ord(c): " " for c in "\t\n\r\x85"} | {ord(c): "\n" for c in "\u2028\u2029"}
_CLEANED_CODE = _CLEANED | {ord("\t"): "\t"}  # the indent of its lines is kept
_BULLET = re.compile(r"\A\s*[\ue000-\uf8ff]\s+")
_PRIVATE_USE = re.compile("[\ue000-\uf8ff]")
_EMPTY_LINES = re.compile("\n{3,}")

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_NESTED_LIST = re.compile(r"list ?(?:bullet|number)? ?([2-5])", re.IGNORECASE)
_LONGEST_QUESTION = 160  # characters
_BODY_TEXT_OUTLINE = 9  # the outline level of body text; those of headings count from 0
_INDENT = "  "
_MOST_BASE_STYLES = 20  # a style is based on a few others; a forged chain could be endless
_DEPTHS = frozenset("012345678")
_LEAST_OTHER_TYPE = 0.1  # a share of the characters
_PLAIN_NUMBER = re.compile(r"%[1-9][.)]")

_HEX_CODE = re.compile("[0-9A-Fa-f]{4}")
_SHORT_INTEGER = re.compile("[0-9]{1,6}")

_LONGEST_STATED = 300  # characters; a longer value is not a title or a name
_CREATED = re.compile(r"(?:19[89]|20\d)\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![^T])")
_TEMPLATE_DATE = "2013-12-23T23:15:00Z"  # of python-docx: every file made with it states this date
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
    if data.startswith(_OLE_SIGNATURE):
        raise Unreadable("encrypted or in the old Word format; save it as .docx without a password")
    parts = _read_parts(Archive(data))
    reader = _BodyReader(parts)
    blocks = [*reader.blocks(_body(parts[_MAIN])), *reader.notes()]
    text, headings, tables = _join_blocks(_with_code(blocks))
    refuse_long_lines(text)
    metadata = _metadata(parts.get(_CORE), blocks)
    yield Reading("", text, metadata, headings, tables=tables, warnings=reader.warnings())


def _read_parts(archive: Archive) -> "dict[str, Element]":
    """The parts to read, each by the kind of the relationship that leads to it."""
    package = _relationships(archive, "")
    main = package.get(_MAIN, "word/document.xml")
    names = {**package, **_relationships(archive, main), _MAIN: main}
    # Word ignores a relationship that leads to a missing part, unless it is the main part.
    kinds = [kind for kind in _PARTS if names.get(kind) in archive.names or kind == _MAIN]
    return {kind: _parse(archive, names[kind]) for kind in kinds}


def _relationships(archive: Archive, source: str) -> dict[str, str]:
    folder, name = posixpath.split(source)
    relations_name = posixpath.join(folder, "_rels", name + ".rels")
    if relations_name not in archive.names:
        return {}
    return {
        relation.get("Type", "").rpartition("/")[2]: _member_name(
            folder, relation.get("Target", "")
        )
        for relation in _parse(archive, relations_name).iterchildren("{*}Relationship")
        if relation.get("TargetMode") != "External"
    }


def _member_name(folder: str, target: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")


def _parse(archive: Archive, name: str) -> "Element":
    # Imported here: it takes a quarter of a second, which a corpus without DOCX does not need.
    from docx.oxml import parse_xml

    data = archive.read(name)
    if data.count(b"<") > _MOST_TAGS:
        raise Unreadable(f"more than {_MOST_TAGS:,} tags in one part; split the document")
    try:
        root = parse_xml(data)
    except (SyntaxError, ValueError, LookupError) as error:  # lxml's error is a SyntaxError
        raise Unreadable("damaged: a part of it is not XML; save it again") from error
    # No part may have a document type (ECMA-376, part 2). It could declare entities, and those
    # in attributes would be resolved.
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
    """A paragraph, heading (``level`` above 0), list item or table.

    ``code`` is a paragraph's line as it stands, if it may be code. The spans of ``table`` are
    offsets of ``text``; ``is_table`` is also true of a table that only lays out the page.
    """

    text: str
    level: int = 0
    is_title: bool = False
    is_item: bool = False
    is_bold: bool = False
    code: CodeLine | None = None
    is_table: bool = False
    table: Table | None = None


def _with_code(blocks: Sequence[_Block]) -> Iterator[_Block]:
    """The blocks, with the paragraphs of code that follow each other as one, between fences."""
    means_code = _font_means_code(blocks)
    for is_code, group in groupby(blocks, key=lambda b: _may_be_code(b, means_code)):
        run = list(group)
        code = fenced([b.code for b in run if b.code]) if is_code else ""
        yield from [_Block(code)] if code else (block for block in run if block.text)


def _may_be_code(block: _Block, means_code: bool) -> bool:
    return block.code is not None and (block.code.is_styled or means_code)


def _font_means_code(blocks: Sequence[_Block]) -> bool:
    """Whether the fonts of typewriters stand out; a whole document may be set in one."""
    sizes = Counter[bool]()
    for block in blocks:
        if not (block.level or block.is_table):
            sizes[block.code is not None] += len(block.text)
    return _LEAST_OTHER_TYPE * sizes.total() <= sizes[False]


def _join_blocks(
    blocks: Iterable[_Block],
) -> tuple[str, tuple[Heading, ...], tuple[Table, ...]]:
    parts: list[str] = []
    headings: list[Heading] = []
    tables: list[Table] = []
    offset, after_item = 0, False
    for block in blocks:
        if parts:
            parts.append("\n" if block.is_item and after_item else "\n\n")
            offset += len(parts[-1])
        if block.level:
            headings.append(Heading(offset, offset + len(block.text), block.level, block.text))
        if block.table:
            tables.append(_moved(block.table, offset))
        parts.append(block.text)
        offset, after_item = offset + len(block.text), block.is_item
    return "".join(parts), tuple(headings), tuple(tables)


def _moved(table: Table, offset: int) -> Table:
    header, rows = (
        tuple((start + offset, end + offset) for start, end in spans)
        for spans in (table.header, table.rows)
    )
    return table._replace(header=header, rows=rows)


class _Look(NamedTuple):
    """How a run of words is set."""

    is_bold: bool
    is_monospaced: bool


@dataclass(slots=True)
class _Paragraph:
    """The part of a paragraph that was read so far, how it is set, and the text boxes in it.

    ``fields`` has one entry for each open field: whether its code is being read. Word does not
    show the code. ``open_codes`` counts the entries that are true. ``struck_from`` is the number of
    the first text of those that are being struck out.
    """

    style: "_Style"
    texts: list[str] = field(default_factory=list)
    looks: list[_Look] = field(default_factory=list)
    boxes: "list[Element]" = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)
    open_codes: int = 0
    struck_from: int | None = None

    def add(self, text: str) -> None:
        if not self.open_codes:
            self.texts.append(text)

    def strike(self, *, is_struck: bool) -> None:
        """Whether the next run of words is struck out."""
        if self.struck_from is not None and not is_struck:
            self.texts[self.struck_from :] = [struck("".join(self.texts[self.struck_from :]))]
            self.struck_from = None
        elif self.struck_from is None and is_struck:
            self.struck_from = len(self.texts)

    def add_field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(True)
            self.open_codes += 1
        elif self.fields:
            self.open_codes -= self.fields.pop()
            if kind == "separate":
                self.fields.append(False)


class _BodyReader:
    """Reads the document's parts; counts list items, notes and what is left out."""

    def __init__(self, parts: "dict[str, Element]") -> None:
        self._styles = _Styles(parts.get("styles"))
        self._lists = _Lists(parts.get("numbering"))
        self._notes = {
            (kind, note.get(_W + "id")): note
            for kind in _NOTE_PARTS.values()
            for note in parts.get(kind, ())
        }
        self._numbers: dict[tuple[str, str | None], int] = {}
        self._repeats = Allowance()
        self._cited: list[Element] = []
        self._left_out = Counter(
            {
                "comments": len(parts.get("comments", ())),
                "charts and diagrams": _count(parts[_MAIN], *_GRAPHIC_TAGS),
                "inserted files": _count(parts[_MAIN], _W + "altChunk"),
            }
        )

    def warnings(self) -> tuple[str, ...]:
        """What is in the document but not in its text."""
        return tuple(f"{what} left out: {count}" for what, count in self._left_out.items() if count)

    def notes(self) -> Iterator[_Block]:
        """The notes that were cited, in the order of their marks."""
        for number, note in enumerate(self._cited, start=1):  # a note may cite another
            yield _Block(f"[{number}] {self._one_line_text(note)}".strip())

    def blocks(self, container: "Element") -> Iterator[_Block]:
        """The blocks of the body, a cell, a text box or a note, in order."""
        pending, looks = "", list[_Look]()
        for child in _elements_below(container, _BLOCK_TAGS):
            if child.tag == _TABLE:
                yield from self._block(pending, looks, None, _DEFAULT_STYLE)
                pending, looks = "", []
                yield from self._table(child)
            elif len(child):
                properties = _child(child, "pPr")
                style = self._styles.of(_value(properties, "pStyle"))
                paragraph = _Paragraph(style)
                self._read_content(child, paragraph)
                paragraph.strike(is_struck=False)
                pending += "".join(paragraph.texts)
                looks += paragraph.looks
                if not _joins_next_paragraph(properties):
                    yield from self._block(pending, looks, properties, style)
                    pending, looks = "", []
                for box in paragraph.boxes:
                    yield from self.blocks(box)
        yield from self._block(pending, looks, None, _DEFAULT_STYLE)

    def _block(
        self, words: str, looks: list[_Look], properties: "Element | None", style: "_Style"
    ) -> Iterator[_Block]:
        text = self._clean(words)
        # Of a heading too, since it may number the lists below it.
        mark = self._list_mark(properties, style)
        is_bold = bool(looks) and all(look.is_bold for look in looks)
        level = _level_of(properties, style)
        code = None if level or mark else self._code(words, looks, properties, style)
        if is_bold and not (mark or code) and _is_question(text):
            level = level or QUESTION_LEVEL
        if level or mark:
            text = text.replace("\n", " ")
        if text and level:
            yield _Block(text, level, style.is_title, is_bold=is_bold)
        elif text or code:
            is_item = bool(mark) or text.startswith("- ")
            yield _Block(mark + text, is_item=is_item, is_bold=is_bold, code=code)

    def _code(
        self, words: str, looks: list[_Look], properties: "Element | None", style: "_Style"
    ) -> CodeLine | None:
        """A paragraph's line as it stands, if the style or the font says that it may be code."""
        font = _font(_child(properties, "rPr")) or style.font  # Of its end mark.
        is_set = all(look.is_monospaced for look in looks) if looks else is_monospaced(font)
        if not (style.is_code or (is_set and not self._styles.is_monospaced)):
            return None
        return CodeLine(_PRIVATE_USE.sub("", words.translate(_CLEANED_CODE)), style.is_code)

    def _clean(self, words: str) -> str:
        text = words.translate(_CLEANED)
        if _PRIVATE_USE.search(text):
            text, removed = _PRIVATE_USE.subn("", _BULLET.sub("- ", text))
            self._left_out["symbols of a picture font"] += removed
        lines = (line.strip(" ") for line in text.split("\n"))
        return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()

    def _list_mark(self, properties: "Element | None", style: "_Style") -> str:
        stated = _child(properties, "numPr")
        list_id = _value(stated, "numId") or style.list_id
        depth = _value(stated, "ilvl") or style.depth or "0"
        mark = self._lists.mark(list_id, depth) if list_id else ""
        return _INDENT * max(_integer(depth), style.nesting) + mark if mark else ""

    def _table(self, table: "Element") -> Iterator[_Block]:
        rows = [
            (row, list(_elements_below(row, _CELL_TAGS)))
            for row in _elements_below(table, _ROW_TAGS)
        ]
        if sum(len(cells) for _, cells in rows) == 1:  # a frame, not a table
            yield from self.blocks(next(cells for _, cells in rows if cells)[0])
            return
        read = [self._row(row, cells) for row, cells in rows]
        for text, spans in written_table(read, self._has_header_style(table), self._repeats):
            yield _Block(text, is_table=True, table=spans)

    def _row(self, row: "Element", cells: "list[Element]") -> TableRow:
        properties = _child(row, "trPr")
        before = _integer(_value(properties, "gridBefore"))
        read = tuple(map(self._cell, cells))
        return TableRow(read, _is_on(properties, "tblHeader"), before)

    def _cell(self, cell: "Element") -> TableCell:
        properties = _child(cell, "tcPr")
        columns = _integer(_value(properties, "gridSpan")) or 1
        if _value(properties, "vMerge") in ("", "continue"):
            return TableCell("", columns, continues=True)
        blocks = [block for block in self.blocks(cell) if block.text]
        is_layout = any(b.is_table or 0 < b.level < QUESTION_LEVEL for b in blocks)
        is_bold = all(block.is_bold for block in blocks)
        return TableCell(_one_line(blocks), columns, is_bold=is_bold, is_layout=is_layout)

    def _has_header_style(self, table: "Element") -> bool:
        """Whether the table's style sets the first row apart, and that is not switched off."""
        properties = _child(table, "tblPr")
        look = _child(properties, "tblLook")
        if look is None:
            return False
        stated = look.get(_W + "firstRow")
        bits = look.get(_W + "val", "")
        if stated is None and _HEX_CODE.fullmatch(bits):
            stated = str(int(bits, 16) >> 5 & 1)
        is_on = stated in ("1", "true", "on")
        return is_on and self._styles.sets_first_row_apart(_value(properties, "tblStyle"))

    def _one_line_text(self, container: "Element") -> str:
        return _one_line(self.blocks(container))

    def _read_content(self, node: "Iterable[Element]", paragraph: _Paragraph) -> None:
        for child in node:
            tag = child.tag
            if tag in _TEXT_TAGS:
                paragraph.add(child.text or "")
            elif tag in _TAG_CHARACTERS:
                paragraph.add(_TAG_CHARACTERS[tag])
            elif tag in _NOTE_PARTS:
                paragraph.add(self._cite_note(_NOTE_PARTS[tag], child.get(_W + "id")))
            elif tag == _SYMBOL:
                paragraph.add(_symbol(child.get(_W + "char")))
            elif tag == _FIELD:
                paragraph.add_field_mark(child.get(_W + "fldCharType"))
            elif tag == _BOX:
                paragraph.boxes.append(child)
            elif tag == _RUN and self._is_hidden(child, paragraph):
                self._left_out["pieces of hidden text"] += any(_count(child, t) for t in _TEXT_TAGS)
            else:
                if tag == _RUN and not paragraph.open_codes and _has_words(child):
                    paragraph.looks.append(self._look(child, paragraph.style))
                    paragraph.strike(is_struck=_is_struck_out(child))
                self._read_content(_unwrapped(child), paragraph)

    def _look(self, run: "Element", style: "_Style") -> _Look:
        properties = _child(run, "rPr")
        own = self._styles.of(_value(properties, "rStyle"))
        is_bold = own.is_bold or style.is_bold
        if _child(properties, "b") is not None:
            is_bold = _is_on(properties, "b")
        return _Look(is_bold, is_monospaced(_font(properties) or own.font or style.font))

    def _is_hidden(self, run: "Element", paragraph: _Paragraph) -> bool:
        properties = _child(run, "rPr")
        if properties is None:
            return paragraph.style.is_hidden
        if _child(properties, "vanish") is not None:
            return _is_on(properties, "vanish")
        return paragraph.style.is_hidden or self._styles.of(_value(properties, "rStyle")).is_hidden

    def _cite_note(self, kind: str, name: str | None) -> str:
        key = (kind, name)
        if key not in self._notes:
            return ""
        if key not in self._numbers:
            self._cited.append(self._notes[key])
            self._numbers[key] = len(self._cited)
        return f"[{self._numbers[key]}]"


@dataclass(frozen=True, slots=True)
class _Style:
    """What a style states about a paragraph, itself or through the styles that it is based on."""

    level: int = 0
    is_title: bool = False
    is_hidden: bool = False
    list_id: str | None = None
    depth: str | None = None
    nesting: int = 0
    font: str | None = None
    is_bold: bool = False
    is_code: bool = False


_DEFAULT_STYLE = _Style()


class _Styles:
    """The styles by their ids. Word translates the ids, but its own styles have English names."""

    def __init__(self, root: "Element | None") -> None:
        self._elements = {style.get(_W + "styleId"): style for style in _children(root, "style")}
        self._by_id: dict[str, _Style] = {}
        defaults = _child(_child(_child(root, "docDefaults"), "rPrDefault"), "rPr")
        usual = [
            style.get(_W + "styleId")
            for style in _children(root, "style")
            if style.get(_W + "default") and style.get(_W + "type") == "paragraph"
        ]
        fonts = [_font(defaults), *(self.of(style_id).font for style_id in usual)]
        self.is_monospaced = is_monospaced(next(filter(None, reversed(fonts)), None))
        """Whether text is set in such a font where nothing says otherwise."""

    def sets_first_row_apart(self, style_id: str | None) -> bool:
        """Whether a table's style, or one that it is based on, has its own look for first rows."""
        for _ in range(_MOST_BASE_STYLES):
            element = self._elements.get(style_id)
            parts = _children(element, "tblStylePr")
            if any(part.get(_W + "type") == "firstRow" for part in parts):
                return True
            style_id = _value(element, "basedOn")
        return False

    def of(self, style_id: str | None, bases_left: int = _MOST_BASE_STYLES) -> _Style:
        """The style of an id; for one that is not defined, the id is taken as its name."""
        if style_id is None or bases_left == 0:
            return _DEFAULT_STYLE
        if style_id not in self._by_id:
            element = self._elements.get(style_id)
            base = self.of(_value(element, "basedOn"), bases_left - 1)
            self._by_id[style_id] = _style(element, _value(element, "name") or style_id, base)
        return self._by_id[style_id]


def _style(element: "Element | None", name: str, base: _Style) -> _Style:
    properties = _child(element, "pPr")
    list_properties = _child(properties, "numPr")
    run_properties = _child(element, "rPr")
    level = _stated_level(properties, name.lower())
    nested = _NESTED_LIST.fullmatch(name)
    has_weight = _child(run_properties, "b") is not None
    return _Style(
        level=base.level if level is None else level,
        is_title=base.is_title or name.lower() == "title",
        is_hidden=base.is_hidden or _is_on(run_properties, "vanish"),
        list_id=_value(list_properties, "numId") or base.list_id,
        depth=_value(list_properties, "ilvl") or base.depth,
        nesting=int(nested[1]) - 1 if nested else base.nesting,
        font=_font(run_properties) or base.font,
        is_bold=_is_on(run_properties, "b") if has_weight else base.is_bold,
        is_code=base.is_code or is_code_style(name),
    )


def _stated_level(properties: "Element | None", name: str) -> int | None:
    outline = _value(properties, "outlineLvl")
    if outline is not None:
        return _outline_level(outline)
    heading = _HEADING.fullmatch(name)
    return int(heading[1]) if heading else 1 if name == "title" else None


def _level_of(properties: "Element | None", style: _Style) -> int:
    outline = _value(properties, "outlineLvl")
    return style.level if outline is None else _outline_level(outline)


def _outline_level(outline: str) -> int:
    level = _integer(outline)
    return level + 1 if level < _BODY_TEXT_OUTLINE else 0


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list marks its items.

    Lists with the same ``abstract_id`` continue each other's numbers.
    """

    abstract_id: str | None
    mark: str
    start: int
    restarts: bool = False


class _Lists:
    """The marks of list items, counted as Word counts them."""

    def __init__(self, root: "Element | None") -> None:
        self._lists = {element.get(_W + "numId"): element for element in _children(root, "num")}
        self._abstract_levels = {
            (abstract_id, level.get(_W + "ilvl")): _level(abstract_id, level)
            for abstract in _children(root, "abstractNum")
            for abstract_id in [abstract.get(_W + "abstractNumId")]
            for level in _children(abstract, "lvl")
            if level.get(_W + "ilvl") in _DEPTHS
        }
        self._levels: dict[tuple[str, str], _Level | None] = {}
        self._counts: dict[str | None, dict[str, int]] = {}

    def mark(self, list_id: str, depth: str) -> str:
        """What comes before the next item: "- ", its number, or "" where Word shows nothing."""
        is_first = (list_id, depth) not in self._levels
        if is_first:
            self._levels[list_id, depth] = self._level(list_id, depth)
        level = self._levels[list_id, depth]
        if level is None:
            return ""
        counts = self._counts.setdefault(level.abstract_id, {})
        starts_over = depth not in counts or (is_first and level.restarts)
        counts[depth] = level.start if starts_over else counts[depth] + 1
        for deeper in [key for key in counts if key > depth]:
            del counts[deeper]
        return level.mark.format(counts[depth])

    def _level(self, list_id: str, depth: str) -> _Level | None:
        list_element = self._lists.get(list_id)
        abstract_id = _value(list_element, "abstractNumId")
        level = self._abstract_levels.get((abstract_id, depth))
        for override in _children(list_element, "lvlOverride"):
            if override.get(_W + "ilvl") == depth and level is not None:
                own_level, start = _child(override, "lvl"), _value(override, "startOverride")
                level = level if own_level is None else _level(abstract_id, own_level)
                if start is not None:
                    level = replace(level, start=_integer(start), restarts=True)
        return level


def _level(abstract_id: str | None, level: "Element") -> _Level:
    form = _value(level, "numFmt")
    is_plain = form == "decimal" and _PLAIN_NUMBER.fullmatch(_value(level, "lvlText") or "")
    mark = "" if form == "none" else "{}. " if is_plain else "- "
    return _Level(abstract_id, mark, _integer(_value(level, "start")))


def _metadata(core: "Element | None", blocks: list[_Block]) -> Metadata:
    title = _property_text(core, "{http://purl.org/dc/elements/1.1/}title")
    author = _property_text(core, "{http://purl.org/dc/elements/1.1/}creator")
    language = _property_text(core, "{http://purl.org/dc/elements/1.1/}language")
    created = _property_text(core, "{http://purl.org/dc/terms/}created")
    date = _CREATED.match(created) if created != _TEMPLATE_DATE else None
    return Metadata(
        title=_title_in_text(blocks) if _NO_TITLE.fullmatch(title) or not title else title,
        author=None if _NO_AUTHOR.fullmatch(author) else author or None,
        date=date[0] if date else None,
        language=language if _LANGUAGE.fullmatch(language) else None,
    )


def _title_in_text(blocks: list[_Block]) -> str | None:
    titles = [block.text for block in blocks if block.is_title]
    return next(iter(titles + [block.text for block in blocks if block.level == 1]), None)


def _property_text(core: "Element | None", tag: str) -> str:
    element = None if core is None else next(core.iterchildren(tag), None)
    words = "" if element is None else " ".join((element.text or "").translate(_CLEANED).split())
    return words if len(words) <= _LONGEST_STATED else ""


def _elements_below(node: "Element", tags: set[str]) -> "Iterator[Element]":
    """The elements with one of the tags below a node, also inside wrappers.

    It does not look inside an element that it gives.
    """
    open_nodes = [iter(node)]
    while open_nodes:
        child = next(open_nodes[-1], None)
        if child is None:
            open_nodes.pop()
        elif child.tag in tags:
            yield child
        else:
            open_nodes.append(iter(_unwrapped(child)))


def _unwrapped(wrapper: "Element") -> "Iterable[Element]":
    """What to read of an element that only wraps others: all, one of its versions, or nothing."""
    if wrapper.tag == _CHOICE + "AlternateContent":
        return next(wrapper.iterchildren(_CHOICE + "Choice", _CHOICE + "Fallback"), ())
    is_prompt = wrapper.tag == _W + "sdt" and _is_on(_child(wrapper, "sdtPr"), "showingPlcHdr")
    return () if is_prompt or wrapper.tag in _SKIPPED_TAGS else wrapper


def _is_struck_out(run: "Element") -> bool:
    properties = _child(run, "rPr")
    return _is_on(properties, "strike") or _is_on(properties, "dstrike")


def _font(properties: "Element | None") -> str | None:
    """The font that properties state for Latin letters."""
    fonts = _child(properties, "rFonts")
    return None if fonts is None else fonts.get(_W + "ascii") or fonts.get(_W + "hAnsi")


def _has_words(run: "Element") -> bool:
    return any(child.tag in _TEXT_TAGS and (child.text or "").strip() for child in run)


def _one_line(blocks: Iterable[_Block]) -> str:
    return " ".join(block.text.strip().replace("\n", " ") for block in blocks if block.text)


def _is_question(text: str) -> bool:
    return text.endswith("?") and len(text) <= _LONGEST_QUESTION


def _joins_next_paragraph(properties: "Element | None") -> bool:
    """Whether a paragraph's end was deleted, or it is the large first letter of the next one."""
    if properties is None:
        return False
    frame = _child(properties, "framePr")
    is_letter = frame is not None and frame.get(_W + "dropCap") in ("drop", "margin")
    return is_letter or _child(_child(properties, "rPr"), "del") is not None


def _symbol(code: str | None) -> str:
    number = int(code, 16) if code and _HEX_CODE.fullmatch(code) else 0
    return "" if 0xD800 <= number < 0xE000 else chr(number)


def _children(node: "Element | None", name: str) -> "Iterable[Element]":
    return () if node is None else node.iterchildren(_W + name)


def _child(node: "Element | None", name: str) -> "Element | None":
    return None if node is None else next(node.iterchildren(_W + name), None)


def _value(node: "Element | None", name: str) -> str | None:
    """The value of a property, "" where it has no value, ``None`` where there is no property."""
    element = _child(node, name)
    return None if element is None else str(element.get(_W + "val", ""))


def _is_on(properties: "Element | None", name: str) -> bool:
    return _value(properties, name) not in (None, "0", "false", "off")


def _integer(value: str | None) -> int:
    return int(value) if value and _SHORT_INTEGER.fullmatch(value) else 0


def _count(node: "Element", *tags: str) -> int:
    return sum(1 for _ in node.iter(*tags))
