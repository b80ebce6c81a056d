"""A source → the corpus without it: its files, its note and what it keeps hidden."""

from index.errors import SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Source
from index.sources.source_files import drop_item


def remove_files(registry: SourceRegistry, source: Source, now: str) -> None:
    """Remove a source that only who calls may change; raises ``SourceError`` if a file stays, and
    notes which."""
    left = source
    try:
        for address in source.items:
            left = drop_item(registry.corpus, left, address, now)
    except SourceError:
        registry.write(left)
        raise
    registry.forget(source.name)
