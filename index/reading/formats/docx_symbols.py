"""Signs of picture fonts and form fields of Word documents → the characters that they look like."""

import re
from typing import TYPE_CHECKING

from index.reading.formats.docx_elements import (
    W,
    child_of,
    children_of,
    integer,
    is_on,
    value_of,
)

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

_HEX_CODE = re.compile("[0-9A-Fa-f]{4}")
_BOXES = "☐☒"

# In the order of the fonts' codes. A bullet is left to those who look for bullets.
_FIGURES = " !∀#∃%&∋()∗+,−./0123456789:;<=>?"
_LETTERS = "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_SIGNS = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂\uf0b7÷≠≡≈…|―↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑"
_SYMBOL_FONT = {0xF020 + place: sign for place, sign in enumerate(f"{_FIGURES}{_LETTERS}")}
_SYMBOL_FONT |= {0xF0A0 + place: sign for place, sign in enumerate(_SIGNS)}
_SYMBOL_FONT |= {0xF0F1: "〉", 0xF0F2: "∫"}
_WINGDINGS = {0xF06F: "☐", 0xF0A8: "☐", 0xF0FE: "☑", 0xF0FD: "☒", 0xF078: "☒", 0xF0FC: "✓"}
_WINGDINGS |= {0xF0FB: "✗", 0xF0DF: "←", 0xF0E0: "→", 0xF0F0: "⇨", 0xF0E8: "➔"}
_FONTS = {"symbol": _SYMBOL_FONT, "wingdings": _WINGDINGS}


def symbol(node: "Element") -> str:
    """The sign of a ``w:sym``; one of a picture font that is not known stays in private use."""
    code = node.get(W + "char")
    number = int(code, 16) if code and _HEX_CODE.fullmatch(code) else 0
    if 0xD800 <= number < 0xE000:
        return ""
    return in_font(chr(number), node.get(W + "font"))


def in_font(text: str, font: str | None) -> str:
    """The words as they look in a font; only signs in private use look like others."""
    signs = _FONTS.get((font or "").lower())
    return text.translate(signs) if signs else text


def form_value(mark: "Element") -> str:
    """What a form field shows that has no words: a box, or the entry that was chosen."""
    form = child_of(mark, "ffData")
    box = child_of(form, "checkBox")
    if box is not None:
        name = "checked" if child_of(box, "checked") is not None else "default"
        return _BOXES[is_on(box, name)]
    entries = child_of(form, "ddList")
    shown = list(children_of(entries, "listEntry"))
    chosen = integer(value_of(entries, "result") or value_of(entries, "default"))
    return str(shown[chosen].get(W + "val", "")) if chosen < len(shown) else ""
