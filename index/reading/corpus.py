"""Corpus folder → documents, and a reason for every file that gave no document.

A document's id is its path below the corpus, with ``#_id`` for a line of a BEIR file and ``#path``
for a file in an archive. What rules leave out is told (see listing); every other file is either
read or named in the report. The metadata of a document comes from its side-car, then from its file,
then from its text.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from index.documents import (
    ARCHIVE_SUFFIX,
    SHEET,
    TEXT_SUFFIXES,
    Document,
    FileRecord,
    Heading,
    Metadata,
    Obstacle,
    Skipped,
    file_suffix,
    is_archive,
    is_markdown,
    is_plain_text,
    name_of,
    suffix_of,
)
from index.errors import CorpusError
from index.reading.document_date import date_beside_tables
from index.reading.export_names import title_without_id
from index.reading.formats.reading import Reading, Refused, Unreadable
from index.reading.formats.registry import READERS
from index.reading.formats.zip_archive import Archive
from index.reading.ignore_rules import default_rule
from index.reading.implied_headings import implied_headings
from index.reading.listing import list_corpus
from index.reading.metadata import FoundMetadata, find_metadata
from index.reading.mistaken_names import refuse_mistaken
from index.reading.sidecar import SUFFIX, SideCar, parse_sidecar, sidecar_bytes, sidecar_of
from index.text.date_lines import date_in_name
from index.text.hidden_parts import hidden_parts
from index.text.language import language_of

_WORD = re.compile(r"\w")

MADE_DATE_SUFFIXES = frozenset(
    ".doc .docx .odp .ods .odt .pdf .ppsx .ppt .pptm .pptx .rtf .xls .xlsm .xlsx".split()
)
"""Of files whose own date is the day on which a program made or changed them."""

FORMAT_NAMES = ", ".join(sorted([*filter(None, READERS), ARCHIVE_SUFFIX]))

MOST_BYTES = 100_000_000
"""The largest file; nobody quotes from a larger one."""

LONGEST_NAME = 500
"""Characters of the path of a file in an archive."""

MOST_CHARACTERS = 20_000_000
"""The longest text of a document: twenty times a long novel."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents of a folder, in the order of their paths, and what was skipped."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


@dataclass(frozen=True, slots=True)
class RawFile:
    """A file's bytes and its side-car's bytes, before they are parsed."""

    path: Path
    data: bytes
    sidecar: Path | None
    sidecar_data: bytes
    record: FileRecord


def read_corpus(folder: Path) -> Corpus:
    """All documents below the folder; raises ``CorpusError`` when there is none to index."""
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for path in corpus_files(folder):
        try:
            for entry in read_entries(read_bytes(folder, path)):
                if isinstance(entry, Skipped):
                    skipped.append(entry)
                else:
                    documents.append(entry)
        except Unreadable as error:
            name = file_id(folder, path)
            skipped.append(Skipped(name, str(error), error.obstacle, values=error.values))
    if not documents:
        raise nothing_to_index(folder, skipped)
    return Corpus(tuple(documents), tuple(skipped))


def corpus_files(folder: Path) -> list[Path]:
    """The files of the corpus in the order of their paths, and the folders that cannot be read.

    Raises ``CorpusError`` if there is no such folder.
    """
    return list_corpus(folder).paths()


def file_id(folder: Path, path: Path) -> str:
    """The id of a file: its path below the corpus, with only printable characters."""
    return _printable(path.relative_to(folder).as_posix())


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in name)


def read_bytes(folder: Path, path: Path) -> RawFile:
    """A file of the corpus as bytes; raises ``Unreadable`` if it cannot be a document."""
    try:
        _check_kind(folder, path)
        sidecar_path = sidecar_of(path)
        sidecar_data = sidecar_bytes(sidecar_path) if sidecar_path else b""
        data = _stable_bytes(path)
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or error}", Obstacle.UNOPENED) from error
    except RuntimeError as error:  # from Path.resolve, before Python 3.13
        raise Refused("a link that leads to itself", Obstacle.UNOPENED) from error
    sidecar_hash = hashlib.sha256(sidecar_data).hexdigest() if sidecar_path else ""
    record = FileRecord(file_id(folder, path), hashlib.sha256(data).hexdigest(), sidecar_hash)
    return RawFile(path, data, sidecar_path, sidecar_data, record)


def sidecar_sha256(path: Path) -> str:
    """The hash of the file's side-car now: empty if it has none, ``?`` if it cannot be read."""
    try:
        sidecar = sidecar_of(path)
        return hashlib.sha256(sidecar_bytes(sidecar)).hexdigest() if sidecar else ""
    except OSError:
        return "?"


