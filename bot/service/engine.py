"""The live index → answers, quotes and document lists for the bot, from some document sets only.

Every method that reads documents takes the sets that the person may see, and reads no others.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass

from bot.service.dropped_files import DroppedFiles
from bot.service.live_index import LiveIndex
from bot.service.quote_comparison import QuoteComparison, quote_comparison
from index.answering.answers import (
    DEFAULT_QUOTES,
    Answer,
    PreparedQuestion,
    answer_prepared,
    prepare,
)
from index.answering.quoted_before import (
    QuotedPlace,
    Surroundings,
    place_of,
    quote_again,
    surroundings,
)
from index.answering.quotes import Quote
from index.answering.verify_quote import Verdict, verify
from index.documents import Metadata
from index.encoders import Encoded, Vectors
from index.search.searcher import Searcher
from index.storage.document_sets import set_of
from index.text.views import sanitised

Vector = Vectors
"""The vector of a question."""

_NUMBER = re.compile(r"\d+")
_LONGEST_NUMBER = 20
"""Digits; of longer numbers those with the smaller digits come first."""

MOST_CHARACTERS = 600
"""Characters of a quote: three quotes with their citations fit into one or two messages."""

MOST_QUOTES = 2 * DEFAULT_QUOTES
"""Quotes of an answer: those shown at once and those shown when more are asked for."""

MIN_SIMILARITY = 0.75
"""Cosine from which two questions count as the same question."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, the earlier ones of the same talk, and the document sets that it may search."""

    question: str
    sets: frozenset[str]
    previous: tuple[str, ...] = ()
    document: str | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class _PendingQuestion:
    """A prepared question that waits for its answer, and the view of the index to search."""

    view: Searcher
    prepared: PreparedQuestion


@dataclass(frozen=True, slots=True)
class Source:
    """A document as an entry of the list that people choose from."""

    id: str
    title: str
    author: str | None = None
    publisher: str | None = None
    date: str | None = None

    @property
    def details(self) -> tuple[str, ...]:
        """Author, publisher and date, as far as they are known."""
        return tuple(value for value in (self.author, self.publisher, self.date) if value)

    @property
    def name(self) -> str:
        """The title and the id in the form in which they are searched."""
        return f"{self.title} {self.id}".casefold()

    @property
    def order(self) -> tuple[str, ...]:
        """Sorts by title as people count: the second part comes before the tenth."""
        counted = (_as_counted(field.casefold()) for field in (self.title, self.id))
        return (*counted, self.id)


