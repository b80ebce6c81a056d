"""Question → hits: candidates from vectors and words, reranked by late interaction."""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from functools import cached_property
from itertools import islice
from pathlib import Path

from index.documents import Document, Metadata
from index.encoders import Encoded, PassageReader, QuestionEncoder, Reranker
from index.encoding.choose import is_default, load_question_encoder, reader_for
from index.errors import IndexDamaged
from index.files import HashedFile
from index.passages import Passage, embedded_text, passage_text
from index.search.exact_terms import ExactShares, ExactTerms
from index.search.hits import Hit
from index.search.reranking import (
    Candidate,
    reranked,
    reranked_by_model,
    score_parts,
    word_parts,
)
from index.search.rewording import Wording, reword
from index.search.word_matches import (
    MEANT,
    WordMatch,
    content_words,
    cosine_of,
    is_spelt_out,
    spellings,
)
from index.storage.bm25 import Bm25Index
from index.storage.document_sets import Runs, merge_runs, set_of, without_runs
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
from index.storage.set_languages import language_of
from index.storage.terms import ENGLISH, LATIN_LETTERS
from index.storage.token_vectors import TokenVectors
from index.storage.vectors import NearestVectors
from index.storage.vocabulary import Vocabulary, read_vocabulary
from index.storage.word_counts import Word, words_in
from index.text.dictionary import is_english
from index.text.views import sanitised, shown

CANDIDATES = 100
"""Taken from vectors and from BM25 each; in 99 % of questions the gold passage is among them."""

RERANKED = 40
"""The best of the candidates; the most hits that a search gives."""

PHRASE_CANDIDATES = 500
"""Taken from BM25 alone when the question has a phrase in quotation marks, then filtered."""

BM25_IN_BASE = 0.5

_LEAST_PART, _ENDING, _MOST_FORMS = 4, 2, 50
"""A word counts as known if one of so many words of the documents holds it without its last two
letters, or its first four: ``phone`` stands in ``telephone``."""

PAIRS_IN_WORDS = 0.5
"""The share of a question's pairs of letters that a good passage has, in a language without spaces:
the others lie across two words, or are endings."""

LEAST_KNOWN = 0.25
"""The share of a question's pairs of letters, in a language without spaces, that documents have."""

SHORTEST_SLIP = 7
"""Letters of a word that may be a slip, in a language that there is no dictionary of: most shorter
ones are a letter away from another word."""

SPELLING_PASSAGES = 20
"""Passages that are read to see how a document writes a word."""


_MOST_VIEWS = 16
"""Views kept for the next question of somebody who may see the same sets."""


