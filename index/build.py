"""Corpus → one published generation: read, split, embed, write, publish."""

import datetime
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np

from index.cleaning import blocks
from index.documents import Document, Skipped, read_corpus
from index.doubts import doubts
from index.encoder import Encoder, Vectors
from index.errors import CorpusError, EncoderError
from index.passages import (
    SPLITTER_VERSION,
    Passage,
    embedded_text,
    own_words,
    sentence_ends,
    split_blocks,
)
from index.report import Account, Report, report
from index.store import (
    FORMAT_VERSION,
    ROWS,
    TOKENS,
    VECTORS,
    VOCABULARY,
    WORDS,
    Draft,
    Manifest,
    draft,
    write_rows,
)
from index.tokens import HEAD, TokenWriter
from index.vectors import write_vectors
from index.views import shown
from index.vocabulary import write_vocabulary
from index.words import write_words

_LIBRARIES = ("faiss-cpu", "numpy", "sentencex", "sentence-transformers", "tantivy", "tokenizers")


class Watcher(Protocol):
    """Is told how a build goes on."""

    def cutting(self, documents: int) -> None:
        """Cutting into passages begins, of so many documents."""

    def cut(self, documents: int) -> None:
        """So many more documents are cut."""

    def embedding(self, passages: int) -> None:
        """Embedding begins, of so many passages."""

    def embedded(self, passages: int) -> None:
        """So many more passages are embedded."""


@dataclass(frozen=True, slots=True)
class _Cut:
    """The corpus cut into passages: accounts of its documents, and what the encoder will see."""

    accounts: tuple[Account, ...]
    skipped: tuple[Skipped, ...]
    passages: list[Passage]
    texts: list[str]

    @property
    def documents(self) -> tuple[Document, ...]:
        return tuple(account.document for account in self.accounts)


def build_index(corpus: Path, index: Path, encoder: Encoder, watcher: Watcher) -> Report:
    """Build and publish a generation; raises ``CorpusError`` when there is nothing to index."""
    cut = _cut(corpus, encoder, watcher)
    with draft(index) as new:
        write_words(new.folder / WORDS, cut.texts)
        write_vocabulary(new.folder / VOCABULARY, _slices(cut.documents, cut.passages))
        write_rows(new.folder / ROWS, cut.documents, cut.passages)
        _embed(new, cut.documents, cut.passages, cut.texts, encoder, watcher)
        generation = new.publish(_manifest(encoder, len(cut.accounts), len(cut.passages)))
    return report(generation.name, cut.accounts, cut.skipped, encoder.identity.name)


def survey(corpus: Path, encoder: Encoder, watcher: Watcher) -> Report:
    """The report that a build would give; nothing is embedded and nothing published."""
    cut = _cut(corpus, encoder, watcher)
    return report(None, cut.accounts, cut.skipped, encoder.identity.name)


def _cut(corpus: Path, encoder: Encoder, watcher: Watcher) -> _Cut:
    read = read_corpus(corpus)
    accounts: list[Account] = []
    passages: list[Passage] = []
    texts: list[str] = []
    watcher.cutting(len(read.documents))
    for document in read.documents:
        found = blocks(document)
        cut = split_blocks(document, found, encoder.count_tokens, encoder.identity.window)
        passages += cut
        texts += (embedded_text(passage, document.text) for passage in cut)
        accounts.append(Account(document, found, len(cut), tuple(doubts(document, found))))
        watcher.cut(1)
    if not passages:
        raise CorpusError("no document of the corpus holds a sentence; add text to it")
    return _Cut(tuple(accounts), read.skipped, passages, texts)


def _slices(documents: tuple[Document, ...], passages: list[Passage]) -> Iterator[str]:
    """The passages as shown, without their heads, whose capitals say nothing about names."""
    texts = {document.id: document.text for document in documents}
    for passage in passages:
        yield shown(own_words(passage, texts[passage.document]))


def _embed(
    new: Draft,
    documents: tuple[Document, ...],
    passages: list[Passage],
    texts: list[str],
    encoder: Encoder,
    watcher: Watcher,
) -> None:
    """One pass of the encoder gives each passage its vector and those of its tokens."""
    watcher.embedding(len(texts))
    heads = {head: number for number, head in enumerate(sorted({p.head for p in passages} - {""}))}
    tokens = TokenWriter(
        new.folder / TOKENS,
        _token_sentences(documents, passages, texts, encoder),
        [heads.get(passage.head, -1) for passage in passages],
        _vectors(list(heads), encoder),
        encoder.identity.vocabulary,
    )
    vectors = np.zeros((len(texts), encoder.identity.dimension), dtype=np.float32)
    for row, encoded in encoder.encode_passages(texts):
        vectors[row] = encoded.sentence
        tokens.put(row, encoded)
        watcher.embedded(1)
    tokens.close()
    write_vectors(new.folder / VECTORS, _checked(vectors))


def _token_sentences(
    documents: tuple[Document, ...], passages: list[Passage], texts: list[str], encoder: Encoder
) -> list[list[int]]:
    """For each token of each text the number of its sentence, or that of the head."""
    by_id = {document.id: document.text for document in documents}
    spans = encoder.token_spans(texts)
    return [
        [_sentence_at((start + end) // 2, ends) for start, end in row]
        for row, passage in zip(spans, passages, strict=True)
        for ends in [sentence_ends(passage, by_id[passage.document])]
    ]


def _sentence_at(place: int, ends: list[int]) -> int:
    number = bisect_right(ends, place)
    return HEAD if number == 0 else min(number - 1, len(ends) - 2, HEAD - 1)


def _vectors(texts: list[str], encoder: Encoder) -> Vectors:
    vectors = np.zeros((len(texts), encoder.identity.dimension), dtype=np.float32)
    for number, encoded in encoder.encode_passages(texts):
        vectors[number] = encoded.sentence
    return vectors


def _checked(vectors: Vectors) -> Vectors:
    if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
        raise EncoderError("the encoder gave a vector not of unit length; nothing published")
    return vectors


def _manifest(encoder: Encoder, documents: int, passages: int) -> Manifest:
    return Manifest(
        format_version=FORMAT_VERSION,
        generation="",
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        encoder=encoder.identity,
        splitter=SPLITTER_VERSION,
        libraries={name: version(name) for name in _LIBRARIES},
        counts={"documents": documents, "passages": passages},
        files={},
    )
