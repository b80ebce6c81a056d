"""One address fetched from real servers: what comes of it, and what never does."""

import asyncio
import gzip
import logging
import re
import socket
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.sources.web import connecting
from index.sources.web.addresses import Reach, reach
from index.sources.web.connecting import Resolve, system_addresses
from index.sources.web.fetching import Fetched, Fetcher, FetchError, Limits, shown
from tests.web_server import Internet, Reply, Request, Route, WebServer, traps
from tests.web_server.certificates import HAS_OPENSSL, Certificate, make_certificate
from tests.web_server.internet import PUBLIC

PAGE = "<h1>Roses</h1><p>Roses are pruned in March.</p>"
SECRET = "s3cret"
HANGS = 60.0
"""Seconds, only against a test that hangs."""
PATIENT = Limits(seconds=HANGS)


@pytest.fixture
def web() -> Iterator[WebServer]:
    """A server whose host the owner allows in ``fetched``."""
    with WebServer({"/": traps.page(PAGE)}) as server:
        yield server


@pytest.fixture
def inner() -> Iterator[WebServer]:
    """A server that nobody allowed: nothing may reach it."""
    with WebServer(host="127.0.0.2") as server:
        yield server
    assert server.connections == 0


@pytest.fixture
def internet(web: WebServer) -> Iterator[Internet]:
    """An internet in which docs.example.org is the server, by http."""
    with Internet() as internet:
        internet.put("docs.example.org", web)
        yield internet


def fetched(
    address: str,
    *,
    allowed: Sequence[str] = (),
    limits: Limits = PATIENT,
    resolve: Resolve = system_addresses,
    etag: str = "",
    modified: str = "",
) -> Fetched:
    async def run() -> Fetched:
        async with Fetcher(frozenset(allowed), limits, resolve=resolve) as fetcher:
            return await fetcher.fetch(address, etag=etag, modified=modified)

    return asyncio.run(run())


def refused(address: str, **how: Any) -> str:
    """The sentence that an address is refused with; it is one sentence, and keeps secrets."""
    with pytest.raises(FetchError) as caught:
        fetched(address, **how)
    printed = "".join(traceback.format_exception(caught.value))
    assert SECRET not in printed
    sentence = str(caught.value)
    assert ";" in sentence
    assert "\n" not in sentence
    assert len(sentence) < 300
    return sentence


def of(web: WebServer, route: Route, **how: Any) -> Fetched:
    """What comes of one route of an allowed server."""
    web.routes["/it"] = route
    return fetched(web.url("/it"), allowed=[web.authority], **how)


def refused_of(web: WebServer, route: Route, **how: Any) -> str:
    path = f"/it;id={SECRET}"
    web.routes[path] = route
    return refused(web.url(f"{path}?token={SECRET}"), allowed=[web.authority], **how)


# What a page is


def test_a_page_is_its_bytes_and_what_its_server_says_of_it(web: WebServer) -> None:
    said = {"etag": '"7"', "last_modified": "Sun, 01 Mar 2026 12:00:00 GMT"}
    page = of(web, traps.page(PAGE, "Text/HTML; Charset=UTF-8", **said))
    assert page == Fetched(
        address=web.url("/it"),
        status=200,
        content=PAGE.encode(),
        media_type="text/html",
        charset="utf-8",
        etag='"7"',
        modified="Sun, 01 Mar 2026 12:00:00 GMT",
    )
    assert page.problem == ""


def test_a_request_says_who_asks_and_nothing_of_the_machine(web: WebServer) -> None:
    of(web, traps.page(PAGE))
    [request] = web.requests
    assert request.headers == {
        "host": web.authority,
        "user-agent": request.headers["user-agent"],
        "accept": "*/*",
        "accept-encoding": "gzip, deflate",
    }
    assert request.headers["user-agent"].startswith("pincite/")


def test_a_known_page_that_did_not_change_is_not_sent_again(web: WebServer) -> None:
    modified = "Sun, 01 Mar 2026 12:00:00 GMT"
    route = traps.kept_page(PAGE, '"7"', modified)
    first = of(web, route)
    again = of(web, route, etag=first.etag, modified=first.modified)
    assert (again.status, again.content, again.problem) == (304, b"", "")
    assert (again.etag, again.modified) == ('"7"', modified)
    assert web.requests[-1].headers["if-modified-since"] == modified
    assert of(web, traps.kept_page(PAGE, '"8"'), etag=first.etag).status == 200


def test_a_304_to_who_knows_nothing_is_refused(web: WebServer) -> None:
    assert "answered 304 to a first request" in refused_of(web, traps.status(304))


