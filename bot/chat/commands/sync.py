"""Our commands and those that Discord has → whether they are the same. Pure."""

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


def same_commands(
    wanted: Sequence[Mapping[str, Any]], registered: Sequence[Mapping[str, Any]]
) -> bool:
    """Whether Discord has just these commands, whatever it added of its own."""
    return _same(_by_name(wanted), _by_name(registered))


def changed_commands(
    wanted: Sequence[Mapping[str, Any]], registered: Sequence[Mapping[str, Any]]
) -> dict[int, Mapping[str, Any]] | None:
    """By Discord's ids those of the commands that it has otherwise; ``None`` when it lacks one or
    has one too many: then all must be written."""
    ours, theirs = _by_name(wanted), _by_name(registered)
    if ours.keys() != theirs.keys():
        return None
    return {
        int(theirs[name]["id"]): command
        for name, command in ours.items()
        if not _same(command, theirs[name])
    }


def _by_name(commands: Sequence[Mapping[str, Any]]) -> dict[str, Mapping[str, Any]]:
    return {f"{command.get('type', 1)} {command['name']}": command for command in commands}


def _same(ours: Any, theirs: Any) -> bool:
    """Equal, where what is missing, null, false or empty is all the same."""
    if not ours or not theirs:
        return not ours and not theirs
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        names = (ours.keys() | theirs.keys()) - _WRITTEN_BY_DISCORD
        return all(_same(ours.get(name), theirs.get(name)) for name in names)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(_same, ours, theirs))
    # Discord gives numbers of permissions back as strings.
    return str(ours) == str(theirs)
