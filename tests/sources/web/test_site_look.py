"""A look at a site: what it asks for, what it keeps, and what it never throws away."""

import asyncio
import itertools
import time
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.reading.corpus import read_corpus
from index.sources.source import State
from index.sources.source_files import replace_file
from index.sources.web import page_queue, site_look, visitor
from tests.sources.web.sites import WORDS, Corpus, html, small_site
from tests.web_server import Reply, Request, Route, WebServer
from tests.web_server.traps import kept_page, page, raw, redirect, status


@pytest.fixture
def web() -> Iterator[WebServer]:
    with small_site() as web:
        yield web


@pytest.fixture
def corpus(tmp_path: Path, web: WebServer) -> Corpus:
    return Corpus(tmp_path, web)


def asked(web: WebServer) -> list[str]:
    """The paths that were asked for since the last time, but those of rules and sitemaps."""
    paths = [r.path for r in web.requests if not r.path.endswith(("robots.txt", "sitemap.xml"))]
    web.requests.clear()
    return paths


def pages(corpus: Corpus) -> list[str]:
    return [name.removeprefix("web/docs/") for name in corpus.files()]


# What belongs to a site.


def test_a_page_becomes_a_document_whose_address_is_its_own(corpus: Corpus, web: WebServer) -> None:
    assert corpus.look().problem == ""
    documents = {d.id: d.metadata for d in read_corpus(corpus.folder).documents}
    assert {name: data.url for name, data in documents.items()} == {
        "web/docs/index.html": web.url("/guide/"),
        "web/docs/install.html": web.url("/guide/install"),
        "web/docs/remove.html": web.url("/guide/remove"),
        "web/docs/use.html": web.url("/guide/use.html"),
    }
    assert documents["web/docs/install.html"].title == "Install"
    sidecar = corpus.folder / "web/docs/install.html.meta.toml"
    assert tomllib.loads(sidecar.read_text())["source"]["ordered_by"] == "Ada"


def test_only_pages_of_the_same_host_below_the_start_are_asked_for(
    corpus: Corpus, web: WebServer
) -> None:
    elsewhere = WebServer({"/guide/more": page(html("More"))})
    with elsewhere:
        links = ["/other/", "/guidelines", "../", "//other.example.org/guide/x", "mailto:a@b.org"]
        links += ["javascript:alert(1)", "#part", "?", "", elsewhere.url("/guide/more")]
        links += ["http://[", "https://user:secret@127.0.0.1/guide/y", "install#part"]
        web.routes["/guide/"] = page(html("Guide", links))
        corpus.look()
        assert asked(web) == ["/guide/", "/guide/install", "/guide/remove"]
        assert elsewhere.requests == []


def test_a_page_is_asked_for_once_whatever_the_spelling_of_its_links(
    corpus: Corpus, web: WebServer
) -> None:
    links = ["install", "install/", "./install", "install#a", "x/../install", "%69nstall"]
    links += ["install?utm_source=mail", "index.html", "./", "/guide", "INSTALL"]
    web.routes["/guide/"] = page(html("Guide", links))
    corpus.look()
    assert asked(web) == ["/guide/", "/guide/install", "/guide/INSTALL", "/guide/remove"]


def test_the_base_of_a_page_is_where_its_links_start(corpus: Corpus, web: WebServer) -> None:
    web.routes["/guide/"] = page(html("Guide", ["install"], head='<base href="/guide/v2/">'))
    web.routes["/guide/v2/install"] = page(html("Install 2"))
    corpus.look()
    assert asked(web) == ["/guide/", "/guide/v2/install"]


def test_another_spelling_is_tried_where_the_first_leads_nowhere(
    corpus: Corpus, web: WebServer
) -> None:
    web.routes["/guide/"] = page(html("Guide", ["install/", "install"]))
    corpus.look()
    assert "install.html" in pages(corpus)


