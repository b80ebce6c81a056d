"""Texts → the documents' words, names and abbreviations, counted once at build time.

A question is read with it: what no document says is a slip of the keyboard, or missing. Counts
are kept, never texts, and only the most frequent in a vast corpus; so a word that is not here
may still stand in a passage, and the words index has the last word.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from index.errors import IndexDamaged
from index.storage.word_counts import WordCounts, ranked

_FORMAT = 3
_MOST_LETTERS = 120
_BLOCK = 512
_TITLED = "*"

Saying = Callable[[str], tuple[str, ...]]
"""Some passages, as shown, in which a text may stand; where none of them has it, it is unknown."""


class _Entry(NamedTuple):
    """What is known of a word, a name or a short form."""

    form: str = ""
    passages: int = 0
    name: str = ""
    titled: bool = False
    long_forms: tuple[str, ...] = ()

    @classmethod
    def of_line(cls, line: bytes) -> "_Entry":
        try:
            form, count, name, *long_forms = line.decode().split("\t")
            titled = name == _TITLED
            return cls(form, int(count), "" if titled else name, titled, tuple(long_forms))
        except ValueError as error:
            raise _damaged() from error


_ABSENT = _Entry()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, names and short forms, each by its lower-case form; never changed once made."""

    blocks: tuple[bytes, ...]
    """Lines, sorted and cut into short blocks, since a question asks for a few of very many. A line
    is a line end, the form, the number of passages that hold the word, its name or an asterisk
    where it is titled, and its long forms, a tab between any two."""
    letters: str
    """What the words are written with, the most frequent first."""

    @classmethod
    def gather(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of passages as they are shown; each text is read once and let go."""
        tally = WordCounts()
        for text in texts:
            tally.add(text)
        return cls.of(tally)

    @classmethod
    def of(cls, tally: WordCounts) -> "Vocabulary":
        """The vocabulary of the texts that were counted."""
        words, (names, titled), longs = tally.words(), tally.names(), tally.abbreviations()
        marks = names | dict.fromkeys(titled, _TITLED)
        lines = sorted(
            _line(form, words.get(form, 0), marks.get(form, ""), longs.get(form, ()))
            for form in {*words, *marks, *longs}
        )
        return cls(tuple(_blocks(b"".join(lines))), _letters(words))

    def count(self, word: str) -> int:
        """The number of passages that hold a lower-case word."""
        return self._entry(word).passages

    def name(self, word: str) -> str:
        """A lower-case word as it is written where it is a name: mostly capitalised where no
        sentence begins; empty where it is none."""
        return self._entry(word).name

    def is_titled(self, word: str) -> bool:
        """Whether it is no name and yet has a capital there now and then, as in a title."""
        return self._entry(word).titled

    def long_forms(self, short: str) -> tuple[str, ...]:
        """What a lower-case abbreviation stands for, the most frequent first."""
        return self._entry(short).long_forms

    def names(self, beginning: str) -> list[str]:
        """The lower-case names that begin with some letters; a part has those of the whole."""
        start = beginning.encode()
        first, last = (bisect_right(self.blocks, b"\n" + end) for end in (start, start + b"\xff"))
        lines = b"".join(self.blocks[max(first - 1, 0) : last])
        forms = re.findall(rb"\n([^\t\n]+)\t\d+\t[^*\t\n]", lines)
        return [form.decode(errors="replace") for form in forms if form.startswith(start)]

    def among(self, saying: Saying) -> "Vocabulary":
        """That of some of the passages, by a function that finds these and no other."""
        return _Part(self.blocks, self.letters, saying)

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
        """Text in UTF-8: a line with the format and the letters, then the other lines; the same
        vocabulary gives the same bytes."""
        return b"".join([f"{_FORMAT}\t{self.letters}".encode(), *self.blocks])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Vocabulary":
        """What ``to_bytes`` wrote; raises ``IndexDamaged`` for what has another first line.

        What stands in the other lines is read when it is asked for, which raises it then.
        """
        start = data.find(b"\n") if b"\n" in data else len(data)
        try:
            number, letters = data[:start].decode().split("\t")
        except ValueError as error:
            raise _damaged() from error
        if number != str(_FORMAT):
            raise _damaged()
        return cls(tuple(_blocks(data, start)), letters)

    def _entry(self, form: str) -> _Entry:
        beginning = f"\n{form}\t".encode("utf-8", "surrogatepass")
        # No byte of a text is as high, so that the block is the last that may have the line.
        at = bisect_right(self.blocks, beginning + b"\xff") - 1
        start = self.blocks[at].find(beginning) if at >= 0 else -1
        if start < 0:
            return _ABSENT
        entry = _Entry.of_line(self.blocks[at][start + 1 :].partition(b"\n")[0])
        return entry if entry.form == form else _ABSENT


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


def _line(form: str, count: int, name: str, long_forms: Iterable[str]) -> bytes:
    """A line of a vocabulary; a long form is a piece of a text, and may be broken itself."""
    unbroken = dict.fromkeys(long.replace("\t", " ").replace("\n", " ") for long in long_forms)
    return "\t".join([f"\n{form}", str(count), name, *unbroken]).encode(errors="replace")


def _blocks(data: bytes, start: int = 0) -> Iterator[bytes]:
    """The lines from a place on; a block ends with the line that makes it long enough."""
    while start < len(data):
        found = data.find(b"\n", start + _BLOCK)
        end = found if found > 0 else len(data)
        yield data[start:end]
        start = end


def _damaged() -> IndexDamaged:
    return IndexDamaged("the vocabulary cannot be read; run pincite build")


def _letters(words: Iterable[str]) -> str:
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(set(word))
    return "".join(letter for letter, _ in ranked(counts)[:_MOST_LETTERS])
