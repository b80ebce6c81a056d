"""Component trees → the limits of Discord that they break. Pure.

Classic messages carry rows of buttons or one select; layouts (components v2) carry text too;
modals carry inputs.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from .components import SELECTS, Kind, text_displays, walk
from .faults import Fault, objects, optional_text, several, text, within
from .wire import Json

ROWS = 5
ROW_BUTTONS = 5
LAYOUT_PARTS = 40
LAYOUT_TEXT = 4_000
SECTION_TEXTS = 3
GALLERY_ITEMS = 10
CUSTOM_ID = 100
BUTTON_LABEL = 80
LINK = 512
OPTIONS = 25
OPTION_TEXT = 100
PLACEHOLDER = 150
MODAL_TITLE = 45
MODAL_PARTS = 5
INPUT_LABEL = 45
INPUT_PLACEHOLDER = 100
INPUT_VALUE = 4_000
INPUT_DESCRIPTION = 100

_LINK_STYLE = 5
_STYLES = range(1, 7)
_IN_CONTAINER = {
    Kind.ROW,
    Kind.SECTION,
    Kind.TEXT,
    Kind.GALLERY,
    Kind.FILE,
    Kind.SEPARATOR,
}
_IN_LAYOUT = _IN_CONTAINER | {Kind.CONTAINER}
_ONLY_IN_MODALS = {Kind.TEXT_INPUT, Kind.LABEL, Kind.UPLOAD}
_IN_LABEL = {Kind.TEXT_INPUT, Kind.UPLOAD, *SELECTS}


def classic_faults(components: Sequence[Json]) -> Iterator[Fault]:
    """At most five rows, and nothing else at the top."""
    if len(components) > ROWS:
        yield Fault("components", f"{len(components)} rows, at most {ROWS}")
    yield from _kind_faults("components", components, {Kind.ROW})
    yield from _message_faults(components)


def layout_faults(components: Sequence[Json]) -> Iterator[Fault]:
    """At most 40 parts, nested ones counted, and 4,000 characters of text."""
    if not components:
        yield Fault("", "Cannot send an empty message")
    parts = len(list(walk(components)))
    if parts > LAYOUT_PARTS:
        yield Fault("components", f"{parts} components, at most {LAYOUT_PARTS}")
    length = sum(map(len, text_displays(components)))
    if length > LAYOUT_TEXT:
        yield Fault("components", f"{length:,} characters of text, at most {LAYOUT_TEXT:,}")
    yield from _kind_faults("components", components, _IN_LAYOUT)
    yield from _message_faults(components)


def modal_faults(modal: Json) -> Iterator[Fault]:
    """A form: its title, its name and one to five labelled inputs."""
    yield from text("title", modal.get("title"), MODAL_TITLE)
    yield from text("custom_id", modal.get("custom_id"), CUSTOM_ID)
    yield from several("components", modal.get("components"), MODAL_PARTS, least=1)
    parts = objects(modal.get("components"))
    yield from _kind_faults("components", parts, {Kind.ROW, Kind.LABEL, Kind.TEXT})
    yield from _part_faults(parts)


def _message_faults(components: Sequence[Json]) -> Iterator[Fault]:
    for where, part in walk(components):
        if part.get("type") in _ONLY_IN_MODALS:
            yield Fault(where, "stands only in a modal")
    yield from _part_faults(components)


def _part_faults(components: Sequence[Json]) -> Iterator[Fault]:
    """The limits of each part, and that no two parts share a name or a number."""
    for where, part in walk(components):
        check = _CHECKS.get(part.get("type", 0))
        if check is None:
            yield Fault(where, f"{part.get('type')} is not a component type of this place")
        else:
            yield from check(where, part)
    for name in ("custom_id", "id"):
        values = [part[name] for _, part in walk(components) if part.get(name)]
        for value, times in Counter(values).items():
            if times > 1:
                yield Fault("components", f"{name} {value!r} stands {times} times")


def _kind_faults(where: str, parts: Sequence[Json], kinds: set[Kind]) -> Iterator[Fault]:
    for position, part in enumerate(parts):
        if part.get("type") not in kinds:
            yield Fault(within(where, position), f"type {part.get('type')} may not stand here")


def _row(where: str, part: Json) -> Iterator[Fault]:
    inner = within(where, "components")
    yield from several(inner, part.get("components"), ROW_BUTTONS, least=1)
    children = objects(part.get("components"))
    yield from _kind_faults(inner, children, {Kind.BUTTON, Kind.TEXT_INPUT, *SELECTS})
    if len(children) > 1 and any(child.get("type") != Kind.BUTTON for child in children):
        yield Fault(inner, "a select or an input needs a row of its own")


def _button(where: str, part: Json) -> Iterator[Fault]:
    style = part.get("style")
    if style not in _STYLES:
        yield Fault(within(where, "style"), "unknown")
    if not (part.get("label") or part.get("emoji")):
        yield Fault(where, "needs a label or an emoji")
    yield from optional_text(within(where, "label"), part.get("label"), BUTTON_LABEL)
    yield from _link(where, part) if style == _LINK_STYLE else _named(where, part)


def _link(where: str, part: Json) -> Iterator[Fault]:
    yield from text(within(where, "url"), part.get("url"), LINK)
    if not str(part.get("url")).startswith(("http://", "https://", "discord://")):
        yield Fault(within(where, "url"), "must begin with http or https")
    if part.get("custom_id"):
        yield Fault(where, "a link has no custom_id")


def _named(where: str, part: Json) -> Iterator[Fault]:
    yield from text(within(where, "custom_id"), part.get("custom_id"), CUSTOM_ID)
    if part.get("url"):
        yield Fault(where, "only a link has a url")


def _select(where: str, part: Json) -> Iterator[Fault]:
    yield from text(within(where, "custom_id"), part.get("custom_id"), CUSTOM_ID)
    yield from optional_text(within(where, "placeholder"), part.get("placeholder"), PLACEHOLDER)


def _string_select(where: str, part: Json) -> Iterator[Fault]:
    yield from _select(where, part)
    inner = within(where, "options")
    yield from several(inner, part.get("options"), OPTIONS, least=1)
    for position, option in enumerate(objects(part.get("options"))):
        at = within(inner, position)
        yield from text(within(at, "label"), option.get("label"), OPTION_TEXT)
        yield from text(within(at, "value"), option.get("value"), OPTION_TEXT)
        described = within(at, "description")
        yield from optional_text(described, option.get("description"), OPTION_TEXT)


def _text_input(where: str, part: Json) -> Iterator[Fault]:
    yield from text(within(where, "custom_id"), part.get("custom_id"), CUSTOM_ID)
    yield from optional_text(within(where, "label"), part.get("label"), INPUT_LABEL)
    yield from optional_text(within(where, "value"), part.get("value"), INPUT_VALUE)
    placeholder = within(where, "placeholder")
    yield from optional_text(placeholder, part.get("placeholder"), INPUT_PLACEHOLDER)


def _text_display(where: str, part: Json) -> Iterator[Fault]:
    yield from text(within(where, "content"), part.get("content"), LAYOUT_TEXT)


def _section(where: str, part: Json) -> Iterator[Fault]:
    inner = within(where, "components")
    yield from several(inner, part.get("components"), SECTION_TEXTS, least=1)
    yield from _kind_faults(inner, objects(part.get("components")), {Kind.TEXT})
    beside = [part["accessory"]] if isinstance(part.get("accessory"), dict) else [{}]
    yield from _kind_faults(within(where, "accessory"), beside, {Kind.BUTTON, Kind.THUMBNAIL})


def _container(where: str, part: Json) -> Iterator[Fault]:
    inner = within(where, "components")
    yield from several(inner, part.get("components"), LAYOUT_PARTS, least=1)
    yield from _kind_faults(inner, objects(part.get("components")), _IN_CONTAINER)


def _gallery(where: str, part: Json) -> Iterator[Fault]:
    yield from several(within(where, "items"), part.get("items"), GALLERY_ITEMS, least=1)


def _label(where: str, part: Json) -> Iterator[Fault]:
    yield from text(within(where, "label"), part.get("label"), INPUT_LABEL)
    described = within(where, "description")
    yield from optional_text(described, part.get("description"), INPUT_DESCRIPTION)
    inner = [part["component"]] if isinstance(part.get("component"), dict) else [{}]
    yield from _kind_faults(within(where, "component"), inner, _IN_LABEL)


def _free(where: str, part: Json) -> Iterator[Fault]:
    return iter(())


_CHECKS: dict[int, Any] = {
    Kind.ROW: _row,
    Kind.BUTTON: _button,
    Kind.STRING_SELECT: _string_select,
    Kind.TEXT_INPUT: _text_input,
    Kind.SECTION: _section,
    Kind.TEXT: _text_display,
    Kind.GALLERY: _gallery,
    Kind.CONTAINER: _container,
    Kind.LABEL: _label,
    **dict.fromkeys(SELECTS[1:], _select),
    **dict.fromkeys((Kind.THUMBNAIL, Kind.FILE, Kind.SEPARATOR, Kind.UPLOAD), _free),
}
