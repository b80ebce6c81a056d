"""A small site on loopback, a source of it, and looks at it as the bot and the terminal do them."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Setting, Source
from index.sources.web.adding import Order, planned
from index.sources.web.fetching import Fetcher
from index.sources.web.looking import look
from index.sources.web.visitor import Visitor
from index.sources.web.watching import Counts
from tests.web_server import WebServer
from tests.web_server.traps import page

WORDS = "The installer of this part is run once by the person who looks after the machine."


@dataclass
class Watched:
    """A watch that keeps what it sees."""

    counts: list[Counts] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    plans: list[tuple[Source, int]] = field(default_factory=list)

    def planned(self, source: Source, pages: int) -> None:
        self.plans.append((source, pages))

    def begun(self, source: Source) -> None: ...

    def page(self, done: int, known: int) -> None: ...

    def waiting(self, seconds: float) -> None:
        self.waits.append(seconds)

    def ended(self, source: Source, counts: Counts) -> None:
        self.counts.append(counts)


def html(title: str, links: Iterable[str] = (), words: str = WORDS, head: str = "") -> str:
    """A page with a title, some words of its own, and links."""
    items = "".join(f'<li><a href="{link}">more</a></li>' for link in links)
    return (
        f"<html><head><title>{title}</title>{head}</head><body><main><h1>{title}</h1>"
        f"<p>{words} This is said of {title}.</p><ul>{items}</ul></main></body></html>"
    )


def small_site() -> WebServer:
    """Four pages that lead from one to the next."""
    web = WebServer()
    web.routes |= {
        "/guide/": page(html("Guide", ["install", "use.html"])),
        "/guide/install": page(html("Install", ["remove"])),
        "/guide/use.html": page(html("Use", ["/guide/"])),
        "/guide/remove": page(html("Remove")),
        "/other/": page(html("Other")),
    }
    return web


class Corpus:
    """A corpus with one source of a site, whose looks keep their counts."""

    def __init__(self, folder: Path, web: WebServer, start: str = "/guide/", most: int = 0) -> None:
        self.folder = folder
        self.registry = SourceRegistry(folder)
        self.watch = Watched()
        settings: dict[str, Setting] = {"below": start, "most": most}
        self.source = Source("web/docs", Kind.SITE, web.url(start), "Ada", "", settings=settings)
        self._allowed = frozenset({web.authority})

    def allow(self, authority: str) -> None:
        """Let looks and orders reach one more server of this machine."""
        self._allowed |= {authority}

    def look(self) -> Source:
        """One look; the note is read again first, as another process would."""
        return asyncio.run(self.look_now())

    async def look_now(self) -> Source:
        noted = self.registry.find(self.source.name) or self.source
        async with Fetcher(self._allowed) as fetcher:
            self.source = await look(self.registry, noted, fetcher, self.watch, pause=0)
        return self.source

    def add(self, address: str, **wishes: object) -> Source:
        """What an order of this address would take."""

        async def plan() -> Source:
            order = Order(address, "Ada", **wishes)  # type: ignore[arg-type] # its own names
            async with Fetcher(self._allowed) as fetcher:
                visitor = Visitor(fetcher, self.watch, 0)
                return await planned(self.registry, order, visitor, self.watch)

        self.source = asyncio.run(plan())
        return self.source

    @property
    def counts(self) -> Counts:
        return self.watch.counts[-1]

    def files(self) -> dict[str, str]:
        """The files that are there but side-cars and notes, with what is in them."""
        return {
            path.relative_to(self.folder).as_posix(): path.read_text("utf-8", "replace")
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and not path.name.endswith(".toml") and ".sources" not in path.parts
        }
