"""Which addresses are asked, and to which IP addresses nothing ever goes."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.web.addresses import (
    AllowedHosts,
    BadAddress,
    Reach,
    host_of,
    ip_refusal,
    literal,
    parse,
    reach,
    refusal,
)

NOBODY = AllowedHosts()


def refused(address: str, allowed: AllowedHosts = NOBODY) -> str:
    """Why an address is not asked, as far as it is seen before a look-up; or empty."""
    url = parse(address)
    host, port = host_of(url), url.port or 0
    found = literal(host)
    refused = refusal(url, allowed)
    refused = refused or (ip_refusal(reach(found), host, port, allowed) if found else None)
    return refused.reason if refused else ""


PUBLIC = "1.1.1.1 93.184.216.34 172.32.0.1 100.128.0.1 192.0.3.1 198.20.0.1 223.255.255.255"
PUBLIC_IPV6 = (
    "2606:4700::1111 2a00:1450:4001:810::200e 64:ff9b::101:101 2002:101:101::1 2001:200::1"
)
PRIVATE = "10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 127.0.0.1 127.255.0.3 100.64.0.1"
PRIVATE_IPV6 = "::1 fc00::1 fd12:3456::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1"
NEVER = (
    "0.0.0.0 0.1.2.3 169.254.169.254 169.254.0.1 224.0.0.1 239.255.255.255 240.0.0.1 "
    "255.255.255.255 192.0.0.192 192.0.2.1 198.51.100.7 203.0.113.9 192.88.99.1 "
    "100.100.100.200 168.63.129.16"
)
NEVER_IPV6 = (
    ":: fe80::1 fec0::1 ff02::1 100::1 2001:db8::1 3fff::1 5f00::1 fd00:ec2::254 "
    "fd00:ec2::23 fd20:ce::254 fd00:42::42 "
    "::127.0.0.1 ::169.254.169.254 ::ffff:169.254.169.254 ::ffff:0:7f00:1 64:ff9b::7f00:1 "
    "64:ff9b::a9fe:a9fe 64:ff9b:1::1 2002:7f00:1::1 2002:a9fe:a9fe:: 2002:a00:1::1 "
    "2001:0:101:101::1 2001:0:7f00:1:: 2001:20::1 2606:4700::5efe:127.0.0.1 "
    "2606:4700::200:5efe:10.0.0.1 fe80::1%eth0 ::1%1 2606:4700::1%1 4000::1 8000::1"
)


@pytest.mark.parametrize(
    ("addresses", "who"),
    [
        (f"{PUBLIC} {PUBLIC_IPV6}", Reach.PUBLIC),
        (f"{PRIVATE} {PRIVATE_IPV6}", Reach.PRIVATE),
        (f"{NEVER} {NEVER_IPV6}", Reach.NEVER),
    ],
)
def test_an_ip_address_is_public_private_or_nobodys(addresses: str, who: Reach) -> None:
    for address in addresses.split():
        assert reach(ipaddress.ip_address(address)) is who, address


@given(st.ip_addresses())
def test_what_the_standard_library_calls_inner_is_never_public(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if address.is_private or address.is_loopback or address.is_link_local or address.is_multicast:
        wraps_public = isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped
        assert wraps_public or reach(address) is not Reach.PUBLIC


@given(st.ip_addresses(v=4))
def test_no_wrapping_makes_an_address_more_public(address: ipaddress.IPv4Address) -> None:
    number = int(address)
    mapped = ipaddress.IPv6Address(0xFFFF << 32 | number)
    gateways = [
        ipaddress.IPv6Address(0x64FF9B << 96 | number),
        ipaddress.IPv6Address(0x2002 << 112 | number << 80 | 1),
    ]
    assert reach(mapped) is reach(address)
    for wrapped in gateways:
        assert (reach(wrapped) is Reach.PUBLIC) == (reach(address) is Reach.PUBLIC)


ODD_HOSTS = (
    "127.1 127.0.1 2130706433 0x7f000001 0x7f.1 0x7F.0.0.1 0177.0.0.1 017700000001 127.0.0.01 "
    "127.0.0.1.. 127.0.0.0x1 0x 0 1 00 4294967297 256.0.0.1 1.2.3.4.5 [::1%25eth0] "
    "[fe80::1%25lo] [::1%eth0] [127.0.0.1] [1::2::3] [] a..b .a example.org.. -a.org a-.org "
    "%31%32%37.0.0.1 localhost%00.example.org exa%6dple.org a*b.org a,b.org a!b.org xn--"
).split()


@pytest.mark.parametrize("host", ODD_HOSTS)
def test_a_host_that_is_read_in_more_than_one_way_is_none(host: str) -> None:
    with pytest.raises(BadAddress, match=r"^(has no host|is no web address)"):
        parse(f"http://{host}/")


@pytest.mark.parametrize(
    "host",
    "１２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① 𝟭𝟮𝟳.𝟬.𝟬.𝟭 127.0.0.1. "
    "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ LOCALHOST localhost. ｌｏｃａｌｈｏｓｔ [::FFFF:127.0.0.1] [0:0:0:0:0:0:0:1] "
    "[::ffff:7f00:1] [0000::0001] foo.localhost wiki router.local metadata.google.internal "
    "nas.home.arpa x.onion".split(),
)
def test_another_spelling_of_an_inner_host_is_that_host(host: str) -> None:
    assert "private network; name it under web_hosts in pincite.toml" in refused(f"http://{host}/")


@pytest.mark.parametrize(
    ("given", "asked"),
    [
        ("https://docs.example.org", "https://docs.example.org/"),
        ("  https://Docs.Example.org./a#b ", "https://docs.example.org/a"),
        ("HTTPS://docs.example.org:443/", "https://docs.example.org/"),
        ("http://docs.example.org:8080/a?b=c%20d", "http://docs.example.org:8080/a?b=c%20d"),
        ("https://bücher.example/straße", "https://xn--bcher-kva.example/stra%C3%9Fe"),
        ("https://my_docs.example.org/a b", "https://my_docs.example.org/a%20b"),
        ("https://1.1.1.1/", "https://1.1.1.1/"),
        ("https://[2606:4700:0::1111]/", "https://[2606:4700::1111]/"),
        ("https://123.example.org/", "https://123.example.org/"),
        ("https://localhost.example.org/", "https://localhost.example.org/"),
    ],
)
def test_an_address_of_the_web_is_asked_as_it_is(given: str, asked: str) -> None:
    assert str(parse(given)) == asked
    assert refused(given) == ""


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("", "does not begin with https:// or http://"),
        ("docs.example.org", "does not begin"),
        ("//docs.example.org/", "does not begin"),
        ("ftp://docs.example.org/", "does not begin"),
        ("file:///etc/passwd", "does not begin"),
        ("gopher://127.0.0.1:6379/_INFO", "does not begin"),
        ("data:text/html,hello", "does not begin"),
        ("javascript:alert(1)", "does not begin"),
        ("http:docs.example.org", "has no host"),
        ("http:///docs.example.org", "has no host"),
        ("http:\\\\docs.example.org\\a", "has no host"),
        ("https://me:secret@docs.example.org/", "has a user name or a password in it"),
        ("https://me@docs.example.org/", "has a user name"),
        ("https://:secret@docs.example.org/", "has a user name"),
        ("https://docs.example.org@127.0.0.1/", "has a user name"),
        ("https://docs.example.org\\@127.0.0.1/", "is no web address"),
        ("https://docs.example.org／@127.0.0.1/", "is no web address"),
        ("https://docs.exa\nmple.org/", "has a control character in it"),
        ("https://docs.example.org/\x00", "has a control character"),
        ("https://docs.example.org/\r\nHost: 127.0.0.1", "has a control character"),
        ("https://docs.example.org:0x50/", "is no web address"),
        ("https://docs.example.org:70000/", "is no web address"),
        ("https://docs.example.org:80:80/", "is no web address"),
        ("https://docs example.org/", "has no host"),
        ("https://\ud800.org/", "has a control character"),
        ("https://docs.example.org/\udcff", "has a control character"),
        ("https://\u202eexample.org/", "is no web address"),
        (f"https://docs.example.org/{'a' * 2048}", "is longer than 2,048 characters"),
        (f"https://{'a' * 64}.org/", "has no host"),
        (f"https://{'a.' * 130}org/", "has no host"),
    ],
)
def test_what_is_no_address_of_the_web_is_refused(address: str, problem: str) -> None:
    with pytest.raises(BadAddress, match=f"^{problem}") as caught:
        parse(address)
    assert "secret" not in "".join(map(str, (caught.value, caught.value.__cause__)))


@given(st.text() | st.text("htps:/[]@.%0123456789abxlocalhost１。\\#?").map("http://{}".format))
def test_an_address_is_read_to_a_plain_host_or_refused(text: str) -> None:
    try:
        url = parse(text)
    except BadAddress:
        return
    assert url.scheme in ("http", "https")
    assert (url.raw_host or "?").isascii()
    assert str(url).isascii()
    assert str(url).isprintable()
    assert (url.user, url.password, url.fragment) == (None, None, "")
    assert parse(str(url)) == url


@pytest.mark.parametrize("port", [0, 1, 21, 22, 25, 81, 110, 143, 389, 465, 587, 990, 1023])
def test_ports_of_other_services_are_refused(port: int) -> None:
    reason = refused(f"http://docs.example.org:{port}/")
    assert reason.startswith(f"port {port} is none of the web's")


def test_a_host_is_allowed_by_its_name_and_port_alone() -> None:
    allowed = AllowedHosts.of(
        frozenset({"Wiki.lan:8080", "wiki.lan:80", "localhost", "10.0.0.5", "::1", "[fd00::1]:81"})
    )
    for address in (
        "http://wiki.lan:8080/a",
        "http://wiki.lan/a",
        "http://localhost:9000/",
        "https://LOCALHOST./",
        "http://10.0.0.5/",
        "http://[0::1]:8080/",
        "http://[fd00::1]:81/",
    ):
        assert refused(address, allowed) == "", address
    for address in (
        "http://wiki:8080/",
        "https://wiki.lan/",
        "http://sub.localhost/",
        "http://localhost:22/",
        "http://127.0.0.1/",
        "http://10.0.0.6/",
        "http://[fd00::1]/",
        "http://[fd00::2]:81/",
    ):
        assert refused(address, allowed) != "", address


@pytest.mark.parametrize("host", ["169.254.169.254", "0.0.0.0", "[fe80::1]", "100.100.100.200"])
def test_nobody_can_allow_an_address_that_no_website_has(host: str) -> None:
    allowed = AllowedHosts.of(frozenset({host}))
    assert "no website has" in refused(f"http://{host}/", allowed)


@pytest.mark.parametrize(
    "entry", ["", "a b", "http://wiki.lan", "wiki.lan/docs", "me@wiki", "127.1"]
)
def test_an_allowed_host_that_is_none_is_refused(entry: str) -> None:
    with pytest.raises(BadAddress, match=r"^(is|has|does) "):
        AllowedHosts.of(frozenset({entry}))
