"""The documents of a channel → its files, written or removed where they differ.

Done in a thread of its own; nothing here knows Discord.
"""

import datetime
from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from bot.chat.channels.documents import ChannelDocument
from index.sources.registry import SourceRegistry
from index.sources.source import Item, Source
from index.sources.source_files import drop_item, put_item


class ChannelFiles:
    """The files of one source, and what this process knows to be in them."""

    def __init__(self, registry: SourceRegistry) -> None:
        self._registry = registry
        self._written: dict[str, str] = {}

    def equal(self, source: Source, documents: Iterable[ChannelDocument]) -> Source | None:
        """Make the folder equal to the documents; the source with its items, ``None`` if it was.

        Raises ``SourceError``; what is done by then stays done, and the next time does the rest.
        """
        now = now_text()
        items, is_changed = dict(source.items), False
        wanted: set[str] = set()
        for document in documents:
            wanted.add(document.address)
            state = sha256(repr((document, source.origin, source.ordered_by)).encode()).hexdigest()
            old = items.get(document.address)
            if old is not None and self._written.get(document.address) == state:
                continue
            item = Item(f"{source.name}/{document.file}", "", now, by=document.by)
            put = put_item(
                self._registry.corpus,
                _with_item(source, items, document.address),
                document.address,
                item,
                document.text.encode(),
                document.metadata,
            )
            items[document.address] = put.items[document.address]
            is_changed |= bool(put.changed) or items[document.address] != old
            self._written[document.address] = state
        for address in items.keys() - wanted:
            drop_item(self._registry.corpus, _with_item(source, items, address), address, now)
            del items[address]
            self._written.pop(address, None)
            is_changed = True
        return replace(source, items=items, changed=now) if is_changed else None


def now_text() -> str:
    """The time, as sources are dated."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


def _with_item(source: Source, items: dict[str, Item], address: str) -> Source:
    """The source with this item alone, unchanged so far: each change copies all items."""
    old = {address: items[address]} if address in items else {}
    return replace(source, items=old, changed="")
