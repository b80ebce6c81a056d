"""Text → is it in the documents, word for word, and where? Else the nearest place, by words.

Word for word means: whole words, equal once white space is collapsed and paired ``**`` dropped.
What is equal only with other quotation marks, dashes or capitals is found as well, but told
apart. Every document is read, one at a time; the search index serves the nearest place only.

    every document ─ view with offsets ─ places ─ exact, or but for which folds
    no place       ─ search ─ passages and their neighbourhood ─ alignment ─ differences
"""

import re
import unicodedata
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import accumulate, chain, combinations, groupby

import numpy as np
import numpy.typing as npt

from index.answers import LONGEST_QUESTION, THRESHOLD
from index.cleaning import blocks
from index.documents import Document, text_sha256
from index.errors import UsageError
from index.passages import Passage
from index.quotes import Citation, cite, stands
from index.search import Hit, Searcher
from index.views import GAP, Span, shown

MOST_PLACES = 20
"""Places told in full; the others are counted."""

LONGEST_TEXT = 10_000
"""Characters, about five pages; the alignment's work grows with the square."""

LEAST_ALIKE = 0.6
"""Below it a place shares little but small words with the text: foreign sentences reach 0.5, and
so do paraphrases, which the search's confidence tells from them (3.8 and more, against 2.2)."""

CANDIDATES = 10
NEIGHBOURHOOD = 20_000
"""Characters on either side of a candidate: room for two of the longest texts."""

_NEARLY, _CHANGED, _GAP = 1, 3, 4
"""Costs of a word: equal but for marks or case, another word, none. A change must cost less than
a gap, or a changed first word would count as missing."""


class Fold(Enum):
    """What a text may differ in and still be found; its value is the word in the JSON form."""

    QUOTATION_MARKS = "quotation marks"
    DASHES = "dashes"
    CASE = "case"