def test_a_version_with_a_line_break_is_not_sent(web: WebServer) -> None:
    of(web, traps.page(PAGE), etag='"7"\r\nX-Evil: 1', modified="\x00")
    assert not {"if-none-match", "x-evil", "if-modified-since"} & web.requests[-1].headers.keys()


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (204, "answered with nothing"),
        (206, "answered 206, which is no page"),
        (300, "answered 300, which is no page"),
        (401, "answered 401: it is not for everybody"),
        (403, "answered 403: it is not for everybody"),
        (404, "answered 404: there is no such page"),
        (410, "answered 410: the page was removed for good"),
        (418, "answered 418, which is no page"),
        (429, "answered 429: it is too busy for more; try again later"),
        (500, "answered 500: its server has a fault"),
        (503, "answered 503: it is too busy"),
    ],
)
def test_any_other_status_is_given_with_a_sentence_and_no_content(
    web: WebServer, code: int, words: str
) -> None:
    answer = of(web, traps.status(code))
    assert (answer.status, answer.content) == (code, b"")
    assert answer.problem.startswith(f"{web.authority}/it {words}")
    assert ";" in answer.problem


@pytest.mark.parametrize(
    ("said", "seconds", "words"),
    [
        ("0", 0.0, "in 0 seconds"),
        ("120", 120.0, "in 120 seconds"),
        ("121", 121.0, "in 3 minutes"),
        ("7200", 7200.0, "in 120 minutes"),
        ("10800", 10800.0, "in 3 hours"),
        ("Fri, 01 Jan 2100 00:00:00 GMT", 86400.0, "in 24 hours"),
        ("", None, "later"),
        ("soon", None, "later"),
    ],
)
def test_a_busy_server_says_how_long_it_wants_to_be_left_alone(
    web: WebServer, said: str, seconds: float | None, words: str
) -> None:
    for code in (429, 503):
        busy = of(web, traps.status(code, retry_after=said))
        assert busy.retry_after == seconds
        assert busy.problem.endswith(f"too busy for more; try again {words}")


def test_an_empty_page_is_a_problem(web: WebServer) -> None:
    empty = of(web, traps.page(""))
    assert (empty.status, empty.content) == (200, b"")
    assert "answered with nothing" in empty.problem


def test_many_pages_of_a_server_come_over_one_connection(web: WebServer) -> None:
    async def run() -> None:
        async with Fetcher(frozenset({web.authority})) as fetcher:
            for _ in range(5):
                assert (await fetcher.fetch(web.url())).content == PAGE.encode()

    asyncio.run(run())
    assert (len(web.requests), web.connections) == (5, 1)


# Redirects


def test_a_redirect_is_followed_to_where_it_leads(web: WebServer) -> None:
    web.routes["/new/page"] = traps.page(PAGE)
    page = of(web, traps.redirect("new/page?a=b#roses"))
    assert page.address == web.url("/new/page?a=b")
    assert page.content == PAGE.encode()


@pytest.mark.parametrize(
    ("codes", "moved"),
    [
        ([], False),
        ([301], True),
        ([308], True),
        ([302], False),
        ([303], False),
        ([307], False),
        ([301, 308], True),
        ([301, 302], False),
        ([302, 301], False),
    ],
)
def test_a_page_has_moved_only_by_permanent_redirects(
    web: WebServer, codes: list[int], moved: bool
) -> None:
    for number, code in enumerate(codes):
        web.routes[f"/{number}"] = traps.redirect(f"/{number + 1}", code)
    web.routes[f"/{len(codes)}"] = traps.page(PAGE)
    assert fetched(web.url("/0"), allowed=[web.authority]).moved is moved


def test_as_many_redirects_are_followed_as_the_limit_says(web: WebServer) -> None:
    for number in range(9):
        web.routes[f"/{number}"] = traps.redirect(f"/{number + 1}")
    for last, limit in ((9, 8), (6, 5)):
        web.routes[f"/{last}"] = traps.redirect(f"/{last + 1}")
        limits = Limits(seconds=HANGS, redirects=limit)
        sentence = refused(web.url("/0"), allowed=[web.authority], limits=limits)
        assert f"redirects more than {limit} times" in sentence
        web.routes[f"/{last}"] = traps.page(PAGE)
    limits = Limits(seconds=HANGS, redirects=6)
    assert fetched(web.url("/0"), allowed=[web.authority], limits=limits).status == 200


