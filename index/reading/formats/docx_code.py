"""Paragraphs that a style or a font marks as code → code between fences."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from index.reading.formats.code_fences import fence_around

_CODE_STYLE = re.compile(
    r"(?:(?:source|program) ?)?code(?: ?(?:block|example|listing|paragraph|sample|text))?\d*"
    r"|(?:html ?)?preformatted(?: ?text)?|(?:program|code) ?listing|verbatim|macro(?: ?text)?",
    re.IGNORECASE,
)
_MONOSPACED = re.compile(
    r"courier|consolas|monaco|menlo|inconsolata|lucida (?:console|sans typewriter)"
    r"|anonymous pro|(?:fira|source) code|cascadia|hack\b|.*\bmono(?:space)?\b",
    re.IGNORECASE,
)
_LEAST_LINES = 2
_SENTENCE = re.compile(r"[“‘\"'(]?[^\W\d_a-z]\S*(?:\s+\S+){3,}[.!?…][”’\"')]?")


class CodeLine(NamedTuple):
    """A paragraph that may be code, as it stands; ``is_styled`` if a style says that it is."""

    text: str
    is_styled: bool


def is_code_style(name: str) -> bool:
    """Whether a style's name says that it is for code."""
    return _CODE_STYLE.fullmatch(name) is not None


def is_monospaced(font: str | None) -> bool:
    """Whether all letters of a font are equally wide, by its name."""
    return font is not None and _MONOSPACED.match(font) is not None


def fenced(paragraphs: Sequence[CodeLine]) -> str:
    """The paragraphs between fences, or nothing if they are no code.

    A font alone makes code only of several lines, most of which are no sentences: a letter or a
    telegram may be set in a typewriter's font.
    """
    lines = "\n".join(paragraph.text for paragraph in paragraphs).split("\n")
    filled = [line.strip() for line in lines if line.strip()]
    is_styled = any(paragraph.is_styled for paragraph in paragraphs)
    if not filled or not (is_styled or _look_like_code(filled)):
        return ""
    code = "\n".join(line.rstrip() for line in lines).strip("\n")
    fence = fence_around(code)
    return f"{fence}\n{code}\n{fence}"


def _look_like_code(lines: Sequence[str]) -> bool:
    sentences = sum(1 for line in lines if _SENTENCE.fullmatch(line))
    return len(lines) >= _LEAST_LINES and 2 * sentences <= len(lines)
