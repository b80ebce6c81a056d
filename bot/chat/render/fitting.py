"""A text → as much of it as Discord accepts in one message. Pure.

All that is sent passes through here last. What is made of many parts is packed into messages before
that, so that nothing is lost; here a text is cut that has no such rule, or values that nobody
expected. A cut stands between lines or words, and never inside a link, an escape or an address;
bold and code that it would leave open are closed.
"""

import re
from collections.abc import Sequence

from bot.chat.render.code_blocks import FENCE
from bot.chat.render.escaping import CUT
from bot.chat.render.limits import MESSAGE_LIMIT, length

_BOLD = "**"
_PIECE = re.compile(
    r"\\."  # an escape
    r"|\[(?:\\.|[^\[\]\\\n])*\]\(<[^<>\n]*>\)"  # a link
    r"|<[^<>\s]*>"  # an address or a mention
    r"|\*\*|```|`[^`\n]+`"
    r"|.",
    re.DOTALL,
)
_FENCE_LINE = re.compile(rf"(> |){FENCE}")
CLOSING = len(f"{_BOLD} {CUT}\n> {FENCE}\n> {CUT}")
"""Characters that may be needed behind a cut."""


def fitting_text(text: str, longest: int = MESSAGE_LIMIT) -> str:
    """The text, or its beginning and ``…`` if it has more than so many characters."""
    if length(text) <= longest:
        return text
    room, kept = longest - CLOSING, list[str]()
    pieces = _PIECE.findall(text)
    for piece in pieces:
        room -= length(piece)
        if room < 0:
            break
        kept.append(piece)
    end = _last_end(kept, is_whole=pieces[len(kept)].isspace())
    return _closed("".join(kept[:end]).rstrip())


def _last_end(pieces: Sequence[str], *, is_whole: bool) -> int:
    """Where the last line ends, or the last word, unless that leaves out half of what fits; the
    last word of the pieces ends with them if it ``is_whole``."""
    ends = (_last_of(pieces, "\n"), len(pieces) if is_whole else _last_of(pieces, " "))
    return next((end for end in ends if end > len(pieces) // 2), len(pieces))


def _last_of(pieces: Sequence[str], piece: str) -> int:
    return max((number for number, other in enumerate(pieces) if other == piece), default=0)


def _closed(kept: str) -> str:
    """What was kept, with bold or a code block closed, and ``…``."""
    lines = kept.split("\n")
    fences = [match for line in lines if (match := _FENCE_LINE.match(line))]
    if len(fences) % 2:
        mark = fences[-1][1]
        return f"{kept}\n{mark}{FENCE}\n{mark}{CUT}"
    if _PIECE.findall(lines[-1]).count(_BOLD) % 2:
        kept = kept.removesuffix(_BOLD).rstrip() if kept.endswith(_BOLD) else f"{kept}{_BOLD}"
    return f"{kept} {CUT}"