class Kind(Enum):
    """How words asked for and words of the source differ; its value is in the JSON form."""

    SAME = "same"
    MISSING = "missing"
    """Asked for, not in the source."""
    ADDED = "added"
    """In the source, not asked for."""
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A run of words asked for, and what the source has there."""

    kind: Kind
    asked: str
    source: str


@dataclass(frozen=True, slots=True)
class Place:
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
    places: tuple[Place, ...]
    nearest: Place | None
    differences: tuple[Difference, ...]
    alike: float
    generation: str


@dataclass(frozen=True, slots=True)
class View:
    """A document as shown, the same folded, and where each of its runs of letters comes from."""

    shown: str
    folded: str
    runs: list[int]
    sources: list[int]

    def source(self, start: int, end: int) -> Span:
        """The slice of the document that ``shown[start:end]`` stands for."""
        return self._offset(start), self._offset(end - 1) + 1

    def _offset(self, at: int) -> int:
        run = bisect_right(self.runs, at) - 1
        return self.sources[run] + at - self.runs[run]

    def around(self, start: int, end: int) -> Span:
        """The whole words of ``shown`` in the neighbourhood of a slice of the document."""
        left, right = self._near(start) - NEIGHBOURHOOD, self._near(end) + NEIGHBOURHOOD
        first = self.shown.rfind(" ", 0, left) + 1 if left > 0 else 0
        last = self.shown.find(" ", right) if right < len(self.shown) else -1
        return first, last if last >= 0 else len(self.shown)

    def _near(self, offset: int) -> int:
        run = max(bisect_right(self.sources, offset) - 1, 0)
        return self.runs[run] + max(offset - self.sources[run], 0)


def verify(searcher: Searcher, text: str) -> Verdict:
    """Whether the text is in the documents word for word; an ellipsis in it leaves words out.

    Raises ``UsageError`` for a text without words or too long.
    """
    text = checked_text(text)
    readings = _readings(text)
    folds, count, places = _best_places(searcher, readings)
    if count and not folds:
        return Verdict(text, True, (), count, places, None, (), 1.0, searcher.generation.name)
    asked = _Asked.of(readings[-1])
    if count:
        found = asked.aligned(places[0].text, 0, len(places[0].text))
        nearest: Place | None = places[0]
    else:
        nearest, found = _nearest(searcher, text, asked)
    return Verdict(
        text=text,
        exact=False,
        exact_but_for=folds,
        count=count,
        places=places,
        nearest=nearest,
        differences=found.differences,
        alike=found.alike,
        generation=searcher.generation.name,
    )


def checked_text(text: str) -> str:
    """The text as shown, without quotation marks around it; raises ``UsageError`` if unusable."""
    cleaned = _unquoted(shown(text.encode("utf-8", "replace").decode("utf-8")))
    if not _WORD.search(cleaned):
        raise UsageError(
            "there are no words to verify; give some, for example: "
            'pincite verify-quote "the words you want to quote"'
        )
    if len(cleaned) > LONGEST_TEXT:
        raise UsageError(
            f"the text has {len(cleaned):,} characters; verify at most {LONGEST_TEXT:,} at a time"
        )
    return cleaned


_WORD = re.compile(r"\w+")
_RUN = re.compile(r"\S+")
_BOLD = re.compile(r"\*\*.+?\*\*", re.DOTALL)
_ELLIPSIS = re.compile(r"[\[(]\s?(?:…|\.\s?\.\s?\.)\s?[\])]|…|\.\s?\.\s?\.(?:\s?\.)?")
_EDGES = re.compile(r"^\W+|\W+$")
_AROUND = ["“”", "„“", "„”", "””", '""', "‘’", "‚‘", "''", "«»", "»«", "‹›", "「」", "『』"]
_QUOTES = str.maketrans(dict.fromkeys("‘’‚‛′`´‹›", "'") | dict.fromkeys("“”„‟″«»", '"'))
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012–—―−﹘﹣－", "-"))
_SUBSETS = [folds for size in range(len(Fold) + 1) for folds in combinations(Fold, size)]
_ALL = tuple(Fold)
# Scripts that put no space between words: there every cut is as good as another.
_UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def _unquoted(text: str) -> str:
    while len(text) > 1 and text[0] + text[-1] in _AROUND:
        text = text[1:-1].strip()
    return text


def _readings(text: str) -> tuple[tuple[str, ...], ...]:
    """The text as parts that must follow each other: as it is, without halves of bold, cut at
    each ellipsis. The first that is found counts."""
    bare = " ".join(text.replace("**", "").split())
    parts = (part.strip() for part in _ELLIPSIS.split(bare))
    return tuple(dict.fromkeys([(text,), (bare,), tuple(p for p in parts if _WORD.search(p))]))


def _folded(text: str, folds: tuple[Fold, ...]) -> str:
    """The text with those differences gone; its length stays the same."""
    if Fold.QUOTATION_MARKS in folds:
        text = text.translate(_QUOTES)
    if Fold.DASHES in folds:
        text = text.translate(_DASHES)
    return _case_folded(text) if Fold.CASE in folds else text


def _case_folded(text: str) -> str:
    folded = text.casefold()
    return folded if len(folded) == len(text) else "".join(map(_small_letter, text))


def _small_letter(letter: str) -> str:
    return next((c for c in (letter.casefold(), letter.lower()) if len(c) == 1), letter)


def viewed(text: str, body: int = 0) -> View:
    """``shown(text[body:])`` with the way back to the source; front matter is nobody's words."""
    pieces: list[str] = []
    runs: list[int] = []
    sources: list[int] = []
    at = end = 0
    for start, stop in _unmarked(text):
        for run in _RUN.finditer(text, max(start, body), stop):
            if pieces and text[end : run.start()].replace("*", ""):
                pieces.append(" ")
                at += 1
            pieces.append(run[0])
            runs.append(at)
            sources.append(run.start())
            at += len(run[0])
            end = run.end()
    whole = "".join(pieces)
    return View(whole, _folded(whole, _ALL), runs, sources)