class Searcher:
    """An open generation; it never changes, and threads may share it."""

    def __init__(
        self, generation: Generation, encoder: QuestionEncoder, reranker: Reranker | None = None
    ) -> None:
        folder = generation.folder
        self.generation = generation
        self.encoder = encoder
        self._reader = reader_for(encoder)
        self._reranker = reranker
        languages = generation.manifest.languages
        self._words = _WordsByLanguage(folder / WORDS)
        self._take_language(language_of(languages, languages))
        self.bm25 = self._words.of(self._language)
        self._vectors = NearestVectors(folder / VECTORS)
        self._tokens = TokenVectors(folder / TOKENS, generation.manifest.salt)
        self._rows = Rows(folder / ROWS, generation.manifest.salt)
        self._vocabulary = read_vocabulary(folder / VOCABULARY)
        self._holds_whole_sets = True
        self._views: dict[frozenset[str], Searcher] = {}
        self._views_without: dict[frozenset[str], Searcher] = {}
        self._count = self.bm25.count
        counts = {self._count, self._vectors.count, self._tokens.count}
        set_counts = {len(languages), self._tokens.sets, len(self._vocabulary.sets)}
        dimensions = {self._vectors.dimension, generation.manifest.encoder.dimension}
        if len(counts) > 1 or len(dimensions) > 1 or len(set_counts) > 1:
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

        With ``verify`` every file is first compared with its hash; a process that answers for a
        long time should ask for that. Without it, files whose rows have their own checks are not.
        """
        generation = open_generation(folder)
        generation.check(full=verify)
        encoder = encoder or _encoder_of(generation, verify)
        check_encoder(generation, encoder.identity)
        return cls(generation, encoder, reranker)

    def _take_language(self, language: str) -> None:
        self._language = language
        is_other = not is_default(self.encoder)
        self._means_words = language == ENGLISH or is_other
        self._reads_letters = language in LATIN_LETTERS or is_other
        self.reader: PassageReader | None = self._reader if self._means_words else None

    @cached_property
    def _runs(self) -> dict[str, Runs]:
        runs = self._rows.runs()
        return {name: runs[name] for name in sorted(runs)}

    def sets(self) -> tuple[str, ...]:
        """The document sets, in the order of their names; files in no folder are in ``""``."""
        return tuple(sorted(self._runs))

    def within_sets(self, sets: frozenset[str]) -> "Searcher":
        """A view of the documents in these sets only; for all sets, the searcher itself.

        It answers as an index of these documents alone, with the same scores: nothing in it, not
        even a number, comes from another document. Only where so many passages are indexed that
        their vectors are compared by codes (see vectors) a view finds a little more than an index
        alone, since it compares the vectors themselves.
        """
        names = sets.intersection(self._runs)
        if len(names) == len(self._runs):
            return self
        view = self._views.get(names)
        if view is None:
            view = self._view_of_sets(names)
            # Another thread may do the same: what it takes away is not looked up here again.
            if len(self._views) >= _MOST_VIEWS:
                self._views.clear()
            self._views[names] = view
        return view

    def _view_of_sets(self, names: frozenset[str]) -> "Searcher":
        runs = {name: set_runs for name, set_runs in self._runs.items() if name in names}
        view = self._view(self._rows.within(names), runs)
        languages = self.generation.manifest.languages
        view._take_language(language_of(languages, names))
        numbers = [number for number, name in enumerate(sorted(languages)) if name in names]
        view.bm25 = self._words.of(view._language).within(view._all_runs())
        view._tokens = self._tokens.within(numbers, view._count)
        view._vocabulary = self._vocabulary.within(frozenset(numbers))
        return view

    def within_document(self, document: str) -> "Searcher":
        """A view of the document of that id only.

        Numbers depend on the other documents of this searcher: a word keeps the idf that it has
        here, so that scores and confidences keep their scale.
        """
        runs = {set_of(document): self._rows.rows_of(document)}
        view = self._view(self._rows.within_document(document), runs)
        view._holds_whole_sets = False
        view.bm25 = self.bm25.limited_to(view._all_runs())
        return view

    def without_documents(self, documents: frozenset[str]) -> "Searcher":
        """A view that leaves these documents out: no word of them is found, read or spelt out.

        Its confidences are a little other than those of an index without them: some numbers are
        those of whole sets.
        """
        if not documents:
            return self
        view = self._views_without.get(documents)
        if view is None:
            view = self._view_without(documents)
            if len(self._views_without) >= _MOST_VIEWS:
                self._views_without.clear()
            self._views_without[documents] = view
        return view

    def _view_without(self, documents: frozenset[str]) -> "Searcher":
        rows = [run for document in sorted(documents) for run in self._rows.rows_of(document)]
        runs = {name: without_runs(set_runs, rows) for name, set_runs in self._runs.items()}
        view = self._view(self._rows.without(documents), runs)
        view._holds_whole_sets = False
        view.bm25 = self.bm25.within(view._all_runs())
        return view

    def file(self, path: str) -> tuple[str, list[str]]:
        """The hash of the file of that path as it was indexed, empty if there is none, and the ids
        of its documents."""
        record = self._rows.file(path)
        return (record.sha256 if record else "", self._rows.ids_of(path))

    def _view(self, view_rows: Rows, runs: dict[str, Runs]) -> "Searcher":
        view = copy(self)
        view._runs, view._rows, view._views, view._views_without = runs, view_rows, {}, {}
        rows = view._all_runs()
        view._count, view._vectors = sum(map(len, rows)), self._vectors.within(rows)
        return view

    def _all_runs(self) -> Runs:
        return merge_runs(run for set_runs in self._runs.values() for run in set_runs)

    def reword(self, question: str) -> Wording:
        """The wording to search for: the question's slips repaired, abbreviations spelt out."""
        vocabulary = self._view_vocabulary()
        is_word = is_english if self._language == ENGLISH else _is_short
        return reword(question, vocabulary, self.encoder.is_one_token, self._knows_stem, is_word)

    def _view_vocabulary(self) -> Vocabulary:
        """The vocabulary of the documents that this searcher holds."""
        if self._holds_whole_sets:
            return self._vocabulary
        return self._vocabulary.within_passages(self._passages_with)

    def _passages_with(self, text: str) -> tuple[str, ...]:
        """Passages, as shown, that may hold a text: each has all its words but the small ones."""
        terms = self.bm25.terms(text)
        all_rows = (row for runs in self._runs.values() for run in runs for row in run)
        rows = (
            self.bm25.rows_with_all(terms, SPELLING_PASSAGES)
            if terms
            else list(islice(all_rows, SPELLING_PASSAGES))
        )
        passages = self._rows.passages(rows)
        texts = self._document_texts(passages)
        return tuple(
            passage_text(passage, texts[passage.document]) for passage in passages.values()
        )

    def _knows_stem(self, word: str) -> bool:
        terms = self.bm25.terms(word)
        # Small words are only in the vocabulary of whole sets; in a part none is called missing.
        if terms:
            return any(map(self.bm25.has_term, terms))
        return not self._holds_whole_sets or self._language != ENGLISH

    def search(self, question: str, k: int) -> tuple[Hit, ...]:
        """The k best passages, best first; at most ``RERANKED``, fewer in a small corpus."""
        return self.search_wording(self.reword(question), k)

    def encode(self, wordings: list[Wording]) -> list[Encoded]:
        """The vectors of reworded questions; encoded together, each takes less time."""
        return self.encoder.encode_all([sanitised(wording.searched) for wording in wordings])

    def search_wording(
        self, wording: Wording, k: int, encoded: Encoded | None = None
    ) -> tuple[Hit, ...]:
        """The same for a question that is already reworded, and maybe already encoded."""
        encoded = encoded or self.encode([wording])[0]
        candidates = self._scored_candidates(wording, encoded)
        if self._reranker is not None and candidates:
            candidates = self._reranked_candidates(self._reranker, wording, candidates)
        best = candidates[:k]
        passages = self._rows.passages([candidate.row for candidate in best])
        return tuple(
            candidate.hit(rank, passages[candidate.row], self._count)
            for rank, candidate in enumerate(best, start=1)
        )

    def _scored_candidates(self, wording: Wording, encoded: Encoded) -> list["Candidate"]:
        """The candidates by their scores, best first."""
        base_candidates = self._candidates(encoded, wording)
        rows = [row for row, *_ in base_candidates]
        if not self._reads_letters:
            return self._candidates_by_words(base_candidates, wording)
        matches = self._tokens.matches(rows, encoded)
        heads = self._tokens.head_cosines(rows, encoded.vector)
        exact_shares = self._exact_shares(rows, ExactTerms.of(wording))
        candidates = [
            Candidate(
                row,
                score_parts(cosine, bm25, match, head, exact_shares.get(row, ExactShares())),
                match.sentences,
                match.tokens,
            )
            for (row, cosine, bm25), match, head in zip(
                base_candidates, matches, heads, strict=True
            )
        ]
        return reranked(candidates)

    def _candidates_by_words(
        self, candidates: list[tuple[int, float, float]], wording: Wording
    ) -> list["Candidate"]:
        """The same in letters that the encoder cannot read: the words that a passage has stand for
        all that the encoder would say."""
        shares = self.bm25.idf_shares(self.bm25.terms(wording.searched))
        texts = self._embedded_texts(self._rows.passages([row for row, *_ in candidates]))
        exact = ExactTerms.of(wording)
        scored = []
        for row, _, bm25 in candidates:
            terms = set(self.bm25.terms(texts[row]))
            share = sum(shares[term] for term in shares.keys() & terms)
            if self.bm25.is_unspaced:
                share = min(1.0, share / PAIRS_IN_WORDS)
            shares_in = exact.shares_in(texts[row]) if any(exact) else ExactShares()
            parts = word_parts(bm25, share, shares_in)
            scored.append(Candidate(row, parts, ()))
        return reranked(scored)

    def _exact_shares(self, rows: list[int], terms: ExactTerms) -> dict[int, ExactShares]:
        """The shares of the terms that each row has; nothing is read where there are none."""
        texts = self._embedded_texts(self._rows.passages(rows)) if any(terms) else {}
        return {row: terms.shares_in(text) for row, text in texts.items()}

    def _candidates(self, encoded: Encoded, wording: Wording) -> list[tuple[int, float, float]]:
        """Rows with cosine and BM25, the best by the base score."""
        terms = self.bm25.terms(wording.searched)
        nearest_rows = self._vectors.nearest(encoded.vector, CANDIDATES)
        bm25_rows = self.bm25.search(terms, CANDIDATES) if terms else []
        rows = list(dict.fromkeys([*nearest_rows, *bm25_rows]))
        if wording.phrases:
            rows = self._rows_with_phrases(wording.phrases, rows) or rows
        cosines = self._vectors.cosines(encoded.vector, rows)
        candidates = list(zip(rows, cosines, self.bm25.scores(terms, rows), strict=True))
        candidates.sort(
            key=lambda candidate: (-candidate[1] - BM25_IN_BASE * candidate[2], candidate[0])
        )
        return candidates[:RERANKED]

    def _rows_with_phrases(self, phrases: tuple[str, ...], rows: list[int]) -> list[int]:
        """The rows that hold every phrase: of these, and of others with the phrases' words."""
        terms = self.bm25.terms(" ".join(phrases))
        rows = list(dict.fromkeys([*rows, *self.bm25.search(terms, PHRASE_CANDIDATES)]))
        texts = self._embedded_texts(self._rows.passages(rows))
        return [row for row in rows if not _missing_phrases(phrases, texts[row])]

    def word_matches(
        self, wording: Wording, encoded: Encoded, hits: Sequence[Hit]
    ) -> tuple[WordMatch, ...]:
        """How well the first three hits match each word of a question that says something.

        Of documents in a language that the encoder does not know, only words are compared.
        """
        quoted = set(self.bm25.terms(self.embedded_text(hits[0].passage)))
        words = tuple(words_in(wording.text))
        matches = []
        for word in content_words(wording):
            if self.bm25.is_small(word.text):
                continue
            cosines = [
                cosine_of(word, encoded.token_spans, hit) if self._means_words else 0.0
                for hit in hits[:3]
            ]
            is_quoted = not quoted.isdisjoint(self.bm25.terms(word.text))
            is_known = (
                is_quoted
                or max(cosines) >= MEANT
                or is_spelt_out(word, wording)
                or self._knows_word(word, words)
            )
            matches.append(WordMatch(word.text, is_known, is_quoted, cosines[0], max(cosines)))
        return tuple(matches)

    def _knows_word(self, word: Word, words: tuple[Word, ...]) -> bool:
        """Whether a passage has a word, in this form or another, inside a longer one, or spelt as
        two words."""
        if self.bm25.is_unspaced:
            return self._knows_some(words)
        if self._knows_stem(word.text):
            return True
        lower = word.text.lower()
        part = lower[: max(_LEAST_PART, len(lower) - _ENDING)]
        vocabulary = self._view_vocabulary()
        if any(map(vocabulary.count, islice(self._vocabulary.containing(part), _MOST_FORMS))):
            return True
        return any(
            spelling in re.sub(r"[-‐‑\s]+", " ", text).lower()
            for spelling in spellings(word, words)
            for text in self._passages_with(spelling)
        )

    def _knows_some(self, words: tuple[Word, ...]) -> bool:
        """Whether enough pairs of letters of a question without spaces stand in the documents."""
        terms = self.bm25.terms(" ".join(word.text for word in words))
        return sum(map(self.bm25.has_term, terms)) >= LEAST_KNOWN * len(terms)

    def missing_phrases(self, phrases: tuple[str, ...], passage: Passage) -> tuple[str, ...]:
        """The phrases that a passage, its head included, does not hold word for word."""
        return _missing_phrases(phrases, self.embedded_text(passage)) if phrases else ()

    def embedded_text(self, passage: Passage) -> str:
        """The text of a passage that the encoder was given."""
        return self._embedded_texts({0: passage})[0]

    def _embedded_texts(self, passages: dict[int, Passage]) -> dict[int, str]:
        """The same for many rows; each document is read and verified once."""
        texts = self._document_texts(passages)
        return {
            row: embedded_text(passage, texts[passage.document])
            for row, passage in passages.items()
        }

    def _document_texts(self, passages: dict[int, Passage]) -> dict[str, str]:
        """The texts of the passages' documents, by id."""
        passage_of = {passage.document: passage for passage in passages.values()}
        return {
            document_id: self.document_of(passage).text
            for document_id, passage in passage_of.items()
        }

    def _reranked_candidates(
        self, reranker: Reranker, wording: Wording, candidates: list["Candidate"]
    ) -> list["Candidate"]:
        texts = self._embedded_texts(
            self._rows.passages([candidate.row for candidate in candidates])
        )
        return reranked_by_model(
            reranker, wording.text, candidates, [texts[candidate.row] for candidate in candidates]
        )

    def passages_in(self, document: str) -> Iterator[Passage]:
        """The passages of the document of that id, in order."""
        return self._rows.passages_in(document)

    def passage_count(self, document: str) -> int:
        """How many passages the document of that id has; none is read."""
        return sum(map(len, self._rows.rows_of(document)))

    def document(self, name: str) -> Document | None:
        """The document of that id, its text verified; ``None`` if there is none."""
        return self._rows.document(name)

    def document_of(self, passage: Passage) -> Document:
        """The document that a passage is a slice of; raises ``IndexDamaged`` if it is gone."""
        return self._rows.document_of(passage)

    def all_metadata(self) -> Iterator[tuple[str, Metadata]]:
        """The ids of all documents with what they state about themselves; no text is read."""
        return self._rows.all_metadata()

    def documents(self) -> Iterator[Document]:
        """All documents in the order of their ids."""
        return self._rows.documents()


class _WordsByLanguage:
    """The words of all rows as those of each language, opened when a search needs them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opened: dict[str, Bm25Index] = {}

    def of(self, language: str) -> Bm25Index:
        """The words as those of that language."""
        if language not in self._opened:
            self._opened[language] = Bm25Index(self._folder, language)
        return self._opened[language]


def _is_short(word: str) -> bool:
    return len(word) < SHORTEST_SLIP


def _encoder_of(generation: Generation, verify: bool) -> QuestionEncoder:
    """The generation's encoder; its weights are hashed again if all is to be verified."""
    manifest = generation.manifest
    built = HashedFile(manifest.encoder.sha256, manifest.weights)
    return load_question_encoder(manifest.encoder.name, None if verify else built, once=not verify)


def _missing_phrases(phrases: tuple[str, ...], text: str) -> tuple[str, ...]:
    folded = text.casefold()
    return tuple(phrase for phrase in phrases if shown(phrase).casefold() not in folded)
