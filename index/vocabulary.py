"""Texts → the documents' words, names and abbreviations, counted once at build time.

A question is read with it: what no document says is a slip of the keyboard, or missing. Counts
are kept, never texts, and only the most frequent in a vast corpus; so a word that is not here
may still stand in a passage, and the words index has the last word.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from index.errors import IndexDamaged
from index.tally import Tally, ranked

_FORMAT = 2
_MOST_LETTERS = 120

Saying = Callable[[str], tuple[str, ...]]
"""Some passages, as shown, in which a text may stand; where none of them has it, it is unknown."""


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
        tally = Tally()
        for text in texts:
            tally.add(text)
        return cls.of(tally)

    @classmethod
    def of(cls, tally: Tally) -> "Vocabulary":
        """The vocabulary of the texts that were counted."""
        names, titled = tally.names()
        words = tally.words()
        return cls(words, names, titled, tally.abbreviations(), _letters(words))

    def count(self, word: str) -> int:
        """The number of passages that hold a lower-case word."""
        return self.words.get(word, 0)

    def name(self, word: str) -> str:
        """A lower-case word as it is written where it is a name; empty where it is none."""
        return self.names.get(word, "")

    def is_titled(self, word: str) -> bool:
        """Whether it is no name and yet has a capital now and then."""
        return word in self.titled

    def long_forms(self, short: str) -> tuple[str, ...]:
        """What a lower-case abbreviation stands for."""
        return self.abbreviations.get(short, ())

    def among(self, saying: Saying) -> "Vocabulary":
        """That of some of the passages, by a function that finds these and no other."""
        whole = self.words, self.names, self.titled, self.abbreviations, self.letters
        return _Part(*whole, saying)

    def near(self, word: str) -> list[str]:
        """The words one edit away: a letter more or less, another letter, or two swapped.

        It takes as long in a vocabulary of any size.
        """
        return sorted(near for near in self.edits(word) if self.count(near))

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
            # One text and one list, since a hundred thousand keys take long to read.
            "words": "\n".join(self.words),
            "counts": list(self.words.values()),
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
            _check(parts["counts"], int)
            words = parts["words"].split("\n") if parts["words"] else []
            _check(chain(parts["names"], parts["titled"], *longs.values()), str)
            _check([parts["letters"], parts["words"]], str)
            names = {name.lower(): name for name in parts["names"]}
            counts = dict(zip(words, parts["counts"], strict=True))
            return cls(counts, names, frozenset(parts["titled"]), longs, parts["letters"])
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise IndexDamaged("the vocabulary cannot be read; run pincite build") from error


@dataclass(frozen=True)
class _Part(Vocabulary):
    """What all passages have is looked up again in those that may be known, and counts as they
    have it: word by word, since the words index takes those of one stem for one."""

    saying: Saying
    heard: dict[str, Vocabulary] = field(default_factory=dict)

    def count(self, word: str) -> int:
        return self._heard(word).count(word) if super().count(word) else 0

    def name(self, word: str) -> str:
        return self._heard(word).name(word) if super().count(word) else ""

    def is_titled(self, word: str) -> bool:
        return super().count(word) > 0 and self._heard(word).is_titled(word)

    def long_forms(self, short: str) -> tuple[str, ...]:
        forms = super().long_forms(short)
        if not forms:
            return ()
        texts = [text for form in (short, *forms) for text in self.saying(form)]
        return Vocabulary.gather(dict.fromkeys(texts)).long_forms(short)

    def _heard(self, word: str) -> Vocabulary:
        if word not in self.heard:
            self.heard[word] = Vocabulary.gather(self.saying(word))
        return self.heard[word]


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of a file; raises ``IndexDamaged``."""
    try:
        return Vocabulary.from_bytes(path.read_bytes())
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read; run pincite build") from error


def _check(parts: Iterable[object], kind: type) -> None:
    if not set(map(type, parts)) <= {kind}:
        raise TypeError(f"not {kind.__name__} throughout")


def _letters(words: Mapping[str, int]) -> str:
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(set(word))
    return "".join(letter for letter, _ in ranked(counts)[:_MOST_LETTERS])
