"""One look at a documentation site: the pages of its sitemap first, then those that pages link to.

A page that is new to a first look is kept at once. In a later look what is new or changed is held
back until it is clear that the site is still itself: a page to log in, or one that says "back
soon", may stand in the place of all of them.
"""

import hashlib
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from yarl import URL

from index.errors import ErrorKind, SourceError
from index.sources.source import Item
from index.sources.web.encodings import HTML, as_served
from index.sources.web.fetching import Fetched, FetchError, shown
from index.sources.web.keeping import Keeper, now, read_kept
from index.sources.web.links import PageLinks, links_of
from index.sources.web.media import KEPT, may_be_document, suffix_of_answer
from index.sources.web.page_addresses import Scope, same_page
from index.sources.web.page_files import file_of
from index.sources.web.page_queue import PageQueue
from index.sources.web.sitemap_pages import sitemap_pages
from index.sources.web.visitor import Disallowed, Visitor
from index.sources.web.watching import Watch

MOST_PAGES = 2_000
DEEPEST = 10
"""Links from the start."""
MOST_BYTES = 500_000_000
"""Of all pages of a look together."""
MOST_FAILURES = 5
"""One after the other; then the site is taken to be down."""
_VISITS_FOR_A_PAGE = 3
_LONGEST_BREAK = timedelta(days=1)

_GONE = (404, 410)
NOWHERE = ""
_UNREAD = "application/x-unread"
"""The type of what was put aside because its type is not read."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A page that waits for the end of the look."""

    path: Path
    file: str
    item: Item


@dataclass(slots=True)
class _Findings:
    """What became of the addresses that were asked for."""

    pages: dict[str, PageLinks] = field(default_factory=dict)
    """Of the pages that are there, by their own addresses."""
    lost: dict[str, str] = field(default_factory=dict)
    """What leads elsewhere now, and where to; or ``NOWHERE``."""
    failing: set[str] = field(default_factory=set)
    contents: dict[str, str] = field(default_factory=dict)
    """Hash of a content → the address that has it."""
    held: dict[str, _Held] = field(default_factory=dict)


