"""The XML of a Word document: its names, and what is read of its elements and properties."""

import re
from collections.abc import Iterable, Iterator, Set
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

TEXT_TAGS = frozenset({W + "t", MATHS + "t"})

# Text that was deleted or moved away, the reading aids above Asian words, and properties.
_SKIPPED_TAGS = {W + name for name in "del moveFrom rt pPr rPr".split()}
_SHORT_INTEGER = re.compile("[0-9]{1,6}")


def elements_below(node: "Element", tags: Set[str]) -> "Iterator[Element]":
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
            open_nodes.append(iter(unwrapped(child)))


def unwrapped(wrapper: "Element") -> "Iterable[Element]":
    """What to read of an element that only wraps others: all, one of its versions, or nothing."""
    if wrapper.tag == CHOICE + "AlternateContent":
        return next(wrapper.iterchildren(CHOICE + "Choice", CHOICE + "Fallback"), ())
    is_prompt = wrapper.tag == W + "sdt" and is_on(child_of(wrapper, "sdtPr"), "showingPlcHdr")
    return () if is_prompt or wrapper.tag in _SKIPPED_TAGS else wrapper


def children_of(node: "Element | None", name: str) -> "Iterable[Element]":
    """The children of a name; none of no node."""
    return () if node is None else node.iterchildren(W + name)


def child_of(node: "Element | None", name: str) -> "Element | None":
    """The first child of a name."""
    return None if node is None else next(node.iterchildren(W + name), None)


def value_of(node: "Element | None", name: str) -> str | None:
    """The value of a property, "" where it has no value, ``None`` where there is no property."""
    element = child_of(node, name)
    return None if element is None else str(element.get(W + "val", ""))


def is_on(properties: "Element | None", name: str) -> bool:
    """Whether a property is there and not switched off."""
    return value_of(properties, name) not in (None, "0", "false", "off")


def integer(value: str | None) -> int:
    """A short number; 0 for what is none."""
    return int(value) if value and _SHORT_INTEGER.fullmatch(value) else 0


def count(node: "Element", *tags: str) -> int:
    """How many elements below a node have one of the tags."""
    return sum(1 for _ in node.iter(*tags))


def has_words(run: "Element") -> bool:
    """Whether a run shows more than white space."""
    return any(child.tag in TEXT_TAGS and (child.text or "").strip() for child in run)


def font_of(properties: "Element | None") -> str | None:
    """The font that properties state for Latin letters."""
    fonts = child_of(properties, "rFonts")
    return None if fonts is None else fonts.get(W + "ascii") or fonts.get(W + "hAnsi")
