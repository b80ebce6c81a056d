"""Bytes of a Word document (DOCX) → its words in order, headings by style, notes at the end.

Headings and items begin with the number that Word shows. Tracked changes are read as accepted.
What headers and footers say comes last, once, under a heading of its own; comments are not part of
the text.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from index.documents import QUESTION_LEVEL, DocumentWarning, Loss, Obstacle
from index.reading.formats.docx_blocks import Block, join_blocks, one_line, with_code
from index.reading.formats.docx_code import CodeLine, is_monospaced
from index.reading.formats.docx_contents import without_contents
from index.reading.formats.docx_elements import (
    W,
    child_of,
    count,
    elements_below,
    font_of,
    has_words,
    integer,
    is_on,
    value_of,
)
from index.reading.formats.docx_margins import HEADING, marginal_lines, shown_margins
from index.reading.formats.docx_metadata import document_metadata
from index.reading.formats.docx_notes import Notes
from index.reading.formats.docx_numbering import Mark, Numbering
from index.reading.formats.docx_package import CORE, MAIN, PROGRAM, SETTINGS, Package, read_package
from index.reading.formats.docx_styles import DEFAULT_STYLE, Style, Styles, outline_level
from index.reading.formats.docx_tables import (
    TableCell,
    TableRow,
    has_header_look,
    written_table,
)
from index.reading.formats.docx_text import cleaned_code, cleaned_paragraph
from index.reading.formats.docx_words import Look, WordReader
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.table_grid import Allowance

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/"
_GRAPHIC_TAGS = (_DRAWING + "chart}chart", _DRAWING + "diagram}relIds")
_TABLE = W + "tbl"
_BLOCK_TAGS, _ROW_TAGS, _CELL_TAGS = {W + "p", _TABLE}, {W + "tr"}, {W + "tc"}

_CONTINUED = ("", "continue")
"""What a cell states that is merged with the one above it, or to its left."""

_FEWEST_ROWS = 2
_LONGEST_QUESTION = 160  # characters
_INDENT = "  "


def read_docx(data: bytes) -> Iterator[Reading]:
    """A Word document; raises ``Unreadable`` when it is encrypted, damaged or too large."""
    if data.startswith(_OLE_SIGNATURE):
        raise Unreadable(
            "encrypted or in the old Word format; save it as .docx without a password",
            Obstacle.LOCKED,
        )
    package = read_package(data)
    parts = package.parts
    reader = _BodyReader(package)
    body = list(reader.blocks(_body(parts[MAIN])))
    blocks = [*without_contents(body), *reader.notes()]
    text, headings, tables = join_blocks(with_code([*blocks, *reader.margins(blocks)]))
    refuse_long_lines(text)
    metadata = document_metadata(parts.get(CORE), parts.get(PROGRAM), blocks)
    yield Reading("", text, metadata, headings, tables=tables, warnings=reader.warnings())


def _body(document: "Element") -> "Element":
    body = child_of(document, "body")
    if "purl.oclc.org" in document.tag:
        raise Unreadable(
            "a Strict Open XML document; save it as an ordinary Word document", Obstacle.DAMAGED
        )
    if body is None:
        raise Unreadable(
            "not a Word document: no body in it; save it as .docx again", Obstacle.DAMAGED
        )
    return body


class _Cell(NamedTuple):
    """A cell as it is written in a row, and all that stands in it."""

    written: TableCell
    blocks: list[Block]

    @property
    def has_heading(self) -> bool:
        return any(0 < block.level < QUESTION_LEVEL for block in self.blocks)

    @property
    def has_table(self) -> bool:
        return any(block.is_table for block in self.blocks)


def _left_out(package: Package, shown: "Sequence[Element]") -> dict[str, int]:
    """How much is in the document that is no part of its text."""
    main = package.parts[MAIN]
    hidden = (m for m in package.margins.values() if all(m is not margin for margin in shown))
    return {
        "comments": len(package.parts.get("comments", ())),
        "charts and diagrams": count(main, *_GRAPHIC_TAGS),
        "inserted files": count(main, W + "altChunk"),
        "damaged or too many headers and footers": package.left_out,
        "headers and footers that no page shows": sum(
            any(map(has_words, margin.iter(W + "r"))) for margin in hidden
        ),
    }


class _BodyReader:
    """Reads the document's parts; counts list items, notes and what is left out."""

    def __init__(self, package: Package) -> None:
        parts = package.parts
        self._styles = Styles(parts.get("styles"))
        self._numbering = Numbering(parts.get("numbering"), self._styles)
        self._notes = Notes(parts)
        self._words = WordReader(self._styles, self._notes)
        self._shown_margins = shown_margins(parts[MAIN], parts.get(SETTINGS), package.margins)
        self._repeats = Allowance()
        self._left_out = self._words.left_out
        self._left_out.update(_left_out(package, self._shown_margins))

    def warnings(self) -> tuple[str, ...]:
        """What is in the document but not in its text."""
        return tuple(
            DocumentWarning(f"{what} left out: {count}", Loss.LEFT_OUT)
            for what, count in self._left_out.items()
            if count
        )

    def notes(self) -> Iterator[Block]:
        """The notes that were cited, in the order of their marks."""
        for number, note in enumerate(self._notes.cited, start=1):  # a note may cite another
            yield Block(f"[{number}] {one_line(self.blocks(note))}".strip())

    def margins(self, blocks: list[Block]) -> Iterator[Block]:
        """What headers and footers say beside the blocks of the text, each once."""
        self._words.is_marginal = True
        said = {block.text for block in blocks} | {block.title for block in blocks}
        for margin in self._shown_margins:
            for block in self.blocks(margin):
                if block.text not in said:
                    if HEADING not in said:
                        yield Block(HEADING, 1, title=HEADING)
                    yield Block(block.text, is_table=block.is_table, table=block.table)
                    said |= {block.text, HEADING}

    def blocks(self, container: "Element") -> Iterator[Block]:
        """The blocks of the body, a cell, a text box or a note, in order."""
        pending, looks = "", list[Look]()
        for child in elements_below(container, _BLOCK_TAGS):
            if child.tag == _TABLE:
                yield from self._block(pending, looks, None, DEFAULT_STYLE)
                pending, looks = "", []
                yield from self._table(child)
            elif len(child):
                properties = child_of(child, "pPr")
                style = self._styles.of(value_of(properties, "pStyle"))
                paragraph = self._words.paragraph(child, style)
                pending += paragraph.words
                looks += paragraph.looks
                if not _joins_next_paragraph(properties):
                    yield from self._block(pending, looks, properties, style)
                    pending, looks = "", []
                for box in paragraph.boxes:
                    yield from self.blocks(box)
        yield from self._block(pending, looks, None, DEFAULT_STYLE)

    def _block(
        self, words: str, looks: list[Look], properties: "Element | None", style: Style
    ) -> Iterator[Block]:
        if self._words.is_marginal:
            yield from (Block(text) for text in map(self._clean, marginal_lines(words)) if text)
            return
        text = self._clean(words)
        # Also of an empty paragraph, since Word counts it.
        mark = self._numbering.mark(properties, style)
        is_bold = bool(looks) and all(look.is_bold for look in looks)
        level = _level_of(properties, style)
        code = None if level or mark else self._code(words, looks, properties, style)
        if is_bold and not (mark or code) and _is_question(text):
            level = level or QUESTION_LEVEL
        if level or mark:
            text = text.replace("\n", " ")
        if text and level:
            number = f"{mark.text} " if mark and not mark.is_bullet else ""
            yield Block(number + text, level, style.is_title, text, is_bold=is_bold)
        elif mark and text:
            is_item = mark.is_bullet or mark.is_counted
            yield Block(_item(mark, style, text), is_item=is_item, is_bold=is_bold)
        elif text or code:
            yield Block(
                text,
                is_item=text.startswith("- "),
                is_bold=is_bold,
                code=code,
                is_entry=style.is_entry,
                is_over_entries=style.is_over_entries,
            )

    def _code(
        self, words: str, looks: list[Look], properties: "Element | None", style: Style
    ) -> CodeLine | None:
        """A paragraph's line as it stands, if the style or the font says that it may be code."""
        font = font_of(child_of(properties, "rPr")) or style.font  # Of its end mark.
        is_set = all(look.is_monospaced for look in looks) if looks else is_monospaced(font)
        if not (style.is_code or (is_set and not self._styles.is_monospaced)):
            return None
        return CodeLine(cleaned_code(words), style.is_code)

    def _clean(self, words: str) -> str:
        text, symbols = cleaned_paragraph(words)
        self._left_out["symbols of a picture font"] += symbols
        return text

    def _table(self, table: "Element") -> Iterator[Block]:
        rows = [
            (row, list(elements_below(row, _CELL_TAGS))) for row in elements_below(table, _ROW_TAGS)
        ]
        if sum(len(cells) for _, cells in rows) == 1:  # a frame, not a table
            yield from self.blocks(next(cells for _, cells in rows if cells)[0])
            return
        read = [[self._cell(cell) for cell in cells] for _, cells in rows]
        if _is_page(read):
            yield from (block for row in read for cell in row for block in cell.blocks)
            return
        written = [self._row(row, cells) for (row, _), cells in zip(rows, read, strict=True)]
        for text, spans in written_table(written, self._has_header_style(table), self._repeats):
            yield Block(text, is_table=True, table=spans)
        yield from _nested_tables(read)

    def _row(self, row: "Element", cells: "list[_Cell]") -> TableRow:
        properties = child_of(row, "trPr")
        before = integer(value_of(properties, "gridBefore"))
        read = tuple(_without_merged(cell.written for cell in cells))
        return TableRow(read, is_on(properties, "tblHeader"), before)

    def _cell(self, cell: "Element") -> _Cell:
        properties = child_of(cell, "tcPr")
        columns = integer(value_of(properties, "gridSpan")) or 1
        if value_of(properties, "vMerge") in _CONTINUED:
            return _Cell(TableCell("", columns, continues=True), [])
        blocks = [block for block in self.blocks(cell) if block.text]
        words = [block for block in blocks if not block.is_table]
        is_bold = all(block.is_bold for block in words)
        is_merged = value_of(properties, "hMerge") in _CONTINUED and not blocks
        written = TableCell(one_line(words), columns, is_bold=is_bold, joins_left=is_merged)
        return _Cell(written, blocks)

    def _has_header_style(self, table: "Element") -> bool:
        """Whether the table's style sets the first row apart, and that is not switched off."""
        properties = child_of(table, "tblPr")
        look = child_of(properties, "tblLook")
        if look is None or not has_header_look(look.get(W + "firstRow"), look.get(W + "val", "")):
            return False
        return self._styles.sets_first_row_apart(value_of(properties, "tblStyle"))


