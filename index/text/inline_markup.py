"""Markdown inside a line → the stretches of it that are words, without the marks around them.

Dropped are marks of emphasis, code and escapes, the targets of links and images, marks of
footnotes, tags of HTML and JSX, comments, shortcodes, pictures that Obsidian embeds, and the anchor
of a heading or block. What is left is the source's
own characters in their order. Links and images are those of CommonMark 0.31 without nesting deeper
than one, wiki links and footnotes those of GitHub and Obsidian.

Kept are the marks around words that are struck out: without them these would count as said. Two
things are not the source's own: tags that strike out are shown as these marks, and an entity such
as ``&amp;`` as the character that it stands for.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from index.text.views import Span

STRIKE = "~~"
"""Before and after words that are struck out."""

STRIKING_TAGS = frozenset({"del", "s", "strike"})
"""The elements of HTML whose words are struck out."""

DONE, OPEN = "☑", "☐"
"""The boxes of tasks, ticked and not."""

TASK = re.compile(r"(?P<number>\(?\w{1,4}[.)][^\S\r\n]+)?(?P<box>\[(?P<state>[ xX])\])(?=\s+\S)")
"""How the words of a task begin in Markdown."""

_CODE = r"(?P<ticks>`+)(?P<code>(?!`)[^\n]*?[^`\n])(?P=ticks)(?!`)"
_TARGET = r"\((?:<[^<>\n]*>|[^\s()]*(?:\([^\s()]*\)[^\s()]*)*)(?:\s+(?:\"[^\"]*\"|'[^']*'))?\)"
_ENTITY = r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_EXPRESSION = r"(?>\{(?:[^{}]|\{[^{}]{0,500}\}){0,500}\})"
"""The value of an attribute of JSX, which may hold marks of tags."""

_MEDIA = "png|jpe?g|gif|svg|webp|bmp|pdf|mp[34]|webm|ogg|wav|canvas"
_COMMENT = r"<!--.*?-->|(?<![\w%])%%(?!%)(?:[^%]|%(?!%)){1,2000}%%|\{/\*.*?\*/\}"
_SHORTCODE = r"\{%(?!\})[^{}]{0,300}%\}|\{\{[<%][^{}]{0,300}[>%]\}\}"
_ID = r"[ \t]*\{[#.:][^{}\n]{0,80}\}[ \t]*$|(?:^|[ \t]+)\^[A-Za-z][A-Za-z0-9-]{0,60}[ \t]*$"
_MARK = re.compile(
    rf"(?P<escape>\\)(?:[!-/:-@\[-`{{-~]|(?=\r?\n))"
    rf"|{_CODE}"
    rf"|(?P<comment>{_COMMENT})"
    rf"|(?P<shortcode>{_SHORTCODE})"
    rf"|(?P<embed>!\[\[[^\[\]|\n]{{1,200}}\.(?:{_MEDIA})(?:#[^\[\]|\n]{{0,80}})?"
    r"(?:\\?\|[\dx]{0,12})?\]\])"
    r"|\{[a-zA-Z][\w:.+-]{0,40}\}`(?P<named>[^`<>\n]{1,200}?)\s*<[^`<>\n]{1,200}>`"
    r"|(?P<role>\{[a-zA-Z][\w:.+-]{0,40}\}(?=`))"
    r"|(?P<note>\[\^[^\]\s]{1,80}\]:?)"
    r"|!?\[\[(?:[^\[\]|\n]{0,199}[^\[\]|\\\n]\\?\|)?#?\^?(?P<wiki>[^\[\]|\n]{1,200})\]\]"
    rf"|!?\[(?P<label>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:{_TARGET}|\[[^\[\]\n]{{0,80}}\])"
    r"|<(?P<address>https?://[^\s<>]+|[\w.+-]+@[\w-]+\.[\w.-]+)>"
    rf"|(?P<tag></?[A-Za-z][A-Za-z0-9-]*(?:\.[A-Z]\w*)*(?:\s(?:{_EXPRESSION}|[^<>])*+)?/?>|</>)"
    rf"|(?P<entity>{_ENTITY})"
    rf"|(?P<anchor>{_ID})",
    re.DOTALL | re.MULTILINE,
)
_EMPHASIS = (
    re.compile(
        r"(?<![\\*])(?P<open>\*{2,3})(?=[^\s*])(?:[^*]|\*(?!\*))+?(?<=[^\s\\])(?P<close>(?P=open))(?!\*)"
    ),
    re.compile(r"(?<![\w\\*])(?P<open>\*)(?=[^\s*])[^*\n]+?(?<=[^\s\\])(?P<close>\*)(?![\w*])"),
    re.compile(
        r"(?<![\w\\])(?P<open>_{1,3})(?=[^\s_])[^\n]+?(?<=[^\s\\_])(?P<close>(?P=open))(?!\w)"
    ),
    re.compile(r"(?<![=\w])(?P<open>==)(?=[^\s=])[^=\n]+?(?<=\S)(?P<close>==)(?![=\w])"),
)
_STRUCK = re.compile(r"(?<!~)~~(?=[^\s~])(?:(?!~~).)+(?<=\S)~~(?!~)", re.DOTALL)
_STRIKING_TAG = re.compile(
    rf"</?(?:{'|'.join(sorted(STRIKING_TAGS))})(?=[\s>])[^<>]*>", re.IGNORECASE
)
_ENTITY_ALONE = re.compile(_ENTITY)
_HARD_BREAK = re.compile(r"\\(?=\r?\n)")
_HIDDEN = "\ufffc"
"""Stands where a mark was found: no space, no letter, no mark."""


class Words(NamedTuple):
    """A stretch of a text that is shown; ``instead`` is shown in its place, if that is given."""

    start: int
    end: int
    instead: str = ""


def words_in(text: str, start: int, end: int) -> Iterator[Words]:
    """The stretches of ``text[start:end]`` that are words, in order; neighbours are joined."""
    dropped = sorted(_dropped(text, start, end))
    at = start
    for first, last in dropped:
        if first > at:
            yield Words(at, first)
        if first >= at and (instead := _instead_of(text, first, last)):
            yield Words(first, last, instead)
        at = max(at, last)
    if at < end:
        yield Words(at, end)


def _instead_of(text: str, start: int, end: int) -> str:
    """What is shown in the place of a mark."""
    if _STRIKING_TAG.fullmatch(text, start, end):
        return STRIKE
    return _decoded(text[start:end]) or "" if _ENTITY_ALONE.fullmatch(text, start, end) else ""


def _decoded(entity: str) -> str | None:
    """The character that an entity stands for, or nothing if that has no shape of its own; ``None``
    where it stands for no single one, or for one that controls."""
    character = html.unescape(entity)
    if len(character) != 1 or unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn"):
        return None
    if character.isspace():
        return " "
    return "" if unicodedata.category(character) == "Cf" else character


def stands_for(text: str, place: int, character: str) -> bool:
    """Whether a character that is shown may stand for what the text has at a place."""
    if text[place] == character or text[place].isspace():
        return True
    entity = _ENTITY_ALONE.match(text, place)
    if entity and _decoded(entity[0]) == character:
        return True
    tags = (_STRIKING_TAG.match(text, start) for start in range(max(0, place - 1), place + 1))
    return character in STRIKE and any(tags)


def struck(text: str) -> str:
    """A text with the marks of what is struck out around its words."""
    words = text.strip()
    return text.replace(words, f"{STRIKE}{words}{STRIKE}", 1) if words else text


def struck_out(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretches of ``text[start:end]`` that are struck out, their marks included."""
    for match in _STRUCK.finditer(text, start, end):
        yield match.span()


