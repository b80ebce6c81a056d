"""The shapes of a slide → its blocks in the order in which people read them."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from index.reading.formats.reading_order import Box, in_reading_order
from index.reading.formats.written_blocks import Block

MOST_SLIDES = 5_000

_LONGEST_TITLE = 100
"""Characters of the large words at the head of a slide without a title."""


class Shape(NamedTuple):
    """A shape with words: where it stands, its blocks, and how large its largest letters are."""

    box: Box
    blocks: list[Block]
    is_title: bool = False
    size: int = 0


def group_of(shapes: Iterable[Shape], box: Box) -> Shape:
    """Shapes that belong together as one."""
    members = list(shapes)
    order = in_reading_order([member.box for member in members])
    return Shape(box, [block for number in order for block in members[number].blocks])


def slide_blocks(shapes: Iterable[Shape]) -> Iterator[Block]:
    """The title as a heading, then the other shapes; a title over nothing is no heading."""
    found = list(shapes)
    title = next((shape for shape in found if shape.is_title), None)
    others = [shape for shape in found if shape is not title]
    ordered = [others[n] for n in in_reading_order([shape.box for shape in others])]
    if title is None and ordered and _stands_out(ordered):
        title, *ordered = ordered
    if title:
        words = " ".join(" ".join(block.text.split()) for block in title.blocks)
        yield Block(words, level=1 if ordered else 0)
    for shape in ordered:
        yield from shape.blocks


def _stands_out(shapes: list[Shape]) -> bool:
    """Whether the first shape is short and has larger letters than all others."""
    first, *others = shapes
    words = " ".join(block.text for block in first.blocks)
    is_short = len(words) <= _LONGEST_TITLE and not any(b.is_item or b.table for b in first.blocks)
    return is_short and bool(others) and first.size > max(shape.size for shape in others) > 0


def notes_block(lines: Iterable[str]) -> Iterator[Block]:
    """What the speaker wrote for himself, as one block that says so."""
    if words := "\n".join(lines):
        yield Block(f"Notes: {words}")


def with_places(what: str, places: list[str], most: int = 20) -> str:
    """A warning with the first of its places."""
    return f"{what}: {', '.join(places[:most])}{' …' if len(places) > most else ''}"
