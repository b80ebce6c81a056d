"""A generation on disk: written whole, published at once, opened only as its manifest says.

    <index>/CURRENT                     "gen-000007 <SHA-256 of its manifest.json>"
    <index>/gen-000007/manifest.json    what built it, counts, one SHA-256 and size for each file
    <index>/gen-000007/vectors.faiss    one unit vector a passage, in the order of the rows
    <index>/gen-000007/tokens.bin       token vectors as bits, for late interaction (see tokens)
    <index>/gen-000007/words/           BM25 over the same rows
    <index>/gen-000007/vocabulary.json  the documents' words, names and abbreviations
    <index>/gen-000007/rows.sqlite      documents (text, hashes, metadata), passages (spans, head)

A draft is written to ``.tmp-*``, every file and folder synced, the manifest last, then renamed;
``CURRENT`` is replaced in one step after that. Whatever fails before leaves the old generation
answering. The one before stays beside the new one. Readers never write.

The hashes find damage, not forgery: whoever can write the index folder can write its hashes.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index.cleaning import Context, Kind
from index.documents import Document, text_sha256
from index.encoder import Identity
from index.errors import IndexDamaged, IndexMismatch, IndexNotFound, PinciteError
from index.passages import SPLITTER_VERSION, Copy, Note, Passage
from index.readers import Heading, Metadata, Source

FORMAT_VERSION = 3
CURRENT = "CURRENT"
MANIFEST = "manifest.json"
VECTORS = "vectors.faiss"
TOKENS = "tokens.bin"
VOCABULARY = "vocabulary.json"
WORDS = "words"
ROWS = "rows.sqlite"

_KEPT = 2
_BUILD = "run pincite build"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation is: who built it from what, and what each file must be."""

    format_version: int
    generation: str
    created: str
    encoder: Identity
    splitter: str
    libraries: dict[str, str]
    counts: dict[str, int]
    files: dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Generation:
    """A published generation: its folder and its manifest."""

    folder: Path
    manifest: Manifest

    @property
    def name(self) -> str:
        """Such as ``gen-000007``."""
        return self.manifest.generation

    def check_sizes(self) -> None:
        """Raise ``IndexDamaged`` when a file is missing or has another size than it should."""
        for name, entry in self.manifest.files.items():
            path = self.folder / name
            size = path.stat().st_size if path.is_file() else None
            if size != entry["bytes"]:
                what = "is missing" if size is None else "has another size than its manifest says"
                raise IndexDamaged(f"the index file {path} {what}; {_BUILD}")

    def check_hashes(self) -> None:
        """Raise ``IndexDamaged`` when any file is not byte for byte what was written."""
        self.check_sizes()
        for name, entry in self.manifest.files.items():
            if _sha256(self.folder / name) != entry["sha256"]:
                raise IndexDamaged(f"the index file {self.folder / name} is damaged; {_BUILD}")


def open_generation(index: Path) -> Generation:
    """The generation that ``CURRENT`` names; raises one of ``UnusableIndex``'s kinds."""
    name, expected = _read_current(index)
    path = index / name / MANIFEST
    try:
        data = path.read_bytes()
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {_BUILD}") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise IndexDamaged(f"{path} is not what {CURRENT} says; {_BUILD}")
    return Generation(index / name, _read_manifest(data, path))


def _read_current(index: Path) -> tuple[str, str]:
    try:
        words = (index / CURRENT).read_text("ascii").split()
    except FileNotFoundError as error:
        raise IndexNotFound(f"no index in {index}; {_BUILD} first") from error
    except (OSError, UnicodeDecodeError) as error:
        raise IndexDamaged(f"{index / CURRENT} cannot be read; {_BUILD}") from error
    if len(words) != 2 or Path(words[0]).name != words[0] or not words[0].startswith("gen-"):
        raise IndexDamaged(f"{index / CURRENT} names no generation; {_BUILD}")
    return words[0], words[1]


