"""Addresses that somebody hostile gives, and what comes of asking each in a process of its own.

The process asks in an ``Internet``: what goes to an inner address is counted by the server that
stands there, or is a stray where none does.
"""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass

from tests.conftest import ROOT
from tests.web_server import traps
from tests.web_server.asking import Asked, Order
from tests.web_server.internet import PUBLIC
from tests.web_server.server import Reply, Route, WebServer

NAMES: dict[str, list[list[str]]] = {
    "docs.example.org": [[PUBLIC]],
    "localtest.example.org": [["127.0.0.2"]],
    "169-254-169-254.example.org": [["169.254.169.254"]],
    "intranet.example.org": [["10.0.0.7"]],
    "six.example.org": [["::1"]],
    "mapped.example.org": [["::ffff:127.0.0.2"]],
    "nat64.example.org": [["64:ff9b::a9fe:a9fe"]],
    "half.example.org": [[PUBLIC, "127.0.0.2"]],
    "rebinding.example.org": [[PUBLIC], ["127.0.0.2"]],
}
SECONDS = 2.0
"""Of one fetch; the slow ones take all of it."""

INNER = (
    "http://{inner}/ http://{inner_ipv6}/ http://localhost:{port}/ http://LOCALHOST.:{port}/ "
    "http://app.localhost:{port}/ http://127.2:{port}/ http://2130706434:{port}/ "
    "http://0x7f000002:{port}/ http://0177.0.0.2:{port}/ http://127.0.0.02:{port}/ "
    "http://0x7f.0.0.2:{port}/ http://127.0.0.2.:{port}/ http://１２７.0.0.２:{port}/ "
    "http://①②⑦.0.0.②:{port}/ http://127。0。0。2:{port}/ http://[::ffff:127.0.0.2]:{port}/ "
    "http://[::ffff:7f00:2]:{port}/ http://[::127.0.0.2]:{port}/ http://[64:ff9b::7f00:2]:{port}/ "
    "http://[2002:7f00:2::]:{port}/ http://[::1%25lo]:{port}/ http://0.0.0.0:{port}/ "
    "http://0:{port}/ http://[::]:{port}/ http://169.254.169.254/latest/meta-data/ "
    "http://[fd00:ec2::254]/latest/meta-data/ http://metadata.google.internal/ "
    "http://100.100.100.200/latest/ http://168.63.129.16/machine http://192.168.0.1/ "
    "http://localtest.example.org:{port}/ http://169-254-169-254.example.org/ "
    "http://intranet.example.org/ http://six.example.org:{port}/ http://mapped.example.org:{port}/ "
    "http://nat64.example.org/ http://half.example.org:{port}/ http://docs.example.org@{inner}/ "
    "http://{inner}#@docs.example.org/ http://docs.example.org\\@{inner}/ http:///{inner}/ "
    "http://%31%32%37.0.0.2:{port}/ http://docs.example.org:22/ http://docs.example.org:6553600/ "
    "file:///etc/passwd ftp://{inner}/ gopher://{inner}/_INFO data:text/html,x //{inner}/ "
    "http://me:s3cret@docs.example.org/ http://docs.exam\nple.org/ http://nowhere.example.org/"
).split(" ")

REDIRECTS = (
    "http://{inner}/ //{inner}/ http://{inner_ipv6}/ http://localhost:{port}/ "
    "http://169.254.169.254/latest/meta-data/ http://127.2:{port}/ http://[::ffff:7f00:2]:{port}/ "
    "http://intranet.example.org/ http://localtest.example.org:{port}/ file:///etc/passwd "
    "http://me:s3cret@{inner}/ gopher://{inner}/_INFO javascript:alert(1)"
).split(" ")

