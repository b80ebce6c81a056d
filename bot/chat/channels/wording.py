"""A message's content → Markdown that reads as the message does on Discord. Pure.

Words stay as people wrote them. What Discord shows in the place of a code (a mention, a time, an
emoji) is written out, hidden words are left out, and what only Markdown would obey is escaped.
"""

import datetime
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HIDDEN = "||…||"
"""Stands for a spoiler: what its writer hid is quoted nowhere."""

_FENCED = re.compile(r"```(?:([\w+#.-]{1,30})\n)?(.+?)```", re.DOTALL)
_CODE = re.compile(r"(?<!`)(`{1,2})(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_SPOILER = re.compile(r"\|\|.+?\|\|", re.DOTALL)
_MENTION = re.compile(
    r"<(?:(?P<kind>@!?|@&|#)(?P<id>\d{1,20})|a?(?P<emoji>:\w{1,40}:)\d{1,20}"
    r"|t:(?P<time>-?\d{1,12})(?::(?P<style>[tTdDfFsSR]))?|(?P<command>/[^:<>\n]{1,100}):\d{1,20})>"
)
_TAG = re.compile(r"<(?!https?://[^\s<>]+>)(?=[A-Za-z/!?])|&(?=#?\w{1,31};)")
_LINE_OF_MARKS = re.compile(r"[ \t]*(?:([-=*_+~])[ \t]*)(?:\1[ \t]*)*")
_OBEYED = re.compile(r"^[ \t]{0,3}(?=~~~|:::|!!!|\?\?\?|=== |\[[^\]\n]{1,99}\]:)")
_QUOTED = re.compile(r"[ \t]{0,3}>")
_REST_QUOTED = re.compile(r"(?:^|(?<=\n))>>> ?(.*)", re.DOTALL)
_HEADING = re.compile(r"^( {0,3})(#{1,3})(?= )(.*)$", re.MULTILINE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_MARK = re.compile(r"[\\`*_{}\[\]()#+|<>~&!]")
_KEPT = re.compile("\0(\\d{1,4})\0")


@dataclass(frozen=True, slots=True)
class Names:
    """What Discord shows in the place of an id; each function gives a name, or an empty text."""

    person: Callable[[int], str]
    role: Callable[[int], str]
    channel: Callable[[int], str]


def as_markdown(content: str, names: Names) -> str:
    """The content of a message; code stays as it is."""
    code: list[str] = []

    def kept(markup: str) -> str:
        code.append(markup)
        return f"\0{len(code) - 1}\0"

    words = _CONTROL.sub("", content.replace("\r\n", "\n"))
    words = _FENCED.sub(lambda match: kept(_fenced(match[1] or "", match[2])), words)
    words = _CODE.sub(lambda match: kept(match[0]), words.replace("```", "\\`\\`\\`"))
    words = _SPOILER.sub(HIDDEN, words)
    words = _MENTION.sub(lambda match: _named(match, names), words)
    words = _REST_QUOTED.sub(lambda match: "> " + match[1].replace("\n", "\n> "), words)
    words = "\n".join(_lines(_TAG.sub(r"\\\g<0>", words)))
    return _KEPT.sub(lambda match: code[int(match[1])], words).strip("\n").rstrip()


def as_part(markdown: str, anchor: int) -> str:
    """A message as a part of a thread, below the heading that says who wrote it: its own headings
    are lower ones that lead to the same message."""
    code: list[str] = []

    def kept(match: re.Match[str]) -> str:
        code.append(match[0])
        return f"\0{len(code) - 1}\0"

    words = re.sub(r"^```.*?^```$", kept, markdown, flags=re.DOTALL | re.MULTILINE)
    words = _HEADING.sub(rf"\1##\2\3 {{#{anchor}}}", words)
    return _KEPT.sub(lambda match: code[int(match[1])], words)


def as_words(name: str) -> str:
    """A name, in which nothing is markup."""
    return _MARK.sub(r"\\\g<0>", " ".join(_CONTROL.sub(" ", name).split()))


def _fenced(language: str, code: str) -> str:
    return f"\n```{language}\n{code.strip(chr(10))}\n```\n"


def _lines(words: str) -> Iterator[str]:
    """The lines, so that none is a rule, an underline or the end of somebody else's quotation."""
    was_quoted = False
    for line in words.split("\n"):
        is_quoted = _QUOTED.match(line) is not None
        if was_quoted and not is_quoted and line.strip():
            yield ""
        was_quoted = is_quoted
        if _LINE_OF_MARKS.fullmatch(line) and line.strip() not in ("", "-", "*", "+"):
            yield f"\\{line.strip()}"
        else:
            yield _OBEYED.sub(r"\g<0>\\", line)


def _named(match: re.Match[str], names: Names) -> str:
    if match["kind"]:
        return _mentioned(match["kind"], int(match["id"]), names)
    if match["time"]:
        return _moment(int(match["time"]), match["style"] or "f")
    return match["emoji"] or match["command"]


def _mentioned(kind: str, number: int, names: Names) -> str:
    find, mark = {"#": (names.channel, "#"), "@&": (names.role, "@")}.get(kind, (names.person, "@"))
    return mark + (as_words(find(number)) or "…")


def _moment(seconds: int, style: str) -> str:
    try:
        moment = datetime.datetime.fromtimestamp(seconds, datetime.UTC)
    except (OverflowError, OSError, ValueError):
        return "…"
    form = {"t": "%H:%M UTC", "T": "%H:%M:%S UTC", "d": "%Y-%m-%d", "D": "%Y-%m-%d"}
    return moment.strftime(form.get(style, "%Y-%m-%d %H:%M UTC"))
