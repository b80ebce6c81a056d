"""Bytes of a workbook (XLSX, XLSM) → its sheets, each cell as it is shown.

Values of formulas are those that were stored; nothing is computed, and no macro, link or connection
is looked at.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from index.documents import Obstacle
from index.reading.formats.drawing_text import paragraph_text
from index.reading.formats.number_formats import BUILT_IN, shown_number, shown_text
from index.reading.formats.office_metadata import stated_metadata
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.sheets import MOST_SHEETS, CellAllowance, Range, Sheet, read_sheets
from index.reading.formats.table_grid import Cell
from index.reading.formats.written_blocks import one_line
from index.reading.formats.xml_parts import (
    Element,
    Parts,
    Relation,
    attribute,
    below,
    child,
    children,
    integer,
    is_on,
    name_of,
    stated,
    target,
    text_at,
)

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_MOST_MERGED = 100_000
_MOST_COLUMNS = 16_384
_THREAD_NOTE = re.compile(r"\A\[Threaded comment\].*?\bComment:\s*", re.DOTALL)


def read_xlsx(data: bytes) -> Iterator[Reading]:
    """A workbook as one document; raises ``Unreadable`` if it is encrypted or damaged."""
    parts = Parts(data, "Excel")
    book = _Book(parts)
    core = target(parts.relations(""), "core-properties")
    metadata = stated_metadata(parts.tree_if_there(core))
    yield read_sheets(list(book.sheets()), metadata)


class _Look(NamedTuple):
    """How a cell shows its value."""

    code: str = ""
    is_bold: bool = False


class _Book:
    """Reads the sheets of a workbook in their order."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        main = parts.main_part("xl/workbook.xml")
        self._root = parts.tree(main)
        if name_of(self._root) != "workbook":
            raise Unreadable("not a workbook; save it as .xlsx again", Obstacle.DAMAGED)
        self._relations = parts.relations(main)
        self._since_1904 = is_on(child(self._root, "workbookPr"), "date1904")
        self._strings = self._shared_strings(target(self._relations, "sharedStrings"))
        self._looks = list(_looks(parts.tree_if_there(target(self._relations, "styles"))))
        self._cells = CellAllowance()

    def sheets(self) -> Iterator[Sheet]:
        """The sheets; one that is hidden without its cells."""
        entries = list(children(child(self._root, "sheets"), "sheet"))
        if len(entries) > MOST_SHEETS:
            raise Unreadable(
                f"more than {MOST_SHEETS:,} sheets; split it", Obstacle.LARGE, sheets=MOST_SHEETS
            )
        for entry in entries:
            sheet = Sheet(one_line(entry.get("name", "")))
            sheet.is_hidden = entry.get("state", "visible") != "visible"
            relation = self._relations.get(attribute(entry, "id"))
            is_there = relation is not None and self._parts.has(relation.name)
            if relation and is_there and not sheet.is_hidden and relation.kind == "worksheet":
                self._read(sheet, relation.name)
            yield sheet

    def _shared_strings(self, name: str | None) -> list[str]:
        if not self._parts.has(name):
            return []
        return [_rich_text(item) for item in self._parts.pieces(str(name), "si")]

    def _read(self, sheet: Sheet, name: str) -> None:
        row_number, next_column = -1, 1
        for piece in self._parts.pieces(name, "row", "col", "mergeCell"):
            kind = name_of(piece)
            if kind == "row":
                row_number = integer(piece.get("r"), row_number + 2) - 1
                self._read_row(sheet, row_number, piece)
            elif kind == "col" and is_on(piece, "hidden"):
                first, last = integer(piece.get("min"), 1), integer(piece.get("max"), 1)
                first = max(first, next_column)  # They stand in their order.
                next_column = min(last, _MOST_COLUMNS) + 1
                sheet.hidden_columns.update(range(first - 1, next_column - 1))
            elif kind == "mergeCell" and len(sheet.merged) < _MOST_MERGED:
                sheet.merged += _ranges(piece.get("ref", ""))
        for relation in self._parts.relations(name).values():
            self._read_beside(sheet, relation)
        _drop_repeated_notes(sheet)

    def _read_row(self, sheet: Sheet, row: int, element: Element) -> None:
        if is_on(element, "hidden"):
            sheet.hidden_rows.add(row)
        column = -1
        for cell in children(element, "c"):
            place = _REFERENCE.fullmatch(cell.get("r", ""))
            column = _column(place[1]) if place else column + 1
            if len(cell):
                look = self._look(cell)
                words = self._words(sheet, cell, look)
                if words:
                    self._cells.take(words)
                    sheet.put(row, column, Cell(words, is_bold=look.is_bold))

    def _look(self, cell: Element) -> _Look:
        number = integer(cell.get("s"))
        return self._looks[number] if 0 <= number < len(self._looks) else _Look()

    def _words(self, sheet: Sheet, cell: Element, look: _Look) -> str:
        kind = cell.get("t", "n")
        if kind == "inlineStr":
            return shown_text(_rich_text(child(cell, "is")), look.code)
        value = text_at(cell, "v")
        if not value:
            sheet.formulas_without_value += child(cell, "f") is not None and kind != "str"
            return ""
        if kind == "n":
            return shown_number(value, look.code, since_1904=self._since_1904)
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "s":
            number = integer(value, -1)
            words = self._strings[number] if 0 <= number < len(self._strings) else ""
            return shown_text(words, look.code)
        return shown_text(one_line(value), look.code)

    def _read_beside(self, sheet: Sheet, relation: Relation) -> None:
        """What hangs on a sheet: the headers of its tables, comments and text boxes."""
        if relation.kind == "table":
            table = self._parts.tree_if_there(relation.name)
            if integer(stated(table, "headerRowCount"), 1):
                sheet.headers |= {place.top for place in _ranges(stated(table, "ref"))}
        elif relation.kind in ("comments", "threadedComment"):
            root = self._parts.tree_if_there(relation.name)
            for comment in below(root, "comment", "threadedComment"):
                words = _rich_text(child(comment, "text")) or one_line(text_at(comment, "text"))
                words = _THREAD_NOTE.sub("", words)
                if words:
                    sheet.notes.append(f"Comment on {comment.get('ref', '')}: {words}")
        elif relation.kind == "drawing":
            for body in below(self._parts.tree_if_there(relation.name), "txBody"):
                lines = [paragraph_text(paragraph) for paragraph in children(body, "p")]
                sheet.notes += ["\n".join(filter(None, lines))] if any(lines) else []