TRAPS: dict[str, Route] = {
    "endless": traps.endless,
    "slow": traps.slow,
    "slow headers": traps.slow_headers,
    "silent": traps.silent,
    "endless headers": traps.endless_headers,
    "endless trailers": traps.endless_trailers,
    "endless hints": traps.endless_hints,
    "a chunk without a size": traps.endless_chunk_head,
    "tiny chunks": traps.tiny_chunks,
    "ten gigabytes in a gzip": traps.bomb(),
    "ten gigabytes in a deflate": traps.bomb(encoding="deflate"),
    "a gzip in a gzip": traps.bomb(layers=2),
    "brotli": traps.encoded(b"x" * 100, "br"),
    "no gzip": traps.encoded(b"x" * 100, "gzip"),
    "a false length": traps.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nx"),
    "a huge length": traps.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\nx"),
    "a long header": traps.many_headers(1, 100_000),
    "many headers": traps.many_headers(10_000, 10),
    "a reset": traps.raw(),
    "no HTTP": traps.raw(b"SSH-2.0-OpenSSH\r\n"),
    "a circle": traps.redirect("?"),
    "a redirect to nowhere": traps.redirect(""),
    "401": traps.status(401),
    "403": traps.status(403),
    "404": traps.status(404),
    "410": traps.status(410),
    "429": traps.status(429, retry_after="120"),
    "503": traps.status(503, retry_after="Fri, 01 Jan 2100 00:00:00 GMT"),
    "an empty page": traps.page(""),
}


@dataclass(frozen=True)
class Judged:
    """What came of all addresses."""

    asked: Sequence[tuple[str, Asked]]
    """What each is, and what came of it."""
    forbidden: int
    """The connections to where nothing may go."""
    memory: int
    """Bytes that the process took at most beyond those that it took before."""

    @property
    def wrong(self) -> list[str]:
        """Where there is not one clear sentence that shows no secret."""
        return [name for name, asked in self.asked if not _is_clear(asked.sentence)]


def _is_clear(sentence: str) -> bool:
    says_what_to_do = sentence.count("; ") == 1 and len(sentence) < 300
    return says_what_to_do and "\n" not in sentence and "s3cret" not in sentence


def judged() -> Judged:
    """All addresses asked, one after another."""
    with ExitStack() as stack:
        web = stack.enter_context(WebServer())
        inner = stack.enter_context(WebServer(host="127.0.0.2"))
        inner_ipv6 = stack.enter_context(_inner_ipv6(inner.port))
        cases = dict(_cases(web, inner, inner_ipv6))
        order = Order(
            addresses=[*cases.values()],
            allowed=[web.authority],
            names=NAMES,
            servers=[server.place for server in (web, inner, inner_ipv6)],
            public=web.place,
            seconds=SECONDS,
        )
        done = subprocess.run(
            [sys.executable, "-m", "tests.web_server.asking"],
            input=json.dumps(asdict(order)),
            capture_output=True,
            text=True,
            cwd=ROOT,
            timeout=600,
            check=True,
        )
        *lines, summary = map(json.loads, done.stdout.splitlines())
        strays = len(summary["strays"]) + inner.connections + inner_ipv6.connections
        asked = [Asked(**line) for line in lines]
        return Judged([*zip(cases, asked, strict=True)], strays, summary["memory"])


def _inner_ipv6(port: int) -> WebServer:
    """A server at the other loopback address, or at a third of the first kind without IPv6."""
    try:
        return WebServer(host="::1", port=port)
    except OSError:
        return WebServer(host="127.0.0.3", port=port)


def _cases(web: WebServer, inner: WebServer, inner_ipv6: WebServer) -> Iterator[tuple[str, str]]:
    """What each address is, and the address."""
    places = {"inner": inner.authority, "inner_ipv6": inner_ipv6.authority, "port": inner.port}
    for template in INNER:
        yield template, template.format(**places)
    routes = {f"a redirect to {t}": traps.redirect(t.format(**places)) for t in REDIRECTS}
    for number, (name, route) in enumerate({**routes, **TRAPS}.items()):
        web.routes[f"/{number}"] = route
        yield name, web.url(f"/{number}?token=s3cret")
    leaving = {"Location": "/", "Connection": "close"}
    web.routes["/rebinding"] = lambda _: Reply(status=302, headers=leaving)
    yield "a name that changes", "http://rebinding.example.org/rebinding"
