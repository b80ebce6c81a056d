"""Letters typed into an option → the document sets that they may mean. Pure but for the choices."""

from collections.abc import Iterable

from discord import app_commands

from bot.chat.commands.typed_choices import choices_of, holds
from bot.chat.render.limits import LONGEST_CHOICE, length


def set_choices(names: Iterable[str], typed: str) -> list[app_commands.Choice[str]]:
    """The sets whose names hold the letters; those that begin with them come first."""
    letters = typed.strip().casefold()
    fitting = [name for name in names if holds(name, typed)]
    fitting.sort(key=lambda name: not name.casefold().startswith(letters))
    return _choices(fitting)


def set_list_choices(names: Iterable[str], typed: str) -> list[app_commands.Choice[str]]:
    """The same for a list with commas: what was chosen stays, and its last item is completed."""
    before, _, last = typed.rpartition(",")
    chosen = [name.strip() for name in before.split(",") if name.strip()]
    # A name with a comma in it would be read as two.
    left = [name for name in names if name not in chosen and "," not in name]
    completed = [choice.value for choice in set_choices(left, last)]
    return _choices(", ".join([*chosen, name]) for name in completed)


def _choices(values: Iterable[str]) -> list[app_commands.Choice[str]]:
    return choices_of((value, value) for value in values if 0 < length(value) <= LONGEST_CHOICE)
