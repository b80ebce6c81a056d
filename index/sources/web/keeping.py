"""What a look fetched → files of the corpus and the note of their source, saved as it goes."""

import hashlib
import time
from collections.abc import Set
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path, PurePosixPath

from index.errors import SourceError
from index.reading.sidecar import SUFFIX
from index.sources.registry import SourceRegistry
from index.sources.source import Item, Kind, Setting, Source
from index.sources.source_files import drop_item, is_of, put_item, replace_file
from index.sources.web.page_files import free_file
from index.sources.web.taking_over import take_over
from index.sources.web.watching import Counts

SAVE_EVERY = 2.0
"""Seconds; what a killed look had not saved is asked for again by the next one."""


def now() -> str:
    """The time, as sources state it."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Keeper:
    """Puts and drops files of one source; ``source`` and ``counts`` say what came of it."""

    def __init__(self, registry: SourceRegistry, source: Source) -> None:
        self.source = source
        self.counts = Counts()
        self.corpus = registry.corpus
        self._registry = registry
        self._hidden = registry.hidden_folder(source.name)
        is_one_file = source.kind is Kind.PAGE
        self._folder = source.name.rpartition("/")[0] if is_one_file else source.name
        self._of_others = {
            item.file.casefold()
            for other in registry.all()
            if other.name != source.name
            for item in other.items.values()
        }
        self._own = {item.file.casefold(): a for a, item in source.items.items()}
        self._saved_at = time.monotonic()

    def put(self, address: str, data: bytes, file: str, url: str, item: Item) -> None:
        """Keep what was fetched from an address; ``file`` is where it would best be."""
        old = self.source.items.get(address)
        if old and PurePosixPath(old.file).suffix == PurePosixPath(file).suffix:
            file = old.file
        else:
            file = free_file(self._folder, file, address, partial(self._is_free, address=address))
        metadata = {"url": url} if url else {}
        item = replace(item, file=file, looked=item.fetched)
        self.source = put_item(self.corpus, self.source, address, item, data, metadata)
        self._own[file.casefold()] = address
        new = self.source.items[address]
        self._count(old, new)
        self.save_sometimes()

    def put_aside(self, address: str, data: bytes, item: Item) -> None:
        """Remember what is no document; with no data only that there is nothing in it to read."""
        if not (item.etag or item.modified):
            return  # The server will send it again whatever is known of it.
        digest = hashlib.sha256(data).hexdigest()
        path = self._hidden / digest
        if data:
            replace_file(path, data)
        file = path.relative_to(self.corpus).as_posix() if data else ""
        item = replace(item, file=file, sha256=digest)
        self.source = replace(self.source, aside={**self.source.aside, address: item})
        self.save_sometimes()

    def read_aside(self, address: str) -> bytes | None:
        """What was put aside; empty if there was nothing to read, ``None`` if it is not there."""
        item = self.source.aside.get(address)
        if item is None:
            return None
        if not item.file:
            return b""
        path = self.corpus / item.file
        data = read_kept(path) if path.is_file() else b""
        # A link in its place may lead to anything.
        return data if hashlib.sha256(data).hexdigest() == item.sha256 else None

    def forget_aside(self, still: Set[str]) -> None:
        """Forget what was put aside, but for these addresses that are no documents."""
        kept = {a: i for a, i in self.source.aside.items() if a in still - self.source.items.keys()}
        self.source = replace(self.source, aside=kept)
        named = {PurePosixPath(item.file).name for item in kept.values()}
        for path in self._hidden.glob("*"):
            if path.name not in named:
                path.unlink(missing_ok=True)

    def unchanged(self, address: str) -> None:
        """Note that the server gave no newer version of what is there."""
        item = replace(self.source.items[address], looked=now())
        self.source = replace(self.source, items={**self.source.items, address: item})
        self.count(unchanged=1)
        self.save_sometimes()

    def drop(self, address: str) -> None:
        """Remove the file of an address."""
        self.source = drop_item(self.corpus, self.source, address, now())
        self.count(removed=1)

    def take_over(self) -> None:
        """Make the sources that this site includes one with it."""
        if count := take_over(self._registry, self.source, now()):
            self.source = replace(self.source, changed=now())
            self.count(taken_over=count)

    def path_of(self, address: str) -> Path | None:
        """The file of an address, if it is there."""
        item = self.source.items.get(address)
        path = self.corpus / item.file if item else None
        return path if path and path.is_file() else None

    def set(self, **settings: Setting) -> None:
        """Note how far a look is."""
        self.source = replace(self.source, settings={**self.source.settings, **settings})

    def count(self, **numbers: int) -> None:
        """Add to the counts."""
        added = {name: getattr(self.counts, name) + number for name, number in numbers.items()}
        self.counts = replace(self.counts, **added)

    def end(self, problem: SourceError | None) -> None:
        """Note when the source was looked at, and what was wrong."""
        source = replace(self.source, looked=now(), problem="")
        self.source = source.failed(problem) if problem else source
        self.save()

    def save(self) -> None:
        """Write the note."""
        self._registry.write(self.source)
        self._saved_at = time.monotonic()

    def save_sometimes(self) -> None:
        """Write the note, unless that was a moment ago."""
        if time.monotonic() - self._saved_at >= SAVE_EVERY:
            self.save()

    def remove_strays(self) -> None:
        """Remove files of this source that its note does not know: a killed look left them."""
        for sidecar in (self.corpus / self.source.name).rglob(f"*{SUFFIX}"):
            file = sidecar.with_name(sidecar.name.removesuffix(SUFFIX))
            name = file.relative_to(self.corpus).as_posix()
            if name.casefold() not in self._own and is_of(self.source, file):
                file.unlink(missing_ok=True)
                sidecar.unlink(missing_ok=True)

    def _count(self, old: Item | None, new: Item) -> None:
        if old is None:
            self.count(added=1)
        elif old.sha256 != new.sha256:
            self.count(changed=1)
        else:
            self.count(unchanged=1)

    def _is_free(self, file: str, address: str) -> bool:
        path = self.corpus / file
        owner = self._own.get(file.casefold(), address)
        if file.casefold() in self._of_others or owner != address:
            return False
        folders = path.parents[: len(PurePosixPath(file).parts) - 1]
        if any(folder.is_file() for folder in folders):
            return False
        return not path.exists() or (path.is_file() and is_of(self.source, path))


def read_kept(path: Path) -> bytes:
    """The bytes of a file that was kept; raises ``SourceError``."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or error
        raise SourceError(f"{path} cannot be read ({reason}); let this user read it") from error
