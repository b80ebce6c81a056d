"""``rows.sqlite`` of a generation → its files, its documents, and row by row its passages.

    files       what was read: path, SHA-256 of its bytes and of its side-car, why it was skipped
    documents   canonical text, hashes, metadata, headings, pages; blocks and warnings for reports
    passages    spans, section, head, notes and copies; the row is that of vectors, words, tokens

Each document and each passage has a check over all that is shown of it, including the row's
number: SQLite may return a flipped bit as wrong text, without an error. A failed check is damage.
The only importer of sqlite3 in this folder. The file is opened read-only, as one that never
changes.
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
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from index.blocks import (
    INDEXED,
    PLAIN,
    Block,
    BlockSpan,
    Context,
    ContextKind,
    Label,
    Shape,
)
from index.documents import Document, FileRecord, Heading, Metadata, Source, text_sha256
from index.errors import IndexDamaged, IndexUnwritable
from index.passages import ContextSpan, Passage, RepeatedSpan
from index.storage.document_sets import Runs, merge_runs, runs_of, set_of
from index.text.views import Span

_BUILD = "run pincite build"
_MOST_ROWS_READ = 500
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
    copies TEXT NOT NULL, blocks TEXT NOT NULL, key BLOB NOT NULL, proof BLOB NOT NULL
);
CREATE INDEX passages_of_document ON passages (document);
"""
_PAGE_FIELDS = "pages", "page_kind", "page_labels", "scan_certainty"
_DOCUMENT_FIELDS = "id, text, text_sha256, sha256, metadata, headings, pages, body"
_DOCUMENT_COLUMNS = f"{_DOCUMENT_FIELDS}, proof"
_STORED_DOCUMENT = f"file, {_DOCUMENT_FIELDS}, blocks, left_out, doubts, proof"
_COMPARED_DOCUMENT = (
    "number, file, id, text_sha256, sha256, metadata, headings, pages, body, blocks, left_out, "
    "doubts"
)
_PASSAGE_COLUMNS = (
    "row, document, sentences, section, head, sha256, notes, copies, blocks, key, proof"
)


class DocumentSummary(NamedTuple):
    """A document in a report: its number of passages, how many blocks of each label are not in the
    index (headings aside), and the warnings about it."""

    id: str
    title: str | None
    language: str | None
    passages: int
    left_out: dict[Label, int]
    warnings: tuple[str, ...]


class CleanedDocument(NamedTuple):
    """A document with its blocks after cleaning, and the warnings about it, for a report."""

    document: Document
    blocks: tuple[Block, ...]
    warnings: tuple[str, ...]


class SetKey(NamedTuple):
    """A document set, and the key of what the vectors of a passage in it were made from."""

    set: str
    words: bytes


class RowsWriter:
    """Writes documents and their passages in order; the file is not read before it is closed."""

    def __init__(self, path: Path, salt: str) -> None:
        self._rows = sqlite3.connect(path)
        self._rows.executescript(_SCHEMA)
        self._salt = salt
        self.ids: set[str] = set()
        self.passages = 0

    def file(self, file: FileRecord) -> None:
        """Write a file of the corpus, whether it gave documents or not."""
        self._insert("files", (file.path, file.sha256, file.sidecar_sha256, file.reason))

    def document(self, cleaned: CleanedDocument, file: str) -> None:
        """Write a document that comes from the file of this path."""
        blocks, counts = _pack_blocks(cleaned.blocks), json.dumps(left_out(cleaned.blocks))
        warnings = json.dumps(cleaned.warnings)
        self._insert_document(file, *_document_fields(cleaned.document), blocks, counts, warnings)

    def passage(self, passage: Passage, key: bytes) -> None:
        """Write the next row; ``key`` identifies what its vectors were made from."""
        self._insert_passage(*_passage_fields(passage), key)

    def copy(self, previous: "Rows", file: str) -> int:
        """Copy a file's documents from the previous generation; returns their number.

        A document whose id is already taken is left out. Raises ``IndexDamaged`` when one of them
        is not as it was written.
        """
        count = 0
        for document, passages in previous.stored_documents(file):
            if document[1] in self.ids:
                continue
            self._insert_document(*document)
            for fields in passages:
                self._insert_passage(*fields)
            count += 1
        return count

    def close(self) -> None:
        """Write the rest, and close the file."""
        self._rows.commit()
        self._rows.close()

    def _insert_document(self, *fields: Any) -> None:
        self._insert("documents", (None, *fields, _document_proof(self._salt, *fields[1:9])))
        self.ids.add(fields[1])

    def _insert_passage(self, *fields: Any) -> None:
        proof = _proof(self._salt, self.passages, *fields)
        self._insert("passages", (self.passages, *fields, proof))
        self.passages += 1

    def _insert(self, table: str, values: tuple[Any, ...]) -> None:
        self._rows.execute(f"INSERT INTO {table} VALUES ({','.join('?' * len(values))})", values)


