"""Text → where it is in the documents, word for word; if nowhere, the nearest place by words.

Word for word means: whole words, equal once white space is collapsed and paired ``**`` dropped,
or equal to what a quote shows of them.
A place that differs only in quotation marks, dashes or capitals is found too, but not called
exact. Every document is read, one at a time; the search index serves the nearest place only.

    every document ─ view with offsets ─ places ─ exact, or equal under which folds
    no place       ─ search ─ passages and their neighbourhood ─ alignment ─ differences
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from index.answering.alignment import AlignedText, Alignment, Difference
from index.answering.answers import LONGEST_QUESTION
from index.answering.citations import Citation, cite
from index.answering.quotes import is_unchanged
from index.answering.refusal import THRESHOLD
from index.documents import Document, is_markdown, text_sha256
from index.errors import UsageError
from index.passages import Passage
from index.reading.cleaning.pipeline import clean
from index.search.hits import Hit
from index.search.searcher import Searcher
from index.shown_form import show_flat
from index.text.folding import (
    ALL_FOLDS,
    FOLD_SUBSETS,
    WORD,
    Fold,
    View,
    case_folded,
    folded,
    make_view,
    view_of_runs,
)
from index.text.views import GAP, Span, shown

MOST_PLACES = 20
"""Places given in full; the others are only counted."""

LONGEST_TEXT = 10_000
"""Characters, about five pages; the alignment's work grows with the square."""

LEAST_SIMILARITY = 0.6
"""Below it a place shares little but small words with the text. Foreign sentences reach 0.5, and
so do paraphrases; the search's confidence separates the two (3.8 and more for paraphrases, against
2.2)."""

CANDIDATES = 10
NEIGHBOURHOOD = 20_000
"""Characters on either side of a candidate: room for two of the longest texts."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where words stand, and those words as shown; several spans when the text leaves some out."""

    citation: Citation
    text: str

    @property
    def document(self) -> str:
        """The document's id."""
        return self.citation.document

    @property
    def spans(self) -> tuple[Span, ...]:
        """Offsets in the document's canonical text."""
        return self.citation.spans


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a text stands in the documents; ``exact_but_for`` is empty unless it is found only
    with those differences, ``nearest`` and ``differences`` are of the best place if not exact."""

    text: str
    exact: bool
    exact_but_for: tuple[Fold, ...]
    count: int
    places: tuple[FoundPlace, ...]
    nearest: FoundPlace | None
    differences: tuple[Difference, ...]
    similarity: float
    generation: str

    @property
    def shown_places(self) -> tuple[FoundPlace, ...]:
        """The places to show: those where it stands, else the nearest."""
        return self.places or ((self.nearest,) if self.nearest else ())


def verify(searcher: Searcher, text: str) -> Verdict:
    """Whether the text is in the documents word for word; an ellipsis in it leaves words out.

    Raises ``UsageError`` for a text without words or too long.
    """
    text = checked_text(text)
    readings = _readings(text)
    folds, count, places = _best_places(searcher, readings)
    if count and not folds:
        return Verdict(text, True, (), count, places, None, (), 1.0, searcher.generation.name)
    aligned_text = AlignedText.of(readings[-1])
    if count:
        alignment = aligned_text.align(places[0].text, 0, len(places[0].text))
        nearest: FoundPlace | None = places[0]
    else:
        nearest, alignment = _nearest(searcher, text, aligned_text)
    return Verdict(
        text=text,
        exact=False,
        exact_but_for=folds,
        count=count,
        places=places,
        nearest=nearest,
        differences=alignment.differences,
        similarity=alignment.similarity,
        generation=searcher.generation.name,
    )


def checked_text(text: str) -> str:
    """The text as shown, without quotation marks around it; raises ``UsageError`` if unusable."""
    cleaned = _unquoted(shown(text.encode("utf-8", "replace").decode("utf-8")))
    if not WORD.search(cleaned):
        raise UsageError(
            "there are no words to verify; give some, for example: "
            'pincite verify-quote "the words you want to quote"'
        )
    if len(cleaned) > LONGEST_TEXT:
        raise UsageError(
            f"the text has {len(cleaned):,} characters; verify at most {LONGEST_TEXT:,} at a time"
        )
    return cleaned


_ELLIPSIS = re.compile(r"[\[(]\s?(?:…|\.\s?\.\s?\.)\s?[\])]|…|\.\s?\.\s?\.(?:\s?\.)?")
_LIST_MARK = re.compile(r"(?<=\s)(?:[-•▸]\s+)+")
_QUOTE_PAIRS = ["“”", "„“", "„”", "””", '""', "‘’", "‚‘", "''", "«»", "»«", "‹›", "「」", "『』"]
# Scripts without spaces between words: there a cut is allowed between any two letters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def _unquoted(text: str) -> str:
    while len(text) > 1 and text[0] + text[-1] in _QUOTE_PAIRS:
        text = text[1:-1].strip()
    return text


def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Readings of the text, each as parts that must follow each other: as it is, without ``**``,
    without the marks of a list, and cut at each ellipsis. The first one found counts."""
    unmarked = " ".join(text.replace("**", "").split())
    unlisted = _LIST_MARK.sub(" ", f" {unmarked}").strip()
    parts = (part.strip() for part in _ELLIPSIS.split(unmarked))
    cut = tuple(part for part in parts if WORD.search(part))
    return tuple(dict.fromkeys([(text,), (unmarked,), (unlisted,), cut]))


