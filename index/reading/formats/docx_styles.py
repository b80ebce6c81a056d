"""The styles of a Word document → what each states about its paragraphs and words."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.reading.formats.docx_code import is_code_style, is_monospaced
from index.reading.formats.docx_contents import is_contents_heading, is_contents_style
from index.reading.formats.docx_elements import (
    W,
    child_of,
    children_of,
    font_of,
    integer,
    is_on,
    value_of,
)

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

_HEADING = re.compile(r"heading ?([1-9])", re.IGNORECASE)
_NESTED_LIST = re.compile(r"list ?(?:bullet|number)? ?([2-5])", re.IGNORECASE)
_BODY_TEXT_OUTLINE = 9  # the outline level of body text; those of headings count from 0
_MOST_BASE_STYLES = 20  # a style is based on a few others; a forged chain could be endless


@dataclass(frozen=True, slots=True)
class Style:
    """What a style states about a paragraph, itself or through the styles that it is based on.

    ``list_style`` is the id of the style that states ``list_id``: a level of the list may be its.
    ``is_entry`` and ``is_over_entries`` are as in ``Block``.
    """

    level: int = 0
    is_title: bool = False
    is_hidden: bool = False
    list_id: str | None = None
    list_style: str | None = None
    depth: str | None = None
    nesting: int = 0
    font: str | None = None
    is_bold: bool = False
    is_code: bool = False
    is_entry: bool = False
    is_over_entries: bool = False


DEFAULT_STYLE = Style()


class Styles:
    """The styles by their ids. Word translates the ids, but its own styles have English names."""

    def __init__(self, root: "Element | None") -> None:
        self._elements = {style.get(W + "styleId"): style for style in children_of(root, "style")}
        self._by_id: dict[str, Style] = {}
        defaults = child_of(child_of(child_of(root, "docDefaults"), "rPrDefault"), "rPr")
        usual = [
            style.get(W + "styleId")
            for style in children_of(root, "style")
            if style.get(W + "default") and style.get(W + "type") == "paragraph"
        ]
        fonts = [font_of(defaults), *(self.of(style_id).font for style_id in usual)]
        self.is_monospaced = is_monospaced(next(filter(None, reversed(fonts)), None))
        """Whether text is set in such a font where nothing says otherwise."""

    def sets_first_row_apart(self, style_id: str | None) -> bool:
        """Whether a table's style, or one that it is based on, has its own look for first rows."""
        for _ in range(_MOST_BASE_STYLES):
            element = self._elements.get(style_id)
            parts = children_of(element, "tblStylePr")
            if any(part.get(W + "type") == "firstRow" for part in parts):
                return True
            style_id = value_of(element, "basedOn")
        return False

    def of(self, style_id: str | None, bases_left: int = _MOST_BASE_STYLES) -> Style:
        """The style of an id; for one that is not defined, the id is taken as its name."""
        if style_id is None or bases_left == 0:
            return DEFAULT_STYLE
        if style_id not in self._by_id:
            element = self._elements.get(style_id)
            base = self.of(value_of(element, "basedOn"), bases_left - 1)
            self._by_id[style_id] = _style(element, style_id, base)
        return self._by_id[style_id]


def _style(element: "Element | None", style_id: str, base: Style) -> Style:
    name = value_of(element, "name") or style_id
    properties = child_of(element, "pPr")
    list_properties = child_of(properties, "numPr")
    list_id = value_of(list_properties, "numId")
    depth = value_of(list_properties, "ilvl")
    run_properties = child_of(element, "rPr")
    level = _stated_level(properties, name.lower())
    nested = _NESTED_LIST.fullmatch(name)
    has_weight = child_of(run_properties, "b") is not None
    return Style(
        level=base.level if level is None else level,
        is_title=base.is_title or name.lower() == "title",
        is_hidden=base.is_hidden or is_on(run_properties, "vanish"),
        list_id=list_id or base.list_id,
        list_style=style_id if list_id or depth else base.list_style,
        depth=depth or (None if list_id else base.depth),
        nesting=int(nested[1]) - 1 if nested else base.nesting,
        font=font_of(run_properties) or base.font,
        is_bold=is_on(run_properties, "b") if has_weight else base.is_bold,
        is_code=base.is_code or is_code_style(name),
        is_entry=base.is_entry or is_contents_style(name),
        is_over_entries=base.is_over_entries or is_contents_heading(name),
    )


def _stated_level(properties: "Element | None", name: str) -> int | None:
    outline = value_of(properties, "outlineLvl")
    if outline is not None:
        return outline_level(outline)
    heading = _HEADING.fullmatch(name)
    return int(heading[1]) if heading else 1 if name == "title" else None


def outline_level(outline: str) -> int:
    """The level of a heading by its outline level; 0 for body text."""
    level = integer(outline)
    return level + 1 if level < _BODY_TEXT_OUTLINE else 0
