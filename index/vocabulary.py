"""Texts → the documents' words, names and abbreviations, counted once at build time.

A question is read with it: what no document says is a slip of the keyboard, or missing. Counts
are kept, never texts, and only the most frequent in a vast corpus; so a word that is not here
may still stand in a passage, and the words index has the last word.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import TypeVar

from index.errors import IndexDamaged

MOST_COUNTED = 300_000
"""Distinct words, and distinct runs of capitalised words, that are kept."""

LONGEST_WORD = 40
"""Letters; what is longer is a key, a hash or an address, and nobody asks for it."""

SMALL_WORDS = frozenset("a an and at by for in of on the to with".split())
"""An abbreviation may leave them out."""

_FORMAT = 1
_LONG_FORMS = 2
_MOST_LETTERS = 120
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


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as written, without a possessive 's; ``end`` is behind its last letter."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, names and short forms, each by its lower-case form; never changed once made."""

    words: Mapping[str, int]
    """The number of passages that hold the word."""
    names: Mapping[str, str]
    """Mostly capitalised where no sentence begins; as the documents write it."""
    titled: frozenset[str]
    """Other words that are capitalised there now and then, as in a title."""
    abbreviations: Mapping[str, tuple[str, ...]]
    """Long forms, the most frequent first."""
    letters: str
    """What the words are written with, the most frequent first."""

    @classmethod
    def gather(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of passages as they are shown; each text is read once and let go."""
        tally = _Tally()
        for text in texts:
            tally.read(text)
        names, titled = tally.names()
        words = tally.words()
        return cls(words, names, titled, tally.abbreviations(), _letters(words))

    def near(self, word: str) -> list[str]:
        """The words one edit away: a letter more or less, another letter, or two swapped.

        It takes as long in a vocabulary of any size.
        """
        return sorted(near for near in self.edits(word) if near in self.words)

    def edits(self, word: str) -> set[str]:
        """All strings one edit away, with the letters of the documents."""
        halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
        made = {a + b[1:] for a, b in halves if b}
        made |= {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
        made |= {a + c + rest for a, b in halves for c in self.letters for rest in (b, b[1:])}
        return made - {word}

    def to_bytes(self) -> bytes:
        """JSON; the same vocabulary gives the same bytes."""
        parts = {
            "format": _FORMAT,
            "words": dict(self.words),
            "names": list(self.names.values()),
            "titled": sorted(self.titled),
            "abbreviations": dict(self.abbreviations),
            "letters": self.letters,
        }
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Vocabulary":
        """What ``to_bytes`` wrote; raises ``IndexDamaged`` for anything else."""
        try:
            parts = json.loads(data)
            if parts["format"] != _FORMAT:
                raise ValueError("another format")
            longs = {short: tuple(forms) for short, forms in parts["abbreviations"].items()}
            _check(parts["words"].values(), int)
            _check(chain(parts["names"], parts["titled"], *longs.values(), [parts["letters"]]), str)
            names = {name.lower(): name for name in parts["names"]}
            return cls(parts["words"], names, frozenset(parts["titled"]), longs, parts["letters"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise IndexDamaged("the vocabulary cannot be read; run pincite build") from error


def write_vocabulary(path: Path, texts: Iterable[str]) -> None:
    """Gather the vocabulary of the texts and write it to a file."""
    path.write_bytes(Vocabulary.gather(texts).to_bytes())


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of a file; raises ``IndexDamaged``."""
    try:
        return Vocabulary.from_bytes(path.read_bytes())
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read; run pincite build") from error


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
    return sum(letter.isupper() for letter in word) >= 2 and len(word) <= _LONGEST_SHORT_FORM


def short_forms(words: list[str]) -> set[str]:
    """The initials that stand for the words, in lower case: with the small words and without."""
    spoken = [word.lower() for word in words if word.lower() not in _SILENT]
    every = "".join(word[0] for word in spoken)
    telling = "".join(word[0] for word in spoken if word not in SMALL_WORDS)
    return {short for short in (every, telling) if len(short) <= _LONGEST_SHORT_FORM}


def _check(parts: Iterable[object], kind: type) -> None:
    if not set(map(type, parts)) <= {kind}:
        raise TypeError(f"not {kind.__name__} throughout")


class _Tally:
    """Counts while the texts go by."""

    def __init__(self) -> None:
        self._holding: Counter[str] = Counter()
        self._inside: Counter[str] = Counter()
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._runs: Counter[str] = Counter()

    def read(self, text: str) -> None:
        found = [word for word in words_in(text) if len(word.text) <= LONGEST_WORD]
        self._holding.update({word.text.lower() for word in found})
        self._inside.update(_inside_sentences(text, found))
        self._pairs.update(_pairs(text, found))
        self._runs.update(_runs(text, found))
        _prune(self._holding)
        _prune(self._inside)
        _prune(self._pairs)
        _prune(self._runs)

    def words(self) -> dict[str, int]:
        return dict(_ranked(self._holding))

    def names(self) -> tuple[dict[str, str], frozenset[str]]:
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for form, count in _ranked(self._inside):
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
        guessed = [
            (short, run)
            for run, _ in _ranked(self._runs)
            for short in sorted(short_forms([word.text for word in words_in(run)]))
            if len(short) >= _SHORTEST_GUESSED
        ]
        return _long_forms(guessed) | _long_forms([pair for pair, _ in _ranked(self._pairs)])


def _letters(words: Mapping[str, int]) -> str:
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(set(word))
    return "".join(letter for letter, _ in _ranked(counts)[:_MOST_LETTERS])


def _ranked(counter: Counter[_T]) -> list[tuple[_T, int]]:
    return sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:MOST_COUNTED]


def _prune(counter: Counter[_T]) -> None:
    if len(counter) > 2 * MOST_COUNTED:
        kept = _ranked(counter)
        counter.clear()
        counter.update(dict(kept))


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