def _is_page(rows: Sequence[Sequence[_Cell]]) -> bool:
    """Whether a table lays out a page: headings stand in it, but not as the names of its columns,
    or tables with hardly a row of words around them."""
    if any(cell.has_heading for row in rows[1:] for cell in row):
        return True
    first = [cell.has_heading for row in rows[:1] for cell in row if cell.blocks]
    if any(first):
        return len(rows) == 1 or not all(first)
    has_table = any(cell.has_table for row in rows for cell in row)
    return has_table and sum(map(_is_row_of_words, rows)) < _FEWEST_ROWS


def _is_row_of_words(row: Sequence[_Cell]) -> bool:
    return sum(1 for cell in row if cell.written.text or cell.written.continues) > 1


def _nested_tables(rows: Iterable[Sequence[_Cell]]) -> Iterator[Block]:
    """The tables inside of cells, below the table around them, each under its row's name."""
    for row in rows:
        tables = [block for cell in row for block in cell.blocks if block.is_table]
        name = next((cell.written.text for cell in row if cell.written.text), "")
        if tables and name:
            yield Block(name)
        yield from tables


def _without_merged(cells: Iterable[TableCell]) -> Iterator[TableCell]:
    """The cells, those that are merged with the one to their left as one with it."""
    last: TableCell | None = None
    for cell in cells:
        if last is not None and cell.joins_left:
            last = last._replace(columns=last.columns + cell.columns)
            continue
        if last is not None:
            yield last
        last = cell
    if last is not None:
        yield last


def _item(mark: Mark, style: Style, text: str) -> str:
    """An item as it is written; what says the numbers of its levels itself needs no indent."""
    depth = 0 if mark.is_path else max(mark.depth, style.nesting)
    return f"{_INDENT * depth}{mark.text} {text}"


def _level_of(properties: "Element | None", style: Style) -> int:
    outline = value_of(properties, "outlineLvl")
    return style.level if outline is None else outline_level(outline)


def _is_question(text: str) -> bool:
    return text.endswith("?") and len(text) <= _LONGEST_QUESTION


def _joins_next_paragraph(properties: "Element | None") -> bool:
    """Whether a paragraph's end is gone, or it is the large first letter of the next one."""
    if properties is None:
        return False
    frame = child_of(properties, "framePr")
    is_letter = frame is not None and frame.get(W + "dropCap") in ("drop", "margin")
    end = child_of(properties, "rPr")
    return is_letter or any(child_of(end, change) is not None for change in ("del", "moveFrom"))