def _check_kind(folder: Path, path: Path) -> None:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Refused("a link that leads out of the corpus", Obstacle.UNOPENED)
    if path.is_dir():
        next(path.iterdir(), None)  # raises the system's error if the folder cannot be read
        raise Refused("a link to a folder, which is not followed", Obstacle.UNOPENED)
    if path.name.endswith(SUFFIX):
        raise Refused("a side-car without its document beside it", Obstacle.UNOPENED)
    if not is_archive(path.name):
        _reader_of(path.name)
    if not path.is_file():
        raise Refused("not a file", Obstacle.UNOPENED)


def has_reader(name: str) -> bool:
    """Whether files of that name can be read as a document, or as several."""
    return file_suffix(name) in READERS


def _reader_of(name: str) -> Callable[[bytes], Iterator[Reading]]:
    """The reader of the file of that name; raises ``Refused`` if there is none."""
    reader = READERS.get(file_suffix(name))
    if reader is None:
        raise Refused("format not supported; README.md names those that are", Obstacle.UNSUPPORTED)
    return reader


def read_entries(raw: RawFile) -> Iterator[Document | Skipped]:
    """The documents in a file, and in an archive also what is not read of it; raises ``Unreadable``
    if there is no document."""
    if not is_archive(raw.path.name):
        yield from read_documents(raw)
        return
    is_empty = True
    for entry in _archived_entries(raw):
        is_empty = is_empty and isinstance(entry, Skipped)
        yield entry
    if is_empty:
        raise Refused("no document in it", Obstacle.WORDLESS)


def _archived_entries(raw: RawFile) -> Iterator[Document | Skipped]:
    refuse_mistaken(raw.path.name, raw.data)
    archive = Archive(raw.data)
    for name in sorted(archive.names):
        if name.endswith("/") or _is_hidden(name):
            continue
        record = raw.record._replace(path=f"{raw.record.path}#{_printable(name)}")
        try:
            _check_archived(name)
            file = replace(raw, path=Path(name), data=archive.read(name), record=record)
            yield from read_documents(file)
        except Unreadable as error:
            yield Skipped(record.path, str(error), error.obstacle, values=error.values)


def _is_hidden(name: str) -> bool:
    """Whether a file in an archive is one that systems put there for themselves."""
    parts = name.split("/")
    return parts[0] == "__MACOSX" or any(
        default_rule(part, is_folder=number < len(parts)) and part != ".."
        for number, part in enumerate(parts, start=1)
    )


def _check_archived(name: str) -> None:
    if ".." in name.split("/") or name.startswith(("/", "\\")):
        raise Refused("its name leads out of the archive", Obstacle.UNOPENED)
    if len(name) > LONGEST_NAME:
        raise Refused(f"a name of {len(name):,} characters; shorten it")
    if is_archive(name):
        raise Refused(
            "an archive in an archive; unpack it beside the other documents", Obstacle.UNSUPPORTED
        )
    _reader_of(name)


def read_documents(raw: RawFile) -> list[Document]:
    """The documents in a file; raises ``Unreadable`` if there is none."""
    sidecar = parse_sidecar(raw.sidecar.name, raw.sidecar_data) if raw.sidecar else SideCar({})
    refuse_mistaken(raw.path.name, raw.data)
    readings = _readings(_reader_of(raw.path.name), raw.data)
    documents = [
        _document(raw.record.path, raw.record.sha256, reading, sidecar) for reading in readings
    ]
    if not documents:
        raise Refused("no text in it", Obstacle.WORDLESS)
    return documents


def _stable_bytes(path: Path) -> bytes:
    """The file's bytes at one moment; raises ``Unreadable`` if the file is being written."""
    before = path.stat()
    if before.st_size > MOST_BYTES:
        size, most = before.st_size // 1_000_000, MOST_BYTES // 1_000_000
        large = f"{size:,} MB large (at most {most}); split it"
        raise Unreadable(large, Obstacle.LARGE, megabytes=most)
    with path.open("rb") as file:
        data = file.read(before.st_size + 1)
    after = path.stat()
    if len(data) != before.st_size or _state(before) != _state(after):
        raise Unreadable(
            "changed while it was read; build again when it is written", Obstacle.CHANGING
        )
    return data


def _state(stat: os.stat_result) -> tuple[int, int, int]:
    return stat.st_ino, stat.st_size, stat.st_mtime_ns


def _readings(reader: Callable[[bytes], Iterator[Reading]], data: bytes) -> Iterator[Reading]:
    try:
        for reading in reader(data):
            if len(reading.text) > MOST_CHARACTERS:
                long = f"{len(reading.text):,} characters of text; split it"
                raise Unreadable(long, Obstacle.LARGE, characters=MOST_CHARACTERS)
            if reading.text[reading.body :].strip():
                yield reading
    except (Unreadable, OSError):
        raise
    except Exception as error:
        # Libraries that read untrusted files can raise any error, and one bad file must never
        # keep the other files out of the index.
        raise Unreadable(
            f"cannot be read ({type(error).__name__}); save it again", Obstacle.DAMAGED
        ) from error