class Engine:
    """Answers from the newest good generation; threads may share it."""

    def __init__(self, live: LiveIndex, threshold: float) -> None:
        self._live = live
        self._threshold = threshold
        self._sources: tuple[str, dict[str, Source]] = ("", {})
        self._lock = threading.Lock()
        self._cache = AnswerCache()
        self._dropped = DroppedFiles()
        self._hidden: tuple[str, DroppedFiles, frozenset[str]] = ("", self._dropped, frozenset())

    def leave_out(self, dropped: DroppedFiles) -> None:
        """Show nothing any more of what these files said before they were dropped."""
        self._dropped, self._cache = dropped, AnswerCache()

    def answers(self, batch: Sequence[AskedQuestion]) -> Iterator[Answer | Exception]:
        """The answer to each question in turn, with up to ``MOST_QUOTES`` quotes, or its error.

        Questions that come together are encoded together, which is less work for each.
        """
        searcher = self._live.searcher()
        items = [self._prepare(searcher, question) for question in batch]
        pending = [item for item in items if isinstance(item, _PendingQuestion)]
        encoded = iter(_encode_together(searcher, pending))
        for question, item in zip(batch, items, strict=True):
            yield (
                self._answer(question, item, next(encoded))
                if isinstance(item, _PendingQuestion)
                else item
            )

    def _prepare(
        self, searcher: Searcher, question: AskedQuestion
    ) -> _PendingQuestion | Answer | Exception:
        try:
            view = self._view_of(searcher, question.sets, question.document)
            if (cached := self._cache.get(view, question)) is not None:
                return cached
            return _PendingQuestion(view, prepare(view, question.question, question.previous))
        except Exception as error:  # a bad question does not stop the answers to the others
            return error

    def _answer(
        self, question: AskedQuestion, pending: _PendingQuestion, encoded: Encoded | None
    ) -> Answer | Exception:
        threshold = self._threshold if question.threshold is None else question.threshold
        arguments = pending.view, pending.prepared, MOST_QUOTES, threshold
        try:
            answer = answer_prepared(*arguments, longest=MOST_CHARACTERS, encoded=encoded)
        except Exception as error:
            return error
        self._cache.add(pending.view, question, answer)
        return answer

    def verify(self, text: str, sets: frozenset[str]) -> Verdict:
        """Whether a text is in the documents; raises ``UsageError``."""
        return verify(self._view(sets), text)

    def quote_again(
        self, places: tuple[QuotedPlace, ...], sets: frozenset[str]
    ) -> tuple[Quote, ...]:
        """The quotes of these places that may be seen and are still unchanged."""
        return quote_again(self._view(sets), places)

    def surroundings(self, place: QuotedPlace, sets: frozenset[str]) -> Surroundings | None:
        """The text around a quote; ``None`` when it may not be seen or is no longer there."""
        return surroundings(self._view(sets), place)

    def sets(self) -> tuple[str, ...]:
        """The names of all document sets."""
        return self._live.latest().sets()

    def built(self) -> str:
        """When the index was built: UTC, in ISO form."""
        return self._live.latest().generation.manifest.created

    def build_date(self) -> str:
        """The day on which the index was built."""
        return self.built()[:10]

    def generation(self) -> str:
        """The name of the index's generation."""
        return self._live.latest().generation.name

    def index_id(self) -> tuple[str, str]:
        """The name of the index's generation, and the salt that tells it from all others."""
        manifest = self._live.latest().generation.manifest
        return manifest.generation, manifest.salt

    def quote_comparison(
        self, before: tuple[str, str] | None
    ) -> AbstractContextManager[QuoteComparison]:
        """A comparison of quotes with an earlier generation, by what ``index_id`` said of it."""
        return quote_comparison(self._live.latest().generation, before)

    def counts(self) -> tuple[int, int]:
        """The numbers of documents and of passages."""
        counts = self._live.latest().generation.manifest.counts
        return counts["documents"], counts["passages"]

    def sources(self, sets: frozenset[str]) -> list[Source]:
        """The documents of these sets in the order of their titles; read once per generation."""
        sources, hidden = self._all_sources(), self._hidden_in(self._live.latest())
        shown = (source for source in sources.values() if source.id not in hidden)
        return [source for source in shown if set_of(source.id) in sets]

    def title(self, document: str) -> str | None:
        """The title of a document; ``None`` if there is no document of that id."""
        source = self._all_sources().get(document)
        return source.title if source else None

    def vectors(self, questions: Sequence[str]) -> list[Vector]:
        """The vectors of questions, by which ``similar_groups`` compares them."""
        encoder = self._live.searcher().encoder
        return [encoder.encode(sanitised(question)).vector for question in questions]

    def _view(self, sets: frozenset[str], document: str | None = None) -> Searcher:
        return self._view_of(self._live.searcher(), sets, document)

    def _view_of(self, searcher: Searcher, sets: frozenset[str], document: str | None) -> Searcher:
        hidden = self._hidden_in(searcher)
        view = searcher.within_sets(sets)
        view = view.without_documents(frozenset(name for name in hidden if set_of(name) in sets))
        return view if document is None else view.within_document(document)

    def _hidden_in(self, searcher: Searcher) -> frozenset[str]:
        """The documents that are left out; read once for a generation and what was dropped."""
        salt, dropped = searcher.generation.manifest.salt, self._dropped
        with self._lock:
            if self._hidden[:2] != (salt, dropped):
                self._hidden = (salt, dropped, dropped.hidden_in(searcher))
            return self._hidden[2]

    def _all_sources(self) -> dict[str, Source]:
        searcher = self._live.latest()
        with self._lock:
            salt, sources = self._sources
            if salt != searcher.generation.manifest.salt:
                listed = [_source(name, metadata) for name, metadata in searcher.all_metadata()]
                by_title = sorted(listed, key=lambda source: source.order)
                sources = {source.id: source for source in by_title}
                self._sources = (searcher.generation.manifest.salt, sources)
            return sources


def _as_counted(text: str) -> str:
    """The text with its numbers so long that they sort by their values."""
    return _NUMBER.sub(lambda number: number[0].zfill(_LONGEST_NUMBER), text)


def similar_groups(vectors: Sequence[Vector]) -> list[list[int]]:
    """Positions of questions that ask the same, the largest groups first."""
    groups: list[list[int]] = []
    for position, vector in enumerate(vectors):
        similar = [group for group in groups if float(vectors[group[0]] @ vector) >= MIN_SIMILARITY]
        if similar:
            similar[0].append(position)
        else:
            groups.append([position])
    return sorted(groups, key=len, reverse=True)


class AnswerCache:
    """The latest answers; an answer is reused only while its quotes are still unchanged."""

    MOST = 256

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, AskedQuestion], Answer] = OrderedDict()

    def get(self, view: Searcher, question: AskedQuestion) -> Answer | None:
        """This generation's answer to the same question, if its quotes are unchanged."""
        answer = self._answers.get((view.generation.manifest.salt, question))
        if answer is None:
            return None
        quotes = quote_again(view, tuple(map(place_of, answer.quotes)))
        return answer if [q.text for q in quotes] == [q.text for q in answer.quotes] else None

    def add(self, view: Searcher, question: AskedQuestion, answer: Answer) -> None:
        """Remember an answer; with more than ``MOST``, forget the oldest."""
        self._answers[view.generation.manifest.salt, question] = answer
        if len(self._answers) > self.MOST:
            self._answers.popitem(last=False)


def _encode_together(
    searcher: Searcher, questions: list[_PendingQuestion]
) -> Sequence[Encoded | None]:
    """The vectors of each question; ``None`` for all if they fail together, so that each is then
    encoded alone and has its own error."""
    try:
        return searcher.encode([question.prepared.wording for question in questions])
    except Exception:
        return [None] * len(questions)


def _source(name: str, metadata: Metadata) -> Source:
    title = metadata.title or name
    return Source(name, title, metadata.author, metadata.publisher, metadata.date)
