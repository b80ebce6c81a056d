"""The elements of tabs → the panels that they open, each with the words of its tab."""

from index.reading.formats.html_attributes import Attributes

_LONGEST_LABEL = 80
_TOGGLES = frozenset(["tab", "pill"])


class Tabs:
    """Finds ``current``: the number of the panel that is being read, counted from 1; else 0.

    A tab names its panel, or is the one at the same place in its list.
    """

    def __init__(self) -> None:
        self.labels: list[str] = []
        """The words of each panel's tab; empty if it has none."""
        self._tabs: list[tuple[str, str]] = []
        self._is_read = False
        self._taken = 0
        self._tab_at = 0
        self._words: list[str] = []
        self._open: list[tuple[int, int]] = []

    @property
    def current(self) -> int:
        """That of the innermost panel."""
        return self._open[-1][0] if self._open else 0

    def start(self, attributes: Attributes, depth: int) -> None:
        """An element begins."""
        role = attributes.get("role") if attributes else None
        if role == "tab" or (attributes and attributes.get("data-bs-toggle") in _TOGGLES):
            if self._is_read:
                self._tabs.clear()
                self._is_read = False
            self._tab_at = self._tab_at or depth
            self._tabs.append((_panel_of(attributes), ""))
        elif role == "tabpanel":
            self._taken = self._taken if self._is_read else 0
            self._is_read = True
            self.labels.append(self._label_of(attributes.get("id", "")))
            self._open.append((len(self.labels), depth))

    def _label_of(self, name: str) -> str:
        named = next((label for panel, label in self._tabs if name and panel == name), None)
        place, self._taken = self._taken, self._taken + 1
        if named is None and place < len(self._tabs) and not self._tabs[place][0]:
            named = self._tabs[place][1]
        return named or ""

    def end(self, depth: int) -> None:
        """The element at this depth ends."""
        if self._tab_at == depth:
            words = " ".join("".join(self._words).split())
            self._words.clear()
            self._tab_at = 0
            self._tabs[-1] = self._tabs[-1][0], words if len(words) <= _LONGEST_LABEL else ""
        if self._open and self._open[-1][1] == depth:
            self._open.pop()

    def data(self, text: str) -> None:
        """Some of the text."""
        if self._tab_at:
            self._words.append(text)


def _panel_of(attributes: Attributes) -> str:
    """The id of the panel that a tab names; empty if it names none."""
    keys = ("aria-controls", "data-bs-target", "href")
    stated = (attributes.get(key, "").lstrip("#") for key in keys)
    return next(filter(None, stated), "")
