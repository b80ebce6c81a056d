"""What a site says to programs: robots.txt, sitemaps, links, spellings of addresses, types."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sources.web import sitemaps
from index.sources.web.links import links_of
from index.sources.web.media import KEPT, may_be_document, suffix_of_answer
from index.sources.web.page_addresses import Scope, folder_of, normal_address, same_page
from index.sources.web.page_files import file_of
from index.sources.web.robots import LONGEST_DELAY, read_robots
from index.sources.web.sitemaps import Sitemap, read_sitemap

HOST = "https://docs.example.org"


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("User-agent: *\nDisallow: /a", "/a/b", False),
        ("User-agent: *\nDisallow: /a", "/b", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True),
        ("User-agent: *\nAllow: /a/b\nDisallow: /a", "/a/c", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a.pdf?x", True),
        ("User-agent: *\nDisallow: /\nUser-agent: pincite\nDisallow: /x", "/a", True),
        ("User-agent: PinCite\nDisallow: /", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: *\n\nDisallow: /a", "/a", False),
        ("\ufeffUser-agent: *\r\nDisallow: /a", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /ü", "/%C3%BC", False),
        ("<html><body>Not found</body></html>", "/a", True),
        ("", "/a", True),
    ],
)
def test_the_rules_of_a_host(rules: str, path: str, allowed: bool) -> None:
    assert read_robots(rules.encode()).allows(HOST + path) is allowed


@pytest.mark.parametrize(
    ("said", "delay"), [("2", 2.0), ("0.5", 0.5), ("86400", LONGEST_DELAY), ("x", 0), ("-1", 0)]
)
def test_the_wish_for_pauses_is_kept_within_reason(said: str, delay: float) -> None:
    assert read_robots(f"User-agent: *\nCrawl-delay: {said}".encode()).delay == delay


@given(st.binary(max_size=500))
def test_any_bytes_are_rules_and_a_sitemap_and_a_page(data: bytes) -> None:
    read_robots(data).allows(HOST)
    read_sitemap(data)
    links_of(data, HOST)


def urlset(*addresses: str, name: str = "urlset") -> bytes:
    inside = "url" if name == "urlset" else "sitemap"
    found = "".join(f"<{inside}><loc>{a}</loc></{inside}>" for a in addresses)
    return f'<?xml version="1.0"?><{name} xmlns="http://x">{found}</{name}>'.encode()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (
            urlset("https://a.org/1", "https://a.org/2"),
            (("https://a.org/1", "https://a.org/2"), ()),
        ),
        (urlset("https://a.org/s.xml", name="sitemapindex"), ((), ("https://a.org/s.xml",))),
        (gzip.compress(urlset("https://a.org/1"), mtime=0), (("https://a.org/1",), ())),
        (urlset("https://a.org/?a=1&amp;b=2"), (("https://a.org/?a=1&b=2",), ())),
        (urlset("<![CDATA[https://a.org/1]]>"), (("https://a.org/1",), ())),
        (urlset("\n  https://a.org/1\n"), (("https://a.org/1",), ())),
        (
            b"<x:urlset><x:url><x:loc>https://a.org/1</x:loc></x:url></x:urlset>",
            (("https://a.org/1",), ()),
        ),
        (
            b"<urlset><url><loc>https://a.org/1</loc><image:image><image:loc>https://a.org/p.png"
            b"</image:loc></image:image></url></urlset>",
            (("https://a.org/1",), ()),
        ),
        (b"<urlset><!-- <loc>https://a.org/old</loc> --></urlset>", ((), ())),
        (b"<urlset><url><loc>https://a.org/1</loc>", (("https://a.org/1",), ())),
        (
            b"\xef\xbb\xbfhttps://a.org/1\r\nhttps://a.org/2\r\nno address\r\n",
            (("https://a.org/1", "https://a.org/2"), ()),
        ),
        (b"<html><body>Not found</body></html>", ((), ())),
        (b"", ((), ())),
        (b"\x1f\x8bbroken", ((), ())),
    ],
)
def test_what_a_sitemap_names(data: bytes, found: tuple[tuple[str, ...], ...]) -> None:
    assert read_sitemap(data) == Sitemap(*found)


ADDRESS = "https://a.org/1"
LOCATED = f"<loc>{ADDRESS}</loc>"
LONG = 3_000_000
"""Characters of which each pair would take hours to look at."""


@pytest.mark.parametrize(
    "text",
    [
        LOCATED + "<!--" * LONG,
        LOCATED + "<!---->" * LONG,
        f"{LOCATED}<loc>{' ' * LONG}</loc>",
        f"{LOCATED}<loc><![CDATA[{' ' * LONG}]]></loc>",
        f"{ADDRESS}\n-{chr(10) * LONG}-",
        f"{ADDRESS}\n{ADDRESS}{' ' * LONG}-",
    ],
    ids=["opened", "closed", "spaces", "spaces as they are", "lines", "a line"],
)
def test_a_sitemap_of_many_characters_that_say_nothing_is_read_in_one_go(text: str) -> None:
    assert read_sitemap(text.encode()) == Sitemap((ADDRESS,))


@pytest.mark.parametrize(
    ("wish", "leads_to"),
    [
        (f"0;{' ' * LONG}", ""),
        (f"0;{' ' * LONG}url={' ' * LONG}/x", f"{HOST}/x"),
        (f"0; url=/{'x' * LONG}", ""),
    ],
    ids=["spaces", "spaces between", "letters"],
)
def test_a_refresh_of_many_characters_is_read_in_one_go(wish: str, leads_to: str) -> None:
    page = f'<meta http-equiv="refresh" content="{wish}">'
    assert links_of(page.encode(), HOST).leads_to == leads_to


def test_a_sitemap_unpacks_to_no_more_than_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_BYTES", 1_000)
    bomb = gzip.compress(b"https://a.org/1\n" + b" " * 10_000_000 + b"https://a.org/2\n", mtime=0)
    assert read_sitemap(bomb).pages == ("https://a.org/1",)


@pytest.mark.parametrize(
    ("markup", "links"),
    [
        ('<a href="x">', ["/a/x"]),
        ('<a href="../x?b=2&amp;a=1#p">', ["/x?b=2&a=1"]),
        ('<a href=" x ">', ["/a/x"]),
        ('<a href="ü b">', ["/a/%C3%BC%20b"]),
        ('<base href="/c/"><a href="x">', ["/c/x"]),
        ('<base href="/c/"><base href="/d/"><a href="x">', ["/c/x"]),
        ('<map><area href="x"></map>', ["/a/x"]),
        ('<link rel="next" href="x">', ["/a/x"]),
        ('<a rel="NoFollow" href="x">', []),
        ('<meta name="ROBOTS" content="none"><a href="x">', []),
        ('<meta name="pincite" content="nofollow"><a href="x">', []),
        ('<meta name="other" content="nofollow"><a href="x">', ["/a/x"]),
        ('<!-- <a href="x"> --><script>"<a href=y>"</script>', []),
        ('<a href="data:text/html,x"><a href="ftp://a.org/x"><a name="x">', []),
    ],
)
def test_the_links_of_a_page(markup: str, links: list[str]) -> None:
    found = links_of(f"<p>{markup}x</p>".encode(), f"{HOST}/a/b")
    assert list(found.links) == [HOST + link for link in links]


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("HTTPS://Docs.Example.ORG:443/a", "/a"),
        ("https://docs.example.org", "/"),
        ("https://docs.example.org/a/./b/../c", "/a/c"),
        ("https://docs.example.org/%7Ea/%c3%bc", "/~a/%C3%BC"),
        ("https://docs.example.org/a?utm_source=x&b=1&fbclid=y", "/a?b=1"),
        ("https://docs.example.org/a?sid=1", "/a"),
        ("https://docs.example.org/a?reside=1", "/a?reside=1"),
        ("https://docs.example.org/a(b)", "/a(b)"),
    ],
)
def test_one_spelling_of_an_address(spelling: str, normal: str) -> None:
    assert normal_address(spelling) == HOST + normal
    assert normal_address(HOST + normal) == HOST + normal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "mailto:a@b.org",
        "https://",
        "https://u:p@a.org/",
        "https://u@a.org/",
        "http://[",
        "http://a.org:99999/",
        "file:///etc/passwd",
        "https://a.org/" + "a" * 3_000,
    ],
)
def test_what_is_no_address_of_a_page(text: str) -> None:
    assert normal_address(text) is None


@given(st.text(max_size=100))
def test_any_text_has_a_normal_spelling_or_none(text: str) -> None:
    for address in (normal_address(text), normal_address(text, f"{HOST}/a/")):
        if address is not None:
            assert normal_address(address) == address
            assert same_page(address)
            assert address.isascii()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://a.org/b", "http://www.a.org/b/", True),
        ("https://a.org/b/index.html", "https://a.org/b", True),
        ("https://a.org/", "https://a.org/index.php", True),
        ("https://a.org/b?x=1&y=2", "https://a.org/b?y=2&x=1", True),
        ("https://a.org/b", "https://a.org/B", False),
        ("https://a.org/b", "https://a.org/b?x", False),
        ("https://a.org/b", "https://b.org/b", False),
        ("https://a.org/b", "https://a.org:8443/b", False),
        ("https://a.org/b", "https://docs.a.org/b", False),
    ],
)
def test_spellings_of_one_page(one: str, other: str, same: bool) -> None:
    assert (same_page(one) == same_page(other)) is same


@pytest.mark.parametrize(
    ("address", "inside"),
    [
        (f"{HOST}/guide/a", f"{HOST}/guide/a"),
        (f"{HOST}/guide", f"{HOST}/guide"),
        ("http://www.docs.example.org/guide/a#b", f"{HOST}/guide/a"),
        (f"{HOST}/guidelines", None),
        (f"{HOST}/guide/../other", None),
        (f"{HOST}/guide/%2e%2e/other", None),
        (f"{HOST}:8443/guide/a", None),
        ("https://docs.example.org.evil.org/guide/a", None),
        ("https://other.example.org/guide/a", None),
        ("https://docs.example.org@evil.org/guide/a", None),
    ],
)
def test_what_is_inside_of_a_site(address: str, inside: str | None) -> None:
    assert Scope.below(f"{HOST}/guide/", "/guide/").inside(address) == inside


@pytest.mark.parametrize(
    ("path", "folder"),
    [("/", "/"), ("/a", "/a/"), ("/a/", "/a/"), ("/a/index.html", "/a/"), ("/a/b.html", "/a/")],
)
def test_the_folder_of_an_address(path: str, folder: str) -> None:
    assert folder_of(HOST + path) == folder


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/guide/", "index.html"),
        ("/guide/install", "install.html"),
        ("/guide/install/", "install/index.html"),
        ("/guide/install.html", "install.html"),
        ("/guide/index.php", "index.html"),
        ("/guide/a/b.htm?x=1", "a/b-eedb45aa.html"),
        ("/guide/v1.2", "v1.2.html"),
        ("/guide/%C3%BCber%20uns", "über-uns.html"),
    ],
)
def test_the_file_of_a_page_is_what_one_would_guess(path: str, file: str) -> None:
    assert file_of("web/docs", "/guide/", HOST + path, ".html") == f"web/docs/{file}"


@pytest.mark.parametrize("what", ["/a?key={}", "/?{}", "/a;session={}", "/a/b.php;{}?q=1"])
def test_the_file_of_a_page_shows_nothing_of_its_query(what: str) -> None:
    one, other = (file_of("web", "/", HOST + what.format(key), ".html") for key in ("sesam", "aa"))
    assert "sesam" not in one
    assert one != other


@pytest.mark.parametrize(
    ("media_type", "path", "suffix"),
    [
        ("text/html", "/a", ".html"),
        ("text/html", "/a.pdf", ".html"),
        ("text/plain", "/a", ".txt"),
        ("text/plain", "/a.md", ".md"),
        ("text/plain", "/a.py", None),
        ("application/octet-stream", "/a.pdf", ".pdf"),
        ("application/octet-stream", "/a", None),
        ("application/json", "/a.json", None),
        ("image/png", "/a.png", None),
        ("", "/a.epub", ".epub"),
        ("application/zip", "/a.zip", None),
    ],
)
def test_the_ending_of_an_answer(media_type: str, path: str, suffix: str | None) -> None:
    assert suffix_of_answer(media_type, HOST + path, KEPT) == suffix


@pytest.mark.parametrize("path", ["/a", "/a/", "/a.html", "/a.php", "/v1.2", "/a.md", "/a.PDF"])
def test_what_may_be_a_document(path: str) -> None:
    assert may_be_document(HOST + path)


@pytest.mark.parametrize(
    "name", "a.zip a.png a.SVG a.js a.css a.mp4 a.tar.gz a.exe a.woff2 a.xml".split()
)
def test_what_is_no_document(name: str) -> None:
    assert not may_be_document(f"{HOST}/{name}")
