"""Bytes of a presentation (PPTX) → its slides in order, as people read each of them.

Titles are headings. Notes stand below their slide and say so. What the layout puts on every slide
(its number, the date) is left out, and a footer stands once, at the end.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from index.documents import SLIDE, DocumentWarning, Loss, Obstacle
from index.reading.formats.drawing_graphics import graphic_blocks
from index.reading.formats.drawing_text import paragraph_text, text_blocks
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
from index.reading.formats.table_grid import Allowance
from index.reading.formats.written_blocks import Block, written
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
)

_TITLES = ("title", "ctrTitle")
_TEMPLATE_AUTHOR = "Steve Canny"
"""Of python-pptx: every presentation made with it states its template's author."""

_FOOTERS = ("ftr", "dt", "sldNum", "hdr")
_SHAPES = ("sp", "grpSp", "graphicFrame", "pic", "cxnSp")


def read_pptx(data: bytes) -> Iterator[Reading]:
    """A presentation as one document; raises ``Unreadable`` if it is encrypted or damaged."""
    deck = _Deck(Parts(data, "PowerPoint"))
    slides = list(deck.slides())
    text = written([*slides[:-1], [*slides[-1], *deck.footers()]] if slides else [])
    refuse_long_lines(text.text)
    about = stated_metadata(deck.parts.tree_if_there(deck.core))
    author = None if about.author == _TEMPLATE_AUTHOR else about.author
    yield Reading(
        "",
        text.text,
        replace(about, title=about.title or deck.title, author=author),
        text.headings,
        pages=text.pages,
        page_kind=SLIDE,
        page_labels=deck.labels,
        tables=text.tables,
        warnings=tuple(deck.warnings()),
    )


@dataclass(frozen=True, slots=True)
class _Master:
    """What a slide takes from its layout or its master: places and looks, by the placeholder."""

    shapes: dict[tuple[str, str], Element] = field(default_factory=dict)
    body_style: Element | None = None

    def like(self, kind: str, index: str) -> Element | None:
        """The placeholder of that index, else the first of that kind."""
        if ("", index) in self.shapes:
            return self.shapes["", index]
        return self.shapes.get((_kind_in_master(kind), ""))


def _kind_in_master(kind: str) -> str:
    return "title" if kind in _TITLES else kind if kind in _FOOTERS else "body"


