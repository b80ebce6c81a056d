"""An error of the index → a sentence for people on Discord, in their language. Pure.

The error's own message is for somebody at a terminal and is never shown to them.
"""

from bot.chat.render.translations import Texts
from index.errors import PinciteError


def problem_text(error: PinciteError, texts: Texts) -> str:
    """What is wrong, by the kind of the error and the numbers that its message names."""
    values = {name: f"{value:,}" for name, value in error.values.items()}
    return texts(f"problem_{error.kind.value}", **values)
