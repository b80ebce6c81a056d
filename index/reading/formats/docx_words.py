"""A paragraph of a Word document → its words as Word shows them, and how they are set.

Tracked changes are read as accepted. The code of a field, hidden words and comments are not read.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from index.reading.formats.docx_code import is_monospaced
from index.reading.formats.docx_elements import (
    TEXT_TAGS,
    W,
    child_of,
    count,
    font_of,
    has_words,
    is_on,
    unwrapped,
    value_of,
)
from index.reading.formats.docx_maths import EQUATION, linear, linear_field
from index.reading.formats.docx_notes import NOTE_PARTS, Notes
from index.reading.formats.docx_styles import Style, Styles
from index.reading.formats.docx_symbols import form_value, in_font, symbol
from index.text.inline_markup import struck

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

_RUN, _SYMBOL, _BOX = W + "r", W + "sym", W + "txbxContent"
_FIELD, _FIELD_CODE, _SIMPLE_FIELD = W + "fldChar", W + "instrText", W + "fldSimple"
_PAGE_FIELDS = frozenset({"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "STYLEREF"})

PAGE_NUMBER = "\ufffc"
"""Stands for the number of a page, or for the heading of its text: other ones on each page."""

LINE_BREAK = "\u2028"
"""A soft line break is read as a line separator. Cleaning first turns the line breaks of the
source into spaces, and then each line separator into a line break."""

_TAG_CHARACTERS = {W + "tab": "\t", W + "ptab": "\t", W + "noBreakHyphen": "-"}
_TAG_CHARACTERS |= {W + "br": LINE_BREAK, W + "cr": LINE_BREAK}

_SUPERSCRIPTS = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_EXPONENT = re.compile(r"[+−-]?\d{1,3}")
_RAISED_NUMERATOR = re.compile(r"(\d?)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)(?=[/⁄]\d)")


class Look(NamedTuple):
    """How a run of words is set."""

    is_bold: bool
    is_monospaced: bool


@dataclass(slots=True)
class _Field:
    """An open field: whether its code is being read, which Word does not show, and that code."""

    is_code: bool = True
    code: str = ""

    @property
    def is_page_number(self) -> bool:
        return self.code.split()[:1] in ([name] for name in _PAGE_FIELDS)


@dataclass(slots=True)
class Paragraph:
    """The part of a paragraph that was read so far, how it is set, and the text boxes in it.

    ``is_marginal`` is true in headers and footers, where numbers of pages are not read.
    ``hiding`` counts the open fields of which nothing is shown now. ``struck_from`` is the number
    of the first text of those that are being struck out.
    """

    style: Style
    texts: list[str] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    boxes: "list[Element]" = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)
    hiding: int = 0
    struck_from: int | None = None
    is_marginal: bool = False

    @property
    def words(self) -> str:
        """All that was read."""
        words = "".join(self.texts)
        return _RAISED_NUMERATOR.sub(_numerator, words) if "⁄" in words or "/" in words else words

    def add(self, text: str) -> None:
        if not self.hiding:
            self.texts.append(text)

    def add_equation(self, text: str) -> None:
        """An equation; ``2 1/2`` is not ``21/2``."""
        touches = next((t[-1:] for t in reversed(self.texts) if t), "").isdigit()
        self.add(f" {text}" if touches and text[:1].isdigit() else text)

    def strike(self, *, is_struck: bool) -> None:
        """Whether the next run of words is struck out."""
        if self.struck_from is not None and not is_struck:
            self.texts[self.struck_from :] = [struck("".join(self.texts[self.struck_from :]))]
            self.struck_from = None
        elif self.struck_from is None and is_struck:
            self.struck_from = len(self.texts)

    def add_field_mark(self, kind: str | None) -> None:
        if kind == "begin":
            self.fields.append(_Field())
            self.hiding += 1
        elif kind == "separate" and self.fields and self.fields[-1].is_code:
            self._begin_result(self.fields[-1])
        elif kind == "end" and self.fields:
            last = self.fields.pop()
            self.hiding -= last.is_code or self._leaves(last)
            self.add_equation(linear_field(last.code) if last.is_code else "")

    def _begin_result(self, last: _Field) -> None:
        last.is_code = False
        self.hiding -= 1
        if self._leaves(last):
            self.add(PAGE_NUMBER)
            self.hiding += 1

    def add_simple_field(self, code: str) -> bool:
        """Whether a field of that code is left out; a sign then stands in its place."""
        is_left = self._leaves(_Field(code=code))
        if is_left:
            self.add(PAGE_NUMBER)
        return is_left

    def _leaves(self, last: _Field) -> bool:
        return self.is_marginal and last.is_page_number

    def add_code(self, text: str) -> None:
        """Some of the code of the innermost open field."""
        if self.fields and self.fields[-1].is_code and len(self.fields[-1].code) < _LONGEST_CODE:
            self.fields[-1].code += text


_LONGEST_CODE = 500
"""Characters of a field's code that are read."""


