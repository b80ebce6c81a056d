"""Texts → the documents' words, names and abbreviations, counted once at build time.

Questions are read with it: a word that is in no document is a typing mistake, or the documents say
nothing about it. It holds counts, never texts. Of a very large document set it holds only the most
frequent words; so a word that is not here may still be in a passage, and the BM25 index decides.

All is counted for each document set by itself and added up when it is asked for. So the vocabulary
of some sets is what it would be if there were no others.
"""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from index.errors import IndexDamaged
from index.storage.word_counts import LONG_FORMS, LongForm, WordCounts, distinct, most_frequent

_FORMAT = 4
_LETTERS = 120
_BLOCK = 512
_LONG = "\x1f"
_CONTROL = re.compile(r"[\x00-\x1f]")

FindPassages = Callable[[str], tuple[str, ...]]
"""A text → passages, as shown, that may hold it. A text that none of them holds is unknown."""


@dataclass(slots=True)
class _Entry:
    """The counts of a word in some document sets."""

    passages: int = 0
    lower: int = 0
    """How often it is written in small letters inside a sentence."""
    forms: Counter[str] = field(default_factory=Counter)
    """How often it is written there in which other form."""
    long_forms: Counter[tuple[str, bool]] = field(default_factory=Counter)
    """What it may stand for as an abbreviation, and whether that is defined."""

    @classmethod
    def of_line(cls, line: bytes, sets: frozenset[int]) -> "_Entry":
        """The sum of the counts in these sets."""
        entry = cls()
        try:
            _, *parts = line.decode().split("\t")
            for part in parts:
                number, _, counts = part.partition(" ")
                if int(number) in sets:
                    entry._add(counts)
        except ValueError as error:
            raise _damage() from error
        return entry

    def _add(self, counts: str) -> None:
        words, *long_forms = counts.split(_LONG)
        passages, lower, *forms = words.split(" ")
        self.passages += int(passages)
        self.lower += int(lower)
        for form, count in zip(forms[::2], forms[1::2], strict=True):
            self.forms[form] += int(count)
        for long_form in long_forms:
            kind, count, text = long_form.split(" ", 2)
            self.long_forms[text, kind == "d"] += int(count)

    @property
    def name(self) -> str:
        forms = self.forms
        return max(forms, key=lambda form: (forms[form], form)) if self._is_name else ""

    @property
    def _is_name(self) -> bool:
        return self.forms.total() > self.lower

    @property
    def is_titled(self) -> bool:
        return bool(self.forms) and not self._is_name


