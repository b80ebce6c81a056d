"""Code of a document → code blocks inside a quotation. Pure.

Inside a code block nothing is obeyed but three backticks: a character without width parts these.
"""

import re
from collections.abc import Iterator

from bot.chat.render.escaping import CUT, QUOTED, sendable
from bot.chat.render.limits import MESSAGE_LIMIT, fitting_start, length

FENCE = "```"
_PARTED = "``\u200b"

_LANGUAGE = re.compile(r"[A-Za-z0-9_+#.-]{1,20}")
_OBEYED = "ansi"
"""Discord takes what stands in a block of this language for colours."""

_FENCE_START = re.compile(r"``(?=`)")
_NO_INDENT = re.compile(r"[^\S \t]")


def code_parts(code: str, language: str) -> Iterator[str]:
    """A code block, or several with ``…`` between them if one message does not hold it."""
    opening = f"{QUOTED}{FENCE}{_language(language)}"
    room = MESSAGE_LIMIT - len(f"{opening}\n{QUOTED}{FENCE}\n{QUOTED}{CUT}")
    *groups, last = _groups(code, room)
    for lines in groups:
        yield "\n".join((opening, *lines, QUOTED + FENCE, QUOTED + CUT))
    yield "\n".join((opening, *last, QUOTED + FENCE))


def _language(language: str) -> str:
    is_plain = _LANGUAGE.fullmatch(language) and language.lower() != _OBEYED
    return language.lower() if is_plain else ""


def _groups(code: str, room: int) -> Iterator[list[str]]:
    """The lines of the code, as many at a time as there is room for."""
    group: list[str] = []
    room_left = room
    for line in _lines(code, room - 1):
        if group and length(line) + 1 > room_left:
            yield group
            group, room_left = [], room
        group.append(line)
        room_left -= length(line) + 1
    yield group


def _lines(code: str, longest: int) -> Iterator[str]:
    for line in code.split("\n"):
        words = _FENCE_START.sub(_PARTED, _NO_INDENT.sub(" ", sendable(line)))
        yield QUOTED + (part := fitting_start(words, longest - len(QUOTED)))
        while words := words[len(part) :]:
            yield QUOTED + (part := fitting_start(words, longest - len(QUOTED)))