@pytest.mark.parametrize("to", ["/it", "/back", "#top", "?"])
def test_a_redirect_in_a_circle_is_refused(web: WebServer, to: str) -> None:
    web.routes["/back"] = traps.redirect("/it")
    web.routes["/it"] = traps.redirect(to)
    sentence = refused(web.url("/it"), allowed=[web.authority])
    assert "redirects in a circle" in sentence
    assert len(web.requests) <= 2


def test_a_cookie_is_not_sent_back_on_the_way(web: WebServer, internet: Internet) -> None:
    said = {"Location": "/a", "Set-Cookie": f"id={SECRET}; Path=/"}
    web.routes |= {"/": lambda _: Reply(status=302, headers=said), "/a": traps.page(PAGE)}
    assert fetched("http://docs.example.org/", resolve=internet.resolve).content
    assert [request.path for request in web.requests] == ["/", "/a"]
    assert "cookie" not in web.requests[1].headers


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("", "redirects nowhere"),
        ("ftp://docs.example.org/", "does not begin with https://"),
        ("file:///etc/passwd", "does not begin"),
        ("javascript:alert(1)", "does not begin"),
        (f"http://me:{SECRET}@docs.example.org/", "has a user name or a password in it"),
        (f"//me:{SECRET}@docs.example.org/", "has a user name or a password in it"),
        ("http://[1::2::3]/", "is no web address"),
        ("http://[1::2/", "is no web address"),
        ("http://docs.example.org:99999/", "is no web address"),
        ("http://127.1/", "has no host that is a name or a plainly written IP address"),
        ("http://2130706433/", "has no host"),
        (f"http://docs.example.org/{'a' * 3000}", "is longer than 2,048 characters"),
        ("http://docs.example.org:25/", "port 25 is none of the web's"),
    ],
)
def test_a_redirect_to_no_address_of_the_web_is_refused(
    web: WebServer, internet: Internet, location: str, words: str
) -> None:
    internet.servers[web.place] = web.place
    assert words in refused_of(web, traps.redirect(location))
    assert internet.strays == []


def test_a_redirect_with_bytes_of_no_text_leads_to_no_other_page(
    web: WebServer, internet: Internet
) -> None:
    internet.servers[web.place] = web.place
    for host in ("\udcff\udcfe.org", "\u202e.org", "\u00ad.org"):
        assert "redirects to " in refused_of(web, traps.redirect(f"http://{host}/"))
    assert of(web, traps.redirect("/stra\udcdfe")).address == web.url("/stra%DFe")
    assert internet.strays == []


# Where nothing goes


@pytest.mark.parametrize(
    "target",
    [
        "http://{inner}/",
        "//{inner}/",
        "http://127.0.0.2:1/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.2]:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://metadata.google.internal/",
        "http://localhost:{port}/",
        "http://localhost.:{port}/",
        "http://0.0.0.0:{port}/",
        "http://[::]:{port}/",
        "http://[64:ff9b::7f00:2]:{port}/",
        "http://１２７.0.0.2:{port}/",
        "http://0x7f000002:{port}/",
        "http://127.2:{port}/",
    ],
)
def test_neither_an_address_nor_a_redirect_leads_inside(
    web: WebServer, inner: WebServer, target: str
) -> None:
    target = target.format(inner=inner.authority, port=inner.port)
    allowed = [web.authority]
    refused_of(web, traps.redirect(target))
    if target.startswith("http"):
        refused(target, allowed=allowed)
    assert len(web.requests) == 1


@pytest.mark.parametrize(
    "found",
    [
        ["127.0.0.1"],
        ["::1"],
        ["10.0.0.7"],
        ["169.254.169.254"],
        ["100.100.100.200"],
        ["fd00:ec2::254"],
        ["::ffff:10.0.0.7"],
        ["64:ff9b::a00:7"],
        ["fe80::1%eth0"],
        ["0.0.0.0"],
        [PUBLIC, "127.0.0.1"],
        ["127.0.0.1", PUBLIC],
        [PUBLIC, "2606:4700::1111", "fc00::1"],
    ],
)
def test_a_name_that_has_an_inner_address_is_not_asked(
    internet: Internet, found: list[str]
) -> None:
    internet.names["evil.example.org"] = [found]
    sentence = refused("http://evil.example.org/", resolve=internet.resolve)
    assert sentence.startswith("evil.example.org is not fetched: it is ")
    assert internet.strays == []


@pytest.mark.parametrize("found", [[], ["not an address"], [PUBLIC, "127.1"], [""]])
def test_a_name_that_has_no_address_is_not_found(internet: Internet, found: list[str]) -> None:
    internet.names["evil.example.org"] = [found]
    assert "has a name that is not found" in refused(
        "http://evil.example.org/", resolve=internet.resolve
    )
    assert internet.strays == []


