"""A documentation site of 300 pages on loopback → what looks at it cost, and where answers lead.

    python tests/benchmarks/site.py

Without the pauses of a quarter of a second that a look makes between two pages. A first look, a
second one, one after a page changed and another vanished: requests, bytes, files,
and passages that were embedded. Then 20 questions: the quote must be of the page that answers, and
the words at which its link opens must stand in the visible text of that page, as a browser that
follows the link looks for them.
"""

import asyncio
import random
import re
import tempfile
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bot.config import Config
from bot.service.builds import build_and_publish
from bot.service.looks import add_source
from index import Searcher, answer
from index.sources.registry import SourceRegistry
from index.sources.web.fetching import Fetcher
from index.sources.web.looking import look as look_once
from tests.conftest import Silent
from tests.sources.web.sites import Watched
from tests.web_server import Reply, Request, WebServer

PAGES, QUESTIONS = 300, 20
chance = random.Random(19)
MAKERS = "Holm Berg Lund Vik Dahl Moen Strand Haugen Bakke Solberg".split()
FIRST = "Agnes Ole Ingrid Sven Karin Lars Maja Erik Tove Nils".split()
PARTS = "valve pump sensor gearbox rotor clutch filter nozzle spindle bearing".split()
COLOURS = "amber teal ivory crimson olive indigo scarlet khaki violet ochre".split()
PLACES = "Tromso Aarhus Visby Turku Bergen Malmo Oulu Aalborg Narvik Kiruna".split()


@dataclass(frozen=True)
class Topic:
    """What a page is about, and what it alone says."""

    number: int
    name: str
    maker: str
    pressure: int
    place: str

    @property
    def path(self) -> str:
        return f"/guide/{'basics' if self.number < 150 else 'advanced'}/part-{self.number}"

    def html(self, revision: str = "") -> str:
        words = escape(f"The {self.name} & its cover")
        nav = "".join(f'<li><a href="{t.path}">{t.name}</a></li>' for t in TOPICS[:30])
        return f"""<!doctype html><html lang="en"><head><title>{self.name} – Machine guide</title>
<link rel="canonical" href="{self.path}"><script>var page = {self.number};</script></head><body>
<header><a href="/guide/">Machine guide</a></header><nav><ul>{nav}</ul></nav><main><article>
<h1 id="top">{self.name}</h1><p>{words} are described on this page. {revision}</p>
<h2 id="history">History</h2><p>The {self.name} was drawn by <b>{self.maker}</b> and was first
cast in&nbsp;{self.place}, where the foundry closed a year later.</p>
<h2 id="limits">Limits</h2><p>The <a href="#top">{self.name}</a> bears a pressure of
<code>{self.pressure} kPa</code> – never more – before its seal gives way.</p>
<table><tr><th>State</th><th>Lamp</th></tr><tr><td>idle</td><td>dark</td></tr></table>
<ul><li>Switch the machine off first.</li><li>Wear gloves when the cover is hot.</li></ul>
</article></main><footer><p>© Machine guide. <a href="{self.path}?print=1">Print</a></p></footer>
</body></html>"""


def topics() -> list[Topic]:
    names = [f"{colour} {part}" for colour in COLOURS for part in PARTS]
    names = [f"{size} {name}" for size in ("small", "large", "twin") for name in names]
    return [
        Topic(n, name, f"{chance.choice(FIRST)} {chance.choice(MAKERS)}", 100 + n, PLACES[n % 10])
        for n, name in enumerate(names[:PAGES])
    ]


TOPICS = topics()


