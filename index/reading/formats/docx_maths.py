"""An equation of a Word document → one line, as people type it: ``(a+b)/2``, ``sqrt(x^2)``."""

import itertools
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from index.reading.formats.docx_elements import MATHS, W, unwrapped

if TYPE_CHECKING:
    from index.reading.formats.docx_package import Element

EQUATION = MATHS + "oMath"
_TEXT_TAGS = (MATHS + "t", W + "t")
_ONE_TERM = re.compile(r"-?[\w.,\u0300-\u036f\u20d0-\u20ff]+|\([^()]*\)|\w+\([^()]*\)")
_INNERMOST = re.compile(
    r"\\(?P<name>[a-z]+)(?P<options>(?: ?\\[a-z]+ ?-?\d*)*) ?\((?P<inner>[^()\\]*)\)", re.I
)
_MOST_PARTS = 50
_COMBINED_ACCENT = re.compile("[\u0300-\u036f\u20d0-\u20ff]")
_LONGEST_SIGN = 5
"""Characters of a stated sign or form; a long one could be repeated without end."""

_SPACES = re.compile(r"[ \t\r\n]+")


def linear(node: "Element") -> str:
    """The words and signs of an equation, or of a part of it, on one line."""
    return _SPACES.sub(" ", "".join(map(_written, unwrapped(node))))


def linear_field(code: str) -> str:
    """The equation of a field's code, ``EQ \\f(1,2)``, as older files write one; "" of others."""
    name, _, text = " ".join(code.split()).partition(" ")
    if name.upper() != "EQ":
        return ""
    for _ in range(_MOST_PARTS):
        text, replaced = _INNERMOST.subn(_linear_part, text, count=1)
        if not replaced:
            break
    return text.translate(_KEPT_BRACKETS).strip()


def _linear_part(part: re.Match[str]) -> str:
    """A part of a field's code without parts in it; its brackets are told from those around it."""
    inner = [piece.strip() for piece in re.split("[,;]", part["inner"])]
    first, rest = inner[0], inner[1:]
    if part["name"] == "f" and rest:
        return f"{_kept_term(first)}/{_kept_term(rest[0])}"
    if part["name"] == "r":
        return f"root⟮{first}، {rest[0]}⟯" if first and rest else f"sqrt⟮{(rest or inner)[0]}⟯"
    if part["name"] == "s":
        return f"{'_' if 'do' in part['options'] else '^'}{_kept_term(first)}"
    if part["name"] == "b":
        return f"⟮{part['inner'].strip()}⟯"
    return "".join(inner)


# Stand for signs that are not those of parts, until all parts are read.
_KEPT_BRACKETS = str.maketrans("⟮⟯،", "(),")


def _kept_term(text: str) -> str:
    return _term(text.translate(_KEPT_BRACKETS)).replace("(", "⟮").replace(")", "⟯")


def _written(node: "Element") -> str:
    if node.tag in _TEXT_TAGS:
        return node.text or ""
    name = node.tag.rpartition("}")[2] if isinstance(node.tag, str) else ""
    if not name or name.endswith("Pr"):
        return ""
    write = _FORMS.get(name) if node.tag.startswith(MATHS) else None
    return write(node) if write else linear(node)


def _part(node: "Element", name: str) -> str:
    return "".join(linear(child) for child in node.iterchildren(MATHS + name)).strip()


def _parts(node: "Element", name: str) -> Iterator[str]:
    return (linear(child).strip() for child in node.iterchildren(MATHS + name))


def _term(text: str) -> str:
    """The text, in brackets if it is more than one number, name or bracket."""
    is_one = not text or _ONE_TERM.fullmatch(text) or _is_in_brackets(text)
    return text if is_one else f"({text})"


def _is_in_brackets(text: str) -> bool:
    """Whether the first bracket of a text is closed by its last sign."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depths = itertools.accumulate({"(": 1, ")": -1}.get(sign, 0) for sign in text[:-1])
    return all(depth > 0 for depth in depths)


def _property(node: "Element", name: str, default: str) -> str:
    """What the properties of a part state; "" where they state that there is none."""
    for properties in node.iterchildren(f"{node.tag}Pr"):
        for stated in properties.iterchildren(MATHS + name):
            return str(stated.get(MATHS + "val", ""))[:_LONGEST_SIGN]
    return default


def _fraction(node: "Element") -> str:
    above, below = _part(node, "num"), _part(node, "den")
    if _property(node, "type", "bar") == "noBar":
        return f"({above} over {below})"
    return f"{_term(above)}/{_term(below)}"


def _scripts(node: "Element") -> str:
    below, above = _part(node, "sub"), _part(node, "sup")
    return _term(_part(node, "e")) + _script("_", below) + _script("^", above)


def _scripts_before(node: "Element") -> str:
    below, above = _part(node, "sub"), _part(node, "sup")
    return _script("_", below) + _script("^", above) + _term(_part(node, "e"))


def _script(sign: str, text: str) -> str:
    return f"{sign}{_term(text)}" if text else ""


def _root(node: "Element") -> str:
    degree = _part(node, "deg")
    inside = _part(node, "e")
    return f"root({degree}, {inside})" if degree else f"sqrt({inside})"


def _sum(node: "Element") -> str:
    sign = _property(node, "chr", "∫")
    below, above = _part(node, "sub"), _part(node, "sup")
    return f"{sign}{_script('_', below)}{_script('^', above)} {_part(node, 'e')}"


def _brackets(node: "Element") -> str:
    opening, closing = _property(node, "begChr", "("), _property(node, "endChr", ")")
    between = _property(node, "sepChr", "|")
    return opening + between.join(_parts(node, "e")) + closing


def _function(node: "Element") -> str:
    inside = _part(node, "e")
    return f"{_part(node, 'fName')}{inside if inside.startswith('(') else f'({inside})'}"


def _limit(node: "Element") -> str:
    sign = "_" if node.tag.endswith("limLow") else "^"
    return _part(node, "e") + _script(sign, _part(node, "lim"))


def _accent(node: "Element") -> str:
    inside, sign = _part(node, "e"), _property(node, "chr", "\u0302")
    return inside + sign if len(inside) == 1 and _COMBINED_ACCENT.fullmatch(sign) else inside


def _matrix(node: "Element") -> str:
    rows = (", ".join(_parts(row, "e")) for row in node.iterchildren(MATHS + "mr"))
    return f"[{'; '.join(rows)}]"


def _lines(node: "Element") -> str:
    return "; ".join(line.replace("&", "") for line in _parts(node, "e"))


_FORMS: dict[str, Callable[["Element"], str]] = {
    "f": _fraction,
    "sSup": _scripts,
    "sSub": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "rad": _root,
    "nary": _sum,
    "d": _brackets,
    "func": _function,
    "limLow": _limit,
    "limUpp": _limit,
    "acc": _accent,
    "m": _matrix,
    "eqArr": _lines,
}
