"""Tables, charts and diagrams of DrawingML → blocks."""

from collections.abc import Iterator, Sequence

from index.reading.formats.docx_tables import TableCell, TableRow, written_table
from index.reading.formats.drawing_text import text_of
from index.reading.formats.number_formats import shown_number
from index.reading.formats.table_grid import Allowance
from index.reading.formats.written_blocks import Block, one_line
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
    text_at,
)

_MOST_POINTS = 10_000
"""Of one series of a chart; nobody reads more of them."""

_DEEPEST = 8


def graphic_blocks(
    frame: Element, parts: Parts, relations: dict[str, Relation], allowance: Allowance
) -> Iterator[Block]:
    """What a graphic frame holds: a table, a chart or a diagram."""
    data = child(frame, "graphic", "graphicData")
    for table in children(data, "tbl"):
        yield from _table_blocks(table, allowance)
    for chart in children(data, "chart"):
        part = relations.get(attribute(chart, "id"))
        yield from _chart_blocks(parts.tree_if_there(part and part.name), allowance)
    for diagram in children(data, "relIds"):
        part = relations.get(attribute(diagram, "dm"))
        yield from _diagram_blocks(parts.tree_if_there(part and part.name))


def table_blocks(
    rows: Sequence[TableRow], has_header: bool, allowance: Allowance
) -> Iterator[Block]:
    """Rows as a table, below what is said across all of its columns."""
    for text, table in written_table(rows, has_header, allowance):
        yield Block(text, table=table)


def _table_blocks(table: Element, allowance: Allowance) -> Iterator[Block]:
    rows = [TableRow(tuple(_cells(row))) for row in children(table, "tr")]
    yield from table_blocks(rows, is_on(child(table, "tblPr"), "firstRow"), allowance)


def _cells(row: Element) -> Iterator[TableCell]:
    for cell in children(row, "tc"):
        if is_on(cell, "hMerge"):
            continue
        columns = max(1, integer(cell.get("gridSpan"), 1))
        if is_on(cell, "vMerge"):
            yield TableCell("", columns, continues=True)
        else:
            body = child(cell, "txBody")
            yield TableCell(text_of(body), columns, is_bold=_is_bold(body))


def _is_bold(body: Element | None) -> bool:
    runs = [run for run in below(body, "r") if text_at(run, "t").strip()]
    return bool(runs) and all(is_on(child(run, "rPr"), "b") for run in runs)


# Charts: the values that were last shown stand in them.


def _chart_blocks(root: Element | None, allowance: Allowance) -> Iterator[Block]:
    chart = child(root, "chart")
    if title := text_of(child(chart, "title", "tx", "rich")):
        yield Block(title)
    series = list(below(child(chart, "plotArea"), "ser"))
    columns = [_points(one, "val", "yVal") for one in series]
    names: dict[int, str] = {}
    for one in series:
        names |= _points(one, "cat", "xVal")
    places = sorted({place for column in columns for place in column} | names.keys())
    titles = ["", *(" ".join(_points(one, "tx").values()) for one in series)]
    rows = [titles] + [
        [names.get(place, ""), *(column.get(place, "") for column in columns)] for place in places
    ]
    cells = [TableRow(tuple(map(TableCell, row))) for row in rows]
    yield from table_blocks(cells, any(titles), allowance)


def _points(series: Element, *names: str) -> dict[int, str]:
    """Values of a series by their places, as they are shown."""
    source = next(iter(children(series, *names)), None)
    found: dict[int, str] = {}
    for cache in below(source, "strCache", "strLit", "numCache", "numLit"):
        form = text_at(cache, "formatCode")
        for point in list(below(cache, "pt"))[:_MOST_POINTS]:
            words = one_line(text_at(point, "v"))
            code = point.get("formatCode") or form
            found[integer(point.get("idx"))] = shown_number(words, code) if code else words
    for level in below(source, "multiLvlStrCache"):
        for lvl in children(level, "lvl"):
            for point in list(children(lvl, "pt"))[:_MOST_POINTS]:
                place = integer(point.get("idx"))
                words = one_line(text_at(point, "v"))
                found[place] = f"{words} {found[place]}" if place in found else words
    return found


# Diagrams (SmartArt): points with words, and which of them belongs to which.


def _diagram_blocks(root: Element | None) -> Iterator[Block]:
    words = {
        point.get("modelId", ""): text_of(child(point, "t"))
        for point in children(child(root, "ptLst"), "pt")
        if point.get("type", "node") in ("node", "asst", "doc")
    }
    below_of: dict[str, list[tuple[int, str]]] = {}
    for link in children(child(root, "cxnLst"), "cxn"):
        source, target = link.get("srcId", ""), link.get("destId", "")
        if link.get("type", "parOf") == "parOf" and source in words and target in words:
            below_of.setdefault(source, []).append((integer(link.get("srcOrd")), target))
    children_of = {key: [name for _, name in sorted(found)] for key, found in below_of.items()}
    targets = {name for names in children_of.values() for name in names}
    left = set(words)
    for top in words:
        if top not in targets:
            yield from _points_below(top, 0, words, children_of, left)


def _points_below(
    name: str, depth: int, words: dict[str, str], children_of: dict[str, list[str]], left: set[str]
) -> Iterator[Block]:
    """A point and those that belong to it, each once: forged links could go round."""
    if name not in left or depth > _DEEPEST:
        return
    left.discard(name)
    if words[name]:
        yield Block(f"{'  ' * depth}- {words[name]}", is_item=True)
    for below_it in children_of.get(name, ()):
        yield from _points_below(below_it, depth + bool(words[name]), words, children_of, left)
