"""The attributes of code, and of what is drawn around it, → the language that they state."""

import re
from dataclasses import dataclass

from index.reading.formats.html_attributes import Attributes

_ATTRIBUTES = ("data-lang", "data-language", "data-code-language")
_NAME = r"[A-Za-z0-9][\w+#.-]{0,29}"
_CLASS = re.compile(rf"(?:language|lang|src|highlight(?:-source|-text)?)-({_NAME})")
_WRAPPER_CLASS = re.compile(rf"(?:language|highlight(?:-source|-text)?)-({_NAME})")
_BRUSH = re.compile(rf"\bbrush:\s*({_NAME})")
_HIGHLIGHTERS = frozenset(["highlight", "hljs", "sourcecode"])
_WRAPPERS = frozenset(["div", "figure"])
_NO_LANGUAGES = frozenset(
    "area block body box code container default inner line lines none notranslate section switch"
    " switcher undefined wrap wrapper".split()
)


def stated_language(name: str, attributes: Attributes) -> str:
    """The language of code that an element states; empty if it states none."""
    if name not in _WRAPPERS and name not in ("pre", "code"):
        return ""
    stated = next((attributes[key] for key in _ATTRIBUTES if attributes.get(key)), "")
    language = stated or _in_class(name, attributes.get("class", ""))
    is_known = re.fullmatch(_NAME, language) and language.lower() not in _NO_LANGUAGES
    return language if is_known else ""


def _in_class(name: str, value: str) -> str:
    """The language in a class, such as ``language-python``, ``hljs python`` or ``brush: js``."""
    if brush := _BRUSH.search(value):
        return brush[1]
    words = value.split()
    shape = _WRAPPER_CLASS if name == "div" else _CLASS
    named = (match[1] for word in words if (match := shape.fullmatch(word)))
    if found := next((word for word in named if word.lower() not in _NO_LANGUAGES), ""):
        return found
    is_pair = len(words) == 2 and words[0].lower() in _HIGHLIGHTERS and name != "div"
    return words[1] if is_pair else ""


@dataclass(slots=True)
class _CodeElement:
    language: str
    depth: int
    texts_before: int


class CodeElements:
    """Finds ``language``: that of the code which is being read, if an element around it states one.

    One that is drawn around more than the code, such as a part with examples, states none.
    """

    def __init__(self) -> None:
        self.is_open = False
        self.language = ""
        self.texts_before = 0
        """How many blocks that are no code came before."""
        self._stated: list[_CodeElement] = []

    def start(self, name: str, attributes: Attributes, depth: int) -> None:
        """An element begins."""
        if attributes and (language := stated_language(name, attributes)):
            self._stated.append(_CodeElement(language, depth, self.texts_before))
        if self.is_open and name in ("pre", "code"):
            self.language = self._nearest() or ("" if name == "pre" else self.language)

    def _nearest(self) -> str:
        stated = self._stated[-1] if self._stated else None
        is_around = stated is not None and stated.texts_before == self.texts_before
        return stated.language if stated is not None and is_around else ""

    def end(self, depth: int) -> None:
        """The element at this depth ends."""
        if self._stated and self._stated[-1].depth == depth:
            self._stated.pop()
