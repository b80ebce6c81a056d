"""Lines of a page and what was filled into its form → the lines, with each value at its label.

A value is put behind its label, so that both stand in one line: the label is on its left, on the
right of a box to tick, else above it, else below it. A value without a label is a line at its
place, as is one in a table of fields.
"""

import re
import statistics
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.reading.formats.pdf_annotations import Annotations, Field
from index.reading.formats.pdf_lines import Line, Page, Region, Word
from index.reading.formats.pdf_visibility import Box

_WIDEST_GAP = 300
"""Points between a label and the field on its right."""

_NEAR = 3.0
"""Times its height: how far a box to tick may be from the label on its right."""

_TOUCH = 2.0
_STACKED = 1.5
_USUAL_SIZE = 11.0
_LONGEST_ANSWER = 60
_RULE = re.compile(r"[_.…]{3,}$")
"""What is drawn to write on."""


@dataclass(frozen=True, slots=True)
class _Label:
    """The place of a field's label: a line and the last of its words in it."""

    line: int
    word: int


def filled_in(
    lines: Sequence[Line], annotations: Annotations
) -> tuple[list[Line], tuple[Field, ...]]:
    """The lines of a page that stands upright with the values of its fields, and the notes that
    are not the answer to a label."""
    page = _Page(lines, annotations.fields)
    answers = tuple(note for note in annotations.notes if page.asks_for(note))
    notes = tuple(note for note in annotations.notes if note not in answers)
    return _with_values(lines, (*annotations.fields, *answers)), notes


def _with_values(lines: Sequence[Line], fields: Sequence[Field]) -> list[Line]:
    values: defaultdict[int, list[tuple[int, Field]]] = defaultdict(list)
    size = _usual_size(lines)
    unlabelled = []
    page = _Page(lines, fields)
    for field in fields:
        if label := page.label_of(field):
            values[label.line].append((label.word, field))
        else:
            unlabelled.append(_line_of(field, size))
    filled = (_filled(line, values[i]) if i in values else line for i, line in enumerate(lines))
    return [*filled, *unlabelled]


def with_notes(page: Page, notes: Sequence[Field]) -> Page:
    """The regions of a page and its notes, each a region of its own above the foot."""
    size = _usual_size([line for region in page for line in region.lines])
    for note in sorted(notes, key=lambda note: -note.box.top):
        below = (
            i
            for i, region in enumerate(page)
            if all(line.top < note.box.bottom for line in region.lines)
        )
        place = next(below, len(page))
        page = [*page[:place], Region((_line_of(note, size),)), *page[place:]]
    return page


def _usual_size(lines: Sequence[Line]) -> float:
    return statistics.median([line.size for line in lines] or [_USUAL_SIZE])


