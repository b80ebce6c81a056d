"""A generation on disk: written whole, published at once, opened only as its manifest says.

    <index>/CURRENT                     "gen-000007 <SHA-256 of its manifest.json>"
    <index>/.lock                       held by the one process that writes (see locks)
    <index>/gen-000007/manifest.json    what built it, counts, one SHA-256 and size for each file
    <index>/gen-000007/vectors.faiss    one unit vector a passage, in the order of the rows, or a
                                        code of it where there are too many to compare all,
    <index>/gen-000007/vectors.rows     with the vectors themselves here
    <index>/gen-000007/tokens.bin       token vectors as bits, for late interaction (see tokens)
    <index>/gen-000007/words/           BM25 over the same rows
    <index>/gen-000007/vocabulary.txt   the documents' words, names and abbreviations
    <index>/gen-000007/tally.json       what they were counted from, for the next build alone
    <index>/gen-000007/rows.sqlite      files, documents, passages (see rows)

A draft is written to ``.tmp-*``, every file and folder synced, the manifest last, checked (see
gates), then renamed, and its name put into ``CURRENT`` in one step. Whatever fails before leaves
the old generation answering; what it left behind the next writer removes. The generation before
stays for ``roll_back``, and so does one that a process still reads. Readers never write.

What is promised of an index that somebody or something touched:

- A file that is missing, cut, swapped or changed is found: what answers for long, or reads the
  whole index, compares every hash when it opens. What asks once compares those of all files that
  it reads but two, tokens.bin and rows.sqlite, whose rows carry checks of their own, bound to the
  generation, and are compared as they are read; damage may hide a row from it, never change one.
  Of a file over 16 MB it compares the state in which it was written instead (see seen).
  faiss and tantivy open a file only after it was compared, and tantivy maps it: a file changed
  while it is open is compared again before the next question (see live).
- No quote is shown that is not a slice of its document's text, which has a hash of its own.
- Nothing in an index is code: no pickle, no plug-in. Of a generation only regular files in its own
  folder are read; its model is looked for on this machine, and must have the manifest's hash.
- What is not promised: hashes find damage, not forgery. Whoever can write the index folder can
  write its hashes too and make any text a quote. Keep the folder as safe as the documents, and
  open no index that came from elsewhere. That the documents say what is true is not promised.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.encoders import Identity
from index.errors import IndexDamaged, IndexMismatch, IndexNotFound, IndexUnwritable
from index.files import FileState, HashedFile, sha256_of, state_from_json, state_of
from index.passages import SPLITTER_VERSION
from index.storage.locks import ReaderLock, has_readers, sole_writer

FORMAT_VERSION = 6
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
VECTOR_ROWS = "vectors.rows"
TOKENS = "tokens.bin"
VOCABULARY = "vocabulary.txt"
TALLY = "tally.json"
WORDS = "words"
ROWS = "rows.sqlite"

CHECKED_BY_ROW = frozenset({ROWS, TOKENS})
"""Files whose rows carry checks of their own, compared whenever one is read."""

_NAME = re.compile(r"gen-[0-9]{6,}")
_FILES = re.compile(
    "|".join(map(re.escape, (VECTORS, VECTOR_ROWS, TOKENS, VOCABULARY, TALLY, ROWS)))
    + f"|{WORDS}/[A-Za-z0-9._-]+"
)
_LINE = re.compile(rb"(gen-[0-9]{6,}) ([0-9a-f]{64})\n")
_DRAFT = ".tmp-"
_NEW_CURRENT = ".CURRENT.new"
_NOT_COMPARED = CHECKED_BY_ROW | {TALLY}
"""By who asks once."""
_PAUSES = (0.05, 0.1, 0.2, 0.4) if sys.platform == "win32" else ()
_BUILD = "run pincite build"
_MEND = "run pincite build, or pincite rollback"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: who built it from what, and what each file must be."""

    format_version: int
    generation: str
    created: str
    salt: str
    """Goes into the checks of rows, so that those of another generation do not fit."""
    encoder: Identity
    weights: FileState
    """Of the encoder's weights, before their hash was taken."""
    precision: str
    """What vectors were computed in; ``bfloat16`` if any of them was."""
    splitter: str
    recipe: str
    """What tells whether the same file would be read and cut the same way."""
    libraries: dict[str, str]
    counts: dict[str, int]
    nearest: dict[str, Any]
    """How the nearest vectors are found, and the recall@10 of that on a sample."""
    files: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Generation:
    """A generation: its folder and its manifest. While it is open, nobody removes it."""

    folder: Path
    manifest: Manifest
    hold: ReaderLock
    opened: dict[str, FileState] = field(default_factory=dict)
    """The state of each file when it was opened, before any was compared."""

    @property
    def name(self) -> str:
        """Such as ``gen-000007``."""
        return self.manifest.generation

    def check(self, *, whole: bool) -> None:
        """Raise ``IndexDamaged`` for the first file that is not as it was written.

        Unless ``whole``, only sizes are compared of files that are checked as they are read, and
        only the states of large ones.
        """
        for damage in self.damages(whole=whole):
            raise IndexDamaged(f"{damage}; {_MEND}")

    def damages(self, *, whole: bool = True) -> Iterator[str]:
        """What is wrong with each file that is missing, or not byte for byte what was written."""
        for name in self.manifest.files:
            yield from self.damages_of(name, whole=whole)

    def damages_of(self, name: str, *, whole: bool = True) -> Iterator[str]:
        """The same of one file."""
        path, entry = self.folder / name, self.manifest.files[name]
        try:
            found = path.lstat()
        except OSError as error:
            what = "is missing" if isinstance(error, FileNotFoundError) else error.strerror
            yield f"the index file {path} {what}"
            return
        if not stat.S_ISREG(found.st_mode):
            yield f"the index file {path} is no regular file"
        elif found.st_size != entry["bytes"]:
            yield f"the index file {path} has another size than its manifest says"
        elif (whole or name not in _NOT_COMPARED) and not _is_same(path, entry, whole):
            yield f"the index file {path} is damaged"

    def states(self) -> dict[str, FileState]:
        """The state of each file that is there, to see which is touched."""
        found = {}
        for name in self.manifest.files:
            with suppress(OSError):
                found[name] = state_of(self.folder / name)
        return found


