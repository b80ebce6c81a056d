"""Lines of Markdown → the parts of it that are set apart, and the marks that set them apart.

MkDocs writes ``!!! note "Title"`` or ``??? note`` over lines that are indented; Docusaurus,
VitePress and Pandoc write ``:::note Title`` before the lines and ``:::`` after them.
"""

import re
from collections.abc import Iterator, Sequence

from index.text.views import Span

_ADMONITION = re.compile(
    r"(?P<indent>[ \t]*)(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*"
    r"(?:[ \t]*\"(?P<title>[^\"]*)\")?[ \t]*"
)
_DIRECTIVE = re.compile(
    r"[ \t]*:{3,}[ \t]*(?:[\w-]+|\{[^{}]*\})?"
    r"(?:\[(?P<label>[^\[\]]*)\]|[ \t]+(?P<title>[^\s{:][^{}]*?))?[ \t]*(?:\{[^{}]*\})?[ \t]*"
)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_INDENT = re.compile(r" {4}|\t")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_TITLES = ("title", "label")
_SIGNS = ("!!!", "???", ":::")

_LONGEST = 300
"""Characters; a longer line is text."""


def title_in(line: str) -> Span | None:
    """Where the title stands in a line that begins or ends a part that is set apart: an empty span
    if it has none. ``None`` for any other line."""
    if len(line) > _LONGEST or not line.lstrip(" \t").startswith(_SIGNS):
        return None
    match = _ADMONITION.fullmatch(line) or _DIRECTIVE.fullmatch(line)
    if match is None:
        return None
    found = (
        match.span(name) for name, words in match.groupdict().items() if name in _TITLES and words
    )
    return next(found, (0, 0))


def without_parts_apart(text: str) -> str:
    """The text with as many lines: those that set a part apart are empty, and what stands in it has
    no indent for that, so that its blocks are those of the text around it."""
    if not any(sign in text for sign in _SIGNS):
        return text
    return "".join(_plain_lines(_LINE.findall(text)))


def _plain_lines(lines: Sequence[str]) -> Iterator[str]:
    margin: str | None = None
    fence = ""
    for written in lines:
        margin, line = _inside(margin, written)
        mark = _FENCE.match(line)
        words = line.rstrip("\r\n")
        if fence or mark:
            fence = _open_fence(fence, mark[1] if mark else "")
            yield line
        elif title_in(words) is None:
            yield line
        else:
            opening = _ADMONITION.fullmatch(words)
            margin = opening["indent"] if opening else margin
            yield line[len(words) :]


def _inside(margin: str | None, line: str) -> tuple[str | None, str]:
    """The margin of the part that a line stands in, and the line without the indent of that part; a
    line that is indented less stands outside."""
    if margin is None or not line.strip():
        return margin, line
    inner = line.removeprefix(margin)
    indent = _INDENT.match(inner) if line.startswith(margin) else None
    return (margin, inner[indent.end() :]) if indent else (None, line)


def _open_fence(fence: str, mark: str) -> str:
    """The fence that is open behind a line with this mark."""
    if not fence:
        return mark
    return "" if mark.startswith(fence) else fence
