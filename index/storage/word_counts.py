"""Texts → counts of their words, names and abbreviations, from which the vocabulary is made.

They are counted for each document set by itself. A build stores the counts beside the vocabulary.
The next build adds the texts that are new and removes those that are gone.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple, TypeVar

MOST_COUNTED = 300_000
"""Distinct words, and distinct runs of capitalised words, that are kept."""

LONGEST_WORD = 40
"""In letters; anything longer is a key, a hash or an address, and is not asked for."""

SMALL_WORDS = frozenset("a an and at by for in of on the to with".split())
"""An abbreviation may leave them out."""

LONG_FORMS = 2
"""Long forms of one abbreviation that are searched for."""

_STORED_LONG_FORMS = 8
"""Kept of each document set: the most frequent of several sets are among these."""

_FEWEST_INITIALS = 3
_LONGEST_SHORT_FORM = 8
_WORD = re.compile(r"([^\W_]+)((?:['’](?:s|t|d|m|re|ll|ve)\b)?)", re.IGNORECASE)
_SENTENCE_BEGINS = re.compile(r"[.!?:;…|•›“‘\"*\n]")
_TITLE = re.compile(r"Mrs?|Ms|Drs?|Prof|St|Rev|Hon|[A-Z]")
_DEFINED_BY = re.compile(r"\s*[(:–—=]\s*|[^.;()]{0,40}?\b(?:stands|short) for\s+")
_PHRASE_ENDS = re.compile(r"[.;:!?()\[\]“”\"|]")
_GAP_IN_RUN = re.compile(r"(?:['’]s?)?,? (?:& )?|-")
_JOINING_WORDS = frozenset(["and", "for", "of", "the"])
_DIVIDER = re.compile(r",? and |, ")
_NEVER_INITIALS = frozenset(["and", "the"])

_T = TypeVar("_T", bound=Hashable)


class Word(NamedTuple):
    """A word of a text as written, without a possessive 's; ``end`` is after its last letter."""

    text: str
    start: int
    end: int


def words_in(text: str) -> Iterator[Word]:
    """The words of a text in order, of letters and digits; contractions with n't are left out."""
    for match in _WORD.finditer(text):
        if not match[2].lower().endswith("t"):
            yield Word(match[1], match.start(), match.end(1))


def begins_sentence(text: str, previous: Word | None, word: Word) -> bool:
    """Whether a word is the first of a sentence, a quotation or an item of a list."""
    if previous is None:
        return True
    gap = text[previous.end : word.start]
    if gap == " ":
        return False
    after_title = gap == ". " and _TITLE.fullmatch(previous.text)
    return not after_title and _SENTENCE_BEGINS.search(gap) is not None


def is_short_form(word: str) -> bool:
    """Whether a word is written like an abbreviation: ``SFPC`` and ``DfE``, not ``Leeds``."""
    if len(word) > _LONGEST_SHORT_FORM or word[1:].islower():
        return False
    return sum(letter.isupper() for letter in word) >= 2


def short_forms(words: list[str]) -> set[str]:
    """The initials that stand for the words, in lower case: with the small words and without."""
    initial_words = [word.lower() for word in words if word.lower() not in _NEVER_INITIALS]
    all_initials = "".join(word[0] for word in initial_words)
    main_initials = "".join(word[0] for word in initial_words if word not in SMALL_WORDS)
    return {form for form in (all_initials, main_initials) if len(form) <= _LONGEST_SHORT_FORM}


class LongForm(NamedTuple):
    """What an abbreviation may stand for, in how many texts, and whether these define it so or
    only have words with its initials."""

    text: str
    texts: int
    is_defined: bool


