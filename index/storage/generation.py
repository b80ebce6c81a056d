"""Files of an index → a generation: written in full, published at once, checked when opened.

    <index>/CURRENT                     "gen-000007 <SHA-256 of its manifest.json>"
    <index>/.lock                       held by the one process that writes (see locks)
    <index>/gen-000007/manifest.json    what built it, counts, one SHA-256 and size for each file
    <index>/gen-000007/vectors.faiss    one unit vector a passage, in the order of the rows, or a
                                        code of it where there are too many to compare all,
    <index>/gen-000007/vectors.rows     with the vectors themselves here
    <index>/gen-000007/tokens.bin       token vectors as bits (see token_vectors)
    <index>/gen-000007/words/           postings of the same rows (see postings)
    <index>/gen-000007/vocabulary.txt   the documents' words, names and abbreviations
    <index>/gen-000007/tally.json       the word counts behind it, for the next build only
    <index>/gen-000007/rows.sqlite      files, documents, passages (see rows)
    <index>/gen-000007/corpus.list      sizes and times of the corpus' files, beside those of the
                                        manifest; no answer rests on it (see snapshot)

A draft is written to ``.tmp-*``. Every file and folder is synced, the manifest last. The draft is
checked (see gates), then renamed, and its name is put into ``CURRENT`` in one step. If anything
fails before that, the old generation goes on answering, and the next writer removes what was left
behind. Some generations before it stay (see rollback), and so does a generation that a process
still reads. Readers never write.

What is promised of an index that was changed by anyone or anything else:

- A file that is missing, cut, swapped or changed is found. A process that answers for long, or
  reads the whole index, compares every hash when it opens. A process that asks once compares the
  hashes of all files that it reads except two, tokens.bin and rows.sqlite. Each of their rows has
  its own check, bound to the generation, which is compared when the row is read; damage may hide a
  row from this process, but never change one. Of a file over 16 MB it compares the state in which
  the file was written instead (see files). faiss opens a file only after it was compared; a file
  that changes while it is open is compared again before the next question (see live_index).
- No quote is shown that is not a slice of its document's text, which has its own hash.
- Nothing in an index is code: no pickle, no plug-in. Of a generation only regular files in its own
  folder are read; its model is looked for on this machine, and must have the manifest's hash.
- What is not promised: hashes find damage, not forgery. Whoever can write the index folder can
  also write its hashes, and make any text a quote. Keep the folder as safe as the documents, and
  open no index that came from elsewhere. It is not promised that the documents tell the truth.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

from index.encoders import Identity
from index.errors import IndexDamaged, IndexMismatch, IndexNotFound, IndexUnwritable
from index.files import (
    FileState,
    HashedFile,
    read_regular,
    sha256_of,
    state_from_json,
    state_of,
    write_new,
)
from index.passages import SPLITTER_VERSION
from index.storage.index_folder import (
    CURRENT,
    DRAFT,
    KEPT_GENERATIONS,
    MANIFEST,
    NEW_CURRENT,
    check_index_folder,
    generation_names,
    number_of,
    remove_generation,
    remove_left_over,
)
from index.storage.locks import ReaderLock, sole_writer

FORMAT_VERSION = 9
VECTORS = "vectors.faiss"
VECTOR_ROWS = "vectors.rows"
TOKENS = "tokens.bin"
VOCABULARY = "vocabulary.txt"
WORD_COUNTS = "tally.json"
WORDS = "words"
ROWS = "rows.sqlite"

CHECKED_BY_ROW = frozenset({ROWS, TOKENS})
"""Files whose rows each have their own check, compared whenever a row is read."""

_FILE_NAME = re.compile(
    "|".join(map(re.escape, (VECTORS, VECTOR_ROWS, TOKENS, VOCABULARY, WORD_COUNTS, ROWS)))
    + f"|{WORDS}/[A-Za-z0-9._-]+"
)
_CURRENT_LINE = re.compile(rb"(gen-[0-9]{6,}) ([0-9a-f]{64})\n")
_NOT_COMPARED = CHECKED_BY_ROW | {WORD_COUNTS}
"""Files whose hash a process that asks once does not compare."""
_PAUSES = (0.05, 0.1, 0.2, 0.4) if sys.platform == "win32" else ()
_BUILD = "run pincite build"
_REPAIR = "run pincite build, or pincite rollback"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What built a generation, from what, and what each of its files must be."""

    format_version: int
    generation: str
    created: str
    salt: str
    """Part of the checks of rows, so that rows of another generation do not match."""
    encoder: Identity
    weights: FileState
    """The state of the file of the encoder's weights, from before it was hashed."""
    precision: str
    """The number type in which vectors were computed; ``bfloat16`` if any of them was."""
    languages: dict[str, dict[str, int]]
    """For each document set the passages of each language (see set_languages)."""
    splitter: str
    recipe: str
    """A hash; while it is the same, the same file is read and cut in the same way."""
    libraries: dict[str, str]
    counts: dict[str, int]
    nearest: dict[str, Any]
    """How the nearest vectors are found, and the recall@10 of that on a sample."""
    files: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation: its folder and its manifest. While it is open, no process removes it."""

    folder: Path
    manifest: Manifest
    reader_lock: ReaderLock
    opened_states: dict[str, FileState] = field(default_factory=dict)
    """The state of each file when it was opened, before any was compared."""

    @property
    def name(self) -> str:
        """Such as ``gen-000007``."""
        return self.manifest.generation

    @property
    def is_in_place(self) -> bool:
        """Whether the files are those that were written, and no copies of them."""
        written = {name: tuple(entry["state"]) for name, entry in self.manifest.files.items()}
        return self.opened_states == written

    def check(self, *, full: bool) -> None:
        """Raise ``IndexDamaged`` for the first file that is not as it was written.

        If not ``full``, only the size is compared for files that are checked row by row, and only
        the state for large files.
        """
        for damage in self.damages(full=full):
            raise IndexDamaged(f"{damage}; {_REPAIR}")

    def damages(self, *, full: bool = True) -> Iterator[str]:
        """One message for each file that is missing, or not byte for byte what was written."""
        for name in self.manifest.files:
            yield from self.damages_of(name, full=full)

    def damages_of(self, name: str, *, full: bool = True) -> Iterator[str]:
        """The same for one file."""
        path, entry = self.folder / name, self.manifest.files[name]
        try:
            status = path.lstat()
        except OSError as error:
            problem = "is missing" if isinstance(error, FileNotFoundError) else error.strerror
            yield f"the index file {path} {problem}"
            return
        if not stat.S_ISREG(status.st_mode):
            yield f"the index file {path} is no regular file"
        elif status.st_size != entry["bytes"]:
            yield f"the index file {path} has another size than its manifest says"
        elif (full or name not in _NOT_COMPARED) and not _is_unchanged(path, entry, full):
            yield f"the index file {path} is damaged"

    def states(self) -> dict[str, FileState]:
        """The state of each file that exists, to see which of them change."""
        states = {}
        for name in self.manifest.files:
            with suppress(OSError):
                states[name] = state_of(self.folder / name)
        return states


def _is_unchanged(path: Path, entry: dict[str, Any], full: bool) -> bool:
    try:
        written = HashedFile(str(entry["sha256"]), state_from_json(entry["state"]))
        current = HashedFile.of(path) if full else written.refreshed(path)
        return current.sha256 == written.sha256
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {_BUILD}") from error


def open_generation(index: Path) -> Generation:
    """The generation that ``CURRENT`` names; raises one of ``UnusableIndex``'s kinds."""
    while True:
        line = read_current(index)
        try:
            generation = open_named(index, *line)
        except IndexDamaged:
            # A writer may have published twice meanwhile, and removed this generation.
            if read_current(index) == line:
                raise
        else:
            # It may also have published before the lock was taken. Once the generation is locked
            # and still current, nobody removes it.
            if read_current(index) == line:
                return generation


