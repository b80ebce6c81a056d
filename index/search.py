"""Question → hits: candidates from vectors and words, reranked by late interaction.

    base  = cosine + BM25_IN_BASE * BM25                       of all candidates
    score = the sum of WEIGHTS × parts                         of the best 40 by base

The parts are cosines and shares on absolute scales, never normalised within a question: z-scores,
min-max and reciprocal ranks cost 9 to 18 points of recall@1 on collections of frequently asked
questions, and could not feed refusal. Recall@1 / @5 in %, one standard error about 0.9:

    parts                                       squad2_half     stackfaq        squad2b
    cosine + .5 BM25 (the base alone)           82.7 / 96.4     92.2 / 99.0     86.2 / 97.6
    cosine + BM25 + 4 weighted                  86.2 / 97.4     92.3 / 99.2     89.7 / 98.5
    cosine + .5 BM25 + 4 weighted + 2 even      86.6 / 97.6     94.2 / 99.4     89.7 / 98.5
    cosine + .5 BM25 + 3 weighted + 3 sentence  88.1 / 97.7     93.2 / 99.4     90.2 / 98.4
    WEIGHTS, with the cosine of the head        88.3 / 97.6     95.3 / 99.4     90.3 / 98.3
"""

from dataclasses import astuple, dataclass
from pathlib import Path

from index.documents import Document
from index.encoder import Encoded, QuestionEncoder
from index.passages import Passage
from index.questions import load_question_encoder
from index.store import (
    ROWS,
    TOKENS,
    VECTORS,
    WORDS,
    Generation,
    Rows,
    check_encoder,
    open_generation,
)
from index.tokens import Match, Tokens
from index.vectors import NearestVectors
from index.views import plain
from index.words import Words

CANDIDATES = 100
"""Taken from vectors and words each; the gold passage is among them in 99 % of questions."""

RERANKED = 40
"""The best of the candidates; the most hits that a search gives."""

BM25_IN_BASE = 0.5


@dataclass(frozen=True, slots=True)
class Parts:
    """What speaks for a passage: each about 0 to 1, higher is better."""

    cosine: float
    """Of the question's vector with the passage's, head included."""
    bm25: float
    """Over the idf of the question's words."""
    weighted: float
    """Late interaction, the question's tokens weighted by idf."""
    even: float
    """Late interaction, all tokens alike."""
    sentence: float
    """Late interaction within the best single sentence."""
    head: float
    """Of the question's vector with the head's; that of the passage where there is no head."""


WEIGHTS = Parts(cosine=0.5, bm25=0.5, weighted=2.0, even=1.0, sentence=3.0, head=1.25)

CONFIDENCE = Parts(cosine=1.0, bm25=0.5, weighted=0.0, even=4.0, sentence=0.0, head=0.0)
"""Weights of the sum that refusal looks at: it tells own questions from foreign ones better than
the score does (97.4 against 97.8 % of own ones answered at 5 % foreign ones on squad2_half, but
98.1 against 93.0 % with the same threshold on stackfaq)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, its score, and how well each of its sentences matches."""

    rank: int
    score: float
    confidence: float
    parts: Parts
    sentences: tuple[float, ...]
    passage: Passage


class Searcher:
    """An open generation; it never changes, and threads may share it."""

    def __init__(self, generation: Generation, encoder: QuestionEncoder) -> None:
        folder = generation.folder
        self.generation = generation
        self.encoder = encoder
        self.words = Words(folder / WORDS)
        self._vectors = NearestVectors(folder / VECTORS)
        self._tokens = Tokens(folder / TOKENS)
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
        """The k best passages, best first; at most ``RERANKED``, fewer in a small corpus."""
        encoded = self.encoder.encode(plain(question))
        scored = []
        for row, cosine, bm25 in self._candidates(encoded, question):
            match = self._tokens.match(row, encoded)
            parts = self._parts(row, cosine, bm25, match, encoded)
            scored.append((weigh(parts, WEIGHTS), -row, parts, match.sentences))
        best = sorted(scored, key=lambda one: one[:2], reverse=True)[:k]
        passages = self._rows.passages([-row for _, row, *_ in best])
        return tuple(
            Hit(rank, score, weigh(parts, CONFIDENCE), parts, sentences, passages[-row])
            for rank, (score, row, parts, sentences) in enumerate(best, start=1)
        )

    def _candidates(self, encoded: Encoded, question: str) -> list[tuple[int, float, float]]:
        """Rows with cosine and BM25, the best by the base score."""
        terms = self.words.terms(question)
        near = self._vectors.nearest(encoded.sentence, CANDIDATES)
        worded = self.words.search(terms, CANDIDATES) if terms else []
        rows = list(dict.fromkeys([*near, *worded]))
        cosines = self._vectors.cosines(encoded.sentence, rows)
        found = list(zip(rows, cosines, self.words.scores(terms, rows), strict=True))
        found.sort(key=lambda one: (one[1] + BM25_IN_BASE * one[2], -one[0]), reverse=True)
        return found[:RERANKED]

    def _parts(self, row: int, cosine: float, bm25: float, match: Match, encoded: Encoded) -> Parts:
        head = self._tokens.head_cosine(row, encoded.sentence)
        return Parts(
            cosine=cosine,
            bm25=bm25,
            weighted=match.weighted,
            even=match.even,
            sentence=max(match.sentences, default=0.0),
            head=cosine if head is None else head,
        )

    def document(self, name: str) -> Document | None:
        """The document of that id, its text verified; ``None`` if there is none."""
        return self._rows.document(name)

    def documents(self) -> tuple[Document, ...]:
        """All documents in the order of their ids."""
        return tuple(self._rows.documents())


def weigh(parts: Parts, weights: Parts) -> float:
    """The sum of the parts, each times its weight."""
    pairs = zip(astuple(parts), astuple(weights), strict=True)
    return float(sum(part * weight for part, weight in pairs))
