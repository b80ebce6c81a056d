"""A message in components → an HTML page that looks as Discord's dark theme does. Pure.

The page needs nothing from elsewhere. It knows the components and the marks that Pincite uses;
an unknown component is an error, so that no picture shows less than the message holds. A mention
is drawn by the name that stands in the place of its id, as in ``<#general>``.
"""

import re
from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from itertools import groupby, takewhile
from typing import Any

from tests.standin.components import SELECTS, Kind

Json = dict[str, Any]

WIDTH = 720
"""Of the page, in the browser's own pixels, unless another one is asked for."""

QUOTED = "> "

_BUTTONS = {1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link"}

_MARK = re.compile(
    r"\\(?P<literal>[!-/:-@\[-`{-~])"
    r"|`(?P<code>[^`]+)`"
    r"|\[(?P<title>(?:\\.|[^\[\]\\])+)\]\(<https?://[^\s<>()]+>\)"
    r"|<(?P<link>https?://[^\s<>]+)>"
    r"|(?P<bare>https?://[^\s<>]+)"
    r"|<(?P<mention>[#@]&?[\w-]+)>"
    r"|<(?P<command>/[^:<>]+):\d+>"
    r"|<t:(?P<moment>\d+):(?P<look>[dfR])>"
    r"|\*\*(?P<bold>(?:\\.|`[^`]+`|[^\\`])+?)\*\*"
    r"|\*(?P<italic>(?:\\.|[^\\*])+?)\*"
)

_ITEM = re.compile(r"( *)(-|\d+\.) (.*)")
_FENCE = "```"

_ARROW = (
    '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2.4"'
    ' stroke-linecap="round" stroke-linejoin="round">'
    '<path d="M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5"/></svg>'
)

_STYLE = """
* { box-sizing: border-box; margin: 0 }
body { background: #313338; color: #dbdee1; padding: 16px; overflow: hidden;
  font: 16px/1.375 "gg sans", "Noto Sans", "Helvetica Neue", Helvetica, Arial, "DejaVu Sans",
  sans-serif; -webkit-font-smoothing: antialiased }
.used { position: relative; display: flex; align-items: center; gap: 4px; margin: 0 0 4px 56px;
  font-size: 14px; color: #b5bac1 }
.used::before { content: ""; position: absolute; left: -36px; top: 9px; width: 32px; height: 13px;
  border: solid #4e5058; border-width: 2px 0 0 2px; border-top-left-radius: 6px }
.asker { width: 16px; height: 16px; border-radius: 50%; background: #3ba08a }
.command { color: #00a8fc }
.message { position: relative; padding-left: 56px }
.avatar { position: absolute; left: 0; top: 2px; width: 40px; height: 40px; border-radius: 50%;
  background: #5c6b7f }
.avatar::before, .avatar::after { content: ""; position: absolute; top: 13px; width: 7px;
  height: 14px; border-radius: 7px 1px 7px 1px; background: #f2f3f5 }
.avatar::before { left: 11px }
.avatar::after { left: 22px }
.head { display: flex; align-items: center; gap: 6px; line-height: 22px }
.bot { font-weight: 600; color: #f2f3f5 }
.badge { padding: 0 5px; border-radius: 4px; background: #5865f2; color: #fff; font-size: 11px;
  font-weight: 600; line-height: 16px }
.time { margin-left: 2px; font-size: 12px; color: #949ba4 }
.container { margin-top: 6px; padding: 14px 16px; border: 1px solid #3f4147; border-radius: 8px;
  border-left: 4px solid #3f4147; background: #2b2d31; display: grid; gap: 8px }
.line { min-height: 1.375em; overflow-wrap: anywhere }
.small { font-size: 13px; line-height: 18px; color: #a3a9b2; overflow-wrap: anywhere }
blockquote { position: relative; padding-left: 14px; margin-bottom: 5px }
blockquote::before { content: ""; position: absolute; left: 0; top: 1px; bottom: 1px; width: 4px;
  border-radius: 4px; background: #4e5058 }
b { font-weight: 700; color: #f2f3f5 }
code { padding: 1px 4px; border-radius: 4px; background: #1e1f22; color: #c4c9d0; font:
  12px/1.3 "gg mono", "Noto Sans Mono", "DejaVu Sans Mono", Consolas, monospace }
pre { margin: 3px 0; padding: 7px 9px; border: 1px solid #1e1f22; border-radius: 4px;
  background: #1e1f22; white-space: pre-wrap; overflow-wrap: anywhere; font: 14px/1.3 "gg mono",
  "Noto Sans Mono", "DejaVu Sans Mono", Consolas, monospace }
.item { display: flex; gap: 8px; overflow-wrap: anywhere }
.marker { flex: none; min-width: 14px; text-align: right }
.address { color: #00a8fc }
.mention { padding: 0 2px; border-radius: 3px; background: #3c4270; color: #c9cdfb }
.moment { padding: 0 2px; border-radius: 3px; background: #3f4147 }
.section { display: flex; gap: 12px; align-items: flex-start; justify-content: space-between }
.attached { display: block; max-width: 100%; margin-top: 6px; border-radius: 8px }
.field { display: grid; gap: 4px }
.input { min-height: 38px; padding: 8px 10px; border: 1px solid #43454b; border-radius: 8px;
  background: #1e1f22; color: #dbdee1; overflow-wrap: anywhere }
.gap { height: 0 }
.gap.wide { height: 8px }
.gap.divider { border-top: 1px solid #43454b; margin: 3px 0 }
.row { display: flex; flex-wrap: wrap; gap: 8px }
.button { display: inline-flex; align-items: center; gap: 7px; height: 32px; padding: 0 14px;
  border-radius: 8px; color: #fff; font-size: 14px; font-weight: 500 }
.button svg { width: 15px; height: 15px }
.button.disabled { opacity: .5 }
.secondary, .link { background: #4e5058 }
.primary { background: #5865f2 }
.success { background: #248046 }
.danger { background: #da373c }
"""


@dataclass(frozen=True, slots=True)
class Scene:
    """A message of the bot, and what Discord writes above it."""

    bot: str
    asker: str
    command: str
    """What was used; empty for a message that answers no command."""
    time: str
    components: Sequence[Json] = ()
    content: str = ""
    """The text of a message without components."""
    pictures: Sequence[bytes] = ()
    """Attached files in the format PNG."""


def page(scene: Scene, width: int = WIDTH) -> str:
    """The page; when it is loaded, ``data-height`` of its root tells how high it is."""
    body = _markdown(scene.content) if scene.content else ""
    body += "".join(map(_picture, scene.pictures)) + "".join(map(_component, scene.components))
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{_STYLE}'
        f"body {{ width: {width}px }}"
        "</style>"
        '<body onload="document.documentElement.dataset.height='
        'Math.ceil(document.body.getBoundingClientRect().height)">'
        f"{_used(scene) if scene.command else ''}"
        '<div class="message"><div class="avatar"></div><div class="head">'
        f'<span class="bot">{escape(scene.bot)}</span><span class="badge">APP</span>'
        f'<span class="time">{escape(scene.time)}</span></div>{body}</div></body></html>'
    )


