"""The elements of lists → the mark that the line of an item begins with."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.reading.formats.html_attributes import Attributes

_LIST_TAGS = frozenset(["ul", "ol", "dl"])
_ITEM_TAGS = frozenset(["li", "dt", "dd"])
INDENT = "  "
"""Before the mark of an item, for each list around its own."""


@dataclass(slots=True)
class _List:
    group: int
    number: int | None
    level: int
    is_defined: bool = True
    item: int = 0


class Lists:
    """Finds ``next_line``: the mark that the next block's line begins with, and its group."""

    def __init__(self, groups: Iterator[int]) -> None:
        self.next_line = ("", 0)
        self._groups = groups
        self._items = itertools.count(1)
        self._open: list[_List] = []

    @property
    def item(self) -> int:
        """The number of the innermost item, counted through the page; 0 outside of items."""
        return self._open[-1].item if self._open else 0

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""
        if name in _LIST_TAGS:
            group = self._open[0].group if self._open else next(self._groups)
            level = sum(1 for outer in self._open if outer.level >= 0) if name != "dl" else -1
            self._open.append(_List(group, _first_number(name, attributes), level))
        elif name in _ITEM_TAGS and self._open:
            current = self._open[-1]
            mark = (
                self._item_mark(current, attributes)
                if name == "li"
                else self._group_definitions(current, name)
            )
            self.next_line = (mark, current.group)

    def end(self, name: str) -> None:
        """An element ends."""
        if name in _LIST_TAGS:
            self._open.pop()
        elif name == "li" and self._open:
            self._open[-1].item = 0
        if name in _LIST_TAGS or name in _ITEM_TAGS:
            self.next_line = ("", 0)

    def _item_mark(self, current: _List, attributes: Attributes) -> str:
        current.item = next(self._items)
        indent = INDENT * max(0, current.level)
        if current.number is None:
            return f"{indent}- "
        number = _integer_or(attributes.get("value"), current.number)
        current.number = number + 1
        return f"{indent}{number}. "

    def _group_definitions(self, current: _List, name: str) -> str:
        """Terms and their definitions are lines of one group; the next term begins another."""
        if name == "dt" and current.is_defined:
            current.group = next(self._groups)
        current.is_defined = name == "dd"
        return ""


def _first_number(name: str, attributes: Attributes) -> int | None:
    """The number that a list counts from; ``None`` when it has no numbers, or has letters."""
    if name != "ol" or attributes.get("type", "1") != "1":
        return None
    return _integer_or(attributes.get("start"), 1)


def _integer_or(value: str | None, default: int) -> int:
    return int(value) if value and re.fullmatch("[0-9]{1,4}", value) else default
