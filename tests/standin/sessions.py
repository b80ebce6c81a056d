"""What one identified connection of a bot was told, so that a resume can tell it again."""

import asyncio
import json
import struct
import zlib
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from .state import Bell
from .wire import Json

HELLO, DISPATCH, HEARTBEAT, IDENTIFY, RESUME = 10, 0, 1, 2, 6
PRESENCE, VOICE_STATE, REQUEST_MEMBERS = 3, 4, 8
RECONNECT, INVALID_SESSION, HEARTBEAT_ACK = 7, 9, 11

MESSAGE_CONTENT = 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT
KNOWN_INTENTS = (1 << 26) - 1
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 9, 1 << 12


class Closed(Exception):
    """The gateway closes the connection with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Event:
    """A dispatch: the intent it needs (0 for none) and what a bot may read of it unprivileged."""

    name: str
    data: Json
    guild: int | None = None
    intent: int = 0
    unprivileged: Json | None = None


class Connection:
    """A websocket to the bot, compressed when it asked for that."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self._socket = socket
        self._transport = request.transport
        # Frames of one deflate stream must leave in the order in which they were compressed.
        self._order = asyncio.Lock()
        asked = request.query.get("compress") == "zlib-stream"
        self._deflate = zlib.compressobj() if asked else None
        self._silent_until = 0.0
        self._torn = ""

    @property
    def silent(self) -> bool:
        """Whether nothing is heard from it at the moment, though it stands."""
        return asyncio.get_running_loop().time() < self._silent_until

    def fall_silent(self, seconds: float) -> None:
        """Send nothing for so long."""
        self._silent_until = asyncio.get_running_loop().time() + seconds

    async def heard(self) -> None:
        """Return when it is not silent any more."""
        while self.silent:
            await asyncio.sleep(self._silent_until - asyncio.get_running_loop().time())

    def tear(self, name: str) -> None:
        """Break off in the middle of the next dispatch of this name."""
        self._torn = name

    async def send(self, op: int, data: Any, **rest: Any) -> None:
        """Send one frame; a peer that is gone is not an error."""
        async with self._order:
            if self._socket.closed:
                return
            text = json.dumps({"op": op, "d": data, **rest})
            if self._torn and rest.get("t") == self._torn:
                self._break_off(text.encode())
            elif self._deflate is None:
                await self._socket.send_str(text)
            else:
                squeezed = self._deflate.compress(text.encode())
                await self._socket.send_bytes(squeezed + self._deflate.flush(zlib.Z_SYNC_FLUSH))

    async def close(self, code: int, reason: str = "") -> None:
        """Close as Discord closes: with a code."""
        await self._socket.close(code=code, message=reason.encode())

    def cut(self) -> None:
        """Drop the connection without a word."""
        if self._transport is not None:
            self._transport.abort()

    def _break_off(self, payload: bytes) -> None:
        """Half of a text frame: its head tells of more than follows."""
        if self._transport is not None:
            head = struct.pack("!BBQ", 0x81, 127, len(payload))
            self._transport.write(head + payload[: len(payload) // 2])
        self.cut()


@dataclass(slots=True, eq=False)
class Session:
    """A bot that identified, with everything dispatched to it; `connection` while it listens."""

    id: str
    intents: int
    shard: tuple[int, int]
    presence: Json = field(default_factory=dict)
    connection: Connection | None = None
    told: list[Json] = field(default_factory=list)
    grown: Bell = field(default_factory=Bell)

    def tell(self, event: Event) -> None:
        """Dispatch an event, now or when the bot comes back."""
        if self._wants(event):
            self.told.append({"t": event.name, "d": self._data(event), "s": len(self.told) + 1})
            self.grown.ring()

    async def speak(self, connection: Connection, after: int) -> None:
        """Send every dispatch that follows the sequence number `after`, for ever."""
        position = after
        while True:
            for dispatch in self.told[position:]:
                position += 1
                await connection.heard()
                frame = dict(dispatch)
                await connection.send(DISPATCH, frame.pop("d"), **frame)
            if position == len(self.told):
                await self.grown.heard(within=3600)

    def _wants(self, event: Event) -> bool:
        # Discord sends direct messages to the first shard only.
        owner = (event.guild >> 22) % self.shard[1] if event.guild else 0
        return owner == self.shard[0] and event.intent & self.intents == event.intent

    def _data(self, event: Event) -> Json:
        reads = self.intents & MESSAGE_CONTENT
        return event.data if reads or event.unprivileged is None else event.unprivileged