def _numerator(raised: re.Match[str]) -> str:
    """A typed fraction whose upper figures are raised: ``1/2``, and ``2 1/2`` after a figure."""
    return f"{raised[1]}{' ' if raised[1] else ''}{raised[2].translate(_FIGURES)}"


class WordReader:
    """Reads the words of paragraphs, and counts in ``left_out`` what of them is not shown."""

    def __init__(self, styles: Styles, notes: Notes) -> None:
        self._styles = styles
        self._notes = notes
        self.is_marginal = False
        """Whether the paragraphs are those of a header or a footer."""
        self.left_out = Counter[str]()

    def paragraph(self, node: "Element", style: Style) -> Paragraph:
        """All of a paragraph."""
        paragraph = Paragraph(style, is_marginal=self.is_marginal)
        self._read(node, paragraph)
        paragraph.strike(is_struck=False)
        return paragraph

    def _read(self, node: "Iterable[Element]", paragraph: Paragraph) -> None:
        for child in node:
            tag = child.tag
            if tag in TEXT_TAGS:
                paragraph.add(child.text or "")
            elif tag in _TAG_CHARACTERS:
                paragraph.add(_TAG_CHARACTERS[tag])
            elif tag in NOTE_PARTS:
                paragraph.add(self._notes.cite(child))
            elif tag == _SYMBOL:
                paragraph.add(symbol(child))
            elif tag == _FIELD:
                paragraph.add(form_value(child) if len(child) else "")
                paragraph.add_field_mark(child.get(W + "fldCharType"))
            elif tag == _FIELD_CODE:
                paragraph.add_code(child.text or "")
            elif tag == _BOX:
                paragraph.boxes.append(child)
            elif tag == EQUATION:
                paragraph.add_equation(linear(child))
            elif tag == _RUN:
                self._read_run(child, paragraph)
            elif tag == _SIMPLE_FIELD and paragraph.add_simple_field(child.get(W + "instr", "")):
                pass
            else:
                self._read(unwrapped(child), paragraph)

    def _read_run(self, run: "Element", paragraph: Paragraph) -> None:
        if self._is_hidden(run, paragraph):
            self.left_out["pieces of hidden text"] += any(count(run, tag) for tag in TEXT_TAGS)
            return
        if paragraph.hiding or not has_words(run):
            self._read(run, paragraph)
            return
        paragraph.looks.append(self._look(run, paragraph.style))
        paragraph.strike(is_struck=_is_struck_out(run))
        first = len(paragraph.texts)
        self._read(unwrapped(run), paragraph)
        words = "".join(paragraph.texts[first:])
        words = in_font(words, font_of(child_of(run, "rPr")))
        paragraph.texts[first:] = [_exponent(words) if _is_raised(run) else words]

    def _look(self, run: "Element", style: Style) -> Look:
        properties = child_of(run, "rPr")
        own = self._styles.of(value_of(properties, "rStyle"))
        is_bold = own.is_bold or style.is_bold
        if child_of(properties, "b") is not None:
            is_bold = is_on(properties, "b")
        return Look(is_bold, is_monospaced(font_of(properties) or own.font or style.font))

    def _is_hidden(self, run: "Element", paragraph: Paragraph) -> bool:
        properties = child_of(run, "rPr")
        if properties is None:
            return paragraph.style.is_hidden
        if child_of(properties, "vanish") is not None:
            return is_on(properties, "vanish")
        return (
            paragraph.style.is_hidden or self._styles.of(value_of(properties, "rStyle")).is_hidden
        )


def _is_struck_out(run: "Element") -> bool:
    properties = child_of(run, "rPr")
    return is_on(properties, "strike") or is_on(properties, "dstrike")


def _is_raised(run: "Element") -> bool:
    return value_of(child_of(run, "rPr"), "vertAlign") == "superscript"


def _exponent(text: str) -> str:
    """A raised number as such: 10⁶ is not 106. Other raised words stay as they are."""
    return text.translate(_SUPERSCRIPTS) if _EXPONENT.fullmatch(text) else text
