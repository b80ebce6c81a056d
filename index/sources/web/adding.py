"""An address that somebody gave → what it is: a page, a file, a site, a repository."""

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from yarl import URL

from index.errors import ErrorKind, SourceError
from index.sources.file_names import safe_name
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Setting, Source
from index.sources.web.addresses import BadAddress, parse
from index.sources.web.fetching import shown
from index.sources.web.keeping import now
from index.sources.web.links import PageLinks, links_of
from index.sources.web.page_addresses import Scope, folder_of, names_file, normal_address
from index.sources.web.page_files import file_of
from index.sources.web.page_look import suffix_of
from index.sources.web.repositories import repository_of
from index.sources.web.site_look import MOST_PAGES
from index.sources.web.sitemap_pages import sitemap_pages
from index.sources.web.visitor import Visitor
from index.sources.web.watching import Watch

SET = "web"
"""The set of what the owner gives no other."""
MOST_HOPS = 4
"""Pages that only lead on, one after the other."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody asked for."""

    address: str
    ordered_by: str
    set_name: str = ""
    page_only: bool = False
    most: int = 0
    """Pages at most; 0 for the usual number."""
    is_folder: bool = False
    """Whether the set's name is to be that of its folder as it is."""


async def planned(registry: SourceRegistry, order: Order, visitor: Visitor, watch: Watch) -> Source:
    """The source that was asked for, as it is known or new; its note is not written.

    Raises ``SourceError`` if there is nothing to take.
    """
    address, order = _address(order.address), _with_folder(order, registry.corpus)
    found = repository_of(address)
    if found and not order.page_only:
        source, pages = found.source(order.set_name, order.ordered_by, now()), 0
    else:
        source, pages = await _web_source(order, address, visitor)
    source = _known(registry, source)
    watch.planned(source, pages)
    return source


def _address(text: str) -> str:
    """The normal address that somebody typed, mostly without its beginning."""
    text = text.strip()
    try:
        return normal_address(str(parse(text if "://" in text else f"https://{text}"))) or text
    except BadAddress as error:
        what = f"the address {error}; give one such as https://docs.example.org"
        raise SourceError(what, error.kind) from None


async def _web_source(order: Order, address: str, visitor: Visitor) -> tuple[Source, int]:
    where, suffix, links = await _landed(address, visitor)
    scope = None
    if links and not order.page_only:
        scope = await _scope(address, where, links, visitor)
    if scope:
        return _site(order, where, scope), len(await sitemap_pages(visitor, scope))
    file = _file(order, where, suffix)
    return Source(file, Kind.PAGE, where, order.ordered_by, now()), 1


async def _landed(address: str, visitor: Visitor) -> tuple[str, str, PageLinks | None]:
    """The page to which an address leads: its address, its ending, and its links if any."""
    first = address
    for _ in range(MOST_HOPS):
        fetched = await visitor.fetch(address, led_from=first)
        if fetched.problem:
            raise fetched.failure()
        suffix = suffix_of(fetched)
        where = normal_address(fetched.address) or fetched.address
        links = links_of(fetched.content, where) if suffix == ".html" else None
        if links is None or links.leads_to in ("", where):
            return where, suffix, links
        address = links.leads_to
    circle = f"{shown(address)} leads on and on; give the address of a page"
    raise SourceError(circle, ErrorKind.REDIRECTS)


async def _scope(address: str, where: str, links: PageLinks, visitor: Visitor) -> Scope | None:
    """The site below an address, if there is one: its page, or a sitemap, names others below it."""
    if names_file(address) and names_file(where):
        return None
    for start in dict.fromkeys((where, address)):
        scope = Scope.below(where, folder_of(start))
        if scope.inside(where) and any(_is_other(scope, link, where) for link in links.links):
            return scope
    scope = Scope.below(where, folder_of(where))
    pages = await sitemap_pages(visitor, scope)
    return scope if any(_is_other(scope, page, where) for page in pages) else None


def _is_other(scope: Scope, link: str, where: str) -> bool:
    inside = scope.inside(link)
    return inside is not None and URL(inside).path.rstrip("/") != URL(where).path.rstrip("/")


def _site(order: Order, where: str, scope: Scope) -> Source:
    name = "/".join([order.set_name, *_folders(scope)])
    settings: dict[str, Setting] = {"below": scope.prefix, "most": order.most or MOST_PAGES}
    return Source(name, Kind.SITE, where, order.ordered_by, now(), settings=settings)


def _folders(scope: Scope) -> list[str]:
    parts = [_host(scope.start), *filter(None, URL(scope.prefix, encoded=True).path.split("/"))]
    return [safe_name(part) for part in parts]


def _file(order: Order, where: str, suffix: str) -> str:
    folder = f"{order.set_name}/{safe_name(_host(URL(where)))}"
    return file_of(folder, "/", where, suffix)


def _host(url: URL) -> str:
    """A host, with its port where that is not the usual one."""
    return url.host_port_subcomponent or ""


def _with_folder(order: Order, corpus: Path) -> Order:
    """The order with its set as a folder: one that is there, whatever its name, or a new one.

    A folder of another name would be another set, and not private if the one that is meant is.
    """
    name = order.set_name.strip()
    if name and (order.is_folder or name in _folders_in(corpus)):
        return replace(order, set_name=name)
    return replace(order, set_name=safe_name(name) if name else SET)


def _folders_in(corpus: Path) -> frozenset[str]:
    """The names of the sets that are there."""
    with suppress(OSError):
        folders = [path.name for path in corpus.iterdir() if path.is_dir()]
        return frozenset(name for name in folders if not name.startswith("."))
    return frozenset()


def _known(registry: SourceRegistry, source: Source) -> Source:
    """The source of the same origin if there is one, with the settings that it is to have now."""
    for old in registry.all():
        if old.origin == source.origin and old.kind is source.kind:
            return replace(old, settings={**old.settings, **source.settings})
        if old.kind is Kind.SITE and source.origin in old.items:
            there = f"{old.name} has this page already; refresh it to look again"
            raise SourceError(there, ErrorKind.ALREADY_THERE)
        if old.name == source.name:
            name = f"{source.name} is of {old.origin}"
            there = f"{name}; remove that one first, or give another set"
            raise SourceError(there, ErrorKind.ALREADY_THERE)
    return source