class WordCounts:
    """Counts over texts. A text can be removed again, so that when one text changes the others need
    not be read again."""

    def __init__(self) -> None:
        self._words: Counter[str] = Counter()
        self._inner_words: Counter[str] = Counter()
        self._defined_pairs: Counter[tuple[str, str]] = Counter()
        self._capital_runs: Counter[str] = Counter()
        self.complete = True
        """Whether no count was dropped to save memory; if some were, no text can be removed."""

    def add(self, text: str) -> None:
        """Count a text."""
        for counter, items in zip(self._counters(), _countable_items(text), strict=True):
            counter.update(items)
            self._prune(counter)

    def remove(self, text: str) -> None:
        """Subtract the counts of a text, which must have been added before."""
        for counter, items in zip(self._counters(), _countable_items(text), strict=True):
            counter.subtract(items)
            for item in items:
                if not counter[item]:
                    del counter[item]

    def stored(self) -> dict[str, Any]:
        """The counts as JSON has them; the same counts give the same."""
        counts = [sorted(counter.items()) for counter in self._counters()]
        return {"whole": self.complete, "counts": counts}

    @classmethod
    def of_stored(cls, stored: dict[str, Any]) -> "WordCounts":
        """The counts that ``stored`` of the same version gave."""
        counts = cls()
        counts.complete = stored["whole"]
        words, inner_words, pairs, runs = stored["counts"]
        counts._words.update(dict(words))
        counts._inner_words.update(dict(inner_words))
        counts._defined_pairs.update({(short, long): count for (short, long), count in pairs})
        counts._capital_runs.update(dict(runs))
        return counts

    def _counters(self) -> tuple[Counter[Any], ...]:
        return self._words, self._inner_words, self._defined_pairs, self._capital_runs

    def _prune(self, counter: Counter[Any]) -> None:
        if len(counter) > 2 * MOST_COUNTED:
            frequent = most_frequent(counter)
            counter.clear()
            counter.update(dict(frequent))
            self.complete = False

    def words(self) -> dict[str, int]:
        """The number of texts that hold each word, in lower case."""
        return dict(most_frequent(self._words))

    def forms(self) -> dict[str, dict[str, int]]:
        """How often each word is written in which form inside sentences, by its lower case."""
        forms: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for form, count in most_frequent(self._inner_words):
            forms[form.lower()][form] = count
        return forms

    def long_forms(self) -> dict[str, list[LongForm]]:
        """What each abbreviation may stand for."""
        longs: defaultdict[str, list[LongForm]] = defaultdict(list)
        for (short, long), count in most_frequent(self._defined_pairs):
            longs[short].append(LongForm(long, count, is_defined=True))
        for run, count in most_frequent(self._capital_runs):
            for short in short_forms([word.text for word in words_in(run)]):
                if len(short) >= _FEWEST_INITIALS:
                    longs[short].append(LongForm(run, count, is_defined=False))
        return {short: _most_used(found) for short, found in longs.items()}


def most_frequent(counter: Counter[_T]) -> list[tuple[_T, int]]:
    """The most frequent items and their counts, ties in alphabetical order."""
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:MOST_COUNTED]


def _countable_items(text: str) -> tuple[list[Any], ...]:
    """The text's distinct words, its words inside sentences, its pairs of short and long form, and
    its long runs of capitalised words."""
    words = [word for word in words_in(text) if len(word.text) <= LONGEST_WORD]
    lower_words = list({word.text.lower() for word in words})
    finders = _inside_sentences, _defined_pairs, _capital_runs
    return lower_words, *(list(find(text, words)) for find in finders)


def _inside_sentences(text: str, words: list[Word]) -> Iterator[str]:
    """The words that do not begin a sentence; a capital in such a word marks a name."""
    for previous, word in pairwise(words):
        if not begins_sentence(text, previous, word):
            yield word.text


def _defined_pairs(text: str, words: list[Word]) -> Iterator[tuple[str, str]]:
    """Short and long form of "Long Form (LF)", "LF (Long Form)" and "LF stands for Long Form"."""
    for at, word in enumerate(words):
        if is_short_form(word.text):
            short = word.text.removesuffix("s") if word.text[:-1].isupper() else word.text
            for run in (_runs_before(text, words, at), _runs_after(text, words, at)):
                long = _find_long_form(text, short, run)
                if long:
                    yield short.lower(), long


