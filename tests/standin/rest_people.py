"""Who and what is there: the bot, its application, users, guilds, channels, the gateway."""

from aiohttp import web

from . import payloads
from .bodies import answer, read
from .checks import enforce
from .faults import Refused, optional_text, unknown
from .gateway import Gateway
from .people import BOT, Guild, User
from .rights import MISSING_PERMISSIONS, Right, demand
from .sessions import GUILDS, Event
from .state import State
from .wire import Json, number

NICK = 32
CHANGE_NICKNAME = 1 << 26
UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MEMBER, UNKNOWN_USER = 10003, 10004, 10007, 10013


class PeopleRoutes:
    """Routes that mostly read."""

    def __init__(self, state: State, gateway: Gateway, shards: int) -> None:
        self._state = state
        self._gateway = gateway
        self._shards = shards

    def routes(self) -> list[web.RouteDef]:
        """The routes with their handlers."""
        read_only = {
            "/gateway": self.gateway,
            "/gateway/bot": self.bot_gateway,
            "/users/@me": self.me,
            "/users/{user}": self.user,
            "/applications/@me": self.application,
            "/oauth2/applications/@me": self.application,
            "/channels/{channel}": self.channel,
            "/guilds/{guild}": self.guild,
            "/guilds/{guild}/channels": self.channels,
            "/guilds/{guild}/audit-logs": self.audit_log,
            "/guilds/{guild}/members/{user}": self.member,
        }
        routes = [web.get(path, each, allow_head=False) for path, each in read_only.items()]
        return [
            *routes,
            web.post("/users/@me/channels", self.open),
            web.delete("/users/@me/guilds/{guild}", self.leave),
            web.patch("/guilds/{guild}/members/@me", self.rename),
        ]

    async def gateway(self, request: web.Request) -> web.Response:
        """Where the gateway is."""
        return answer({"url": self._gateway.address})

    async def bot_gateway(self, request: web.Request) -> web.Response:
        """Where the gateway is and in how many shards to come."""
        day = 86_400_000
        limit = {"total": 1000, "remaining": 1000, "reset_after": day, "max_concurrency": 1}
        where: Json = {"url": self._gateway.address, "shards": self._shards}
        return answer(where | {"session_start_limit": limit})

    async def me(self, request: web.Request) -> web.Response:
        """The bot itself."""
        return answer(payloads.user(BOT))

    async def application(self, request: web.Request) -> web.Response:
        """The application of the bot."""
        return answer(payloads.application(self._state.application))

    async def user(self, request: web.Request) -> web.Response:
        """A user."""
        return answer(payloads.user(self._user(request)))

    async def channel(self, request: web.Request) -> web.Response:
        """A channel."""
        channel = self._state.channels.get(number(request.match_info["channel"]) or 0)
        if channel is None:
            raise unknown("Channel", UNKNOWN_CHANNEL)
        demand(channel)
        return answer(payloads.channel(channel))

    async def guild(self, request: web.Request) -> web.Response:
        """A guild."""
        return answer(payloads.guild(self._guild(request), self._state))

    async def channels(self, request: web.Request) -> web.Response:
        """The channels of a guild."""
        found = self._state.of_guild(self._guild(request))
        return answer([payloads.channel(each) for each in found if each.parent is None])

    async def member(self, request: web.Request) -> web.Response:
        """A member of a guild."""
        self._guild(request)
        user = self._user(request, UNKNOWN_MEMBER)
        return answer(payloads.member(user) | {"user": payloads.user(user)})

    async def rename(self, request: web.Request) -> web.Response:
        """Take a name of one's own in a guild, where everybody may."""
        guild, body = self._guild(request), (await read(request)).json
        enforce(self._state, "PATCH members/@me", optional_text("nick", body.get("nick"), NICK))
        if not guild.permissions & CHANGE_NICKNAME:
            raise Refused(403, MISSING_PERMISSIONS, "Missing Permissions")
        self._state.nicknames[guild.id] = body.get("nick")
        data = payloads.member(BOT) | {"user": payloads.user(BOT), "nick": body.get("nick")}
        update = data | {"guild_id": str(guild.id)}
        self._gateway.publish(Event("GUILD_MEMBER_UPDATE", update, guild.id, GUILDS))
        return answer(data)

    async def audit_log(self, request: web.Request) -> web.Response:
        """The log of a guild, for a bot that may read it."""
        guild = self._guild(request)
        if not guild.permissions & Right.VIEW_AUDIT_LOG:
            raise Refused(403, MISSING_PERMISSIONS, "Missing Permissions")
        return answer(payloads.audit_log(guild))

    async def leave(self, request: web.Request) -> web.Response:
        """Leave a guild."""
        guild = self._guild(request)
        self._gateway.publish(Event("GUILD_DELETE", {"id": str(guild.id)}, guild.id, GUILDS))
        self._state.left.add(guild.id)
        return web.Response(status=204)

    async def open(self, request: web.Request) -> web.Response:
        """The direct messages with a user."""
        wanted = number((await read(request)).json.get("recipient_id"))
        user = self._state.users.get(wanted or 0)
        if user is None:
            raise unknown("User", UNKNOWN_USER)
        return answer(payloads.channel(self._state.direct_messages(user)))

    def _user(self, request: web.Request, code: int = UNKNOWN_USER) -> User:
        user = self._state.users.get(number(request.match_info["user"]) or 0)
        if user is None:
            raise unknown("Member" if code == UNKNOWN_MEMBER else "User", code)
        return user

    def _guild(self, request: web.Request) -> Guild:
        wanted = number(request.match_info["guild"])
        for guild in self._state.guilds:
            if guild.id == wanted:
                return guild
        raise unknown("Guild", UNKNOWN_GUILD)