class SiteLook:
    """A look at the pages of one site."""

    def __init__(self, keeper: Keeper, visitor: Visitor, watch: Watch) -> None:
        settings = keeper.source.settings
        self._keeper, self._visitor, self._watch = keeper, visitor, watch
        self._scope = Scope.below(keeper.source.origin, str(settings["below"]))
        self._most = int(settings.get("most") or MOST_PAGES)
        self._is_first = not settings.get("complete")
        self._goes_on_from = _goes_on_from(str(settings.get("unfinished", "")))
        self._known = frozenset(keeper.source.items)
        self._queue = PageQueue(keeper.source.items)
        self._found = _Findings()
        self._failures = 0
        self._bytes = 0

    async def run(self) -> None:
        """Look; raises ``SourceError`` if something is wrong with the site as a whole, or it was
        not seen to the end."""
        if not self._goes_on_from:
            self._keeper.set(unfinished=now())
        with TemporaryDirectory(prefix="pincite-") as folder:
            self._folder = Path(folder)
            try:
                await self._see_all()
            except BaseException:
                if not self._is_replaced():
                    self._keep_held()
                raise
            self._end()

    async def _see_all(self) -> None:
        links = await self._see_start()
        for page in await sitemap_pages(self._visitor, self._scope):
            self._add(page, 1)
        self._follow(links, 0)
        for visits, (address, depth) in enumerate(self._queue):
            if self._is_full(visits):
                self._keeper.count(limited=True)
                return
            links = await self._see(address, depth)
            self._follow(links, depth)
            pages = len(self._found.pages)
            self._watch.page(pages, pages + len(self._queue))
        if self._queue.is_cut:
            self._keeper.count(limited=True)

    async def _see_start(self) -> PageLinks:
        """See the page that leads to the others; without it nothing is known of the site."""
        origin = self._keeper.source.origin
        self._queue.add(origin, 0)
        [(address, _)] = self._queue
        fetched = await self._fetch(address)
        if fetched.problem:
            raise fetched.failure()
        where = self._scope.inside(fetched.address)
        if where is None:
            raise SourceError(
                f"{shown(origin)} leads to {shown(fetched.address)} now, which is not below it; "
                "its files stay; add that address if it is the new one",
                ErrorKind.MOVED_AWAY,
            )
        links = self._take(address, where, fetched)
        if where in self._found.failing:
            asks = f"{shown(origin)} asks for a password now; its files stay"
            raise SourceError(asks, ErrorKind.ASKS_PASSWORD)
        return links

    def _is_full(self, visits: int) -> bool:
        return (
            len(self._found.pages) >= self._most
            or visits > _VISITS_FOR_A_PAGE * self._most
            or self._bytes > MOST_BYTES
        )

    def _follow(self, links: PageLinks, depth: int) -> None:
        for link in (*links.links, links.canonical):
            self._add(link, depth + 1)

    def _add(self, address: str, depth: int) -> None:
        inside = self._scope.inside(address) if address and depth <= DEEPEST else None
        if inside and may_be_document(inside):
            self._queue.add(inside, depth)

    async def _see(self, address: str, depth: int) -> PageLinks:
        item = self._keeper.source.items.get(address)
        if item and self._was_seen(item) and (links := self._kept_links(address)):
            self._is_there(address, links, item.sha256)
            return links
        try:
            fetched = await self._fetch(address)
        except Disallowed:
            return self._leave_out(address)
        except FetchError as error:
            return self._fail(address, str(error))
        if fetched.status in _GONE:
            self._failures = 0
            self._found.lost[address] = NOWHERE
            self._queue.try_others(address, depth)
            return PageLinks()
        if fetched.problem:
            return self._fail(address, fetched.problem)
        self._failures = 0
        where = self._scope.inside(fetched.address)
        if where is None:
            self._found.lost[address] = fetched.address
            return PageLinks()
        return self._take(address, where, fetched)

    async def _fetch(self, address: str) -> Fetched:
        """What the server answers, a 304 only for a page whose file is there."""
        fetched = await self._visitor.fetch(address, **self._version(address))
        if fetched.status != 304:
            return fetched
        if self._scope.inside(fetched.address) != address:
            return await self._visitor.fetch(address)
        return fetched if self._keeper.path_of(address) else self._from_aside(address, fetched)

    def _from_aside(self, address: str, fetched: Fetched) -> Fetched:
        """An unchanged page that was put aside, as if it had been sent again."""
        item, data = self._keeper.source.aside[address], self._keeper.read_aside(address) or b""
        kind = "text/html" if data else _UNREAD
        return replace(
            fetched,
            status=200,
            content=data,
            media_type=kind,
            etag=item.etag,
            modified=item.modified,
        )

    def _was_seen(self, item: Item) -> bool:
        """Whether an unfinished look that this one goes on with has asked for it."""
        return bool(self._goes_on_from) and item.looked >= self._goes_on_from

    def _version(self, address: str) -> dict[str, str]:
        """What the server said of the version that is there; nothing if none is."""
        source = self._keeper.source
        if self._keeper.path_of(address):
            item = source.items[address]
        elif self._keeper.read_aside(address) is not None:
            item = source.aside[address]
        else:
            return {}
        return {"etag": item.etag, "modified": item.modified}

    def _fail(self, address: str, problem: str) -> PageLinks:
        """Count a page that could not be had; its last version stays, and its links with it."""
        self._keeper.count(failed=1)
        self._failures += 1
        if self._failures >= MOST_FAILURES:
            many = f"{problem}; so did {MOST_FAILURES} pages one after the other"
            raise SourceError(many, ErrorKind.UNREACHABLE)
        self._found.failing.add(address)
        return self._kept_links(address) or PageLinks()

    def _leave_out(self, address: str, links: PageLinks | None = None) -> PageLinks:
        self._keeper.count(left_out=1)
        self._found.lost[address] = NOWHERE
        return links or PageLinks()

    def _kept_links(self, address: str) -> PageLinks | None:
        """The links in the version of a page that is kept; ``None`` if none is."""
        path = self._keeper.path_of(address)
        if path is None:
            return None
        return links_of(read_kept(path), address) if path.suffix in HTML else PageLinks()

    def _take(self, address: str, where: str, fetched: Fetched) -> PageLinks:
        """Take a page that was asked for at one address, and is at another one or the same."""
        if where != address:
            self._found.lost[address] = where
        if where in self._found.pages:
            return PageLinks()
        if fetched.status == 304:
            links = self._kept_links(where) or PageLinks()
            self._is_there(where, links, self._keeper.source.items[where].sha256)
            self._keeper.unchanged(where)
            return links
        suffix = suffix_of_answer(fetched.media_type, where, KEPT)
        if suffix is None:
            self._put_aside(where, b"", fetched)
            return self._leave_out(where)
        content = as_served(fetched.content, fetched.charset, suffix)
        fetched = replace(fetched, content=content)
        links = links_of(content, where) if suffix in HTML else PageLinks()
        if links.leads_to:
            self._put_aside(where, content, fetched)
            self._found.lost[where] = self._scope.inside(links.leads_to) or links.leads_to
            return links
        if fetched.unkept:
            # Not put aside: a 304 need not say it again, and its links would be lost.
            return self._leave_out(where, links)
        if not links.keep:
            self._put_aside(where, fetched.content, fetched)
            return self._leave_out(where, links)
        if links.asks_password and self._stands_in(address, where):
            self._found.failing.add(where)
            return PageLinks()
        self._take_content(where, suffix, links, fetched)
        return links

    def _put_aside(self, where: str, data: bytes, fetched: Fetched) -> None:
        """Remember what is no document, unless it is known."""
        known = self._keeper.source.aside.get(where)
        if known is None or known.sha256 != hashlib.sha256(data).hexdigest():
            item = Item("", "", now(), fetched.etag, fetched.modified)
            self._keeper.put_aside(where, data, item)

    def _stands_in(self, address: str, where: str) -> bool:
        """Whether a page that asks for a password is there in the place of another."""
        kept = self._kept_links(where)
        return where != address if kept is None else not kept.asks_password

    def _take_content(self, where: str, suffix: str, links: PageLinks, fetched: Fetched) -> None:
        digest = hashlib.sha256(fetched.content).hexdigest()
        twin = self._found.contents.get(digest, where)
        if twin != where and (twin in self._known or where not in self._known):
            self._found.lost[where] = twin
            if suffix in HTML:
                self._put_aside(where, fetched.content, fetched)
            return
        self._is_there(where, links, digest)
        self._bytes += len(fetched.content)
        old = self._keeper.source.items.get(where)
        item = Item("", digest, now(), fetched.etag, fetched.modified)
        file = file_of(self._keeper.source.name, self._scope.prefix, where, suffix)
        if self._is_first or (old and old.sha256 == digest):
            self._keeper.put(where, fetched.content, file, where, item)
        else:
            path = self._folder / str(len(self._found.held))
            path.write_bytes(fetched.content)
            self._found.held[where] = _Held(path, file, item)

    def _is_there(self, address: str, links: PageLinks, digest: str) -> None:
        """Note a page; it takes the place of a new one that has the same content."""
        found = self._found
        twin = found.contents.get(digest, address)
        if twin != address and twin not in self._known and twin in found.pages:
            found.lost[twin] = address
            del found.pages[twin]
            found.held.pop(twin, None)
        found.pages[address] = replace(links, links=())  # They are many, and followed once.
        found.lost.pop(address, None)
        found.contents[digest] = address

    def _end(self) -> None:
        if self._is_replaced():
            raise self._replaced_problem()
        self._merge_canonical()
        self._keep_held()
        for address in self._gone():
            self._keeper.drop(address)
        if not self._keeper.counts.limited:
            self._keeper.remove_strays()
            self._keeper.forget_aside(self._found.lost.keys() | self._found.failing)
        self._keeper.set(unfinished="", complete=True)

    def _keep_held(self) -> None:
        for address, held in self._found.held.items():
            data = read_kept(held.path)
            self._keeper.put(address, data, held.file, address, held.item)
        self._found.held.clear()

    def _gone(self) -> list[str]:
        """The addresses of files whose pages are not there any more, or are too many."""
        found, items = self._found, self._keeper.source.items
        unseen = [a for a in items if a not in found.pages and a not in found.failing]
        if not self._keeper.counts.limited:
            return unseen
        gone = [address for address in unseen if address in found.lost]
        others = sorted(set(unseen) - set(gone), key=lambda address: items[address].looked)
        return gone + others[: max(0, len(items) - len(gone) - self._most)]

    def _merge_canonical(self) -> None:
        """Of pages that say they are another one, keep that one, if it says so too or is alike."""
        pages = self._found.pages
        by_page = {same_page(address): address for address in pages}
        for address, links in list(pages.items()):
            inside = self._scope.inside(links.canonical) if links.canonical else None
            other = by_page.get(same_page(inside)) if inside else None
            if other and other != address and other in pages and _alike(address, other, pages):
                self._found.lost[address] = other
                del pages[address]
                self._put_copy_aside(address)

    def _put_copy_aside(self, address: str) -> None:
        """Remember a copy of a page that was held back, or was kept before it was known for one."""
        held, kept = self._found.held.pop(address, None), self._keeper.path_of(address)
        path = held.path if held else kept
        if path and path.suffix in ("", *HTML):
            item = held.item if held else self._keeper.source.items[address]
            self._keeper.put_aside(address, read_kept(path), item)

    def _is_replaced(self) -> bool:
        """Whether more than half of the pages are not there any more, all at once."""
        if self._is_first:
            return False
        moved = {
            self._found.lost[address]
            for address in self._known & self._found.lost.keys()
            if self._found.lost[address] in self._found.pages.keys() - self._known
        }
        gone, judged = self._known - self._found.pages.keys() - self._found.failing, self._known
        if self._keeper.counts.limited or len(self._queue):
            gone &= self._found.lost.keys()
            judged = gone | self._known & (self._found.pages.keys() | self._found.failing)
        return 2 * (len(gone) - len(moved)) > len(judged)

    def _replaced_problem(self) -> SourceError:
        gone, known = len(self._known - self._found.pages.keys()), len(self._known)
        return SourceError(
            f"{gone} of {known} pages are gone or lead elsewhere at once, as where a site asks for "
            "a login; all files stay; if it has changed so much, remove it and add it again",
            ErrorKind.PAGES_GONE,
            gone=gone,
            known=known,
        )


def _goes_on_from(begun: str) -> str:
    """When the unfinished look began that this one goes on with; empty if none did of late."""
    if not begun or datetime.now(UTC) - datetime.fromisoformat(begun) > _LONGEST_BREAK:
        return ""
    return begun


def _alike(address: str, other: str, pages: dict[str, PageLinks]) -> bool:
    """Whether a page's word that it is another one can be believed: many a site names its first
    page on all of them."""
    if pages[other].canonical not in ("", other) and pages[other].canonical == address:
        return False
    same_path = URL(address).path == URL(other).path
    return same_path or pages[address].title == pages[other].title != ""
