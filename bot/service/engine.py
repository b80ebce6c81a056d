"""The index that is live → all that the bot may ask of it, one set of documents at a time.

Every method takes the document sets that may be seen and looks at nothing else.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.service.live_index import LiveIndex
from index.answering.answers import QUOTES, Answer, PreparedQuestion, answer_prepared, prepare
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
from index.encoders import Encoded
from index.search.searcher import Searcher
from index.storage.document_sets import set_of
from index.text.views import sanitised

LONGEST = 600
"""Characters of a quote: three of them with their citations fit into one message or two."""

MOST_QUOTES = 2 * QUOTES
"""Quotes of an answer: those shown at once and those shown when more are asked for."""

ALIKE = 0.75
"""Cosine from which two questions are taken for the same one."""


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question, the ones before it in the same talk, and where it is asked of."""

    question: str
    sets: frozenset[str]
    before: tuple[str, ...] = ()
    document: str | None = None
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class _Ready:
    """A question that is understood, and the view of the index it is asked of."""

    view: Searcher
    understood: PreparedQuestion


@dataclass(frozen=True, slots=True)
class Source:
    """A document as a person chooses it."""

    id: str
    title: str
    about: tuple[str, ...]
    """Author, publisher and date, as far as they are known."""

    @property
    def name(self) -> str:
        """The title and the id as they are searched for."""
        return f"{self.title} {self.id}".casefold()


class Engine:
    """Answers from the newest good generation; threads may share it."""

    def __init__(self, live: LiveIndex, threshold: float) -> None:
        self._live = live
        self._threshold = threshold
        self._sources: tuple[str, dict[str, Source]] = ("", {})
        self._lock = threading.Lock()
        self._recent = AnswerCache()

    def answers(self, batch: Sequence[AskedQuestion]) -> Iterator[Answer | Exception]:
        """The answer to each question in turn, with up to ``MOST_QUOTES`` quotes, or its error.

        What is asked together is encoded together, which is less work for each.
        """
        searcher = self._live.searcher()
        ready = [self._ready(searcher, asked) for asked in batch]
        fresh = [one for one in ready if isinstance(one, _Ready)]
        encoded = iter(_encoded(searcher, fresh))
        for asked, one in zip(batch, ready, strict=True):
            yield self._answered(asked, one, next(encoded)) if isinstance(one, _Ready) else one

    def _ready(self, searcher: Searcher, asked: AskedQuestion) -> _Ready | Answer | Exception:
        try:
            view = _viewed(searcher, asked.sets, asked.document)
            if (known := self._recent.get(view, asked)) is not None:
                return known
            return _Ready(view, prepare(view, asked.question, asked.before))
        except Exception as error:  # one that cannot be asked keeps no other from its answer
            return error

    def _answered(
        self, asked: AskedQuestion, ready: _Ready, encoded: Encoded | None
    ) -> Answer | Exception:
        threshold = self._threshold if asked.threshold is None else asked.threshold
        wanted = ready.view, ready.understood, MOST_QUOTES, threshold
        try:
            found = answer_prepared(*wanted, longest=LONGEST, encoded=encoded)
        except Exception as error:
            return error
        self._recent.add(ready.view, asked, found)
        return found

    def verify(self, text: str, sets: frozenset[str]) -> Verdict:
        """Whether a text is in the documents; raises ``UsageError``."""
        return verify(self._view(sets), text)

    def quote_again(
        self, places: tuple[QuotedPlace, ...], sets: frozenset[str]
    ) -> tuple[Quote, ...]:
        """The quotes of these places that may be seen and still say the same."""
        return quote_again(self._view(sets), places)

    def surroundings(self, place: QuotedPlace, sets: frozenset[str]) -> Surroundings | None:
        """The text around a quote; ``None`` when it may not be seen or is no longer there."""
        return surroundings(self._view(sets), place)

    def sets(self) -> tuple[str, ...]:
        """The names of all document sets."""
        return self._live.latest().sets()

    def built(self) -> str:
        """The day on which the index was built."""
        return self._live.latest().generation.manifest.created[:10]

    def generation(self) -> str:
        """The name of the index's generation."""
        return self._live.latest().generation.name

    def counts(self) -> tuple[int, int]:
        """The numbers of documents and of passages."""
        counts = self._live.latest().generation.manifest.counts
        return counts["documents"], counts["passages"]

    def sources(self, sets: frozenset[str]) -> list[Source]:
        """The documents of these sets in the order of their titles; read once for an index."""
        found = self._listed()
        return [source for source in found.values() if set_of(source.id) in sets]

    def alike(self, questions: list[str]) -> list[list[int]]:
        """Positions of questions that ask the same, the largest groups first."""
        encoder = self._live.searcher().encoder
        vectors = [encoder.encode(sanitised(question)).vector for question in questions]
        groups: list[list[int]] = []
        for at, vector in enumerate(vectors):
            near = [group for group in groups if float(vectors[group[0]] @ vector) >= ALIKE]
            if near:
                near[0].append(at)
            else:
                groups.append([at])
        return sorted(groups, key=len, reverse=True)

    def _view(self, sets: frozenset[str], document: str | None = None) -> Searcher:
        return _viewed(self._live.searcher(), sets, document)

    def _listed(self) -> dict[str, Source]:
        searcher = self._live.latest()
        with self._lock:
            salt, found = self._sources
            if salt != searcher.generation.manifest.salt:
                listed = [_source(name, about) for name, about in searcher.described()]
                found = {one.id: one for one in sorted(listed, key=lambda one: one.name)}
                self._sources = (searcher.generation.manifest.salt, found)
            return found


class AnswerCache:
    """The answers of late; one is given again only while its quotes still stand."""

    MOST = 256

    def __init__(self) -> None:
        self._answers: OrderedDict[tuple[str, AskedQuestion], Answer] = OrderedDict()

    def get(self, view: Searcher, asked: AskedQuestion) -> Answer | None:
        """The answer that this view's generation gave to the same question, if it still would."""
        found = self._answers.get((view.generation.manifest.salt, asked))
        if found is None:
            return None
        again = quote_again(view, tuple(map(place_of, found.quotes)))
        return found if [q.text for q in again] == [q.text for q in found.quotes] else None

    def add(self, view: Searcher, asked: AskedQuestion, answer: Answer) -> None:
        """Remember an answer; the oldest is forgotten."""
        self._answers[view.generation.manifest.salt, asked] = answer
        if len(self._answers) > self.MOST:
            self._answers.popitem(last=False)


def _encoded(searcher: Searcher, asked: list[_Ready]) -> Sequence[Encoded | None]:
    """The vectors of each; none where all together fail, so that each has its own error."""
    try:
        return searcher.encode([one.understood.wording for one in asked])
    except Exception:
        return [None] * len(asked)


def _viewed(searcher: Searcher, sets: frozenset[str], document: str | None) -> Searcher:
    view = searcher.within_sets(sets)
    return view if document is None else view.within_document(document)


def _source(name: str, about: Metadata) -> Source:
    stated = tuple(one for one in (about.author, about.publisher, about.date) if one)
    return Source(name, about.title or name, stated)
