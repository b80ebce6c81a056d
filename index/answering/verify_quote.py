"""Text → where it is in the documents, word for word; if nowhere, the nearest place by words.

Word for word means: whole words, equal once white space is collapsed and paired ``**`` dropped,
or equal to what a quote shows of them, copied with its layout or without (``copied_text``).
Cells of a row stand under the names of their columns; a text that mixes rows is not word for word.
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
from index.answering.copied_text import copied_pattern_of, literal_pattern_of, without_signs
from index.answering.quotes import is_unchanged
from index.answering.refusal import THRESHOLD
from index.answering.shown_view import (
    as_shown,
    mixes_rows,
    needed_words_of,
    rows_in,
    rows_of,
    shown_view,
    words_of,
)
from index.documents import Document, is_markdown, text_sha256
from index.errors import ErrorKind, UsageError
from index.passages import Passage
from index.reading.cleaning.pipeline import clean
from index.search.hits import Hit
from index.search.searcher import Searcher
from index.shown_form import show
from index.text.folding import (
    ALL_FOLDS,
    FOLD_SUBSETS,
    WORD,
    Fold,
    View,
    case_folded,
    folded,
    make_view,
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


PatternOf = Callable[[str], re.Pattern[str]]
"""What makes a pattern of folded words."""


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
    aligned_texts = _aligned_texts(readings[-1])
    if count:
        place = places[0].text
        alignment = _best_alignment(aligned_texts, [(place, words_of(place, 0, len(place)))])[1]
        nearest: FoundPlace | None = places[0]
    else:
        nearest, alignment = _nearest(searcher, text, aligned_texts)
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
            'pincite verify-quote "the words you want to quote"',
            ErrorKind.NO_WORDS,
        )
    if len(cleaned) > LONGEST_TEXT:
        raise UsageError(
            f"the text has {len(cleaned):,} characters; verify at most {LONGEST_TEXT:,} at a time",
            ErrorKind.LONG_TEXT,
            length=len(cleaned),
            most=LONGEST_TEXT,
        )
    return cleaned


_ELLIPSIS = re.compile(r"[\[(]\s?(?:…|\.\s?\.\s?\.)\s?[\])]|…|\.\s?\.\s?\.(?:\s?\.)?")
_MESSAGE_MARKUP = re.compile(r"\\(?=[!-/:-@\[-`{-~])|\u200b|(?<!\S)```[\w+#.-]*(?!\S)")
"""What the text of a message has beside the words shown: escapes, and the fences of code."""

_MARKS_IN_WORDS = re.compile(r"<[^<>]*>|[*_~=`\\]")
_QUOTE_PAIRS = ["“”", "„“", "„”", "””", '""', "‘’", "‚‘", "''", "«»", "»«", "‹›", "「」", "『』"]
_LETTERS = re.compile(r"[^\W_]+")
# Scripts without spaces between words: there a cut is allowed between any two letters.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def _unquoted(text: str) -> str:
    while len(text) > 1 and text[0] + text[-1] in _QUOTE_PAIRS:
        text = text[1:-1].strip()
    return text


def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """Readings of the text, each as parts that must follow each other: as it is, without ``**``,
    without the markup of a message, and cut at each ellipsis. The first one found counts."""
    unmarked = " ".join(text.replace("**", "").split())
    unescaped = " ".join(_MESSAGE_MARKUP.sub("", unmarked).split())
    whole = [(words,) for words in (text, unmarked, unescaped)]
    found = [*whole, _cut(unmarked), _cut(unescaped)]
    return tuple(parts for parts in dict.fromkeys(found) if all(map(WORD.search, parts)))


def _cut(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in _ELLIPSIS.split(text))
    return tuple(part for part in parts if WORD.search(part))


def _best_places(
    searcher: Searcher, readings: tuple[tuple[str, ...], ...]
) -> tuple[tuple[Fold, ...], int, tuple[FoundPlace, ...]]:
    """The places that need the fewest folds: which these are, how many places, the first ones.

    Looked for in the words of the documents, and if they are not there as copied from a quote.
    """
    found = _places_in_views(searcher, readings, _source_view, literal_pattern_of)
    if found[1]:
        return found
    return _places_in_views(searcher, readings, _shown_view, copied_pattern_of)


def _places_in_views(
    searcher: Searcher,
    readings: tuple[tuple[str, ...], ...],
    view_of: Callable[[Searcher, Document], View],
    pattern_of: PatternOf,
) -> tuple[tuple[Fold, ...], int, tuple[FoundPlace, ...]]:
    counts: Counter[tuple[int, tuple[Fold, ...]]] = Counter()
    places: dict[tuple[int, tuple[Fold, ...]], list[FoundPlace]] = defaultdict(list)
    words = set(_LETTERS.findall(folded(" ".join(readings[-1]), ALL_FOLDS)))
    for document in searcher.documents():
        if not _may_hold(document, words):
            continue
        view = view_of(searcher, document)
        for number, parts in enumerate(readings):
            patterns = [pattern_of(folded(part, ALL_FOLDS)) for part in parts]
            for spans in _places_in(view, patterns):
                found = list(zip(spans, parts, strict=True))
                key = number, _needed_folds(view.shown, found, pattern_of)
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
    return shown_view(document, searcher.passages_in(document.id))


def _may_hold(document: Document, words: set[str]) -> bool:
    """A quick test, so that few documents need a view: whether all the words stand in the text."""
    text = document.text
    folded_text = case_folded(f"{text}\n{_MARKS_IN_WORDS.sub('', text)}")
    return all(word in folded_text for word in words)


def _places_in(view: View, parts: list[re.Pattern[str]]) -> Iterator[tuple[Span, ...]]:
    """All places where the parts follow each other, each as close together as it gets."""
    text, rows = view.folded, rows_in(view.folded)
    search_start = 0
    while True:
        spans: list[Span] = []
        position = search_start
        for part in parts:
            found = _find(text, part, position, len(text))
            if found is None:
                return
            spans.append(found)
            position = found[1]
        for i in range(len(parts) - 2, -1, -1):
            spans[i] = _find_last(text, parts[i], spans[i], spans[i + 1][0])
        if not mixes_rows(text, rows, tuple(spans)):
            yield tuple(spans)
        search_start = spans[0][0] + 1


def _find(text: str, part: re.Pattern[str], at: int, end: int) -> Span | None:
    found = part.search(text, at, end)
    while found and _cuts_words(text, *found.span()):
        found = part.search(text, found.start() + 1, end)
    return found.span() if found else None


def _find_last(text: str, part: re.Pattern[str], earliest: Span, end: int) -> Span:
    """The last place of the part before ``end``; ``earliest`` is one of them."""
    last, found = earliest, _find(text, part, earliest[0] + 1, end)
    while found:
        last, found = found, _find(text, part, found[0] + 1, end)
    return last


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


def _needed_folds(
    text: str, found: list[tuple[Span, str]], pattern_of: PatternOf
) -> tuple[Fold, ...]:
    """The fewest folds under which the words at the spans equal the parts found there."""

    def is_equal(span: Span, part: str, folds: tuple[Fold, ...]) -> bool:
        before = max(span[0] - 1, 0)  # What begins a line stands before it.
        stretch = folded(text[before : span[1]], folds)
        return pattern_of(folded(part, folds)).fullmatch(stretch, span[0] - before) is not None

    return next(folds for folds in FOLD_SUBSETS if all(is_equal(*pair, folds) for pair in found))


def _found_place(document: Document, view: View, spans: tuple[Span, ...]) -> FoundPlace:
    text = GAP.join(as_shown(view.shown[start:end]) for start, end in spans)
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


_Stretch = tuple[str, list[Span]]
"""A text, and where the words of a stretch of it stand."""


def _aligned_texts(parts: tuple[str, ...]) -> list[AlignedText]:
    """The words of the text, and the same without the signs that may be layout."""
    bare = tuple(without_signs(part) for part in parts)
    return [AlignedText.of(words) for words in dict.fromkeys((parts, bare))]


def _best_alignment(
    aligned_texts: list[AlignedText], stretches: list[_Stretch]
) -> tuple[int, Alignment]:
    """The number of the nearest stretch, and its alignment. Without the signs that may be layout
    if that is nearer, unless nothing but these differs."""
    costs = [
        [aligned_text.least_cost(*stretch) for stretch in stretches]
        for aligned_text in aligned_texts
    ]
    for cost, aligned_text in sorted(zip(map(min, costs), range(len(costs)), strict=True)):
        number = costs[aligned_text].index(cost)
        alignment = aligned_texts[aligned_text].align(*stretches[number])
        if alignment.differs or aligned_text == 0:
            return number, alignment
    raise AssertionError("the whole text comes last of all")


def _nearest(
    searcher: Searcher, text: str, aligned_texts: list[AlignedText]
) -> tuple[FoundPlace | None, Alignment]:
    """The most similar place near the passages that a search finds. If none is similar enough, the
    sentence nearest in meaning, without differences; ``None`` when the documents do not say it."""
    hits = searcher.search(text[:LONGEST_QUESTION], CANDIDATES)
    found = list(_stretches(searcher, hits))
    best = Alignment((), (), 0.0)
    if found:
        number, best = _best_alignment(aligned_texts, [stretch for _, _, stretch in found])
        document, view, _ = found[number]
        if best.similarity >= LEAST_SIMILARITY:
            best = _with_whole_rows(view, best)
            return _found_place(document, view, best.spans), best
    is_close = hits and hits[0].confidence >= THRESHOLD
    nearest = _best_sentence(searcher, hits[0]) if is_close else None
    return nearest, Alignment((), (), best.similarity if nearest else 0.0)


def _stretches(
    searcher: Searcher, hits: tuple[Hit, ...]
) -> Iterator[tuple[Document, View, _Stretch]]:
    """The neighbourhoods of the hits: as shown, with what a text may leave out and without, and
    as they stand in the documents."""
    for document, passages in _passages_by_document(searcher, hits):
        as_in_quotes = _shown_view(searcher, document)
        kinds = [(as_in_quotes, words_of), (as_in_quotes, needed_words_of)]
        for view, words in (*kinds, (_source_view(searcher, document), words_of)):
            for window in _distinct_windows(
                view.words_around(p.start, p.end, NEIGHBOURHOOD) for p in passages
            ):
                yield document, view, (view.shown, words(view.shown, *window))


def _with_whole_rows(view: View, alignment: Alignment) -> Alignment:
    """The alignment; if no word differs and yet it mixes rows, with all that the rows say."""
    all_rows = rows_in(view.shown)
    if alignment.differs or not mixes_rows(view.shown, all_rows, alignment.spans):
        return alignment
    rows = [rows_of(all_rows, (span,)) or [span] for span in alignment.spans]
    wider = [
        (min(span[0], row[0][0]), max(span[1], row[-1][1]))
        for span, row in zip(alignment.spans, rows, strict=True)
    ]
    return alignment.widened(view.shown, wider)


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
    sentence = hit.passage.sentences[hit.sentences.index(max(hit.sentences))]
    is_in_markdown = is_markdown(document.id)
    words = show(document.text, [sentence], hit.passage.blocks, markdown=is_in_markdown).text
    return FoundPlace(_citation_of(document, (sentence,)), shown(words))
