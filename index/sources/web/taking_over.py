"""A site that was looked at → the sources within it, a page or a site below, are one with it.

So no passage is found twice. A source is taken over only when the site has each page of it in a
file of the same set: nothing is lost, and nobody sees more or less than before.
"""

from contextlib import suppress

from index.errors import SourceError
from index.sources.registry import SourceRegistry
from index.sources.removal import remove_files
from index.sources.source import Kind, Source
from index.sources.web.page_addresses import Scope, same_page


def take_over(registry: SourceRegistry, site: Source, now: str) -> int:
    """Remove the sources that a site includes; returns how many.

    One that another process changes, or whose file cannot be removed, stays until the next look.
    """
    count = 0
    for other in registry.all():
        if _includes(site, other):
            with suppress(SourceError), registry.looking(other.name):
                remove_files(registry, other, now)
                count += 1
    return count


def _includes(site: Source, other: Source) -> bool:
    if other.name.partition("/")[0] != site.name.partition("/")[0] or not other.items:
        return False
    pages = {same_page(address) for address in site.items}
    return _is_below(site, other) and all(same_page(address) in pages for address in other.items)


def _is_below(site: Source, other: Source) -> bool:
    """Whether another source is a page of the site, or a site of a part of it."""
    scope = Scope.below(site.origin, str(site.settings["below"]))
    if scope.inside(other.origin) is None:
        return False
    below = str(other.settings.get("below", ""))
    is_part = below != scope.prefix and below.startswith(scope.prefix)
    return other.kind is Kind.PAGE or (other.kind is Kind.SITE and is_part)
