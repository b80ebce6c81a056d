"""Bytes of a presentation (ODP) → its slides in order, as people read each of them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from index.documents import SLIDE, DocumentWarning, Loss, Obstacle
from index.reading.formats.odf_text import OdfText, open_document
from index.reading.formats.office_metadata import stated_metadata
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.reading_order import Box
from index.reading.formats.slides import (
    MOST_SLIDES,
    Shape,
    group_of,
    notes_block,
    slide_blocks,
    with_places,
)
from index.reading.formats.written_blocks import Block, one_line, written
from index.reading.formats.xml_parts import (
    Element,
    attribute,
    below,
    child,
    children,
    name_of,
)

_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,6})?)(cm|mm|in|pt|pc|px)?")
_MILLIMETRES = {"cm": 10, "mm": 1, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6, "px": 25.4 / 96}
_MARGINS = ("header", "footer", "date-time", "page-number", "notes", "page")
_OTHERS = ("notes", "forms", "thumbnail", "page-thumbnail", "animations", "par")


def read_odp(data: bytes) -> Iterator[Reading]:
    """A presentation as one document; raises ``Unreadable`` if it is encrypted or damaged."""
    parts, root = open_document(data, "presentation")
    deck = _Deck(root, OdfText(parts, root))
    slides = list(deck.slides())
    found = written([*slides[:-1], [*slides[-1], *deck.footers()]] if slides else [])
    refuse_long_lines(found.text)
    about = stated_metadata(parts.tree_if_there("meta.xml"))
    yield Reading(
        "",
        found.text,
        replace(about, title=about.title or deck.title),
        found.headings,
        pages=found.pages,
        page_kind=SLIDE,
        tables=found.tables,
        warnings=tuple(deck.warnings()),
    )


class _Deck:
    """Reads the slides of a presentation; notes what is left out."""

    def __init__(self, root: Element, text: OdfText) -> None:
        self.title: str | None = None
        self._text = text
        body = child(root, "body", "presentation")
        self._pages = list(children(body, "page"))
        if len(self._pages) > MOST_SLIDES:
            raise Unreadable(
                f"more than {MOST_SLIDES:,} slides; split it", Obstacle.LARGE, slides=MOST_SLIDES
            )
        self._declared = {
            attribute(footer, "name"): one_line("".join(footer.itertext()))
            for footer in children(body, "footer-decl")
        }
        self._footers: dict[str, None] = {}
        self._hidden: list[str] = []

    def slides(self) -> Iterator[list[Block]]:
        """The blocks of each slide; none of one that is hidden."""
        for number, page in enumerate(self._pages, start=1):
            style = attribute(page, "style-name")
            says = self._text.styles.says
            if says("drawing-page", style, "drawing-page-properties", "visibility") == "hidden":
                self._hidden.append(str(number))
                yield []
            else:
                yield list(self._slide(page))

    def footers(self) -> Iterator[Block]:
        """The footers of all slides, each once."""
        yield from (Block(f"Footer: {words}") for words in self._footers)

    def warnings(self) -> Iterator[str]:
        """What is in the presentation but not in its text."""
        if self._hidden:
            yield DocumentWarning(
                with_places("hidden slides left out", self._hidden), Loss.LEFT_OUT
            )
        yield from self._text.warnings()

    def _slide(self, page: Element) -> Iterator[Block]:
        shapes = list(self._shapes(page))
        blocks = list(slide_blocks(shapes))
        has_title = any(shape.is_title for shape in shapes)
        if has_title and self.title is None:
            self.title = blocks[0].text
        if footer := self._declared.get(attribute(page, "use-footer-name")):
            self._footers[footer] = None
        notes = list(self._notes(page))
        if len(blocks) == 1 and notes and has_title:
            blocks = [blocks[0]._replace(level=1)]
        yield from blocks
        yield from notes
        yield from self._text.notes()

    def _shapes(self, container: Element) -> Iterator[Shape]:
        for shape in children(container):
            kind = attribute(shape, "class")
            if kind == "footer":
                self._take_footer(shape)
            if name_of(shape) in _OTHERS or kind in _MARGINS:
                continue
            if attribute(shape, "placeholder") == "true":
                continue
            if name_of(shape) == "g":
                members = list(self._shapes(shape))
                found = group_of(members, _around([member.box for member in members]))
            else:
                blocks = list(self._text.blocks(shape))
                found = Shape(_box(shape, blocks), blocks, kind == "title")
            if found.blocks:
                yield found

    def _take_footer(self, frame: Element) -> None:
        words = one_line(" ".join(self._text.text_of(below(frame, "p")).split("\n")))
        if any(map(str.isalpha, words)):
            self._footers[words] = None

    def _notes(self, page: Element) -> Iterator[Block]:
        for frame in children(child(page, "notes"), "frame"):
            if attribute(frame, "class") == "notes" and attribute(frame, "placeholder") != "true":
                lines = [
                    block.text
                    for box in below(frame, "text-box")
                    for block in self._text.blocks(box)
                ]
                yield from notes_block(lines)


def _box(shape: Element, blocks: list[Block]) -> Box:
    left, top, width, height = (
        _millimetres(attribute(shape, name)) for name in ("x", "y", "width", "height")
    )
    characters = sum(len(block.text) for block in blocks)
    return Box(left, top, left + width, top + height, characters)


def _around(boxes: list[Box]) -> Box:
    if not boxes:
        return Box(0, 0, 0, 0)
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _millimetres(length: str) -> float:
    match = _LENGTH.fullmatch(length)
    return float(match[1]) * _MILLIMETRES[match[2] or "px"] if match else 0