def _used(scene: Scene) -> str:
    return (
        f'<div class="used"><span class="asker"></span>{escape(scene.asker)} used '
        f'<span class="command">{escape(scene.command)}</span></div>'
    )


def _picture(png: bytes) -> str:
    return f'<img class="attached" src="data:image/png;base64,{b64encode(png).decode()}">'


def _component(part: Json) -> str:
    draw = _DRAWN.get(part.get("type", 0))
    if draw is None:
        raise ValueError(f"no drawing is known for a component of type {part.get('type')!r}")
    return draw(part)


def _container(part: Json) -> str:
    colour = part.get("accent_color")
    edge = "" if colour is None else f' style="border-left-color:#{int(colour):06x}"'
    return f'<div class="container"{edge}>{_children(part)}</div>'


def _section(part: Json) -> str:
    accessory = _component(part["accessory"])
    return f'<div class="section"><div>{_children(part)}</div>{accessory}</div>'


def _label(part: Json) -> str:
    hint = part.get("description")
    below = f'<div class="small">{escape(hint)}</div>' if hint else ""
    words = f"<b>{escape(part['label'])}</b>"
    return f'<div class="field">{words}{below}{_component(part["component"])}</div>'


def _input(part: Json) -> str:
    """A field of a form, with what stands in it."""
    chosen = [option["label"] for option in part.get("options", ()) if option.get("default")]
    shown = part.get("value") or ", ".join(chosen) or part.get("placeholder") or ""
    return f'<div class="input">{escape(shown)}</div>'


