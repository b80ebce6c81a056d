"""A text of the bot and what is filled in → a line: Markdown of its own, none of what is filled in.

So an owner's own words may be bold or a link, and a question or a title stays what it is. Pure.
"""

import re
from collections.abc import Iterator

from bot.chat.render.escaping import SMALL, Line, escape
from bot.chat.render.limits import MESSAGE_LIMIT, length
from bot.chat.render.translations import Texts

_EMOJI_EDGE = re.compile(r"(?<!\\):(?=[\w+~-]*$)|(?<=^):|(?<=\w):(?=\W|$)")
"""A colon that would begin or end the name of an emoji together with the words around it."""


def sentence_parts(
    texts: Texts, name: str, mark: str = SMALL, /, **values: object
) -> Iterator[str]:
    """The line; in several parts, and then all of it as it is written, if it is too long."""
    inert_values = {key: _inert(str(value)) for key, value in values.items()}
    line = f"{mark}{texts(name, **inert_values)}"
    if length(line) <= MESSAGE_LIMIT:
        yield line
    else:
        yield from Line(mark, texts(name, **values)).parts()


def _inert(value: str) -> str:
    return _EMOJI_EDGE.sub(r"\\:", escape(value.strip()))
