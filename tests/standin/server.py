"""The stand-in as a server: a thread, a loopback port, the routes of Discord."""

from collections.abc import Callable, Iterable
from typing import Self

from aiohttp import web

from .acts import Acts
from .answers import Answers
from .conversation import Conversation
from .files import CDN, FILES_PATH, Files
from .gateway import Gateway
from .handles import Watch
from .interactions import Windows
from .loop import LoopThread
from .people import CHANNELS, USERS, Application, Channel, Role, User
from .rest import PREFIX, Rest
from .rest_commands import CommandRoutes
from .rest_interactions import InteractionRoutes
from .rest_messages import MessageRoutes
from .rest_people import PeopleRoutes
from .schemas import described
from .sessions import MESSAGE_CONTENT
from .state import State
from .troubles import Troubles

TOKEN = "stand-in.token"
HEARTBEAT = 41.25
WINDOWS = Windows()
APPLICATION = Application()


class Server:
    """Listens on a free port for as long as the `with` lasts.

    `privileged_intents` are those the bot's owner switched on; `windows` shorten the waiting
    of tests about answers that come too late; `support_roles` are those the bot may ping, `askers`
    those it may tell of an answer that somebody gave.
    """

    def __init__(
        self,
        token: str = TOKEN,
        *,
        privileged_intents: int = 0,
        shards: int = 1,
        channels: Iterable[Channel] = CHANNELS,
        windows: Windows = WINDOWS,
        heartbeat: float = HEARTBEAT,
        application: Application = APPLICATION,
        support_roles: Iterable[Role] = (),
        askers: Iterable[User] = (),
    ) -> None:
        self.token = token
        self.port = 0
        self._shards = shards
        self._loop = LoopThread()
        self._state = State.of(USERS, channels, application)
        self._state.support_roles |= {role.id for role in support_roles}
        self._state.reads_content = bool(privileged_intents & MESSAGE_CONTENT)
        self._state.askers |= {user.id for user in askers}
        self._gateway = Gateway(self._state, token, privileged_intents, heartbeat)
        self._conversation = Conversation(self._state, self._gateway)
        self._answers = Answers(self._state, self._gateway, self._conversation, windows)
        self._acts = Acts(self._state, self._conversation, self._answers)
        self._troubles = Troubles()
        self._watch = Watch(self._loop, self._state)
        self._runner: web.AppRunner | None = None

    def __enter__(self) -> Self:
        self._loop.start()
        try:
            self._loop.run(self._open())
        except BaseException:
            self._loop.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._close())
        self._loop.stop()

    @property
    def api_base(self) -> str:
        """The base of the REST routes."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    @property
    def gateway_url(self) -> str:
        """The address of the gateway."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    def environment(self) -> dict[str, str]:
        """What a bot process needs in its environment to come here."""
        return {
            "DISCORD_TOKEN": self.token,
            "PINCITE_DISCORD__API_BASE": self.api_base,
            "PINCITE_DISCORD__GATEWAY_URL": self.gateway_url,
        }

    def wait_until_ready(
        self, timeout: float = 180.0, *, alive: Callable[[], bool] = lambda: True
    ) -> None:
        """Return when a bot listens with all its shards and has commands.

        `alive` tells whether that may still happen: a process that ended is not waited for.
        """

        def decided() -> bool:
            return self._is_ready() or not alive()

        self._watch.until(decided, timeout, "bot with commands")
        if not self._loop.call(self._is_ready):
            raise RuntimeError("the bot ended before it was ready")

    def _is_ready(self) -> bool:
        return self._gateway.complete and self._state.commands.registered

    async def _open(self) -> None:
        resources = (
            PeopleRoutes(self._state, self._gateway, self._shards),
            CommandRoutes(self._state),
            MessageRoutes(self._state, self._conversation),
            InteractionRoutes(self._state, self._answers),
        )
        rest = Rest(self._state, self.token, resources, self._troubles, described())
        app = rest.application()
        app.router.add_get("/gateway", self._gateway.serve)
        app.router.add_get(FILES_PATH, Files(self._state).serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port = self._runner.addresses[0][1]
        self._gateway.address = self.gateway_url
        self._state.cdn = f"http://127.0.0.1:{self.port}{CDN}"

    async def _close(self) -> None:
        self._gateway.cut()
        if self._runner is not None:
            await self._runner.cleanup()
