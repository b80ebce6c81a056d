"""Question → hits: candidates from vectors and words, reranked by late interaction."""

from collections.abc import Iterator
from copy import copy
from functools import cached_property
from itertools import islice
from pathlib import Path

from index.documents import Document, Metadata
from index.encoders import Encoded, QuestionEncoder, Reranker
from index.encoding.choose import load_question_encoder
from index.errors import IndexDamaged
from index.files import HashedFile
from index.passages import Passage, embedded_text, passage_text
from index.search.hits import Hit
from index.search.reranking import Candidate, parts_of, reranked, reranked_by
from index.search.rewording import Wording, reword
from index.storage.bm25 import Bm25Index
from index.storage.document_sets import Runs, joined, set_of
from index.storage.generation import (
    ROWS,
    TOKENS,
    VECTORS,
    VOCABULARY,
    WORDS,
    Generation,
    check_encoder,
    open_generation,
)
from index.storage.rows import Rows
from index.storage.token_vectors import TokenVectors
from index.storage.vectors import NearestVectors
from index.storage.vocabulary import read_vocabulary
from index.text.dates import Month, month_matches, months_in
from index.text.views import sanitised, shown

CANDIDATES = 100
"""Taken from vectors and words each; the gold passage is among them in 99 % of questions."""

RERANKED = 40
"""The best of the candidates; the most hits that a search gives."""

PHRASE_CANDIDATES = 500
"""Taken from words alone when the question has a phrase in quotation marks, then filtered."""

BM25_IN_BASE = 0.5

HEARD = 20
"""Passages that are read to see how the documents of a view write a word."""


