"""Footnotes and endnotes of a Word document, numbered in the order of their marks in the text."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from index.reading.formats.docx_elements import W

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

NOTE_PARTS = {W + "footnoteReference": "footnotes", W + "endnoteReference": "endnotes"}


class Notes:
    """The notes, and ``cited``: those whose mark was read so far. One may cite another."""

    def __init__(self, parts: "Mapping[str, Element]") -> None:
        self.cited: list[Element] = []
        self._notes = {
            (kind, note.get(W + "id")): note
            for kind in NOTE_PARTS.values()
            for note in parts.get(kind, ())
        }
        self._numbers: dict[tuple[str, str | None], int] = {}

    def cite(self, mark: "Element") -> str:
        """What is written in the place of a note's mark; nothing if there is no such note."""
        key = NOTE_PARTS[mark.tag], mark.get(W + "id")
        if key not in self._notes:
            return ""
        if key not in self._numbers:
            self.cited.append(self._notes[key])
            self._numbers[key] = len(self.cited)
        return f"[{self._numbers[key]}]"
