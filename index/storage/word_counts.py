"""Texts → counts of their words, names and abbreviations, from which the vocabulary is made.

A build keeps the counts beside the vocabulary; the next one adds what came and takes what went.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

MOST_COUNTED = 300_000
"""Distinct words, and distinct runs of capitalised words, that are kept."""

LONGEST_WORD = 40
"""Letters; what is longer is a key, a hash or an address, and nobody asks for it."""

SMALL_WORDS = frozenset("a an and at by for in of on the to with".split())
"""An abbreviation may leave them out."""

_LONG_FORMS = 2
_SHORTEST_GUESSED = 3
_LONGEST_SHORT_FORM = 8
_WORD = re.compile(r"([^\W_]+)((?:['’](?:s|t|d|m|re|ll|ve)\b)?)", re.IGNORECASE)
_SENTENCE_BEGINS = re.compile(r"[.!?:;…|•›“‘\"*\n]")
_TITLE = re.compile(r"Mrs?|Ms|Drs?|Prof|St|Rev|Hon|[A-Z]")
_DEFINED_BY = re.compile(r"\s*[(:–—=]\s*|[^.;()]{0,40}?\b(?:stands|short) for\s+")
_PHRASE_ENDS = re.compile(r"[.;:!?()\[\]“”\"|]")
_JOINT = re.compile(r"(?:['’]s?)?,? (?:& )?|-")
_JOINING = frozenset(["and", "for", "of", "the"])
_DIVIDED = re.compile(r",? and |, ")
_SILENT = frozenset(["and", "the"])

_T = TypeVar("_T", bound=Hashable)


class Word(NamedTuple):
    """A word of a text as written, without a possessive 's; ``end`` is behind its last letter."""

    text: str
    start: int
    end: int


def words_in(text: str) -> Iterator[Word]:
    """The words of a text in order: letters and digits; a contraction with n't is none."""
    for match in _WORD.finditer(text):
        if not match[2].lower().endswith("t"):
            yield Word(match[1], match.start(), match.end(1))


def begins_sentence(text: str, before: Word | None, word: Word) -> bool:
    """Whether a word is the first of a sentence, a quotation or an item of a list."""
    if before is None:
        return True
    gap = text[before.end : word.start]
    if gap == " ":
        return False
    titled = gap == ". " and _TITLE.fullmatch(before.text)
    return not titled and _SENTENCE_BEGINS.search(gap) is not None


def is_short_form(word: str) -> bool:
    """Whether it is written as an abbreviation is: ``SFPC`` and ``DfE``, not ``Leeds``."""
    if len(word) > _LONGEST_SHORT_FORM or word[1:].islower():
        return False
    return sum(letter.isupper() for letter in word) >= 2


def short_forms(words: list[str]) -> set[str]:
    """The initials that stand for the words, in lower case: with the small words and without."""
    spoken = [word.lower() for word in words if word.lower() not in _SILENT]
    every = "".join(word[0] for word in spoken)
    telling = "".join(word[0] for word in spoken if word not in SMALL_WORDS)
    return {short for short in (every, telling) if len(short) <= _LONGEST_SHORT_FORM}


class WordCounts:
    """What is counted of texts; a text can be taken away again, so that one that changed does not
    ask for all the others to be read anew."""

    def __init__(self) -> None:
        self._holding: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._runs: Counter[str] = Counter()
        self.whole = True
        """Whether nothing was let go for want of room; else no text can be taken away."""

    def add(self, text: str) -> None:
        """Count a text."""
        for counter, found in zip(self._counters(), _countable(text), strict=True):
            counter.update(found)
            self._prune(counter)

    def take(self, text: str) -> None:
        """Count a text no more; it must have been added."""
        for counter, found in zip(self._counters(), _countable(text), strict=True):
            counter.subtract(found)
            for item in found:
                if not counter[item]:
                    del counter[item]

    def to_bytes(self) -> bytes:
        """JSON; the same counts give the same bytes."""
        counts = [sorted(counter.items()) for counter in self._counters()]
        parts = {"whole": self.whole, "counts": counts}
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "WordCounts":
        """What ``to_bytes`` of this very version wrote, its hash compared before."""
        parts = json.loads(data)
        tally = cls()
        tally.whole = parts["whole"]
        holding, inside, pairs, runs = parts["counts"]
        tally._holding.update(dict(holding))
        tally._inside.update(dict(inside))
        tally._pairs.update({(short, long): count for (short, long), count in pairs})
        tally._runs.update(dict(runs))
        return tally

    def _counters(self) -> tuple[Counter[Any], ...]:
        return self._holding, self._inside, self._pairs, self._runs

    def _prune(self, counter: Counter[Any]) -> None:
        if len(counter) > 2 * MOST_COUNTED:
            kept = ranked(counter)
            counter.clear()
            counter.update(dict(kept))
            self.whole = False

    def words(self) -> dict[str, int]:
        """The number of texts that hold each word, in lower case."""
        return dict(ranked(self._holding))

    def names(self) -> tuple[dict[str, str], frozenset[str]]:
        """Words mostly capitalised inside sentences, as written, and others that are at times."""
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for form, count in ranked(self._inside):
            forms[form.lower()][form] += count
        names: dict[str, str] = {}
        titled: set[str] = set()
        for word, counts in forms.items():
            lower = counts.pop(word, 0)
            if counts.total() > lower:
                names[word] = max(counts, key=lambda form: (counts[form], form))
            elif counts:
                titled.add(word)
        return names, frozenset(titled)

    def abbreviations(self) -> dict[str, tuple[str, ...]]:
        """Long forms by short form, those that a text spells out before those that initials fit."""
        guessed = [
            (short, run)
            for run, _ in ranked(self._runs)
            for short in sorted(short_forms([word.text for word in words_in(run)]))
            if len(short) >= _SHORTEST_GUESSED
        ]
        return _long_forms(guessed) | _long_forms([pair for pair, _ in ranked(self._pairs)])