def _unmarked(text: str) -> Iterator[Span]:
    """What lies between the marks of bold."""
    start = 0
    for bold in _BOLD.finditer(text):
        yield start, bold.start()
        yield bold.start() + 2, bold.end() - 2
        start = bold.end()
    yield start, len(text)


def _best_places(
    searcher: Searcher, readings: tuple[tuple[str, ...], ...]
) -> tuple[tuple[Fold, ...], int, tuple[Place, ...]]:
    """The places that need the fewest folds: which these are, how many places, the first ones."""
    counts: Counter[tuple[int, tuple[Fold, ...]]] = Counter()
    places: dict[tuple[int, tuple[Fold, ...]], list[Place]] = defaultdict(list)
    folded = [tuple(_folded(part, _ALL) for part in parts) for parts in readings]
    words = set(_WORD.findall(folded[0][0]))
    for document in searcher._rows.documents():
        if not _may_hold(document.text, words):
            continue
        view = viewed(document.text, document.body)
        for number, parts in enumerate(readings):
            for spans in _places_in(view.folded, folded[number]):
                key = number, _needed(view, spans, parts)
                counts[key] += 1
                if counts[key] <= MOST_PLACES:
                    places[key].append(_place(document, view, spans))
    if not counts:
        return (), 0, ()
    best = min(counts, key=lambda key: (len(key[1]), key[0]))
    return best[1], counts[best], tuple(places[best])


def _may_hold(text: str, words: set[str]) -> bool:
    """A quick look, so that few documents get a view: do all the words stand anywhere in it?"""
    plainly = _case_folded(text.replace("*", ""))
    return all(word in plainly for word in words)


def _places_in(text: str, parts: tuple[str, ...]) -> Iterator[tuple[Span, ...]]:
    """All places where the parts follow each other, each as close together as it gets."""
    first = 0
    while True:
        starts: list[int] = []
        at = first
        for part in parts:
            start = _find(text, part, at)
            if start < 0:
                return
            starts.append(start)
            at = start + len(part)
        for i in range(len(parts) - 2, -1, -1):
            starts[i] = _find_last(text, parts[i], starts[i], starts[i + 1])
        yield tuple((start, start + len(p)) for start, p in zip(starts, parts, strict=True))
        first = starts[0] + 1


def _find(text: str, part: str, at: int) -> int:
    at = text.find(part, at)
    while at >= 0 and _cuts_words(text, at, at + len(part)):
        at = text.find(part, at + 1)
    return at


def _find_last(text: str, part: str, known: int, end: int) -> int:
    """The last start of the part before ``end``; ``known`` is one of them."""
    at = text.rfind(part, known, end)
    while at > known and _cuts_words(text, at, at + len(part)):
        at = text.rfind(part, known, at + len(part) - 1)
    return at


def _cuts_words(text: str, start: int, end: int) -> bool:
    return _cuts_word(text, start) or _cuts_word(text, end)


def _cuts_word(text: str, at: int) -> bool:
    """Whether a cut here goes through a word, a letter with its accent, or a number."""
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


def _needed(view: View, spans: tuple[Span, ...], parts: tuple[str, ...]) -> tuple[Fold, ...]:
    """The fewest folds under which what stands there equals what was asked for."""
    pairs = [(view.shown[a:b], part) for (a, b), part in zip(spans, parts, strict=True)]
    equal = (
        folds
        for folds in _SUBSETS
        if all(_folded(there, folds) == _folded(part, folds) for there, part in pairs)
    )
    return next(equal)


def _place(document: Document, view: View, spans: tuple[Span, ...]) -> Place:
    text = GAP.join(view.shown[start:end] for start, end in spans)
    return Place(_cited(document, tuple(view.source(*span) for span in spans)), text)


