"""Texts → BM25 over their words, on disk and searchable; the only importer of tantivy.

BM25 is that of Robertson and Zaragoza (2009) with tantivy's k1 = 1.2 and b = 0.75. A score is
divided by the idf of all the question's words, known or not, so that it means the same for
every question: a question of unknown words scores nothing.
"""

import math
import shutil
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import NamedTuple, Self

import tantivy

from index.errors import IndexDamaged, IndexUnwritable
from index.storage.document_sets import Runs

_FIELD = "text"
_ROW = "row"
_ANALYZER = "pincite"
_HEAP_BYTES = 128_000_000
_SOME = 100

# Function words and what a tokenizer leaves of contractions; question words among them, since a
# document answers "who" without saying it.
_STOP_WORDS = """
a about above after again all also am an and any are aren as at be because been before being
below between both but by can cannot could couldn d did didn do does doesn doing don down during
each few for from further had hadn has hasn have haven having he her here hers herself him
himself his how i if in into is isn it its itself just ll m me more most my myself no nor not now
of off on once only or other our ours ourselves out over own re s same she should shouldn so some
such t than that the their theirs them themselves then there these they this those through to too
under until up upon ve very was wasn we were weren what when where which while who whom whose why
will with won would wouldn you your yours yourself yourselves
"""


def _analyzer() -> tantivy.TextAnalyzer:
    # One-character tokens stay ("C++", "R"); accents fold, since askers often leave them out.
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
        .filter(tantivy.Filter.custom_stopword(_STOP_WORDS.split()))
        .filter(tantivy.Filter.stemmer("english"))
        .build()
    )


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_text_field(_FIELD, tokenizer_name=_ANALYZER)
        .add_unsigned_field(_ROW, stored=True, indexed=True, fast=True)
        .build()
    )


class Bm25Writer:
    """Writes the words of texts, row by row, into an empty folder; merged to one segment.

    Used in a ``with``: after it nothing writes there any more, however it ended.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        with _told(folder):
            index = tantivy.Index(_schema(), path=str(folder))
            index.register_tokenizer(_ANALYZER, _analyzer())
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        self._row = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # RuntimeError of one that is finished, whose threads have ended.
        with suppress(RuntimeError, ValueError, OSError):
            self._writer.wait_merging_threads()

    def append(self, text: str) -> None:
        """The next row."""
        document = tantivy.Document(text=text)
        document.add_unsigned(_ROW, self._row)
        with _told(self._folder):
            self._writer.add_document(document)
        self._row += 1

    def finish(self) -> None:
        """Write what is left; without it there are no words."""
        with _told(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
            _open_to_all_alike(self._folder)


def _open_to_all_alike(folder: Path) -> None:
    """Give every file the rights of the one with most; some come for their owner alone."""
    modes = {path: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    for path in modes:
        path.chmod(max(modes.values()))


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """tantivy's own words for a full disk and the like, as an error of ours."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnwritable(f"{folder} cannot be written: {error}") from error


