"""An address that somebody gives becomes a page, a file, a site or a repository."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from index.errors import SourceError
from index.sources.source import Kind
from tests.sources.web.sites import WORDS, Corpus, html, small_site
from tests.web_server import WebServer
from tests.web_server.traps import page, redirect, status


@pytest.fixture
def web() -> Iterator[WebServer]:
    with small_site() as web:
        yield web


@pytest.fixture
def corpus(tmp_path: Path, web: WebServer) -> Corpus:
    return Corpus(tmp_path, web)


@pytest.mark.parametrize("path", ["/guide/", "/guide", "/guide/index.html"])
def test_a_page_that_links_to_pages_below_itself_is_a_site(
    corpus: Corpus, web: WebServer, path: str
) -> None:
    web.routes[path] = page(html("Guide", ["/guide/install"]))
    source = corpus.add(web.url(path))
    assert (source.kind, source.settings["below"]) == (Kind.SITE, "/guide/")
    assert source.name.endswith("/guide")
    assert source.name.startswith("web/127.0.0.1-")


@pytest.mark.parametrize("path", ["/guide/install", "/guide/use.html", "/other/"])
def test_a_page_that_does_not_is_one_page(corpus: Corpus, web: WebServer, path: str) -> None:
    source = corpus.add(web.url(path))
    assert source.kind is Kind.PAGE
    assert corpus.look().problem == ""
    [name] = corpus.files()
    assert name == source.name
    assert name.endswith(".html")


def test_a_site_can_be_taken_as_one_page(corpus: Corpus, web: WebServer) -> None:
    source = corpus.add(web.url("/guide/"), page_only=True)
    assert source.kind is Kind.PAGE
    corpus.look()
    assert len(corpus.files()) == 1


def test_pages_that_only_the_sitemap_names_make_a_site_and_are_counted(
    corpus: Corpus, web: WebServer
) -> None:
    web.routes["/guide/"] = page(html("Guide"))
    lines = "\n".join(web.url(f"/guide/{name}") for name in ("install", "remove"))
    web.routes["/sitemap.xml"] = page(lines, "text/plain")
    assert corpus.add(web.url("/guide/")).kind is Kind.SITE
    assert corpus.watch.plans[-1][1] == 2


def test_a_site_that_leads_to_its_first_page_is_taken_whole(corpus: Corpus, web: WebServer) -> None:
    web.routes["/docs/"] = redirect("/docs/intro/")
    web.routes["/docs/intro/"] = page(html("Intro", ["/docs/use/"]))
    source = corpus.add(web.url("/docs/"))
    assert (source.origin, source.settings["below"]) == (web.url("/docs/intro/"), "/docs/")


@pytest.mark.parametrize("content", ["0;url=latest/", "0; URL='latest/'", "1, latest/"])
def test_a_start_that_leads_on_by_itself_is_followed(
    corpus: Corpus, web: WebServer, content: str
) -> None:
    web.routes["/docs/"] = page(f'<meta http-equiv="refresh" content="{content}"><p>Wait.</p>')
    web.routes["/docs/latest/"] = page(html("Docs", ["use.html"]))
    source = corpus.add(web.url("/docs/"))
    assert (source.kind, source.origin) == (Kind.SITE, web.url("/docs/latest/"))


def test_starts_that_lead_to_each_other_are_refused(corpus: Corpus, web: WebServer) -> None:
    for one, other in (("/a", "/b"), ("/b", "/a")):
        web.routes[one] = page(f'<meta http-equiv="refresh" content="0;url={other}"><p>Wait.</p>')
    with pytest.raises(SourceError, match="leads on and on"):
        corpus.add(web.url("/a"))


def test_a_page_of_another_host_leads_to_none_that_is_allowed(
    corpus: Corpus, web: WebServer
) -> None:
    inner = WebServer(host="127.0.0.2")
    inner.routes["/"] = page(html("Pay"))
    where = f"http://{inner.authority}/"
    web.routes["/out"] = page(f'<meta http-equiv="refresh" content="0;url={where}"><p>Wait.</p>')
    corpus.allow(inner.authority)
    with inner:
        with pytest.raises(SourceError, match="private network"):
            corpus.add(web.url("/out"))
        assert inner.requests == []
        assert corpus.add(where).origin == where


def test_of_a_site_in_several_versions_the_one_is_taken_that_it_leads_to(
    corpus: Corpus, web: WebServer
) -> None:
    web.routes["/"] = redirect("/en/latest/")
    web.routes["/en/latest/"] = page(html("Docs", ["use.html", "/de/latest/"]))
    assert corpus.add(web.url("/")).settings["below"] == "/en/latest/"


def test_a_raw_file_is_kept_as_it_is(corpus: Corpus, web: WebServer) -> None:
    web.routes["/notes.md"] = page(f"# Notes\n\n{WORDS}\n", "text/plain")
    source = corpus.add(web.url("/notes.md"), set_name="Our notes")
    assert source.name.startswith("Our-notes/127.0.0.1-")
    corpus.look()
    assert list(corpus.files().values()) == [f"# Notes\n\n{WORDS}\n"]


def test_the_same_address_again_is_the_same_source(corpus: Corpus, web: WebServer) -> None:
    corpus.add(web.url("/guide/"))
    noted = corpus.look()
    again = corpus.add(f"{web.url('/guide/')}#part", most=7)
    assert (again.name, again.items) == (noted.name, noted.items)
    assert again.settings["most"] == 7


def test_a_page_that_a_site_has_already_is_not_taken_twice(corpus: Corpus, web: WebServer) -> None:
    corpus.add(web.url("/guide/"))
    corpus.look()
    with pytest.raises(SourceError, match="has this page already"):
        corpus.add(web.url("/guide/install"))


def test_two_sites_one_below_the_other_share_no_file(corpus: Corpus, web: WebServer) -> None:
    web.routes["/"] = page(html("All", ["/guide/"]))
    corpus.add(web.url("/guide/"))
    corpus.look()
    corpus.add(web.url("/"))
    corpus.look()
    files = [item.file for source in corpus.registry.all() for item in source.items.values()]
    assert len(files) == len(set(files)) == len(corpus.files())


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "has no host"),
        ("javascript:alert(1)", "is no web address"),
        ("ftp://docs.example.org/", "does not begin with https"),
        ("file:///etc/passwd", "does not begin with https"),
        ("https://ada:secret@docs.example.org/", "has a user name or a password"),
        ("http://169.254.169.254/latest/", "is not fetched"),
        ("http://127.0.0.1:1/", "is not fetched"),
        ("localhost", "is not fetched"),
    ],
)
def test_an_address_that_cannot_be_taken_is_refused_in_a_sentence(
    corpus: Corpus, address: str, sentence: str
) -> None:
    with pytest.raises(SourceError, match=sentence) as refused:
        corpus.add(address)
    assert "secret" not in str(refused.value)
    assert corpus.registry.all() == []


@pytest.mark.parametrize(
    ("route", "sentence"),
    [
        (status(404), "answered 404"),
        (status(401), "answered 401"),
        (status(500), "answered 500"),
        (page(b"\0\0\0", "video/mp4"), "is video/mp4, which is not read"),
        (page(""), "answered with nothing"),
    ],
)
def test_what_is_no_page_is_not_noted(
    corpus: Corpus, web: WebServer, route: object, sentence: str
) -> None:
    web.routes["/x"] = route  # type: ignore[assignment] # one of the routes above
    with pytest.raises(SourceError, match=sentence):
        corpus.add(web.url("/x"))


# Later looks at one page.


def test_a_page_that_changed_is_renewed(corpus: Corpus, web: WebServer) -> None:
    corpus.add(web.url("/other/"))
    corpus.look()
    web.routes["/other/"] = page(html("Other", words="New words."))
    assert corpus.look().problem == ""
    assert "New words." in next(iter(corpus.files().values()))


@pytest.mark.parametrize("code", [404, 410, 500, 401])
def test_a_page_that_is_gone_or_fails_keeps_its_last_version(
    corpus: Corpus, web: WebServer, code: int
) -> None:
    corpus.add(web.url("/other/"))
    corpus.look()
    before = corpus.files()
    web.routes["/other/"] = status(code)
    assert str(code) in corpus.look().problem
    assert corpus.files() == before


def test_a_page_that_asks_for_a_login_keeps_its_last_version(
    corpus: Corpus, web: WebServer
) -> None:
    corpus.add(web.url("/other/"))
    corpus.look()
    before = corpus.files()
    web.routes["/login"] = page('<form><input type="password"></form>')
    web.routes["/other/"] = redirect("/login")
    assert "asks for a password" in corpus.look().problem
    assert corpus.files() == before


def test_a_page_whose_type_changes_has_one_file(corpus: Corpus, web: WebServer) -> None:
    corpus.add(web.url("/other/"))
    corpus.look()
    web.routes["/other/"] = page("# Other\n", "text/markdown")
    corpus.look()
    [name] = corpus.files()
    assert name.endswith(".md")
