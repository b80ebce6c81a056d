"""Corpus → one published generation: read, cut, embed, check, publish.

What has not changed since the generation before is copied from it, not made again (see earlier).
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from index.building.gates import check_gates
from index.building.indexing import EmbeddingWatcher, index_rows
from index.building.report import Changes, Report, make_report
from index.building.reuse import PreviousGeneration, key_of, recipe
from index.building.splitting import split_blocks
from index.building.warnings import warnings_of
from index.documents import Document, FileRecord, Skipped
from index.encoders import FULL, HALF, Encoder
from index.errors import CorpusError
from index.passages import SPLITTER_VERSION
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import (
    RawFile,
    corpus_files,
    file_id,
    nothing_to_index,
    read_bytes,
    read_documents,
    sidecar_sha256,
)
from index.reading.formats.reading import Refused, Unreadable
from index.storage.generation import FORMAT_VERSION, ROWS, Manifest, draft
from index.storage.rows import CleanedDocument, Rows, RowsWriter, writing_rows
from index.storage.vectors import VectorIndexKind

KEPT = "its last good version stays in the index"

_LIBRARIES = (
    "pincite",
    "faiss-cpu",
    "numpy",
    "sentencex",
    "sentence-transformers",
    "tantivy",
    "tokenizers",
)


class Watcher(EmbeddingWatcher, Protocol):
    """Is told how a build goes on."""

    def cutting(self, files: int) -> None:
        """Reading and cutting into passages begins, of so many files."""

    def cut(self, files: int) -> None:
        """So many more files are cut."""

    def embedding(self, passages: int) -> None:
        """Embedding begins, of so many passages."""


def build_index(
    corpus: Path, index: Path, encoder: Encoder, watcher: Watcher, *, full: bool = False
) -> Report:
    """Build and publish a generation, from nothing if ``full``.

    Raises ``CorpusError`` when there is nothing to index, ``NotPublished`` when nothing could be
    written or what was written is not good; then the index is as it was.
    """
    corpus_files(corpus)
    with draft(index) as new:
        earlier, why = _earlier(index, encoder, full)
        skipped = _read(corpus, new.folder / ROWS, new.salt, encoder, earlier, watcher)
        with closing(Rows(new.folder / ROWS, new.salt)) as rows:
            changes = _changes(rows, earlier)
            watcher.embedding(changes.embedded)
            made = index_rows(new, rows, encoder, earlier, watcher)
            precision = _precision(encoder, earlier)
            sealed = new.seal(_manifest(encoder, precision, made, *rows.counts()))
            check_gates(sealed, encoder.for_questions())
            told = make_report(
                new.name, rows.summaries(), skipped, changes, encoder.identity.name, why
            )
        new.publish(sealed)
    return told


@contextmanager
def survey(
    corpus: Path, index: Path, encoder: Encoder, watcher: Watcher, *, full: bool = False
) -> Iterator[tuple[Report, Rows]]:
    """The report that a build would give, and its documents; nothing is embedded or published."""
    earlier, why = _earlier(index, encoder, full)
    with TemporaryDirectory(prefix="pincite-") as scratch:
        skipped = _read(corpus, Path(scratch, ROWS), "", encoder, earlier, watcher)
        with closing(Rows(Path(scratch, ROWS), "")) as rows:
            changes, name = _changes(rows, earlier), encoder.identity.name
            yield make_report(None, rows.summaries(), skipped, changes, name, why), rows


def _earlier(
    index: Path, encoder: Encoder, full: bool
) -> tuple[PreviousGeneration | None, list[str]]:
    """What may be used again, else why nothing may, if that is worth a word."""
    if full:
        return None, []
    found, why = PreviousGeneration.open(index, encoder.identity)
    return found, [f"everything is read and embedded again, since {why}"] if why else []


def _read(
    corpus: Path,
    path: Path,
    salt: str,
    encoder: Encoder,
    earlier: PreviousGeneration | None,
    watcher: Watcher,
) -> list[Skipped]:
    """Write the corpus's documents and passages; what was skipped."""
    files = corpus_files(corpus)
    skipped: list[Skipped] = []
    names: set[str] = set()
    watcher.cutting(len(files))
    with writing_rows(path, salt) as rows:
        for file in files:
            name = file_id(corpus, file)
            if name in names:
                skipped.append(Skipped(name, "another file looks the same when printed; rename it"))
            else:
                skipped += _read_file(corpus, file, rows, encoder, earlier)
            names.add(name)
            watcher.cut(1)
        if not rows.ids:
            raise nothing_to_index(corpus, skipped)
        if not rows.passages:
            raise CorpusError("no document of the corpus holds a sentence; add text to it")
    return skipped


