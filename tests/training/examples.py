"""Paragraphs with questions → examples for a reader: about half are answered, the others not.

A file has one JSON object a line: ``title`` of the article, ``text`` of the paragraph, ``qas`` with
``q``, the question, and ``a``, the texts of its answer, none if the paragraph does not answer.

An example without an answer has its subject there all the same, as a near-miss has:

    36 %  another stretch of the paragraph, without the answer
    34 %  a stretch of the same article with many of the question's words, without the answer
    30 %  the question with another number, name or opposite put in
"""

import gzip
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tokenizers import Tokenizer

from index.answering.doubts.opposites import opposites_in
from index.encoding.reader import LONGEST_EXCERPT
from index.text.views import Span

ANSWERED, MADE = 0.48, 0.44
"""The share of examples that are answered, and of those made from them without an answer; the
others are questions that the data calls unanswerable."""

Questions = list[tuple[str, list[str]]]

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[\"A-Z0-9(\[])")
_WORD = re.compile(r"\w+")
NAME = re.compile(r"(?<=[a-z,;'] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")
_NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_FIRST_WORDS = re.compile(
    r"\A(?:what(?:'s| is| are| was| were)(?: the| an?)? |which (?:is|are|was|were)(?: the)? "
    r"|(?P<word>when|where|who|why|how) (?:did|do|does|is|are|was|were|has|have)(?: the)?(?= ))",
    re.IGNORECASE,
)
_STEPS = (1, 2, 3, 5, 10, 20, 50)
_SMALL_WORDS = frozenset(
    """the a an of in on at to for by with from and or is are was were be been did do does what
    which who whom whose when where why how many much that this it its as had has have""".split()
)
_OPPOSITES = """
first last | north south | east west | northern southern | eastern western | before after |
maximum minimum | highest lowest | largest smallest | biggest smallest | most least | more less
| more fewer | oldest newest | oldest youngest | earliest latest | longest shortest | increase
decrease | increased decreased | rise fall | began ended | begin end | start end | started
stopped | won lost | win lose | male female | men women | mother father | king queen | son
daughter | brother sister | husband wife | upper lower | left right | open closed | public
private | rich poor | old new | early late | above below | inside outside | import export | buy
sell | bought sold | lowest highest | good bad | strong weak | hot cold | positive negative |
before since | internal external | allowed forbidden | legal illegal | major minor | summer
winter | cause prevent | support oppose | supported opposed | arrive leave | arrived left | born
died | birth death | appointed removed | succeeded preceded | created destroyed | founded
dissolved | built demolished | agree disagree | accept reject | accepted rejected | entered left
| domestic foreign | urban rural | alive dead | junior senior | add remove | added removed |
enable disable | minimum maximum
"""


class Window(NamedTuple):
    """A stretch of whole sentences, as long as a reader reads: the number of its paragraph, its
    span there, and its tokens' ids with their spans in the paragraph."""

    paragraph: int
    span: Span
    ids: list[int]
    token_spans: list[Span]


class Example(NamedTuple):
    """A question, a window, and the answer's first and last token there, or ``None``."""

    question: str
    window: int
    answer: tuple[int, int] | None


class Paragraph(NamedTuple):
    """A paragraph of an article with its questions."""

    title: str
    text: str
    questions: Questions


def encoder_tokenizer(folder: Path) -> Tokenizer:
    """The tokenizer of a model's folder, which neither cuts nor fills texts."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer


def read_paragraphs(path: Path) -> list[Paragraph]:
    """The paragraphs of a file of gzipped JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return [
        Paragraph(record["title"], record["text"], [(qa["q"], qa["a"]) for qa in record["qas"]])
        for record in records
    ]


