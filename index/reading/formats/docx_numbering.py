"""The lists of a Word document → the number or bullet that Word shows before a paragraph."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from index.reading.formats.docx_elements import (
    CHOICE,
    W,
    child_of,
    children_of,
    integer,
    is_on,
    value_of,
)
from index.reading.formats.docx_numerals import numeral, padded_form
from index.reading.formats.docx_styles import Style, Styles

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

_DEPTHS = frozenset("012345678")
_PLACE = re.compile("%([1-9])")
_LONGEST_MARK = 100
"""Characters of what Word shows before an item, its number aside; few tags can have many items."""

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b]")
_WORD = re.compile(r"\w")
_SHORTEST_WORD = 2
_UNCOUNTED = ("bullet", "none")

BULLET = "-"


class Mark(NamedTuple):
    """What Word shows before a paragraph, and how deep its list is nested.

    ``is_counted`` is false for a bullet and for words such as ``Note:``; ``is_path`` says that the
    numbers of the levels above are in it, as in ``2.1``.
    """

    text: str
    depth: int
    is_counted: bool = False
    is_path: bool = False

    @property
    def is_bullet(self) -> bool:
        """Whether it is a sign without words, whatever Word draws."""
        return self.text == BULLET


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list marks its items.

    Lists with the same ``abstract_id`` continue each other's numbers. ``restarts_below`` is the
    number of levels any of whose items starts it over.
    """

    abstract_id: str | None
    depth: int
    form: str
    pattern: str
    start: int
    restarts_below: int
    is_legal: bool = False
    style: str | None = None
    restarts: bool = False

    @property
    def is_path(self) -> bool:
        return len({place[1] for place in _PLACE.finditer(self.pattern)}) > 1


class Numbering:
    """The marks of paragraphs, counted as Word counts them."""

    def __init__(self, root: "Element | None", styles: Styles) -> None:
        self._styles = styles
        self._lists = {element.get(W + "numId"): element for element in children_of(root, "num")}
        abstracts = {a.get(W + "abstractNumId"): a for a in children_of(root, "abstractNum")}
        self._style_links = {key: value_of(a, "numStyleLink") for key, a in abstracts.items()}
        self._abstract_levels = {key: _levels(key, abstract) for key, abstract in abstracts.items()}
        self._levels: dict[str, Mapping[int, _Level]] = {}
        self._started: set[tuple[str, int]] = set()
        self._counts: dict[str | None, dict[int, int]] = {}

    def mark(self, properties: "Element | None", style: Style) -> Mark | None:
        """What Word shows before the next paragraph, if it is in a list; it is counted."""
        stated = child_of(properties, "numPr")
        own = value_of(stated, "numId")
        list_id = own or style.list_id
        if not list_id:
            return None
        levels = self._levels_of(list_id)
        depth = value_of(stated, "ilvl")
        if not depth and own in (None, "", style.list_id):
            depth = _linked_depth(levels, style) or style.depth
        level = levels.get(integer(depth)) if depth in _DEPTHS or not depth else None
        return self._counted(list_id, level, levels) if level else None

    def _counted(self, list_id: str, level: _Level, levels: Mapping[int, _Level]) -> Mark | None:
        depth = level.depth
        counts = self._counts.setdefault(level.abstract_id, {})
        is_first = (list_id, depth) not in self._started
        self._started.add((list_id, depth))
        starts_over = depth not in counts or (is_first and level.restarts)
        counts[depth] = level.start if starts_over else counts[depth] + 1
        for above in range(depth):  # One that was passed over is counted with this item.
            if above in levels:
                counts.setdefault(above, levels[above].start)
        for deeper in [key for key in counts if key > depth]:
            if deeper not in levels or depth < levels[deeper].restarts_below:
                del counts[deeper]
        return _mark(level, _written(level, levels, counts))

    def _levels_of(self, list_id: str) -> Mapping[int, _Level]:
        if list_id not in self._levels:
            self._levels[list_id] = self._read_levels(list_id)
        return self._levels[list_id]

    def _read_levels(self, list_id: str) -> Mapping[int, _Level]:
        element = self._lists.get(list_id)
        abstract_id = value_of(element, "abstractNumId")
        levels = dict(self._abstract_levels.get(abstract_id) or self._linked_levels(abstract_id))
        for override in children_of(element, "lvlOverride"):
            depth = override.get(W + "ilvl")
            own, start = child_of(override, "lvl"), value_of(override, "startOverride")
            if own is not None and depth in _DEPTHS:
                levels[int(depth)] = _level(abstract_id, int(depth), own)
            if start is not None and integer(depth) in levels:
                changed = replace(levels[integer(depth)], start=integer(start), restarts=True)
                levels[integer(depth)] = changed
        return levels

    def _linked_levels(self, abstract_id: str | None) -> Mapping[int, _Level]:
        """The levels of the list that a style for lists names."""
        style = self._styles.of(self._style_links.get(abstract_id))
        linked_id = value_of(self._lists.get(style.list_id), "abstractNumId")
        return self._abstract_levels.get(linked_id, {})


