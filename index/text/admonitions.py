"""Lines of Markdown → the parts of it that are set apart, and the marks that set them apart.

indented   ``!!! note "Title"``, ``??? note`` and the tab ``=== "Title"`` of MkDocs, over lines
           that are indented
fenced     ``:::note Title`` of Docusaurus, VitePress and Pandoc, and the directive of MyST
           ```` ```{note} Title ````, up to a closing line; in tabs also ``== Title``
tagged     ``{% tab title="Title" %}`` and ``{{< tab "Title" >}}``, up to the tag that closes
quoted     ``> [!note] Title``, up to the end of the quotation
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from index.text.views import Span

_ADMONITION = re.compile(
    r"(?P<indent>[ \t]*)(?:(?:!!!|\?\?\?\+?)[ \t]+[\w-]+(?:[ \t]+[\w-]+)*"
    r"(?:[ \t]*\"(?P<title>[^\"]*)\")?|===[!+]{0,2}[ \t]+\"(?P<tab>[^\"]+)\")[ \t]*"
)
_DIRECTIVE = re.compile(
    r"[ \t]*(?P<mark>:{3,})[ \t]*(?P<kind>[\w-]+|\{[^{}]*\})?"
    r"(?:\[(?P<label>[^\[\]]*)\]|[ \t]+(?P<title>[^\s{:][^{}]*?))?[ \t]*(?:\{[^{}]*\})?[ \t]*"
)
_MYST_KINDS = (
    "note|tip|hint|important|warning|caution|danger|error|attention|seealso|admonition|dropdown"
    "|details|tab-set|tab-item|card|grid|grid-item|grid-item-card|topic|sidebar|margin|example"
    "|versionadded|versionchanged|deprecated|todo|exercise|solution|question|info|success"
)
"""Of directives that hold text; those of other names, such as ``{python}``, hold code."""

_MYST = re.compile(
    rf"[ \t]*(?P<mark>`{{3,}}|~{{3,}})\{{(?:{_MYST_KINDS})\}}[ \t]*(?P<title>[^`\n]*?)[ \t]*"
)
_TAB_TAG = re.compile(
    r"[ \t]*\{(?:%|\{[<%])[ \t]*(?P<name>tabs?|tabitem|tab-item|code-tab|details|expand|accordion)"
    r"(?:[ \t]+(?:(?:title|label|name|header|summary)[ \t]*=[ \t]*)?"
    r"(?:\"(?P<title>[^\"]+)\"|'(?P<label>[^']+)'|(?P<word>[\w.+-]+(?![\w=.+-])))?[^\n{}]*)?"
    r"(?:%|[>%]\})\}[ \t]*"
)
_TAB_END = re.compile(
    r"[ \t]*\{(?:%|\{[<%])[ \t]*(?:end|/[ \t]*)"
    r"(?P<name>tabs?|tabitem|tab-item|code-tab|details|expand|accordion)[ \t]*(?:%|[>%]\})\}[ \t]*"
)
_TAB_LINE = re.compile(r"[ \t]*==[ \t]+(?P<title>[^=\s][^=]*?)[ \t]*")
_CALLOUT = re.compile(
    r"(?P<margin>[ \t]*(?:>[ \t]?)+)\[!\w{1,20}(?:\|[^\]]{0,30})?\][-+]?[ \t]+(?P<title>\S.*)"
)
_FENCE = re.compile(r"[ \t]*(`{3,}|~{3,})")
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_TITLES = ("title", "tab", "label", "word")
_SIGNS = ("!!!", "???", ":::", "===", "{%", "{{", "```", "~~~")
_CLOSING_FENCE = re.compile(r"[ \t]*(?:`{3,}|~{3,})[ \t]*")
_TAB_WIDTH = 4

_LONGEST = 300
"""Characters; a longer line is text."""


class Part(NamedTuple):
    """A part that is set apart under a title: the number of the title's line, and of the line that
    ends it."""

    line: int
    end: int
    title: str


class Plain(NamedTuple):
    """A text without the marks of its parts, with as many lines, and the parts with a title."""

    text: str
    parts: tuple[Part, ...] = ()


def title_in(line: str) -> Span | None:
    """Where the title stands in a line that begins or ends a part that is set apart: an empty span
    if it has none. ``None`` for any other line."""
    if len(line) > _LONGEST or not line.lstrip(" \t").startswith(_SIGNS):
        return None
    shapes = (_ADMONITION, _DIRECTIVE, _MYST, _CLOSING_FENCE, _TAB_TAG, _TAB_END)
    match = next(filter(None, (shape.fullmatch(line) for shape in shapes)), None)
    if match is None:
        return None
    found = (
        match.span(name) for name, words in match.groupdict().items() if name in _TITLES and words
    )
    return next(found, (0, 0))


def without_parts_apart(text: str) -> Plain:
    """The text with as many lines: those that set a part apart are empty, and what stands in it has
    no indent for that, so that its blocks are those of the text around it."""
    if not any(sign in text for sign in (*_SIGNS, "[!")):
        return Plain(text)
    return _Lines().plain(text)


@dataclass(slots=True)
class _Open:
    """A part that was not ended yet."""

    sign: str
    """What ends it: a line that is indented less than this, a closing mark, or a closing tag."""
    line: int
    title: str
    kind: str = ""


_INDENTED, _QUOTED = " ", ">"


class _Lines:
    """Reads lines one by one, and keeps which parts are open."""

    def __init__(self) -> None:
        self._open: list[_Open] = []
        self._parts: list[Part] = []
        self._fence = ""

    def plain(self, text: str) -> Plain:
        lines = _LINE.findall(text)
        plain = [self._plain_line(number, line) for number, line in enumerate(lines)]
        self._end(0, len(lines))
        return Plain("".join(plain), tuple(sorted(self._parts)))

    def _plain_line(self, number: int, written: str) -> str:
        line = self._inside(number, written)
        words = line.rstrip("\r\n")
        fence = _FENCE.match(line)
        if self._fence:
            is_end = fence is not None and fence[1].startswith(self._fence)
            self._fence = "" if is_end and not words.strip(" \t`~") else self._fence
            return line
        if self._marks(number, words, _width(written) - _width(line)):
            return line[len(words) :]
        self._fence = fence[1] if fence else ""
        return line

    def _inside(self, number: int, line: str) -> str:
        """The line without the indent of the parts that it stands in; those that are indented end
        above a line that is indented less."""
        is_blank = not line.strip()
        for place, part in enumerate(self._open):
            ends_quotation = part.kind == _QUOTED and not line.lstrip(" \t").startswith(_QUOTED)
            is_out = part.kind == _INDENTED and not is_blank and _width(line) < len(part.sign)
            if ends_quotation or is_out:
                self._end(place, number)
                break
        if is_blank:
            return line
        indents = [len(part.sign) for part in self._open if part.kind == _INDENTED]
        return _dedented(line, indents[-1]) if indents else line

    def _marks(self, number: int, words: str, margin: int) -> bool:
        """Whether a line only begins or ends a part."""
        if len(words) > _LONGEST:
            return False
        if callout := _CALLOUT.fullmatch(words):
            self._begin(_QUOTED, number, callout["title"], _QUOTED)
            return False
        if opening := _ADMONITION.fullmatch(words):
            indent = " " * (margin + _width(words) + _TAB_WIDTH)
            self._begin(indent, number, opening["title"] or opening["tab"] or "", _INDENTED)
            return True
        return self._marks_fence(number, words) or self._marks_tag(number, words)

    def _marks_fence(self, number: int, words: str) -> bool:
        mark = words.strip(" \t")
        closed = [place for place, part in enumerate(self._open) if part.sign == mark]
        if not closed and mark.startswith(":::") and not mark.strip(":"):
            closed = [n for n, part in enumerate(self._open) if part.sign.startswith(":::")]
        if closed:
            self._end(closed[-1], number)
            return True
        if opening := _MYST.fullmatch(words) or _DIRECTIVE.fullmatch(words):
            found = opening.groupdict()
            kind, title = found.get("kind") or "", found.get("label") or found["title"] or ""
            if opening.re is _MYST or kind or title:
                self._begin(opening["mark"], number, title, kind)
            return True
        in_tabs = [place for place, part in enumerate(self._open) if part.kind == "tabs"]
        tab = _TAB_LINE.fullmatch(words) if in_tabs else None
        if tab:
            self._end(in_tabs[-1] + 1, number)
            self._begin("==", number, tab["title"])
        return tab is not None

    def _marks_tag(self, number: int, words: str) -> bool:
        if end := _TAB_END.fullmatch(words):
            closed = [n for n, part in enumerate(self._open) if part.sign == f"/{end['name']}"]
            self._end(closed[-1] if closed else len(self._open), number)
            return True
        if tag := _TAB_TAG.fullmatch(words):
            title = next(filter(None, (tag["title"], tag["label"], tag["word"])), "")
            self._begin(f"/{tag['name']}", number, title)
        return tag is not None

    def _begin(self, sign: str, number: int, title: str, kind: str = "") -> None:
        self._open.append(_Open(sign, number, title.strip(), kind))

    def _end(self, place: int, number: int) -> None:
        """The part of that place ends above a line, with all that are open in it."""
        ended = self._open[place:]
        self._parts += [Part(part.line, number, part.title) for part in ended if part.title]
        del self._open[place:]


def _width(line: str) -> int:
    """How far a line is indented."""
    expanded = line[: len(line) - len(line.lstrip(" \t"))].expandtabs(_TAB_WIDTH)
    return len(expanded)


def _dedented(line: str, width: int) -> str:
    """The line with so much less indent."""
    words = line.lstrip(" \t")
    return " " * max(0, _width(line) - width) + words if _width(line) else line
