"""Our commands and those that Discord has → whether and where they differ. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

_WRITTEN_BY_DISCORD = {
    "id",
    "application_id",
    "version",
    "guild_id",
    "name_localized",
    "description_localized",
}


def commands_match(
    expected: Sequence[Mapping[str, Any]], registered: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether Discord has exactly these commands, apart from what it adds itself."""
    return _values_match(_by_name(expected), _by_name(registered))


def changed_commands(
    expected: Sequence[Mapping[str, Any]], registered: Sequence[Mapping[str, Any]]
) -> dict[int, Mapping[str, Any]] | None:
    """The commands that differ, by Discord's ids.

    ``None`` if Discord lacks a command or has one too many: then all must be written.
    """
    expected_by_name, registered_by_name = _by_name(expected), _by_name(registered)
    if expected_by_name.keys() != registered_by_name.keys():
        return None
    return {
        int(registered_by_name[name]["id"]): command
        for name, command in expected_by_name.items()
        if not _values_match(command, registered_by_name[name])
    }


def doubled_name(commands: Sequence[Mapping[str, Any]]) -> str:
    """A name that two commands or options beside each other have in some language; empty if none.

    Discord refuses such commands.
    """
    kinds = {command.get("type") for command in commands}
    groups = [[one for one in commands if one.get("type") == kind] for kind in kinds]
    return next(filter(None, map(_doubled_among, groups)), "")


def _doubled_among(siblings: Sequence[Mapping[str, Any]]) -> str:
    locales = {locale for one in siblings for locale in one.get("name_localizations") or {}}
    for locale in ("", *sorted(locales)):
        names = [_name_in(locale, one) for one in siblings]
        if doubled := [name for name in names if names.count(name) > 1]:
            return doubled[0]
    inner = (_doubled_among(one.get("options") or ()) for one in siblings)
    return next(filter(None, inner), "")


def _name_in(locale: str, named: Mapping[str, Any]) -> str:
    return str((named.get("name_localizations") or {}).get(locale, named["name"]))


def _by_name(commands: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {f"{command.get('type', 1)} {command['name']}": command for command in commands}


def _values_match(expected: Any, registered: Any) -> bool:
    """Whether two values are equal. Missing, null, false and empty count as equal."""
    if not expected or not registered:
        return not expected and not registered
    if isinstance(expected, Mapping) and isinstance(registered, Mapping):
        names = (expected.keys() | registered.keys()) - _WRITTEN_BY_DISCORD
        return all(_values_match(expected.get(name), registered.get(name)) for name in names)
    if isinstance(expected, list) and isinstance(registered, list):
        return len(expected) == len(registered) and all(map(_values_match, expected, registered))
    # Discord returns permission numbers as strings.
    return str(expected) == str(registered)
