"""What a user does → the data of an interaction. Pure.

Only what Discord's own client would let through is built: a test that asks for an unknown
option or presses a disabled button is wrong itself.
"""

from collections.abc import Mapping, Sequence

from .command_limits import (
    ATTACHMENT,
    BOOLEAN,
    CHANNEL,
    GROUP,
    INTEGER,
    NUMBER,
    ROLE,
    STRING,
    SUBCOMMAND,
)
from .components import Kind, find
from .faults import objects
from .messages import Attachment, Message
from .people import Channel, Role
from .wire import Json

Value = str | int | float | bool | Channel | Role | Attachment
"""What stands in an option; a channel or a role is chosen from a list, a file is uploaded."""

STRING_OPTION = 6_000
_TYPES: dict[int, type | tuple[type, ...]] = {
    ATTACHMENT: Attachment,
    CHANNEL: Channel,
    ROLE: Role,
    STRING: str,
    INTEGER: int,
    BOOLEAN: bool,
    NUMBER: (int, float),
}


def command_data(
    command: Json, path: Sequence[str], values: Mapping[str, Value], focused: str | None = None
) -> Json:
    """A use of a command; `path` leads to a subcommand."""
    data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
    data["options"] = _options(command, list(path), values, focused)
    return data | ({"guild_id": command["guild_id"]} if "guild_id" in command else {})


def click_data(message: Message, custom_id: str) -> Json:
    """A press of a button."""
    part = _part(message, custom_id)
    return _named(part)


def choice_data(message: Message, custom_id: str, values: Sequence[str]) -> Json:
    """A choice in a select."""
    part = _part(message, custom_id)
    offered = {option.get("value") for option in objects(part.get("options"))}
    if offered and not set(values) <= offered:
        raise LookupError(f"{custom_id} offers {offered}, not {values}")
    return _named(part) | {"values": list(values)}


def modal_data(modal: Json, values: Mapping[str, str | Sequence[str]]) -> Json:
    """A form as filled in, each value under the custom_id of its input."""
    filled = [_filled(part, values) for part in objects(modal.get("components"))]
    unknown = set(values) - {_id_of(part) for part in filled}
    if unknown:
        raise LookupError(f"the form has no {unknown}")
    return {"custom_id": modal["custom_id"], "components": filled}


def _options(
    named: Json, path: list[str], values: Mapping[str, Value], focused: str | None
) -> list[Json]:
    known = {option["name"]: option for option in objects(named.get("options"))}
    if path:
        inner = known[path[0]]
        assert inner["type"] in (SUBCOMMAND, GROUP), f"{path[0]} is no subcommand"
        below = _options(inner, path[1:], values, focused)
        return [{"name": path[0], "type": inner["type"], "options": below}]
    missing = {name for name, option in known.items() if option.get("required")} - set(values)
    if focused is None and missing:
        raise LookupError(f"/{named['name']} needs {missing}")
    return [_option(known, name, value, name == focused) for name, value in values.items()]


def _option(known: dict[str, Json], name: str, value: Value, focused: bool) -> Json:
    if name not in known:
        raise LookupError(f"no option {name!r} among {list(known)}")
    option = known[name]
    kind = option["type"]
    if not focused and not isinstance(value, _TYPES.get(kind, (str, int))):
        raise TypeError(f"{name} takes no {value!r}")
    if isinstance(value, str) and len(value) > (option.get("max_length") or STRING_OPTION):
        raise ValueError(f"Discord lets nobody type so much into {name}")
    chosen = str(value.id) if isinstance(value, Channel | Role | Attachment) else value
    said: Json = {"name": name, "type": kind, "value": chosen}
    return said | {"focused": True} if focused else said


def _part(message: Message, custom_id: str) -> Json:
    part = find(message.components, custom_id)
    if part is None or part.get("disabled"):
        raise LookupError(f"nothing to press under {custom_id!r}")
    return part


def _named(part: Json) -> Json:
    about = {"custom_id": part["custom_id"], "component_type": part["type"]}
    return about | ({"id": part["id"]} if "id" in part else {})


def _filled(part: Json, values: Mapping[str, str | Sequence[str]]) -> Json:
    if part.get("type") == Kind.ROW:
        return {"type": Kind.ROW, "components": [_input(part["components"][0], values)]}
    if part.get("type") == Kind.LABEL:
        return {"type": Kind.LABEL, "component": _input(part["component"], values)}
    return {"type": part.get("type")}


def _input(part: Json, values: Mapping[str, str | Sequence[str]]) -> Json:
    about: Json = {"type": part["type"], "custom_id": part["custom_id"]}
    if part["type"] == Kind.TEXT_INPUT:
        return about | {"value": values.get(part["custom_id"], part.get("value") or "")}
    return about | {"values": list(values.get(part["custom_id"], ()))}


def _id_of(filled: Json) -> str | None:
    inner = filled.get("component") or next(iter(objects(filled.get("components"))), {})
    name = inner.get("custom_id")
    return name if isinstance(name, str) else None
