"""``rows.sqlite`` of a generation: files, documents, and row by row the passages.

    files       what was read: path, SHA-256 of its bytes and of its side-car, why it was skipped
    documents   canonical text, hashes, metadata, headings, pages; its blocks and doubts for reports
    passages    spans, section, head, notes and copies; the row is that of vectors, words, tokens

A document and a passage carry a check over all that is shown of them, the row's number included:
SQLite gives many a flipped bit as wrong text without a word. What fails its check is damage.
The only importer of sqlite3 in this folder; opened read-only, and as a file that never changes.
"""

import hashlib
import json
import sqlite3
import threading
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from copy import copy
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from index.blocks import INDEXED, Block, Context, ContextKind, Label
from index.documents import Document, FileRecord, Heading, Metadata, Source, text_sha256
from index.errors import IndexDamaged, IndexUnwritable
from index.passages import ContextSpan, Passage, RepeatedSpan
from index.storage.document_sets import Runs, joined, runs_of, set_of
from index.text.views import Span

_BUILD = "run pincite build"
_MOST_AT_ONCE = 500
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE files (
    path TEXT PRIMARY KEY, sha256 TEXT NOT NULL, sidecar TEXT NOT NULL, reason TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE documents (
    number INTEGER PRIMARY KEY, file TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL, text_sha256 TEXT NOT NULL, sha256 TEXT NOT NULL, metadata TEXT NOT NULL,
    headings TEXT NOT NULL, pages TEXT NOT NULL, body INTEGER NOT NULL,
    blocks BLOB NOT NULL, left_out TEXT NOT NULL, doubts TEXT NOT NULL, proof BLOB NOT NULL
);
CREATE INDEX documents_of_file ON documents (file);
CREATE TABLE passages (
    row INTEGER PRIMARY KEY, document TEXT NOT NULL, sentences TEXT NOT NULL,
    section TEXT NOT NULL, head TEXT NOT NULL, sha256 TEXT NOT NULL, notes TEXT NOT NULL,
    copies TEXT NOT NULL, key BLOB NOT NULL, proof BLOB NOT NULL
);
CREATE INDEX passages_of_document ON passages (document);
"""
_ABOUT = "id, text, text_sha256, sha256, metadata, headings, pages, body"
_DOCUMENT = f"{_ABOUT}, proof"
_STORED = f"file, {_ABOUT}, blocks, left_out, doubts, proof"
_PASSAGE = "row, document, sentences, section, head, sha256, notes, copies, key, proof"


class DocumentSummary(NamedTuple):
    """A document in a report: its passages, how many blocks of each label are not in the index
    (headings aside), and what is in doubt about it."""

    id: str
    title: str | None
    language: str | None
    passages: int
    left_out: dict[Label, int]
    doubts: tuple[str, ...]


class CleanedDocument(NamedTuple):
    """A document with what cleaning made of it, as a report tells it."""

    document: Document
    blocks: tuple[Block, ...]
    doubts: tuple[str, ...]


class RowsWriter:
    """Writes documents and their passages in order; nobody reads before it is closed."""

    def __init__(self, path: Path, salt: str) -> None:
        self._rows = sqlite3.connect(path)
        self._rows.executescript(_SCHEMA)
        self._salt = salt
        self.ids: set[str] = set()
        self.passages = 0

    def file(self, file: FileRecord) -> None:
        """A file of the corpus, whether it gave documents or not."""
        self._insert("files", (file.path, file.sha256, file.sidecar_sha256, file.reason))

    def document(self, cleaned: CleanedDocument, file: str) -> None:
        """A document of the file of this path."""
        blocks, left = _packed(cleaned.blocks), json.dumps(left_out(cleaned.blocks))
        doubts = json.dumps(cleaned.doubts)
        self._stored(file, *_document_fields(cleaned.document), blocks, left, doubts)

    def passage(self, passage: Passage, key: bytes) -> None:
        """The next row; ``key`` tells what its vectors were made from."""
        self._placed(*_passage_fields(passage), key)

    def copy(self, earlier: "Rows", file: str) -> int:
        """The documents of a file as an earlier generation has them; their number.

        One whose id is taken by now is left out. Raises ``IndexDamaged`` when one of them is not
        as it was written.
        """
        found = [one for one in earlier.stored(file) if one[0][1] not in self.ids]
        for document, passages in found:
            self._stored(*document)
            for fields in passages:
                self._placed(*fields)
        return len(found)

    def close(self) -> None:
        """Write what is left."""
        self._rows.commit()
        self._rows.close()

    def _stored(self, *fields: Any) -> None:
        self._insert("documents", (None, *fields, _document_proof(self._salt, *fields[1:9])))
        self.ids.add(fields[1])

    def _placed(self, *fields: Any) -> None:
        proof = _proof(self._salt, self.passages, *fields)
        self._insert("passages", (self.passages, *fields, proof))
        self.passages += 1

    def _insert(self, table: str, values: tuple[Any, ...]) -> None:
        self._rows.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)


@contextmanager
def writing_rows(path: Path, salt: str) -> Iterator[RowsWriter]:
    """A new file of rows, whole when the block ends; raises ``IndexUnwritable``.

    ``salt`` goes into every check, so that no row of another file can stand in for one of these.
    """
    try:
        with closing(RowsWriter(path, salt)) as writer:
            yield writer
    except sqlite3.Error as error:
        raise IndexUnwritable(f"{path} cannot be written: {error}") from error


def _every(_: str) -> bool:
    return True


class Rows:
    """Documents and passages of a generation, read-only; threads may share it."""

    def __init__(self, path: Path, salt: str) -> None:
        posix = path.absolute().as_posix()
        # Path.as_uri makes a host of the server's name in a path of Windows, which sqlite refuses.
        uri = f"file://{'' if posix.startswith('/') else '/'}{quote(posix)}?mode=ro&immutable=1"
        try:
            self._rows = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise IndexDamaged(f"{path} cannot be opened; {_BUILD}") from error
        self._path = path
        self._salt = salt
        self._lock = threading.Lock()
        self._known: Callable[[str], bool] = _every

    def within(self, sets: frozenset[str]) -> "Rows":
        """The same file, where the documents of these sets alone are known.

        A passage of another set counts as damage, whoever asks for its row.
        """
        part = copy(self)
        part._known = lambda document: set_of(document) in sets
        return part

    def alone(self, document: str) -> "Rows":
        """The same, where that document alone is known, if it was before."""
        part, known = copy(self), self._known
        part._known = lambda name: name == document and known(name)
        return part

    def close(self) -> None:
        """Let go of the file, which a folder that is to be removed asks for on some systems."""
        self._rows.close()

    def passages(self, rows: list[int]) -> dict[int, Passage]:
        """The passages at these rows; raises ``IndexDamaged`` when one is not as written."""
        found: dict[int, Passage] = {}
        for first in range(0, len(rows), _MOST_AT_ONCE):
            some = rows[first : first + _MOST_AT_ONCE]
            marks = ",".join("?" * len(some))
            entries = self._read(f"SELECT {_PASSAGE} FROM passages WHERE row IN ({marks})", some)
            found |= {entry[0]: self._passage(entry) for entry in entries}
        if len(found) != len(set(rows)) or not all(self._known(p.document) for p in found.values()):
            raise IndexDamaged(f"passages are missing in {self._path}; {_BUILD}")
        return found

    def document(self, name: str) -> Document | None:
        """The document of that id, compared with its hashes; ``None`` if there is none."""
        if not self._known(name):
            return None
        for entry in self._read(f"SELECT {_DOCUMENT} FROM documents WHERE id = ?", [name]):
            return self._document(entry)
        return None

    def document_of(self, passage: Passage) -> Document:
        """The document that a passage is a slice of; raises ``IndexDamaged`` if it is gone."""
        document = self.document(passage.document)
        if document is None:
            raise IndexDamaged(f"{passage.document} is missing in {self._path}; {_BUILD}")
        return document

    def documents(self, order: str = "id") -> Iterator[Document]:
        """All documents in the order of their ids, or of the ``number`` they were written with."""
        for (name,) in self._read(f"SELECT id FROM documents ORDER BY {order}"):
            document = self.document(name)
            if document is not None:
                yield document

    def file(self, path: str) -> FileRecord | None:
        """What is known of the file of that path; ``None`` if it was not there."""
        for entry in self._read("SELECT * FROM files WHERE path = ?", [path]):
            return FileRecord(*entry)
        return None

    def files(self) -> list[FileRecord]:
        """All files in the order of their paths."""
        return [FileRecord(*entry) for entry in self._read("SELECT * FROM files ORDER BY path")]

    def described(self) -> Iterator[tuple[str, Metadata]]:
        """The ids of the documents with what they state about themselves; no text is read."""
        for name, metadata in self._read("SELECT id, metadata FROM documents ORDER BY id"):
            if self._known(name):
                yield name, _metadata(metadata)

    def cleaned(self) -> Iterator[CleanedDocument]:
        """The documents in the order in which they were written, with their blocks."""
        sql = f"SELECT {_DOCUMENT}, blocks, doubts FROM documents WHERE number = ?"
        for number in self._read("SELECT number FROM documents ORDER BY number"):
            for *entry, blocks, doubts in self._read(sql, number):
                document = self._document(entry)
                yield CleanedDocument(document, self._unpacked(blocks), tuple(json.loads(doubts)))

    def summaries(self) -> Iterator[DocumentSummary]:
        """The same for a report: how many passages, what was left out, what is in doubt."""
        sql = (
            "SELECT id, metadata, left_out, doubts, "
            "(SELECT count(*) FROM passages WHERE document = id) FROM documents ORDER BY number"
        )
        for name, metadata, left, doubts, passages in self._read(sql):
            about = json.loads(metadata)
            labels = {Label(label): count for label, count in json.loads(left).items()}
            told = tuple(json.loads(doubts))
            yield DocumentSummary(name, about["title"], about["language"], passages, labels, told)

    def each(self) -> Iterator[tuple[Passage, bytes, str]]:
        """Row by row the passage, its key, and the text of its document."""
        for document in self.documents("number"):
            for entry in self._passages_of(document.id):
                yield self._passage(entry), bytes(entry[-2]), document.text

    def passages_in(self, document: str) -> Iterator[Passage]:
        """The passages of a document in order."""
        if self._known(document):
            yield from map(self._passage, self._passages_of(document))

    def ids_of(self, file: str) -> list[str]:
        """The ids of a file's documents."""
        return [name for (name,) in self._read("SELECT id FROM documents WHERE file = ?", [file])]

    def stored(self, file: str) -> list[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
        """The documents of a file as they are stored, each with its passages, to be copied."""
        sql = f"SELECT {_STORED} FROM documents WHERE file = ? ORDER BY number"
        return [
            (tuple(entry[:-1]), self._stored_passages(self._document([*entry[1:9], entry[-1]]).id))
            for entry in self._read(sql, [file])
        ]

    def _stored_passages(self, document: str) -> list[tuple[Any, ...]]:
        return [tuple(self._checked(entry)[1:-1]) for entry in self._passages_of(document)]

    def _passages_of(self, document: str) -> list[Any]:
        sql = f"SELECT {_PASSAGE} FROM passages WHERE document = ? ORDER BY row"
        return self._read(sql, [document])

    def strangers(self) -> int:
        """Documents of no file and passages of no document; there are none in a good one."""
        [[documents]] = self._read(
            "SELECT count(*) FROM documents WHERE file NOT IN (SELECT path FROM files)"
        )
        [[passages]] = self._read(
            "SELECT count(*) FROM passages WHERE document NOT IN (SELECT id FROM documents)"
        )
        return int(documents + passages)

    def counts(self) -> tuple[int, int]:
        """The numbers of documents and of passages."""
        [[documents]] = self._read("SELECT count(*) FROM documents")
        [[passages]] = self._read("SELECT count(*) FROM passages")
        return documents, passages

    def keys_and_heads(self) -> list[tuple[bytes, str]]:
        """Each row's key and head, row by row."""
        entries = self._read("SELECT key, head FROM passages ORDER BY row")
        return [(bytes(key), head) for key, head in entries]

    def rows_of(self, document: str) -> Runs:
        """The rows of a document, if it is known."""
        entries = self._read("SELECT row FROM passages WHERE document = ?", [document])
        rows = [row for (row,) in entries if self._known(document)]
        return joined(range(row, row + 1) for row in rows)

    def runs(self) -> dict[str, Runs]:
        """The rows of each set; a set of documents without passages has none."""
        # Of this SQLite reads the index of documents alone, a small part of the file; the rows of
        # a document stand together, as they were written.
        sql = "SELECT document, min(row), max(row) FROM passages GROUP BY document"
        entries = ((name, range(first, last + 1)) for name, first, last in self._read(sql))
        ids = self._read("SELECT id FROM documents")
        return {set_of(name): () for (name,) in ids} | runs_of(entries)

    def prints(self) -> dict[str, int]:
        """By document a number that is another when its text, or what became of it, is another."""
        sql = "SELECT id, text_sha256, metadata, headings, pages, body, blocks FROM documents"
        return {name: hash(tuple(rest)) for name, *rest in self._read(sql)}

    def _read(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._rows.execute(sql, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError, MemoryError) as error:
            # A damaged schema makes sqlite3 fail to decode its own message.
            raise self._damaged() from error

    def _passage(self, entry: Sequence[Any]) -> Passage:
        return _passage(*self._checked(entry)[1:-2])

    def _checked(self, entry: Sequence[Any]) -> Sequence[Any]:
        *fields, proof = entry
        if _proof(self._salt, *fields) != proof:
            raise self._damaged(f"the passage {fields[0]} in ")
        return entry

    def _document(self, entry: Sequence[Any]) -> Document:
        *fields, proof = entry
        name, text, text_hash, *rest = fields
        whole = isinstance(text, str) and text_sha256(text) == text_hash
        if not whole or _document_proof(self._salt, *fields) != proof:
            raise self._damaged(f"the document {name} in ")
        return _document(name, text, *rest)

    def _unpacked(self, blocks: bytes) -> tuple[Block, ...]:
        try:
            return tuple(_block(*one) for one in json.loads(zlib.decompress(blocks)))
        except (zlib.error, ValueError, TypeError) as error:
            raise self._damaged() from error

    def _damaged(self, what: str = "") -> IndexDamaged:
        return IndexDamaged(f"{what}{self._path} is damaged; {_BUILD}")


def _proof(*fields: Any) -> bytes:
    """Half of a SHA-256 over the fields: against damage, not against forgery."""
    whole = "\x1f".join(map(str, fields)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(whole).digest()[:16]


def _document_proof(salt: str, name: str, _: str, *rest: Any) -> bytes:
    """The same for a document, whose text its own hash stands for."""
    return _proof(salt, name, *rest)


def _document_fields(document: Document) -> tuple[str, str, str, str, str, str, str, int]:
    return (
        document.id,
        document.text,
        text_sha256(document.text),
        document.sha256,
        json.dumps(asdict(document.metadata)),
        json.dumps([heading._asdict() for heading in document.headings]),
        json.dumps(document.pages),
        document.body,
    )


def _document(
    name: str, text: str, sha256: str, metadata: str, headings: str, pages: str, body: int
) -> Document:
    return Document(
        id=name,
        text=text,
        sha256=sha256,
        metadata=_metadata(metadata),
        headings=tuple(Heading(**heading) for heading in json.loads(headings)),
        body=body,
        pages=tuple(json.loads(pages)),
    )


def _metadata(stored: str) -> Metadata:
    stated = json.loads(stored)
    sources = tuple(Source(**source) for source in stated.pop("sources"))
    return Metadata(**stated, sources=sources)


def _passage_fields(passage: Passage) -> tuple[str, str, str, str, str, str, str]:
    notes = [(note.start, note.end, *_told(note.context)) for note in passage.context_spans]
    return (
        passage.document,
        json.dumps(passage.sentences),
        json.dumps(passage.section),
        passage.head,
        passage.sha256,
        json.dumps(notes),
        json.dumps([(copy.start, copy.end, copy.repeat) for copy in passage.repeated_spans]),
    )


def _passage(
    document: str, sentences: str, section: str, head: str, sha256: str, notes: str, copies: str
) -> Passage:
    told = tuple(ContextSpan(start, end, _context(*rest)) for start, end, *rest in _list(notes))
    again = tuple(RepeatedSpan(start, end, (a, b)) for start, end, (a, b) in _list(copies))
    spans: tuple[Span, ...] = tuple(map(tuple, _list(sentences)))
    return Passage(document, spans, tuple(_list(section)), head, sha256, told, again)


def _list(written: str) -> list[Any]:
    """Most passages have no notes and no copies, and a build reads all passages twice."""
    found: list[Any] = [] if written == "[]" else json.loads(written)
    return found


def left_out(blocks: tuple[Block, ...]) -> dict[str, int]:
    """How many blocks of each label are not in the index, headings aside."""
    labels = (block.label for block in blocks)
    return dict(Counter(x.value for x in labels if x not in INDEXED and x is not Label.HEADING))


def _packed(blocks: tuple[Block, ...]) -> bytes:
    entries = [
        (
            *(block.start, block.end, block.label.value, block.reason, block.section),
            [_told(context) for context in block.context],
            *(block.continues_sentence, block.repeats),
        )
        for block in blocks
    ]
    return zlib.compress(json.dumps(entries).encode())


def _block(
    start: int,
    end: int,
    label: str,
    reason: str,
    section: list[str],
    context: list[tuple[str, str, bool]],
    continues_sentence: bool,
    also: list[tuple[int, int]],
) -> Block:
    told = tuple(_context(*one) for one in context)
    places = tuple((a, b) for a, b in also)
    return Block(start, end, Label(label), reason, tuple(section), told, continues_sentence, places)


def _told(context: Context) -> tuple[str, str, bool]:
    return context.kind.value, context.text, context.inferred


def _context(kind: str, text: str, inferred: bool) -> Context:
    return Context(ContextKind(kind), text, inferred)
