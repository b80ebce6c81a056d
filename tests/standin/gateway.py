"""The websocket of Discord: HELLO, IDENTIFY or RESUME, then dispatches; heartbeats all along."""

import asyncio
import contextlib
import json
import secrets
from enum import Enum

from aiohttp import WSMsgType, web

from . import payloads
from .people import BOT, Guild
from .sessions import (
    GUILDS,
    HEARTBEAT,
    HEARTBEAT_ACK,
    HELLO,
    IDENTIFY,
    INVALID_SESSION,
    KNOWN_INTENTS,
    PRESENCE,
    PRIVILEGED,
    RECONNECT,
    REQUEST_MEMBERS,
    RESUME,
    VOICE_STATE,
    Closed,
    Connection,
    Event,
    Session,
)
from .state import State
from .troubles import gone
from .wire import Json

LONGEST_FRAME = 4_096
NORMAL_CLOSURES = (1000, 1001)


class Hang(Enum):
    """The step of a handshake that never comes."""

    UPGRADE = "the answer to the HTTP request"
    HELLO = "the first frame"
    READY = "the answer to the identification"


class Gateway:
    """All sessions of the bot. `privileged` are the intents its owner switched on."""

    def __init__(self, state: State, token: str, privileged: int, heartbeat: float) -> None:
        self._state = state
        self._token = token
        self._privileged = privileged
        self._heartbeat = heartbeat
        self._connections: set[Connection] = set()
        self._refusals = 0
        self._hang, self._hangs = Hang.UPGRADE, 0
        self._hung: list[web.Request] = []
        self.sessions: dict[str, Session] = {}
        self.address = ""
        self.refused = 0
        self.hung = 0

    @property
    def complete(self) -> bool:
        """Whether a bot listens with all of its shards."""
        shards = {each.shard for each in self.sessions.values() if each.connection}
        return any(shards >= {(n, count) for n in range(count)} for _, count in shards)

    def presences(self) -> list[Json]:
        """What every session said of itself."""
        return [session.presence for session in self.sessions.values()]

    def has_told(self, event_id: int) -> bool:
        """Whether a session that listens was told of it; what it missed comes with a resume."""
        listening = (each for each in self.sessions.values() if each.connection)
        told = (dispatch["d"] for session in listening for dispatch in session.told)
        return any(data.get("id") == str(event_id) for data in told)

    def publish(self, event: Event) -> None:
        """Dispatch an event to every session that asked for its kind."""
        if event.guild in self._state.left:
            return
        for session in self.sessions.values():
            session.tell(event)
        self._state.changed.ring()

    def cut(self) -> None:
        """Drop every connection without a word; the sessions can be resumed."""
        for connection in list(self._connections):
            connection.cut()
        for request in self._hung:
            if request.transport is not None:
                request.transport.abort()

    def hang(self, at: Hang, times: int) -> None:
        """Let the next handshakes stop before this step."""
        self._hang, self._hangs = at, times

    def refuse(self, times: int) -> None:
        """Answer the next connects with 503."""
        self._refusals = times

    def fall_silent(self, seconds: float) -> None:
        """Neither dispatch nor acknowledge on the connections that stand, for so long."""
        for connection in self._connections:
            connection.fall_silent(seconds)

    def tear(self, name: str) -> None:
        """Drop each connection in the middle of its next dispatch of this name."""
        for connection in self._connections:
            connection.tear(name)

    async def ask_to_reconnect(self) -> None:
        """Tell every bot to come back and resume."""
        for connection in list(self._connections):
            await connection.send(RECONNECT, None)

    async def invalidate(self, *, resumable: bool) -> None:
        """Tell every bot that its session is over, or only that it must resume."""
        connections = list(self._connections)
        if not resumable:
            self.sessions.clear()
        for connection in connections:
            await connection.send(INVALID_SESSION, resumable)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection from HELLO to its end."""
        if self._refusals > 0:
            self._refusals -= 1
            self.refused += 1
            return web.Response(status=503, text="503: Service Unavailable")
        hang = self._next_hang(request)
        if hang is Hang.UPGRADE:
            await gone(request)
            return web.Response()
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        connection = Connection(socket, request)
        self._connections.add(connection)
        talk = _Talk(self, connection)
        try:
            _check_version(request)
            if hang is not Hang.HELLO:
                await connection.send(HELLO, {"heartbeat_interval": int(self._heartbeat * 1000)})
            async for frame in socket:
                if hang is None:
                    await talk.hear(frame.data if frame.type is WSMsgType.TEXT else None)
        except Closed as closed:
            await connection.close(closed.code, closed.reason)
        finally:
            self._connections.discard(connection)
            self._leave(talk.session, connection, socket.close_code)
            await talk.end()
        return socket

    def identify(self, data: Json) -> Session:
        """A new session, told who it is and which guilds it has."""
        self._check_token(data)
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise Closed(4013, "Invalid intent(s).")
        if intents & PRIVILEGED & ~self._privileged:
            raise Closed(4014, "Disallowed intent(s).")
        presence = data.get("presence") or {}
        session = Session(secrets.token_hex(16), intents, _shard(data), presence)
        self.sessions[session.id] = session
        self._introduce(session)
        return session

    def resume(self, data: Json) -> Session | None:
        """The session to go on with; None when it is over."""
        self._check_token(data)
        session = self.sessions.get(str(data.get("session_id")))
        if session is not None:
            sequence = data.get("seq")
            if not isinstance(sequence, int) or not 0 <= sequence <= len(session.told):
                raise Closed(4007, "Invalid seq.")
            session.tell(Event("RESUMED", {}, self._home(session)))
        return session

    def joined(self) -> None:
        """A session began to listen."""
        self._state.changed.ring()

    def _next_hang(self, request: web.Request) -> Hang | None:
        """Where this handshake is to stop, if it is."""
        if not self._hangs:
            return None
        self._hangs -= 1
        self.hung += 1
        self._hung.append(request)
        self._state.changed.ring()
        return self._hang

    def _home(self, session: Session) -> int:
        return session.shard[0] << 22

    def _introduce(self, session: Session) -> None:
        home = self._home(session)
        session.tell(Event("READY", self._ready(session), home))
        for guild in self._state.guilds:
            data = payloads.guild(guild, self._state)
            session.tell(Event("GUILD_CREATE", data, guild.id, GUILDS))

    def _ready(self, session: Session) -> Json:
        return {
            "v": 10,
            "user": payloads.user(BOT),
            "guilds": [_unavailable(guild) for guild in self._state.guilds],
            "session_id": session.id,
            "resume_gateway_url": self.address,
            "shard": list(session.shard),
            "application": {"id": str(BOT.id), "flags": 0},
            "private_channels": [],
            "relationships": [],
        }

    def _check_token(self, data: Json) -> None:
        if data.get("token") != self._token:
            raise Closed(4004, "Authentication failed.")

    def _leave(self, session: Session | None, connection: Connection, code: int | None) -> None:
        if session is not None and session.connection is connection:
            session.connection = None
            if code in NORMAL_CLOSURES:
                self.sessions.pop(session.id, None)
        self._state.changed.ring()


class _Talk:
    """What is said on one connection."""

    def __init__(self, gateway: Gateway, connection: Connection) -> None:
        self._gateway = gateway
        self._connection = connection
        self._speaking: asyncio.Task[None] | None = None
        self.session: Session | None = None

    async def hear(self, text: str | None) -> None:
        """Answer one frame of the bot."""
        op, data = _parse(text)
        if op == HEARTBEAT:
            if not self._connection.silent:
                await self._connection.send(HEARTBEAT_ACK, None)
        elif op in (IDENTIFY, RESUME):
            await self._begin(op, data if isinstance(data, dict) else {})
        elif op not in (PRESENCE, VOICE_STATE, REQUEST_MEMBERS):
            raise Closed(4001, "Unknown opcode.")
        elif self.session is None:
            raise Closed(4003, "Not authenticated.")

    async def end(self) -> None:
        """Stop speaking."""
        if self._speaking is not None:
            self._speaking.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await self._speaking

    async def _begin(self, op: int, data: Json) -> None:
        if self.session is not None:
            raise Closed(4005, "Already authenticated.")
        session = self._gateway.identify(data) if op == IDENTIFY else self._gateway.resume(data)
        if session is None:
            await self._connection.send(INVALID_SESSION, False)
            return
        if session.connection is not None:
            session.connection.cut()
        self.session = session
        session.connection = self._connection
        after = 0 if op == IDENTIFY else int(data["seq"])
        self._speaking = asyncio.create_task(session.speak(self._connection, after))
        self._gateway.joined()


def _parse(text: str | None) -> tuple[int, object]:
    if text is None or len(text.encode()) > LONGEST_FRAME:
        raise Closed(4002, "Error while decoding payload.")
    try:
        frame = json.loads(text)
        return int(frame["op"]), frame.get("d")
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Closed(4002, "Error while decoding payload.") from error


def _check_version(request: web.Request) -> None:
    if request.query.get("v") != "10" or request.query.get("encoding") != "json":
        raise Closed(4012, "Invalid API version.")


def _shard(data: Json) -> tuple[int, int]:
    shard = data.get("shard", [0, 1])
    if not isinstance(shard, list) or len(shard) != 2 or not 0 <= shard[0] < shard[1]:
        raise Closed(4010, "Invalid shard.")
    return shard[0], shard[1]


def _unavailable(guild: Guild) -> Json:
    return {"id": str(guild.id), "unavailable": True}
