"""Texts → the documents' words, names and abbreviations, counted once at build time.

Questions are read with it: a word that is in no document is a typing mistake, or the documents say
nothing about it. It holds counts, never texts. Of a very large corpus it holds only the most
frequent words; so a word that is not here may still be in a passage, and the BM25 index decides.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from index.errors import IndexDamaged
from index.storage.word_counts import WordCounts, most_frequent

_FORMAT = 3
_LETTERS = 120
_BLOCK = 512
_TITLED = "*"

FindPassages = Callable[[str], tuple[str, ...]]
"""A text → passages, as shown, that may hold it. A text that none of them holds is unknown."""


class _Entry(NamedTuple):
    """The counts and forms of a word, a name or a short form."""

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
            raise _damage() from error


_NO_ENTRY = _Entry()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, names and short forms by their lower-case forms; never changes after it is built."""

    blocks: tuple[bytes, ...]
    """Sorted lines, cut into short blocks, since a question needs few of very many lines. A line
    is a line end, the form, the number of passages that hold the word, its name or an asterisk
    if it is titled, and its long forms, with a tab between each two of them."""
    letters: str
    """The letters that the words are written with, the most frequent first."""

    @classmethod
    def gather(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of passages as they are shown; each text is read once and not kept."""
        counts = WordCounts()
        for text in texts:
            counts.add(text)
        return cls.of(counts)

    @classmethod
    def of(cls, counts: WordCounts) -> "Vocabulary":
        """The vocabulary of texts that were already counted."""
        words, (names, titled), longs = counts.words(), counts.names(), counts.abbreviations()
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
        """A lower-case word as written, if it is a name, else empty. A name is mostly capitalised
        inside sentences."""
        return self._entry(word).name

    def is_titled(self, word: str) -> bool:
        """Whether it is no name, but sometimes has a capital inside sentences, as in a title."""
        return self._entry(word).titled

    def long_forms(self, short: str) -> tuple[str, ...]:
        """What a lower-case abbreviation stands for, the most frequent first."""
        return self._entry(short).long_forms

    def names(self, prefix: str) -> list[str]:
        """The lower-case names that begin with a prefix. A view gives the names of all passages."""
        encoded = prefix.encode()
        first = bisect_right(self.blocks, b"\n" + encoded)
        last = bisect_right(self.blocks, b"\n" + encoded + b"\xff")
        lines = b"".join(self.blocks[max(first - 1, 0) : last])
        forms = re.findall(rb"\n([^\t\n]+)\t\d+\t[^*\t\n]", lines)
        return [form.decode(errors="replace") for form in forms if form.startswith(encoded)]

    def containing(self, part: str) -> list[str]:
        """The forms of words that hold these lower-case letters in this order, as ``telephone``
        holds ``phone``. A view gives those of all passages, without counting them."""
        pattern = rb"\n([^\t\n]*" + re.escape(part.encode("utf-8", "replace")) + rb"[^\t\n]*)\t"
        forms = re.findall(pattern, b"".join(self.blocks))
        return [form.decode(errors="replace") for form in forms]

    def within(self, find_passages: FindPassages) -> "Vocabulary":
        """The vocabulary of some of the passages, which are all that ``find_passages`` finds."""
        return _PartVocabulary(self.blocks, self.letters, find_passages)

    def near(self, word: str) -> list[str]:
        """The words one edit away: a letter more or less, another letter, or two swapped.

        The time it takes does not depend on the size of the vocabulary.
        """
        return sorted(edit for edit in edits_of(word, self.letters) if self.count(edit))

    def to_bytes(self) -> bytes:
        """UTF-8 text: a first line with the format and the letters, then the other lines. The same
        vocabulary always gives the same bytes."""
        return b"".join([f"{_FORMAT}\t{self.letters}".encode(), *self.blocks])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Vocabulary":
        """What ``to_bytes`` wrote, as a vocabulary; a wrong first line raises ``IndexDamaged``.

        The other lines are read when they are needed; damage in them raises the error only then.
        """
        start = data.find(b"\n") if b"\n" in data else len(data)
        try:
            file_format, letters = data[:start].decode().split("\t")
        except ValueError as error:
            raise _damage() from error
        if file_format != str(_FORMAT):
            raise _damage()
        return cls(tuple(_blocks(data, start)), letters)

    def _entry(self, form: str) -> _Entry:
        prefix = f"\n{form}\t".encode("utf-8", "surrogatepass")
        # No text has a byte as high as 0xff, so this is the last block that may hold the line.
        number = bisect_right(self.blocks, prefix + b"\xff") - 1
        start = self.blocks[number].find(prefix) if number >= 0 else -1
        if start < 0:
            return _NO_ENTRY
        entry = _Entry.of_line(self.blocks[number][start + 1 :].partition(b"\n")[0])
        return entry if entry.form == form else _NO_ENTRY


@dataclass(frozen=True)
class _PartVocabulary(Vocabulary):
    """The vocabulary of the passages that ``find_passages`` finds.

    A word of the whole vocabulary is counted again in those passages, each word by itself, since
    the BM25 index does not distinguish words of one stem.
    """

    find_passages: FindPassages
    by_word: dict[str, Vocabulary] = field(default_factory=dict)

    def count(self, word: str) -> int:
        return self._vocabulary_of(word).count(word) if super().count(word) else 0

    def name(self, word: str) -> str:
        return self._vocabulary_of(word).name(word) if super().count(word) else ""

    def is_titled(self, word: str) -> bool:
        return super().count(word) > 0 and self._vocabulary_of(word).is_titled(word)

    def long_forms(self, short: str) -> tuple[str, ...]:
        forms = super().long_forms(short)
        if not forms:
            return ()
        texts = [text for form in (short, *forms) for text in self.find_passages(form)]
        return Vocabulary.gather(dict.fromkeys(texts)).long_forms(short)

    def _vocabulary_of(self, word: str) -> Vocabulary:
        if word not in self.by_word:
            self.by_word[word] = Vocabulary.gather(self.find_passages(word))
        return self.by_word[word]


def read_vocabulary(path: Path) -> Vocabulary:
    """The vocabulary of a file; raises ``IndexDamaged``."""
    try:
        return Vocabulary.from_bytes(path.read_bytes())
    except OSError as error:
        raise IndexDamaged(f"{path} cannot be read; run pincite build") from error


def _line(form: str, count: int, name: str, long_forms: Iterable[str]) -> bytes:
    """A line of a vocabulary; line ends and tabs inside a long form become spaces."""
    unbroken = dict.fromkeys(long.replace("\t", " ").replace("\n", " ") for long in long_forms)
    return "\t".join([f"\n{form}", str(count), name, *unbroken]).encode(errors="replace")


def _blocks(data: bytes, start: int = 0) -> Iterator[bytes]:
    """The lines from ``start`` on; a block ends with the line that makes it long enough."""
    while start < len(data):
        line_end = data.find(b"\n", start + _BLOCK)
        end = line_end if line_end > 0 else len(data)
        yield data[start:end]
        start = end


def _damage() -> IndexDamaged:
    return IndexDamaged("the vocabulary cannot be read; run pincite build")


def _letters(words: Iterable[str]) -> str:
    counts: Counter[str] = Counter()
    for word in words:
        counts.update(set(word))
    return "".join(letter for letter, _ in most_frequent(counts)[:_LETTERS])


def edits_of(word: str, letters: str) -> set[str]:
    """All strings that are one edit away: a letter more or less, another one, or two swapped."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    edited = {a + b[1:] for a, b in halves if b}
    edited |= {a + b[1] + b[0] + b[2:] for a, b in halves if len(b) > 1}
    edited |= {a + c + rest for a, b in halves for c in letters for rest in (b, b[1:])}
    return edited - {word}