def _best_places(
    searcher: Searcher, readings: tuple[tuple[str, ...], ...]
) -> tuple[tuple[Fold, ...], int, tuple[FoundPlace, ...]]:
    """The places that need the fewest folds: which these are, how many places, the first ones.

    Looked for in the words of the documents, and if they are not there as they are shown.
    """
    found = _places_in_views(searcher, readings, _source_view)
    return found if found[1] else _places_in_views(searcher, readings, _shown_view)


def _places_in_views(
    searcher: Searcher,
    readings: tuple[tuple[str, ...], ...],
    view_of: Callable[[Searcher, Document], View],
) -> tuple[tuple[Fold, ...], int, tuple[FoundPlace, ...]]:
    counts: Counter[tuple[int, tuple[Fold, ...]]] = Counter()
    places: dict[tuple[int, tuple[Fold, ...]], list[FoundPlace]] = defaultdict(list)
    folded_readings = [tuple(folded(part, ALL_FOLDS) for part in parts) for parts in readings]
    words = set(WORD.findall(folded_readings[0][0]))
    for document in searcher.documents():
        if not _may_hold(document.text, words):
            continue
        view = view_of(searcher, document)
        for number, parts in enumerate(readings):
            for spans in _places_in(view.folded, folded_readings[number]):
                key = number, _needed_folds(view, spans, parts)
                counts[key] += 1
                if counts[key] <= MOST_PLACES:
                    places[key].append(_found_place(document, view, spans))
    if not counts:
        return (), 0, ()
    best = min(counts, key=lambda key: (len(key[1]), key[0]))
    return best[1], counts[best], tuple(places[best])


def _source_view(_: Searcher, document: Document) -> View:
    return make_view(document.text, document.body)


def _shown_view(searcher: Searcher, document: Document) -> View:
    """The document as its quotes show it, on one line: rows with the names of their columns, list
    items and Markdown without their marks."""
    blocks = {block for passage in searcher.passages_in(document.id) for block in passage.blocks}
    ordered = sorted(blocks, key=lambda block: (block.start, block.end))
    spans = [(block.start, block.end) for block in ordered]
    shown_form = show_flat(document.text, spans, ordered, markdown=is_markdown(document.id))
    return view_of_runs(shown_form.text, *shown_form.source_runs())


def _may_hold(text: str, words: set[str]) -> bool:
    """A quick test, so that few documents need a view: whether all the words stand in the text."""
    folded_text = case_folded(text.replace("*", ""))
    return all(word in folded_text for word in words)


def _places_in(text: str, parts: tuple[str, ...]) -> Iterator[tuple[Span, ...]]:
    """All places where the parts follow each other, each as close together as it gets."""
    search_start = 0
    while True:
        starts: list[int] = []
        position = search_start
        for part in parts:
            start = _find(text, part, position)
            if start < 0:
                return
            starts.append(start)
            position = start + len(part)
        for i in range(len(parts) - 2, -1, -1):
            starts[i] = _find_last(text, parts[i], starts[i], starts[i + 1])
        yield tuple((start, start + len(p)) for start, p in zip(starts, parts, strict=True))
        search_start = starts[0] + 1


def _find(text: str, part: str, at: int) -> int:
    at = text.find(part, at)
    while at >= 0 and _cuts_words(text, at, at + len(part)):
        at = text.find(part, at + 1)
    return at


def _find_last(text: str, part: str, earliest: int, end: int) -> int:
    """The last start of the part before ``end``; ``earliest`` is one of them."""
    at = text.rfind(part, earliest, end)
    while at > earliest and _cuts_words(text, at, at + len(part)):
        at = text.rfind(part, earliest, at + len(part) - 1)
    return at