class _Page:
    """Where the lines and the fields of a page stand to each other."""

    def __init__(self, lines: Sequence[Line], fields: Sequence[Field]) -> None:
        self._lines = lines
        self._fields = fields

    def label_of(self, field: Field) -> _Label | None:
        if field.is_button and (label := self._label_of_button(field)):
            return label
        return self._on_left(field.box) or (
            None if self._is_in_grid(field) else self._over_or_under(field.box)
        )

    def asks_for(self, note: Field) -> bool:
        """Whether a note is short and begins behind a label with a colon, or on a line for it."""
        if len(note.value) > _LONGEST_ANSWER:
            return False
        label = self._on_left(note.box)
        rules = (
            word
            for _, line in self._beside(note.box)
            for word in line.words
            if _RULE.search(word.text) and _covers(note.box, word)
        )
        words = self._lines[label.line].words[label.word].text if label else ""
        return words.endswith(":") or any(rules)

    def _label_of_button(self, field: Field) -> _Label | None:
        """The label on the right, if all boxes to tick in the row have one there."""
        row = [
            other
            for other in self._fields
            if other.is_button and _are_level(other.box.bottom, other.box.top, field.box)
        ]
        if all(self._on_right(other.box) for other in row):
            return self._on_right(field.box)
        return None

    def _on_left(self, box: Box) -> _Label | None:
        before = (
            (min(word.right, box.left), _Label(i, k))
            for i, line in self._beside(box)
            for k, word in enumerate(line.words)
            if word.right <= box.left + _TOUCH or (word.left < box.left and _RULE.search(word.text))
            if not _RULE.fullmatch(word.text)
        )
        right, label = max(before, key=lambda found: found[0], default=(0.0, None))
        is_near = box.left - right < _WIDEST_GAP and not self._is_field_between(right, box)
        return label if is_near else None

    def _on_right(self, box: Box) -> _Label | None:
        """The end of the label that begins near on the right and goes on to the next field."""
        room = _NEAR * (box.top - box.bottom)
        for i, line in self._beside(box):
            begins = [
                k
                for k, word in enumerate(line.words)
                if -_TOUCH <= word.left - box.right < room and not _RULE.fullmatch(word.text)
            ]
            if begins:
                stop = self._next_field(box)
                ends = [k for k, word in enumerate(line.words) if word.right <= stop + _TOUCH]
                return _Label(i, max(begins[0], *ends)) if ends else None
        return None

    def _beside(self, box: Box) -> Iterator[tuple[int, Line]]:
        for i, line in enumerate(self._lines):
            if line.words and _are_level(line.bottom, line.top, box):
                yield i, line

    def _next_field(self, box: Box) -> float:
        starts = (
            other.box.left
            for other in self._fields
            if other.box.left > box.right - _TOUCH
            and _are_level(other.box.bottom, other.box.top, box)
        )
        return min(starts, default=float("inf"))

    def _is_field_between(self, right: float, box: Box) -> bool:
        return any(
            right - _TOUCH <= other.box.left
            and other.box.right <= box.left + _TOUCH
            and _are_level(other.box.bottom, other.box.top, box)
            for other in self._fields
        )

    def _is_in_grid(self, field: Field) -> bool:
        """Whether fields without labels of their own stand one below the other."""
        box = field.box
        return any(
            abs(other.box.left - box.left) < _TOUCH
            and abs(other.box.right - box.right) < _TOUCH
            and 0 < abs(other.box.top - box.top) < _STACKED * (box.top - box.bottom)
            and self._on_left(other.box) is None
            for other in self._fields
        )

    def _over_or_under(self, box: Box) -> _Label | None:
        """The nearest line above the field, or else below it."""
        across = [
            (i, line)
            for i, line in enumerate(self._lines)
            if line.words and line.left < box.right and line.right > box.left
        ]
        over = [
            (line.bottom - box.top, i)
            for i, line in across
            if _is_near(line.bottom - box.top, line)
        ]
        under = [
            (box.bottom - line.top, i)
            for i, line in across
            if _is_near(box.bottom - line.top, line)
        ]
        if not (over or under):
            return None
        number = min(over or under)[1]
        return _Label(number, len(self._lines[number].words) - 1)


def _are_level(bottom: float, top: float, box: Box) -> bool:
    """Whether two things share most of the height of the lower one."""
    shared = min(top, box.top) - max(bottom, box.bottom)
    return shared > min(top - bottom, box.top - box.bottom) / 2


def _is_near(distance: float, line: Line) -> bool:
    return -line.size / 2 < distance < 1.5 * line.size


def _line_of(field: Field, size: float) -> Line:
    """A value without a label, or a note, as a line at its place."""
    box = field.box
    baseline = (box.bottom + box.top) / 2 - size / 4
    word = Word(field.value, -1, box.left, box.right, baseline, size)
    return Line(field.value, box.left, box.right, baseline, size, (word,), is_filled=True)


def _filled(line: Line, values: Sequence[tuple[int, Field]]) -> Line:
    """The line with values behind the words with those numbers."""
    by_word: defaultdict[int, list[Field]] = defaultdict(list)
    for number, field in values:
        by_word[number].append(field)
    words: list[Word] = []
    for number, word in enumerate(line.words):
        fields = by_word[number]
        if not fields and _RULE.fullmatch(word.text):
            if not any(_covers(field.box, word) for _, field in values):
                words.append(word)
            continue
        is_last = number == len(line.words) - 1
        words.append(_as_label(word, fields[0], is_last) if fields else word)
        words += (_value(word, field) for field in fields)
    text = " ".join(word.text for word in words)
    right = max(word.right for word in words)
    return replace(line, text=text, right=right, words=tuple(words), is_filled=True)


def _covers(box: Box, word: Word) -> bool:
    return word.left < box.right and word.right > box.left


def _as_label(word: Word, field: Field, is_last: bool) -> Word:
    """The last word of a label, without the line to write on; with a colon if nothing follows."""
    text = _RULE.sub("", word.text) or word.text
    needs_colon = is_last and not field.is_button and text[-1:].isalnum()
    return word._replace(text=text + ":" if needs_colon else text)


def _value(label: Word, field: Field) -> Word:
    is_said = not field.is_button or label.text.endswith((":", "?"))
    text = field.value if is_said else f"({field.value})"
    right = max(label.right, field.box.right)
    return Word(text, -1, max(label.right, field.box.left), right, label.baseline, label.height)
