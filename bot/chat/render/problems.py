"""An error of the index → a sentence for people on Discord, in their language. Pure.

The error's own message is for somebody at a terminal and is never shown to them.
"""

from bot.chat.render.translations import Texts
from index.errors import ErrorKind, PinciteError

_NUMBERED = (ErrorKind.LONG_QUESTION, ErrorKind.LONG_TEXT)
"""Kinds whose texts name numbers; they are of questions."""


def problem_text(error: PinciteError, texts: Texts) -> str:
    """What is wrong, by the kind of the error and the numbers that its message names."""
    values = {name: f"{value:,}" for name, value in error.values.items()}
    return texts(f"problem_{error.kind.value}", **values)


def kind_text(kind: ErrorKind, texts: Texts) -> str | None:
    """What an error of that kind says without its numbers; ``None`` if that says nothing."""
    if kind in (ErrorKind.OTHER, *_NUMBERED):
        return None
    return texts(f"problem_{kind.value}")