def _row(part: Json) -> str:
    return f'<div class="row">{_children(part)}</div>'


def _children(part: Json) -> str:
    return "".join(map(_component, part["components"]))


def _separator(part: Json) -> str:
    classes = ["gap"]
    classes += ["divider"] if part.get("divider", True) else []
    classes += ["wide"] if part.get("spacing") == 2 else []
    return f'<div class="{" ".join(classes)}"></div>'


def _button(part: Json) -> str:
    look = _BUTTONS.get(part.get("style", 0))
    if look is None:
        raise ValueError(f"no drawing is known for a button of style {part.get('style')!r}")
    emoji = (part.get("emoji") or {}).get("name", "")
    label = escape(" ".join(filter(None, (emoji, part.get("label")))))
    state = " disabled" if part.get("disabled") else ""
    return f'<span class="button {look}{state}">{label}{_ARROW if look == "link" else ""}</span>'


def _text(part: Json) -> str:
    return f"<div>{_markdown(part['content'])}</div>"


def _markdown(content: str) -> str:
    """The text of a message as it is drawn."""
    return "".join(_lines(content.split("\n")))


def _lines(lines: Sequence[str]) -> Iterator[str]:
    for mark, group in groupby(lines, _opening):
        shown = [line.removeprefix(mark) for line in group]
        if mark == QUOTED:
            yield f"<blockquote>{''.join(_blocks(iter(shown)))}</blockquote>"
        elif mark:
            yield "".join(f'<div class="small">{_inline(line)}</div>' for line in shown)
        else:
            yield "".join(_blocks(iter(shown)))


def _blocks(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith(_FENCE):
            code = "\n".join(takewhile(lambda inner: inner != _FENCE, lines))
            yield f"<pre>{escape(code)}</pre>"
        elif item := _ITEM.fullmatch(line):
            yield _item(*item.groups())
        else:
            yield f'<div class="line">{_inline(line)}</div>'


def _item(indent: str, marker: str, words: str) -> str:
    left = f' style="margin-left:{10 * len(indent) + 6}px"'
    drawn = "•" if marker == "-" else marker
    return (
        f'<div class="item"{left}><span class="marker">{drawn}</span>'
        f"<span>{_inline(words)}</span></div>"
    )


def _opening(line: str) -> str:
    return next((mark for mark in (QUOTED, "-# ") if line.startswith(mark)), "")


def _inline(text: str) -> str:
    drawn, end = "", 0
    for mark in _MARK.finditer(text):
        drawn += escape(text[end : mark.start()]) + _marked(mark)
        end = mark.end()
    return drawn + escape(text[end:])


def _marked(mark: re.Match[str]) -> str:
    kind = str(mark.lastgroup)
    words = mark[kind]
    if kind == "bold":
        return f"<b>{_inline(words)}</b>"
    if kind == "italic":
        return f"<i>{_inline(words)}</i>"
    if kind == "title":
        return f'<span class="address">{_inline(words)}</span>'
    if kind == "look":
        return f'<span class="moment">{_moment(int(mark["moment"]), words)}</span>'
    words = words.replace("@&", "@") if kind == "mention" else words
    before, after = _AROUND[kind]
    return f"{before}{escape(words)}{after}"


def _moment(seconds: int, look: str) -> str:
    """A moment as Discord shows it; one that it counts from now on was just before."""
    return (
        "a minute ago" if look == "R" else f"{datetime.fromtimestamp(seconds, UTC):{_LOOKS[look]}}"
    )


_LOOKS = {"d": "%d/%m/%Y", "f": "%d %B %Y %H:%M"}


_AROUND = {
    "literal": ("", ""),
    "code": ("<code>", "</code>"),
    "link": ('<span class="address">', "</span>"),
    "bare": ('<span class="address">', "</span>"),
    "mention": ('<span class="mention">', "</span>"),
    "command": ('<span class="mention">', "</span>"),
}

_DRAWN: dict[int, Callable[[Json], str]] = {
    Kind.CONTAINER: _container,
    Kind.TEXT: _text,
    Kind.SEPARATOR: _separator,
    Kind.ROW: _row,
    Kind.BUTTON: _button,
    Kind.SECTION: _section,
    Kind.LABEL: _label,
    Kind.TEXT_INPUT: _input,
    **dict.fromkeys(SELECTS, _input),
}
