"""A question → the name of the thread in which it is answered. Pure."""

import re
import unicodedata

from bot.chat.render.escaping import cut_at_word, sendable, without_mentions
from bot.chat.render.translations import Texts

LONGEST_NAME = 100

_LINK = re.compile(r"\[([^\]]*)\]\(<?[^)\s]*>?\)")
_EVERYBODY = re.compile(r"@(?:everyone|here)\b")
_TIME = re.compile(r"<t:-?\d+(?::\w)?>|</[^>]*:\d+>")
_MARKS = re.compile(r"[*`~]+|\|\||(?<!\w)_+|_+(?!\w)|^[\s#>-]+", re.MULTILINE)


def thread_name(question: str, texts: Texts) -> str:
    """The question without mentions and markup, in one line, cut behind a word."""
    bare = _LINK.sub(r"\1", _TIME.sub(" ", without_mentions(sendable(question))))
    bare = _MARKS.sub("", _EVERYBODY.sub(" ", bare))
    visible = "".join(character if _is_shown(character) else " " for character in bare)
    words = " ".join(visible.split())
    return cut_at_word(words, LONGEST_NAME) if words else texts("thread_title")


def _is_shown(character: str) -> bool:
    """Whether a character has a form of its own; of the others some turn a line around."""
    return not unicodedata.category(character).startswith("C")