def _read_manifest(data: bytes, path: Path) -> Manifest:
    try:
        entry = json.loads(data)
        version = entry["format_version"]
        if version != FORMAT_VERSION:
            raise IndexMismatch(
                f"{path.parent} has index format {version}, this is {FORMAT_VERSION}; {_BUILD}"
            )
        return Manifest(**{**entry, "encoder": Identity(**entry["encoder"])})
    except (ValueError, KeyError, TypeError) as error:
        raise IndexDamaged(f"{path} is not a manifest; {_BUILD}") from error


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

    def publish(self, manifest: Manifest) -> Generation:
        """Sync, rename and name it in ``CURRENT``; the manifest's ``files`` are filled in here."""
        files = {path: _described(self.folder / path) for path in _files(self.folder)}
        manifest = Manifest(**{**_fields(manifest), "generation": self.name, "files": files})
        data = json.dumps(asdict(manifest), indent=1, sort_keys=True).encode()
        _write_synced(self.folder / MANIFEST, data)
        _sync_folders(self.folder)
        target = self.index / self.name
        self.folder.rename(target)
        _sync(self.index)
        _replace_current(self.index, f"{self.name} {hashlib.sha256(data).hexdigest()}\n")
        return Generation(target, manifest)


@contextmanager
def draft(index: Path) -> Iterator[Draft]:
    """A new draft below the index; what was not published is removed whatever happens."""
    folder = None
    try:
        index.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=".tmp-", dir=index))
        folder.chmod(0o755)
        yield Draft(index, folder, f"gen-{_last_number(index) + 1:06d}")
    except OSError as error:
        reason = error.strerror or error
        raise PinciteError(f"the index {index} cannot be written: {reason}") from error
    finally:
        if folder is not None and folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
    remove_old(index)


def remove_old(index: Path) -> None:
    """Remove all generations but the current one and the one before it."""
    current, _ = _read_current(index)
    kept = sorted(p.name for p in index.glob("gen-*") if p.name <= current)[-_KEPT:]
    for folder in index.glob("gen-*"):
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _last_number(index: Path) -> int:
    numbers = [p.name.removeprefix("gen-") for p in index.glob("gen-*")]
    return max((int(number) for number in numbers if number.isdecimal()), default=0)


def _replace_current(index: Path, line: str) -> None:
    new = index / f".{CURRENT}.new"
    _write_synced(new, line.encode("ascii"))
    os.replace(new, index / CURRENT)
    _sync(index)


def _files(folder: Path) -> list[str]:
    found = [p for p in folder.rglob("*") if p.is_file() and not p.name.endswith(".lock")]
    return sorted(p.relative_to(folder).as_posix() for p in found)


def _described(path: Path) -> dict[str, Any]:
    return {"bytes": path.stat().st_size, "sha256": _sha256(path)}


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read ({error.strerror}); {_BUILD}") from error


def _fields(manifest: Manifest) -> dict[str, Any]:
    return {name: getattr(manifest, name) for name in Manifest.__slots__}