@contextmanager
def writing_rows(path: Path, salt: str) -> Iterator[RowsWriter]:
    """A new file of rows, complete when the block ends; raises ``IndexUnwritable``.

    ``salt`` is part of every check, so that a row of another file cannot replace one of these.
    """
    try:
        with closing(RowsWriter(path, salt)) as writer:
            yield writer
    except sqlite3.Error as error:
        raise IndexUnwritable(f"{path} cannot be written: {error}") from error


def _any_document(_: str) -> bool:
    return True


class Rows:
    """Documents and passages of a generation, read-only; threads may share it."""

    def __init__(self, path: Path, salt: str) -> None:
        posix = path.absolute().as_posix()
        # For a Windows path on a server, Path.as_uri gives a URI with a host, which sqlite refuses.
        uri = f"file://{'' if posix.startswith('/') else '/'}{quote(posix)}?mode=ro&immutable=1"
        try:
            self._rows = sqlite3.connect(uri, uri=True, check_same_thread=False)
        except sqlite3.Error as error:
            raise IndexDamaged(f"{path} cannot be opened; {_BUILD}") from error
        self._path = path
        self._salt = salt
        self._lock = threading.Lock()
        self._includes: Callable[[str], bool] = _any_document

    def within(self, sets: frozenset[str]) -> "Rows":
        """A view that holds the documents of these sets only.

        In the view, reading a passage of another set by its row raises ``IndexDamaged``.
        """
        part = copy(self)
        part._includes = lambda document: set_of(document) in sets
        return part

    def within_document(self, document: str) -> "Rows":
        """A view that holds that document only, if this one holds it."""
        part, includes = copy(self), self._includes
        part._includes = lambda other: other == document and includes(other)
        return part

    def without(self, documents: frozenset[str]) -> "Rows":
        """A view that holds what this one does, but none of these documents."""
        part, includes = copy(self), self._includes
        part._includes = lambda document: document not in documents and includes(document)
        return part

    def close(self) -> None:
        """Close the file; on some systems its folder cannot be removed before."""
        self._rows.close()

    def passages(self, rows: list[int]) -> dict[int, Passage]:
        """The passages at these rows; raises ``IndexDamaged`` when one is not as written."""
        passages: dict[int, Passage] = {}
        for first in range(0, len(rows), _MOST_ROWS_READ):
            batch = rows[first : first + _MOST_ROWS_READ]
            marks = ",".join("?" * len(batch))
            sql = f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE row IN ({marks})"
            passages |= {entry[0]: self._passage(entry) for entry in self._read(sql, batch)}
        complete = len(passages) == len(set(rows))
        if not complete or not all(self._includes(p.document) for p in passages.values()):
            raise IndexDamaged(f"passages are missing in {self._path}; {_BUILD}")
        return passages

    def document(self, name: str) -> Document | None:
        """The document of that id, compared with its hashes; ``None`` if there is none."""
        if not self._includes(name):
            return None
        for entry in self._read(f"SELECT {_DOCUMENT_COLUMNS} FROM documents WHERE id = ?", [name]):
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
        """The record of the file of that path; ``None`` if there is none."""
        for entry in self._read("SELECT * FROM files WHERE path = ?", [path]):
            return FileRecord(*entry)
        return None

    def files(self) -> list[FileRecord]:
        """All files in the order of their paths."""
        return [FileRecord(*entry) for entry in self._read("SELECT * FROM files ORDER BY path")]

    def all_metadata(self) -> Iterator[tuple[str, Metadata]]:
        """The ids of the documents with their metadata; no text is read."""
        for name, metadata in self._read("SELECT id, metadata FROM documents ORDER BY id"):
            if self._includes(name):
                yield name, _metadata(metadata)

    def cleaned_documents(self) -> Iterator[CleanedDocument]:
        """The documents in the order in which they were written, with their blocks."""
        sql = f"SELECT {_DOCUMENT_COLUMNS}, blocks, doubts FROM documents WHERE number = ?"
        for number in self._read("SELECT number FROM documents ORDER BY number"):
            for *entry, packed_blocks, warnings in self._read(sql, number):
                document = self._document(entry)
                blocks = self._unpack_blocks(packed_blocks)
                yield CleanedDocument(document, blocks, tuple(json.loads(warnings)))

    def summaries(self) -> Iterator[DocumentSummary]:
        """A summary of each document in the same order, for a report."""
        sql = (
            "SELECT id, metadata, left_out, doubts, "
            "(SELECT count(*) FROM passages WHERE document = id) FROM documents ORDER BY number"
        )
        for name, metadata, counts, warnings, passages in self._read(sql):
            stated = json.loads(metadata)
            yield DocumentSummary(
                id=name,
                title=stated["title"],
                language=stated["language"],
                passages=passages,
                left_out={Label(label): count for label, count in json.loads(counts).items()},
                warnings=tuple(json.loads(warnings)),
            )

    def all_passages(self) -> Iterator[tuple[Passage, bytes, str]]:
        """For each row in order: the passage, its key, and the text of its document."""
        for document in self.documents("number"):
            for entry in self._passages_of(document.id):
                yield self._passage(entry), bytes(entry[-2]), document.text

    def passages_in(self, document: str) -> Iterator[Passage]:
        """The passages of a document in order."""
        if self._includes(document):
            yield from map(self._passage, self._passages_of(document))

    def ids(self) -> list[str]:
        """The ids of all documents in order; SQLite reads only its index of them for it."""
        return [
            name
            for (name,) in self._read("SELECT id FROM documents ORDER BY id")
            if self._includes(name)
        ]

    def ids_of(self, file: str) -> list[str]:
        """The ids of a file's documents."""
        return [name for (name,) in self._read("SELECT id FROM documents WHERE file = ?", [file])]

    def stored_documents(self, file: str) -> list[tuple[tuple[Any, ...], list[tuple[Any, ...]]]]:
        """The stored fields of a file's documents, each with those of its passages, for a copy."""
        sql = f"SELECT {_STORED_DOCUMENT} FROM documents WHERE file = ? ORDER BY number"
        return [
            (tuple(entry[:-1]), self._stored_passages(self._document([*entry[1:9], entry[-1]]).id))
            for entry in self._read(sql, [file])
        ]

    def _stored_passages(self, document: str) -> list[tuple[Any, ...]]:
        return [tuple(self._verified(entry)[1:-1]) for entry in self._passages_of(document)]

    def _passages_of(self, document: str) -> list[Any]:
        sql = f"SELECT {_PASSAGE_COLUMNS} FROM passages WHERE document = ? ORDER BY row"
        return self._read(sql, [document])

    def orphans(self) -> int:
        """The number of documents without a file and passages without a document; should be 0."""
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

    def keys_and_heads(self) -> list[tuple[SetKey, str]]:
        """Each row's key and head, row by row."""
        entries = self._read("SELECT document, key, head FROM passages ORDER BY row")
        return [(SetKey(set_of(name), bytes(key)), head) for name, key, head in entries]

    def rows_of(self, document: str) -> Runs:
        """The rows of a document; empty if this view does not hold it."""
        entries = self._read("SELECT row FROM passages WHERE document = ?", [document])
        rows = [row for (row,) in entries if self._includes(document)]
        return merge_runs(range(row, row + 1) for row in rows)

    def runs(self) -> dict[str, Runs]:
        """The rows of each set; a set of documents without passages has none."""
        # For this SQLite reads only the index of documents, a small part of the file. The rows of
        # a document stand together, since they were written one after the other.
        sql = "SELECT document, min(row), max(row) FROM passages GROUP BY document"
        entries = ((name, range(first, last + 1)) for name, first, last in self._read(sql))
        ids = self._read("SELECT id FROM documents")
        return {set_of(name): () for (name,) in ids} | runs_of(entries)

    def fingerprints(self) -> dict[str, int]:
        """By document a number that changes when its text, metadata or blocks change."""
        sql = "SELECT id, text_sha256, metadata, headings, pages, body, blocks FROM documents"
        return {name: hash(tuple(rest)) for name, *rest in self._read(sql)}

    def holds_the_same_as(self, other: "Rows") -> bool:
        """Whether both hold the same files, documents and passages in the same order.

        Texts are compared by their hashes. What only binds a row to its generation is left out.
        """
        pairs = zip_longest(self._all_stored(), other._all_stored())
        return all(mine == others for mine, others in pairs)

    def _all_stored(self) -> Iterator[tuple[Any, ...]]:
        """All that is stored, but for the texts and the checks of rows."""
        yield from self.files()
        yield from self._in_order("documents", "number", _COMPARED_DOCUMENT)
        yield from self._in_order("passages", "row", _PASSAGE_COLUMNS.removesuffix(", proof"))

    def _in_order(self, table: str, number: str, columns: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a table by their numbers, few of them in memory at once."""
        sql = f"SELECT {columns} FROM {table} WHERE {number} > ? ORDER BY {number} LIMIT ?"
        last = -1
        while entries := self._read(sql, (last, _MOST_ROWS_READ)):
            yield from entries
            last = entries[-1][0]

    def _read(self, sql: str, values: Sequence[Any] = ()) -> list[Any]:
        try:
            with self._lock:
                return self._rows.execute(sql, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError, MemoryError) as error:
            # With a damaged schema sqlite3 may fail to decode its own error message.
            raise self._damage() from error

    def _passage(self, entry: Sequence[Any]) -> Passage:
        return _passage(*self._verified(entry)[1:-2])

    def _verified(self, entry: Sequence[Any]) -> Sequence[Any]:
        *fields, proof = entry
        if _proof(self._salt, *fields) != proof:
            raise self._damage(f"the passage {fields[0]} in ")
        return entry

    def _document(self, entry: Sequence[Any]) -> Document:
        *fields, proof = entry
        name, text, text_hash, *rest = fields
        intact = isinstance(text, str) and text_sha256(text) == text_hash
        if not intact or _document_proof(self._salt, *fields) != proof:
            raise self._damage(f"the document {name} in ")
        return _document(name, text, *rest)

    def _unpack_blocks(self, blocks: bytes) -> tuple[Block, ...]:
        try:
            return tuple(_block(*fields) for fields in json.loads(zlib.decompress(blocks)))
        except (zlib.error, ValueError, TypeError) as error:
            raise self._damage() from error

    def _damage(self, item: str = "") -> IndexDamaged:
        return IndexDamaged(f"{item}{self._path} is damaged; {_BUILD}")


def _proof(*fields: Any) -> bytes:
    """Half of a SHA-256 over the fields: it finds damage, not forgery."""
    data = "\x1f".join(map(str, fields)).encode("utf-8", "surrogatepass")
    return hashlib.sha256(data).digest()[:16]


def _document_proof(salt: str, name: str, _: str, *rest: Any) -> bytes:
    """The same for a document; its text is left out, since the text's hash is among the fields."""
    return _proof(salt, name, *rest)


def _document_fields(document: Document) -> tuple[str, str, str, str, str, str, str, int]:
    return (
        document.id,
        document.text,
        text_sha256(document.text),
        document.sha256,
        json.dumps(asdict(document.metadata)),
        json.dumps([heading._asdict() for heading in document.headings]),
        json.dumps([getattr(document, name) for name in _PAGE_FIELDS]),
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
        **_page_fields(json.loads(pages)),
    )


def _page_fields(stored: list[Any]) -> dict[str, Any]:
    lists = (tuple(value) if isinstance(value, list) else value for value in stored)
    return dict(zip(_PAGE_FIELDS, lists, strict=True))


def _metadata(stored: str) -> Metadata:
    stated = json.loads(stored)
    sources = tuple(Source(**source) for source in stated.pop("sources"))
    return Metadata(**stated, sources=sources)


def _passage_fields(passage: Passage) -> tuple[str, str, str, str, str, str, str, str]:
    notes = [
        (note.start, note.end, *_context_fields(note.context)) for note in passage.context_spans
    ]
    return (
        passage.document,
        json.dumps(passage.sentences),
        json.dumps(passage.section),
        passage.head,
        passage.sha256,
        json.dumps(notes),
        json.dumps([(copy.start, copy.end, copy.repeat) for copy in passage.repeated_spans]),
        json.dumps([_block_span_fields(span) for span in passage.blocks]),
    )


def _block_span_fields(span: BlockSpan) -> tuple[Any, ...]:
    place = (span.start, span.end, span.label.value)
    return place if span.shape == PLAIN else (*place, *span.shape)


def _block_span(start: int, end: int, label: str, *shape: Any) -> BlockSpan:
    if not shape:
        return BlockSpan(start, end, Label(label))
    marker, level, language, columns, *others = shape
    return BlockSpan(
        start, end, Label(label), Shape(marker, level, language, tuple(columns), *others)
    )


def _passage(
    document: str,
    sentences: str,
    section: str,
    head: str,
    sha256: str,
    notes: str,
    copies: str,
    blocks: str,
) -> Passage:
    context = tuple(ContextSpan(start, end, _context(*c)) for start, end, *c in _read_list(notes))
    repeated = tuple(RepeatedSpan(start, end, (a, b)) for start, end, (a, b) in _read_list(copies))
    spans: tuple[Span, ...] = tuple(map(tuple, _read_list(sentences)))
    shaped = tuple(_block_span(*fields) for fields in _read_list(blocks))
    names = tuple(_read_list(section))
    return Passage(document, spans, names, head, sha256, context, repeated, shaped)


def _read_list(written: str) -> list[Any]:
    """A list from JSON; empty lists are not parsed. Most passages have no notes and no copies, and
    a build reads all passages twice."""
    values: list[Any] = [] if written == "[]" else json.loads(written)
    return values


def left_out(blocks: tuple[Block, ...]) -> dict[str, int]:
    """How many blocks of each label are not in the index, headings aside."""
    labels = [block.label for block in blocks if block.label not in INDEXED]
    return dict(Counter(label.value for label in labels if label is not Label.HEADING))


def _pack_blocks(blocks: tuple[Block, ...]) -> bytes:
    entries = [
        (
            *(block.start, block.end, block.label.value, block.reason, block.section),
            [_context_fields(context) for context in block.context],
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
    places: list[tuple[int, int]],
) -> Block:
    contexts = tuple(_context(*fields) for fields in context)
    repeats = tuple((first, last) for first, last in places)
    return Block(
        start, end, Label(label), reason, tuple(section), contexts, continues_sentence, repeats
    )


def _context_fields(context: Context) -> tuple[str, str, bool]:
    return context.kind.value, context.text, context.inferred


def _context(kind: str, text: str, inferred: bool) -> Context:
    return Context(ContextKind(kind), text, inferred)
