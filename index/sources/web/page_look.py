"""One look at a single page or file of the web."""

from dataclasses import replace
from pathlib import PurePosixPath

from index.errors import ErrorKind, SourceError
from index.sources.source import Item
from index.sources.web.encodings import HTML, as_served
from index.sources.web.fetching import Fetched, shown
from index.sources.web.keeping import Keeper, now, read_kept
from index.sources.web.links import links_of
from index.sources.web.media import READ, suffix_of_answer
from index.sources.web.visitor import Visitor

_GONE = (404, 410)


async def look_at_page(keeper: Keeper, visitor: Visitor) -> None:
    """Keep a page as it is now; raises ``SourceError``, and keeps the old one, if it has none."""
    origin = keeper.source.origin
    old = keeper.source.items.get(origin)
    path = keeper.path_of(origin)
    known = {"etag": old.etag, "modified": old.modified} if old and path else {}
    fetched = await visitor.fetch(origin, **known)
    if fetched.status in _GONE and old:
        gone = f"{shown(origin)} is gone ({fetched.status}); its last version stays"
        raise SourceError(gone, ErrorKind.PAGE_GONE, status=fetched.status)
    if fetched.problem:
        raise fetched.failure()
    if fetched.status == 304:
        keeper.unchanged(origin)
        return
    suffix = suffix_of(fetched)
    fetched = replace(fetched, content=as_served(fetched.content, fetched.charset, suffix))
    _check(fetched, suffix, read_kept(path) if path else None)
    item = Item("", "", now(), fetched.etag, fetched.modified)
    stem = PurePosixPath(keeper.source.name).with_suffix("")
    keeper.put(origin, fetched.content, f"{stem}{suffix}", origin, item)


def suffix_of(fetched: Fetched) -> str:
    """The ending of the file that a page becomes; raises ``SourceError`` if nobody reads it."""
    suffix = suffix_of_answer(fetched.media_type, fetched.address, READ)
    if suffix is None:
        kind = fetched.media_type or "of an unknown type"
        unread = f"{shown(fetched.address)} is {kind}, which is not read; README.md names what is"
        values = {"type": fetched.media_type} if fetched.media_type else {}
        raise SourceError(unread, ErrorKind.UNREAD_TYPE, **values)
    return suffix


def _check(fetched: Fetched, suffix: str, old: bytes | None) -> None:
    asks = f"{shown(fetched.address)} asks programs not to keep it (noindex)"
    if fetched.unkept:
        raise SourceError(asks, ErrorKind.ROBOTS)
    if suffix not in HTML:
        return
    links = links_of(fetched.content, fetched.address)
    if links.leads_to:
        where = f"only leads to {shown(links.leads_to)} now; add that address"
        raise SourceError(f"{shown(fetched.address)} {where}", ErrorKind.REDIRECTS)
    if not links.keep:
        raise SourceError(asks, ErrorKind.ROBOTS)
    if old is not None and links.asks_password and not links_of(old, "").asks_password:
        raise SourceError(
            f"{shown(fetched.address)} asks for a password now; its last version stays",
            ErrorKind.ASKS_PASSWORD,
        )
