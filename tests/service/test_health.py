"""Whether the bot is well: shown to this machine only, and by the age of a file."""

import asyncio
import logging
import os
import re
import socket
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.service.health import HOST, health_file, serve_health
from bot.service.metrics import Metrics
from index.errors import ConfigError

SECRET = "zanzibar"
Response = tuple[int, str, str]
"""Status, content type and text of a response."""


def well() -> str:
    return ""


def broken() -> str:
    raise KeyError(SECRET)


def response_to(
    path: str, reason: Callable[[], str] = well, *, method: str = "GET", host: str | None = None
) -> Response:
    """A real request to a real server."""

    async def scene() -> Response:
        metrics = Metrics()
        metrics.queued(3)
        async with serve_health(0, reason, metrics) as port, aiohttp.ClientSession() as session:
            headers = {} if host is None else {"Host": host}
            url = f"http://{HOST}:{port}{path}"
            async with session.request(method, url, headers=headers) as response:
                kind = response.headers["Content-Type"]
                return response.status, kind, await response.text()

    return asyncio.run(scene())


def test_health_is_ok_while_the_bot_is_well() -> None:
    assert response_to("/health") == (200, "text/plain; charset=utf-8", "ok\n")


def test_else_it_is_a_reason_in_one_line() -> None:
    status, _, text = response_to("/health", lambda: "no way to Discord\r\nfor 40 s\n")
    assert (status, text) == (503, "no way to Discord for 40 s\n")


def test_a_bot_that_cannot_say_how_it_is_is_not_well() -> None:
    status, _, text = response_to("/health", broken)
    assert (status, text) == (503, "unknown: KeyError\n")


def test_health_changes_with_the_bot() -> None:
    reasons = iter(["", "hanging", ""])

    async def scene() -> list[int]:
        async with (
            serve_health(0, lambda: next(reasons), Metrics()) as port,
            aiohttp.ClientSession() as session,
        ):
            url = f"http://{HOST}:{port}/health"
            return [(await session.get(url)).status for _ in range(3)]

    assert asyncio.run(scene()) == [200, 503, 200]


def test_metrics_are_what_prometheus_reads() -> None:
    status, kind, text = response_to("/metrics")
    assert status == 200
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    families = {family.name: family for family in text_string_to_metric_families(text)}
    assert families["pincite_queue_length"].samples[0].value == 3