class _Deck:
    """Reads the slides of a presentation; counts what is left out."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.title: str | None = None
        main = parts.main_part("ppt/presentation.xml")
        self._root = parts.tree(main)
        if name_of(self._root) != "presentation":
            raise Unreadable("not a presentation; save it as .pptx again", Obstacle.DAMAGED)
        self._relations = parts.relations(main)
        self.core = target(parts.relations(""), "core-properties")
        size = child(self._root, "sldSz")
        self._width, self._height = (integer(stated(size, name)) for name in ("cx", "cy"))
        self._masters: dict[str, _Master] = {}
        self._footers: dict[str, None] = {}
        self._allowance = Allowance()
        self._left_out: dict[str, list[str]] = {}
        first = integer(self._root.get("firstSlideNum"), 1)
        self._names = [
            relation.name
            for entry in children(child(self._root, "sldIdLst"), "sldId")
            if (relation := self._relations.get(attribute(entry, "id")))
        ]
        if len(self._names) > MOST_SLIDES:
            raise Unreadable(
                f"more than {MOST_SLIDES:,} slides; split it", Obstacle.LARGE, slides=MOST_SLIDES
            )
        self.labels = () if first == 1 else tuple(str(first + n) for n in range(len(self._names)))

    def slides(self) -> Iterator[list[Block]]:
        """The blocks of each slide; none of one that is hidden."""
        for number, name in enumerate(self._names, start=1):
            place = self.labels[number - 1] if self.labels else str(number)
            if not self.parts.has(name):
                self._note("missing", place)
                yield []
                continue
            root = self.parts.tree(name)
            if root.get("show") in ("0", "false"):
                self._note("hidden", place)
                yield []
            else:
                yield list(self._slide(root, self.parts.relations(name), place))

    def footers(self) -> Iterator[Block]:
        """The footers of all slides, each once."""
        yield from (Block(f"Footer: {words}") for words in self._footers)

    def warnings(self) -> Iterator[str]:
        """What is in the presentation but not in its text."""
        what = {
            "hidden": "hidden slides left out",
            "missing": "slides missing in the file",
            "beside": "text beside the slide left out, on slides",
            "pictures": "slides with pictures and no words",
            "comments": "comments left out, on slides",
            "objects": "inserted files left out, on slides",
        }
        losses = {"missing": Loss.UNREAD, "pictures": Loss.PICTURES}
        for kind, places in self._left_out.items():
            yield DocumentWarning(with_places(what[kind], places), losses.get(kind, Loss.LEFT_OUT))

    def _note(self, kind: str, place: str) -> None:
        places = self._left_out.setdefault(kind, [])
        if place not in places[-1:]:
            places.append(place)

    def _slide(self, root: Element, relations: dict[str, Relation], place: str) -> Iterator[Block]:
        tree = child(root, "cSld", "spTree")
        layers = self._layers(relations)
        shapes = list(self._shapes(tree, layers, relations, place))
        blocks = list(slide_blocks(shapes))
        if any(shape.is_title for shape in shapes) and self.title is None:
            self.title = blocks[0].text
        if not blocks and next(below(tree, "pic"), None) is not None:
            self._note("pictures", place)
        if any(relation.kind == "comments" for relation in relations.values()):
            self._note("comments", place)
        notes = list(self._notes(relations))
        if len(blocks) == 1 and notes and any(shape.is_title for shape in shapes):
            blocks = [blocks[0]._replace(level=1)]
        yield from blocks
        yield from notes

    def _layers(self, relations: dict[str, Relation]) -> list[_Master]:
        """What the slide takes its places and looks from, the nearest first."""
        layout = target(relations, "slideLayout")
        if not layout or not self.parts.has(layout):
            return []
        master = target(self.parts.relations(layout), "slideMaster")
        return [self._master(name) for name in (layout, master) if name]

    def _master(self, name: str) -> _Master:
        if name not in self._masters:
            root = self.parts.tree_if_there(name)
            shapes: dict[tuple[str, str], Element] = {}
            for shape in below(child(root, "cSld", "spTree"), "sp"):
                if placeholder := _placeholder(shape):
                    kind, index = placeholder
                    shapes.setdefault(("", index), shape)
                    shapes.setdefault((_kind_in_master(kind), ""), shape)
            self._masters[name] = _Master(shapes, child(root, "txStyles", "bodyStyle"))
        return self._masters[name]

    def _shapes(
        self,
        tree: Element | None,
        layers: list[_Master],
        relations: dict[str, Relation],
        place: str,
        depth: int = 0,
    ) -> Iterator[Shape]:
        for shape in _shown_shapes(tree):
            if name_of(shape) == "grpSp":
                members = list(self._shapes(shape, layers, relations, place, depth + 1))
                found = group_of(members, _box([shape], []))
            elif name_of(shape) == "graphicFrame":
                blocks = list(graphic_blocks(shape, self.parts, relations, self._allowance))
                found = Shape(_box([shape], blocks), blocks)
                if not blocks and next(below(shape, "oleObj"), None) is not None:
                    self._note("objects", place)
            else:
                found = self._text_shape(shape, layers)
            if found.blocks and depth == 0 and self._is_beside(found.box):
                self._note("beside", place)
            elif found.blocks:
                yield found

    def _text_shape(self, shape: Element, layers: list[_Master]) -> Shape:
        placeholder = _placeholder(shape)
        body = child(shape, "txBody")
        if placeholder is None:
            blocks = list(text_blocks(body, []))
            return Shape(_box([shape], blocks), blocks, size=_letters_size(body))
        kind, index = placeholder
        if kind in _FOOTERS:
            self._take_footer(kind, body)
            return Shape(Box(0, 0, 0, 0), [])
        models = [model for layer in layers if (model := layer.like(kind, index)) is not None]
        styles = [child(model, "txBody", "lstStyle") for model in models]
        if _kind_in_master(kind) == "body":
            styles += [layer.body_style for layer in layers]
        blocks = list(text_blocks(body, styles))
        return Shape(_box([shape, *models], blocks), blocks, kind in _TITLES, _letters_size(body))

    def _take_footer(self, kind: str, body: Element | None) -> None:
        """Note a footer's words, without the fields that count the slides and tell the day."""
        words = " ".join(
            paragraph_text(paragraph)
            for paragraph in children(body, "p")
            if child(paragraph, "fld") is None
        ).strip()
        if kind != "sldNum" and any(map(str.isalnum, words)):
            self._footers[words] = None

    def _is_beside(self, box: Box) -> bool:
        """Whether it stands outside the slide, where nobody sees it in a show."""
        if not (self._width and self._height and box.right > box.left and box.bottom > box.top):
            return False
        is_inside = box.right > 0 and box.left < self._width
        return not (is_inside and box.bottom > 0 and box.top < self._height)

    def _notes(self, relations: dict[str, Relation]) -> Iterator[Block]:
        root = self.parts.tree_if_there(target(relations, "notesSlide"))
        for shape in below(child(root, "cSld", "spTree"), "sp"):
            placeholder = _placeholder(shape)
            if placeholder and placeholder[0] == "body":
                yield from notes_block(b.text for b in text_blocks(child(shape, "txBody"), []))


def _letters_size(body: Element | None) -> int:
    sizes = [integer(run.get("sz")) for run in below(body, "rPr", "defRPr")]
    return max(sizes, default=0)


def _shown_shapes(tree: Element | None) -> Iterator[Element]:
    for shape in children(tree):
        if name_of(shape) == "AlternateContent":
            versions = (child(shape, "Choice"), child(shape, "Fallback"))
            yield from _shown_shapes(next((v for v in versions if v is not None), None))
        elif name_of(shape) in _SHAPES:
            properties = next(below(shape, "cNvPr"), None)
            if not is_on(properties, "hidden"):
                yield shape


def _placeholder(shape: Element) -> tuple[str, str] | None:
    """The kind and the index of a placeholder, ``None`` if it is none."""
    found = child(shape, "nvSpPr", "nvPr", "ph")
    return None if found is None else (found.get("type", "obj"), found.get("idx", "0"))


def _box(models: list[Element], blocks: list[Block]) -> Box:
    """The place of a shape, by the first of its models that states one."""
    characters = sum(len(block.text) for block in blocks)
    for model in models:
        for place in (
            child(model, "spPr", "xfrm"),
            child(model, "grpSpPr", "xfrm"),
            child(model, "xfrm"),
        ):
            start, size = child(place, "off"), child(place, "ext")
            if start is not None and size is not None:
                left, top = integer(start.get("x")), integer(start.get("y"))
                right, bottom = left + integer(size.get("cx")), top + integer(size.get("cy"))
                return Box(left, top, right, bottom, characters)
    return Box(0, 0, 0, 0, characters)