_NO_ENTRY = _Entry()
"""That of every word which is not there, as nearly all edits of a slip are; nobody adds to it."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words, names and short forms by their lower-case forms; never changes after it is built."""

    blocks: tuple[bytes, ...]
    """Sorted lines, cut into short blocks, since a question needs few of very many lines. A line
    is a line end, the form, and for each document set that has it, after a tab: the set's number,
    the number of passages, how often it stands in small letters inside a sentence and how often in
    each other form, and its long forms."""
    letters_of_sets: tuple[str, ...]
    """The letters that the words of each set are written with, the most frequent first."""
    sets: frozenset[int]
    """The numbers of the sets whose words it tells."""

    @classmethod
    def gather(cls, texts: Iterable[str]) -> "Vocabulary":
        """The vocabulary of passages as they are shown; each text is read once and not kept."""
        counts = WordCounts()
        for text in texts:
            counts.add(text)
        return cls.of(counts)

    @classmethod
    def of(cls, *sets: WordCounts) -> "Vocabulary":
        """The vocabulary of texts that were already counted, set by set."""
        parts: defaultdict[str, list[str]] = defaultdict(list)
        for number, counts in enumerate(sets):
            for form, part in _parts(counts):
                parts[form].append(f"\t{number} {part}")
        lines = sorted(f"\n{form}{''.join(parts[form])}".encode(errors="replace") for form in parts)
        letters = tuple(_letters(counts.words()) for counts in sets)
        return cls(tuple(_blocks(b"".join(lines))), letters, frozenset(range(len(sets))))

    def within(self, sets: frozenset[int]) -> "Vocabulary":
        """The vocabulary of the sets of these numbers, as if there were no others."""
        return replace(self, sets=sets)

    @property
    def letters(self) -> str:
        """The letters that the words are written with."""
        letters = (s for number, s in enumerate(self.letters_of_sets) if number in self.sets)
        return "".join(dict.fromkeys("".join(letters)))

    def count(self, word: str) -> int:
        """The number of passages that hold a lower-case word."""
        return self._entry(word).passages

    def name(self, word: str) -> str:
        """A lower-case word as written, if it is a name, else empty. A name is mostly capitalised
        inside sentences."""
        return self._entry(word).name

    def is_titled(self, word: str) -> bool:
        """Whether it is no name, but sometimes has a capital inside sentences, as in a title."""
        return self._entry(word).is_titled

    def long_forms(self, short: str) -> tuple[str, ...]:
        """What a lower-case abbreviation stands for, the most frequent first."""
        found = self._entry(short).long_forms
        long_forms = [LongForm(text, count, defined) for (text, defined), count in found.items()]
        defined = [long for long in long_forms if long.is_defined]
        return tuple(long.text for long in distinct(defined or long_forms, LONG_FORMS))

    def names(self, prefix: str) -> list[str]:
        """The lower-case names that begin with a prefix."""
        encoded = prefix.encode()
        first = bisect_right(self.blocks, b"\n" + encoded)
        last = bisect_right(self.blocks, b"\n" + encoded + b"\xff")
        lines = b"".join(self.blocks[max(first - 1, 0) : last])
        found = (line for line in lines.split(b"\n") if line.startswith(encoded))
        return [_form(line) for line in found if _Entry.of_line(line, self.sets).name]

    def containing(self, part: str) -> Iterator[str]:
        """The words that hold these lower-case letters in this order, as ``telephone`` holds
        ``phone``, in the order of the alphabet."""
        wanted = re.escape(part.encode("utf-8", "replace"))
        pattern = rb"\n([^\t\n]*" + wanted + rb"[^\t\n]*\t[^\n]*)"
        for match in re.finditer(pattern, b"".join(self.blocks)):
            if _Entry.of_line(match[1], self.sets).passages:
                yield _form(match[1])

    def within_passages(self, find_passages: FindPassages) -> "Vocabulary":
        """The vocabulary of some of the passages, which are all that ``find_passages`` finds. Its
        names, and the words that contain a part, are those of all."""
        return _PartVocabulary(self.blocks, self.letters_of_sets, self.sets, find_passages)

    def near(self, word: str) -> list[str]:
        """The words one edit away: a letter more or less, another letter, or two swapped.

        The time it takes does not depend on the size of the vocabulary.
        """
        return sorted(edit for edit in edits_of(word, self.letters) if self.count(edit))

    def to_bytes(self) -> bytes:
        """UTF-8 text: a first line with the format and each set's letters, then the other lines.
        The same vocabulary always gives the same bytes."""
        first = "\t".join([str(_FORMAT), *self.letters_of_sets])
        return b"".join([first.encode(errors="replace"), *self.blocks])

    @classmethod
    def from_bytes(cls, data: bytes) -> "Vocabulary":
        """What ``to_bytes`` wrote, as a vocabulary; a wrong first line raises ``IndexDamaged``.

        The other lines are read when they are needed; damage in them raises the error only then.
        """
        start = data.find(b"\n") if b"\n" in data else len(data)
        try:
            file_format, *letters = data[:start].decode().split("\t")
        except ValueError as error:
            raise _damage() from error
        if file_format != str(_FORMAT):
            raise _damage()
        blocks, sets = tuple(_blocks(data, start)), frozenset(range(len(letters)))
        return cls(blocks, tuple(letters), sets)

    def _entry(self, form: str) -> _Entry:
        prefix = f"\n{form}\t".encode("utf-8", "surrogatepass")
        # No text has a byte as high as 0xff, so this is the last block that may hold the line.
        number = bisect_right(self.blocks, prefix + b"\xff") - 1
        start = self.blocks[number].find(prefix) if number >= 0 else -1
        line = self.blocks[number][start + 1 :].partition(b"\n")[0] if start >= 0 else b""
        return _Entry.of_line(line, self.sets) if line and _form(line) == form else _NO_ENTRY


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


def _parts(counts: WordCounts) -> Iterator[tuple[str, str]]:
    """The part of each form's line that one set has; line ends and tabs inside a long form become
    spaces."""
    words, forms, long_forms = counts.words(), counts.forms(), counts.long_forms()
    for form in {*words, *forms, *long_forms}:
        written = dict(forms.get(form, {}))
        numbers = [words.get(form, 0), written.pop(form, 0)]
        others = [value for pair in sorted(written.items()) for value in pair]
        yield (
            form,
            _LONG.join(
                [
                    " ".join(map(str, [*numbers, *others])),
                    *map(_long_part, long_forms.get(form, ())),
                ]
            ),
        )


def _long_part(long: LongForm) -> str:
    return f"{'d' if long.is_defined else 'g'} {long.texts} {_CONTROL.sub(' ', long.text)}"


def _form(line: bytes) -> str:
    return line.partition(b"\t")[0].decode(errors="replace")


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