def _cited(document: Document, spans: tuple[Span, ...]) -> Citation:
    """The citation of the spans; section and basis are those of the paragraphs around them, since
    a summary names its source behind the sentence."""
    start, end = spans[0][0], spans[-1][1]
    around = [block for block in blocks(document) if block.start < end and start < block.end]
    section = around[0].section if around else ()
    first = min([start, *(block.start for block in around)])
    last = max([end, *(block.end for block in around)])
    sha256 = text_sha256(document.text[first:last])
    passage = Passage(document.id, ((first, last),), section, "", sha256)
    return replace(cite(passage, ((first, last),), document), spans=spans)


Costs = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class _Step:
    """A word asked for beside one of the source, or a word of one side only."""

    part: int
    asked: int | None
    source: int | None


@dataclass(frozen=True, slots=True)
class _Alignment:
    """The words asked for beside those of a source; ``spans`` of its text, one for each part."""

    differences: tuple[Difference, ...]
    spans: tuple[Span, ...]
    alike: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """The words of a text, and after how many of them a part ends and words may be left out."""

    words: tuple[str, ...]
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, parts: tuple[str, ...]) -> "_Asked":
        words = [part.split() for part in parts]
        ends = accumulate(len(part) for part in words)
        return cls(tuple(chain.from_iterable(words)), tuple(ends)[:-1])

    def costs(self, source: list[str]) -> Costs:
        """Cell i, j: the least cost of the first i words, ending at word j of the source.

        Sellers (1980): what stands before and after the place costs nothing.
        """
        words = [*self.words, *source]
        exact, loose = _numbered(words), _numbered(map(_loose, words))
        n, m = len(self.words), len(source)
        ramp = _GAP * np.arange(m + 1, dtype=np.int32)
        table = np.zeros((n + 1, m + 1), dtype=np.int32)
        for i in range(n):
            change = np.where(loose[n:] == loose[i], _NEARLY, _CHANGED)
            change[exact[n:] == exact[i]] = 0
            row = table[i] + _GAP
            row[1:] = np.minimum(row[1:], table[i, :-1] + change)
            along = 0 if i + 1 in self.breaks else ramp
            table[i + 1] = np.minimum.accumulate(row - along) + along
        return table

    def aligned(self, text: str, start: int, end: int) -> _Alignment:
        """The cheapest place of these words in a stretch of a text."""
        there = [word.span() for word in _RUN.finditer(text, start, end)]
        steps = list(self._steps([text[a:b] for a, b in there]))[::-1]
        parts = [list(run) for _, run in groupby(steps, lambda step: step.part)]
        for part in parts:
            self._trim(text, there, part)
        source = [text[a:b] for a, b in there]
        return _Alignment(
            differences=tuple(self._differences(source, parts)),
            spans=tuple(_spans(there, parts)),
            alike=self._alike(source, steps),
        )

    def _steps(self, source: list[str]) -> Iterator[_Step]:
        """The way back through the costs, last word first; a pair wins where costs are equal."""
        table = self.costs(source)
        i, j = len(self.words), int(np.argmin(table[-1]))
        while i > 0:
            part = bisect_right(self.breaks, i - 1)
            if j and table[i, j] == table[i - 1, j - 1] + _cost(self.words[i - 1], source[j - 1]):
                i, j = i - 1, j - 1
                yield _Step(part, i, j)
            elif table[i, j] == table[i - 1, j] + _GAP:
                i -= 1
                yield _Step(part, i, None)
            else:
                j -= 1
                if i not in self.breaks:
                    yield _Step(part, None, j)

    def _trim(self, text: str, there: list[Span], part: list[_Step]) -> None:
        """Leave out marks of the source before the first word and behind the last, if that is
        all that differs: a quote need not end where its sentence does."""
        first, last = part[0], part[-1]
        if first.asked is not None and first.source is not None:
            (start, end), asked = there[first.source], self.words[first.asked]
            if text.endswith(asked, start, end) and not _WORD.search(text, start, end - len(asked)):
                there[first.source] = end - len(asked), end
        if last.asked is not None and last.source is not None:
            (start, end), asked = there[last.source], self.words[last.asked]
            if text.startswith(asked, start) and not _WORD.search(text, start + len(asked), end):
                there[last.source] = start, start + len(asked)

    def _differences(self, source: list[str], parts: list[list[_Step]]) -> Iterator[Difference]:
        for number, part in enumerate(parts):
            if number:
                yield Difference(Kind.SAME, GAP.strip(), GAP.strip())
            for same, steps in groupby(part, lambda step: self._cost(source, step) == 0):
                run = list(steps)
                asked = " ".join(self.words[s.asked] for s in run if s.asked is not None)
                there = " ".join(source[s.source] for s in run if s.source is not None)
                yield Difference(Kind.SAME if same else _kind(asked, there), asked, there)

    def _alike(self, source: list[str], steps: list[_Step]) -> float:
        """Dice's coefficient over the words; one that differs in marks or case counts half."""
        costs = [self._cost(source, step) for step in steps]
        used = sum(step.source is not None for step in steps)
        return (2 * costs.count(0) + costs.count(_NEARLY)) / (len(self.words) + used)

    def _cost(self, source: list[str], step: _Step) -> int:
        if step.asked is None or step.source is None:
            return _GAP
        return _cost(self.words[step.asked], source[step.source])


