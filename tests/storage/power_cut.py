"""A disk that loses its power: what may be found in a folder after each step of its writer.

The disk keeps what POSIX promises and no more. A file's bytes are safe once the file was synced;
until then they may be those of the last sync, the new ones, or torn. A name that was made, moved
or removed is safe once its folder was synced; until then each change may have happened or not,
without regard to the others, but a rename is never half done.
"""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

BLOCK = 512
STEPS = ("mkdir", "rename", "replace", "unlink", "rmdir")

Names = dict[str, int | None]
"""What a name in a folder leads to: the number of a file or folder, or nothing any more."""

State = dict[str, bytes | None]
"""Files with their bytes, and folders, by path."""


class Luck:
    """What becomes of all that is not synced: kept with these chances, bytes torn or as before."""

    def __init__(self, names: float, data: float, torn: bool = False, seed: str = "") -> None:
        self._names, self._data, self._torn = names, data, torn
        self._chance = random.Random(seed)

    def keeps_name(self) -> bool:
        return self._chance.random() < self._names

    def data(self, synced: bytes, now: bytes) -> bytes:
        if synced == now or self._chance.random() < self._data:
            return now
        return self._chance.choice([self._cut, self._holed])(now) if self._torn else synced

    def _cut(self, data: bytes) -> bytes:
        return data[: self._chance.randint(0, len(data))]

    def _holed(self, data: bytes) -> bytes:
        blocks = (data[at : at + BLOCK] for at in range(0, len(data), BLOCK))
        return b"".join(self._chance.choice([block, bytes(len(block))]) for block in blocks)


def fates(seed: str) -> list[Luck]:
    """All lost, all kept, all names kept of files that are empty, and three mixtures."""
    mixed = [Luck(0.5, 0.4, torn=True, seed=f"{seed} {number}") for number in range(3)]
    return [Luck(0, 0), Luck(1, 1), Luck(1, 0), *mixed]


@dataclass
class Disk:
    """Files and folders by number: how they are, and how they were when they were synced."""

    root: int
    data: dict[int, bytes] = field(default_factory=dict)
    names: dict[int, Names] = field(default_factory=dict)
    synced_data: dict[int, bytes] = field(default_factory=dict)
    synced_names: dict[int, Names] = field(default_factory=dict)
    changes: dict[int, list[Names]] = field(default_factory=dict)
    """Of each folder's names, since it was synced."""

    def sync(self, number: int) -> None:
        if number in self.data:
            self.synced_data[number] = self.data[number]
        else:
            self.synced_names[number] = self.names[number]
            self.changes[number] = []

    def renamed(self, folder: int, names: Names) -> None:
        self.changes.setdefault(folder, []).extend(_changes(self.names.get(folder, {}), names))
        self.names[folder] = names

    def after_cut(self, luck: Luck) -> State:
        """What the folder may hold once the power is back."""
        return dict(self._entries(self.root, "", luck))

    def _entries(self, folder: int, path: str, luck: Luck) -> Iterator[tuple[str, bytes | None]]:
        names = dict(self.synced_names.get(folder, {}))
        for change in self.changes.get(folder, []):
            names |= change if luck.keeps_name() else {}
        for name, number in sorted(names.items()):
            if number in self.data:
                synced = self.synced_data.get(number, b"")
                yield path + name, luck.data(synced, self.data[number])
            elif number is not None:
                yield path + name, None
                yield from self._entries(number, f"{path}{name}/", luck)


def _changes(before: Names, now: Names) -> list[Names]:
    """One for each name that is another now, but one for both names of what was moved."""
    differ = [name for name in {**before, **now} if before.get(name) != now.get(name)]
    gone = {before[name]: name for name in differ if name not in now}
    made = [name for name in differ if name in now]
    moved = {gone[now[name]] for name in made if now[name] in gone}
    changes: list[Names] = [{gone[number]: None} for number in gone if gone[number] not in moved]
    for name in made:
        source: Names = {gone[now[name]]: None} if now[name] in gone else {}
        changes.append({**source, name: now[name]})
    return changes


class Recording:
    """The disk below a folder after each step of what writes there."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._handles: dict[int, int] = {}
        self.disk = Disk(root.stat().st_ino)
        self.steps: list[tuple[str, Disk]] = []
        self._look()
        for number in [*self.disk.data, *self.disk.names]:
            self.disk.sync(number)

    def close(self) -> None:
        for handle in self._handles.values():
            os.close(handle)

    def note(self, step: str) -> None:
        """Remember the disk as it is now."""
        self._look()
        self.steps.append((step, deepcopy(self.disk)))

    def noting(self, name: str) -> Callable[..., Any]:
        """The call of that name of ``os``, with a note after it."""
        call = getattr(os, name)

        def noted(*words: Any, **options: Any) -> Any:
            done = call(*words, **options)
            self.note(f"{name} {Path(words[0]).name}")
            return done

        return noted

    def fsync(self, handle: int) -> None:
        """Sync no more than the model."""
        self._look()
        self.disk.sync(os.fstat(handle).st_ino)
        self.note("fsync")

    def _look(self) -> None:
        folders = [self._root]
        for folder in folders:
            entries = sorted(folder.iterdir())
            names: Names = {path.name: self._number(path) for path in entries}
            self.disk.renamed(folder.stat().st_ino, names)
            folders += [path for path in entries if path.is_dir()]
            files = [path for path in entries if path.is_file()]
            self.disk.data |= {self._number(path): path.read_bytes() for path in files}

    def _number(self, path: Path) -> int:
        number = path.stat().st_ino
        if number not in self._handles:  # kept open, so that nothing else ever gets this number
            self._handles[number] = os.open(path, os.O_RDONLY)
        return number


@contextmanager
def recorded(root: Path, patch: pytest.MonkeyPatch) -> Iterator[Recording]:
    """Note every step that is made below a folder while the block runs, and its end."""
    recording = Recording(root)
    try:
        with patch.context() as during:
            for name in STEPS:
                during.setattr(os, name, recording.noting(name))
            during.setattr(os, "fsync", recording.fsync)
            yield recording
        recording.note("end")
    finally:
        recording.close()


def states(steps: list[tuple[str, Disk]]) -> Iterator[tuple[str, State]]:
    """All that a cut after one of the steps may leave, each once, and after which step."""
    seen = set()
    for number, (step, disk) in enumerate(steps):
        for luck in fates(f"{number}"):
            state = disk.after_cut(luck)
            key = frozenset(state.items())
            if key not in seen:
                seen.add(key)
                yield f"{number}: {step}", state


def restore(state: State, folder: Path) -> Path:
    """A folder that holds it."""
    folder.mkdir()
    for name, data in state.items():
        if data is None:
            (folder / name).mkdir()
        else:
            (folder / name).write_bytes(data)
    return folder
