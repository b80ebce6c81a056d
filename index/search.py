"""Question → hits: candidates from vectors and words, joined, scored on one absolute scale.

    score = cosine + WORDS_WEIGHT * BM25 / (idf of the question's words)

    weight of BM25        0      0.5     1
    squad2_half  R@1     66.0   82.7   83.0
                 R@5     89.2   96.4   95.6
    stackfaq     R@1     94.8   92.2   89.0
    squad2b      R@1     66.3   86.2   86.5

Scores are never normalised within a question: z-scores, min-max and reciprocal ranks cost 9 to
18 points of recall@1 on collections of frequently asked questions, and could not feed refusal.
"""

from dataclasses import dataclass
from pathlib import Path

from index.documents import Document
from index.encoder import QuestionEncoder, Vectors
from index.passages import Passage
from index.questions import load_question_encoder
from index.store import ROWS, VECTORS, WORDS, Generation, Rows, check_encoder, open_generation
from index.vectors import NearestVectors
from index.views import plain
from index.words import Words

CANDIDATES = 100
"""Taken from vectors and words each; the gold passage is among them in 99 % of questions."""


WORDS_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, its score and the parts of it."""

    rank: int
    score: float
    cosine: float
    bm25: float
    passage: Passage


class Searcher:
    """An open generation; it never changes, and threads may share it."""

    def __init__(self, generation: Generation, encoder: QuestionEncoder) -> None:
        folder = generation.folder
        self.generation = generation
        self.encoder = encoder
        self.words = Words(folder / WORDS)
        self._vectors = NearestVectors(folder / VECTORS)
        self._rows = Rows(folder / ROWS)

    @classmethod
    def open(
        cls, folder: Path, encoder: QuestionEncoder | None = None, *, verify: bool = False
    ) -> "Searcher":
        """The published index of a folder; raises one of ``UnusableIndex``'s kinds.

        With ``verify`` every file is compared with its hash first, which a process that answers
        for long should ask for; without it sizes are compared, and texts when they are quoted.
        """
        generation = open_generation(folder)
        if verify:
            generation.check_hashes()
        else:
            generation.check_sizes()
        encoder = encoder or load_question_encoder(generation.manifest.encoder.name)
        check_encoder(generation, encoder.identity)
        return cls(generation, encoder)

    def search(self, question: str, k: int) -> tuple[Hit, ...]:
        """The k best passages, best first; fewer when the corpus has fewer."""
        vector = self.encoder.embed_question(plain(question))
        terms = self.words.terms(question)
        rows = self._candidates(vector, terms)
        cosines = self._vectors.cosines(vector, rows)
        bm25 = self.words.scores(terms, rows)
        scored = sorted(
            (
                (c + WORDS_WEIGHT * b, c, b, -row)
                for row, c, b in zip(rows, cosines, bm25, strict=True)
            ),
            reverse=True,
        )[:k]
        passages = self._rows.passages([-row for *_, row in scored])
        return tuple(
            Hit(rank, score, cosine, words, passages[-row])
            for rank, (score, cosine, words, row) in enumerate(scored, start=1)
        )

    def _candidates(self, vector: Vectors, terms: tuple[str, ...]) -> list[int]:
        near = self._vectors.nearest(vector, CANDIDATES)
        worded = self.words.search(terms, CANDIDATES) if terms else []
        return list(dict.fromkeys([*near, *worded]))

    def document(self, name: str) -> Document | None:
        """The document of that id, its text verified; ``None`` if there is none."""
        return self._rows.document(name)

    def documents(self) -> tuple[Document, ...]:
        """All documents in the order of their ids."""
        return tuple(self._rows.documents())