class Searcher:
    """An open generation; it never changes, and threads may share it."""

    def __init__(
        self, generation: Generation, encoder: QuestionEncoder, reranker: Reranker | None = None
    ) -> None:
        folder = generation.folder
        self.generation = generation
        self.encoder = encoder
        self._reranker = reranker
        self.words = Bm25Index(folder / WORDS)
        self._vectors = NearestVectors(folder / VECTORS)
        self._tokens = TokenVectors(folder / TOKENS, generation.manifest.salt)
        self._rows = Rows(folder / ROWS, generation.manifest.salt)
        self._vocabulary = read_vocabulary(folder / VOCABULARY)
        self._is_part = False
        counts = {self._vectors.count, self.words.count, self._tokens.count}
        dimensions = {self._vectors.dimension, generation.manifest.encoder.dimension}
        if len(counts) > 1 or len(dimensions) > 1:
            raise IndexDamaged(f"the files of {folder} do not fit together; run pincite build")

    @classmethod
    def open(
        cls,
        folder: Path,
        encoder: QuestionEncoder | None = None,
        *,
        reranker: Reranker | None = None,
        verify: bool = False,
    ) -> "Searcher":
        """The published index of a folder; raises one of ``UnusableIndex``'s kinds.

        With ``verify`` every file is compared with its hash first, which a process that answers
        for long should ask for; without it those whose rows carry checks of their own are not.
        """
        generation = open_generation(folder)
        generation.check(whole=verify)
        encoder = encoder or _encoder_of(generation, verify)
        check_encoder(generation, encoder.identity)
        return cls(generation, encoder, reranker)

    @cached_property
    def _runs(self) -> dict[str, Runs]:
        return self._rows.runs()

    def sets(self) -> tuple[str, ...]:
        """The document sets, in the order of their names; ``""`` is that of files in no folder."""
        return tuple(sorted(self._runs))

    def within_sets(self, sets: frozenset[str]) -> "Searcher":
        """A view that knows the documents of these sets alone; of all sets, the searcher itself.

        No hit, no word, no name and no abbreviation comes from another document, and those in the
        view are found as if they were alone. Numbers may tell of others: a word of the view keeps
        the idf of all documents, so that scores and confidences keep their scale.
        """
        runs = {name: found for name, found in self._runs.items() if name in sets}
        if len(runs) == len(self._runs):
            return self
        return self._part(self._rows.within(frozenset(runs)), runs)

    def within_document(self, document: str) -> "Searcher":
        """A view in the same sense that knows the document of that id alone."""
        return self._part(
            self._rows.alone(document), {set_of(document): self._rows.rows_of(document)}
        )

    def _part(self, known: Rows, runs: dict[str, Runs]) -> "Searcher":
        rows = joined(run for found in runs.values() for run in found)
        part = copy(self)
        part._is_part, part._runs, part._rows = True, runs, known
        part.words, part._vectors = self.words.within(rows), self._vectors.within(rows)
        return part

    def reword(self, question: str) -> Wording:
        """What is searched for a question: slips repaired, abbreviations spelt out."""
        whole = self._vocabulary
        vocabulary = whole.among(self._saying) if self._is_part else whole
        return reword(question, vocabulary, self.encoder.is_one_token, self._knows_stem)

    def _saying(self, text: str) -> tuple[str, ...]:
        """Passages as shown that may hold a text: all its words but small ones stand in each."""
        terms = self.words.terms(text)
        each = (row for runs in self._runs.values() for run in runs for row in run)
        rows = self.words.holding(terms, HEARD) if terms else list(islice(each, HEARD))
        passages = self._rows.passages(rows)
        texts = self._sources(passages)
        return tuple(shown(passage_text(one, texts[one.document])) for one in passages.values())

    def _knows_stem(self, word: str) -> bool:
        terms = self.words.terms(word)
        # Only all documents' vocabulary has small words; a view says of none that it is missing.
        return any(map(self.words.knows, terms)) if terms else self._is_part

    def search(self, question: str, k: int) -> tuple[Hit, ...]:
        """The k best passages, best first; at most ``RERANKED``, fewer in a small corpus."""
        return self.find(self.reword(question), k)

    def encode(self, wordings: list[Wording]) -> list[Encoded]:
        """The vectors of questions that were reworded; together they take less time each."""
        return self.encoder.encode_all([sanitised(wording.searched) for wording in wordings])

    def find(self, wording: Wording, k: int, encoded: Encoded | None = None) -> tuple[Hit, ...]:
        """The same for a question that was reworded, and maybe encoded, before."""
        encoded = encoded or self.encode([wording])[0]
        scored = self._scored(wording, encoded)
        if self._reranker is not None and scored:
            scored = self._reranked(self._reranker, wording, scored)
        best = scored[:k]
        passages = self._rows.passages([one.row for one in best])
        return tuple(one.hit(rank, passages[one.row]) for rank, one in enumerate(best, start=1))

    def _scored(self, wording: Wording, encoded: Encoded) -> list["Candidate"]:
        """The candidates by their scores, best first."""
        found = self._candidates(encoded, wording)
        rows = [row for row, *_ in found]
        matches = self._tokens.matches(rows, encoded)
        heads = self._tokens.head_cosines(rows, encoded.vector)
        dated = self._dated(rows, wording.dates)
        scored = [
            Candidate(
                row, parts_of(cosine, bm25, match, head, dated.get(row, 0.0)), match.sentences
            )
            for (row, cosine, bm25), match, head in zip(found, matches, heads, strict=True)
        ]
        return reranked(scored)

    def _dated(self, rows: list[int], dates: tuple[Month, ...]) -> dict[int, float]:
        """The share of the dates that each row carries; nothing is read where there are none."""
        texts = self._texts(self._rows.passages(rows)) if dates else {}
        return {row: _share_held(text, dates) for row, text in texts.items()}

    def _candidates(self, encoded: Encoded, wording: Wording) -> list[tuple[int, float, float]]:
        """Rows with cosine and BM25, the best by the base score."""
        terms = self.words.terms(wording.searched)
        near = self._vectors.nearest(encoded.vector, CANDIDATES)
        worded = self.words.search(terms, CANDIDATES) if terms else []
        rows = list(dict.fromkeys([*near, *worded]))
        if wording.phrases:
            rows = self._holding(wording.phrases, rows) or rows
        cosines = self._vectors.cosines(encoded.vector, rows)
        found = list(zip(rows, cosines, self.words.scores(terms, rows), strict=True))
        found.sort(key=lambda one: (-one[1] - BM25_IN_BASE * one[2], one[0]))
        return found[:RERANKED]

    def _holding(self, phrases: tuple[str, ...], rows: list[int]) -> list[int]:
        """Of the rows, and others with the phrases' words, those that hold every phrase."""
        terms = self.words.terms(" ".join(phrases))
        rows = list(dict.fromkeys([*rows, *self.words.search(terms, PHRASE_CANDIDATES)]))
        texts = self._texts(self._rows.passages(rows))
        return [row for row in rows if not _absent(phrases, texts[row])]

    def absent(self, phrases: tuple[str, ...], passage: Passage) -> tuple[str, ...]:
        """The phrases that a passage, its head included, does not hold word for word."""
        return _absent(phrases, self.text(passage)) if phrases else ()

    def text(self, passage: Passage) -> str:
        """What the encoder saw of a passage."""
        return self._texts({0: passage})[0]

    def _texts(self, passages: dict[int, Passage]) -> dict[int, str]:
        """The same of many rows; each document is read and verified once."""
        texts = self._sources(passages)
        return {row: embedded_text(one, texts[one.document]) for row, one in passages.items()}

    def _sources(self, passages: dict[int, Passage]) -> dict[str, str]:
        """The texts of their documents by id."""
        one_of_each = {passage.document: passage for passage in passages.values()}
        return {name: self.document_of(one).text for name, one in one_of_each.items()}

    def _reranked(
        self, reranker: Reranker, wording: Wording, scored: list["Candidate"]
    ) -> list["Candidate"]:
        texts = self._texts(self._rows.passages([one.row for one in scored]))
        return reranked_by(reranker, wording.text, scored, [texts[one.row] for one in scored])

    def passages_in(self, document: str) -> Iterator[Passage]:
        """The passages of the document of that id, in order."""
        return self._rows.passages_in(document)

    def document(self, name: str) -> Document | None:
        """The document of that id, its text verified; ``None`` if there is none."""
        return self._rows.document(name)

    def document_of(self, passage: Passage) -> Document:
        """The document that a passage is a slice of; raises ``IndexDamaged`` if it is gone."""
        return self._rows.document_of(passage)

    def described(self) -> Iterator[tuple[str, Metadata]]:
        """The ids of all documents with what they state about themselves; no text is read."""
        return self._rows.described()

    def documents(self) -> Iterator[Document]:
        """All documents in the order of their ids."""
        return self._rows.documents()


def _encoder_of(generation: Generation, verify: bool) -> QuestionEncoder:
    """The generation's encoder; its weights are hashed again if all is to be verified."""
    manifest = generation.manifest
    built = HashedFile(manifest.encoder.sha256, manifest.weights)
    return load_question_encoder(manifest.encoder.name, None if verify else built, once=not verify)


def _absent(phrases: tuple[str, ...], text: str) -> tuple[str, ...]:
    folded = text.casefold()
    return tuple(phrase for phrase in phrases if shown(phrase).casefold() not in folded)


def _share_held(text: str, dates: tuple[Month, ...]) -> float:
    """The share of the dates that a text carries."""
    found = months_in(text)
    held = [any(month_matches(asked, date) for date in found) for asked in dates]
    return sum(held) / len(held)