def ranked(counter: Counter[_T]) -> list[tuple[_T, int]]:
    """The most frequent, ties in the order of the alphabet."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:MOST_COUNTED]


def _countable(text: str) -> tuple[list[Any], ...]:
    """Words that the text holds, words inside sentences, short with long forms, and long runs."""
    found = [word for word in words_in(text) if len(word.text) <= LONGEST_WORD]
    held = list({word.text.lower() for word in found})
    return held, *(list(look(text, found)) for look in (_inside_sentences, _pairs, _runs))


def _inside_sentences(text: str, found: list[Word]) -> Iterator[str]:
    """The words that do not begin a sentence: there a capital tells a name."""
    for before, word in pairwise(found):
        if not begins_sentence(text, before, word):
            yield word.text


def _pairs(text: str, found: list[Word]) -> Iterator[tuple[str, str]]:
    """Short and long form of "Long Form (LF)", "LF (Long Form)" and "LF stands for Long Form"."""
    for at, word in enumerate(found):
        if is_short_form(word.text):
            short = word.text.removesuffix("s") if word.text[:-1].isupper() else word.text
            for run in (_before(text, found, at), _after(text, found, at)):
                long = _spelt_out(text, short, run)
                if long:
                    yield short.lower(), long


def _before(text: str, found: list[Word], at: int) -> list[list[Word]]:
    """Runs of words before a short form in parentheses, the shortest first."""
    if text[found[at].start - 1 : found[at].start] != "(":
        return []
    return [found[at - size : at] for size in range(1, min(at, 2 * _LONGEST_SHORT_FORM) + 1)]


def _after(text: str, found: list[Word], at: int) -> list[list[Word]]:
    """Runs of words after a short form that is explained, the shortest first."""
    defined = _DEFINED_BY.match(text, found[at].end)
    if not defined:
        return []
    rest = [word for word in found[at + 1 : at + 40] if word.start >= defined.end()]
    while rest and rest[0].text.lower() in SMALL_WORDS:
        rest.pop(0)
    return [rest[:size] for size in range(1, min(len(rest), 2 * _LONGEST_SHORT_FORM) + 1)]


def _spelt_out(text: str, short: str, runs: list[list[Word]]) -> str:
    for run in runs:
        long = text[run[0].start : run[-1].end]
        if not _PHRASE_ENDS.search(long) and _spells(short, [word.text for word in run]):
            return long
    return ""


def _spells(short: str, words: list[str]) -> bool:
    """Whether each word but small ones gives its first letter, or more of its capitals."""
    if len(words) < 2 or words[0].lower() in SMALL_WORDS or words[-1].lower() in SMALL_WORDS:
        return False
    return re.fullmatch("".join(map(_giving, words)), short, re.IGNORECASE) is not None


def _giving(word: str) -> str:
    if word.lower() in SMALL_WORDS:
        return f"{word[0]}?"
    return word[0] + "".join(f"{letter}?" for letter in word[1:] if letter.isupper())


def _runs(text: str, found: list[Word]) -> Iterator[str]:
    """Three or more capitalised words side by side; small words may stand between them."""
    run: list[Word] = []
    for word in found:
        joined = not run or _JOINT.fullmatch(text, run[-1].end, word.start)
        small = word.text.lower() in _JOINING
        capital = word.text[0].isupper() and not small
        if not joined or not (capital or small):
            yield from _whole(text, run)
            run = []
        if capital or run:
            run.append(word)
    yield from _whole(text, run)


def _whole(text: str, run: list[Word]) -> Iterator[str]:
    """A run of three or more words, and such parts of it as commas and "and" divide."""
    while run and run[-1].text.lower() in _JOINING:
        run.pop()
    if len(run) >= _SHORTEST_GUESSED:
        whole = text[run[0].start : run[-1].end]
        parts = {whole, *_DIVIDED.split(whole)}
        yield from (part for part in parts if part.count(" ") + 1 >= _SHORTEST_GUESSED)


def _long_forms(pairs: list[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    longs: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for short, long in pairs:
        if len(longs[short]) < _LONG_FORMS:
            longs[short].setdefault(long.lower(), long)
    return {short: tuple(forms.values()) for short, forms in longs.items()}
