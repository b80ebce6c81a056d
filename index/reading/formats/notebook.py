"""Bytes of a Jupyter notebook → its cells in order: text, code, and what the code printed.

Pictures and widgets hold no text that can be quoted; a long output is cut after some lines.
"""

import re
from collections.abc import Iterator
from typing import Any

from index.documents import QUESTION_LEVEL, Code, DocumentWarning, Heading, Loss, Metadata, Obstacle
from index.reading.formats.code_fences import fence_around
from index.reading.formats.html_text import JoinedBlocks
from index.reading.formats.json_tree import parse_json
from index.reading.formats.markdown_html import html_of
from index.reading.formats.markup import joined, read_markup
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

MOST_CELLS = 20_000

MOST_MARKDOWN = 3_000_000
"""Characters of all cells with text: a book of a thousand pages has as many."""

MOST_OUTPUT_LINES = 30
"""Of an output; a person reads no more of a log."""

LONGEST_OUTPUT_LINE = 1_000

_COLOURS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_NAME = re.compile(r"[\w+#.-]{1,30}")


def read_notebook(data: bytes) -> Iterator[Reading]:
    """A notebook as one document; raises ``Unreadable`` when it is none."""
    tree = parse_json(data)
    cells = _cells(tree)
    if len(cells) > MOST_CELLS:
        raise Unreadable(
            f"{len(cells):,} cells (at most {MOST_CELLS:,}); split the notebook", Obstacle.LARGE
        )
    size = sum(len(_text(cell.get("source"))) for cell in cells if cell.get("cell_type") != "code")
    if size > MOST_MARKDOWN:
        raise Unreadable(
            f"{size:,} characters of text in its cells; split the notebook", Obstacle.LARGE
        )
    about = _mapping(tree.get("metadata"))
    notes = _Notes()
    language = _language(about)
    parts = [part for cell in cells for part in _cell(cell, language, notes)]
    text, headings, tables, code = joined(parts)
    refuse_long_lines(text)
    metadata = _metadata(about, headings)
    warnings = tuple(notes.warnings())
    yield Reading("", text, metadata, headings, tables=tables, code=code, warnings=warnings)


def _cells(tree: Any) -> list[dict[str, Any]]:
    """The cells; those of versions before 4 stand in worksheets."""
    notebook = _mapping(tree)
    sheets = notebook.get("worksheets")
    holders = [_mapping(sheet) for sheet in sheets] if isinstance(sheets, list) else [notebook]
    lists = [holder["cells"] for holder in holders if isinstance(holder.get("cells"), list)]
    if not lists:
        raise Unreadable("no notebook: it has no cells", Obstacle.DAMAGED)
    return [cell for cells in lists for cell in cells if isinstance(cell, dict)]


class _Notes:
    """Counts what is not read."""

    def __init__(self) -> None:
        self.pictures = self.cut = 0

    def warnings(self) -> Iterator[str]:
        """A line for each kind."""
        if self.pictures:
            yield DocumentWarning(
                f"pictures and widgets in its outputs are not read: {self.pictures:,}",
                Loss.LEFT_OUT,
            )
        if self.cut:
            yield DocumentWarning(
                f"outputs that are cut after {MOST_OUTPUT_LINES} lines: {self.cut:,}", Loss.LEFT_OUT
            )


# A cell → its text.


def _cell(cell: dict[str, Any], language: str, notes: _Notes) -> Iterator[JoinedBlocks]:
    kind = cell.get("cell_type")
    source = _text(cell.get("source", cell.get("input")))
    if kind == "code":
        yield _code(source, _text(cell.get("language")) or language)
        outputs = cell.get("outputs")
        for output in outputs if isinstance(outputs, list) else ():
            yield from _output(_mapping(output), notes)
    elif kind == "heading":  # of version 3
        level = cell.get("level")
        marks = "#" * (level if isinstance(level, int) and 1 <= level <= 6 else 1)
        yield read_markup(html_of(f"{marks} {' '.join(source.split())}"))
    elif kind == "markdown":
        yield read_markup(html_of(source))
    else:
        yield JoinedBlocks(source.strip("\r\n"), (), (), ())


def _code(source: str, language: str) -> JoinedBlocks:
    words = source.strip("\n")
    if not words.strip():
        return JoinedBlocks("", (), (), ())
    fence = fence_around(words)
    name = language if _NAME.fullmatch(language) else ""
    text = f"{fence}{name}\n{words}\n{fence}"
    start, end = len(fence) + len(name) + 1, len(text) - len(fence)
    return JoinedBlocks(text, (), (), (Code(0, len(text), (start, end), name),))


def _output(output: dict[str, Any], notes: _Notes) -> Iterator[JoinedBlocks]:
    data = _mapping(output.get("data", output))  # In version 3, the kinds stand in the output.
    rich = _text(data.get("text/html", data.get("html")))
    plain = _text(output.get("text", data.get("text/plain")))
    if output.get("output_type") in ("error", "pyerr"):
        plain = f"{_text(output.get('ename'))}: {_text(output.get('evalue'))}"
    if "<table" in rich:
        yield read_markup(rich)
    elif marked := _text(data.get("text/markdown")):
        yield read_markup(html_of(marked))
    elif any(name.startswith(("image/", "application/")) or name == "png" for name in data):
        notes.pictures += 1
    elif plain.strip():
        yield _code(_shortened(_COLOURS.sub("", plain), notes), "")


def _shortened(text: str, notes: _Notes) -> str:
    lines = [line[:LONGEST_OUTPUT_LINE] for line in text.strip("\n").split("\n")]
    is_cut = len(lines) > MOST_OUTPUT_LINES or max(map(len, lines)) == LONGEST_OUTPUT_LINE
    notes.cut += is_cut
    return "\n".join(lines[:MOST_OUTPUT_LINES])


# Values as they may be written.


def _text(value: Any) -> str:
    """A text, or the lines of one."""
    lines = value if isinstance(value, list) else [value]
    words = "".join(line for line in lines if isinstance(line, str))
    return _CONTROL.sub("", _COLOURS.sub("", words).replace("\r\n", "\n"))


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _language(about: dict[str, Any]) -> str:
    kernel, info = _mapping(about.get("kernelspec")), _mapping(about.get("language_info"))
    return _text(info.get("name")) or _text(kernel.get("language"))


def _metadata(about: dict[str, Any], headings: tuple[Heading, ...]) -> Metadata:
    authors = about.get("authors")
    people = [_mapping(author) for author in authors] if isinstance(authors, list) else []
    names = [name for person in people if (name := " ".join(_text(person.get("name")).split()))]
    marked = [heading for heading in headings if heading.level < QUESTION_LEVEL]
    top = min((heading.level for heading in marked), default=0)
    first = next((heading.title for heading in marked if heading.level == top), None)
    title = " ".join(_text(about.get("title")).split())
    return Metadata(title=title or first, author=", ".join(names) or None)
