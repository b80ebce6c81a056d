"""Words of AsciiDoc → HTML: attributes put in, and marks taken as what they stand for."""

import functools
import html
import re

from index.reading.formats.page_writer import Finished

_KNOWN = {
    "nbsp": " ",
    "sp": " ",
    "empty": "",
    "blank": "",
    "zwsp": "",
    "amp": "&",
    "lt": "<",
    "gt": ">",
    "plus": "+",
    "asterisk": "*",
    "backtick": "`",
    "tilde": "~",
    "caret": "^",
    "vbar": "|",
    "startsb": "[",
    "endsb": "]",
    "apos": "'",
    "quot": '"',
    "two-colons": "::",
    "two-semicolons": ";;",
    "cpp": "C++",
    "deg": "°",
    "ldquo": "“",
    "rdquo": "”",
    "lsquo": "‘",
    "rsquo": "’",
}

LONGEST_VALUE = 2_000
MOST_REPLACED = 1_000_000
"""Characters that attributes may put into a page: each may hold others."""

_NAME = re.compile(r"(?<!\\)\{([A-Za-z0-9][\w-]{0,60})\}")
# How far a mark is looked for is limited: else many of them without an end would take hours.
_PASSED = re.compile(
    r"\+\+\+(.{1,300}?)\+\+\+|\+\+(.{1,300}?)\+\+|pass:[a-z,]*\[(.{0,300}?)\]", re.DOTALL
)
_LITERAL = re.compile(r"(?<![\w+`])\+(\S|\S[^+\n]{0,300}?\S)\+(?![\w+`])")
_QUOTED = re.compile(r"([\"'])`(.{1,300}?)`\1", re.DOTALL)
_CODE = re.compile(r"``(.{1,300}?)``|(?<![\w`\\])`(\S|\S[^`]{0,300}?\S)`(?![\w`])")
_MACRO = re.compile(
    r"(?<![\w\\])(?:(?P<name>link|xref|mailto|kbd|btn|menu|image|icon|footnote|footnoteref|stem"
    r"|latexmath|asciimath|indexterm2?|anchor|bibitem):(?P<target>[^\s\[\]]{0,1000}+)"
    r"|(?P<address>(?:https?|ftp|irc)://[^\s\[\]<>]{1,1000}+(?<![.,;:!?)]))"
    r"|\{[\w-]{1,60}\}[^\s\[\]]{0,1000}+)"
    r"\[(?P<words>(?:[^\[\]\\]|\\.|\[[^\[\]]{0,300}\]){0,1000})\]"
)
_REFERENCE = re.compile(r"<<(?P<target>[^<>,\n]{1,300})(?:,(?P<words>[^<>]{1,300}))?>>")
_ANCHOR = re.compile(r"\[\[\[?[^\[\]\n]{1,300}\]\]\]?")
_INDEX = re.compile(r"\(\(\([^()]{1,300}\)\)\)")
_SHOWN_INDEX = re.compile(r"\(\(([^()]{1,300})\)\)")
_ROLE = re.compile(r"\[([^\[\]\n]{1,60})\](?=[#*_`]+\S)")
_STRUCK = re.compile(r"\[(?:\.?line-through|\.?strike)\]#{1,2}(.{1,300}?)#{1,2}")
_MARKS = (
    (
        re.compile(
            r"\*\*(.{1,300}?)\*\*|(?<![\w*\\;:}])\*(\S|\S[^*]{0,300}?\S)\*(?![\w*])", re.DOTALL
        ),
        "b",
    ),
    (re.compile(r"__(.{1,300}?)__|(?<![\w_\\;:}])_(\S|\S.{0,300}?\S)_(?![\w_])", re.DOTALL), "i"),
    (
        re.compile(r"##(.{1,300}?)##|(?<![\w#\\;:}&])#(\S|\S[^#]{0,300}?\S)#(?![\w#])", re.DOTALL),
        "span",
    ),
    (re.compile(r"(?<!\\)\^([^\s^]+)\^"), "sup"),
    (re.compile(r"(?<![\\~])~([^\s~]+)~(?!~)"), "sub"),
)
_BREAK = re.compile(r"[ \t]\+$", re.MULTILINE)
_ESCAPE = re.compile(r"\\(?=[*_`#^~{\[<+]|https?:|\w+:)")
_NAMED = re.compile(r"""[\w-]+=(?:"[^"]*"|[^,]*)(?:,\s*|$)""")
_SILENT = ("image", "icon", "indexterm", "anchor", "bibitem")