def _document(name: str, sha256: str, reading: Reading, sidecar: SideCar) -> Document:
    is_whole_file = not reading.key
    text_metadata = _text_metadata(name, reading)
    if _states_levels(name) and text_metadata.title in _chapters(reading):
        text_metadata.title = None
    is_made_date = suffix_of(name) in MADE_DATE_SUFFIXES
    metadata = _merged(reading.metadata, text_metadata, is_made_date=is_made_date)
    metadata = replace(metadata, title=title_without_id(metadata.title, name))
    if is_whole_file and metadata.date is None:
        metadata = replace(metadata, date=date_in_name(PurePosixPath(name_of(name)).name))
    if is_whole_file and metadata.language is None:
        metadata = replace(metadata, language=language_of(reading.text[reading.body :]))
    return Document(
        id=name + reading.key,
        text=reading.text,
        sha256=sha256,
        metadata=replace(metadata, **sidecar.metadata),  # type: ignore[arg-type] # its names are checked, and all are texts
        headings=_headings(name, reading),
        body=reading.body,
        pages=reading.pages,
        page_kind=reading.page_kind,
        page_labels=reading.page_labels,
        scan_certainty=reading.scan_certainty,
        metadata_spans=tuple(text_metadata.spans),
        tables=reading.tables,
        code=reading.code,
        furniture=reading.furniture,
        keep=sidecar.keep,
        drop=sidecar.drop,
        warnings=reading.warnings,
    )


def _text_metadata(name: str, reading: Reading) -> FoundMetadata:
    """What the words of a whole file say about it; those of a workbook only say its date."""
    if reading.key:
        return FoundMetadata()
    if reading.page_kind == SHEET:
        return FoundMetadata(date=date_beside_tables(reading.text, reading.tables))
    if _is_table(reading):
        return FoundMetadata()
    return find_metadata(_text_beside_tables(name, reading), reading.body, reading.furniture)


def _headings(name: str, reading: Reading) -> tuple[Heading, ...]:
    """The headings that the format marks, and where people mark none, those that lines imply."""
    markdown = is_markdown(name)
    if reading.key or not (markdown or suffix_of(name) in TEXT_SUFFIXES):
        return reading.headings
    outside = [*((table.start, table.end) for table in reading.tables)]
    outside += [(code.start, code.end) for code in reading.code]
    if markdown:
        outside += hidden_parts(reading.text, reading.body, len(reading.text), outside)
    return implied_headings(
        reading.text, reading.body, reading.headings, tuple(outside), markdown=markdown
    )


def _states_levels(name: str) -> bool:
    """Whether the levels of headings are stated by the format and chosen with care: in Markdown the
    title often is one of several highest headings, and in PDF a level is guessed from the type."""
    return not is_markdown(name) and PurePosixPath(name).suffix.lower() != ".pdf"


def _chapters(reading: Reading) -> list[str]:
    """The highest headings if there are several: the first of them is no title of the document."""
    highest = min((heading.level for heading in reading.headings), default=0)
    titles = [heading.title for heading in reading.headings if heading.level == highest]
    return titles if len(titles) > 1 else []


def _text_beside_tables(name: str, reading: Reading) -> str:
    """The text, in a text file with spaces for the rows of its tables: ``Adult   Child`` is no
    name."""
    if not is_plain_text(name):
        return reading.text
    parts = []
    position = 0
    for table in reading.tables:
        parts += [reading.text[position : table.start], " " * (table.end - table.start)]
        position = table.end
    return "".join([*parts, reading.text[position:]])


def _is_table(reading: Reading) -> bool:
    """Whether a document is tables and their titles, and nothing else."""
    parts = [(table.start, table.end) for table in reading.tables]
    parts += [(heading.start, heading.end) for heading in reading.headings]
    ends = [reading.body, *(edge for part in sorted(parts) for edge in part), len(reading.text)]
    between = (reading.text[a:b] for a, b in zip(ends[::2], ends[1::2], strict=True))
    return bool(reading.tables) and not any(map(_WORD.search, between))


def _merged(stated: Metadata, text_metadata: FoundMetadata, *, is_made_date: bool) -> Metadata:
    """What the file states, completed by what its text says; the day on which a program made the
    file goes behind a date in the text, unless that is the same and less exact."""
    names = ("title", "author", "publisher", "date", "recipient", "length")
    missing = (name for name in names if getattr(stated, name) is None)
    merged = replace(stated, **{name: getattr(text_metadata, name) for name in missing})
    date = text_metadata.date
    if not is_made_date or date is None or (stated.date or "").startswith(date):
        return merged
    return replace(merged, date=date)


def nothing_to_index(folder: Path, skipped: list[Skipped]) -> CorpusError:
    """The error to raise if no file gave a document."""
    if not skipped:
        return CorpusError(f"the corpus {folder} is empty; put documents into it ({FORMAT_NAMES})")
    reasons = "; ".join(f"{s.path}: {s.reason}" for s in skipped[:5])
    return CorpusError(f"no document of the corpus {folder} could be read ({reasons})")