class ExampleMaker:
    """Paragraphs cut into windows, and any number of random examples from them."""

    def __init__(self, paragraphs: Sequence[Paragraph], tokenizer: Tokenizer, seed: int) -> None:
        self._chance = random.Random(seed)
        self._paragraphs = paragraphs
        self.windows = [
            window
            for number, paragraph in enumerate(paragraphs)
            for window in _windows(number, paragraph.text, tokenizer)
        ]
        self._windows_of: dict[int, list[int]] = defaultdict(list)
        for number, window in enumerate(self.windows):
            self._windows_of[window.paragraph].append(number)
        self._words = [_content(self._text(number)) for number in range(len(self.windows))]
        counts = Counter(word for words in self._words for word in words)
        self._idf = {word: math.log(len(self.windows) / (n + 0.5)) for word, n in counts.items()}
        self._of_title: dict[str, list[int]] = defaultdict(list)
        self._names: dict[str, set[str]] = defaultdict(set)
        for number, paragraph in enumerate(paragraphs):
            self._of_title[paragraph.title].append(number)
            names = (name for asked, _ in paragraph.questions for name in NAME.findall(asked))
            self._names[paragraph.title].update(names)
        self._opposites = opposites_in(_OPPOSITES.replace("\n", " "))

    def examples(self) -> Iterator[Example]:
        """Examples without end."""
        places = [(n, q) for n, p in enumerate(self._paragraphs) for q in range(len(p.questions))]
        answered = [(n, q) for n, q in places if self._paragraphs[n].questions[q][1]]
        unanswerable = [(n, q) for n, q in places if not self._paragraphs[n].questions[q][1]]
        in_turn, adversarial = self._shuffled(answered), self._shuffled(unanswerable or answered)
        while True:
            kind = self._chance.random()
            if kind < ANSWERED:
                example = self._answered(*next(in_turn))
            elif kind < ANSWERED + MADE or not unanswerable:
                example = self._unanswered(*self._chance.choice(answered))
            else:
                example = self._adversarial(*next(adversarial))
            if example:
                yield example._replace(question=self._typed(example.question))

    def _shuffled(self, places: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        while True:
            yield from self._chance.sample(places, len(places))

    def _answered(self, number: int, question: int) -> Example | None:
        asked, answers = self._paragraphs[number].questions[question]
        place = self._answer_place(number, asked, answers[0])
        if place is None:
            return None
        holding = [
            Example(asked, window, tokens)
            for window in self._windows_of[number]
            if (tokens := _tokens_of(self.windows[window], place))
        ]
        return self._chance.choice(holding) if holding else None

    def _unanswered(self, number: int, question: int) -> Example | None:
        asked, answers = self._paragraphs[number].questions[question]
        kind = self._chance.random()
        if kind < 0.36:
            without = [w for w in self._windows_of[number] if not self._has(w, answers)]
            if without:
                return Example(asked, self._chance.choice(without), None)
        if kind < 0.70:
            return self._like_worded(number, asked, answers)
        example = self._answered(number, question)
        other = self._changed(asked, self._paragraphs[number].title) if example else None
        return Example(other, example.window, None) if example and other else None

    def _like_worded(self, number: int, asked: str, answers: list[str]) -> Example | None:
        """The question with a window of another paragraph of the article, like in its words."""
        paragraphs = self._of_title[self._paragraphs[number].title]
        some = self._chance.sample(paragraphs, min(len(paragraphs), 14))
        windows = [w for other in some if other != number for w in self._windows_of[other]]
        best = sorted(windows, key=lambda window: -self._likeness(asked, window))[:6]
        without = [window for window in best if not self._has(window, answers)][:3]
        return Example(asked, self._chance.choice(without), None) if without else None

    def _adversarial(self, number: int, question: int) -> Example:
        asked, _ = self._paragraphs[number].questions[question]
        windows = self._windows_of[number]
        best = sorted(windows, key=lambda window: -self._likeness(asked, window))[:2]
        is_second = self._chance.random() < 0.15
        return Example(asked, best[-1] if is_second else best[0], None)

    def _changed(self, asked: str, title: str) -> str | None:
        """The question with an opposite, another number or name; ``None`` if it has none."""
        changes: list[Callable[[], str | None]] = [
            lambda: self._with_opposite(asked),
            lambda: self._with_number(asked),
            lambda: self._with_name(asked, title),
        ]
        self._chance.shuffle(changes)
        return next((changed for change in changes if (changed := change())), None)

    def _with_opposite(self, asked: str) -> str | None:
        words = [m for m in _WORD.finditer(asked) if m[0].lower() in self._opposites]
        if not words:
            return None
        word = self._chance.choice(words)
        other = self._chance.choice(sorted(self._opposites[word[0].lower()]))
        return asked[: word.start()] + other + asked[word.end() :]

    def _with_number(self, asked: str) -> str | None:
        numbers = list(_NUMBER.finditer(asked))
        if not numbers:
            return None
        number = self._chance.choice(numbers)
        value = int(re.sub(r"\D", "", number[0])[:9])
        other = abs(value + self._chance.choice((-1, 1)) * self._chance.choice(_STEPS))
        return (
            f"{asked[: number.start()]}{other}{asked[number.end() :]}" if other != value else None
        )

    def _with_name(self, asked: str, title: str) -> str | None:
        names = list(NAME.finditer(asked))
        if not names:
            return None
        name = self._chance.choice(names)
        own = _content(name[0])
        others = sorted(
            other
            for other in self._names[title]
            if own.isdisjoint(_content(other)) and other not in title
        )
        return (
            asked[: name.start()] + self._chance.choice(others) + asked[name.end() :]
            if others
            else None
        )

    def _typed(self, question: str) -> str:
        """The question as people type it: often without its mark or its first words, now and then
        in key words or with a letter left out."""
        if self._chance.random() < 0.45:
            question = question.rstrip("? ")
        if self._chance.random() < 0.25:
            question = _FIRST_WORDS.sub(r"\g<word>", question, count=1)
        if self._chance.random() < 0.06:
            words = question.rstrip("?").split()
            kept = [w for n, w in enumerate(words) if n < 2 or w.lower() not in _SMALL_WORDS]
            question = " ".join(kept)
        if self._chance.random() < 0.04 and len(question) > 1:
            left_out = self._chance.randrange(len(question) - 1)
            question = question[:left_out] + question[left_out + 1 :]
        return question

    def _answer_place(self, number: int, asked: str, answer: str) -> Span | None:
        """Where the answer stands: of several places, in the sentence most like the question."""
        text = self._paragraphs[number].text
        places = [match.span() for match in re.finditer(re.escape(answer), text)]
        return max(
            places, key=lambda place: self._shared(asked, _around(text, place)), default=None
        )

    def _shared(self, asked: str, text: str) -> float:
        return sum(self._idf.get(word, 5) for word in _content(asked) & _content(text))

    def _likeness(self, asked: str, window: int) -> float:
        return sum(self._idf[word] for word in _content(asked) & self._words[window])

    def _has(self, window: int, answers: list[str]) -> bool:
        text = self._text(window).lower()
        return any(answer.lower() in text for answer in answers)

    def _text(self, window: int) -> str:
        number, (start, end), *_ = self.windows[window]
        return self._paragraphs[number].text[start:end]


def _windows(number: int, text: str, tokenizer: Tokenizer) -> Iterator[Window]:
    """Stretches of whole sentences, each as long as it may be; one within another is left out."""
    sentences = _sentences(text)
    lengths = [
        len(tokenizer.encode(text[start:end], add_special_tokens=False).ids)
        for start, end in sentences
    ]
    covered = -1
    for first in range(len(sentences)):
        last, total = first, lengths[first]
        while last + 1 < len(sentences) and total + lengths[last + 1] <= LONGEST_EXCERPT:
            last, total = last + 1, total + lengths[last + 1]
        if last > covered:
            covered = last
            start, end = sentences[first][0], sentences[last][1]
            encoded = tokenizer.encode(text[start:end], add_special_tokens=False)
            spans = [(a + start, b + start) for a, b in encoded.offsets[:LONGEST_EXCERPT]]
            yield Window(number, (start, end), encoded.ids[:LONGEST_EXCERPT], spans)


def _sentences(text: str) -> list[Span]:
    breaks = [match.span() for match in _SENTENCE_END.finditer(text)]
    starts = [0, *(end for _, end in breaks)]
    return list(zip(starts, [*(start for start, _ in breaks), len(text)], strict=True))


def _around(text: str, place: Span) -> str:
    start = max(0, text.rfind(". ", 0, place[0]))
    end = text.find(". ", place[1])
    return text[start : end if end >= 0 else len(text)]


def _tokens_of(window: Window, place: Span) -> tuple[int, int] | None:
    """The numbers of the first and the last token of a place, if the window has all of it."""
    if not (window.span[0] <= place[0] and place[1] <= window.span[1]):
        return None
    tokens = [n for n, (a, b) in enumerate(window.token_spans) if b > place[0] and a < place[1]]
    return (tokens[0], tokens[-1]) if tokens else None


def _content(text: str) -> set[str]:
    return set(_WORD.findall(text.lower())) - _SMALL_WORDS
