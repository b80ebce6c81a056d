"""The text of OpenDocument → blocks: paragraphs, headings, lists and tables in order.

Notes stand at the end, each with its mark. What was deleted while changes were tracked, tables of
contents, and fields that count pages are left out.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from index.documents import DocumentWarning, Loss, Obstacle
from index.reading.formats.docx_code import CodeLine, fenced
from index.reading.formats.docx_tables import TableCell, TableRow, written_table
from index.reading.formats.odf_styles import ListLevel, Styles, numbered
from index.reading.formats.reading import Unreadable
from index.reading.formats.table_grid import Allowance, Cell
from index.reading.formats.written_blocks import Block, cleaned, one_line
from index.reading.formats.xml_parts import (
    Element,
    Parts,
    attribute,
    below,
    child,
    children,
    integer,
    member_name,
    name_of,
)
from index.text.inline_markup import struck

_MANIFEST = "META-INF/manifest.xml"
_MOST_COLUMNS = 1_000
_MOST_ROWS = 10_000
_DEEPEST = 8
_MOST_SPACES = 40
_SPACES = " " * _MOST_SPACES
_CLEANED_CODE = dict.fromkeys([*range(9), *range(11, 32), 0x7F, 0xAD, 0x200B, 0xFEFF])
_INDENT = "  "

_CHARACTERS = {"tab": "\t", "line-break": "\n"}
_SKIPPED = frozenset(
    "tracked-changes table-of-content page-number page-count ruby-text annotation-end title desc "
    "forms event-listeners bookmark-start bookmark-end notes object-ole sequence-decls "
    "user-field-decls variable-decls dde-connection-decls change change-start change-end".split()
)
_CONTAINERS = frozenset(
    "section index-body text-box alphabetical-index illustration-index table-index user-index "
    "bibliography object-index list-item list-header custom-shape rect ellipse text".split()
)


def open_document(data: bytes, kind: str) -> tuple[Parts, Element]:
    """The parts of a document of OpenDocument, and the element that has its contents."""
    parts = Parts(data, "office")
    has_manifest = parts.has(_MANIFEST)
    if has_manifest and b"encryption-data" in parts.read(_MANIFEST):
        raise Unreadable("encrypted; save it without a password", Obstacle.LOCKED)
    root = parts.tree("content.xml")
    body = child(root, "body", kind)
    if body is None:
        raise Unreadable(
            f"not what its ending says: no {kind} in it; save it again", Obstacle.DAMAGED
        )
    return parts, root


@dataclass(slots=True)
class _List:
    """An open list: its style, how deep it is nested, and whether it goes on with the last one."""

    style: str
    depth: int


@dataclass(slots=True)
class _Paragraph:
    """The words of a paragraph, whether all are bold, and what is anchored to it."""

    words: list[str] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)


class OdfText:
    """Reads text; counts list items, headings, notes and what is left out."""

    def __init__(self, parts: Parts, root: Element) -> None:
        self._parts = parts
        self.styles = Styles(parts.tree_if_there("styles.xml"), root)
        self.allowance = Allowance()
        self.left_out: Counter[str] = Counter()
        self.title: str | None = None
        self._counts: dict[str, dict[int, int]] = {}
        self._outline: dict[int, int] = {}
        self._notes: list[Element] = []

    def warnings(self) -> tuple[str, ...]:
        """What is in the document but not in its text."""
        return tuple(
            DocumentWarning(f"{what} left out: {count}", Loss.LEFT_OUT)
            for what, count in self.left_out.items()
            if count
        )

    def notes(self) -> Iterator[Block]:
        """The notes that were cited, in the order of their marks."""
        for number, note in enumerate(self._notes, start=1):
            words = " ".join(block.text for block in self.blocks(child(note, "note-body")))
            yield Block(f"[{number}] {one_line(words)}".strip())

    def blocks(self, container: Element | None, lists: tuple[_List, ...] = ()) -> Iterator[Block]:
        """The blocks in a container, in order."""
        mark = self._item_mark(container, lists) if lists else ""
        for is_code, group in groupby(children(container), key=self._is_code):
            elements = list(group)
            if is_code and (code := fenced([self._code_line(line) for line in elements])):
                yield Block(code)
            else:
                yield from self._blocks(elements, mark, lists)
            mark = ""

    def _is_code(self, element: Element) -> bool:
        style = attribute(element, "style-name")
        return name_of(element) == "p" and self.styles.look("paragraph", style).is_code

    def _code_line(self, element: Element) -> CodeLine:
        paragraph = _Paragraph()
        self._read(element, paragraph, False)
        return CodeLine("".join(paragraph.words).translate(_CLEANED_CODE), is_styled=True)

    def _blocks(
        self, elements: Iterable[Element], mark: str, lists: tuple[_List, ...]
    ) -> Iterator[Block]:
        for element in elements:
            kind = name_of(element)
            if kind in ("p", "h"):
                yield from self._paragraph(element, mark, lists)
                mark = ""
            elif kind == "list":
                yield from self._list(element, lists)
            elif kind == "table":
                yield from self._table(element)
            elif kind == "section" and attribute(element, "display") == "none":
                self.left_out["hidden sections"] += 1
            elif kind in ("frame", "g", "a") or kind in _CONTAINERS:
                yield from self.blocks(element)
            elif kind == "object":
                yield from self._object(element)

    def _object(self, element: Element) -> Iterator[Block]:
        """A chart as the table of its values, or a formula; other objects are left out."""
        name = member_name("", attribute(element, "href") + "/content.xml")
        root = self._parts.tree_if_there(name)
        chart = child(root, "body", "chart", "chart")
        formula = one_line(" ".join(note.text or "" for note in below(root, "annotation")))
        if chart is not None:
            yield from (Block(words) for words in [self._chart_title(chart)] if words)
            for table in children(chart, "table"):
                yield from self._table(table)
        elif root is not None and name_of(root) == "math" and formula:
            yield Block(formula)
        else:
            self.left_out["inserted files"] += 1

    def _chart_title(self, chart: Element) -> str:
        return one_line(self.text_of(children(child(chart, "title"), "p")))

    def _paragraph(self, element: Element, mark: str, lists: tuple[_List, ...]) -> Iterator[Block]:
        look = self.styles.look("paragraph", attribute(element, "style-name"))
        paragraph = _Paragraph()
        if look.is_hidden:
            self.left_out["paragraphs of hidden text"] += 1
        else:
            self._read(element, paragraph, look.is_bold)
        text = cleaned("".join(paragraph.words))
        level = integer(attribute(element, "outline-level"), 1) if name_of(element) == "h" else 0
        level = level or int(look.is_title)
        if text and level:
            words = " ".join(text.split())
            self.title = words if look.is_title and not self.title else self.title
            number = "" if look.is_title else mark or self._heading_number(element, level)
            number = " ".join(number.split())
            yield Block(f"{number} {words}" if number not in ("", "-") else words, level)
        elif text and mark:
            indent = _INDENT * (len(lists) - 1)
            yield Block(f"{indent}{mark} {' '.join(text.split())}", is_item=True)
        elif text:
            yield Block(text)
        for box in paragraph.boxes:
            yield from self.blocks(box)

    def _heading_number(self, element: Element, level: int) -> str:
        form = self.styles.outline.get(level)
        if form is None or not form.form or attribute(element, "is-list-header") == "true":
            return ""
        count = self._outline.get(level, form.start - 1) + 1
        if attribute(element, "restart-numbering") == "true":
            count = integer(attribute(element, "start-value"), form.start)
        self._outline = {n: c for n, c in self._outline.items() if n < level} | {level: count}
        forms = ((n, self.styles.outline.get(n, ListLevel())) for n in range(1, level + 1))
        return numbered(form, [(self._outline.get(n, f.start), f.form) for n, f in forms])

    # Lists.

    def _list(self, element: Element, lists: tuple[_List, ...]) -> Iterator[Block]:
        style = attribute(element, "style-name") or (lists[-1].style if lists else "")
        opened = _List(style, len(lists) + 1)
        if opened.depth > _DEEPEST:
            opened = lists[-1]
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(
            element, "continue-list"
        )
        if not goes_on:
            self._counts.setdefault(style, {}).pop(opened.depth, None)
        for item in children(element, "list-item", "list-header"):
            yield from self.blocks(item, (*lists, opened)[:_DEEPEST])

    def _item_mark(self, item: Element | None, lists: tuple[_List, ...]) -> str:
        """What stands before an item; nothing where it only holds a list inside."""
        first = next(iter(children(item)), None)
        if first is None or name_of(item) == "list-header" or name_of(first) == "list":
            return ""
        innermost = lists[-1]
        style = innermost.style or self._paragraph_list(first)
        level = self.styles.list_levels.get((style, innermost.depth), ListLevel(is_bullet=True))
        counts = self._counts.setdefault(innermost.style, {})
        start = attribute(item, "start-value")
        count = counts.get(innermost.depth, level.start - 1) + 1
        counts[innermost.depth] = integer(start, count) if start else count
        for deeper in [depth for depth in counts if depth > innermost.depth]:
            del counts[deeper]
        if level.is_bullet:
            return "-"
        upper = range(1, innermost.depth + 1)
        forms = [self.styles.list_levels.get((style, n), ListLevel()) for n in upper]
        return numbered(
            level, [(counts.get(n, 1), f.form) for n, f in zip(upper, forms, strict=True)]
        )

    def _paragraph_list(self, paragraph: Element) -> str:
        return self.styles.look("paragraph", attribute(paragraph, "style-name")).list_style

    # Tables.

    def _table(self, table: Element) -> Iterator[Block]:
        rows = list(self._rows(table))
        for text, spans in written_table(rows, False, self.allowance):
            yield Block(text, table=spans)

    def _rows(self, table: Element) -> Iterator[TableRow]:
        spans: dict[int, int] = {}
        for row, is_header in table_rows(table):
            repeats = min(integer(attribute(row, "number-rows-repeated"), 1), _MOST_ROWS)
            cells = tuple(self._cells(row, spans))
            yield TableRow(cells, is_header)
            for _ in range(repeats - 1 if any(cell.text for cell in cells) else 0):
                if not all(self.allowance.takes(Cell(cell.text)) for cell in cells):
                    break
                yield TableRow(cells, is_header)

    def _cells(self, row: Element, spans: dict[int, int]) -> Iterator[TableCell]:
        """The cells of a row; ``spans`` has how many rows the ones above still cover."""
        column = covered = 0
        for cell in children(row, "table-cell", "covered-table-cell"):
            is_covered = name_of(cell) == "covered-table-cell"
            columns = max(1, integer(attribute(cell, "number-columns-spanned"), 1))
            rows = max(1, integer(attribute(cell, "number-rows-spanned"), 1))
            found = None if is_covered else self._cell(cell, columns)
            repeats = max(1, integer(attribute(cell, "number-columns-repeated"), 1))
            for number in range(min(repeats, _MOST_COLUMNS - column)):
                if number and not self.allowance.takes(Cell(found.text if found else "")):
                    return
                if is_covered and covered:
                    covered -= 1
                elif spans.get(column, 0) > 0:
                    yield TableCell("", continues=True)
                else:
                    covered = columns - 1
                    yield found or TableCell("")
                    for place in range(column, min(column + columns, _MOST_COLUMNS)):
                        spans[place] = min(rows, _MOST_ROWS)
                spans[column] = spans.get(column, 1) - 1
                column += 1

    def _cell(self, cell: Element, columns: int) -> TableCell:
        blocks = list(self.blocks(cell))
        is_bold = all(self._is_bold(p) for p in children(cell, "p"))
        is_layout = any(block.table or block.level for block in blocks)
        return TableCell(one_line(" ".join(b.text for b in blocks)), columns, is_bold, is_layout)

    def _is_bold(self, element: Element) -> bool:
        paragraph = _Paragraph()
        look = self.styles.look("paragraph", attribute(element, "style-name"))
        self._read(element, paragraph, look.is_bold, is_counted=False)
        return all(paragraph.bold)

    # Words.

    def text_of(self, elements: Iterable[Element]) -> str:
        """The words of paragraphs, a line each."""
        found = []
        for element in elements:
            paragraph = _Paragraph()
            self._read(element, paragraph, False)
            found.append(cleaned("".join(paragraph.words)))
        return "\n".join(filter(None, found))

    def _read(
        self, node: Element, paragraph: _Paragraph, is_bold: bool, *, is_counted: bool = True
    ) -> None:
        _add(paragraph, node.text, is_bold)
        for element in node:
            kind = name_of(element)
            if kind == "s":
                spaces = min(max(1, integer(attribute(element, "c"), 1)), _MOST_SPACES)
                paragraph.words.append(_SPACES[:spaces])
            elif kind in _CHARACTERS:
                paragraph.words.append(_CHARACTERS[kind])
            elif kind == "note":
                if is_counted:
                    self._notes.append(element)
                    paragraph.words.append(f"[{len(self._notes)}]")
            elif kind == "annotation":
                self.left_out["comments"] += is_counted
            elif kind in ("frame", "g", "custom-shape", "text-box", "rect"):
                paragraph.boxes.append(element)
            elif kind == "span":
                self._read_span(element, paragraph, is_bold, is_counted=is_counted)
            elif kind not in _SKIPPED:
                self._read(element, paragraph, is_bold, is_counted=is_counted)
            _add(paragraph, element.tail, is_bold)

    def _read_span(
        self, span: Element, paragraph: _Paragraph, is_bold: bool, *, is_counted: bool
    ) -> None:
        look = self.styles.look("text", attribute(span, "style-name"))
        if look.is_hidden:
            self.left_out["pieces of hidden text"] += is_counted
            return
        first = len(paragraph.words)
        self._read(span, paragraph, is_bold or look.is_bold, is_counted=is_counted)
        if look.is_struck:
            paragraph.words[first:] = [struck("".join(paragraph.words[first:]))]


def _add(paragraph: _Paragraph, words: str | None, is_bold: bool) -> None:
    if words:
        paragraph.words.append(" ".join(words.split("\n")))
        if words.strip():
            paragraph.bold.append(is_bold)


def table_rows(table: Element) -> Iterator[tuple[Element, bool]]:
    """The rows, also those in groups, and whether each is of the header."""
    for element in children(table):
        kind = name_of(element)
        if kind == "table-row":
            yield element, False
        elif kind == "table-header-rows":
            yield from ((row, True) for row in children(element, "table-row"))
        elif kind in ("table-rows", "table-row-group"):
            yield from table_rows(element)


def margin_blocks(text: OdfText, styles: Element | None) -> Iterator[Block]:
    """The headers and footers of the pages, each once."""
    found: dict[str, None] = {}
    for page in below(styles, "master-page"):
        for margin in children(page):
            kind = name_of(margin).partition("-")[0]
            words = one_line(" ".join(block.text for block in text.blocks(margin)))
            if kind in ("header", "footer") and any(map(str.isalpha, words)):
                found[f"{kind.capitalize()}: {words}"] = None
    yield from map(Block, found)


def document_title(text: OdfText, blocks: Sequence[Block]) -> str | None:
    """The words set as the title, else the only heading of the first level."""
    firsts = [block.text for block in blocks if block.level == 1]
    return text.title or (firsts[0] if len(firsts) == 1 else None)
