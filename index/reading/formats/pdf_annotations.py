"""A page of a PDF → what was filled in and what was written on it: fields, notes, comments.

Text typed on the page is part of it, as everybody sees it. A comment is not, as it opens only on a
click; neither is what is hidden. Nothing is run: no action, no script.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from index.reading.formats.pdf_visibility import Box
from index.reading.formats.pdfium import pdfium

MOST_ANNOTATIONS = 1_000
"""On a page that are read, and of the options of a list."""

_WIDGET, _FREE_TEXT, _LINK, _POPUP = 20, 3, 2, 16
_CHECK_BOX, _RADIO, _COMBO, _LIST, _TEXT = 2, 3, 4, 5, 6
"""PDFium's numbers of the kinds of annotations and of fields."""

_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5
_PASSWORD = 1 << 13
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")

_END_MARK = 2
"""Bytes that end every text of PDFium."""

CHECKED, UNCHECKED = "checked", "not checked"
CHOSEN = "chosen"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form with what was filled in, in words; ``is_button`` if it is to be ticked."""

    box: Box
    value: str
    is_button: bool = False


@dataclass(frozen=True, slots=True)
class Annotations:
    """What stands on a page beside its own text, and how much of it is left out."""

    fields: tuple[Field, ...] = ()
    notes: tuple[Field, ...] = ()
    comments: int = 0
    hidden: int = 0

    @property
    def count(self) -> int:
        """How many of them are read."""
        return len(self.fields) + len(self.notes)

    @property
    def length(self) -> int:
        """Characters that they add to the text."""
        return sum(len(found.value) for found in (*self.fields, *self.notes))

    def turned(self, angle: int) -> "Annotations":
        """The same after the page is turned so that words at that angle are horizontal."""
        fields = (replace(field, box=field.box.turned(angle)) for field in self.fields)
        notes = (replace(note, box=note.box.turned(angle)) for note in self.notes)
        return replace(self, fields=tuple(fields), notes=tuple(notes))


def annotations_of(page: Any, form: Any) -> Annotations:
    """The annotations of a page; ``form`` is PDFium's handle of the document's form, if any."""
    raw = pdfium().raw
    fields, notes = list[Field](), list[Field]()
    count = raw.FPDFPage_GetAnnotCount(page)
    comments, hidden = 0, max(0, count - MOST_ANNOTATIONS)
    for number in range(min(count, MOST_ANNOTATIONS)):
        with _annotation(page, number) as annotation:
            kind = raw.FPDFAnnot_GetSubtype(annotation) if annotation else _LINK
            if kind in (_LINK, _POPUP):
                continue
            found = _field(form, annotation) if kind == _WIDGET else _note(annotation)
            if found is None:
                continue
            if kind not in (_WIDGET, _FREE_TEXT):
                comments += 1
            elif raw.FPDFAnnot_GetFlags(annotation) & (_HIDDEN | _NO_VIEW):
                hidden += found.value != UNCHECKED
            else:
                (fields if kind == _WIDGET else notes).append(found)
    if all(field.value == UNCHECKED for field in fields):
        fields = []  # It is an empty form.
    return Annotations(tuple(fields), tuple(notes), comments, hidden)


@contextmanager
def _annotation(page: Any, number: int) -> Iterator[Any]:
    raw = pdfium().raw
    annotation = raw.FPDFPage_GetAnnot(page, number)
    try:
        yield annotation
    finally:
        if annotation:
            raw.FPDFPage_CloseAnnot(annotation)


def _note(annotation: Any) -> Field | None:
    """The words of a note or of a comment; ``None`` without any."""
    raw = pdfium().raw
    words = _words(
        lambda buffer, size: raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    )
    return Field(_box(annotation), words) if words else None


def _field(form: Any, annotation: Any) -> Field | None:
    """What was filled into a field; ``None`` if nothing was, or if it is a secret."""
    raw = pdfium().raw
    kind = raw.FPDFAnnot_GetFormFieldType(form, annotation) if form else None
    if kind == _CHECK_BOX:
        is_checked = raw.FPDFAnnot_IsChecked(form, annotation)
        return Field(_box(annotation), CHECKED if is_checked else UNCHECKED, is_button=True)
    if kind == _RADIO:
        is_chosen = raw.FPDFAnnot_IsChecked(form, annotation)
        return Field(_box(annotation), CHOSEN, is_button=True) if is_chosen else None
    if kind not in (_COMBO, _LIST, _TEXT):
        return None
    if kind == _TEXT and raw.FPDFAnnot_GetFormFieldFlags(form, annotation) & _PASSWORD:
        return None
    value = "" if kind == _TEXT else ", ".join(_chosen(form, annotation))
    value = value or _words(
        lambda buffer, size: raw.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, size)
    )
    return Field(_box(annotation), value) if value else None


def _chosen(form: Any, annotation: Any) -> Iterator[str]:
    """The options of a list that were chosen, in the words that are shown."""
    raw = pdfium().raw
    for number in range(min(raw.FPDFAnnot_GetOptionCount(form, annotation), MOST_ANNOTATIONS)):
        if raw.FPDFAnnot_IsOptionSelected(form, annotation, number):

            def label(buffer: Any, size: int, number: int = number) -> int:
                return int(raw.FPDFAnnot_GetOptionLabel(form, annotation, number, buffer, size))

            yield _words(label)


def _words(fill: Callable[[Any, int], int]) -> str:
    """A text that PDFium writes into a buffer as UTF-16, on one line."""
    raw = pdfium().raw
    size = fill(None, 0)
    if size <= _END_MARK:
        return ""
    buffer = ctypes.create_string_buffer(size)
    fill(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return " ".join(_CONTROL.sub(" ", buffer.raw.decode("utf-16-le", "replace")).split())


def _box(annotation: Any) -> Box:
    rectangle = pdfium().raw.FS_RECTF()
    pdfium().raw.FPDFAnnot_GetRect(annotation, rectangle)
    xs, ys = (rectangle.left, rectangle.right), (rectangle.bottom, rectangle.top)
    return Box(min(xs), min(ys), max(xs), max(ys))
