"""Texts → a BM25 index over their words, on disk and searchable; the only importer of tantivy.

BM25 is that of Robertson and Zaragoza (2009) with tantivy's k1 = 1.2 and b = 0.75. A score is
divided by the sum of the idf of all the question's words, including words that no row holds. So a
score means the same for every question, and a question of unknown words scores 0.
"""

import math
import re
import shutil
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from copy import copy
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

import tantivy

from index.errors import IndexDamaged, IndexUnwritable
from index.storage.document_sets import Runs

_TEXT = "text"
_ROW = "row"
_ANALYZER = "pincite"
_HEAP_BYTES = 128_000_000
_CHECKED_ROWS = 100

# Function words, what a tokenizer leaves of contractions, and contractions without an apostrophe,
# as many people type them. Question words are included, since a
# document answers "who" without this word.
_STOP_WORDS = """
a about above after again all also am an and any are aren as at be because been before being
below between both but by can cannot could couldn d did didn do does doesn doing don down during
each few for from further had hadn has hasn have haven having he her here hers herself him
himself his how i if in into is isn it its itself just ll m me more most my myself no nor not now
of off on once only or other our ours ourselves out over own re s same she should shouldn so some
such t than that the their theirs them themselves then there these they this those through to too
under until up upon ve very was wasn we were weren what when where which while who whom whose why
will with won would wouldn you your yours yourself yourselves
arent cant couldnt didnt doesnt dont hadnt hasnt havent hows im isnt ive shouldnt thats theres
theyre wasnt werent whats whens wheres whos whys wont wouldnt youre
"""


ENGLISH = "en"

LANGUAGES = {
    "ar": "Arabic",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "he": "Hebrew",
    "hi": "Hindi",
    "hu": "Hungarian",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sv": "Swedish",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}
"""The languages that words may be in, by their codes."""

_QUESTION_WORDS = {
    "de": "wann wer wen wem wessen wie wo woher wohin warum wieso was welche welcher wieviel",
    "es": "cuándo cuando quién quien qué dónde donde cómo cuánto cuánta cuántos cuántas cuál",
    "fr": "quand qui que quoi où comment pourquoi combien quel quelle quels quelles",
    "it": "quando chi che cosa dove come perché quanto quanta quanti quante quale quali",
    "nl": "wanneer wie wat waar hoe waarom welke hoeveel",
    "pt": "quando quem que onde como quanto quanta quantos quantas qual quais porque",
}
"""That tantivy's stop words lack; a document answers "wann" without this word."""

_WITHOUT_STOP_WORDS = frozenset("ar cs el fa he hi pl ro tr uk".split())
_UNSTEMMED = frozenset(("cs", "fa", "he", "hi", "pl", "uk"))
"""Languages that tantivy has no stemmer for."""

LATIN_LETTERS = frozenset("cs da de en es fi fr hu it nl no pl pt ro sv tr".split())
"""Languages in the letters that an encoder for English has parts of words of."""

_UNSPACED = frozenset(("ja", "ko", "th", "zh"))
"""Languages that write no space between words, or not between a word and its ending: each two
letters beside each other are a word."""

_WORD_OF_ENDINGS = re.compile(r"[\u3040-\u309f]*|.*\s.*", re.DOTALL)
"""Two letters that are no word: of Japanese endings alone, or with a space."""


def _analyzer(language: str) -> tantivy.TextAnalyzer:
    if language in _UNSPACED:
        pairs = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(2, 2, False))
        return pairs.filter(tantivy.Filter.lowercase()).build()
    # Tokens of one character stay ("C++", "R"). Accents go, since questions often lack them.
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    words = words.filter(tantivy.Filter.lowercase())
    for stop_words in _stop_words(language):
        words = words.filter(stop_words)
    words = words.filter(tantivy.Filter.ascii_fold())
    if language in _UNSTEMMED:
        return words.build()
    return words.filter(tantivy.Filter.stemmer(LANGUAGES[language].lower())).build()


def _stop_words(language: str) -> Iterator[tantivy.Filter]:
    """The filters of a language's function words, question words included.

    Longer lists have words such as hour, day and work, which people ask about.
    """
    if language == ENGLISH or language in _WITHOUT_STOP_WORDS:
        yield tantivy.Filter.custom_stopword(sorted(small_words(language)))
    else:
        yield tantivy.Filter.stopword(LANGUAGES[language].lower())
        yield tantivy.Filter.custom_stopword(_QUESTION_WORDS.get(language, "").split())