def test_a_public_name_is_looked_up_once_and_asked_at_the_address_that_was_checked(
    web: WebServer, internet: Internet
) -> None:
    internet.names["docs.example.org"] = [[PUBLIC], ["127.0.0.1"]]
    page = fetched("http://docs.example.org/", resolve=internet.resolve)
    assert page.content == PAGE.encode()
    assert internet.lookups == ["docs.example.org"]
    assert web.requests[0].headers["host"] == "docs.example.org"
    assert internet.strays == []


def test_a_name_that_leads_inside_at_the_second_look_up_is_refused_then(
    web: WebServer, internet: Internet
) -> None:
    """A server that ends its connection makes a client look its name up again."""
    internet.names["docs.example.org"] = [[PUBLIC], ["127.0.0.1"]]
    web.routes["/a"] = lambda _: Reply(status=302, headers={"Location": "/", "Connection": "close"})
    sentence = refused("http://docs.example.org/a", resolve=internet.resolve)
    assert "it is in a private network" in sentence
    assert (len(web.requests), internet.strays) == (1, [])


def test_a_public_page_that_redirects_inside_is_refused(web: WebServer, internet: Internet) -> None:
    internet.names["inner.example.org"] = [["10.0.0.7"]]
    web.routes["/a"] = traps.redirect("http://inner.example.org/")
    sentence = refused("http://docs.example.org/a", resolve=internet.resolve)
    where = "docs.example.org/a redirects to inner.example.org, which is not fetched: "
    assert sentence.startswith(where)
    assert internet.strays == []


def test_a_host_that_is_allowed_lets_no_other_name_in(web: WebServer, internet: Internet) -> None:
    internet.servers[("10.0.0.7", 80)] = web.place
    internet.names["wiki.lan"] = internet.names["evil.example.org"] = [["10.0.0.7"]]
    how = {"allowed": ["wiki.lan"], "resolve": internet.resolve}
    web.routes["/a"] = traps.redirect("http://evil.example.org/")
    assert fetched("http://wiki.lan/", allowed=["wiki.lan"], resolve=internet.resolve).status == 200
    assert "private network" in refused("http://evil.example.org/", **how)
    assert "private network" in refused("http://wiki.lan/a", **how)
    assert "private network" in refused("http://10.0.0.7/", **how)
    assert "private network" in refused("http://wiki.lan/", resolve=internet.resolve)
    assert len(web.requests) == 2


@pytest.mark.parametrize("target", ["http://wiki.lan/", "http://10.0.0.7/", "http://docs.lan/"])
def test_no_other_host_leads_to_one_that_is_allowed(
    web: WebServer, internet: Internet, target: str
) -> None:
    internet.servers[("10.0.0.7", 80)] = web.place
    internet.names["wiki.lan"] = internet.names["docs.lan"] = [["10.0.0.7"]]
    internet.names["wiki.lan"] *= 2
    web.routes["/a"] = traps.redirect(target)
    web.routes["/back"] = traps.redirect("http://docs.example.org/a")

    async def run() -> None:
        allowed = frozenset({"wiki.lan", "docs.lan", "10.0.0.7"})
        async with Fetcher(allowed, PATIENT, resolve=internet.resolve) as fetcher:
            assert (await fetcher.fetch(target)).status == 200
            for start in ("http://docs.example.org/a", "http://docs.example.org/back"):
                with pytest.raises(FetchError, match="private network"):
                    await fetcher.fetch(start)
            with pytest.raises(FetchError, match="private network"):
                await fetcher.fetch(target, led_from="http://docs.example.org/a")
            assert (await fetcher.fetch(target, led_from=target)).status == 200

    asyncio.run(run())


def test_an_allowed_host_still_leads_to_no_metadata(internet: Internet) -> None:
    internet.names["wiki.lan"] = [["169.254.169.254"]]
    sentence = refused("http://wiki.lan/", allowed=["wiki.lan"], resolve=internet.resolve)
    assert "no website has" in sentence
    assert internet.strays == []


def test_a_host_that_is_allowed_at_one_port_is_so_there_alone(
    web: WebServer, internet: Internet
) -> None:
    internet.names["wiki.lan"] = [["10.0.0.7"]]
    internet.servers[("10.0.0.7", 81)] = web.place
    how = {"allowed": ["wiki.lan:81"], "resolve": internet.resolve}
    assert fetched("http://wiki.lan:81/", allowed=["wiki.lan:81"], resolve=internet.resolve).content
    assert "private network" in refused("http://wiki.lan/", **how)
    assert "port 82 is none of the web's" in refused("http://wiki.lan:82/", **how)
    assert internet.strays == []


