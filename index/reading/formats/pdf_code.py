"""Rows of a page in a typewriter's font → which are lines of code, and their text with its indents.

A letter or a transcript may be set in such a font too: on a page that is mostly set in it, only
what has the signs of code is code.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from index.reading.formats.docx_code import is_monospaced
from index.reading.formats.pdf_lines import Line, Row

_FEWEST_LINES = 2
_DEEPEST_INDENT = 100
_SENTENCE = re.compile(r"[“‘\"'(]?[^\W\d_a-z]\S*(?:\s+\S+){3,}[.!?…][”’\"')]?")
_TYPEWRITER = re.compile(
    r"^(?:nimbusmon|cm\w?tt|ec?tt|sftt|lmtt|lmmono|[pt]xtt|luxi ?mono|freemono|andale)|typewriter"
    r"|letter ?gothic|fixed",
    re.IGNORECASE,
)
_SIGNS = re.compile(
    r"[;{}]\s*$|^\s*[}#@]|^\s*(?:[$>%]|//|--|\.\.\.)\s?\S|[=!<>+*/-]=|\w\s*=\s*\S|\w\(.*\)|->|::|</?\w"
)


def has_typewriter_font(font: str) -> bool:
    """Whether all letters of a font are equally wide, by its name in a PDF."""
    name = font.rpartition("+")[2]  # Before it stands the key of a part of the font.
    return is_monospaced(name) or _TYPEWRITER.search(name) is not None


def code_rows(rows: Sequence[Row]) -> frozenset[int]:
    """The numbers of the rows that are code: at least two under each other."""
    total = sum(len(line.text) for row in rows for line in row)
    typed = sum(len(line.text) for row in rows for line in row if line.is_monospaced)
    found: set[int] = set()
    numbered = enumerate(rows)
    for is_typed, group in groupby(numbered, lambda item: all(x.is_monospaced for x in item[1])):
        run = [(number, " ".join(line.text for line in row)) for number, row in group]
        if is_typed and _are_code([text for _, text in run], 2 * typed > total):
            found.update(number for number, _ in run)
    return frozenset(found)


def _are_code(lines: Sequence[str], mostly_typed: bool) -> bool:
    signed = sum(_SIGNS.search(line) is not None for line in lines)
    sentences = sum(_SENTENCE.fullmatch(line) is not None for line in lines)
    enough = 5 * signed >= 2 * len(lines) if mostly_typed else signed > 0
    return len(lines) >= _FEWEST_LINES and enough and 2 * sentences <= len(lines)


def code_text(row: Row) -> str:
    """The words of a row, as many spaces between them as there is room for."""
    text = ""
    width = _character_width(row)
    for word in sorted((word for line in row for word in line.words), key=lambda word: word.left):
        column = round((word.left - row[0].left) / width)
        text += " " * max(1 if text else 0, min(column - len(text), _DEEPEST_INDENT)) + word.text
    return text


def _character_width(row: Row) -> float:
    widths = [(w.right - w.left) / len(w.text) for line in row for w in line.words if w.text]
    return max(1.0, sorted(widths)[len(widths) // 2]) if widths else 1.0


def listing(lines: Sequence[Line]) -> str:
    """The lines of a listing with their indents and with an empty line for each wide space."""
    return "\n".join(_indented(lines))


def _indented(lines: Sequence[Line]) -> Iterator[str]:
    margin = min(line.left for line in lines)
    distances = sorted(a.baseline - b.baseline for a, b in pairwise(lines))
    usual = distances[(len(distances) - 1) // 2] if distances else 0.0
    width = max(1.0, min((line.right - line.left) / len(line.text) for line in lines))
    for i, line in enumerate(lines):
        if i and lines[i - 1].baseline - line.baseline > 1.7 * usual:
            yield ""
        yield " " * min(round((line.left - margin) / width), _DEEPEST_INDENT) + line.text
