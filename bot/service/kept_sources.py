"""Settings → the sources of the corpus, as they are noted; nothing is fetched."""

from collections.abc import Iterable

from bot.config import Config
from bot.service.looks import WEB_KINDS
from index.errors import SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Source


def kept_sources(config: Config) -> list[Source]:
    """All sources in the order of their names; raises ``SourceError`` for a damaged note."""
    return SourceRegistry(config.corpus).all()


def web_sources(config: Config) -> list[Source]:
    """Those that are looked at by their address; raises ``SourceError`` for a damaged note."""
    return [source for source in kept_sources(config) if source.kind in WEB_KINDS]


def set_of(source: Source) -> str:
    """The document set of its files."""
    return source.name.partition("/")[0]


def failures(sources: Iterable[Source]) -> list[str]:
    """A line for each source whose last look failed: its name and why."""
    return [f"{source.name}: {source.problem}" for source in sources if source.problem]


def failure_lines(config: Config) -> list[str]:
    """The same of all sources; a note that cannot be read is such a line."""
    try:
        return failures(kept_sources(config))
    except SourceError as error:
        return [str(error)]
