"""The previous generation → what a new build can copy from it.

If the bytes of a file and of its side-car are unchanged, its documents and passages are copied. If
the key of a passage is unchanged, its vectors are copied; the key is made of the passage's head,
its words and the ends of its sentences. A key counts within its document set only, so that vectors
are never copied from one set to another (see indexing). Nothing is copied from a generation that is
damaged, that another encoder made, or whose files would now be read or cut in another way.
"""

import hashlib
import json
import platform
from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from index.documents import FileRecord
from index.encoders import Identity, Vectors
from index.errors import IndexNotFound, UnusableIndex
from index.passages import Passage, text_and_ends
from index.reading.formats.recognition import engine_name
from index.storage.generation import (
    ROWS,
    TOKENS,
    VECTORS,
    WORD_COUNTS,
    Generation,
    check_encoder,
    open_generation,
)
from index.storage.rows import Rows, SetKey
from index.storage.token_vectors import Record, TokenVectors
from index.storage.vectors import NearestVectors
from index.storage.word_counts import WordCounts, tally_from_bytes

_READING = (
    "charset-normalizer",
    "courlan",
    "docutils",
    "htmldate",
    "justext",
    "lxml",
    "markdown-it-py",
    "py3langid",
    "pypdfium2",
    "python-docx",
    "pyyaml",
    "sentencex",
    "tokenizers",
    "trafilatura",
    "xlrd",
)


_OWN_CODE = Path(__file__).parents[1]
"""All of the package ``index``."""


@cache
def recipe() -> str:
    """A SHA-256 of what turns a file into passages: our own code, and the libraries' versions.

    So that no index keeps what a fault made of a document after the fault was mended, or leaves a
    scan unread after text recognition was installed.
    """
    versions = [platform.python_version(), *(version(name) for name in _READING), engine_name()]
    return recipe_of(_OWN_CODE, versions)


def recipe_of(code: Path, versions: list[str]) -> str:
    """The same of any folder of code; the names of its files do not count, only their bytes."""
    files = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in code.rglob("*.py"))
    return hashlib.sha256(json.dumps([versions, files]).encode()).hexdigest()


def key_of(passage: Passage, text: str) -> bytes:
    """A passage's key: half of a SHA-256 of head, words as shown, and where sentences end.

    What the encoder sees is made of these; ``text`` is that of the document.
    """
    parts = [passage.head, *text_and_ends(passage, text)]
    return hashlib.sha256(json.dumps(parts).encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class PreviousGeneration:
    """An open generation whose parts can be copied; ``row_of`` gives the row of a key.

    Until it is closed, no process removes the generation.
    """

    generation: Generation
    rows: Rows
    tokens: TokenVectors
    vectors: NearestVectors
    word_counts: dict[str, WordCounts]
    """By document set, in the order of their names."""
    keys: Counter[SetKey]
    row_of: dict[SetKey, int]
    head_of: dict[tuple[str, str], int]
    """The number of the vector of a head, by its set and its text."""

    @classmethod
    def open(cls, index: Path, encoder: Identity) -> "tuple[PreviousGeneration | None, str]":
        """The current generation, checked in full; else ``None`` and the reason why it cannot be
        reused. The reason is empty when there is no index yet."""
        try:
            generation = open_generation(index)
            check_encoder(generation, encoder)
            generation.check(full=True)
        except IndexNotFound:
            return None, ""
        except UnusableIndex as error:
            return None, error.problem
        if generation.manifest.recipe != recipe():
            return None, f"{generation.name} was made by another version"
        return cls._of(generation), ""

    @classmethod
    def _of(cls, generation: Generation) -> "PreviousGeneration":
        folder, salt = generation.folder, generation.manifest.salt
        rows, tokens = Rows(folder / ROWS, salt), TokenVectors(folder / TOKENS, salt)
        entries = rows.keys_and_heads()
        return cls(
            generation=generation,
            rows=rows,
            tokens=tokens,
            vectors=NearestVectors(folder / VECTORS),
            word_counts=tally_from_bytes((folder / WORD_COUNTS).read_bytes()),
            keys=Counter(key for key, _ in entries),
            row_of={key: row for row, (key, _) in enumerate(entries)},
            head_of={
                (key.set, head): tokens.head_of(row)
                for row, (key, head) in enumerate(entries)
                if head and tokens.head_of(row) >= 0
            },
        )

    def close(self) -> None:
        """Let go of it, so that it can be removed."""
        self.rows.close()
        self.tokens.close()
        self.generation.reader_lock.release()

    def is_unchanged(self, file: FileRecord) -> bool:
        """Whether a file was read before and has not changed; false for a file that failed then."""
        return self.rows.file(file.path) == file

    def files_below(self, path: str) -> list[FileRecord]:
        """The file records with this path, or with a path below it."""
        files = self.rows.files()
        return [file for file in files if file.path == path or file.path.startswith(path + "/")]

    def record(self, key: SetKey) -> Record:
        """The token record of the passage with this key."""
        return self.tokens.record(self.row_of[key])

    def vectors_of(self, keys: list[SetKey]) -> Vectors:
        """The vectors of the passages with these keys, shape (keys, dimension)."""
        return self.vectors.vectors([self.row_of[key] for key in keys])
