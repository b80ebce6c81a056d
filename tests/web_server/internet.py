"""Names for servers on loopback, and a watch on where the connections of this process go.

In an ``Internet`` a name has the addresses that a test gives it, one list after another for each
look-up. A public address leads to the server that a test puts there. A connection that goes
anywhere else is refused, and kept in ``strays``: whoever filters addresses must leave that empty.
"""

import socket
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import pytest

from tests.web_server.server import WebServer

PUBLIC = "93.184.216.34"
"""An address as public ones are; nothing is ever sent there."""


@dataclass
class Internet:
    """Names, addresses and servers; to be entered, and to be asked by ``resolve``."""

    names: dict[str, list[list[str]]] = field(default_factory=dict)
    servers: dict[tuple[str, int], tuple[str, int]] = field(default_factory=dict)
    """An address and a port → the place on this machine where its server really is."""
    lookups: list[str] = field(default_factory=list)
    strays: list[tuple[str, int]] = field(default_factory=list)
    _patch: pytest.MonkeyPatch = field(default_factory=pytest.MonkeyPatch)

    def put(self, host: str, server: WebServer, port: int = 80, address: str = PUBLIC) -> None:
        """Let a name have an address, and a server stand there."""
        self.names[host] = [[address]]
        self.servers[(address, port)] = server.place

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """The addresses of a name: the next list of it, the last one for ever."""
        self.lookups.append(host)
        if host not in self.names:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        lists = self.names[host]
        return lists.pop(0) if len(lists) > 1 else lists[0]

    def __enter__(self) -> Self:
        connect = socket.socket.connect

        def guarded(connection: socket.socket, address: Any) -> None:
            is_stream = connection.type == socket.SOCK_STREAM  # nothing else is really connected
            if not is_stream or connection.family not in (socket.AF_INET, socket.AF_INET6):
                return connect(connection, address)
            place = self.servers.get(address[:2])
            if place is None:
                self.strays.append(address[:2])
                raise ConnectionRefusedError("nothing stands there")
            return connect(connection, place)

        self._patch.setattr(socket.socket, "connect", guarded)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._patch.undo()
