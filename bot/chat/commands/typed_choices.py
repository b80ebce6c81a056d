"""Letters typed into an option → the choices that Discord shows below it, as many as it takes."""

from collections.abc import Iterable
from itertools import islice

from discord import app_commands

from bot.chat.render.limits import MOST_CHOICES


def holds(name: str, typed: str) -> bool:
    """Whether a name has the letters in it."""
    return typed.strip().casefold() in name.casefold()


def choices_of(found: Iterable[tuple[str, str]]) -> list[app_commands.Choice[str]]:
    """The choices of these names and values, in their order."""
    shown = islice(found, MOST_CHOICES)
    return [app_commands.Choice(name=name, value=value) for name, value in shown]
