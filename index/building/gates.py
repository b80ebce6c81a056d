"""A generation that is written and not yet published → nothing, or the reason not to publish it.

The checks find mistakes that raise no error in a build: a passage that is no slice of its document
or does not find itself, files with different rows, a question encoder that gives other vectors
than the passage encoder.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.documents import text_sha256
from index.encoders import FULL, HALF, Encoded, QuestionEncoder, encode_in_threads
from index.errors import FaultyBuild, UnusableIndex
from index.passages import embedded_text
from index.storage.bm25 import Bm25Index
from index.storage.generation import ROWS, TOKENS, VECTORS, WORDS, Generation
from index.storage.rows import Rows
from index.storage.set_languages import main_languages
from index.storage.token_vectors import TokenVectors
from index.storage.vectors import NearestVectors

SAMPLE = 32
"""Number of passages, evenly spread, that must find themselves; encoding takes about a second."""

LEAST_COSINE = {FULL: 0.9999, HALF: 0.999}
"""Of a passage's vector, by its precision, with the vector of the same text as a question."""

LEAST_MATCH = 0.7
"""The least match of a passage's tokens with themselves; stored as signs, they match by about 1."""


def check_gates(generation: Generation, encoder: QuestionEncoder) -> None:
    """Raise ``FaultyBuild`` for the first thing that is wrong."""
    try:
        fault = next(_faults(generation, encoder), None)
    except UnusableIndex as error:
        fault = str(error)
    if fault:
        raise FaultyBuild(
            f"nothing was published, since the new index failed a check: {fault}; "
            "run pincite build --full, and pincite doctor if it fails again"
        )


@dataclass(frozen=True, slots=True)
class _OpenParts:
    """The parts of an unpublished generation, opened as a search would open them."""

    rows: Rows
    tokens: TokenVectors
    vectors: NearestVectors
    words: tuple[Bm25Index, ...]
    """As those of each language."""
    least_cosine: float
    """Of a passage's vector with the vector of the same text as a question."""


def _faults(generation: Generation, encoder: QuestionEncoder) -> Iterator[str]:
    yield from generation.damages()
    folder, manifest = generation.folder, generation.manifest
    rows = Rows(folder / ROWS, manifest.salt)
    tokens = TokenVectors(folder / TOKENS, manifest.salt)
    vectors = NearestVectors(folder / VECTORS)
    spoken = main_languages(manifest.languages)
    words = tuple(Bm25Index(folder / WORDS, language) for language in spoken)
    parts = _OpenParts(rows, tokens, vectors, words, LEAST_COSINE[manifest.precision])
    try:
        yield from _count_faults(generation, parts)
        yield from _slice_faults(rows)
        yield from _search_faults(parts, encoder)
    finally:
        rows.close()
        tokens.close()
        for of_language in words:
            of_language.close()


def _count_faults(generation: Generation, parts: _OpenParts) -> Iterator[str]:
    documents, passages = parts.rows.counts()
    counts = generation.manifest.counts
    if (documents, passages) != (counts["documents"], counts["passages"]):
        yield "its rows are not as many as were written"
    counts_of_words = {words.count for words in parts.words}
    if {passages} != {parts.tokens.count, parts.vectors.count} | counts_of_words:
        yield "its files do not have the same number of rows"
    if orphans := parts.rows.orphans():
        yield f"{orphans} rows belong to nothing in the corpus"


def _slice_faults(rows: Rows) -> Iterator[str]:
    for passage, _, text in rows.all_passages():
        if text_sha256(text[passage.start : passage.end]) != passage.sha256:
            yield f"the passage {passage.id} is not a slice of its document"


def _search_faults(parts: _OpenParts, encoder: QuestionEncoder) -> Iterator[str]:
    """Passages of the sample that do not find themselves."""
    count = parts.vectors.count
    spread = np.linspace(0, count - 1, num=min(SAMPLE, count), dtype=np.int64)
    sample = [int(row) for row in spread]
    passages = parts.rows.passages(sample)
    texts = [embedded_text(p, parts.rows.document_of(p).text) for p in passages.values()]
    # Threads, since this is most of the time of a build of one small file.
    encoded_texts = encode_in_threads(encoder, texts)
    for (row, passage), text, encoded in zip(passages.items(), texts, encoded_texts, strict=True):
        faults = _passage_faults(parts, row, text, encoded)
        yield from (f"the passage {passage.id} {fault}" for fault in faults)


def _passage_faults(parts: _OpenParts, row: int, text: str, encoded: Encoded) -> Iterator[str]:
    [own_cosine] = parts.vectors.cosines(encoded.vector, [row])
    nearest = parts.vectors.nearest(encoded.vector, 1)
    [best_cosine] = parts.vectors.cosines(encoded.vector, nearest)
    if own_cosine < parts.least_cosine:
        yield f"has another vector than the same text as a question (cosine {own_cosine:.6f})"
    if best_cosine > own_cosine + 1 - parts.least_cosine:
        yield "is not the nearest to itself"
    if parts.tokens.matches([row], encoded)[0].unweighted < LEAST_MATCH and encoded.token_ids:
        yield "does not match its own tokens"
    for words in parts.words:
        terms = words.terms(text)
        if terms and words.scores(terms, [row]) == [0.0]:
            yield "is not found by its own words"
