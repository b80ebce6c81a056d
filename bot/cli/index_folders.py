"""The folders of indexes → what stands in them on stdout; what nobody needs is removed after a yes.

What takes long to import is imported by the function that needs it.
"""

import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.cli.printing import console, print_json
from index.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.config import Config
    from bot.service.data_folders import StoredIndex
    from index.storage.unneeded import Part


class Consent(NamedTuple):
    """Whether the owner wants it removed: only told of, without asking, or after a yes."""

    dry_run: bool
    yes: bool

    def is_given(self, lines: Iterable[str]) -> bool:
        """Whether to remove what these lines tell of."""
        if self.yes:
            return True
        for line in lines:
            print(line)
        return not self.dry_run and _is_confirmed()


class _Removal(NamedTuple):
    """What can be removed, in words, and what removes it and says so."""

    line: str
    carry_out: Callable[[], str]


def print_one(config: "Config", as_json: bool) -> None:
    """Print what stands in the folder of the index."""
    from bot.rendering.generations import parts_json, parts_table, size
    from bot.rendering.safe_text import printable_line
    from index.storage.locks import last_writer
    from index.storage.unneeded import parts_of

    parts = parts_of(config.index, config.keep_generations)
    writer, is_writing = last_writer(config.index)
    writes = str(writer or "another process") if is_writing else ""
    if as_json:
        print_json(parts_json(config.index, writes, parts))
        return
    built = f"being built by {writes}" if writes else "nobody builds it"
    bytes_in_all = size(sum(part.bytes for part in parts))
    print(printable_line(f"{config.index}: {bytes_in_all}, {built}"))
    console().print(parts_table(parts))


def print_all(as_json: bool) -> None:
    """Print the indexes in the data folder, a line each."""
    from bot.rendering.safe_text import printable_line
    from bot.service.data_folders import stored_indexes

    if as_json:
        print_json([_stored_json(stored) for stored in stored_indexes()])
        return
    for stored in stored_indexes():
        print(printable_line(f"{_summary(stored)}, {_whose(stored)}"))


def _summary(stored: "StoredIndex") -> str:
    from bot.rendering.generations import size
    from index.storage.generation import current_name
    from index.storage.index_folder import bytes_of

    name = current_name(stored.folder) or "no generation"
    return f"{stored.folder}: {name}, {size(bytes_of(stored.folder))}"


def _whose(stored: "StoredIndex") -> str:
    if stored.corpus is None:
        return "of documents that the next build will note"
    return f"of {stored.corpus}{', which is no more' if stored.is_orphan else ''}"


def _stored_json(stored: "StoredIndex") -> dict[str, Any]:
    from index.storage.generation import current_name
    from index.storage.index_folder import bytes_of

    return {
        "index": str(stored.folder),
        "generation": current_name(stored.folder) or None,
        "bytes": bytes_of(stored.folder),
        "corpus": str(stored.corpus) if stored.corpus else None,
        "orphan": stored.is_orphan,
    }


def clean_one(config: "Config", consent: Consent) -> None:
    """Remove of the index what nobody needs."""
    _carry_out(_removals_of(config.index, config.keep_generations), consent)


def clean_all(config: "Config", consent: Consent) -> None:
    """Remove the same of all indexes in the data folder, and indexes whose corpus is no more."""
    from bot.service.data_folders import stored_indexes

    removals: list[_Removal] = []
    for stored in stored_indexes():
        removals += (
            [_removal_of_all(stored)]
            if stored.is_orphan
            else _removals_of(stored.folder, config.keep_generations)
        )
    _carry_out(removals, consent)


def _carry_out(removals: list[_Removal], consent: Consent) -> None:
    if not removals:
        print("nothing to remove")
    elif consent.is_given(removal.line for removal in removals):
        for removal in removals:
            print(removal.carry_out())


def _removals_of(index: "Path", keep: int) -> list[_Removal]:
    """The removal of an index's unneeded parts, if it has any."""
    from bot.rendering.generations import removal_line
    from index.storage.unneeded import clean, parts_of

    def carry_out() -> str:
        return removal_line("removed", index, clean(index, keep, {part.name for part in parts}))

    parts: list[Part] = [part for part in parts_of(index, keep) if part.is_unneeded]
    return [_Removal(removal_line("can be removed:", index, parts), carry_out)] if parts else []


def _removal_of_all(stored: "StoredIndex") -> _Removal:
    from bot.rendering.safe_text import printable_line
    from bot.service.data_folders import forget
    from index.storage.unneeded import remove_index

    what = printable_line(f"{_summary(stored)}, {_whose(stored)}")

    def carry_out() -> str:
        if not stored.is_orphan:  # somebody may have thought about it for long
            return printable_line(f"left {stored.folder}: {stored.corpus} is there again")
        remove_index(stored.folder)
        forget(stored)
        return f"removed {what}"

    return _Removal(f"can be removed: {what}", carry_out)


def _is_confirmed() -> bool:
    """Whether the person at the terminal says yes; raises ``UsageError`` if there is nobody."""
    if not sys.stdin.isatty():
        raise UsageError("nothing was removed: nobody can be asked; --yes removes without asking")
    print("Remove it? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().casefold() in ("y", "yes")