def _runs_before(text: str, words: list[Word], at: int) -> list[list[Word]]:
    """Runs of words before a short form in parentheses, the shortest first."""
    if text[words[at].start - 1 : words[at].start] != "(":
        return []
    return [words[at - size : at] for size in range(1, min(at, 2 * _LONGEST_SHORT_FORM) + 1)]


def _runs_after(text: str, words: list[Word], at: int) -> list[list[Word]]:
    """Runs of words after a short form that is explained, the shortest first."""
    defined = _DEFINED_BY.match(text, words[at].end)
    if not defined:
        return []
    following = [word for word in words[at + 1 : at + 40] if word.start >= defined.end()]
    while following and following[0].text.lower() in SMALL_WORDS:
        following.pop(0)
    return [following[:size] for size in range(1, min(len(following), 2 * _LONGEST_SHORT_FORM) + 1)]


def _find_long_form(text: str, short: str, runs: list[list[Word]]) -> str:
    for run in runs:
        long = text[run[0].start : run[-1].end]
        if not _PHRASE_ENDS.search(long) and _is_spelt_by(short, [word.text for word in run]):
            return long
    return ""


def _is_spelt_by(short: str, words: list[str]) -> bool:
    """Whether the short form consists of each word's first letter, and perhaps further capitals of
    a word; small words may be left out."""
    if len(words) < 2 or words[0].lower() in SMALL_WORDS or words[-1].lower() in SMALL_WORDS:
        return False
    return re.fullmatch("".join(map(_initial_pattern, words)), short, re.IGNORECASE) is not None


def _initial_pattern(word: str) -> str:
    if word.lower() in SMALL_WORDS:
        return f"{word[0]}?"
    return word[0] + "".join(f"{letter}?" for letter in word[1:] if letter.isupper())


def _capital_runs(text: str, words: list[Word]) -> Iterator[str]:
    """Three or more capitalised words side by side; small words may stand between them."""
    run: list[Word] = []
    for word in words:
        continues = not run or _GAP_IN_RUN.fullmatch(text, run[-1].end, word.start)
        is_joining = word.text.lower() in _JOINING_WORDS
        is_capitalised = word.text[0].isupper() and not is_joining
        if not continues or not (is_capitalised or is_joining):
            yield from _run_and_parts(text, run)
            run = []
        if is_capitalised or run:
            run.append(word)
    yield from _run_and_parts(text, run)


def _run_and_parts(text: str, run: list[Word]) -> Iterator[str]:
    """A run of three or more words, and its parts of such length between commas and "and"."""
    while run and run[-1].text.lower() in _JOINING_WORDS:
        run.pop()
    if len(run) >= _FEWEST_INITIALS:
        phrase = text[run[0].start : run[-1].end]
        parts = {phrase, *_DIVIDER.split(phrase)}
        yield from (part for part in parts if part.count(" ") + 1 >= _FEWEST_INITIALS)


def _most_used(found: list[LongForm]) -> list[LongForm]:
    """The most frequent of the defined long forms and of the others."""
    defined = distinct([long for long in found if long.is_defined], _STORED_LONG_FORMS)
    return [
        *defined,
        *distinct([long for long in found if not long.is_defined], _STORED_LONG_FORMS),
    ]


def distinct(long_forms: Iterable[LongForm], most: int) -> list[LongForm]:
    """The most frequent long forms, of those that differ only in their capitals one."""
    ordered = sorted(long_forms, key=lambda long: (-long.texts, long.text))
    by_text: dict[str, LongForm] = {}
    for long in ordered:
        by_text.setdefault(long.text.lower(), long)
    return list(by_text.values())[:most]


def tally_to_bytes(counts: Mapping[str, WordCounts]) -> bytes:
    """JSON: the counts by their document sets; the same counts give the same bytes."""
    stored = {name: counts[name].stored() for name in sorted(counts)}
    return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def tally_from_bytes(data: bytes) -> dict[str, WordCounts]:
    """What ``tally_to_bytes`` of the same version wrote; check the file's hash before."""
    return {name: WordCounts.of_stored(stored) for name, stored in json.loads(data).items()}