def open_named(index: Path, name: str, expected: str | None = None) -> Generation:
    """The generation of that name. Its manifest is compared with its own hash and, if given, with
    the ``expected`` one. Raises ``IndexDamaged`` or ``IndexMismatch``."""
    path = index / name / MANIFEST
    try:
        reader_lock = ReaderLock(path)
        data = read_regular(path)
    except OSError as error:
        path_name = f"{path}, which {index / CURRENT} names," if expected else f"{path}"
        raise IndexDamaged(f"{path_name} cannot be read ({error.strerror}); {_REPAIR}") from error
    if expected is not None and hashlib.sha256(data).hexdigest() != expected:
        raise IndexDamaged(f"{path} is not what {CURRENT} says; {_REPAIR}")
    generation = Generation(index / name, _read_manifest(data, path), reader_lock)
    return replace(generation, opened_states=generation.states())


def read_current(index: Path) -> tuple[str, str]:
    """The name of the published generation, and the SHA-256 of its manifest."""
    path = index / CURRENT
    try:
        match = _CURRENT_LINE.fullmatch(read_regular(path))
    except FileNotFoundError as error:
        if generation_names(index):
            raise IndexDamaged(f"{path} is missing; {_REPAIR}") from error
        raise IndexNotFound(f"no index in {index}; {_BUILD} first") from error
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {_REPAIR}") from error
    if match is None:
        raise IndexDamaged(f"{path} names no generation; {_REPAIR}")
    return match[1].decode(), match[2].decode()


