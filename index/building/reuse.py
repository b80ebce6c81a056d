"""The generation before → what a new build need not do again.

A file is the same if its bytes and those of its side-car are: then its documents and passages are
copied. A passage is the same if its key is, which is made of its head, its words and where its
sentences end: then its vectors are copied. Nothing is taken from a generation that is not
whole, that another encoder made, or whose files would be read and cut in another way today.
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
from index.passages import Passage, passage_text, sentence_ends
from index.storage.generation import (
    ROWS,
    TALLY,
    TOKENS,
    VECTORS,
    Generation,
    check_encoder,
    open_generation,
)
from index.storage.rows import Rows
from index.storage.token_vectors import Record, TokenVectors
from index.storage.vectors import NearestVectors
from index.storage.word_counts import WordCounts
from index.text.views import shown

_READING = (
    "courlan",
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
)


_OWN_CODE = Path(__file__).parents[1]
"""All of the package ``index``."""


@cache
def recipe() -> str:
    """A SHA-256 of what turns a file into passages: our own code, and the libraries' versions.

    So that no index keeps what a fault made of a document after the fault was mended.
    """
    versions = [platform.python_version(), *(version(name) for name in _READING)]
    return recipe_of(_OWN_CODE, versions)


def recipe_of(code: Path, versions: list[str]) -> str:
    """The same of any folder of code; the names of its files do not count, only their bytes."""
    files = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in code.rglob("*.py"))
    return hashlib.sha256(json.dumps([versions, files]).encode()).hexdigest()


def key_of(passage: Passage, text: str) -> bytes:
    """A passage's key: half of a SHA-256 of head, words as shown, and where sentences end.

    What the encoder sees is made of these; ``text`` is that of the document.
    """
    parts = [passage.head, shown(passage_text(passage, text)), sentence_ends(passage, text)]
    return hashlib.sha256(json.dumps(parts).encode()).digest()[:16]


@dataclass(frozen=True, slots=True)
class PreviousGeneration:
    """An open generation whose parts may be used again; ``row_of`` leads from keys to rows.

    It keeps hold of the generation, which nobody removes meanwhile.
    """

    generation: Generation
    rows: Rows
    tokens: TokenVectors
    vectors: NearestVectors
    tally: WordCounts
    keys: Counter[bytes]
    row_of: dict[bytes, int]
    head_of: dict[str, int]

    @classmethod
    def open(cls, index: Path, encoder: Identity) -> "tuple[PreviousGeneration | None, str]":
        """The current generation, verified in full; else why everything must be done again, which
        is nothing to tell when there is no index yet."""
        try:
            generation = open_generation(index)
            check_encoder(generation, encoder)
            generation.check(whole=True)
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
        keys = rows.keys_and_heads()
        return cls(
            generation=generation,
            rows=rows,
            tokens=tokens,
            vectors=NearestVectors(folder / VECTORS),
            tally=WordCounts.from_bytes((folder / TALLY).read_bytes()),
            keys=Counter(key for key, _ in keys),
            row_of={key: row for row, (key, _) in enumerate(keys)},
            head_of={head: tokens.head_of(row) for row, (_, head) in enumerate(keys) if head},
        )

    def same(self, file: FileRecord) -> bool:
        """Whether a file was read before and has not changed; one that failed may do better now."""
        return self.rows.file(file.path) == file

    def below(self, path: str) -> list[FileRecord]:
        """The files that are known by this path, or below it."""
        return [f for f in self.rows.files() if f.path == path or f.path.startswith(path + "/")]

    def record(self, key: bytes) -> Record:
        """The tokens of the passage of this key."""
        return self.tokens.record(self.row_of[key])

    def vectors_of(self, keys: list[bytes]) -> Vectors:
        """The vectors of the passages of these keys, shape (keys, dimension)."""
        return self.vectors.vectors([self.row_of[key] for key in keys])
