"""Answers that hurt a careless client, each a ``Route``, and the plain pages beside them."""

import gzip
import itertools
import time
import zlib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from tests.web_server.server import Reply, Request, Route

_MEGABYTE = 1_000_000
_SLOW = 0.02


def page(html: str | bytes, media_type: str = "text/html; charset=utf-8", **headers: str) -> Route:
    """A page that is there."""
    content = html.encode() if isinstance(html, str) else html
    return lambda _: Reply(content, headers={"Content-Type": media_type, **_named(headers)})


def kept_page(html: str, etag: str, modified: str = "") -> Route:
    """A page with a version: who knows it is told that nothing changed."""

    def route(request: Request) -> Reply:
        version = {"ETag": etag, "Last-Modified": modified}
        if request.headers.get("if-none-match") == etag:
            return Reply(status=304, headers=version)
        return Reply(html.encode(), headers=version)

    return route


def redirect(location: str, status: int = 302) -> Route:
    return lambda _: Reply(status=status, headers={"Location": location})


def status(code: int, **headers: str) -> Route:
    """A status with a page of HTML, as servers send it: ``status(429, retry_after="120")``."""
    return lambda _: Reply(b"<p>Not now.</p>", code, _named(headers))


def endless(_: Request) -> Reply:
    """Bytes without an end, as fast as they are taken."""
    return Reply(itertools.repeat(b"x" * 65_536))


def slow(_: Request) -> Reply:
    """A byte now and then, without an end: never silent for long, never done."""
    return Reply(slowly(itertools.repeat(b"x")))


def slow_headers(_: Request) -> Reply:
    """A header whose bytes come now and then, without an end."""
    return Reply(raw=slowly(itertools.chain([b"HTTP/1.1 200 OK\r\nX: "], itertools.repeat(b"x"))))


def silent(_: Request) -> Reply:
    """Nothing at all, for longer than anybody waits."""
    return Reply(raw=slowly(itertools.repeat(b"")))


def slowly(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Pieces with a pause behind each."""
    for piece in pieces:
        yield piece
        time.sleep(_SLOW)


def bomb(megabytes: int = 10_000, encoding: str = "gzip", layers: int = 1) -> Route:
    """Zeros, compressed as often as there are layers: a megabyte is sent as about a kilobyte."""

    def route(_: Request) -> Reply:
        pieces: Iterator[bytes] = itertools.repeat(bytes(_MEGABYTE), megabytes)
        for _layer in range(layers):
            pieces = _compressed(pieces, encoding)
        return Reply(pieces, headers={"Content-Encoding": ", ".join([encoding] * layers)})

    return route


def _compressed(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    wrapping = 16 if encoding == "gzip" else 0
    packer = zlib.compressobj(9, zlib.DEFLATED, wrapping + zlib.MAX_WBITS)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


@cache
def many_gzips(count: int = 200_000) -> bytes:
    """A file of as many whole gzips, one behind another, each of one letter."""
    return gzip.compress(b"x") * count


def encoded(content: bytes, encoding: str) -> Route:
    """Content that is said to be encoded in some way, whether it is or not."""
    return lambda _: Reply(content, headers={"Content-Encoding": encoding})


def raw(*pieces: bytes) -> Route:
    """Just these bytes, and then a reset of the connection."""
    return lambda _: Reply(raw=pieces)


def many_headers(count: int, length: int) -> Route:
    """A page with as many headers as long as that."""
    said = {f"X-{number}": "x" * length for number in range(count)}
    return lambda _: Reply(b"<p>Read me.</p>", headers=said)


def endless_headers(_: Request) -> Reply:
    """Headers without an end, as fast as they are taken."""
    lines = (b"X-%d: %s\r\n" % (number, b"x" * 1000) for number in itertools.count())
    return Reply(raw=itertools.chain([b"HTTP/1.1 200 OK\r\n"], lines))


def endless_trailers(_: Request) -> Reply:
    """A whole page in chunks, with trailers behind it that do not end."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n"
    lines = (b"X-%d: %s\r\n" % (number, b"x" * 1000) for number in itertools.count())
    return Reply(raw=itertools.chain([head], lines))


def endless_chunk_head(_: Request) -> Reply:
    """A chunk whose first line does not end."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;"
    return Reply(raw=itertools.chain([head], itertools.repeat(b"x" * 65_536)))


def tiny_chunks(_: Request) -> Reply:
    """Chunks of one byte, each with a long first line, without an end."""
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"1;" + b"x" * 5_000 + b"\r\nx\r\n"
    return Reply(raw=itertools.chain([head], itertools.repeat(chunk * 10)))


def endless_hints(_: Request) -> Reply:
    """Early hints without an end, and no answer behind them."""
    return Reply(raw=itertools.repeat(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 100))


def _named(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-").title(): value for name, value in headers.items()}