@cache
def small_words(language: str) -> frozenset[str]:
    """Words of a language that say so little that a document need not have them."""
    if language == ENGLISH:
        return frozenset(_STOP_WORDS.split())
    from stopwordsiso import stopwords  # imported here: in English nobody waits for it

    return frozenset(stopwords(language))


def _schema() -> tantivy.Schema:
    return (
        tantivy.SchemaBuilder()
        .add_text_field(_TEXT, tokenizer_name=_ANALYZER)
        .add_unsigned_field(_ROW, stored=True, indexed=True, fast=True)
        .build()
    )


class Bm25Writer:
    """Writes the words of texts, row by row, into a new folder; merged to one segment.

    ``language`` is a code of ``LANGUAGES``; ``Bm25Index`` must be given the same.
    Use it in a ``with``: when the block ends, even by an error, nothing writes there any more.
    """

    def __init__(self, folder: Path, language: str = ENGLISH) -> None:
        folder.mkdir()
        self._folder = folder
        with _writing_errors(folder):
            index = tantivy.Index(_schema(), path=str(folder))
            index.register_tokenizer(_ANALYZER, _analyzer(language))
            self._writer = index.writer(heap_size=_HEAP_BYTES, num_threads=1)
        self._row = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # A writer that is finished raises RuntimeError, since its threads have ended.
        with suppress(RuntimeError, ValueError, OSError):
            self._writer.wait_merging_threads()

    def append(self, text: str) -> None:
        """The next row."""
        document = tantivy.Document(text=text)
        document.add_unsigned(_ROW, self._row)
        with _writing_errors(self._folder):
            self._writer.add_document(document)
        self._row += 1

    def finish(self) -> None:
        """Write the rest; without this call the index holds no words."""
        with _writing_errors(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
            _equalise_permissions(self._folder)


def _equalise_permissions(folder: Path) -> None:
    """Give every file the widest permissions among them; tantivy makes some for the owner only."""
    modes = {path: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    for path in modes:
        path.chmod(max(modes.values()))


@contextmanager
def _writing_errors(folder: Path) -> Iterator[None]:
    """Raise tantivy's errors, such as for a full disk, as ``IndexUnwritable``."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnwritable(f"{folder} cannot be written: {error}") from error


def _open_index(folder: Path) -> tantivy.Index:
    index = tantivy.Index.open(str(folder))
    index.config_reader(reload_policy="manual")
    return index


class Bm25Index:
    """The words of all passages; never changes once open, so threads may share it."""

    def __init__(self, folder: Path, language: str = ENGLISH) -> None:
        try:
            self._index = _open_index(folder)
        except (ValueError, OSError):
            self._index = self._open_copy(folder)
        if language not in LANGUAGES:
            raise IndexDamaged(f"the words in {folder} are in no known language; run pincite build")
        self._language = language
        self._analyzer = _analyzer(language)
        self.is_unspaced = language in _UNSPACED
        self._index.register_tokenizer(_ANALYZER, self._analyzer)
        self._searcher = self._index.searcher()
        self._schema = _schema()
        self._row_filter: _RowFilter | None = None

    def within(self, runs: Runs) -> "Bm25Index":
        """The same index limited to these rows: other rows are not found, nor are their words.

        A word that stands in these rows keeps the idf of all rows, so that scores keep their scale.
        """
        part = copy(self)
        query = tantivy.Query.const_score_query(self._rows_query(runs), 0.0)
        part._row_filter = _RowFilter(self, runs, query, {})
        return part

    def _open_copy(self, folder: Path) -> tantivy.Index:
        """Open a temporary copy, since tantivy opens no folder in which it cannot write a lock."""
        import tempfile  # rarely needed, and slow to import

        copy = tempfile.mkdtemp(prefix="pincite-")
        weakref.finalize(self, shutil.rmtree, copy, ignore_errors=True)
        try:
            for path in folder.iterdir():
                if path.suffix != ".lock":
                    shutil.copyfile(path, Path(copy, path.name))
            return _open_index(Path(copy))
        except (ValueError, OSError) as error:
            raise IndexDamaged(
                f"the words in {folder} cannot be opened; run pincite build"
            ) from error

    @property
    def count(self) -> int:
        """The number of rows."""
        return int(self._searcher.num_docs)

    def terms(self, text: str) -> tuple[str, ...]:
        """The text's distinct words as in the index: without accents, stemmed, no stop words."""
        terms = dict.fromkeys(self._analyzer.analyze(text))
        if self.is_unspaced:
            return tuple(term for term in terms if not _WORD_OF_ENDINGS.fullmatch(term))
        return tuple(terms)

    def is_small(self, word: str) -> bool:
        """Whether a word says so little that a document need not have it."""
        return not self.terms(word) or word.lower() in small_words(self._language)

    def idf(self, term: str) -> float:
        """How rare a word is: ln(1 + (N - n + 1/2) / (n + 1/2)), where n of N rows hold it."""
        n = self._searcher.doc_freq(_TEXT, term) if self.has_term(term) else 0
        return math.log(1 + (self.count - n + 0.5) / (n + 0.5))

    def has_term(self, term: str) -> bool:
        """Whether any row holds the word."""
        rows = self._searcher.doc_freq(_TEXT, term)
        if self._row_filter is None or not rows:
            return bool(rows)
        if term not in self._row_filter.has_term:
            self._row_filter.has_term[term] = self._filter_has_term(self._row_filter, term, rows)
        return self._row_filter.has_term[term]

    def _filter_has_term(self, row_filter: "_RowFilter", term: str, rows: int) -> bool:
        """Whether an allowed row holds the term; mostly a look at the best rows is enough."""
        query = self._terms_query((term,), tantivy.Occur.Must)
        best = self._best_rows(query, _CHECKED_ROWS)
        if any(row in run for row in best for run in row_filter.runs):
            return True
        return rows > _CHECKED_ROWS and bool(self._best_rows(self._filtered(query), 1))

    def rows_with_all(self, terms: tuple[str, ...], k: int) -> list[int]:
        """Up to k rows that hold all of the terms, those with the best BM25."""
        query = self._terms_query(terms, tantivy.Occur.Must)
        return list(self._best_rows(self._filtered(query), k))

    def idf_shares(self, terms: tuple[str, ...]) -> dict[str, float]:
        """Each term's share of the sum of their idf; together 1."""
        weights = {term: self.idf(term) for term in terms}
        total = sum(weights.values())
        return {term: weight / total for term, weight in weights.items()}

    def search(self, terms: tuple[str, ...], k: int) -> list[int]:
        """The k rows with the best BM25, best first."""
        query = self._terms_query(terms, tantivy.Occur.Should)
        return list(self._best_rows(self._filtered(query), k))

    def scores(self, terms: tuple[str, ...], rows: list[int]) -> list[float]:
        """Each row's BM25 divided by the sum of the terms' idf; 0 for a row without any of them."""
        only_rows = tantivy.Query.term_set_query(self._schema, _ROW, rows)
        query = tantivy.Query.boolean_query(
            [
                (tantivy.Occur.Must, tantivy.Query.const_score_query(only_rows, 0.0)),
                (tantivy.Occur.Should, self._terms_query(terms, tantivy.Occur.Should)),
            ]
        )
        bm25 = self._best_rows(query, len(rows)) if rows and terms else {}
        total = sum(self.idf(term) for term in terms)
        return [bm25.get(row, 0.0) / total if total else 0.0 for row in rows]

    def _terms_query(self, terms: tuple[str, ...], occur: tantivy.Occur) -> tantivy.Query:
        queries = [tantivy.Query.term_query(self._schema, _TEXT, term, "freq") for term in terms]
        return tantivy.Query.boolean_query([(occur, query) for query in queries])

    def _rows_query(self, runs: Runs) -> tantivy.Query:
        kind = tantivy.FieldType.Unsigned
        queries = [
            tantivy.Query.range_query(self._schema, _ROW, kind, run.start, run[-1]) for run in runs
        ]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, query) for query in queries])

    def _filtered(self, query: tantivy.Query) -> tantivy.Query:
        if self._row_filter is None:
            return query
        clauses = [(tantivy.Occur.Must, query), (tantivy.Occur.Must, self._row_filter.query)]
        return tantivy.Query.boolean_query(clauses)

    def _best_rows(self, query: tantivy.Query, k: int) -> dict[int, float]:
        hits = self._searcher.search(query, limit=max(1, k)).hits
        rows = self._searcher.fast_field_values(_ROW, [address for _, address in hits])
        return {int(row or 0): float(score) for row, (score, _) in zip(rows, hits, strict=True)}


class _RowFilter(NamedTuple):
    """The rows that may be found, and for each word looked up whether one of them holds it."""

    parent: Bm25Index
    """Kept alive: if the files were copied, the copy is removed together with this index."""
    runs: Runs
    query: tantivy.Query
    has_term: dict[str, bool]