def _drop_repeated_notes(sheet: Sheet) -> None:
    """Programs store a thread of comments twice, for those that know no threads."""
    sheet.notes = list(dict.fromkeys(sheet.notes))


def _rich_text(element: Element | None) -> str:
    """The words of a text, without the reading aids above Asian ones."""
    runs = (text_at(run, "t") if name_of(run) == "r" else run.text or "" for run in _runs(element))
    return one_line("".join(runs))


def _runs(element: Element | None) -> Iterator[Element]:
    yield from children(element, "t", "r")


def _looks(styles: Element | None) -> Iterator[_Look]:
    codes = BUILT_IN | {
        integer(form.get("numFmtId")): form.get("formatCode", "")
        for form in children(child(styles, "numFmts"), "numFmt")
    }
    bold = [
        child(font, "b") is not None and stated(child(font, "b"), "val", "1") in ("1", "true")
        for font in children(child(styles, "fonts"), "font")
    ]
    for form in children(child(styles, "cellXfs"), "xf"):
        font = integer(form.get("fontId"))
        code = codes.get(integer(form.get("numFmtId")), "")
        yield _Look(code, 0 <= font < len(bold) and bold[font])


def _ranges(reference: str) -> list[Range]:
    """The cells that a reference such as A1:C3 names; none if it is no such reference."""
    first, _, last = reference.partition(":")
    start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last or first)
    if not (start and end):
        return []
    return [Range(int(start[2]) - 1, _column(start[1]), int(end[2]) - 1, _column(end[1]))]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1