def _read_file(
    corpus: Path, path: Path, rows: RowsWriter, encoder: Encoder, earlier: PreviousGeneration | None
) -> Iterator[Skipped]:
    name = file_id(corpus, path)
    raw = None
    try:
        raw = read_bytes(corpus, path)
        if earlier and earlier.same(raw.record) and rows.ids.isdisjoint(earlier.rows.ids_of(name)):
            rows.copy(earlier.rows, name)
            rows.file(raw.record)
        else:
            yield from _write(rows, raw, encoder)
    except Unreadable as error:
        file = (raw.record if raw else FileRecord(name, ""))._replace(reason=str(error))
        rows.file(file)
        may_stay = not isinstance(error, Refused)
        kept = _keep(rows, file, sidecar_sha256(path), earlier) if earlier and may_stay else 0
        yield Skipped(name, f"{error}; {KEPT}" if kept else str(error))


def _write(rows: RowsWriter, raw: RawFile, encoder: Encoder) -> Iterator[Skipped]:
    reason = ""
    for document in read_documents(raw):
        if document.id in rows.ids:
            reason = "another document has the same id; rename one"
            yield Skipped(document.id, reason)
        else:
            _write_document(rows, document, raw.record.path, encoder)
    rows.file(raw.record._replace(reason=reason))


def _write_document(rows: RowsWriter, document: Document, file: str, encoder: Encoder) -> None:
    found = clean(document)
    rows.document(CleanedDocument(document, found, tuple(warnings_of(document, found))), file)
    for passage in split_blocks(document, found, encoder.count_tokens, encoder.identity.window):
        rows.passage(passage, key_of(passage, document.text))


def _keep(rows: RowsWriter, file: FileRecord, sidecar: str, earlier: PreviousGeneration) -> int:
    """Copy what is known of a file, or of a folder, that cannot be read now; how many documents.

    Not if its side-car changed: it may say what must not be quoted any more.
    """
    kept = 0
    for known in earlier.below(file.path):
        if known.path != file.path:
            rows.file(known)
        elif known.sidecar_sha256 != sidecar:
            continue
        kept += rows.copy(earlier.rows, known.path)
    return kept


def _changes(rows: Rows, earlier: PreviousGeneration | None) -> Changes:
    now, before = rows.prints(), earlier.rows.prints() if earlier else {}
    keys = Counter(key for key, _ in rows.keys_and_heads())
    old = earlier.keys if earlier else Counter()
    return Changes(
        added=tuple(name for name in now if name not in before),
        changed=tuple(name for name in now if before.get(name, now[name]) != now[name]),
        removed=tuple(name for name in before if name not in now),
        passages_added=(keys - old).total(),
        passages_removed=(old - keys).total(),
        embedded=sum(count for key, count in keys.items() if key not in old),
    )


def _precision(encoder: Encoder, earlier: PreviousGeneration | None) -> str:
    """That of all vectors together, some of which may be an earlier generation's."""
    before = earlier.generation.manifest.precision if earlier else FULL
    return HALF if HALF in (before, encoder.precision) else FULL


def _manifest(
    encoder: Encoder, precision: str, made: VectorIndexKind, documents: int, passages: int
) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        generation="",
        salt="",
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        encoder=encoder.identity,
        weights=encoder.weights,
        precision=precision,
        splitter=SPLITTER_VERSION,
        recipe=recipe(),
        libraries={name: version(name) for name in _LIBRARIES},
        counts={"documents": documents, "passages": passages},
        nearest={"kind": made.kind, "recall@10": round(made.recall, 4)},
        files={},
    )
