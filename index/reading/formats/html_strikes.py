"""The elements that strike out → the marks around their words."""

import re

from index.reading.formats.html_attributes import Attributes
from index.text.inline_markup import STRIKING_TAGS, struck

_STRIKING_STYLE = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)


class Strikes:
    """Writes marks around the words of a run of text that the page strikes out."""

    def __init__(self, parts: list[str]) -> None:
        self._parts = parts
        self._open: list[int] = []
        self._start = 0

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        """An element begins."""
        style = attributes.get("style", "") if attributes else ""
        if name in STRIKING_TAGS or _STRIKING_STYLE.search(style):
            self._start = self._start if self._open else len(self._parts)
            self._open.append(depth)

    def end(self, depth: int) -> None:
        """The element at this depth ends."""
        if self._open and self._open[-1] == depth:
            self._open.pop()
            if not self._open:
                self._mark()

    def end_text(self) -> None:
        """What is struck out goes on in the next run."""
        if self._open:
            self._mark()
        self._start = 0

    def _mark(self) -> None:
        self._parts[self._start :] = [struck("".join(self._parts[self._start :]))]