def _read_manifest(data: bytes, path: Path) -> Manifest:
    try:
        entry = json.loads(data)
        version, digest = entry["format_version"], entry.pop("sha256", None)
        if version != FORMAT_VERSION:
            raise IndexMismatch(
                f"{path.parent} has index format {version}, this is {FORMAT_VERSION}; {_BUILD}"
            )
        typed = {
            "encoder": Identity(**entry["encoder"]),
            "weights": state_from_json(entry["weights"]),
        }
        manifest = Manifest(**{**entry, **typed})
        if digest != _digest(manifest) or manifest.generation != path.parent.name:
            raise ValueError("its hash is another")
        if not all(_FILE_NAME.fullmatch(name) for name in manifest.files):
            raise ValueError("a file that is none of a generation")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"{path} is damaged; {_REPAIR}") from error
    return manifest


def _digest(manifest: Manifest) -> str:
    """A SHA-256 over the whole manifest, which is stored in it: ``CURRENT`` has a hash of the
    current manifest only."""
    return hashlib.sha256(json.dumps(asdict(manifest), sort_keys=True).encode()).hexdigest()


def check_encoder(generation: Generation, encoder: Identity) -> None:
    """Raise ``IndexMismatch`` when the index was built by another encoder or splitter."""
    built_with, expected = asdict(generation.manifest.encoder), asdict(encoder)
    for key, value in expected.items():
        if built_with[key] != value:
            raise IndexMismatch(
                f"the index was built by an encoder with {key} {built_with[key]}, "
                f"the one here has {value}; {_BUILD}"
            )
    if generation.manifest.splitter != SPLITTER_VERSION:
        raise IndexMismatch(
            f"the index was split by version {generation.manifest.splitter}, "
            f"this is {SPLITTER_VERSION}; {_BUILD}"
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation that is being written; no reader sees it before ``publish``."""

    index: Path
    folder: Path
    name: str
    salt: str

    def seal(self, manifest: Manifest) -> Generation:
        """Fill in the manifest's name, salt and ``files``, write it, and sync all files."""
        files = {path: _file_entry(self.folder / path) for path in _file_names(self.folder)}
        manifest = replace(manifest, generation=self.name, salt=self.salt, files=files)
        entry = {**asdict(manifest), "sha256": _digest(manifest)}
        data = json.dumps(entry, indent=1, sort_keys=True).encode()
        _write_synced(self.folder / MANIFEST, data)
        _sync_folders(self.folder)
        return Generation(self.folder, manifest, ReaderLock(self.folder / MANIFEST))

    def publish(self, sealed: Generation) -> None:
        """Give the folder its name, and name it in ``CURRENT``."""
        sealed.reader_lock.release()
        target = self.index / self.name
        try:
            _replace_file(self.folder, target)
            _sync(self.index)
            make_current(self.index, self.name)
        except BaseException:
            if current_name(self.index) != self.name:
                shutil.rmtree(target, ignore_errors=True)
            raise


@contextmanager
def draft(index: Path, keep: int = KEPT_GENERATIONS) -> Iterator[Draft]:
    """A new draft, written by the only writer of the index; if not published, it is removed.

    At the end so many generations are kept, itself included. Raises ``UsageError``
    when the folder holds other files and no index, ``IndexBusy`` when another process writes,
    ``IndexUnwritable`` when nothing can be written.
    """
    check_index_folder(index)
    with writing_errors(index):
        new_folders = [path for path in (index, *index.absolute().parents) if not path.exists()]
        index.mkdir(parents=True, exist_ok=True)
        for path in new_folders:
            with suppress(PermissionError):  # a parent may be writable and yet not readable
                _sync(path.absolute().parent)
        with sole_writer(index):
            remove_left_over(index)
            names = generation_names(index)
            previous = current_name(index) or next(iter(names), "")
            number = max(map(number_of, names), default=0) + 1
            salt = os.urandom(8).hex()
            folder = index / f"{DRAFT}{salt}"
            new = Draft(index, folder, f"gen-{number:06d}", salt)
            try:
                folder.mkdir()
                yield new
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            _remove_old(index, names, previous, new.name, keep)


def kept_names(index: Path, names: Iterable[str], newest: str, keep: int) -> list[str]:
    """Of these generations so many to keep: the newest one to keep, and those before it.

    What is newer was left by going back from it, so nobody wants to go back to it. Nobody can go
    back to one that is damaged either: it takes no other one's place.
    """
    wanted = [name for name in names if number_of(name) <= number_of(newest)]
    if len(wanted) <= keep:
        return wanted
    newest_first = sorted(wanted, key=number_of, reverse=True)
    return list(islice((name for name in newest_first if not _is_damaged(index, name)), keep))


def _is_damaged(index: Path, name: str) -> bool:
    """Whether a generation is not, byte for byte, as it was written; to read it takes a while."""
    try:
        open_named(index, name).check(full=True)
    except IndexDamaged:
        return True
    except IndexMismatch:  # another version of Pincite may go back to it
        return False
    return False


def _remove_old(index: Path, names: list[str], previous: str, new: str, keep: int) -> None:
    """Of the generations before a build remove all but those to keep, and those that are read.

    If nothing was published, one may still want to go to what is newer than the current one.
    """
    current = current_name(index)
    is_published = current == new
    kept = kept_names(index, names, previous, keep - is_published)
    newer = [name for name in names if number_of(name) > number_of(previous)]
    for name in set(names).difference(kept, () if is_published else [current, *newer]):
        remove_generation(index / name)


@contextmanager
def writing_errors(index: Path) -> Iterator[None]:
    """Tell of the system's errors as ``IndexUnwritable``."""
    try:
        yield
    except OSError as error:
        reason, where = error.strerror or error, str(error.filename or index)
        if not where.startswith(str(index)):
            message = f"the build failed at {where} ({reason}); nothing was published in {index}"
            raise IndexUnwritable(message) from error
        raise IndexUnwritable(f"the index {index} cannot be written: {reason}") from error


def current_name(index: Path) -> str:
    """The current generation's name, or an empty string."""
    try:
        return read_current(index)[0]
    except (IndexNotFound, IndexDamaged):
        return ""


def make_current(index: Path, name: str) -> None:
    """Let a generation be the current one, in one step; only the sole writer may."""
    new = index / NEW_CURRENT
    line = f"{name} {sha256_of(index / name / MANIFEST)}\n"
    try:
        _write_synced(new, line.encode("ascii"))
        _replace_file(new, index / CURRENT)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    _sync(index)


def _replace_file(new: Path, old: Path) -> None:
    for pause in _PAUSES:
        with suppress(PermissionError):  # on Windows, as long as a reader has the file open
            os.replace(new, old)
            return
        time.sleep(pause)
    os.replace(new, old)


def _file_names(folder: Path) -> list[str]:
    files = [p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock")]
    return sorted(p.relative_to(folder).as_posix() for p in files)


def _file_entry(path: Path) -> dict[str, Any]:
    hashed = HashedFile.of(path)
    return {"bytes": hashed.state[1], "sha256": hashed.sha256, "state": list(hashed.state)}


def _write_synced(path: Path, data: bytes) -> None:
    with write_new(path) as file:
        file.write(data)
        file.flush()
        _sync_handle(file.fileno())


def _sync_folders(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return  # Windows cannot open a folder to sync it; it keeps its metadata in order itself.
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        _sync_handle(handle)
    finally:
        os.close(handle)


def _sync_handle(handle: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # some file systems support only fsync
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # fsync leaves data in the drive's cache
            return
    os.fsync(handle)
