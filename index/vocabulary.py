"""Texts → what the documents' words, names and abbreviations are, counted once at build time.

A question is read with it: what no document says is a slip of the keyboard, or missing. Only
counts are kept, never texts, and of a corpus with more distinct words only the most frequent;
so a word that is not here may still stand in a passage, and the words index has the last word.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from index.errors import IndexDamaged

MOST_WORDS = 300_000
"""Kept of a corpus's distinct words, and of its runs of capitalised words."""

LONGEST_WORD = 40
"""Letters; what is longer is a key, a hash or an address, and nobody asks for it."""

SMALL_WORDS = frozenset("a an and at by for in of on the to with &".split())
"""An abbreviation may leave them out."""

_FORMAT = 1
_LONG_FORMS = 3
_LONGEST_SHORT = 10
_WORD = re.compile(r"([^\W_]+)((?:['’](?:s|t|d|m|re|ll|ve)\b)?)", re.IGNORECASE)
_OPENING = re.compile(r"[.!?:;…|•›“‘\"*\n]")
_TITLE = re.compile(r"(?:Mrs?|Ms|Drs?|Prof|St|Rev|Hon|[A-Z])", re.ASCII)
_SHORT = re.compile(r"\b[^\W_a-z](?:[^\W_]|&(?=\w)){1,9}\b")
_DEFINES = re.compile(r"\s*(?:[(:–—=]|-\s)\s*|[^.;()]{0,40}?\b(?:stands|short) for\s+")
_PIECE = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|&")
_CAPITAL = r"[^\W\d_a-zß-öø-ÿ](?:[^\W_]|['’](?=\w))*"
_BETWEEN = r"(?:,? (?:(?:and|of|the|for|in|on|to) ){0,2}(?:& )?|-)"
_RUN = re.compile(rf"\b{_CAPITAL}(?:{_BETWEEN}{_CAPITAL}\b){{2,9}}")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text as written, without a possessive 's; ``end`` is behind what is written."""

    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, names and short forms by their lower-case form; never changed, so shared freely."""

    words: Mapping[str, int]
    """The number of passages that hold the word."""
    names: Mapping[str, str]
    """Mostly capitalised where no sentence begins; as the documents write it."""
    abbreviations: Mapping[str, tuple[str, ...]]
    """Long forms, the most frequent first."""

    @classmethod
    def gather(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of passages as they are shown; each text is read once and let go."""
        tally = _Tally()
        for text in texts:
            tally.read(text)
        return cls(tally.words(), tally.names(), tally.abbreviations())

    def to_bytes(self) -> bytes:
        """JSON; the same vocabulary gives the same bytes."""
        parts = {
            "format": _FORMAT,
            "words": dict(self.words),
            "names": list(self.names.values()),
            "abbreviations": {short: list(longs) for short, longs in self.abbreviations.items()},
        }
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> "Vocabulary":
        """What ``to_bytes`` wrote; raises ``IndexDamaged`` for anything else."""
        try:
            return cls(*_checked(json.loads(data)))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise IndexDamaged("the vocabulary cannot be read; run pincite build") from error


def words_in(text: str) -> Iterator[Word]:
    """The words of a text in order: letters and digits; a contraction with n't is none."""
    for match in _WORD.finditer(text):
        if not match[2].lower().endswith("t"):
            yield Word(match[1], match.start(), match.end(1))


def is_short_form(text: str) -> bool:
    """Whether it is written as an abbreviation is: ``SFPC``, ``DfE``, but not ``Leeds``."""
    return sum(letter.isupper() for letter in text) >= 2 and len(text) <= _LONGEST_SHORT


def initials(words: Iterable[str]) -> str:
    """The first letters in lower case, small words left out."""
    return "".join(word[0] for word in words if word.lower() not in SMALL_WORDS).lower()


def _checked(parts: dict[str, object]) -> tuple[dict[str, int], dict[str, str], dict[str, tuple[str, ...]]]:
    words, names, abbreviations = parts["words"], parts["names"], parts["abbreviations"]
    if parts["format"] != _FORMAT or not isinstance(words, dict) or not isinstance(names, list):
        raise ValueError("not a vocabulary")
    if not isinstance(abbreviations, dict) or set(map(type, words.values())) - {int}:
        raise ValueError("not a vocabulary")
    longs = {short: tuple(map(_text, forms)) for short, forms in abbreviations.items()}
    return words, {name.lower(): name for name in map(_text, names)}, longs


def _text(part: object) -> str:
    if not isinstance(part, str):
        raise TypeError("not a text")
    return part


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
        self._inside.update(_inside(text, found))
        self._pairs.update(_pairs(text))
        self._runs.update(map(_without_small_words, _RUN.findall(text)))
        for counter in (self._holding, self._inside, self._runs):
            _prune(counter)

    def words(self) -> dict[str, int]:
        return dict(_ranked(self._holding)[:MOST_WORDS])

    def names(self) -> dict[str, str]:
        forms: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for form, count in self._inside.items():
            forms[form.lower()][form] += count
        written = {word: _written(counts, word) for word, counts in sorted(forms.items())}
        return {word: form for word, form in written.items() if form is not None}

    def abbreviations(self) -> dict[str, tuple[str, ...]]:
        guessed = [(initials(run.split()), run) for run, _ in _ranked(self._runs)[:MOST_WORDS]]
        return {**_long_forms(guessed), **_long_forms(pair for pair, _ in _ranked(self._pairs))}