def _write_synced(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folders(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    if path.is_dir() and os.name == "nt":
        return  # Windows cannot open a folder to sync it; it orders its own metadata.
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


_SCHEMA = """
CREATE TABLE documents (
    id TEXT PRIMARY KEY, text TEXT NOT NULL, text_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL,
    metadata TEXT NOT NULL, headings TEXT NOT NULL, pages TEXT NOT NULL, body INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents (id),
    sentences TEXT NOT NULL, section TEXT NOT NULL, head TEXT NOT NULL, sha256 TEXT NOT NULL,
    notes TEXT NOT NULL, copies TEXT NOT NULL
);
"""


def write_rows(path: Path, documents: Iterable[Document], passages: Iterable[Passage]) -> None:
    """Write all documents and, row by row, all passages."""
    with closing(sqlite3.connect(path)) as rows, rows:
        rows.executescript(_SCHEMA)
        rows.executemany("INSERT INTO documents VALUES (?,?,?,?,?,?,?,?)", map(_stored, documents))
        rows.executemany(
            "INSERT INTO passages VALUES (?,?,?,?,?,?,?,?)",
            (_stored_passage(row, passage) for row, passage in enumerate(passages)),
        )


def _stored_passage(row: int, passage: Passage) -> tuple[int, str, str, str, str, str, str, str]:
    notes = [
        (n.start, n.end, n.context.kind.value, n.context.text, n.context.inferred)
        for n in passage.notes
    ]
    return (
        row,
        passage.document,
        json.dumps(passage.sentences),
        json.dumps(passage.section),
        passage.head,
        passage.sha256,
        json.dumps(notes),
        json.dumps([(copy.start, copy.end, copy.place) for copy in passage.copies]),
    )


def _stored(document: Document) -> tuple[str, str, str, str, str, str, str, int]:
    return (
        document.id,
        document.text,
        text_sha256(document.text),
        document.sha256,
        json.dumps(asdict(document.metadata)),
        json.dumps([asdict(heading) for heading in document.headings]),
        json.dumps(document.pages),
        document.body,
    )


class Rows:
    """Documents and passages of an open generation, read-only; threads may share it."""

    def __init__(self, path: Path) -> None:
        uri = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        try:
            self._rows = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise IndexDamaged(f"{path} cannot be opened; {_BUILD}") from error
        self._path = path
        self._lock = threading.Lock()

    def passages(self, rows: list[int]) -> dict[int, Passage]:
        """The passages at these rows."""
        marks = ",".join("?" * len(rows))
        sql = (
            "SELECT row, document, sentences, section, head, sha256, notes, copies FROM passages "
            f"WHERE row IN ({marks})"
        )
        found = {entry[0]: _passage(*entry[1:]) for entry in self._read(sql, rows)}
        if len(found) != len(set(rows)):
            raise IndexDamaged(f"passages are missing in {self._path}; {_BUILD}")
        return found

    def document(self, name: str) -> Document | None:
        """The document of that id, its text compared with its hash; ``None`` if there is none."""
        sql = (
            "SELECT id, text, text_sha256, sha256, metadata, headings, pages, body "
            "FROM documents WHERE id = ?"
        )
        for entry in self._read(sql, [name]):
            if text_sha256(entry[1]) != entry[2]:
                raise IndexDamaged(f"the text of {name} in {self._path} is damaged; {_BUILD}")
            return _document(*entry)
        return None

    def documents(self) -> Iterator[Document]:
        """All documents in the order of their ids."""
        for (name,) in self._read("SELECT id FROM documents ORDER BY id", []):
            document = self.document(name)
            if document is not None:
                yield document

    def _read(self, sql: str, values: list[Any]) -> list[Any]:
        try:
            with self._lock:
                return self._rows.execute(sql, values).fetchall()
        except sqlite3.Error as error:
            raise IndexDamaged(f"{self._path} is damaged ({error}); {_BUILD}") from error


def _passage(
    document: str, sentences: str, section: str, head: str, sha256: str, notes: str, copies: str
) -> Passage:
    told = tuple(
        Note(start, end, Context(Kind(kind), text, inferred))
        for start, end, kind, text, inferred in json.loads(notes)
    )
    again = tuple(Copy(start, end, (a, b)) for start, end, (a, b) in json.loads(copies))
    spans = tuple((int(start), int(end)) for start, end in json.loads(sentences))
    return Passage(document, spans, tuple(json.loads(section)), head, sha256, told, again)


def _document(
    name: str,
    text: str,
    _: str,
    sha256: str,
    metadata: str,
    headings: str,
    pages: str,
    body: int,
) -> Document:
    stated = json.loads(metadata)
    sources = tuple(Source(**source) for source in stated.pop("sources"))
    return Document(
        id=name,
        text=text,
        sha256=sha256,
        metadata=Metadata(**stated, sources=sources),
        headings=tuple(Heading(**heading) for heading in json.loads(headings)),
        body=body,
        pages=tuple(json.loads(pages)),
    )
