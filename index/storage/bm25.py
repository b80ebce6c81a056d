"""A question's words → the rows with the best BM25, and their scores.

BM25 is that of Robertson and Zaragoza (2009) with k1 = 1.2 and b = 0.75. A score is divided by the
sum of the idf of all the question's words, including words that no row holds. So a score means the
same for every question, and a question of unknown words scores 0.

A part of the rows scores as an index of these rows alone: how many rows there are, how many hold a
word, and how long they are is counted in the part. So no other row tells anything by a score.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from index.errors import IndexDamaged, IndexUnwritable
from index.storage.document_sets import Runs
from index.storage.postings import Postings, PostingsWriter, Rows
from index.storage.terms import ENGLISH, LANGUAGES, Analyzer

_K1 = 1.2
_B = 0.75

_STRETCHES = 8
"""For each row that is wanted: the more there are, the fewer rows are sorted."""

Floats = NDArray[np.float64]


def _rounded_lengths() -> Floats:
    """Every length, rounded down to one of 256 as Lucene stores them: long rows differ little by
    length, and the thresholds of answers were chosen with these scores."""
    steps = [1] * 40 + [2**power for power in range(1, 28) for _ in range(8)]
    kept = np.cumsum([0, *steps])
    lengths = np.arange(2**16)
    return kept[np.searchsorted(kept, lengths, side="right") - 1].astype(np.float64)


_ROUNDED = _rounded_lengths()


class Bm25Writer:
    """Writes the words of texts, row by row, for one language.

    ``language`` is a code of ``LANGUAGES``; ``Bm25Index`` must be given the same. The folder may
    hold the words of other languages. Use it in a ``with``: when the block ends, even by an error,
    only what is valid is left there.
    """

    def __init__(self, folder: Path, language: str = ENGLISH) -> None:
        self._folder = folder
        self._analyzer = Analyzer(language)
        with _writing_errors(folder):
            folder.mkdir(exist_ok=True)
            self._postings = PostingsWriter(folder, language)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._postings.remove_blocks()

    def append(self, text: str) -> None:
        """The next row."""
        with _writing_errors(self._folder):
            self._postings.append(self._analyzer.all_terms(text))

    def finish(self) -> None:
        """Write the rest; without this call the index holds no words."""
        with _writing_errors(self._folder):
            self._postings.finish()


@contextmanager
def _writing_errors(folder: Path) -> Iterator[None]:
    """Raise errors such as for a full disk as ``IndexUnwritable``."""
    try:
        yield
    except OSError as error:
        raise IndexUnwritable(f"{folder} cannot be written: {error}") from error


class _Statistics(NamedTuple):
    """What scores are computed from: some rows, their number, and by length how much a row's
    length takes away."""

    runs: Runs
    rows: int
    norms: Floats
    """By length in terms, up to the longest row."""

    @classmethod
    def of(cls, postings: Postings, runs: Runs) -> "_Statistics":
        rows = sum(map(len, runs))
        terms = sum(int(postings.lengths[run.start : run.stop].sum(dtype=np.int64)) for run in runs)
        mean = terms / rows if terms else 1.0
        return cls(runs, rows, _K1 * (1 - _B + _B * _ROUNDED[: postings.longest + 1] / mean))

    def idf(self, holding: int) -> float:
        """The idf of a word that so many of the rows hold."""
        return math.log(1 + (self.rows - holding + 0.5) / (holding + 0.5))


class _Held(NamedTuple):
    """A word: its idf, and of the rows that may be found those that hold it, with their parts of
    the score."""

    idf: float
    rows: Rows
    scores: Floats


class _LatestWords:
    """The words of the latest questions, since one question looks each of its words up often."""

    MOST_ROWS = 500_000
    LEAST_ROWS = 1_000
    """Counted for a word that fewer rows hold."""

    def __init__(self) -> None:
        self._words: dict[str, _Held] = {}
        self._rows = 0

    def get(self, term: str) -> _Held | None:
        """The word, if it was looked up of late."""
        return self._words.get(term)

    def add(self, term: str, held: _Held) -> None:
        """Remember a word; if all hold too many rows, forget the others."""
        rows = max(self.LEAST_ROWS, len(held.rows))
        if self._rows + rows > self.MOST_ROWS:
            self._words, self._rows = {}, 0
        self._words[term] = held
        self._rows += rows


class Bm25Index:
    """The words of all passages, as those of one language; threads may share it."""

    def __init__(self, folder: Path, language: str = ENGLISH) -> None:
        if language not in LANGUAGES:
            raise IndexDamaged(f"the words in {folder} are in no known language; run pincite build")
        self._analyzer = Analyzer(language)
        self._postings = Postings(folder, language)
        self.is_unspaced = self._analyzer.is_unspaced
        self._runs: Runs = (range(self._postings.count),)
        self._statistics = _Statistics.of(self._postings, self._runs)
        self._latest = _LatestWords()

    def within(self, runs: Runs) -> "Bm25Index":
        """These rows alone, as if there were no others: all is counted in them."""
        part = self.limited_to(runs)
        part._statistics = _Statistics.of(self._postings, runs)
        return part

    def limited_to(self, runs: Runs) -> "Bm25Index":
        """The same index that finds these rows only.

        A word that they hold keeps the idf of all rows of this index, so that scores keep their
        scale; one that they do not hold is as rare as one that no row holds.
        """
        part = copy(self)
        part._runs, part._latest = runs, _LatestWords()
        return part

    def close(self) -> None:
        """Close the files; on some systems their folder cannot be renamed before."""
        self._postings.close()

    def terms(self, text: str) -> tuple[str, ...]:
        """The text's distinct words as in the index: without accents, stemmed, no stop words."""
        return self._analyzer.terms(text)

    def is_small(self, word: str) -> bool:
        """Whether a word says so little that a document need not have it."""
        return self._analyzer.is_small(word)

    @property
    def count(self) -> int:
        """The number of rows that may be found."""
        return sum(map(len, self._runs))

    def idf(self, term: str) -> float:
        """How rare a word is: ln(1 + (N - n + 1/2) / (n + 1/2)), where n of N rows hold it."""
        return self._held(term).idf

    def has_term(self, term: str) -> bool:
        """Whether any row holds the word."""
        return len(self._held(term).rows) > 0

    def rows_with_all(self, terms: tuple[str, ...], k: int) -> list[int]:
        """Up to k rows that hold all of the terms, those with the best BM25."""
        return self._best_rows(terms, k, least=len(terms))

    def search(self, terms: tuple[str, ...], k: int) -> list[int]:
        """The k rows with the best BM25, best first."""
        return self._best_rows(terms, k, least=1)

    def idf_shares(self, terms: tuple[str, ...]) -> dict[str, float]:
        """Each term's share of the sum of their idf; together 1."""
        weights = {term: self.idf(term) for term in terms}
        total = sum(weights.values())
        return {term: weight / total for term, weight in weights.items()}

    def scores(self, terms: tuple[str, ...], rows: list[int]) -> list[float]:
        """Each row's BM25 divided by the sum of the terms' idf; 0 for a row without any of them."""
        asked = np.array(rows, np.int64)
        sums, total = np.zeros(len(rows)), 0.0
        for held in map(self._held, terms):
            total += held.idf
            if len(held.rows):
                at = np.minimum(np.searchsorted(held.rows, asked), len(held.rows) - 1)
                sums += np.where(held.rows[at] == asked, held.scores[at], 0.0)
        scores: list[float] = (sums / total if total else sums).tolist()
        return scores

    def _best_rows(self, terms: tuple[str, ...], k: int, least: int) -> list[int]:
        """The k best rows that hold so many of the terms, of equal ones the first."""
        held = [held for held in map(self._held, terms) if len(held.rows)]
        if len(held) < max(1, least):
            return []
        first = min(int(word.rows[0]) for word in held)
        last = max(int(word.rows[-1]) for word in held)
        sums = np.zeros(last - first + 1)
        for word in held:
            sums[word.rows - first] += word.scores
        if least > 1:
            rows = np.concatenate([word.rows for word in held]) - first
            sums[np.bincount(rows) < least] = 0
        found = _likely_best(sums, k)
        order = np.argsort(-sums[found], kind="stable")[:k]
        best: list[int] = (found[order] + first).tolist()
        return best

    def _held(self, term: str) -> _Held:
        held = self._latest.get(term)
        if held is None:
            held = self._looked_up(term)
            self._latest.add(term, held)
        return held

    def _looked_up(self, term: str) -> _Held:
        rows, counts = self._postings.of(term)
        known = _total(_bounds(rows, self._statistics.runs))
        bounds = _bounds(rows, self._runs)
        if _total(bounds) < len(rows):
            rows, counts = (
                np.concatenate([values[start:stop] for start, stop in bounds] or [values[:0]])
                for values in (rows, counts)
            )
        idf = self._statistics.idf(known if len(rows) else 0)
        norms = self._statistics.norms[self._postings.lengths[rows]]
        return _Held(idf, rows, idf * (1 + _K1) * counts / (counts + norms))


def _likely_best(sums: Floats, k: int) -> Rows:
    """In their order the places of the k best sums above 0, of all equal to the last of them, and
    of a few others: the best of many stretches tell what is too low, without sorting all."""
    stretch = max(1, len(sums) // (_STRETCHES * k))
    best = np.maximum.reduceat(sums, np.arange(0, len(sums), stretch))
    least = np.partition(best, -k)[-k] if len(best) > k else 0.0
    return np.flatnonzero((sums >= least) & (sums > 0))


def _bounds(rows: Rows, runs: Runs) -> list[tuple[int, int]]:
    """Where the rows of each run begin and end among some rows in order."""
    edges = np.searchsorted(rows, [edge for run in runs for edge in (run.start, run.stop)])
    places = edges.reshape(-1, 2).tolist()
    return [(start, stop) for start, stop in places]


def _total(bounds: list[tuple[int, int]]) -> int:
    return sum(stop - start for start, stop in bounds)
