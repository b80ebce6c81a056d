"""Corpus → one published generation: read, cut, embed, check, publish.

What has not changed since the previous generation is copied from it (see reuse). If nothing has,
nothing is published: the generation before it stays for whoever wants to go back.
"""

import datetime
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from index.building.gates import check_gates
from index.building.indexing import EmbeddingWatcher, index_rows
from index.building.languages import languages_of_sets
from index.building.notices import NO_NOTICES, PARTLY_READ, Notices, told_notices
from index.building.report import Changes, Report, make_report
from index.building.reuse import PreviousGeneration, key_of, recipe
from index.building.splitting import split_blocks
from index.building.warnings import BuildWarning, Warned, warnings_of
from index.documents import Document, FileRecord, Obstacle, Skipped
from index.encoders import FULL, HALF, Encoder
from index.errors import CorpusError
from index.passages import SPLITTER_VERSION
from index.reading.cleaning.pipeline import clean
from index.reading.corpus import (
    RawFile,
    file_id,
    nothing_to_index,
    read_bytes,
    read_entries,
    sidecar_sha256,
)
from index.reading.formats.reading import Refused, Unreadable
from index.reading.listing import Ignored, Listing, list_corpus
from index.storage.document_sets import set_of
from index.storage.generation import FORMAT_VERSION, ROWS, Manifest, draft
from index.storage.index_folder import KEPT_GENERATIONS
from index.storage.rows import CleanedDocument, Rows, RowsWriter, SetKey, writing_rows
from index.storage.set_languages import main_languages
from index.storage.snapshot import keep_snapshot
from index.storage.vectors import VectorIndexKind

STILL_INDEXED = "its last good version stays in the index"

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
    """Receives the progress of a build."""

    def cutting(self, files: int) -> None:
        """Reading files and cutting them into passages begins; ``files`` is their number."""

    def cut(self, files: int) -> None:
        """This many more files are cut."""

    def embedding(self, passages: int) -> None:
        """Embedding begins; ``passages`` is the number of passages."""


def build_index(
    corpus: Path,
    index: Path,
    encoder: Encoder,
    watcher: Watcher,
    *,
    full: bool = False,
    keep: int = KEPT_GENERATIONS,
) -> Report:
    """Build and publish a generation, unless it would hold what the current one holds.

    If ``full``, nothing is copied from the previous one, and a new one is published in any case.
    Then ``keep`` generations are kept. Raises ``CorpusError`` when there is nothing to index,
    ``NotPublished`` when nothing could be written or the new generation fails a check; then the
    index stays as it was.
    """
    listing = list_corpus(corpus)
    # What changes while the build runs is newer than the index, so its time is that of the start.
    created = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    with draft(index, keep) as new:
        previous, warnings = _open_previous(index, encoder, full)
        skipped = _read(listing, new.folder / ROWS, new.salt, encoder, previous, watcher)
        with closing(Rows(new.folder / ROWS, new.salt)) as rows:
            if previous and _would_be_the_same(rows, previous, encoder):
                # A file that was merely touched need not be compared again at each question.
                keep_snapshot(previous.generation.folder, corpus, listing.stamps())
                return _unchanged_report(rows, skipped, previous, encoder, listing.ignored)
            keys = _keys(rows)
            changes = _changes(rows, keys, previous)
            watcher.embedding(changes.embedded)
            summaries = tuple(rows.summaries())
            languages = languages_of_sets(summaries)
            spoken = main_languages(languages)
            vector_kind = index_rows(new, rows, keys, encoder, previous, watcher, spoken)
            precision = _precision(encoder, previous)
            manifest = _manifest(
                created, encoder, precision, languages, vector_kind, *rows.counts()
            )
            sealed = new.seal(manifest)
            check_gates(sealed, encoder.for_questions())
            told = _told(previous, encoder)
            report = make_report(
                new.name,
                summaries,
                skipped,
                changes,
                encoder.identity.name,
                warnings,
                listing.ignored,
                told=told,
            )
        if previous:
            previous.close()
        keep_snapshot(new.folder, corpus, listing.stamps())
        new.publish(sealed)
    return report


