"""An answer as it stands on Discord → the question and the lines that it shows."""

from collections.abc import Iterator
from typing import Any

import discord

from bot.chat.render.escaping import SMALL, unescaped


def question_in(message: discord.Message) -> tuple[str, ...]:
    """The question that an answer shows in its first line; empty if it shows none."""
    for component in _all_components(message.components):
        if isinstance(component, discord.TextDisplay):
            line = component.content.split("\n")[0]
            _, separator, question = line.removeprefix(SMALL).partition(": ")
            return (unescaped(question),) if separator and line.startswith(SMALL) else ()
    return ()


def shown_lines(message: discord.Message) -> Iterator[str]:
    """The lines that a message shows, from top to bottom."""
    yield from message.content.split("\n")
    for component in _all_components(message.components):
        if isinstance(component, discord.TextDisplay):
            yield from component.content.split("\n")


def _all_components(components: Any) -> Iterator[Any]:
    for component in components:
        yield component
        yield from _all_components(getattr(component, "children", ()))