_SIGN = re.compile(r"[*_`#^~{}\[\]<>&+\"'()\\:]")
"""Without one of these, words stay as they are."""


class Attributes:
    """The names and values that a page gives."""

    def __init__(self) -> None:
        self._values = dict(_KNOWN)
        self._left = MOST_REPLACED

    def set(self, name: str, value: str) -> None:
        """Give a name its value; names in it are replaced now."""
        self._values[name.lower()] = self.put_into(value)[:LONGEST_VALUE]

    def unset(self, name: str) -> None:
        """The name has no value any more."""
        self._values.pop(name.lower(), None)

    def get(self, name: str) -> str:
        """A value; empty if there is none."""
        return self._values.get(name, "")

    def put_into(self, words: str) -> str:
        """Words with the values of the names in them; unknown names stay as they are."""
        return _NAME.sub(self._value, words) if "{" in words else words

    def _value(self, name: re.Match[str]) -> str:
        value = self._values.get(name[1].lower())
        if value is None or len(value) > self._left:
            return name[0]
        self._left -= len(value)
        return value


def inline(words: str, attributes: Attributes) -> str:
    """Words as HTML; what a link points to and what is only for an index is left out."""
    if not _SIGN.search(words):
        return words
    done = Finished()

    def keep(text: str, tag: str = "span") -> str:
        return done.add(f"<{tag}>{html.escape(text, quote=False)}</{tag}>")

    words = _PASSED.sub(lambda m: keep(next(filter(None, m.groups()), "")), words)
    words = _QUOTED.sub(lambda m: m[1] + m[2] + m[1], words)
    words = _CODE.sub(lambda m: keep(_literal(attributes.put_into(m[1] or m[2])), "code"), words)
    words = _LITERAL.sub(lambda m: keep(m[1]), words)
    words = attributes.put_into(words)
    words = _SHOWN_INDEX.sub(r"\1", _INDEX.sub("", _ANCHOR.sub("", words)))
    words = _MACRO.sub(_macro, words)
    words = _REFERENCE.sub(lambda m: (m["words"] or m["target"].lstrip("#")).strip(), words)
    words = _STRUCK.sub(lambda m: done.add("<s>") + m[1] + done.add("</s>"), words)
    words = _ROLE.sub("", words)
    words = html.escape(words, quote=False)
    for pattern, tag in _MARKS:
        words = pattern.sub(functools.partial(_marked, tag), words)
    return done.put_back(_ESCAPE.sub("", _BREAK.sub("<br>", words)))


def _marked(tag: str, match: re.Match[str]) -> str:
    return f"<{tag}>{next(filter(None, match.groups()))}</{tag}>"


def _literal(code: str) -> str:
    """The words of code without the plus signs that keep marks in it from being read."""
    return code[1:-1] if len(code) > 2 and code[0] == code[-1] == "+" else code


def _macro(match: re.Match[str]) -> str:
    """What a link, a key or a note shows."""
    name, target, words = match["name"], match["target"] or "", match["words"]
    if name in _SILENT:
        return ""
    if name == "menu":
        return " > ".join(filter(None, [target, *words.split(" > ")]))
    if name in ("footnote", "footnoteref"):
        return f" ({words})" if words else ""
    if name in ("kbd", "btn", "stem", "latexmath", "asciimath", "indexterm2"):
        return words.replace("\\]", "]")
    shown = _NAMED.sub("", words).strip().strip('"').rstrip("^,")
    return shown or target or match["address"] or ""
