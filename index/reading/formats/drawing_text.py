"""Paragraphs of DrawingML (slides, charts, diagrams) → blocks, list items with their marks."""

from collections.abc import Iterator, Sequence

from index.reading.formats.list_numbers import letters
from index.reading.formats.written_blocks import Block, cleaned
from index.reading.formats.xml_parts import (
    Element,
    below,
    child,
    children,
    integer,
    name_of,
    stated,
)
from index.text.inline_markup import struck
from index.text.roman import roman

_INDENT = "  "
_BULLETS = ("buNone", "buChar", "buBlip", "buAutoNum")
_DEEPEST = 8


def paragraph_text(paragraph: Element) -> str:
    """The words of a paragraph, its line breaks kept."""
    return cleaned("".join(map(_run_text, children(paragraph))))


def _run_text(run: Element) -> str:
    kind = name_of(run)
    if kind == "br":
        return "\n"
    if kind in ("r", "fld"):
        words = "".join(text.text or "" for text in children(run, "t"))
        is_struck = stated(child(run, "rPr"), "strike") in ("sngStrike", "dblStrike")
        return struck(words) if is_struck else words
    if kind == "AlternateContent":  # Of a formula: as such, or as a picture of it.
        return "".join(map(_run_text, children(child(run, "Choice"))))
    return "".join(text.text or "" for text in below(run, "t")) if kind == "m" else ""


def text_of(body: Element | None) -> str:
    """The words of all paragraphs, as one line."""
    return " ".join(" ".join(paragraph_text(p).split()) for p in children(body, "p")).strip()


def text_blocks(body: Element | None, styles: Sequence[Element | None]) -> Iterator[Block]:
    """The paragraphs of a text body; ``styles`` say how they look, the nearest first."""
    counts: dict[int, int] = {}
    for paragraph in children(body, "p"):
        words = paragraph_text(paragraph)
        if not words:
            continue
        properties = child(paragraph, "pPr")
        level = min(integer(stated(properties, "lvl")), _DEEPEST)
        name = f"lvl{level + 1}pPr"
        own = child(body, "lstStyle", name)
        inherited = (child(style, name) for style in styles)
        mark = _mark([properties, own, *inherited], level, counts)
        text = " ".join(words.split()) if mark else words
        yield Block(f"{_INDENT * level if mark else ''}{mark}{text}", is_item=bool(mark))


def _mark(looks: list[Element | None], level: int, counts: dict[int, int]) -> str:
    """What stands before a paragraph: "- ", its number or nothing, as the nearest look says."""
    bullet = next((b for look in looks for b in children(look, *_BULLETS)), None)
    for deeper in [depth for depth in counts if depth > level]:
        del counts[deeper]
    if bullet is None or name_of(bullet) != "buAutoNum":
        counts.pop(level, None)
        return "" if bullet is None or name_of(bullet) == "buNone" else "- "
    counts[level] = counts.get(level, integer(bullet.get("startAt"), 1) - 1) + 1
    return _numbered(counts[level], bullet.get("type", ""))


def _numbered(number: int, form: str) -> str:
    figure = str(number)
    if form.startswith(("alpha", "roman")):
        figure = letters(number) if form.startswith("alpha") else roman(number)
        figure = figure.upper() if form[5:7] == "Uc" else figure
    if form.endswith("ParenBoth"):
        return f"({figure}) "
    return f"{figure}) " if form.endswith("ParenR") else f"{figure}. "