def _would_be_the_same(rows: Rows, previous: PreviousGeneration, encoder: Encoder) -> bool:
    """Whether a generation of these rows would hold what the previous one holds.

    All else that goes into a generation follows from the rows, the encoder and the code that
    makes it; those of the previous one are known to be the same, and so must its libraries be.
    Where its files or the weights are copies, each question would compare all their bytes anew.
    """
    generation = previous.generation
    made_alike = generation.manifest.libraries == _libraries()
    is_in_place = generation.is_in_place and generation.manifest.weights == encoder.weights
    return made_alike and is_in_place and rows.holds_the_same_as(previous.rows)


def _unchanged_report(
    rows: Rows,
    skipped: list[Skipped],
    previous: PreviousGeneration,
    encoder: Encoder,
    ignored: tuple[Ignored, ...],
) -> Report:
    changes, name = Changes((), (), (), 0, 0, 0), encoder.identity.name
    answering, summaries = previous.generation.name, rows.summaries()
    return make_report(
        answering,
        summaries,
        skipped,
        changes,
        name,
        ignored=ignored,
        is_new=False,
        told=_told(previous, encoder),
    )


@contextmanager
def survey(
    corpus: Path, index: Path, encoder: Encoder, watcher: Watcher, *, full: bool = False
) -> Iterator[tuple[Report, Rows]]:
    """The report that a build would give, and its rows; nothing is embedded or published."""
    listing = list_corpus(corpus)
    previous, warnings = _open_previous(index, encoder, full)
    with TemporaryDirectory(prefix="pincite-") as scratch:
        skipped = _read(listing, Path(scratch, ROWS), "", encoder, previous, watcher)
        with closing(Rows(Path(scratch, ROWS), "")) as rows:
            changes, name = _changes(rows, _keys(rows), previous), encoder.identity.name
            ignored, told = listing.ignored, _told(previous, encoder)
            report = make_report(
                None, rows.summaries(), skipped, changes, name, warnings, ignored, told=told
            )
            yield report, rows


def _open_previous(
    index: Path, encoder: Encoder, full: bool
) -> tuple[PreviousGeneration | None, list[BuildWarning]]:
    """The previous generation if it can be reused; else a warning why not, if there is a reason."""
    if full:
        return None, []
    previous, reason = PreviousGeneration.open(index, encoder.identity)
    if not reason:
        return previous, []
    text = f"everything is read and embedded again, since {reason}"
    return previous, [BuildWarning(text, Warned.READ_ANEW)]


def _told(previous: PreviousGeneration | None, encoder: Encoder) -> Notices:
    """What the owner was told when the previous generation was built."""
    return told_notices(previous.rows, encoder.identity.name) if previous else NO_NOTICES


def _read(
    listing: Listing,
    path: Path,
    salt: str,
    encoder: Encoder,
    previous: PreviousGeneration | None,
    watcher: Watcher,
) -> list[Skipped]:
    """Write the corpus's documents and passages; returns what was skipped."""
    corpus = listing.folder
    files = sorted(listing.paths(), key=lambda file: (_set_of_file(corpus, file), file))
    skipped: list[Skipped] = []
    names: set[str] = set()
    watcher.cutting(len(files))
    with writing_rows(path, salt) as rows:
        for file in files:
            name = file_id(corpus, file)
            if name in names:
                same = "another file looks the same when printed; rename it"
                skipped.append(Skipped(name, same, Obstacle.NOT_ALONE))
            else:
                skipped += _read_file(corpus, file, rows, encoder, previous)
            names.add(name)
            watcher.cut(1)
        if not rows.ids:
            raise nothing_to_index(corpus, skipped)
        if not rows.passages:
            raise CorpusError("no document of the corpus holds a sentence; add text to it")
    return skipped


def _set_of_file(corpus: Path, file: Path) -> str:
    """The document set of a file, or of what was in a folder that cannot be read now.

    Files are read set by set, so that the rows of a set stand together.
    """
    name = file_id(corpus, file)
    return set_of(f"{name}/" if file.is_dir() else name)


