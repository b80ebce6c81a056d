"""Corpus folder → documents, and a reason for every file that gave none.

A document's id is its path below the corpus, with ``#_id`` for a line of a BEIR file. Hidden
files are passed over in silence; everything else is either read or named in the report.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import CorpusError
from index.matter import Matter, find_matter
from index.readers import READERS, Heading, Metadata, Reading, Unreadable
from index.views import Span

NAMES = ", ".join(sorted(READERS))


@dataclass(frozen=True, slots=True)
class Document:
    """A text that can be quoted; ``sha256`` is of the file's bytes, offsets are into ``text``."""

    id: str
    text: str
    sha256: str
    metadata: Metadata
    headings: tuple[Heading, ...] = ()
    body: int = 0
    matter: tuple[Span, ...] = ()
    pages: tuple[int, ...] = ()
    rows: tuple[Span, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What a person calls it: its title, else its id."""
        return self.metadata.title or self.id


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file (or a part of it) that is not in the index, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents of a folder, in the order of their paths, and what was skipped."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]


def text_sha256(text: str) -> str:
    """The SHA-256 of a text's UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def read_corpus(folder: Path) -> Corpus:
    """All documents below the folder; raises ``CorpusError`` when there is none to index."""
    documents: list[Document] = []
    skipped: list[Skipped] = []
    for path in corpus_files(folder):
        name = _printable(path.relative_to(folder).as_posix())
        try:
            documents.extend(_read_file(folder, path, name))
        except Unreadable as error:
            skipped.append(Skipped(name, str(error)))
        except OSError as error:
            skipped.append(Skipped(name, f"cannot be read: {error.strerror or error}"))
    if not documents:
        raise CorpusError(_nothing(folder, skipped))
    return Corpus(tuple(documents), tuple(skipped))


def corpus_files(folder: Path) -> Iterator[Path]:
    """The corpus's files in the order of their paths; raises ``CorpusError`` without a folder."""
    if not folder.is_dir():
        what = "is not a folder" if folder.exists() else "does not exist"
        raise CorpusError(f"the corpus {folder} {what}; name your documents' folder with --corpus")
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and (path.is_file() or path.is_symlink()) and not path.is_dir():
            yield path


def _read_file(folder: Path, path: Path, name: str) -> list[Document]:
    if not path.resolve().is_relative_to(folder.resolve()):
        raise Unreadable("a link that leads out of the corpus")
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise Unreadable(f"format not supported; known are {NAMES}")
    if not path.is_file():
        raise Unreadable("not a file")
    data = path.read_bytes()
    sha256 = hashlib.sha256(data).hexdigest()
    found = [_document(name, sha256, r) for r in reader(data) if r.text[r.body :].strip()]
    if not found:
        raise Unreadable("no text in it")
    return found


def _document(name: str, sha256: str, reading: Reading) -> Document:
    matter = Matter() if reading.key or reading.rows else find_matter(reading.text, reading.body)
    return Document(
        id=name + reading.key,
        text=reading.text,
        sha256=sha256,
        metadata=_merged(reading.metadata, matter),
        matter=tuple(matter.spans),
        headings=reading.headings,
        body=reading.body,
        pages=reading.pages,
        rows=reading.rows,
        warnings=reading.warnings,
    )


def _merged(stated: Metadata, matter: Matter) -> Metadata:
    """What the file states, and where it is silent what its text says."""
    names = ("title", "author", "publisher", "date", "recipient", "length")
    unknown = (name for name in names if getattr(stated, name) is None)
    return replace(stated, **{name: getattr(matter, name) for name in unknown})


def _printable(name: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in name)


def _nothing(folder: Path, skipped: list[Skipped]) -> str:
    if not skipped:
        return f"the corpus {folder} is empty; put documents into it ({NAMES})"
    reasons = "; ".join(f"{s.path}: {s.reason}" for s in skipped[:5])
    return f"no document of the corpus {folder} could be read ({reasons})"
