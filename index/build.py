"""Corpus → one published generation: read, split, embed, write, publish."""

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

import numpy as np

from index.documents import Corpus, Document, Skipped, read_corpus
from index.encoder import Encoder, Vectors
from index.errors import CorpusError, EncoderError
from index.passages import SPLITTER_VERSION, Passage, embedded_text, own_words, sentence_ends, split
from index.store import (
    FORMAT_VERSION,
    ROWS,
    TOKENS,
    VECTORS,
    VOCABULARY,
    WORDS,
    Draft,
    Generation,
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

    def embedding(self, passages: int) -> None:
        """Embedding begins, of so many passages."""

    def embedded(self, passages: int) -> None:
        """So many more passages are embedded."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made, and every file that it left out, with the reason."""

    generation: str
    documents: int
    passages: int
    skipped: tuple[Skipped, ...]
    same_titles: tuple[tuple[str, ...], ...]


def build_index(corpus: Path, index: Path, encoder: Encoder, watcher: Watcher) -> Report:
    """Build and publish a generation; raises ``CorpusError`` when there is nothing to index."""
    read = read_corpus(corpus)
    passages, texts = _split(read.documents, encoder)
    with draft(index) as new:
        write_words(new.folder / WORDS, texts)
        write_vocabulary(new.folder / VOCABULARY, _slices(read.documents, passages))
        write_rows(new.folder / ROWS, read.documents, passages)
        _embed(new, read.documents, passages, texts, encoder, watcher)
        generation = new.publish(_manifest(encoder, len(read.documents), len(passages)))
    return _report(generation, read, passages)


def _split(documents: Iterable[Document], encoder: Encoder) -> tuple[list[Passage], list[str]]:
    passages: list[Passage] = []
    texts: list[str] = []
    for document in documents:
        for passage in split(document, encoder.count_tokens, encoder.identity.window):
            passages.append(passage)
            texts.append(embedded_text(passage, document.text))
    if not passages:
        raise CorpusError("no document of the corpus holds a sentence; add text to it")
    return passages, texts


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


def _report(generation: Generation, read: Corpus, passages: list[Passage]) -> Report:
    return Report(
        generation=generation.name,
        documents=len(read.documents),
        passages=len(passages),
        skipped=read.skipped,
        same_titles=_same_titles(read.documents),
    )


def _same_titles(documents: tuple[Document, ...]) -> tuple[tuple[str, ...], ...]:
    """Ids of documents that share a title, told to the owner since readers cannot tell them."""
    by_title: dict[str, list[str]] = {}
    for document in documents:
        if document.metadata.title and "#" not in document.id:
            by_title.setdefault(document.metadata.title, []).append(document.id)
    return tuple(tuple(ids) for ids in by_title.values() if len(ids) > 1)