def _is_same(path: Path, entry: dict[str, Any], whole: bool) -> bool:
    try:
        written = HashedFile(str(entry["sha256"]), state_from_json(entry["state"]))
        now = HashedFile.of(path) if whole else written.refreshed(path)
        return now.sha256 == written.sha256
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {_BUILD}") from error


def open_generation(index: Path) -> Generation:
    """The generation that ``CURRENT`` names; raises one of ``UnusableIndex``'s kinds."""
    while True:
        line = read_current(index)
        try:
            found = open_named(index, *line)
        except IndexDamaged:
            # A writer may have published twice since, and removed what we were about to open.
            if read_current(index) == line:
                raise
        else:
            # The same before our hold; once it is held and still current, nobody removes it.
            if read_current(index) == line:
                return found


def open_named(index: Path, name: str, expected: str | None = None) -> Generation:
    """The generation of that name, its manifest compared with its own hash and, if given, with
    that which is ``expected``; raises ``IndexDamaged`` or ``IndexMismatch``."""
    path = index / name / MANIFEST
    try:
        hold = ReaderLock(path)
        data = path.read_bytes()
    except OSError as error:
        named = f", which {index / CURRENT} names," if expected else ""
        raise IndexDamaged(f"{path}{named} cannot be read ({error.strerror}); {_MEND}") from error
    if expected is not None and hashlib.sha256(data).hexdigest() != expected:
        raise IndexDamaged(f"{path} is not what {CURRENT} says; {_MEND}")
    found = Generation(index / name, _read_manifest(data, path), hold)
    return replace(found, opened=found.states())