@pytest.mark.parametrize("path", ["/", "/health/", "/metrics/x", "/healthz", "/..//health"])
def test_everything_else_is_not_there(path: str) -> None:
    assert response_to(path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_done_there_but_read(method: str) -> None:
    assert response_to("/health", method=method)[0] == 404


def test_a_look_without_the_text_is_answered_too() -> None:
    assert response_to("/health", method="HEAD")[::2] == (200, "")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8080", "LOCALHOST", "[::1]:1"])
def test_this_machine_is_served_under_each_of_its_names(host: str) -> None:
    assert response_to("/health", host=host)[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:80",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil.example",
        "localhost:",
        "192.168.0.7",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/health", "/metrics", "/else"])
def test_a_page_that_leads_its_own_name_here_is_refused(host: str, path: str) -> None:
    status, _, text = response_to(path, lambda: SECRET, host=host)
    assert status == 403
    assert SECRET not in text
    assert "pincite" not in text


def raw(request: bytes) -> bytes:
    async def scene() -> bytes:
        async with serve_health(0, well, Metrics()) as port:
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(request)
            answer = await reader.readline()
            writer.close()
            await writer.wait_closed()
            return answer

    return asyncio.run(scene())


def test_a_request_without_a_host_is_refused() -> None:
    assert b" 403 " in raw(b"GET /health HTTP/1.0\r\n\r\n")


def test_a_request_with_two_hosts_is_refused() -> None:
    hosts = b"Host: localhost\r\nHost: evil.example\r\n"
    assert re.search(rb" 40[03] ", raw(b"GET /health HTTP/1.1\r\n" + hosts + b"\r\n"))


def test_it_listens_on_the_loopback_address_alone() -> None:
    async def scene() -> None:
        async with serve_health(0, well, Metrics()) as port:
            with pytest.raises(OSError, match=r"127\.0\.0\.2"):
                await asyncio.open_connection("127.0.0.2", port)

    asyncio.run(scene())


def test_nothing_is_logged_of_a_request(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        response_to(f"/health?{SECRET}")
        response_to("/health", broken)
    assert caplog.text == ""


@pytest.mark.parametrize("wrong", ["taken", 65_536, -1])
def test_a_port_that_cannot_be_had_is_told_with_what_to_do(wrong: str | int) -> None:
    async def scene(port: int) -> None:
        async with serve_health(port, well, Metrics()):
            raise AssertionError

    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1] if isinstance(wrong, str) else wrong
        with pytest.raises(ConfigError, match=f"port {port} of .*choose another port"):
            asyncio.run(scene(port))


def test_the_port_is_free_again_at_the_end_even_with_a_connection_open() -> None:
    async def scene() -> float:
        async with aiohttp.ClientSession() as session:
            async with serve_health(0, well, Metrics()) as port:
                await (await session.get(f"http://{HOST}:{port}/health")).text()
                began = time.monotonic()
            async with serve_health(port, well, Metrics()) as again:
                assert again == port
            return time.monotonic() - began

    assert asyncio.run(scene()) < 60


def test_a_request_that_never_ends_does_not_hold_up_the_end() -> None:
    async def scene() -> float:
        async with serve_health(0, well, Metrics()) as port:
            reader, writer = await asyncio.open_connection(HOST, port)
            writer.write(b"POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n")
            assert b" 404 " in await reader.readline()
            began = time.monotonic()
        writer.close()
        return time.monotonic() - began

    assert asyncio.run(scene()) < 60


def during(path: Path, reason: Callable[[], str], look: Callable[[], Awaitable[None]]) -> None:
    async def scene() -> None:
        async with health_file(path, reason):
            await look()

    asyncio.run(scene())


async def until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not holds():
        assert time.monotonic() < end
        await asyncio.sleep(0.01)


def age(path: Path) -> float:
    return time.time() - path.stat().st_mtime


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.health.WRITE_SECONDS", 0.02)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "health"


def test_the_file_tells_the_time_and_ok_from_the_beginning_and_is_gone_at_the_end(
    path: Path,
) -> None:
    async def look() -> None:
        stamp, word = path.read_text("utf-8").split()
        written_at = datetime.fromisoformat(stamp)
        assert written_at.utcoffset() == timedelta(0)
        assert abs(datetime.now(UTC) - written_at) < timedelta(minutes=1)
        assert word == "ok"

    during(path, well, look)
    assert list(path.parent.iterdir()) == []


@pytest.mark.usefixtures("often")
def test_the_file_stays_young_while_the_bot_is_well(path: Path) -> None:
    async def look() -> None:
        for _ in range(3):
            os.utime(path, (1, 1))
            await until(lambda: age(path) < 30)

    during(path, well, look)


@pytest.mark.usefixtures("often")
def test_the_file_ages_and_tells_the_reason_while_the_bot_is_not_well(path: Path) -> None:
    reasons = [""]

    async def look() -> None:
        reasons[0] = "no way\nto Discord"
        await until(lambda: path.read_text("utf-8").endswith(" no way to Discord\n"))
        before = path.stat()
        await until(lambda: path.stat().st_ino != before.st_ino)
        assert path.stat().st_mtime_ns == before.st_mtime_ns
        reasons[0] = ""
        await until(lambda: path.stat().st_mtime_ns > before.st_mtime_ns)
        assert path.read_text("utf-8").endswith(" ok\n")

    during(path, lambda: reasons[0], look)


def test_a_bot_that_cannot_say_how_it_is_is_told_of_without_its_words(path: Path) -> None:
    async def look() -> None:
        assert path.read_text("utf-8").endswith(" unknown: KeyError\n")

    during(path, broken, look)


def test_words_that_no_file_can_hold_do_no_harm(path: Path) -> None:
    async def look() -> None:
        assert path.read_text("utf-8").endswith(" odd ?\n")

    during(path, lambda: "odd \ud800", look)


@pytest.mark.usefixtures("often")
def test_a_loop_that_stands_still_lets_the_file_age(path: Path) -> None:
    async def look() -> None:
        await until(lambda: age(path) < 0.1)
        before = path.stat().st_mtime_ns
        time.sleep(0.2)
        assert path.stat().st_mtime_ns == before

    during(path, well, look)


@pytest.mark.usefixtures("often")
def test_a_reader_never_sees_half_a_file(path: Path) -> None:
    async def look() -> None:
        for _ in range(300):
            assert re.fullmatch(r"\S+ ok\n", path.read_text("utf-8"))
            await asyncio.sleep(0.001)

    during(path, well, look)


@pytest.mark.usefixtures("often")
def test_a_folder_that_cannot_be_written_is_logged_once(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path.parent.write_text("a file in the folder's place")

    async def look() -> None:
        await asyncio.sleep(0.2)

    with caplog.at_level(logging.INFO):
        during(path, well, look)
    [record] = caplog.records
    assert re.search(rf"{re.escape(str(path))} cannot be written: \w+", record.message)


@pytest.mark.usefixtures("often")
def test_after_a_full_disk_the_file_is_written_again_and_nothing_is_left_beside_it(
    path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    async def look() -> None:
        for _ in range(2):
            with monkeypatch.context() as patch:
                patch.setattr("bot.service.health.os.utime", full)
                await asyncio.sleep(0.2)
                assert [file.name for file in path.parent.iterdir()] == ["health"]
            os.utime(path, (1, 1))
            await until(lambda: age(path) < 30)

    with caplog.at_level(logging.INFO):
        during(path, well, look)
    assert [record.message for record in caplog.records] == [
        f"{path} cannot be written: No space left on device"
    ] * 2


def test_a_file_that_is_gone_already_ends_in_peace(path: Path) -> None:
    async def look() -> None:
        path.unlink()

    during(path, well, look)


def test_what_fails_in_the_block_is_raised_and_the_file_is_gone(path: Path) -> None:
    async def look() -> None:
        raise ValueError("mine")

    with pytest.raises(ValueError, match="mine"):
        during(path, well, look)
    assert not path.exists()
