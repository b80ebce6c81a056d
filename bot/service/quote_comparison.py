"""Two generations of an index → what became of the quotes that answers showed from the earlier one.

Only the documents that differ need to be read; of the earlier generation as much is known as is
left on the disk, which is all of it until the build after the next.
"""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.answering.changed_quotes import Became, DocumentChange
from index.answering.quoted_before import OpenedDocument, QuotedPlace, opened_document
from index.errors import IndexDamaged, IndexMismatch
from index.storage.generation import ROWS, Generation, open_named
from index.storage.rows import Rows


@dataclass(frozen=True, slots=True)
class ComparedQuote:
    """What became of a quote, and the title of its document."""

    became: Became
    title: str


class QuoteComparison:
    """Compares quotes with the documents of today, one document at a time."""

    def __init__(self, now: Rows, before: Rows | None, unchanged: frozenset[str]) -> None:
        self._now = now
        self._before = before
        self._unchanged = unchanged

    def is_unchanged(self, document: str) -> bool:
        """Whether a document is known to be as it was, so that its quotes are what they were."""
        return document in self._unchanged

    def fates(
        self, document: str, places: Mapping[QuotedPlace, Became | None]
    ) -> dict[QuotedPlace, ComparedQuote]:
        """What became of quotes of one document; each with what had become of it before, if it
        did not stand. Raises ``IndexDamaged``."""
        now, before = opened_document(self._now, document), self._earlier(document)
        known = now or before
        title = known.document.name if known else document
        change = DocumentChange(before, now)
        return {
            place: ComparedQuote(change.became(place, last), title)
            for place, last in places.items()
        }

    def _earlier(self, document: str) -> OpenedDocument | None:
        """A document as it was; ``None`` if that is not known any more."""
        with suppress(IndexDamaged):
            return opened_document(self._before, document) if self._before else None
        return None


@contextmanager
def quote_comparison(
    generation: Generation, before: tuple[str, str] | None
) -> Iterator[QuoteComparison]:
    """A comparison of a generation with the earlier one of that name and salt."""
    with ExitStack() as stack:
        now = stack.enter_context(_rows_of(generation))
        earlier = _earlier_generation(generation.folder.parent, before)
        if earlier is None:
            yield QuoteComparison(now, None, frozenset())
            return
        # As long as it is open, no build removes it.
        stack.callback(earlier.reader_lock.release)
        rows = stack.enter_context(_rows_of(earlier))
        # Cut in another way, a text has other quotes.
        is_comparable = earlier.manifest.recipe == generation.manifest.recipe
        unchanged = _same_documents(now, rows) if is_comparable else frozenset[str]()
        yield QuoteComparison(now, rows, unchanged)


def _earlier_generation(index: Path, before: tuple[str, str] | None) -> Generation | None:
    """The generation of that name and salt; ``None`` if it is gone or another has its name."""
    if before is None:
        return None
    with suppress(IndexDamaged, IndexMismatch):
        earlier = open_named(index, before[0])
        return earlier if earlier.manifest.salt == before[1] else None
    return None


def _rows_of(generation: Generation) -> "closing[Rows]":
    return closing(Rows(generation.folder / ROWS, generation.manifest.salt))


def _same_documents(now: Rows, before: Rows) -> frozenset[str]:
    try:
        earlier = before.fingerprints()
    except IndexDamaged:
        return frozenset()
    return frozenset(name for name, mark in now.fingerprints().items() if earlier.get(name) == mark)