def read_current(index: Path) -> tuple[str, str]:
    """The name of the published generation, and the SHA-256 of its manifest."""
    path = index / CURRENT
    try:
        match = _LINE.fullmatch(path.read_bytes())
    except FileNotFoundError as error:
        if _generations(index):
            raise IndexDamaged(f"{path} is missing; {_MEND}") from error
        raise IndexNotFound(f"no index in {index}; {_BUILD} first") from error
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {_MEND}") from error
    if match is None:
        raise IndexDamaged(f"{path} names no generation; {_MEND}")
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
        if not all(_FILES.fullmatch(name) for name in manifest.files):
            raise ValueError("a file that is none of a generation")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexDamaged(f"{path} is damaged; {_MEND}") from error
    return manifest


def _digest(manifest: Manifest) -> str:
    """A SHA-256 over all that a manifest says, which it carries itself: ``CURRENT`` vouches for
    the current one only."""
    return hashlib.sha256(json.dumps(asdict(manifest), sort_keys=True).encode()).hexdigest()


def check_encoder(generation: Generation, encoder: Identity) -> None:
    """Raise ``IndexMismatch`` when the index was built by another encoder or splitter."""
    theirs, ours = asdict(generation.manifest.encoder), asdict(encoder)
    for key, value in ours.items():
        if theirs[key] != value:
            raise IndexMismatch(
                f"the index was built by an encoder with {key} {theirs[key]}, "
                f"the one here has {value}; {_BUILD}"
            )
    if generation.manifest.splitter != SPLITTER_VERSION:
        raise IndexMismatch(
            f"the index was split by version {generation.manifest.splitter}, "
            f"this is {SPLITTER_VERSION}; {_BUILD}"
        )


@dataclass(frozen=True, slots=True)
class Draft:
    """A generation being written; nothing sees it before ``publish``."""

    index: Path
    folder: Path
    name: str
    salt: str

    def seal(self, manifest: Manifest) -> Generation:
        """Write the manifest, name, salt and ``files`` filled in here, and sync all there is."""
        files = {path: _described(self.folder / path) for path in _files(self.folder)}
        manifest = replace(manifest, generation=self.name, salt=self.salt, files=files)
        entry = {**asdict(manifest), "sha256": _digest(manifest)}
        data = json.dumps(entry, indent=1, sort_keys=True).encode()
        _write_synced(self.folder / MANIFEST, data)
        _sync_folders(self.folder)
        return Generation(self.folder, manifest, ReaderLock(self.folder / MANIFEST))

    def publish(self, sealed: Generation) -> None:
        """Give the folder its name, and name it in ``CURRENT``."""
        sealed.hold.release()
        target = self.index / self.name
        try:
            _put_in_place(self.folder, target)
            _sync(self.index)
            _make_current(self.index, self.name)
        except BaseException:
            if _current_name(self.index) != self.name:
                shutil.rmtree(target, ignore_errors=True)
            raise


@contextmanager
def draft(index: Path) -> Iterator[Draft]:
    """A new draft, by the only writer of the index; what is not published is removed.

    Raises ``IndexBusy`` when another process writes, ``IndexUnwritable`` when nothing can be
    written.
    """
    with _told(index):
        made = [path for path in (index, *index.absolute().parents) if not path.exists()]
        index.mkdir(parents=True, exist_ok=True)
        for path in made:
            with suppress(PermissionError):  # to make a folder does not ask to read its parent
                _sync(path.absolute().parent)
        with sole_writer(index):
            _remove_left_over(index)
            names = _generations(index)
            before = _current_name(index) or next(iter(names), "")
            number = max(map(_number, names), default=0) + 1
            salt = os.urandom(8).hex()
            folder = index / f"{_DRAFT}{salt}"
            try:
                folder.mkdir()
                yield Draft(index, folder, f"gen-{number:06d}", salt)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            _remove_old(index, {before, _current_name(index)})


