"""Styles of OpenDocument → what they say of paragraphs, words, lists and cells."""

from collections.abc import Iterator
from typing import NamedTuple

from index.reading.formats.docx_code import is_code_style
from index.reading.formats.list_numbers import letters
from index.reading.formats.xml_parts import Element, attribute, below, child, integer, name_of
from index.text.roman import roman

_MOST_PARENTS = 20
"""A style has a few others behind it; a forged chain could be endless."""

_MOST_LEVELS = 10


class Look(NamedTuple):
    """What a style says, itself or through those behind it."""

    is_bold: bool = False
    is_hidden: bool = False
    is_struck: bool = False
    is_title: bool = False
    is_code: bool = False
    list_style: str = ""


class ListLevel(NamedTuple):
    """How a level of a list marks its items; without a form it shows no number."""

    is_bullet: bool = False
    form: str = ""
    before: str = ""
    after: str = ""
    start: int = 1
    shown_levels: int = 1


class Styles:
    """The styles of a document by their family and name."""

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[tuple[str, str], Element] = {}
        self.list_levels: dict[tuple[str, int], ListLevel] = {}
        self.outline: dict[int, ListLevel] = {}
        self._looks: dict[tuple[str, str], Look] = {}
        for root in roots:
            for style in below(root, "style"):
                self._styles[attribute(style, "family"), attribute(style, "name")] = style
            for style in below(root, "list-style"):
                for number, level in _levels(style):
                    self.list_levels[attribute(style, "name"), number] = level
            for style in below(root, "outline-style"):
                self.outline |= dict(_levels(style))

    def look(self, family: str, name: str) -> Look:
        """The look of a style of a family."""
        if (family, name) not in self._looks:
            self._looks[family, name] = self._look(family, name)
        return self._looks[family, name]

    def says(self, family: str, name: str, properties: str, said: str) -> str:
        """What the properties of a style itself state; empty if nothing."""
        return attribute(child(self._styles.get((family, name)), properties), said)

    def _look(self, family: str, name: str) -> Look:
        stated: dict[str, str] = {}
        is_title, is_code, list_style = False, False, ""
        for _ in range(_MOST_PARENTS):
            style = self._styles.get((family, name))
            is_title = is_title or name == "Title"
            is_code = is_code or is_code_style(name.replace("_20_", " "))
            list_style = list_style or attribute(style, "list-style-name")
            for key, value in _text_properties(style):
                stated.setdefault(key, value)
            name = attribute(style, "parent-style-name")
            if not name:
                break
        return Look(
            is_bold=stated.get("font-weight") in ("bold", "600", "700", "800", "900"),
            is_hidden=stated.get("display") == "none",
            is_struck=stated.get("text-line-through-style", "none") != "none",
            is_title=is_title,
            is_code=is_code,
            list_style=list_style,
        )


def _text_properties(style: Element | None) -> Iterator[tuple[str, str]]:
    properties = child(style, "text-properties")
    for key, value in () if properties is None else properties.items():
        yield key.rpartition("}")[2], value


def _levels(style: Element) -> Iterator[tuple[int, ListLevel]]:
    for level in style:
        number = integer(attribute(level, "level"), 1)
        if number <= _MOST_LEVELS:
            yield (
                number,
                ListLevel(
                    is_bullet=not name_of(level).endswith(("-number", "outline-level-style")),
                    form=attribute(level, "num-format"),
                    before=attribute(level, "num-prefix"),
                    after=attribute(level, "num-suffix"),
                    start=integer(attribute(level, "start-value"), 1),
                    shown_levels=integer(attribute(level, "display-levels"), 1),
                ),
            )


def numbered(level: ListLevel, counts: list[tuple[int, str]]) -> str:
    """The number of an item or heading; ``counts`` has the number and form of each level to it."""
    shown = counts[-max(1, level.shown_levels) :]
    figures = [_figure(number, form) for number, form in shown if form]
    return f"{level.before}{'.'.join(figures)}{level.after}" if level.form else ""


def _figure(number: int, form: str) -> str:
    if form in ("a", "A"):
        return letters(number) if form == "a" else letters(number).upper()
    if form in ("i", "I"):
        return roman(number) if form == "i" else roman(number).upper()
    return str(number)
