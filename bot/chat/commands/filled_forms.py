"""A form that was sent in → what was filled into it. Anybody's client may fill in anything."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.chat.answering.delivery import Interaction

Values = Mapping[str, tuple[str, ...]]
"""What was filled in: for each field, its values."""


def filled_in(interaction: Interaction) -> Values:
    """What was filled into a form, by the names of its fields."""
    data: Any = {**(interaction.data or {}), "custom_id": ""}
    return {name: values for name, values in _fields(data) if name}


def _fields(component: Any) -> Iterator[tuple[str, tuple[str, ...]]]:
    if "custom_id" in component:
        values = component.get("values") or [component.get("value") or ""]
        yield str(component["custom_id"]), tuple(str(value) for value in values if value)
    for inner in (*component.get("components", ()), component.get("component")):
        if inner:
            yield from _fields(inner)
