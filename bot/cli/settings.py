"""The settings in force → a settings file that says where each value comes from, or JSON.

What is printed as a file gives the same settings again when it is pasted into ``pincite.toml``.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.cli.opening import threshold_of

if TYPE_CHECKING:
    from bot.config import Config

_TABLE = "discord"
_DEFAULT = "default"

_COMPUTED = frozenset(("index", "state", "threshold"))
"""Their defaults depend on the corpus or the version of Pincite. Such a default is printed as a
comment: a file that fixed it would give the index of one corpus to another."""


class Setting(NamedTuple):
    """A setting in force; ``name`` has its table before it, as in ``discord.plain``."""

    name: str
    value: Any
    origin: str


def settings_in_force(config: "Config") -> list[Setting]:
    """All settings but the token, which stands in the environment alone."""
    from bot.config import KEYS

    values = {name: getattr(config, name) for name in KEYS} | {"threshold": threshold_of(config)}
    names = (field.name for field in fields(config.discord) if field.name != "token")
    values |= {f"{_TABLE}.{name}": getattr(config.discord, name) for name in names}
    return [
        Setting(name, _plain(value), config.origins.get(name, _DEFAULT))
        for name, value in values.items()
    ]


def _plain(value: Any) -> Any:
    """A value of a kind that files know."""
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, Path) else value


def settings_json(settings: Sequence[Setting], has_token: bool) -> dict[str, Any]:
    """Each setting with its value and what set it."""
    return {
        "settings": {
            setting.name: {"value": setting.value, "from": setting.origin} for setting in settings
        },
        "token_is_set": has_token,
    }


def settings_toml(settings: Sequence[Setting], has_token: bool) -> str:
    """The text of a settings file."""
    token = "is set" if has_token else "is not set"
    lines = [
        *_lines(setting for setting in settings if "." not in setting.name),
        f"\n[{_TABLE}]",
        *_lines(setting for setting in settings if "." in setting.name),
        f"# DISCORD_TOKEN {token}; a token stands in the environment alone",
    ]
    return "\n".join(lines) + "\n"


def _lines(settings: Iterator[Setting]) -> Iterator[str]:
    for name, value, origin in settings:
        key = name.rpartition(".")[2]
        if isinstance(value, str) and not _is_unicode(value):
            yield f"# {key} is {value!a}, which TOML cannot say  # {origin}"
            continue
        mark = "# " if origin == _DEFAULT and name in _COMPUTED else ""
        yield f"{mark}{key} = {toml_value(value)}  # {origin}"


def _is_unicode(text: str) -> bool:
    """Whether a text is one: a path may hold bytes that are none."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def toml_value(value: Any) -> str:
    """A value as TOML writes it.

    >>> toml_value([True, 2.6, 'a "b"'])
    '[true, 2.6, "a \\\\"b\\\\""]'
    """
    if isinstance(value, list):
        return f"[{', '.join(map(toml_value, value))}]"
    if isinstance(value, str):
        return f'"{"".join(map(_escaped, value))}"'
    return str(value).lower()


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    return character if character.isprintable() else f"\\U{ord(character):08X}"