def addresses_of(address: str, resolve: Resolve, limits: Limits = PATIENT) -> list[str]:
    async def run() -> list[str]:
        async with Fetcher(frozenset({"wiki.lan"}), limits, resolve=resolve) as fetcher:
            return await fetcher.addresses_of(address)

    return asyncio.run(run())


def test_another_program_is_given_none_but_checked_addresses(internet: Internet) -> None:
    internet.names["docs.example.org"] = [[PUBLIC, "2606:4700::1111"]]
    internet.names["wiki.lan"] = internet.names["evil.example.org"] = [["10.0.0.7"]]
    internet.names["half.example.org"] = [[PUBLIC, "10.0.0.7"]]
    for address, found in (
        ("https://docs.example.org/a.git", [PUBLIC, "2606:4700::1111"]),
        (f"https://{PUBLIC}/", [PUBLIC]),
        ("https://wiki.lan/", ["10.0.0.7"]),
    ):
        assert addresses_of(address, internet.resolve) == found
    for address, words in (
        ("https://evil.example.org/", "evil.example.org is not fetched: it is in a private"),
        ("https://half.example.org/", "half.example.org is not fetched: it is in a private"),
        ("https://10.0.0.7/", "10.0.0.7 is not fetched: it is in a private network"),
        ("https://localhost/", "localhost is not fetched: its name is one of a private network"),
        ("https://docs.example.org:22/", "docs.example.org:22 is not fetched: port 22"),
        ("https://nowhere.example.org/", "nowhere.example.org has a name that is not found"),
        (f"https://me:{SECRET}@docs.example.org/", "the address has a user name or a password"),
        ("ssh://docs.example.org/", "the address does not begin with https://"),
    ):
        with pytest.raises(FetchError, match=f"^{re.escape(words)}"):
            addresses_of(address, internet.resolve)


