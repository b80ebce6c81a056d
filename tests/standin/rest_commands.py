"""The application commands, everywhere and in one guild."""

from aiohttp import web

from .bodies import answer, read
from .checks import enforce
from .command_limits import commands_faults
from .commands import Place
from .faults import Refused, unknown
from .people import BOT
from .state import State
from .wire import Json, number

UNKNOWN_APPLICATION, UNKNOWN_COMMAND = 10002, 10063

_GLOBAL = "/applications/{application}/commands"
_GUILD = "/applications/{application}/guilds/{guild}/commands"


class CommandRoutes:
    """The routes below the application."""

    def __init__(self, state: State) -> None:
        self._state = state

    def routes(self) -> list[web.RouteDef]:
        """The routes with their handlers."""
        return [route for path in (_GLOBAL, _GUILD) for route in self._below(path)]

    async def every(self, request: web.Request) -> web.Response:
        """Every command of the place."""
        return answer([*self._state.commands.at(self._place(request)).values()])

    async def replace(self, request: web.Request) -> web.Response:
        """Write these commands and forget all others."""
        place, bodies = self._place(request), (await read(request)).items
        self._check(request, bodies)
        ids = [self._state.snowflakes.take() for _ in bodies]
        return answer(self._state.commands.replace(place, bodies, ids))

    async def write(self, request: web.Request) -> web.Response:
        """Make a command or overwrite its namesake."""
        place, body = self._place(request), (await read(request)).json
        namesake = self._state.commands.same(place, body)
        self._check(request, [*self._others(place, namesake), body])
        new_id = self._state.snowflakes.take()
        return answer(self._state.commands.write(place, body, new_id), 200 if namesake else 201)

    async def get(self, request: web.Request) -> web.Response:
        """One command."""
        return answer(self._command(request))

    async def edit(self, request: web.Request) -> web.Response:
        """Change a command."""
        place, old = self._place(request), self._command(request)
        body = old | (await read(request)).json
        self._check(request, [*self._others(place, old), body])
        del self._state.commands.at(place)[int(old["id"])]
        written = self._state.commands.write(place, body, int(old["id"]))
        return answer(written)

    async def delete(self, request: web.Request) -> web.Response:
        """Forget a command."""
        command = self._command(request)
        del self._state.commands.at(self._place(request))[int(command["id"])]
        return answer(None)

    def _below(self, path: str) -> list[web.RouteDef]:
        one = path + "/{command}"
        return [
            web.get(path, self.every, allow_head=False),
            web.put(path, self.replace),
            web.post(path, self.write),
            web.get(one, self.get, allow_head=False),
            web.patch(one, self.edit),
            web.delete(one, self.delete),
        ]

    def _check(self, request: web.Request, bodies: list[Json]) -> None:
        route = f"{request.method} {_GUILD if 'guild' in request.match_info else _GLOBAL}"
        enforce(self._state, route, commands_faults(bodies))

    def _others(self, place: Place, command: Json | None) -> list[Json]:
        return [each for each in self._state.commands.at(place).values() if each is not command]

    def _place(self, request: web.Request) -> Place:
        if request.match_info["application"] != str(BOT.id):
            raise unknown("Application", UNKNOWN_APPLICATION)
        guild = request.match_info.get("guild")
        known = {str(each.id) for each in self._state.guilds}
        if guild is not None and guild not in known:
            raise Refused(403, 50001, "Missing Access")
        return number(guild)

    def _command(self, request: web.Request) -> Json:
        commands = self._state.commands.at(self._place(request))
        command = commands.get(number(request.match_info["command"]) or 0)
        if command is None:
            raise unknown("application command", UNKNOWN_COMMAND)
        return command