def test_the_pages_of_the_sitemaps_come_first_then_those_that_are_linked(
    corpus: Corpus, web: WebServer
) -> None:
    robots = f"User-agent: *\nSitemap: {web.url('/maps/index.xml')}\n"
    index = f"<sitemapindex><sitemap><loc>{web.url('/maps/one.xml')}</loc></sitemap></sitemapindex>"
    one = "".join(
        f"<url><loc>{web.url(path)}</loc></url>"
        for path in ("/guide/hidden", "/guide/use.html", "/other/")
    )
    web.routes |= {
        "/robots.txt": page(robots, "text/plain"),
        "/maps/index.xml": page(index, "application/xml"),
        "/maps/one.xml": page(f"<urlset>{one}</urlset>", "application/xml"),
        "/guide/hidden": page(html("Hidden")),
    }
    corpus.look()
    order = [r.path for r in web.requests]
    assert order.index("/guide/hidden") < order.index("/guide/use.html")
    assert order.index("/guide/use.html") < order.index("/guide/remove")
    assert "/other/" not in order
    assert "hidden.html" in pages(corpus)


def test_a_sitemap_that_names_itself_or_fails_stops_nothing(corpus: Corpus, web: WebServer) -> None:
    loop = f"<sitemapindex><sitemap><loc>{web.url('/sitemap.xml')}</loc></sitemap></sitemapindex>"
    web.routes["/sitemap.xml"] = page(loop, "application/xml")
    web.routes["/guide/sitemap.xml"] = status(500)
    assert corpus.look().problem == ""
    assert len(pages(corpus)) == 4


def test_a_look_takes_no_more_pages_than_the_source_may_have(
    tmp_path: Path, web: WebServer
) -> None:
    numbers = itertools.count(2)
    web.routes["/guide/"] = page(html("Guide", ["1"]))

    def endless(request: Request) -> Reply:
        return Reply(html(f"Page {request.path}", [f"{next(numbers)}"]).encode())

    web.routes |= {f"/guide/{number}": endless for number in range(100)}
    corpus = Corpus(tmp_path, web, most=5)
    assert corpus.look().problem == ""
    assert len(pages(corpus)) == 5
    assert corpus.counts.limited
    corpus.look()
    assert len(pages(corpus)) == 5, "what was not asked for is not removed"


