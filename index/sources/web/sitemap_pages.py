"""A site → the pages that its sitemaps name: those of robots.txt, else where they mostly are."""

from collections import deque

from index.sources.web.fetching import FetchError
from index.sources.web.page_addresses import Scope, normal_address
from index.sources.web.sitemaps import read_sitemap
from index.sources.web.visitor import Disallowed, Visitor

MOST_SITEMAPS = 50
MOST_PAGES = 50_000


async def sitemap_pages(visitor: Visitor, scope: Scope) -> list[str]:
    """The addresses of a site's pages in the order of its sitemaps; empty if it has none."""
    start = str(scope.start)
    named = (await visitor.robots(start)).sitemaps
    waiting = deque(filter(None, (normal_address(address, start) for address in named)))
    waiting.extend(() if waiting else _usual_places(scope))
    asked: set[str] = set()
    pages: dict[str, None] = {}
    while waiting and len(asked) < MOST_SITEMAPS and len(pages) < MOST_PAGES:
        address = waiting.popleft()
        if address in asked:
            continue
        asked.add(address)
        sitemap = read_sitemap(await _bytes_of(visitor, address, start))
        waiting.extend(filter(None, (normal_address(a, address) for a in sitemap.sitemaps)))
        pages |= dict.fromkeys(filter(None, map(scope.inside, sitemap.pages)))
    return list(pages)


def _usual_places(scope: Scope) -> list[str]:
    folders = dict.fromkeys((scope.prefix, "/"))
    return [str(scope.start.origin() / f"{folder}sitemap.xml".lstrip("/")) for folder in folders]


async def _bytes_of(visitor: Visitor, address: str, start: str) -> bytes:
    """A sitemap; nothing if it cannot be had, since the links still lead to the pages."""
    try:
        return (await visitor.fetch(address, led_from=start)).content
    except (Disallowed, FetchError):
        return b""
