"""The commands that take in what comes from outside: add, refresh, remove, and the list of it."""

import getpass
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.cli.opening import progress_bars
from bot.cli.printing import print_json, print_report
from bot.cli.streams import note
from bot.rendering.report import counted_noun
from bot.rendering.sources import look_lines, plan_line, source_fields, source_json, source_lines
from bot.service.builds import build_and_publish
from bot.service.process_limits import limited_memory
from index.errors import ErrorKind, IndexNotFound, SourceError
from index.sources.registry import SourceRegistry
from index.sources.source import Source
from index.storage.generation import open_generation

if TYPE_CHECKING:
    from bot.config import Config

_GOES_ON = "what was fetched is kept, and pincite refresh goes on from there"


def add(
    config: "Config", address: str, *, set_name: str, page_only: bool, most: int, build: bool
) -> bool:
    """Take in what is at an address; whether all went well."""
    from bot.cli.look_bar import LookBar
    from bot.service.looks import add_source

    private = _private_set(config, set_name)
    with _looking(), LookBar() as bar:
        source = add_source(
            config,
            address,
            bar,
            ordered_by=_login_name(),
            set_name=private or set_name,
            page_only=page_only,
            most=most,
            is_folder=bool(private),
        )
    for planned, pages in bar.plans:
        note(plan_line(planned, pages))
    return refresh(config, [source.name], build=build)


def _private_set(config: "Config", written: str) -> str:
    """The private set that is not there and that a written name means; empty if none does.

    Raises ``UsageError`` if several may be meant, or no folder can have the name.
    """
    if not config.discord.private_sets or (config.corpus / written.strip()).is_dir():
        return ""
    from bot.chat.private_sets import new_private_set

    return new_private_set(written, config.discord.private_sets)


def refresh(config: "Config", names: Sequence[str], *, build: bool) -> bool:
    """Look at sources of the web, of all without names; whether all went well."""
    from bot.cli.look_bar import LookBar
    from bot.service.looks import look_at

    with _looking(), LookBar() as bar:
        sources = look_at(config, names, bar)
    for source, counts in bar.ended_looks:
        note(*look_lines(source, counts))
    if not sources:
        note("no source of the web; pincite add URL takes one in")
    _build_if(build, config, lambda: any(_is_waiting(source, config) for source in sources))
    return not any(source.problem for source in sources)


def remove(config: "Config", name: str, *, build: bool) -> None:
    """Remove a source with its files."""
    from bot.service.looks import remove_source

    source = remove_source(config, name)
    note(f"{source.name}: removed with {counted_noun(len(source.items), 'file')}")
    _build_if(build, config, lambda: True)


def print_sources(config: "Config", as_json: bool) -> None:
    """Print the sources, whether there is an index or not."""
    sources, built = SourceRegistry(config.corpus).all(), _built(config)
    if as_json:
        print_json([source_json(source, built) for source in sources])
        return
    if not sources:
        note("nothing came from outside; pincite add URL takes it in")
    if not sys.stdout.isatty():
        for source in sources:
            print(source_fields(source, built))
        return
    for source in sources:
        print(*source_lines(source, built, datetime.now(UTC)), sep="\n")


def source_names(sources: Iterable[Source]) -> dict[str, str]:
    """The source of each file that came from one."""
    return {item.file: source.name for source in sources for item in source.items.values()}


def _built(config: "Config") -> str:
    """When the index in use was built; empty if there is none."""
    with suppress(IndexNotFound):
        return open_generation(config.index).manifest.created
    return ""


def _is_waiting(source: Source, config: "Config") -> bool:
    return bool(source.changed) and source.changed > _built(config)


def _build_if(build: bool, config: "Config", is_needed: Callable[[], bool]) -> None:
    if build and is_needed():
        bars = progress_bars()
        with build_and_publish(config, bars) as (report, _):
            print_report(report, bars.seconds)


@contextmanager
def _looking() -> Iterator[None]:
    """Bound what a page may take of the machine; say to whoever ends a look that nothing is lost.

    Raises ``SourceError`` for what takes more.
    """
    try:
        with limited_memory():
            yield
    except KeyboardInterrupt:
        note(f"ended; {_GOES_ON}")
        raise
    except MemoryError as error:
        heavy = f"the look took too much memory; {_GOES_ON}"
        raise SourceError(heavy, ErrorKind.LOOK_MEMORY) from error


def _login_name() -> str:
    with suppress(Exception):  # where the system knows no name, some versions raise any error
        return getpass.getuser()
    return "the command line"
