"""The application commands that the bot registered, globally or for one guild."""

from collections.abc import Sequence

from .command_limits import SLASH
from .people import BOT, Guild
from .wire import Json

Place = int | None
"""A guild's id, or None for everywhere."""


class Commands:
    """Commands by place; a name and a type keep their id when they are written again."""

    def __init__(self) -> None:
        self._places: dict[Place, dict[int, Json]] = {}

    def at(self, place: Place) -> dict[int, Json]:
        """The commands of one place by id."""
        return self._places.setdefault(place, {})

    @property
    def registered(self) -> bool:
        """Whether there is any command."""
        return any(self._places.values())

    def same(self, place: Place, body: Json) -> Json | None:
        """The command that a body of this name and type would overwrite."""
        found = (each for each in self.at(place).values() if _key(each) == _key(body))
        return next(found, None)

    def write(self, place: Place, body: Json, new_id: int) -> Json:
        """Make a command or overwrite the one of the same name."""
        old = self.same(place, body)
        command = _command(body, int(old["id"]) if old else new_id, new_id, place)
        self.at(place)[int(command["id"])] = command
        return command

    def replace(self, place: Place, bodies: Sequence[Json], new_ids: Sequence[int]) -> list[Json]:
        """Write these and forget all others of the place."""
        written = [self.write(place, *pair) for pair in zip(bodies, new_ids, strict=True)]
        self._places[place] = {int(command["id"]): command for command in written}
        return written

    def find(self, name: str, guild: Guild | None, kind: int = SLASH) -> Json | None:
        """The command a user would see under a name: the guild's own before the global one."""
        wanted = {"name": name, "type": kind}
        own = self.same(guild.id, wanted) if guild else None
        return own or self.same(None, wanted)


def _key(command: Json) -> tuple[object, object]:
    return command.get("name"), command.get("type") or SLASH


def _command(body: Json, command_id: int, version: int, place: Place) -> Json:
    permissions = body.get("default_member_permissions")
    command = _DEFAULTS | body
    command |= {"id": str(command_id), "application_id": str(BOT.id), "version": str(version)}
    command["default_member_permissions"] = None if permissions is None else str(permissions)
    return command if place is None else command | {"guild_id": str(place)}


_DEFAULTS: Json = {
    "type": SLASH,
    "description": "",
    "nsfw": False,
    "dm_permission": True,
    "contexts": None,
    "integration_types": [0],
    "name_localizations": None,
    "description_localizations": None,
}
