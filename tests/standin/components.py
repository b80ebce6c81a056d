"""A component tree → its parts, in the order in which they are read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from .faults import objects, within
from .wire import Json


class Kind(IntEnum):
    """The component types of Discord."""

    ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT = 10
    THUMBNAIL = 11
    GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    UPLOAD = 19


SELECTS = (
    Kind.STRING_SELECT,
    Kind.USER_SELECT,
    Kind.ROLE_SELECT,
    Kind.MENTIONABLE_SELECT,
    Kind.CHANNEL_SELECT,
)


@dataclass(frozen=True, slots=True)
class Button:
    """A button as a user sees it; `url` for a link, `custom_id` for the others."""

    label: str
    custom_id: str | None
    url: str | None
    disabled: bool


def walk(components: Sequence[Json], where: str = "components") -> Iterator[tuple[str, Json]]:
    """Every component with its path, parents before children."""
    for position, component in enumerate(components):
        yield from _branch(component, within(where, position))


def text_displays(components: Sequence[Json]) -> list[str]:
    """The text of a components-v2 message."""
    found = (part for _, part in walk(components) if part.get("type") == Kind.TEXT)
    return [str(part.get("content", "")) for part in found]


def buttons(components: Sequence[Json]) -> list[Button]:
    """The buttons from top to bottom."""
    return [_button(part) for _, part in walk(components) if part.get("type") == Kind.BUTTON]


def find(components: Sequence[Json], custom_id: str) -> Json | None:
    """The component that answers to a custom_id."""
    found = (part for _, part in walk(components) if part.get("custom_id") == custom_id)
    return next(found, None)


def _branch(component: Json, where: str) -> Iterator[tuple[str, Json]]:
    yield where, component
    yield from walk(objects(component.get("components")), within(where, "components"))
    for name in ("component", "accessory"):
        child = component.get(name)
        if isinstance(child, dict):
            yield from _branch(child, within(where, name))


def _button(part: Json) -> Button:
    label = part.get("label") or (part.get("emoji") or {}).get("name") or ""
    return Button(label, part.get("custom_id"), part.get("url"), bool(part.get("disabled")))