class Site(WebServer):
    """The pages with their versions; counts what is asked and sent."""

    def __init__(self) -> None:
        super().__init__()
        self.contents = {topic.path: topic.html() for topic in TOPICS}
        self.sent = 0
        links = "".join(f'<li><a href="{t.path}">{t.name}</a></li>' for t in TOPICS[:150])
        self.contents["/guide/"] = f"<title>Machine guide</title><h1>Guide</h1><ul>{links}</ul>"

    def answer(self, request: Request) -> Reply:
        self.requests.append(request)
        path = request.path.partition("?")[0]
        if path == "/robots.txt":
            reply = Reply(b"User-agent: *\nDisallow: /guide/drafts/\n")
        elif path == "/sitemap.xml":
            listed = [path for path in self.contents if "advanced" in path]
            urls = "".join(f"<url><loc>{self.url(path)}</loc></url>" for path in listed)
            reply = Reply(f"<urlset>{urls}</urlset>".encode())
        elif path in self.contents:
            reply = self._page(request, self.contents[path])
        else:
            reply = Reply(b"<p>Gone.</p>", 404)
        self.sent += len(reply.content) if isinstance(reply.content, bytes) else 0
        return reply

    def _page(self, request: Request, text: str) -> Reply:
        version = {"ETag": f'"{hash(text):x}"'}
        if request.headers.get("if-none-match") == version["ETag"]:
            return Reply(status=304, headers=version)
        return Reply(text.encode(), headers=version)


class Visible(HTMLParser):
    """The text of a page that a browser shows."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: object) -> None:
        self._hidden += tag in ("script", "style", "title")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style", "title")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split()).casefold()


def opens_at_words(link: str, contents: Mapping[str, str]) -> bool:
    """Whether the words of a link's text directive stand in its page, the first before the last."""
    address, fragment = urldefrag(link)
    path = re.sub(r"https?://[^/]+", "", address)
    parts = [unquote(part) for part in fragment.partition(":~:text=")[2].split(",")]
    text, position = Visible(contents[path]).text, 0
    for part in parts:
        position = text.find(" ".join(part.split()).casefold(), position)
        if not part or position < 0:
            return False
    return True


def look(config: Config, site: Site, name: str, label: str) -> None:
    site.requests.clear()
    site.sent = 0
    watch = Watched()
    begun = time.perf_counter()
    problem = asyncio.run(look_without_pauses(config, name, watch))
    assert not problem, problem
    looked = time.perf_counter() - begun
    with build_and_publish(config, nullcontext(Silent())) as (report, _):
        counts, changes = watch.counts[0], report.changes
        print(
            f"{label:12} {len(site.requests):4} requests {site.sent:9,} bytes {looked:6.1f} s | "
            f"{counts.added} new, {counts.changed} changed, {counts.unchanged} unchanged, "
            f"{counts.removed} removed | {changes.embedded} passages embedded"
        )


async def look_without_pauses(config: Config, name: str, watch: Watched) -> str:
    registry = SourceRegistry(config.corpus)
    source = registry.find(name)
    assert source is not None
    async with Fetcher(frozenset(config.web_hosts)) as fetcher:
        return (await look_once(registry, source, fetcher, watch, pause=0)).problem


def ask(config: Config, site: Site) -> None:
    searcher = Searcher.open(config.index)
    asked = [(f"Who drew the {t.name}?", t) for t in TOPICS[5 :: PAGES // 10]]
    asked += [(f"What pressure does the {t.name} bear?", t) for t in TOPICS[20 :: PAGES // 10]]
    right = opened = 0
    for question, topic in asked[:QUESTIONS]:
        quote = answer(searcher, question, 1).quotes[0]
        link = quote.citation.link or ""
        is_right = urldefrag(link)[0] == site.url(topic.path)
        right += is_right
        opened += is_right and opens_at_words(link, site.contents)
        if not is_right:
            print("  another page:", question, link)
        elif not opens_at_words(link, site.contents):
            print("  does not open:", question, link)
    print(f"{QUESTIONS} questions: {right} quoted from their page, {opened} open at the words")
    print(f"  such as {link}")


def main() -> None:
    with Site() as site, tempfile.TemporaryDirectory() as folder:
        config = Config(Path(folder, "corpus"), Path(folder, "index"), web_hosts=(site.authority,))
        source = add_source(config, site.url("/guide/"), Watched(), ordered_by="bench")
        look(config, site, source.name, "first look")
        look(config, site, source.name, "second look")
        changed, vanished = TOPICS[7], TOPICS[200]
        site.contents[changed.path] = changed.html("It was revised in spring.")
        del site.contents[vanished.path]
        look(config, site, source.name, "1 + 1 later")
        ask(config, site)


if __name__ == "__main__":
    main()