def _mark(level: _Level, text: str) -> Mark | None:
    """A level's mark; the sign of a bullet may be a letter of a picture font."""
    if text and ((level.form == "bullet" and len(text) < _SHORTEST_WORD) or not _WORD.search(text)):
        return Mark(BULLET, level.depth)
    is_counted = level.form not in _UNCOUNTED and _PLACE.search(level.pattern) is not None
    return Mark(text, level.depth, is_counted, level.is_path) if text else None


def _linked_depth(levels: Mapping[int, _Level], style: Style) -> str | None:
    """The level that is a style's own: Word numbers its paragraphs at that level."""
    linked = (str(n) for n, level in levels.items() if level.style == style.list_style)
    return next(linked, None) if style.list_style else None


def _levels(abstract_id: str | None, abstract: "Element") -> dict[int, _Level]:
    return {
        int(depth): _level(abstract_id, int(depth), level)
        for level in children_of(abstract, "lvl")
        for depth in [level.get(W + "ilvl")]
        if depth in _DEPTHS
    }


def _level(abstract_id: str | None, depth: int, level: "Element") -> _Level:
    restart = value_of(level, "lvlRestart")
    return _Level(
        abstract_id,
        depth,
        _form(level),
        _UNSEEN.sub("", value_of(level, "lvlText") or "")[:_LONGEST_MARK],
        integer(value_of(level, "start")),
        min(depth, integer(restart)) if restart is not None else depth,
        is_on(level, "isLgl"),
        value_of(level, "pStyle"),
    )


def _form(level: "Element") -> str:
    """The form of its numbers; newer ones stand beside an older one in their place."""
    stated = child_of(level, "numFmt")
    for choice in level.iterchildren(CHOICE + "AlternateContent"):
        first = next(choice.iterchildren(CHOICE + "Choice", CHOICE + "Fallback"), None)
        stated = child_of(first, "numFmt") if stated is None else stated
    form = "decimal" if stated is None else str(stated.get(W + "val", "decimal"))
    return (
        padded_form(stated.get(W + "format", ""))
        if form == "custom" and stated is not None
        else form
    )


def _written(level: _Level, levels: Mapping[int, _Level], counts: Mapping[int, int]) -> str:
    """The level's pattern with a number in each of its places."""

    def number(place: re.Match[str]) -> str:
        depth = int(place[1]) - 1
        named = levels.get(depth)
        if named is None or depth > level.depth or named.form in _UNCOUNTED:
            return ""
        form = "decimal" if level.is_legal and named.form != "decimalZero" else named.form
        return numeral(counts.get(depth, named.start), form)

    return " ".join(_PLACE.sub(number, level.pattern).split())