def _kind(asked: str, there: str) -> Kind:
    if asked and there:
        return Kind.CHANGED
    return Kind.MISSING if asked else Kind.ADDED


def _cost(asked: str, there: str) -> int:
    if asked == there:
        return 0
    return _NEARLY if _loose(asked) == _loose(there) else _CHANGED


def _loose(word: str) -> str:
    folded = _folded(word, _ALL)
    return _EDGES.sub("", folded) or folded


def _numbered(words: Iterable[str]) -> Costs:
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int32)


def _spans(there: list[Span], parts: list[list[_Step]]) -> Iterator[Span]:
    for part in parts:
        words = [there[step.source] for step in part if step.source is not None]
        if words:
            yield words[0][0], words[-1][1]


def _nearest(searcher: Searcher, text: str, asked: _Asked) -> tuple[Place | None, _Alignment]:
    """The place most alike near the passages that a search finds; if there is none, the sentence
    nearest in meaning, its differences not told; ``None`` when the documents do not say it."""
    nearest, best, least = None, _Alignment((), (), 0.0), _GAP * len(asked.words)
    hits = searcher.search(text[:LONGEST_QUESTION], CANDIDATES)
    for document, passages in _documents(searcher, hits):
        view = viewed(document.text, document.body)
        for start, end in _apart(view.around(p.start, p.end) for p in passages):
            cost = int(asked.costs(view.shown[start:end].split())[-1].min())
            if cost < least:
                least, best = cost, asked.aligned(view.shown, start, end)
                nearest = _place(document, view, best.spans)
    if best.alike >= LEAST_ALIKE:
        return nearest, best
    said = hits and hits[0].confidence >= THRESHOLD
    nearest = _best_sentence(searcher, hits[0]) if said else None
    return nearest, _Alignment((), (), best.alike if nearest else 0.0)


def _documents(
    searcher: Searcher, hits: tuple[Hit, ...]
) -> Iterator[tuple[Document, list[Passage]]]:
    """Each document of the hits once, with its passages."""
    found: dict[str, list[Passage]] = defaultdict(list)
    for hit in hits:
        found[hit.passage.document].append(hit.passage)
    for name, passages in found.items():
        document = searcher.document(name)
        if document is not None:
            yield document, passages


def _apart(windows: Iterable[Span]) -> list[Span]:
    """The windows without those that show little more than one before."""
    kept: list[Span] = []
    for start, end in windows:
        if all(max(abs(start - a), abs(end - b)) > NEIGHBOURHOOD // 4 for a, b in kept):
            kept.append((start, end))
    return kept


def _best_sentence(searcher: Searcher, hit: Hit) -> Place | None:
    document = searcher.document(hit.passage.document)
    if document is None or not stands(hit.passage, document):
        return None
    start, end = hit.passage.sentences[hit.sentences.index(max(hit.sentences))]
    return Place(_cited(document, ((start, end),)), shown(document.text[start:end]))