def without_marks(text: str) -> str:
    """The words of a line, one space between them."""
    stretches = words_in(text, 0, len(text))
    words = "".join(instead or text[start:end] for start, end, instead in stretches)
    return " ".join(words.split())


def _dropped(text: str, start: int, end: int) -> Iterator[Span]:
    """The stretches that are marks, in no order; none crosses another's edge."""
    mask = list(text[start:end])

    def hide(first: int, last: int) -> Span:
        mask[first - start : last - start] = _HIDDEN * (last - first)
        return first, last

    if end > start and _HARD_BREAK.match(text, end - 1):  # Its line end is outside.
        yield end - 1, end
    for span, hidden in _marks(text, start, end):
        hide(*hidden)
        yield span
    for shape in _EMPHASIS:
        for match in shape.finditer("".join(mask)):
            for mark in ("open", "close"):
                first, last = match.span(mark)
                yield hide(start + first, start + last)


def _marks(text: str, start: int, end: int) -> Iterator[tuple[Span, Span]]:
    """Each stretch that is a mark of its own, with what emphasis must not look into."""
    for match in _MARK.finditer(text, start, end):
        whole = match.span()
        if match["entity"] and _decoded(match["entity"]) is None:
            continue
        if match["escape"]:
            yield match.span("escape"), whole
        elif match["ticks"]:
            first, last = match.span("code")
            yield (whole[0], first), whole
            yield (last, whole[1]), whole
        elif match["wiki"] or match["address"] or match["named"]:
            kinds = ("wiki", "address", "named")
            first, last = match.span(next(kind for kind in kinds if match[kind]))
            yield (whole[0], first), (whole[0], first)
            yield (last, whole[1]), (last, whole[1])
        elif match["label"] is not None:
            first, last = match.span("label")
            yield (whole[0], first), (whole[0], first)
            yield (last, whole[1]), (last, whole[1])
            yield from _marks(text, first, last)
        else:
            yield whole, whole