def test_a_public_address_of_this_machine_itself_is_private(
    web: WebServer, internet: Internet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Behind it is what the machine shows to itself alone, such as the pages of its services."""
    own = IPv4Address(PUBLIC)
    monkeypatch.setattr(connecting, "is_own", lambda address: address == own)
    how = {"resolve": internet.resolve}
    assert "it is in a private network" in refused("http://docs.example.org/", **how)
    assert "it is in a private network" in refused(f"http://{PUBLIC}/", **how)
    assert web.requests == []
    assert fetched("http://docs.example.org/", allowed=["docs.example.org"], **how).content


def test_a_machine_knows_its_own_address_and_sends_nothing_to_find_out(internet: Internet) -> None:
    assert connecting.is_own(IPv4Address("127.0.0.1"))
    assert not connecting.is_own(IPv4Address(PUBLIC))
    assert internet.strays == []


def test_an_allowed_host_that_is_none_is_said_at_once() -> None:
    with pytest.raises(FetchError, match="an allowed host"):
        Fetcher(frozenset({"http://wiki.lan/docs"}))


INNER = [
    IPv4Address(address)
    for address in "127.0.0.1 127.8.9.10 10.1.2.3 192.168.0.10 169.254.169.254 100.64.7.8".split()
]
DIGITS = [
    str.maketrans("0123456789", digits)
    for digits in ("０１２３４５６７８９", "𝟬𝟭𝟮𝟯𝟰𝟱𝟲𝟳𝟴𝟵", "⓪①②③④⑤⑥⑦⑧⑨")
]


@st.composite
def spellings(draw: st.DrawFn) -> str:
    """An inner address as somebody may spell it who hopes that it is not known again."""
    address = draw(st.sampled_from(INNER) | st.ip_addresses(v=4).filter(_is_inner))
    number = int(address)
    spelt = draw(st.sampled_from([_parts(draw, number), *_wrappings(number)]))
    if not spelt.startswith("["):
        spelt = spelt.translate(draw(st.sampled_from([{}, *DIGITS])))
        spelt = spelt.replace(".", draw(st.sampled_from(".．。｡")))
        spelt += draw(st.sampled_from(["", ".", "..", "%00", "#@docs.example.org", ":80", ":8080"]))
    before = draw(st.sampled_from(["", "", "", "docs.example.org@", "a:b@", "\t", "%20"]))
    return f"{draw(st.sampled_from(['http', 'https', 'HTTP']))}://{before}{spelt}/"


def _is_inner(address: IPv4Address) -> bool:
    return reach(address) is not Reach.PUBLIC


def _parts(draw: st.DrawFn, number: int) -> str:
    """The address in one to four parts, each decimal, octal or hexadecimal, with zeros before."""
    sizes = draw(st.sampled_from([[4], [1, 3], [1, 1, 2], [1, 1, 1, 1]]))
    data = number.to_bytes(4, "big")
    parts = []
    for size in sizes:
        value = int.from_bytes(data[:size], "big")
        data = data[size:]
        zeros = "0" * draw(st.integers(0, 3))
        forms = [f"{value}", f"{zeros}{value}", f"0{zeros}{value:o}", f"0x{zeros}{value:x}"]
        parts.append(draw(st.sampled_from([*forms, f"0X{value:X}"])))
    return ".".join(parts)


def _wrappings(number: int) -> list[str]:
    high, low = number >> 16, number & 0xFFFF
    dotted = IPv4Address(number)
    return [
        f"[::ffff:{dotted}]",
        f"[::FFFF:{high:x}:{low:x}]",
        f"[0:0:0:0:0:ffff:{high:04x}:{low:04x}]",
        f"[::{dotted}]",
        f"[::ffff:0:{dotted}]",
        f"[64:ff9b::{dotted}]",
        f"[64:ff9b:1::{dotted}]",
        f"[2002:{high:x}:{low:x}::]",
        f"[2606:4700::5efe:{dotted}]",
        f"[2001:0:{high:x}:{low:x}::]",
        f"[::ffff:{dotted}%25eth0]",
        f"[{dotted}]",
    ]


Refusal = Callable[[str], str]


@pytest.fixture
def refusal(web: WebServer, internet: Internet) -> Iterator[Refusal]:
    """The sentence that an address is refused with by one fetcher, which allows the server.

    Names go to the system's own look-up here, which reads every number that C does.
    """
    internet.servers[web.place] = web.place
    fetcher = Fetcher(frozenset({web.authority}), PATIENT)
    with asyncio.Runner() as runner:
        runner.run(fetcher.__aenter__())

        def sentence(address: str) -> str:
            with pytest.raises(FetchError) as caught:
                runner.run(fetcher.fetch(address))
            return str(caught.value)

        yield sentence
        runner.run(fetcher.__aexit__(None, None, None))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(spelt=spellings())
def test_no_spelling_of_an_inner_address_is_ever_connected_to(
    web: WebServer, internet: Internet, refusal: Refusal, spelt: str
) -> None:
    assert ";" in refusal(spelt)
    web.routes["/it"] = traps.redirect(spelt.replace("\t", ""))
    assert ";" in refusal(web.url("/it"))
    assert internet.strays == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(address=st.ip_addresses().filter(lambda address: reach(address) is Reach.PUBLIC))
def test_a_public_address_is_connected_to_and_no_other(
    internet: Internet, refusal: Refusal, address: IPv4Address
) -> None:
    internet.strays.clear()
    host = f"[{address}]" if ":" in str(address) else str(address)
    assert "cannot be reached" in refusal(f"http://{host}/")
    assert internet.strays == [(str(address), 80)]


# What nobody may learn or hand in


def test_no_proxy_and_no_credentials_of_the_machine_are_used(
    web: WebServer, inner: WebServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, inner.url())
    (tmp_path / "netrc").write_text(f"default login me password {SECRET}\n", "utf-8")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    of(web, traps.page(PAGE))
    assert "authorization" not in web.requests[0].headers


def test_a_password_is_neither_sent_nor_shown(web: WebServer, inner: WebServer) -> None:
    sentence = refused(f"http://me:{SECRET}@{web.authority}/", allowed=[web.authority])
    assert "has a user name or a password in it" in sentence
    assert web.requests == []


def test_nothing_of_an_address_or_of_a_cookie_is_logged(
    web: WebServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    cookie = f"{SECRET}={SECRET}; \x01 bad; Expires={SECRET}"
    web.routes["/it"] = lambda _: Reply(PAGE.encode(), headers={"Set-Cookie": cookie})
    fetched(web.url(f"/it?token={SECRET}"), allowed=[web.authority])
    refused_of(web, traps.raw(f"HTTP/1.1 {SECRET}\r\n\r\n".encode()))
    assert SECRET not in caplog.text


def test_an_address_is_shown_without_its_secrets() -> None:
    assert shown("https://docs.example.org/a/b") == "docs.example.org/a/b"
    assert shown("https://docs.example.org/") == "docs.example.org"
    assert shown("http://docs.example.org:8080/a?token=x#y") == "docs.example.org:8080/a"
    assert shown("https://docs.example.org/a;jsessionid=x") == "docs.example.org/a"
    assert shown("https://me:pw@docs.example.org/a") == "docs.example.org/a"
    assert shown(f"https://docs.example.org/{'a' * 999}").endswith("a…")


# Limits


@pytest.mark.parametrize(
    "route",
    [
        traps.slow,
        traps.slow_headers,
        traps.silent,
        traps.endless_hints,
        traps.endless_chunk_head,
        traps.tiny_chunks,
    ],
    ids="slow headers silent hints chunk chunks".split(),
)
def test_an_answer_that_takes_too_long_is_given_up(web: WebServer, route: Route) -> None:
    sentence = refused_of(web, route, limits=Limits(seconds=0.5))
    assert "took more than 0.5 seconds; try again later" in sentence


def test_the_time_is_that_of_all_redirects_together(web: WebServer) -> None:
    numbers = iter(range(1_000_000))

    def slowly_on(_: Request) -> Reply:
        head = f"HTTP/1.1 302 Found\r\nLocation: /?{next(numbers)}\r\n\r\n".encode()
        return Reply(raw=traps.slowly(head[start : start + 4] for start in range(0, len(head), 4)))

    web.routes["/"] = slowly_on
    limits = Limits(seconds=1.0, redirects=1_000_000)
    sentence = refused(web.url(), allowed=[web.authority], limits=limits)
    assert "took more than 1 seconds" in sentence
    assert len(web.requests) > 1


def test_a_look_up_that_hangs_is_given_up() -> None:
    async def never(host: str, port: int) -> Sequence[str]:
        return await asyncio.get_running_loop().create_future()

    soon = Limits(seconds=0.2)
    sentence = refused("http://docs.example.org/", resolve=never, limits=soon)
    assert "took more than 0.2 seconds" in sentence
    with pytest.raises(FetchError, match=r"took more than 0\.2 seconds"):
        addresses_of("http://docs.example.org/", never, soon)


@pytest.mark.parametrize(
    "route",
    [
        traps.endless,
        traps.page(b"x" * 100_001),
        traps.encoded(gzip.compress(b"x" * 100_001), "gzip"),
        traps.bomb(),
        traps.bomb(encoding="deflate"),
        lambda _: Reply(b"x", headers={"Content-Length": "100001"}),
        lambda _: Reply(b"x", headers={"Content-Length": "9" * 12}),
        traps.encoded(traps.many_gzips(), "gzip"),
    ],
    ids="endless page gzip bomb deflate length lengths gzips".split(),
)
def test_content_that_is_too_large_is_given_up(web: WebServer, route: Route) -> None:
    sentence = refused_of(web, route, limits=Limits(seconds=HANGS, bytes=100_000))
    assert "is larger than 100,000 bytes" in sentence


def test_content_of_just_the_limit_is_taken(web: WebServer) -> None:
    limits = Limits(seconds=HANGS, bytes=100_000)
    assert len(of(web, traps.page(b"x" * 100_000), limits=limits).content) == 100_000
    packed = traps.encoded(gzip.compress(b"x" * 100_000), "gzip")
    assert of(web, packed, limits=limits).content == b"x" * 100_000


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "deflate, gzip", "compress"])
def test_an_encoding_that_was_not_asked_for_is_refused(web: WebServer, encoding: str) -> None:
    assert "not asked for" in refused_of(web, traps.encoded(b"x" * 100, encoding))


def test_a_bomb_in_a_bomb_is_refused_unopened(web: WebServer) -> None:
    assert "not asked for" in refused_of(web, traps.bomb(layers=2))


@pytest.mark.parametrize(
    "route",
    [
        traps.many_headers(1, 20_000),
        traps.many_headers(20, 1_000),
        traps.many_headers(1_000, 10),
        traps.endless_headers,
        traps.endless_trailers,
        traps.redirect(f"/{'a' * 20_000}"),
    ],
    ids="long sum many endless trailers location".split(),
)
def test_headers_that_are_too_long_are_refused(web: WebServer, route: Route) -> None:
    assert refused_of(web, route)


def test_headers_below_the_limit_are_taken(web: WebServer) -> None:
    assert of(web, traps.many_headers(20, 700)).status == 200


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"220 mail.example.org ESMTP\r\n",
        b"HTTP/1.1 200 OK\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nRoses",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nRoses and more",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nRoses",
        b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\nRoses",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nRoses!",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nRoses",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nRos",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\nRoses",
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nRoses",
        b"HTTP/1.1 200 OK\r\nA\x00: b\r\n\r\nRoses",
        b"HTTP/1.1 2000 OK\r\n\r\nRoses",
        b"\x15\x03\x01\x00\x02\x02\x50",
        b"\xff" * 1000,
    ],
)
def test_an_answer_that_is_broken_is_refused(web: WebServer, answer: bytes) -> None:
    assert refused_of(web, traps.raw(answer))


def test_a_server_that_is_not_there_is_said(web: WebServer) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        authority = f"127.0.0.1:{bound.getsockname()[1]}"
        assert "cannot be reached" in refused(f"http://{authority}/", allowed=[authority])


def test_a_name_that_is_not_known_is_said(internet: Internet) -> None:
    sentence = refused(f"http://nowhere.example.org/?a={SECRET}", resolve=internet.resolve)
    assert sentence == "nowhere.example.org has a name that is not found; check its spelling"


def test_a_look_up_that_fails_for_now_is_no_wrong_name() -> None:
    async def broken(host: str, port: int) -> Sequence[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "no server of names answers")

    sentence = refused("http://docs.example.org/", resolve=broken)
    assert sentence == "docs.example.org has a name that cannot be looked up now; try again later"


# Encryption

needs_openssl = pytest.mark.skipif(not HAS_OPENSSL, reason="openssl makes the certificates")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return make_certificate(tmp_path_factory.mktemp("certificates"), "docs.example.org")


@pytest.fixture
def secure(certificate: Certificate, internet: Internet) -> Iterator[WebServer]:
    """The server of docs.example.org by https, and of other.example.org, which is not its name."""
    routes: Mapping[str, Route] = {"/": traps.page(PAGE)}
    with WebServer(routes, tls=certificate.server_context()) as server:
        internet.servers[(PUBLIC, 443)] = server.place
        internet.names["other.example.org"] = [[PUBLIC]]
        yield server


@pytest.fixture
def trusted(certificate: Certificate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.path))


@needs_openssl
@pytest.mark.usefixtures("trusted")
def test_an_encrypted_page_is_read_whose_certificate_is_trusted(
    secure: WebServer, internet: Internet
) -> None:
    page = fetched("https://docs.example.org/", resolve=internet.resolve)
    assert (page.address, page.content) == ("https://docs.example.org/", PAGE.encode())


@needs_openssl
@pytest.mark.usefixtures("trusted")
def test_a_certificate_of_another_name_is_refused(secure: WebServer, internet: Internet) -> None:
    sentence = refused("https://other.example.org/", resolve=internet.resolve)
    assert "has no certificate or encryption that can be trusted" in sentence
    assert secure.requests == []


@needs_openssl
def test_a_certificate_that_nobody_signed_is_refused(secure: WebServer, internet: Internet) -> None:
    sentence = refused("https://docs.example.org/", resolve=internet.resolve)
    assert "has no certificate or encryption that can be trusted" in sentence
    assert secure.requests == []


def test_a_server_that_speaks_no_encryption_is_refused(web: WebServer, internet: Internet) -> None:
    internet.servers[(PUBLIC, 443)] = web.place
    assert refused("https://docs.example.org/", resolve=internet.resolve)


@needs_openssl
@pytest.mark.usefixtures("trusted")
def test_nothing_is_asked_in_the_clear_after_https(
    web: WebServer, secure: WebServer, internet: Internet
) -> None:
    internet.names["plain.example.org"] = [[PUBLIC]]
    secure.routes["/a"] = traps.redirect("http://plain.example.org/")
    secure.routes["/b"] = traps.redirect("http://docs.example.org:8080/")
    for path in ("/a", "/b"):
        sentence = refused(f"https://docs.example.org{path}", resolve=internet.resolve)
        assert "redirects from https to http" in sentence
    assert (web.requests, internet.strays) == ([], [])


@needs_openssl
@pytest.mark.usefixtures("trusted")
def test_a_server_that_forgets_its_encryption_is_asked_by_https_all_the_same(
    web: WebServer, secure: WebServer, internet: Internet
) -> None:
    secure.routes["/a"] = traps.redirect("http://docs.example.org/a/", 301)
    secure.routes["/a/"] = traps.page(PAGE)
    page = fetched("https://docs.example.org/a", resolve=internet.resolve)
    assert (page.address, page.moved) == ("https://docs.example.org/a/", True)
    secure.routes["/b"] = traps.redirect("http://docs.example.org/b")
    assert "in a circle" in refused("https://docs.example.org/b", resolve=internet.resolve)
    assert web.requests == []


@needs_openssl
@pytest.mark.usefixtures("trusted")
def test_from_http_a_redirect_leads_on_to_https(
    web: WebServer, secure: WebServer, internet: Internet
) -> None:
    web.routes["/"] = traps.redirect("https://docs.example.org/", 301)
    page = fetched("http://docs.example.org/", resolve=internet.resolve)
    assert (page.address, page.moved) == ("https://docs.example.org/", True)
