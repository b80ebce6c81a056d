"""A real HTTP server on a loopback address, in threads of the process, that counts its requests.

    with WebServer({"/": lambda request: Reply(b"<h1>Hello</h1>")}) as web:
        ...  # fetch web.url("/"), then look at web.requests

A route is a path (with its query, or without for any query) and a function that answers it. Routes
may be changed while the server runs; a path without a route is a 404.
"""

import socket
import ssl
import struct
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self

_EMPTY = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


@dataclass(frozen=True, slots=True)
class Request:
    """A request that came; the names of its headers are in lower case."""

    path: str
    """With its query."""
    headers: Mapping[str, str]
    method: str = "GET"
    content: bytes = b""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. A content that is bytes is sent with its length, pieces until they end."""

    content: bytes | Iterable[bytes] = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """``Content-Type`` is ``text/html; charset=utf-8`` unless said; an empty one is not sent."""
    raw: Iterable[bytes] | None = None
    """Sent just so in place of all of it, status line too; the connection is reset at its end."""


Route = Callable[[Request], Reply]


class WebServer:
    """A server of routes at an address of this machine, with or without TLS."""

    def __init__(
        self,
        routes: Mapping[str, Route] | None = None,
        host: str = "127.0.0.1",
        *,
        port: int = 0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.routes = dict(routes or {})
        self.host = host
        self.requests: list[Request] = []
        self.connections = 0
        self._tls = tls
        self._server = _Server((host, port), self)
        self.port: int = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def place(self) -> tuple[str, int]:
        """Where it listens."""
        return self.host, self.port

    @property
    def authority(self) -> str:
        """The host and the port, as they stand in an address."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"{'https' if self._tls else 'http'}://{self.authority}{path}"

    def asked(self, path: str) -> list[Request]:
        """The requests of a path, with any query."""
        return [request for request in self.requests if request.path.partition("?")[0] == path]

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        path = request.path.partition("?")[0]
        route = self.routes.get(request.path) or self.routes.get(path)
        return route(request) if route else Reply(b"<p>No such page.</p>", HTTPStatus.NOT_FOUND)

    def wrapped(self, connection: socket.socket) -> socket.socket:
        self.connections += 1
        return self._tls.wrap_socket(connection, server_side=True) if self._tls else connection


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a trap without an end is left alone

    def __init__(self, address: tuple[str, int], web: WebServer) -> None:
        self.address_family = socket.AF_INET6 if ":" in address[0] else socket.AF_INET
        self.web = web
        super().__init__(address, _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves, or trusts no certificate, is no fault of the server."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        self.request = self.server.web.wrapped(self.request)
        super().setup()

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        content = self.rfile.read(int(headers.get("content-length", 0)))
        request = Request(self.path, headers, self.command, content)
        with suppress(OSError):
            self._send(self.server.web.answer(request))

    do_HEAD = do_POST = do_GET

    def _send(self, reply: Reply) -> None:
        if reply.raw is not None:
            self._send_raw(reply.raw)
            return
        content = b"" if reply.status in _EMPTY else reply.content
        self.send_response(reply.status)
        for name, value in self._headers(reply).items():
            if value:
                self.send_header(name, value.encode("utf-8", "surrogateescape").decode("latin-1"))
        self.end_headers()
        if self.command != "HEAD":
            for piece in [content] if isinstance(content, bytes) else content:
                self.wfile.write(piece)

    def _headers(self, reply: Reply) -> dict[str, str]:
        known = {"Content-Type": "text/html; charset=utf-8"}
        if not isinstance(reply.content, bytes):
            self.close_connection = True
            known["Connection"] = "close"
        elif reply.status not in _EMPTY:
            known["Content-Length"] = str(len(reply.content))
        return known | dict(reply.headers)

    def _send_raw(self, pieces: Iterable[bytes]) -> None:
        self.close_connection = True
        for piece in pieces:
            self.wfile.write(piece)
        self.wfile.flush()
        # A linger of no time sends a reset in place of an orderly end.
        with suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def log_message(self, *words: Any) -> None: ...