def _read_file(
    corpus: Path,
    path: Path,
    rows: RowsWriter,
    encoder: Encoder,
    previous: PreviousGeneration | None,
) -> Iterator[Skipped]:
    name = file_id(corpus, path)
    raw = None
    try:
        raw = read_bytes(corpus, path)
        unchanged = previous is not None and previous.is_unchanged(raw.record)
        if previous and unchanged and rows.ids.isdisjoint(previous.rows.ids_of(name)):
            rows.copy(previous.rows, name)
            rows.file(raw.record)
        else:
            yield from _write(rows, raw, encoder)
    except Unreadable as error:
        file = (raw.record if raw else FileRecord(name, ""))._replace(reason=str(error))
        rows.file(file)
        may_stay = not isinstance(error, Refused)
        copied = 0
        if previous and may_stay:
            copied = _copy_previous(rows, file, sidecar_sha256(path), previous)
        reason = f"{error}; {STILL_INDEXED}" if copied else str(error)
        yield Skipped(name, reason, error.obstacle, stays=bool(copied), values=error.values)


def _write(rows: RowsWriter, raw: RawFile, encoder: Encoder) -> Iterator[Skipped]:
    reason = ""
    for entry in read_entries(raw):
        if isinstance(entry, Skipped):
            reason = PARTLY_READ
            yield entry
        elif entry.id in rows.ids:
            reason = "another document has the same id; rename one"
            yield Skipped(entry.id, reason, Obstacle.NOT_ALONE)
        else:
            _write_document(rows, entry, raw.record.path, encoder)
    rows.file(raw.record._replace(reason=reason))


def _write_document(rows: RowsWriter, document: Document, file: str, encoder: Encoder) -> None:
    blocks = clean(document)
    rows.document(CleanedDocument(document, blocks, tuple(warnings_of(document, blocks))), file)
    for passage in split_blocks(document, blocks, encoder.count_tokens, encoder.identity.window):
        rows.passage(passage, key_of(passage, document.text))


def _copy_previous(
    rows: RowsWriter, file: FileRecord, sidecar: str, previous: PreviousGeneration
) -> int:
    """Copy what the previous generation has of a file or folder that cannot be read now.

    Returns the number of documents. Nothing is copied of a file whose side-car changed: the
    side-car may now say that something must not be quoted.
    """
    count = 0
    for record in previous.files_below(file.path):
        if record.path != file.path:
            rows.file(record)
        elif record.sidecar_sha256 != sidecar:
            continue
        count += rows.copy(previous.rows, record.path)
    return count


def _keys(rows: Rows) -> Counter[SetKey]:
    return Counter(key for key, _ in rows.keys_and_heads())


def _changes(rows: Rows, keys: Counter[SetKey], previous: PreviousGeneration | None) -> Changes:
    prints, previous_prints = rows.fingerprints(), previous.rows.fingerprints() if previous else {}
    previous_keys = previous.keys if previous else Counter()
    return Changes(
        added=tuple(name for name in prints if name not in previous_prints),
        changed=tuple(n for n in prints if previous_prints.get(n, prints[n]) != prints[n]),
        removed=tuple(name for name in previous_prints if name not in prints),
        passages_added=(keys - previous_keys).total(),
        passages_removed=(previous_keys - keys).total(),
        embedded=sum(count for key, count in keys.items() if key not in previous_keys),
    )


def _precision(encoder: Encoder, previous: PreviousGeneration | None) -> str:
    """The lowest precision of all vectors, some of which may come from the previous generation."""
    previous_precision = previous.generation.manifest.precision if previous else FULL
    return HALF if HALF in (previous_precision, encoder.precision) else FULL


def _manifest(
    created: str,
    encoder: Encoder,
    precision: str,
    languages: dict[str, dict[str, int]],
    vector_kind: VectorIndexKind,
    documents: int,
    passages: int,
) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        generation="",
        salt="",
        created=created,
        encoder=encoder.identity,
        weights=encoder.weights,
        precision=precision,
        languages=languages,
        splitter=SPLITTER_VERSION,
        recipe=recipe(),
        libraries=_libraries(),
        counts={"documents": documents, "passages": passages},
        nearest={"kind": vector_kind.kind, "recall@10": round(vector_kind.recall, 4)},
        files={},
    )


def _libraries() -> dict[str, str]:
    """The versions of those that are installed: an install that only answers lacks the largest."""
    versions = {}
    for name in _LIBRARIES:
        with suppress(PackageNotFoundError):
            versions[name] = version(name)
    return versions
