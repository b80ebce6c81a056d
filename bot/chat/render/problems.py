"""An error of the index → a sentence for people on Discord, in their language. Pure.

The error's own message is for somebody at a terminal and is never shown to them.
"""

from collections.abc import Mapping

from bot.chat.render.reasons import reason_text
from bot.chat.render.translations import Texts
from index.errors import NO_VALUES, ErrorKind, PinciteError, Value

_NUMBERED = (ErrorKind.LONG_QUESTION, ErrorKind.LONG_TEXT)
"""Kinds whose every text names numbers; they are of questions."""


def problem_text(error: PinciteError, texts: Texts) -> str:
    """What is wrong, by the kind of the error and the numbers that its message names."""
    return reason_text(f"problem_{error.kind.value}", error.values, texts)


def kind_text(kind: ErrorKind, texts: Texts, values: Mapping[str, Value] = NO_VALUES) -> str | None:
    """What an error of that kind says with these values; ``None`` if that says nothing."""
    if kind in (ErrorKind.OTHER, *_NUMBERED):
        return None
    return reason_text(f"problem_{kind.value}", values, texts)