@contextmanager
def _told(index: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason, where = error.strerror or error, str(error.filename or index)
        if not where.startswith(str(index)):
            told = f"the build failed at {where} ({reason}); nothing was published in {index}"
            raise IndexUnwritable(told) from error
        raise IndexUnwritable(f"the index {index} cannot be written: {reason}") from error


def roll_back(index: Path) -> Generation:
    """Name the ``last_good`` generation in ``CURRENT``, and return it.

    Raises ``IndexNotFound`` when there is none, ``IndexBusy`` when a process is building.
    """
    if not index.is_dir():
        raise IndexNotFound(f"no index in {index}; {_BUILD} first")
    with _told(index), sole_writer(index):
        found = last_good(index)
        if found is None:
            current = _current_name(index) or "now"
            raise IndexNotFound(f"no good generation before {current} is left; {_BUILD}")
        _make_current(index, found.name)
        return found


def last_good(index: Path) -> Generation | None:
    """The newest good generation before the current one, or of all if ``CURRENT`` is damaged.

    It is verified in full; ``None`` when there is none.
    """
    current = _current_name(index)
    for name in _generations(index):
        if not current or _number(name) < _number(current):
            with suppress(IndexDamaged, IndexMismatch):
                found = open_named(index, name)
                found.check(whole=True)
                return found
    return None


def _remove_left_over(index: Path) -> None:
    """What writers that were ended left behind; only the sole writer may do this."""
    for path in [*index.glob(_DRAFT + "*"), index / _NEW_CURRENT]:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _remove_old(index: Path, kept: set[str]) -> None:
    """Remove generations but those, and those that are being read.

    Each is renamed first, so that nobody sees one from which a file is missing already.
    """
    for name in set(_generations(index)) - kept:
        if has_readers(index / name / MANIFEST):
            continue
        with suppress(OSError):  # Windows refuses while a file in it is open
            doomed = index / f"{_DRAFT}{name}"
            (index / name).rename(doomed)
            shutil.rmtree(doomed, ignore_errors=True)


def _generations(index: Path) -> list[str]:
    """Their names, the newest first; a copy by another name is its owner's affair."""
    names = [path.name for path in index.glob("gen-*") if _NAME.fullmatch(path.name)]
    return sorted(names, key=_number, reverse=True)


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _current_name(index: Path) -> str:
    """The current generation's name, or nothing."""
    try:
        return read_current(index)[0]
    except (IndexNotFound, IndexDamaged):
        return ""


def _make_current(index: Path, name: str) -> None:
    new = index / _NEW_CURRENT
    line = f"{name} {sha256_of(index / name / MANIFEST)}\n"
    try:
        _write_synced(new, line.encode("ascii"))
        _put_in_place(new, index / CURRENT)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
    _sync(index)


def _put_in_place(new: Path, old: Path) -> None:
    for pause in _PAUSES:
        with suppress(PermissionError):  # on Windows while a reader has it open, for a moment
            os.replace(new, old)
            return
        time.sleep(pause)
    os.replace(new, old)


def _files(folder: Path) -> list[str]:
    found = [p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock")]
    return sorted(p.relative_to(folder).as_posix() for p in found)


def _described(path: Path) -> dict[str, Any]:
    found = HashedFile.of(path)
    return {"bytes": found.state[1], "sha256": found.sha256, "state": list(found.state)}


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        _sync_handle(file.fileno())


def _sync_folders(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    if path.is_dir() and sys.platform == "win32":
        return  # Windows cannot open a folder to sync it; it orders its own metadata.
    handle = os.open(path, os.O_RDWR if sys.platform == "win32" else os.O_RDONLY)
    try:
        _sync_handle(handle)
    finally:
        os.close(handle)


def _sync_handle(handle: int) -> None:
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # some file systems know only fsync
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)  # fsync leaves it in the drive's cache there
            return
    os.fsync(handle)