def _cuts_words(text: str, start: int, end: int) -> bool:
    return _cuts_word(text, start) or _cuts_word(text, end)


def _cuts_word(text: str, at: int) -> bool:
    """Whether a cut at this offset goes through a word, a letter with its accent, or a number."""
    if not 0 < at < len(text):
        return False
    before, after = text[at - 1], text[at]
    if unicodedata.category(after).startswith("M"):
        return True
    if _UNSPACED.match(before) or _UNSPACED.match(after):
        return False
    if before.isalnum() and after.isalnum():
        return True
    if before in ".,":
        return after.isdigit() and text[at - 2 : at - 1].isdigit()
    return after in ".," and before.isdigit() and text[at + 1 : at + 2].isdigit()


def _needed_folds(view: View, spans: tuple[Span, ...], parts: tuple[str, ...]) -> tuple[Fold, ...]:
    """The fewest folds under which the words at the spans equal the parts."""
    pairs = [(view.shown[a:b], part) for (a, b), part in zip(spans, parts, strict=True)]
    equal = (
        folds
        for folds in FOLD_SUBSETS
        if all(folded(source, folds) == folded(part, folds) for source, part in pairs)
    )
    return next(equal)


def _found_place(document: Document, view: View, spans: tuple[Span, ...]) -> FoundPlace:
    text = GAP.join(view.shown[start:end] for start, end in spans)
    return FoundPlace(
        _citation_of(document, tuple(view.source_span(*span) for span in spans)), text
    )


def _citation_of(document: Document, spans: tuple[Span, ...]) -> Citation:
    """The citation of the spans; section and basis are those of the paragraphs around them, since
    a summary names its source after the sentence."""
    start, end = spans[0][0], spans[-1][1]
    blocks = [block for block in clean(document) if block.start < end and start < block.end]
    section = blocks[0].section if blocks else ()
    first = min([start, *(block.start for block in blocks)])
    last = max([end, *(block.end for block in blocks)])
    sha256 = text_sha256(document.text[first:last])
    passage = Passage(document.id, ((first, last),), section, "", sha256)
    return cite(passage, ((first, last),), document)._replace(spans=spans)


def _nearest(
    searcher: Searcher, text: str, aligned_text: AlignedText
) -> tuple[FoundPlace | None, Alignment]:
    """The most similar place near the passages that a search finds. If none is similar enough, the
    sentence nearest in meaning, without differences; ``None`` when the documents do not say it."""
    nearest, best, least_cost = None, Alignment((), (), 0.0), aligned_text.worst_cost
    hits = searcher.search(text[:LONGEST_QUESTION], CANDIDATES)
    for document, passages in _passages_by_document(searcher, hits):
        view = make_view(document.text, document.body)
        for start, end in _distinct_windows(
            view.words_around(p.start, p.end, NEIGHBOURHOOD) for p in passages
        ):
            cost = int(aligned_text.costs(view.shown[start:end].split())[-1].min())
            if cost < least_cost:
                least_cost, best = cost, aligned_text.align(view.shown, start, end)
                nearest = _found_place(document, view, best.spans)
    if best.similarity >= LEAST_SIMILARITY:
        return nearest, best
    is_close = hits and hits[0].confidence >= THRESHOLD
    nearest = _best_sentence(searcher, hits[0]) if is_close else None
    return nearest, Alignment((), (), best.similarity if nearest else 0.0)


def _passages_by_document(
    searcher: Searcher, hits: tuple[Hit, ...]
) -> Iterator[tuple[Document, list[Passage]]]:
    """Each document of the hits once, with its passages."""
    passages_by_id: dict[str, list[Passage]] = defaultdict(list)
    for hit in hits:
        passages_by_id[hit.passage.document].append(hit.passage)
    for document_id, passages in passages_by_id.items():
        document = searcher.document(document_id)
        if document is not None:
            yield document, passages


def _distinct_windows(windows: Iterable[Span]) -> list[Span]:
    """The windows without those that show little more than an earlier one."""
    distinct: list[Span] = []
    for start, end in windows:
        if all(max(abs(start - a), abs(end - b)) > NEIGHBOURHOOD // 4 for a, b in distinct):
            distinct.append((start, end))
    return distinct


def _best_sentence(searcher: Searcher, hit: Hit) -> FoundPlace | None:
    document = searcher.document(hit.passage.document)
    if document is None or not is_unchanged(hit.passage, document):
        return None
    start, end = hit.passage.sentences[hit.sentences.index(max(hit.sentences))]
    return FoundPlace(_citation_of(document, ((start, end),)), shown(document.text[start:end]))
