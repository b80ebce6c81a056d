"""A generation that is written and not yet published → nothing, or the reason not to publish it.

What a build can get wrong without an error shows here: a passage that is no slice, one that does
not find itself, rows that do not fit together, a question encoder that is not the passages'.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from index.documents import text_sha256
from index.encoders import FULL, HALF, QuestionEncoder
from index.errors import FaultyBuild, UnusableIndex
from index.passages import embedded_text
from index.storage.bm25 import Bm25Index
from index.storage.generation import ROWS, TOKENS, VECTORS, WORDS, Generation
from index.storage.rows import Rows
from index.storage.token_vectors import TokenVectors
from index.storage.vectors import NearestVectors

SAMPLE = 32
"""Passages, evenly spread, that must find themselves; encoding them takes about a second."""

LEAST_COSINE = {FULL: 0.9999, HALF: 0.999}
"""Between the passage's vector, computed in either, and that of the same text as a question."""

LEAST_MATCH = 0.7
"""Of a passage's tokens with themselves; kept as signs, they match by about 1."""


def check_gates(generation: Generation, asker: QuestionEncoder) -> None:
    """Raise ``FaultyBuild`` for the first thing that is wrong."""
    try:
        fault = next(_faults(generation, asker), None)
    except UnusableIndex as error:
        fault = str(error)
    if fault:
        raise FaultyBuild(
            f"nothing was published, since the new index failed a check: {fault}; "
            "run pincite build --full, and pincite doctor if it fails again"
        )


@dataclass(frozen=True, slots=True)
class _Parts:
    """An unpublished generation, opened as a search would open it."""

    rows: Rows
    tokens: TokenVectors
    vectors: NearestVectors
    words: Bm25Index
    least: float
    """Cosine of a passage's vector with that of the same text as a question."""


def _faults(generation: Generation, asker: QuestionEncoder) -> Iterator[str]:
    yield from generation.damages()
    folder, salt = generation.folder, generation.manifest.salt
    rows, tokens = Rows(folder / ROWS, salt), TokenVectors(folder / TOKENS, salt)
    vectors, words = NearestVectors(folder / VECTORS), Bm25Index(folder / WORDS)
    parts = _Parts(rows, tokens, vectors, words, LEAST_COSINE[generation.manifest.precision])
    try:
        yield from _miscounted(generation, parts)
        yield from _no_slices(rows)
        yield from _strangers(parts, asker)
    finally:
        rows.close()
        tokens.close()


def _miscounted(generation: Generation, parts: _Parts) -> Iterator[str]:
    documents, passages = parts.rows.counts()
    counts = generation.manifest.counts
    if (documents, passages) != (counts["documents"], counts["passages"]):
        yield "its rows are not as many as were written"
    if not passages == parts.tokens.count == parts.vectors.count == parts.words.count:
        yield "its files do not have the same number of rows"
    if strangers := parts.rows.strangers():
        yield f"{strangers} rows belong to nothing in the corpus"


def _no_slices(rows: Rows) -> Iterator[str]:
    for passage, _, text in rows.each():
        if text_sha256(text[passage.start : passage.end]) != passage.sha256:
            yield f"the passage {passage.id} is not a slice of its document"


def _strangers(parts: _Parts, asker: QuestionEncoder) -> Iterator[str]:
    """Passages of the sample that do not find themselves."""
    count = parts.vectors.count
    spread = np.linspace(0, count - 1, num=min(SAMPLE, count), dtype=np.int64)
    chosen = [int(row) for row in spread]
    for row, passage in parts.rows.passages(chosen).items():
        text = embedded_text(passage, parts.rows.document_of(passage).text)
        yield from (f"the passage {passage.id} {what}" for what in _lost(parts, asker, row, text))


def _lost(parts: _Parts, asker: QuestionEncoder, row: int, text: str) -> Iterator[str]:
    encoded = asker.encode(text)
    [own] = parts.vectors.cosines(encoded.vector, [row])
    nearest = parts.vectors.nearest(encoded.vector, 1)
    [best] = parts.vectors.cosines(encoded.vector, nearest)
    if own < parts.least:
        yield f"has another vector than the same text as a question (cosine {own:.6f})"
    if best > own + 1 - parts.least:
        yield "is not the nearest to itself"
    if parts.tokens.matches([row], encoded)[0].even < LEAST_MATCH and encoded.token_ids:
        yield "does not match its own tokens"
    terms = parts.words.terms(text)
    if terms and parts.words.scores(terms, [row]) == [0.0]:
        yield "is not found by its own words"
