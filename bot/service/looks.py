"""Settings and an address → a source of the corpus; settings and names → looks at these sources.

The command line runs it as it is, the bot in a process of its own. What takes long to import is
imported by the function that needs it.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.sources.source import Kind, Source

if TYPE_CHECKING:
    from bot.config import Config
    from index.sources.web.watching import Watch

WEB_KINDS = frozenset({Kind.PAGE, Kind.SITE, Kind.REPOSITORY})
"""What is looked at over the network."""


def add_source(
    config: "Config",
    address: str,
    watch: "Watch",
    *,
    set_name: str = "",
    ordered_by: str,
    page_only: bool = False,
    most: int = 0,
) -> Source:
    """The source of an address, noted but not looked at yet: its first page says what it is.

    The same address again gives the same source. ``most`` pages are taken, 0 for the usual number.
    Raises ``SourceError`` if there is nothing to take, and notes nothing.
    """
    raise NotImplementedError


def look_at(config: "Config", names: Sequence[str], watch: "Watch") -> list[Source]:
    """Look at these sources, or without names at all of the web; returns them as they are then.

    One that fails keeps its files, and its ``problem`` says why. Raises ``SourceError`` for a name
    of no source from the web.
    """
    raise NotImplementedError


def remove_source(config: "Config", name: str) -> Source:
    """Remove a source with its files; returns it as it was. Raises ``SourceError``."""
    raise NotImplementedError
