"""Settings and an address → a source of the corpus; settings and names → looks at these sources.

The command line runs it as it is, the bot in a process of its own. What takes long to import is
imported by the function that needs it.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from index.errors import SourceError, UsageError
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config import Config
    from index.sources.web.adding import Order
    from index.sources.web.fetching import Fetcher
    from index.sources.web.watching import Watch

WEB_KINDS = frozenset({Kind.PAGE, Kind.SITE, Kind.REPOSITORY})
"""What is looked at over the network."""


def add_source(
    config: "Config",
    address: str,
    watch: "Watch",
    *,
    ordered_by: str,
    set_name: str = "",
    page_only: bool = False,
    most: int = 0,
    is_folder: bool = False,
) -> Source:
    """The source of an address, noted but not looked at yet: its first page says what it is.

    The same address again gives the same source. ``most`` pages are taken, 0 for the usual number.
    ``is_folder`` says that the set's name is to be that of its folder as it is.
    Raises ``SourceError`` if there is nothing to take, and notes nothing.
    """
    from index.sources.web.adding import Order

    order = Order(address, ordered_by, set_name, page_only, most, is_folder)
    return asyncio.run(_add(config, order, watch))


async def _add(config: "Config", order: "Order", watch: "Watch") -> Source:
    from index.sources.web.adding import planned
    from index.sources.web.visitor import Visitor

    registry = SourceRegistry(config.corpus)
    async with _fetcher(config) as fetcher:
        source = await planned(registry, order, Visitor(fetcher, watch), watch)
    with registry.looking(source.name):
        registry.write(source)
    return source


def look_at(config: "Config", names: Sequence[str], watch: "Watch") -> list[Source]:
    """Look at these sources, or without names at all of the web; returns them as they are then.

    One that fails keeps its files, and its ``problem`` says why. Raises ``UsageError`` for a name
    of no source from the web.
    """
    registry = SourceRegistry(config.corpus)
    known = {source.name: source for source in registry.all() if source.kind in WEB_KINDS}
    for name in names:
        if name not in known:
            raise UsageError(f"no source {name!r} of the web; pincite sources --added lists them")
    return asyncio.run(_look_at(config, registry, [known[name] for name in names or known], watch))


async def _look_at(
    config: "Config", registry: SourceRegistry, sources: list[Source], watch: "Watch"
) -> list[Source]:
    async with _fetcher(config) as fetcher:
        looked = [await _look(registry, source, fetcher, watch) for source in sources]
    return [source for source in looked if source is not None]


async def _look(
    registry: SourceRegistry, source: Source, fetcher: "Fetcher", watch: "Watch"
) -> Source | None:
    """Look at a source, unless another process does; ``None`` if it was removed by now, as a
    wider one does that was looked at before."""
    from index.sources.web.looking import look

    try:
        with registry.looking(source.name):
            newest = registry.find(source.name)
            return await look(registry, newest, fetcher, watch) if newest else None
    except SourceError as error:
        return source.failed(error)


def remove_source(config: "Config", name: str) -> Source:
    """Remove a source with its files; returns it as it was.

    Raises ``UsageError`` if there is none of that name, ``SourceError`` if a file stays.
    """
    from index.sources.removal import remove_files

    registry = SourceRegistry(config.corpus)
    with registry.looking(name):
        source = registry.find(name)
        if source is None:
            raise UsageError(f"no source {name!r}; pincite sources --added lists them")
        remove_files(registry, source, "")
    _remove_empty(config, name)
    return source


def _remove_empty(config: "Config", name: str) -> None:
    """Remove the folders above a source's that are empty without it.

    The folder of a private set stays: it shows that the name in the settings is no slip.
    """
    for folder in (config.corpus / name).parents:
        if folder == config.corpus or _is_private_set(config, folder):
            return
        with suppress(OSError):
            folder.rmdir()


def _is_private_set(config: "Config", folder: "Path") -> bool:
    from bot.service.set_names import sets_named

    private = config.discord.private_sets
    is_set = folder.parent == config.corpus
    return is_set and any(sets_named(written, [folder.name]) for written in private)


def _fetcher(config: "Config") -> "Fetcher":
    from index.sources.web.fetching import Fetcher

    return Fetcher(frozenset(config.web_hosts))
