"""A source of the web → the same source after one look at it, its files renewed."""

from index.errors import ErrorKind, SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source
from index.sources.web.fetching import Fetcher
from index.sources.web.keeping import Keeper
from index.sources.web.page_look import look_at_page
from index.sources.web.repository_look import look_at_repository
from index.sources.web.site_look import SiteLook
from index.sources.web.visitor import PAUSE, Visitor
from index.sources.web.watching import Watch


async def look(
    registry: SourceRegistry,
    source: Source,
    fetcher: Fetcher,
    watch: Watch,
    *,
    pause: float = PAUSE,
) -> Source:
    """Look once at a source that no other process looks at; its note is written as it goes.

    A source that fails keeps its files, and its ``problem`` says why. A look that is ended keeps
    what it has, and the next one goes on from there.
    """
    watch.begun(source)
    keeper = Keeper(registry, source)
    ended = "the look was ended in its midst; the next one goes on from there"
    problem: SourceError | None = SourceError(ended, ErrorKind.LOOK_CUT)
    try:
        await _look(keeper, fetcher, watch, pause)
        problem = None
    except SourceError as error:
        problem = error
    except MemoryError:
        heavy = "the look took too much memory; its files stay"
        problem = SourceError(heavy, ErrorKind.LOOK_MEMORY)
    finally:
        keeper.end(problem)
    watch.ended(keeper.source, keeper.counts)
    return keeper.source


async def _look(keeper: Keeper, fetcher: Fetcher, watch: Watch, pause: float) -> None:
    visitor = Visitor(fetcher, watch, pause)
    match keeper.source.kind:
        case Kind.SITE:
            await SiteLook(keeper, visitor, watch).run()
            keeper.take_over()
        case Kind.REPOSITORY:
            await look_at_repository(keeper, fetcher, watch)
        case Kind.PAGE:
            await look_at_page(keeper, visitor)
        case _:
            raise SourceError(f"{keeper.source.name} is not of the web; it is renewed elsewhere")
