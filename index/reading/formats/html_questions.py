"""The elements around a text and its weight → whether it is a question over its answer.

Beside headings, people ask in the summary of details, in the term of a definition, in the button
that opens an answer, and in a paragraph of bold words that ends in a question mark.
"""

import itertools
import re
from collections.abc import Mapping
from enum import Enum

_ASKS = re.compile(r"[?？؟][\s\"'”’»)]*\Z")
_OPENS_BY = ("aria-expanded", "aria-controls", "data-target", "data-bs-target")
_ACCORDION = re.compile(r"accordion|faq|collapsible", re.IGNORECASE)
_NOT_ONE_ANSWER = re.compile(r"(?:^|[-_\s])(?:all|close|copy|nav|menu)(?:$|[-_\s])", re.IGNORECASE)
_WHOLE_PAGE = frozenset(["html", "body", "main", "article"])
_BOLD_TAGS = frozenset(["b", "strong"])
_BOLD_STYLE = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_WORD = re.compile(r"\w")


class Role(Enum):
    """What a block is to the blocks beside it."""

    NONE = ""
    TERM = "term"
    DEFINITION = "definition"
    QUESTION = "question"
    """It opens its answer, whatever its words are."""
    BUTTON = "button"
    """It opens something; it is a question if its words are one, and else no words of the page."""
    OPENER = "opener"
    """The same in an element whose words are words of the page."""
    CAPTION = "caption"
    """It says what the table below it is of."""
    ASKED = "asked"
    """A paragraph in bold that is a question."""


_ROLES = {
    "dt": Role.TERM,
    "dd": Role.DEFINITION,
    "summary": Role.QUESTION,
    "caption": Role.CAPTION,
}
_PARTS = frozenset(["details", "dl"])
_INLINE_TAGS = frozenset(["a", "span", "label"])
OVER_ANSWERS = (Role.QUESTION, Role.BUTTON, Role.OPENER)
ON_ONE_LINE = (*OVER_ANSWERS, Role.TERM, Role.CAPTION)


def asks(words: str) -> bool:
    """Whether words end with a question mark."""
    return _ASKS.search(words) is not None


class Roles:
    """Finds ``current``: the role of the text that is being read."""

    def __init__(self) -> None:
        self.parts: tuple[int, ...] = ()
        """The numbers of the elements around the text in which questions or terms stand over
        their answers."""
        self._numbers = itertools.count(1)
        self._part_depths: list[int] = []
        self._open: list[tuple[Role, int]] = []
        self._accordions: list[int] = []

    @property
    def current(self) -> Role:
        """That of the innermost element that has one."""
        return self._open[-1][0] if self._open else Role.NONE

    def role_of(self, name: str, attributes: Mapping[str, str]) -> Role:
        """The role that an element gives its text."""
        if name == "button" or (attributes and attributes.get("role") == "button"):
            return self._role_of_button(name, attributes)
        return _ROLES.get(name, Role.NONE)

    def _role_of_button(self, name: str, attributes: Mapping[str, str]) -> Role:
        words = attributes.get("class", "")
        if "aria-haspopup" in attributes or _NOT_ONE_ANSWER.search(words):
            return Role.NONE
        if _ACCORDION.search(words):
            return Role.QUESTION
        if not self._accordions and not any(key in attributes for key in _OPENS_BY):
            return Role.NONE
        if name == "button":
            return Role.BUTTON
        return Role.NONE if name in _INLINE_TAGS else Role.OPENER

    def start(self, role: Role, name: str, attributes: Mapping[str, str], depth: int) -> None:
        """An element that gives this role begins."""
        if role is not Role.NONE:
            self._open.append((role, depth))
        words = attributes.get("class", "") if attributes else ""
        is_accordion = name not in _WHOLE_PAGE and _ACCORDION.search(words) is not None
        if is_accordion:
            self._accordions.append(depth)
        if is_accordion or name in _PARTS:
            self._part_depths.append(depth)
            self.parts = (*self.parts, next(self._numbers))

    def end(self, depth: int) -> None:
        """The element at this depth ends."""
        if self.begins_at(depth):
            self._open.pop()
        if self._accordions and self._accordions[-1] == depth:
            self._accordions.pop()
        if self._part_depths and self._part_depths[-1] == depth:
            self._part_depths.pop()
            self.parts = self.parts[:-1]

    def begins_at(self, depth: int) -> bool:
        """Whether the element at this depth gives the current role."""
        return bool(self._open) and self._open[-1][1] == depth


class Weight:
    """Finds ``is_bold``: whether all words of the text that is being read are bold."""

    def __init__(self) -> None:
        self._open: list[int] = []
        self._has_bold = self._has_plain = False

    @property
    def is_bold(self) -> bool:
        """Whether there are words, and all of them are bold."""
        return self._has_bold and not self._has_plain

    def start(self, name: str, attributes: Mapping[str, str], depth: int) -> None:
        """An element begins."""
        style = attributes.get("style", "") if attributes else ""
        if name in _BOLD_TAGS or _BOLD_STYLE.search(style):
            self._open.append(depth)

    def end(self, depth: int) -> None:
        """The element at this depth ends."""
        if self._open and self._open[-1] == depth:
            self._open.pop()

    def data(self, text: str) -> None:
        """Some of the text."""
        if not self._has_plain and _WORD.search(text):
            self._has_bold = self._has_bold or bool(self._open)
            self._has_plain = not self._open

    def reset(self) -> None:
        """Another text begins."""
        self._has_bold = self._has_plain = False