def _opened(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    index.config_reader(reload_policy="manual")
    return index


class Bm25Index:
    """The words of all passages; never changed once open, so threads may share it."""

    def __init__(self, folder: Path) -> None:
        try:
            self._index = _opened(folder)
        except (ValueError, OSError):
            self._index = self._copied(folder)
        self._index.register_tokenizer(_ANALYZER, _analyzer())
        self._searcher = self._index.searcher()
        self._schema = _schema()
        self._analyzer = _analyzer()
        self._among: _Among | None = None

    def within(self, runs: Runs) -> "Bm25Index":
        """The words of these rows alone: no other row is found, and its words are unknown.

        The idf of a word that they hold stays that of all rows, so that scores keep their scale.
        """
        part = copy(self)
        part._among = _Among(self, runs, tantivy.Query.const_score_query(self._in(runs), 0.0), {})
        return part

    def _copied(self, folder: Path) -> tantivy.Index:
        """A copy of one's own, since tantivy opens nothing where it cannot write a lock."""
        import tempfile  # rarely needed, and long to import

        copy = tempfile.mkdtemp(prefix="pincite-")
        weakref.finalize(self, shutil.rmtree, copy, ignore_errors=True)
        try:
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    shutil.copyfile(path, Path(copy, path.name))
            return _opened(Path(copy))
        except (ValueError, OSError) as error:
            raise IndexDamaged(
                f"the words in {folder} cannot be opened; run pincite build"
            ) from error

    @property
    def count(self) -> int:
        """The number of rows."""
        return int(self._searcher.num_docs)

    def terms(self, text: str) -> tuple[str, ...]:
        """The text's distinct words as the index keeps them: folded, stemmed, no stop words."""
        return tuple(dict.fromkeys(self._analyzer.analyze(text)))

    def idf(self, term: str) -> float:
        """How telling a word is: ln(1 + (N - n + 1/2) / (n + 1/2)), n of N rows holding it."""
        n = self._searcher.doc_freq(_FIELD, term) if self.knows(term) else 0
        return math.log(1 + (self.count - n + 0.5) / (n + 0.5))

    def knows(self, term: str) -> bool:
        """Whether any row holds the word."""
        rows = self._searcher.doc_freq(_FIELD, term)
        if self._among is None or not rows:
            return bool(rows)
        if term not in self._among.known:
            self._among.known[term] = self._holds(self._among, term, rows)
        return self._among.known[term]

    def _holds(self, among: "_Among", term: str, rows: int) -> bool:
        """Whether one of the rows that hold a term may be found; mostly, looking at some tells."""
        query = self._each((term,), tantivy.Occur.Must)
        if any(row in run for row in self._found(query, _SOME) for run in among.runs):
            return True
        return rows > _SOME and bool(self._found(self._allowed(query), 1))

    def holding(self, terms: tuple[str, ...], k: int) -> list[int]:
        """Up to k rows that hold all of the terms, those with the best BM25."""
        return list(self._found(self._allowed(self._each(terms, tantivy.Occur.Must)), k))

    def shares(self, terms: tuple[str, ...]) -> dict[str, float]:
        """Each term's share of the idf of all of them; together 1."""
        weights = {term: self.idf(term) for term in terms}
        whole = sum(weights.values())
        return {term: weight / whole for term, weight in weights.items()}

    def search(self, terms: tuple[str, ...], k: int) -> list[int]:
        """The k rows with the best BM25, best first."""
        return list(self._found(self._allowed(self._each(terms, tantivy.Occur.Should)), k))

    def scores(self, terms: tuple[str, ...], rows: list[int]) -> list[float]:
        """Each row's BM25 divided by the idf of all the terms; 0 where none stands in it."""
        among = tantivy.Query.term_set_query(self._schema, _ROW, rows)
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.const_score_query(among, 0.0)),
                (tantivy.Occur.Should, self._each(terms, tantivy.Occur.Should)),
            ]
        )
        found = self._found(query, len(rows)) if rows and terms else {}
        whole = sum(self.idf(term) for term in terms)
        return [found.get(row, 0.0) / whole if whole else 0.0 for row in rows]

    def _each(self, terms: tuple[str, ...], occur: tantivy.Occur) -> tantivy.Query:
        one = [tantivy.Query.term_query(self._schema, _FIELD, term, "freq") for term in terms]
        return tantivy.Query.boolean_query([(occur, query) for query in one])

    def _in(self, runs: Runs) -> tantivy.Query:
        kind = tantivy.FieldType.Unsigned
        one = [
            tantivy.Query.range_query(self._schema, _ROW, kind, run.start, run[-1]) for run in runs
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in one])

    def _allowed(self, query: tantivy.Query) -> tantivy.Query:
        if self._among is None:
            return query
        both = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._among.query)]
        return tantivy.Query.boolean_query(both)

    def _found(self, query: tantivy.Query, k: int) -> dict[int, float]:
        hits = self._searcher.search(query, limit=max(1, k)).hits
        rows = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        return {int(row or 0): float(score) for row, (score, _) in zip(rows, hits, strict=True)}


class _Among(NamedTuple):
    """The rows that may be found, and of which words it is known whether one of them holds it."""

    whole: Bm25Index
    """Held on to, since a copy of the files is removed with the words that made it."""
    runs: Runs
    query: tantivy.Query
    known: dict[str, bool]
