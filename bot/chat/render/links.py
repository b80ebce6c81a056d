"""An address → a link that shows it and opens no preview. Pure."""

import re

from bot.chat.render.escaping import CUT, cut_at_word, escape

LONGEST_LINK = 300

_LINK = re.compile(r"https?://[\x21-\x3b\x3d\x3f-\x7e]{1,900}")
_MARKS = re.compile(r"[()\[\]\"`\\|*~]")


def bare_link(address: str) -> str:
    """The address as a link; empty if it is none. What could be markup in it is encoded, which
    leads to the same place; a long one is shown without its end, as code."""
    if _LINK.fullmatch(address) is None:
        return ""
    encoded = _MARKS.sub(lambda mark: f"%{ord(mark[0]):02X}", address)
    if len(encoded) > LONGEST_LINK:
        return f"`{encoded[:LONGEST_LINK]}{CUT}`"
    return f"<{encoded}>"


def origin_text(origin: str) -> str:
    """Whence something comes: an address that can be opened, or words."""
    return bare_link(origin) or escape(cut_at_word(origin, LONGEST_LINK), opens_line=False)
