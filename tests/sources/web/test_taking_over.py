"""A wider source takes a narrower one over, once it has all its pages, and never loses one."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.sources.source import Kind, Source
from tests.sources.web.sites import Corpus, html, small_site
from tests.web_server import WebServer
from tests.web_server.traps import page, status


@pytest.fixture
def web() -> Iterator[WebServer]:
    with small_site() as web:
        web.routes["/"] = page(html("All", ["/guide/"]))
        yield web


@pytest.fixture
def corpus(tmp_path: Path, web: WebServer) -> Corpus:
    return Corpus(tmp_path, web)


def taken(corpus: Corpus, address: str, **wishes: object) -> Source:
    """A source that was added and looked at."""
    corpus.add(address, **wishes)
    return corpus.look()


def names(corpus: Corpus) -> list[str]:
    return [source.name for source in corpus.registry.all()]


def times_kept(corpus: Corpus, title: str) -> int:
    """How many files have a page."""
    return Counter(f"<h1>{title}</h1>" in text for text in corpus.files().values())[True]


@pytest.mark.parametrize("path", ["/guide/install", "/guide/use.html", "/guide/"])
def test_a_site_takes_over_a_page_that_was_added_alone(
    corpus: Corpus, web: WebServer, path: str
) -> None:
    taken(corpus, web.url(path), page_only=True)
    site = taken(corpus, web.url("/guide/"))
    assert names(corpus) == [site.name]
    assert corpus.counts.taken_over == 1
    assert [times_kept(corpus, title) for title in ("Guide", "Install", "Use")] == [1, 1, 1]
    assert len(corpus.files()) == len(site.items) == 4


def test_a_site_takes_over_a_site_below_it(corpus: Corpus, web: WebServer) -> None:
    taken(corpus, web.url("/guide/"))
    site = taken(corpus, web.url("/"))
    assert names(corpus) == [site.name]
    assert times_kept(corpus, "Install") == 1
    assert sorted(corpus.files()) == sorted(item.file for item in site.items.values())


def test_a_page_is_taken_over_at_the_next_look_too(corpus: Corpus, web: WebServer) -> None:
    web.routes["/guide/use.html"] = page(html("Use"))
    web.routes["/guide/install"] = page(html("Install"))
    site = taken(corpus, web.url("/guide/"))
    alone = taken(corpus, web.url("/guide/remove"))
    assert names(corpus) == sorted([site.name, alone.name])
    web.routes["/guide/install"] = page(html("Install", ["remove"]))
    corpus.source = site
    assert corpus.look().changed
    assert (names(corpus), times_kept(corpus, "Remove")) == ([site.name], 1)


def test_what_a_site_has_not_wholly_stays_a_source_of_its_own(
    corpus: Corpus, web: WebServer
) -> None:
    below = taken(corpus, web.url("/guide/"))
    other = taken(corpus, web.url("/other/"))
    site = taken(corpus, web.url("/"), most=3)
    assert corpus.counts.limited
    assert names(corpus) == sorted([below.name, other.name, site.name])
    assert corpus.counts.taken_over == 0
    assert times_kept(corpus, "Remove") == 1


def test_nothing_is_taken_over_into_another_set(corpus: Corpus, web: WebServer) -> None:
    taken(corpus, web.url("/guide/install"), set_name="board")
    taken(corpus, web.url("/guide/"))
    assert times_kept(corpus, "Install") == 2
    assert [source.kind for source in corpus.registry.all()] == [Kind.PAGE, Kind.SITE]


def test_a_site_that_fails_takes_nothing_over(corpus: Corpus, web: WebServer) -> None:
    alone = taken(corpus, web.url("/guide/remove"))
    site = corpus.add(web.url("/guide/"))
    web.routes["/guide/"] = status(500)
    assert corpus.look().problem
    assert names(corpus) == sorted([site.name, alone.name])
    assert times_kept(corpus, "Remove") == 1


def test_a_page_that_another_process_looks_at_is_left_to_it(corpus: Corpus, web: WebServer) -> None:
    alone = taken(corpus, web.url("/guide/remove"))
    corpus.add(web.url("/guide/"))
    with corpus.registry.looking(alone.name):
        site = corpus.look()
    assert names(corpus) == sorted([site.name, alone.name])
    corpus.look()
    assert names(corpus) == [site.name]