def test_a_page_with_links_without_end_is_bounded_and_removes_nothing(
    corpus: Corpus, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus.look()
    before = pages(corpus)
    monkeypatch.setattr(page_queue, "MOST_ADDRESSES", 3)
    web.routes["/guide/"] = page(html("Guide", [f"x{n}" for n in range(50)]))
    asked(web)
    assert corpus.look().problem == ""
    assert len(asked(web)) == 3
    assert pages(corpus) == before
    assert corpus.counts.limited


def test_links_are_followed_only_so_deep(
    corpus: Corpus, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_look, "DEEPEST", 1)
    corpus.look()
    assert asked(web) == ["/guide/", "/guide/install", "/guide/use.html"]


# What pages and their server ask for.


def test_what_robots_txt_forbids_is_not_asked_for(corpus: Corpus, web: WebServer) -> None:
    web.routes["/robots.txt"] = page("User-agent: *\nDisallow: /guide/use", "text/plain")
    corpus.look()
    assert asked(web) == ["/guide/", "/guide/install", "/guide/remove"]
    assert corpus.counts.left_out == 1


def test_a_site_that_robots_txt_forbids_fails_in_a_sentence(corpus: Corpus, web: WebServer) -> None:
    web.routes["/robots.txt"] = page("User-agent: pincite\nDisallow: /", "text/plain")
    source = corpus.look()
    assert "does not let programs fetch /guide/" in source.problem
    assert source.state("") is State.FAILED
    assert asked(web) == []


@pytest.mark.parametrize("code", [500, 503, 502])
def test_nothing_is_asked_for_while_robots_txt_fails(
    corpus: Corpus, web: WebServer, code: int
) -> None:
    web.routes["/robots.txt"] = status(code)
    assert f"answered {code}" in corpus.look().problem
    assert asked(web) == []


@pytest.mark.parametrize("code", [401, 403, 404, 410])
def test_a_missing_robots_txt_allows_all(corpus: Corpus, web: WebServer, code: int) -> None:
    web.routes["/robots.txt"] = status(code)
    assert corpus.look().problem == ""
    assert len(pages(corpus)) == 4


def test_pages_that_ask_not_to_be_kept_or_followed_are_not(corpus: Corpus, web: WebServer) -> None:
    hidden = '<meta name="robots" content="NOINDEX">'
    closed = '<meta name="robots" content="nofollow">'
    web.routes |= {
        "/guide/": page(html("Guide", ["install", "use.html"])),
        "/guide/install": page(html("Install", ["remove"], head=hidden)),
        "/guide/use.html": page(html("Use", ["secret"], head=closed)),
        "/guide/secret": page(html("Secret")),
    }
    corpus.look()
    assert pages(corpus) == ["index.html", "remove.html", "use.html"]


@pytest.mark.parametrize(
    ("header", "is_kept"),
    [
        ("noindex", False),
        ("NoFollow, NOINDEX", False),
        ("none", False),
        ("otherbot: noindex", True),
    ],
)
def test_pages_whose_headers_ask_not_to_be_kept_are_not(
    corpus: Corpus, web: WebServer, header: str, is_kept: bool
) -> None:
    def hidden(request: Request) -> Reply:
        reply = page(html("Install", ["remove"]))(request)
        return replace(reply, headers={**reply.headers, "X-Robots-Tag": header})

    web.routes |= {"/guide/": page(html("Guide", ["install"])), "/guide/install": hidden}
    for _ in range(2):
        corpus.look()
        assert ("install.html" in pages(corpus)) is is_kept
        assert "remove.html" in pages(corpus)


def test_a_link_that_is_not_to_be_followed_is_not(corpus: Corpus, web: WebServer) -> None:
    links = '<a href="/guide/install" rel="noopener nofollow">x</a><a href="/guide/remove">y</a>'
    web.routes["/guide/"] = page(f"<title>Guide</title><p>{WORDS}</p>{links}")
    corpus.look()
    assert asked(web) == ["/guide/", "/guide/remove"]


def test_a_server_that_is_busy_for_a_moment_is_waited_for(
    corpus: Corpus, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor, "SHORTEST_WAIT", 0.0)
    answers = iter([status(429, retry_after="0"), status(503, retry_after="0")])
    calm = web.routes["/guide/install"]
    web.routes["/guide/install"] = lambda request: next(answers, calm)(request)
    assert corpus.look().problem == ""
    assert corpus.watch.waits == [0.0, 0.0]
    assert "install.html" in pages(corpus)


def test_a_server_that_is_always_busy_is_not_waited_for_for_ever(
    corpus: Corpus, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visitor, "SHORTEST_WAIT", 0.0)
    web.routes["/guide/install"] = status(429, retry_after="0")
    assert "is asked too often" in corpus.look().problem
    assert len(web.asked("/guide/install")) == visitor.MOST_WAITS
    monkeypatch.setattr(visitor, "MOST_WAITING", -1.0)
    assert "is asked too often" in corpus.look().problem
    assert len(web.asked("/guide/install")) == visitor.MOST_WAITS + 1


def test_the_pause_that_robots_txt_asks_for_is_kept(
    corpus: Corpus, web: WebServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    sleep = asyncio.sleep

    async def short(seconds: float) -> None:
        pauses.append(seconds)
        await sleep(0)

    monkeypatch.setattr(visitor.asyncio, "sleep", short)
    web.routes["/robots.txt"] = page("User-agent: *\nCrawl-delay: 7\n", "text/plain")
    corpus.look()
    assert pauses.count(7.0) == 5, "three pages and two sitemaps after the first page"


@pytest.mark.parametrize("code", [429, 503])
def test_a_look_that_must_wait_long_goes_on_the_next_time(
    corpus: Corpus, web: WebServer, code: int
) -> None:
    calm = web.routes["/guide/use.html"]
    web.routes["/guide/use.html"] = status(code, retry_after="7200")
    source = corpus.look()
    assert "asks to be left alone for 2 hours" in source.problem
    assert pages(corpus) == ["index.html", "install.html"]
    asked(web)
    web.routes["/guide/use.html"] = calm
    assert corpus.look().problem == ""
    assert asked(web) == ["/guide/", "/guide/use.html", "/guide/remove"]
    assert len(pages(corpus)) == 4


# A second look.


def test_a_second_look_at_pages_with_versions_costs_no_content(
    corpus: Corpus, web: WebServer
) -> None:
    web.routes["/guide/"] = kept_page(html("Guide", ["install"]), '"1"')
    web.routes["/guide/install"] = kept_page(html("Install"), '"2"')
    corpus.look()
    web.requests.clear()
    before = corpus.source.changed
    assert corpus.look().changed == before
    assert [r.headers.get("if-none-match") for r in web.requests if "/guide/i" in r.path] == ['"2"']
    assert corpus.counts.unchanged == 2


def test_a_changed_page_a_new_one_and_a_vanished_one_are_told_apart(
    corpus: Corpus, web: WebServer
) -> None:
    corpus.look()
    web.routes["/guide/install"] = page(html("Install", ["remove", "new"], "Run it twice."))
    web.routes["/guide/new"] = page(html("New"))
    del web.routes["/guide/use.html"]
    assert corpus.look().problem == ""
    counts = corpus.counts
    assert (counts.unchanged, counts.changed, counts.added, counts.removed) == (2, 1, 1, 1)
    assert pages(corpus) == ["index.html", "install.html", "new.html", "remove.html"]
    assert "Run it twice." in corpus.files()["web/docs/install.html"]
    assert not (corpus.folder / "web/docs/use.html.meta.toml").exists()


def test_a_page_to_which_nothing_leads_any_more_is_removed(corpus: Corpus, web: WebServer) -> None:
    corpus.look()
    web.routes["/guide/"] = page(html("Guide", ["install"]))
    corpus.look()
    assert "use.html" not in pages(corpus)
    assert asked(web).count("/guide/use.html") == 1


def test_a_page_in_the_sitemap_stays_though_nothing_leads_to_it(
    corpus: Corpus, web: WebServer
) -> None:
    corpus.look()
    web.routes["/guide/"] = page(html("Guide", ["install"]))
    web.routes["/sitemap.xml"] = page(f"{web.url('/guide/use.html')}\n", "text/plain")
    corpus.look()
    assert "use.html" in pages(corpus)


@pytest.mark.parametrize("code", [500, 502, 504, 401, 403])
def test_a_page_that_fails_keeps_its_last_version_and_the_pages_behind_it(
    corpus: Corpus, web: WebServer, code: int
) -> None:
    corpus.look()
    before = corpus.files()
    web.routes["/guide/install"] = status(code)
    assert corpus.look().problem == ""
    assert corpus.counts.failed == 1
    assert corpus.files() == before, "the page behind it stays too"


def test_a_page_whose_connection_is_reset_keeps_its_last_version(
    corpus: Corpus, web: WebServer
) -> None:
    corpus.look()
    before = corpus.files()
    web.routes["/guide/install"] = raw()
    corpus.look()
    assert corpus.files() == before


@pytest.mark.parametrize("code", [404, 410, 500, 503, 403])
def test_a_site_that_is_down_keeps_everything_and_says_why(
    corpus: Corpus, web: WebServer, code: int
) -> None:
    corpus.look()
    before = corpus.files()
    for path in list(web.routes):
        web.routes[path] = status(code)
    source = corpus.look()
    assert f"answered {code}" in source.problem
    assert source.state("9") is State.FAILED
    assert corpus.files() == before


def test_a_site_that_nobody_serves_any_more_keeps_everything(
    tmp_path: Path,
) -> None:
    with small_site() as web:
        corpus = Corpus(tmp_path, web)
        corpus.look()
    before = corpus.files()
    assert "cannot be reached" in corpus.look().problem
    assert corpus.files() == before


def test_pages_that_fail_one_after_the_other_end_the_look(tmp_path: Path) -> None:
    names = [f"page-{number}" for number in range(40)]
    with WebServer() as web:
        web.routes["/guide/"] = page(html("Guide", names))
        web.routes |= {f"/guide/{name}": page(html(name)) for name in names}
        corpus = Corpus(tmp_path, web)
        corpus.look()
        before = corpus.files()
        web.routes |= {f"/guide/{name}": status(500) for name in names}
        asked(web)
        assert "answered 500" in corpus.look().problem
        assert len(asked(web)) < 10
        assert corpus.files() == before


@pytest.mark.parametrize("where", ["/login", "/guide/login"])
def test_a_login_page_in_place_of_all_pages_replaces_none(
    corpus: Corpus, web: WebServer, where: str
) -> None:
    corpus.look()
    before = corpus.files()
    login = page('<title>Log in</title><form><input name="p" type="password"></form>')
    for path in ("/guide/install", "/guide/use.html", "/guide/remove"):
        web.routes[path] = redirect(where)
    web.routes[where] = login
    corpus.look()
    assert corpus.files() == before
    web.routes["/guide/"] = redirect(where)
    assert corpus.look().problem
    assert corpus.files() == before


def test_a_login_page_in_place_of_the_start_is_noticed(corpus: Corpus, web: WebServer) -> None:
    corpus.look()
    before = corpus.files()
    login = page('<title>Log in</title><form><input name="p" type="password"></form>')
    for path in list(web.routes):
        web.routes[path] = login
    assert "password" in corpus.look().problem
    assert corpus.files() == before


def test_one_page_in_place_of_all_pages_replaces_none(corpus: Corpus, web: WebServer) -> None:
    corpus.look()
    before = corpus.files()
    soon = page(html("We are back soon", ["install", "use.html", "remove"]))
    for path in list(web.routes):
        web.routes[path] = soon
    assert "3 of 4 pages are gone or lead elsewhere at once" in corpus.look().problem
    assert corpus.files() == before


def test_more_than_half_of_the_pages_gone_at_once_are_kept(corpus: Corpus, web: WebServer) -> None:
    corpus.look()
    before = corpus.files()
    web.routes["/guide/"] = page(html("Guide", ["new"]))
    web.routes["/guide/new"] = page(html("New"))
    assert "3 of 4 pages" in corpus.look().problem
    assert corpus.files() == before


def test_pages_that_moved_are_followed(corpus: Corpus, web: WebServer) -> None:
    corpus.look()
    for name in ("install", "use.html", "remove"):
        web.routes[f"/guide/v2/{name}"] = web.routes[f"/guide/{name}"]
        web.routes[f"/guide/{name}"] = redirect(f"/guide/v2/{name}", 301)
    web.routes["/guide/v2/install"] = page(html("Install", ["remove"]))
    assert corpus.look().problem == ""
    assert pages(corpus) == ["index.html", "v2/install.html", "v2/remove.html", "v2/use.html"]


def test_a_redirect_out_of_the_site_is_no_page_of_it(corpus: Corpus, web: WebServer) -> None:
    web.routes["/guide/use.html"] = redirect("/other/")
    corpus.look()
    assert pages(corpus) == ["index.html", "install.html", "remove.html"]


REFRESH = '<title>Moved</title><meta http-equiv="Refresh" content="0; URL=\'{}\'"><p>Moved.</p>'


@pytest.mark.parametrize("target", ["remove", "/guide/remove", "/other/"])
def test_a_page_that_only_leads_on_is_no_page(corpus: Corpus, web: WebServer, target: str) -> None:
    web.routes["/guide/"] = page(html("Guide", ["use.html"]))
    web.routes["/guide/use.html"] = page(REFRESH.format(target))
    corpus.look()
    is_inside = "remove" in target
    assert pages(corpus) == (["index.html", "remove.html"] if is_inside else ["index.html"])


def test_a_page_that_renews_itself_is_one(corpus: Corpus, web: WebServer) -> None:
    head = '<meta http-equiv="refresh" content="300"><meta http-equiv="refresh" content="x">'
    web.routes["/guide/use.html"] = page(html("Use", head=head))
    corpus.look()
    assert "use.html" in pages(corpus)


# Twins.


def test_a_copy_that_comes_later_does_not_take_the_place_of_a_page(
    corpus: Corpus, web: WebServer
) -> None:
    corpus.look()
    first = pages(corpus)
    web.routes["/guide/copy"] = web.routes["/guide/remove"]
    web.routes["/guide/"] = page(html("Guide", ["copy", "install", "use.html"]))
    corpus.look()
    assert pages(corpus) == first
    del web.routes["/guide/remove"]
    corpus.look()
    assert pages(corpus) == ["copy.html", "index.html", "install.html", "use.html"]


def test_one_content_at_two_addresses_is_one_document(corpus: Corpus, web: WebServer) -> None:
    web.routes["/guide/copy"] = web.routes["/guide/remove"]
    web.routes["/guide/"] = page(html("Guide", ["install", "copy", "remove"]))
    corpus.look()
    first = pages(corpus)
    assert first == ["copy.html", "index.html", "install.html"]
    corpus.look()
    assert pages(corpus) == first


def test_a_page_that_names_another_as_its_own_address_is_kept_there(
    corpus: Corpus, web: WebServer
) -> None:
    head = '<link rel="canonical" href="/guide/remove">'
    web.routes["/guide/remove"] = page(html("Remove", head=head))
    web.routes["/guide/remove?print=1"] = page(html("Remove", ["x"], head=head))
    web.routes["/guide/"] = page(html("Guide", ["remove?print=1"]))
    corpus.look()
    assert pages(corpus) == ["index.html", "remove.html"]


def test_a_site_that_names_its_start_on_all_pages_loses_none(
    corpus: Corpus, web: WebServer
) -> None:
    head = '<link rel="canonical" href="/guide/">'
    for path, title in (("/guide/install", "Install"), ("/guide/use.html", "Use")):
        web.routes[path] = page(html(title, head=head))
    corpus.look()
    assert pages(corpus) == ["index.html", "install.html", "use.html"]


def versioned(markup: str) -> Route:
    """A page that is sent only to whoever does not have it as it is."""
    return kept_page(markup, f'"{hash(markup)}"')


def test_copies_and_pages_that_are_not_kept_cost_no_content_again(
    corpus: Corpus, web: WebServer
) -> None:
    hidden = '<meta name="robots" content="noindex">'
    printed = '<link rel="canonical" href="/guide/use.html">'
    web.routes |= {
        "/guide/": versioned(html("Guide", ["use.html", "copy", "use.html?print=1", "list", "f"])),
        "/guide/use.html": versioned(html("Use")),
        "/guide/copy": versioned(html("Use")),
        "/guide/use.html?print=1": versioned(html("Use", words="Printed.", head=printed)),
        "/guide/list": versioned(html("List", ["remove"], head=hidden)),
        "/guide/remove": versioned(html("Remove")),
        "/guide/f": lambda request: replace(
            kept_page("film", '"f"')(request), headers={"Content-Type": "video/mp4", "ETag": '"f"'}
        ),
    }
    corpus.look()
    first = corpus.files()
    assert list(first) == [f"web/docs/{name}.html" for name in ("index", "remove", "use")]
    answers: list[int] = []
    answer = web.answer

    def watched(request: Request) -> Reply:
        reply = answer(request)
        answers.append(reply.status)
        return reply

    web.answer = watched  # type: ignore[method-assign] # it watches what is sent
    changed = corpus.source.changed
    assert corpus.look().problem == ""
    assert [code for code in answers if code != 404] == [304] * 7
    assert corpus.files() == first
    assert (corpus.counts.unchanged, corpus.counts.added, corpus.counts.removed) == (3, 0, 0)
    assert corpus.source.changed == changed, "nothing is to be built"


def test_a_start_that_is_not_kept_still_leads_to_the_others(corpus: Corpus, web: WebServer) -> None:
    hidden = '<meta name="robots" content="noindex">'
    web.routes["/guide/"] = versioned(html("Guide", ["use.html"], head=hidden))
    for _ in range(3):
        assert corpus.look().problem == ""
        assert pages(corpus) == ["use.html"]


def test_a_copy_becomes_a_page_when_the_page_is_gone_or_it_changes(
    corpus: Corpus, web: WebServer
) -> None:
    web.routes |= {
        "/guide/": versioned(html("Guide", ["use.html", "copy", "other"])),
        "/guide/use.html": versioned(html("Use")),
        "/guide/copy": versioned(html("Use")),
        "/guide/other": versioned(html("Use")),
    }
    corpus.look()
    assert pages(corpus) == ["index.html", "use.html"]
    web.routes["/guide/other"] = versioned(html("Other"))
    corpus.look()
    assert pages(corpus) == ["index.html", "other.html", "use.html"]
    del web.routes["/guide/use.html"]
    corpus.look()
    assert pages(corpus) == ["copy.html", "index.html", "other.html"]
    hidden = [p for p in (corpus.folder / ".sources").rglob("*") if p.parent.suffix == ".aside"]
    assert hidden == []


# Types.


def test_each_type_gets_the_ending_that_its_reader_knows(corpus: Corpus, web: WebServer) -> None:
    web.routes |= {
        "/guide/": page(html("Guide", ["a", "b.md", "c", "d", "e.csv", "f.txt", "g.rst"])),
        "/guide/a": page("# A\n\nWords of A.\n", "text/markdown"),
        "/guide/b.md": page("# B\n\nWords of B.\n", "text/plain"),
        "/guide/c": page("Words of C.\n", "text/plain; charset=utf-8"),
        "/guide/d": page(b"%PDF-1.4", "application/pdf"),
        "/guide/e.csv": page("a,b\n1,2\n", "text/csv"),
        "/guide/f.txt": page("Words of F.", "application/octet-stream"),
        "/guide/g.rst": page("G\n=\n", "text/x-rst"),
    }
    corpus.look()
    assert pages(corpus) == [
        "a.md",
        "b.md",
        "c.txt",
        "d.pdf",
        "e.csv",
        "f.txt",
        "g.rst",
        "index.html",
    ]


def test_types_that_nobody_reads_are_left_out_and_counted(corpus: Corpus, web: WebServer) -> None:
    web.routes |= {
        "/guide/": page(html("Guide", ["film", "x.zip", "p.png", "s.js", "data.json", "v1.2"])),
        "/guide/film": page(b"\0\0", "video/mp4"),
        "/guide/v1.2": page(html("Version 1.2")),
    }
    corpus.look()
    assert asked(web) == ["/guide/", "/guide/film", "/guide/v1.2"]
    assert corpus.counts.left_out == 1
    assert pages(corpus) == ["index.html", "v1.2.html"]


SAID = "Der Schlüssel liegt über der Tür – größer als früher."


@pytest.mark.parametrize(
    ("charset", "head"),
    [
        ("windows-1252", ""),
        ("utf-16-le", ""),
        ("utf-8", '<meta charset="iso-8859-1">'),
        ("utf-8", ""),
        ("windows-1252", '<meta charset="utf-8">'),
        ("latin-1-of-mars", '<meta charset="utf-8">'),
    ],
)
def test_a_page_is_read_in_the_encoding_that_its_server_says(
    corpus: Corpus, web: WebServer, charset: str, head: str
) -> None:
    markup = html("Guide", words=SAID, head=head)
    known = charset if "mars" not in charset else "utf-8"
    data = page(markup.encode(known), f"text/html; charset={charset}")
    web.routes["/guide/"] = data
    corpus.look()
    [document] = read_corpus(corpus.folder).documents
    assert SAID in document.text
    before = corpus.source.changed
    assert corpus.look().changed == before
    assert corpus.counts.unchanged == 1


def test_a_text_is_read_in_the_encoding_that_its_server_says(
    corpus: Corpus, web: WebServer
) -> None:
    web.routes["/guide/"] = page(html("Guide", ["a.md"]))
    word = "Ёжик в тумане."
    web.routes["/guide/a.md"] = page(word.encode("cp866"), "text/plain; charset=cp866")
    corpus.look()
    assert word in "".join(document.text for document in read_corpus(corpus.folder).documents)


# Files.


@pytest.mark.parametrize(
    ("one", "other"),
    [("a?x=1", "a-x-1"), ("Read", "read"), ("a.html/b", "a.html"), ("a", "a.htm"), ("con", "nul")],
)
def test_two_addresses_never_share_a_file(
    corpus: Corpus, web: WebServer, one: str, other: str
) -> None:
    web.routes |= {
        "/guide/": page(html("Guide", [one, other])),
        f"/guide/{one}": page(html("One", words="The first.")),
        f"/guide/{other}": page(html("Other", words="The second.")),
    }
    assert corpus.look().problem == ""
    found = [
        text for text in corpus.files().values() if "The first" in text or "The second" in text
    ]
    assert len(found) == 2
    names = [name.casefold() for name in corpus.files()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    "link", ["%2e%2e/%2e%2e/out", "..%2f..%2fout", "%00x", ".hidden", "a" * 900]
)
def test_an_address_never_leads_out_of_the_folder(
    corpus: Corpus, web: WebServer, link: str
) -> None:
    web.routes["/guide/"] = page(html("Guide", [link]))
    answer = web.answer
    web.answer = lambda r: (  # type: ignore[method-assign] # every other path is a page
        answer(r) if r.path in ("/guide/", "/robots.txt") else Reply(html("Out").encode())
    )
    corpus.look()
    for name in corpus.files():
        assert name.startswith("web/docs/")
        assert not any(part.startswith(".") for part in name.split("/"))


def test_a_file_of_the_owner_is_never_written_over(corpus: Corpus, web: WebServer) -> None:
    replace_file(corpus.folder / "web/docs/install.html", b"Mine.")
    corpus.look()
    assert corpus.files()["web/docs/install.html"] == "Mine."
    assert len(pages(corpus)) == 5


def test_a_file_that_somebody_removed_is_fetched_again(corpus: Corpus, web: WebServer) -> None:
    web.routes["/guide/install"] = kept_page(html("Install"), '"2"')
    corpus.look()
    (corpus.folder / "web/docs/install.html").unlink()
    corpus.look()
    assert "install.html" in pages(corpus)


# Ends in the midst.


def test_a_look_that_is_ended_keeps_what_it_has_and_goes_on(corpus: Corpus, web: WebServer) -> None:
    async def end_at(path: str) -> None:
        looking = asyncio.create_task(corpus.look_now())
        while not web.asked(path):
            await asyncio.sleep(0.01)
        looking.cancel()
        await asyncio.wait({looking})

    calm = web.routes["/guide/use.html"]
    web.routes["/guide/use.html"] = lambda _: Reply(itertools.chain([b"x"], wait_for_ever()))
    asyncio.run(end_at("/guide/use.html"))
    assert pages(corpus) == ["index.html", "install.html"]
    noted = corpus.registry.find("web/docs")
    assert noted is not None
    assert "goes on from there" in noted.problem
    asked(web)
    web.routes["/guide/use.html"] = calm
    corpus.look()
    assert asked(web) == ["/guide/", "/guide/use.html", "/guide/remove"]
    assert len(pages(corpus)) == 4


def wait_for_ever() -> Iterator[bytes]:
    while True:
        time.sleep(0.05)
        yield b"x"


def test_what_a_killed_look_left_is_removed_when_its_page_is_gone(
    corpus: Corpus, web: WebServer
) -> None:
    corpus.look()
    noted = corpus.registry.find("web/docs")
    assert noted is not None
    items = {a: item for a, item in noted.items.items() if not a.endswith("use.html")}
    corpus.registry.write(replace(noted, items=items))
    del web.routes["/guide/use.html"]
    corpus.look()
    assert pages(corpus) == ["index.html", "install.html", "remove.html"]
