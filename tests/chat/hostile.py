"""Documents and questions full of what Discord would obey, and what is asked of each answer.

Nothing is random but for a seed, so that what failed once fails again. Each document has a word
of its own, such as ``quagga17``, with hostile text around it in the same sentence.
"""

import json
import random
import re
import time
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations_with_replacement, pairwise
from pathlib import Path

from bot.chat.render.citation_lines import LONGEST_FIELD
from bot.chat.render.escaping import cut_at_word
from index import Searcher, build_index
from index.blocks import BlockSpan, Label
from index.documents import Document, is_markdown
from index.encoding.choose import load_encoder
from index.passages import Passage
from index.shown_form import show
from index.text.views import Span
from tests.chat.bot_process import served_from, started
from tests.chat.messages import read, read_code, read_line, squeezed
from tests.conftest import Silent
from tests.standin import GENERAL, Message, StandIn
from tests.standin.components import Button
from tests.standin.handles import Asked, Said
from tests.standin.messages import COMPONENTS_V2
from tests.standin.people import GUILD, Channel

SEED = 20
AT_ONCE = 20
"""Questions on their way at a time, so that a slow machine acknowledges each in time."""

PRESS_EVERY = 5
"""Of so many answers the buttons of one are pressed."""

PAUSE = 0.8
"""Seconds for the last messages of some questions to come."""

_SEPARATOR = re.compile(r" · | › |(?<=[\d\u2069]), |, (?=inferred)|” (?:instead of|beside) “")
"""What stands between two fields that are told side by side."""

_PLACE = re.compile(r":(\d+)-(\d+)")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_ITEM = re.compile(r"> +(-|\d+\.) ")
_NEW_LINE = re.compile("[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

EMBEDDINGS, ISOLATES = "\u202a\u202b\u202d\u202e", "\u2066\u2067\u2068"
GAP = "…"
POP, POP_ISOLATE = "\u202c", "\u2069"

Line = tuple[str, str, tuple[str, ...]]

LINK = 512
LABEL = 80
CUSTOM_ID = 100

MARKS = (
    "@everyone @here",
    "<@1> <@!2> <@&3> <#4>",
    "</ask:1> <id:customize> <t:1:R> <t:99999999999:F>",
    "<:x:6> <a:y:7> :smile: :+1:",
    "discord.gg/x discord.com/invite/x discordapp.com/invite/x",
    "https://discord.gg/x www.DISCORD.gg/y",
    "[the list](https://evil.example) [a](<https://b.example> 'c')",
    "https://evil.example/_a_*b* <http://m.example> steam://run mailto:a@b.example",
    "**bold** *slanted* _slanted_ __under__ ***all***",
    "~~gone~~ ||hidden|| |||| ~~||",
    "\n# heading\n## two\n### three\n",
    "\n- one\n* two\n1. three\n12. four\n",
    "\n-# small\n-#small\n",
    "\n> said\n>>> all the rest\n",
    "```py\nprint(1)\n``` ```",
    "~~~\nfence\n~~~",
    "`code` ``two`` `open",
    "\\ \\\\ \\* \\_ \\` ¯\\_(ツ)_/¯ C:\\new",
    "a\u200bb \u200c\u200d\u2060 \ufeff@every\u200bone",
    "\u200e left \u200f right \u061c",
    "an \u202eoverride",
    "an \u202boverride \u202dtwice",
    "an \u2067isolate \u2066twice",
    "\u2069\u202ca \u202eclosed one",
    "\u2068first\u2069 \u202eand\u202c closed",
    "ספר המסעות",
    "كتاب الأسفار 1999",
    "Z" + "\u0301\u0327\u0334\u0489" * 40 + "algo",
    "one\x01two\x1b[31m\x7f",
    "nel\x85sep\u2028par\u2029ff\x0cvt\x0b",
    "👩\u200d👩\u200d👧\u200d👦 🏳\ufe0f\u200d🌈 👍🏽 🇬🇧",
    "{question} %s {0} ${x} <b>x</b> &lt; &#64;everyone",
    "********** ____ ~~~~ |||| ```` >>>>",
    "•  ‣ – — … “quoted” ‘so’",
)
LONG = ("x_" * 2_000, "*" * 4_000, "W" * 4_000, "\u202e" + "ab " * 900, "_a_ " * 800)
ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,<b>x</b>",
    "https://a.example/[b](c)",
    "https://a b.example/c d",
    "https://a.example/<@1>",
    "https://a.example/`x`",
    "https://a.example/?q=*e*&r=_f_|g|#h",
    "https://a.example/" + "a" * 470,
    "https://a.example/" + "b_" * 600,
    "https://a.example/\u202ex",
    "http://discord.gg/x",
    "HTTPS://A.EXAMPLE/x",
    "//a.example/x",
    "https://",
    "https://a.example)x",
    "https://a.example/x:~:text=y",
    "discord://-/channels/1",
    "vbscript:x @everyone",
    "https://user:secret@a.example:99999/%zz",
    "https://[::1",
)
ANIMALS = "quagga okapi tapir numbat dugong serval jerboa markhor saiga gharial".split()
PLACES = "Leeds Porto Vienna Oslo Cork Turin Ghent Bern".split()


@dataclass(frozen=True, slots=True)
class Case:
    """A file of the corpus, and the questions that its word is asked for by."""

    name: str
    data: bytes
    questions: tuple[str, str]
    """By the command, and by a mention."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A quote as a user sees it: its lines, what is bold in them, and what stands below."""

    quoted: tuple[str, ...]
    bold: tuple[str, ...]
    below: str


@dataclass(frozen=True, slots=True)
class Source:
    """A document: what it is called below a quote, its words, and slices of it as they are shown.

    Which marks of emphasis are a pair depends on where a slice begins and ends.
    """

    id: str
    name: str
    texts: tuple[str, str]
    slices: frozenset[str]

    def has(self, pieces: Sequence[str]) -> bool:
        """Whether the pieces stand in it word for word: one after the other in the whole of it,
        or each in a slice."""
        in_slices = all(any(piece in text for text in self.slices) for piece in pieces)
        return in_slices or any(_in_order(pieces, text) for text in self.texts)


@dataclass(frozen=True, slots=True)
class Judged:
    """What an answer was and what is wrong with it."""

    messages: int = 0
    cards: int = 0
    quotes: int = 0
    pings: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    unequal: tuple[str, ...] = ()


def cases(count: int, seed: int = SEED) -> list[Case]:
    """So many documents with two questions each, every mark of the list among them."""
    rng = random.Random(seed)
    return [_case(rng, number) for number in range(count)]


def _case(rng: random.Random, number: int) -> Case:
    word = f"{ANIMALS[number % len(ANIMALS)]}{number}"
    mark = MARKS[number % len(MARKS)]
    asked = f"Where does the {word} live?"
    questions = (f"{asked} {rng.choice(MARKS)}", f"{mark} {asked} {rng.choice(MARKS)}")
    if number % 25 == 24:
        questions = (_filled(mark, 2_000), _filled(rng.choice(MARKS), 1_970))
    if number % 25 == 23:
        questions = (f"{asked} \ud800 \0 {mark}", f"\udfff {asked}")
    suffix = {6: "txt", 7: "jsonl"}.get(number % 8, "md")
    text = _text(rng, word, mark, number)
    data = {"md": _markdown, "txt": _plain, "jsonl": _lines}[suffix](rng, text)
    return Case(f"{_name(rng, number)}.{suffix}", data, questions)


def _filled(mark: str, length: int) -> str:
    """A question of nothing but marks, as long as it may be."""
    bare = re.sub(r"\w", "", mark) or mark
    return (bare * (length // len(bare) + 1))[:length]


def _text(rng: random.Random, word: str, mark: str, number: int) -> str:
    before, after = rng.choice(MARKS), rng.choice(MARKS)
    if number % 20 == 9:
        after = rng.choice(LONG)
    place = rng.choice(PLACES)
    return (
        f"Many travellers wrote of it. {before} The {word} lives {mark} near {place} {after} to "
        f"this day. Nobody has counted them {rng.choice(MARKS)} since {1900 + number % 100}.\n"
    )


def _plain(_: random.Random, text: str) -> bytes:
    return _sparing(f"Notes of a traveller\n\n{text}")


def _lines(rng: random.Random, text: str) -> bytes:
    entry = {"_id": rng.choice(MARKS), "title": _field(rng), "text": f"{text} \ud800\0"}
    return json.dumps(entry).encode()


def _markdown(rng: random.Random, text: str) -> bytes:
    names = ("title", "author", "publisher")
    stated = {name: _field(rng) for name in names if rng.random() < 0.7}
    stated |= {"date": rng.choice(["2019-03-02", "1999", rng.choice(MARKS)])}
    stated |= {"url": rng.choice(ADDRESSES)} if rng.random() < 0.8 else {}
    front = "".join(f"{name}: {_in_yaml(value)}\n" for name, value in stated.items())
    heading = " ".join(rng.choice(MARKS).split())
    return _sparing(f"---\n{front}---\n# Travels\n\n## {heading}\n\n{text}")


def _field(rng: random.Random) -> str:
    """A title or a name; some are longer than a message."""
    if rng.random() < 0.03:
        return rng.choice(LONG)
    return " ".join(rng.choices(MARKS, k=rng.randint(1, 2)))


def _in_yaml(value: str) -> str:
    """A quoted scalar; what YAML takes only as an escape is one."""
    quoted = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\u2028\u2029\ufeff]", lambda match: f"\\u{ord(match[0]):04x}", quoted)


def _sparing(text: str) -> bytes:
    """The bytes of a file; with more controls than one in a hundred it would be no text."""
    prose = "The road is long, and those who walk it seldom speak of what they saw there. " * 3
    return f"{text}\n{prose.strip()}\n".encode()


def _name(rng: random.Random, number: int) -> str:
    """A file name, no longer than a disk takes."""
    mark = re.sub(r"[/\0]", "", rng.choice(MARKS)).lstrip(".")
    short = mark.encode()[:150].decode("utf-8", "ignore")
    return f"{number} {short}" if number % 3 else f"set {number % 2} @here/{short}{number}"


def built(folder: Path, found: Sequence[Case]) -> Path:
    """The index of the documents, by the real model; ``corpus`` stands beside it."""
    for case in found:
        file = folder / "corpus" / case.name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(case.data)
    build_index(folder / "corpus", folder / "index", load_encoder(), Silent())
    return folder / "index"


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer as it came; ``around`` says that it shows a quote in its context."""

    messages: tuple[Message, ...]
    around: bool = False


def answers(
    discord: StandIn, found: Sequence[Case], channels: Sequence[Channel]
) -> Iterator[Heard]:
    """What the bot says to each question, and to a press of the buttons of some answers."""
    for start in range(0, len(found), AT_ONCE // 2):
        batch = found[start : start + AT_ONCE // 2]
        heard = list(_asked(discord, batch, channels))
        yield from heard
        yield from _pressed(discord, heard[::PRESS_EVERY])


def rooms(count: int) -> list[Channel]:
    """Channels enough that none is asked faster than Discord lets a bot answer in it."""
    return [Channel(GENERAL.id + 100 + n, f"room-{n}", GUILD) for n in range(count)]


def _asked(discord: StandIn, batch: Sequence[Case], channels: Sequence[Channel]) -> Iterator[Heard]:
    waiting: list[Asked | Said] = []
    for number, case in enumerate(batch):
        channel, (typed, said) = channels[number % len(channels)], case.questions
        options: dict[str, str | bool] = {"question": typed, "private": number % 3 == 0}
        waiting.append(discord.slash("ask", options, channel=channel))
        waiting.append(discord.mention(said, channel=channel))
    for one in waiting:
        _messages(one)
    # What is told in several messages may not have come whole.
    time.sleep(PAUSE)
    yield from (Heard(_messages(one)) for one in waiting)


def _messages(one: Asked | Said) -> tuple[Message, ...]:
    wait = one.wait if isinstance(one, Asked) else one.replies
    return tuple(wait(60, quiet=0.02))


def _pressed(discord: StandIn, heard: Sequence[Heard]) -> Iterator[Heard]:
    for answer in heard:
        for message in answer.messages:
            for name, label in _labels(message.buttons).items():
                told = discord.click(message, label).wait(quiet=PAUSE / 2)
                yield Heard(tuple(told), around=name == "context")


def _labels(buttons: Iterable[Button]) -> dict[str, str]:
    """The labels of the buttons that show more of an answer, by what they do."""
    named = {(button.custom_id or "::").split(":")[1]: button.label for button in buttons}
    return {name: named[name] for name in ("more", "page", "context", "share") if name in named}


def judged(heard: Heard, documents: Sequence[Source]) -> Judged:
    """What is wrong with an answer, if anything."""
    messages = heard.messages
    broken = [fault for message in messages for fault in faults(message)]
    readable = all(_is_readable(message.text) for message in messages)
    quotes = list(quotes_of(messages)) if readable else []
    wrong = [q for q in quotes if not is_in_documents(q, documents, around=heard.around)]
    return Judged(
        messages=len(messages),
        cards=sum(bool(message.flags & COMPONENTS_V2) for message in messages),
        quotes=len(quotes),
        pings=tuple(ping for message in messages for ping in message.pings),
        broken=tuple(broken),
        unequal=tuple(" ".join(quote.quoted) for quote in wrong),
    )


def faults(message: Message) -> Iterator[str]:
    """What a reader would see of a message that is not meant, and what its buttons may not be."""
    if not _is_readable(message.text):
        yield f"a mark that is not ours: {message.text!r}"
        return
    for kind, words, _ in _lines_of(message.text):
        if kind != "> " and not is_in_order(words):
            yield f"fields out of order: {words!r}"
        if kind == "-# " and not words.strip():
            yield f"a line that is none: {words!r}"
    if _NEW_LINE.search(message.text):
        yield f"a line that ends elsewhere: {message.text!r}"
    yield from (f"button {button}" for button in message.buttons if not is_sound(button))


@cache
def _is_readable(text: str) -> bool:
    """Whether the strict model of Discord finds no marks in it but ours."""
    try:
        read(text)
    except AssertionError:
        return False
    return True


def is_sound(button: Button) -> bool:
    """Whether a button keeps Discord's limits, and leads to the web or to the bot alone."""
    labelled = bool(button.label.strip()) and len(button.label) <= LABEL
    if button.url is not None:
        web = button.url.startswith(("http://", "https://")) and len(button.url) <= LINK
        return labelled and web and button.custom_id is None
    name = button.custom_id or ""
    return labelled and name.startswith("pincite:") and len(name) <= CUSTOM_ID


@cache
def _lines_of(text: str) -> tuple[Line, ...]:
    """The lines of a message: the mark that opens each, its words as a user sees them, and those
    in bold. All of a code block counts as bold: it answers as a whole."""
    return tuple(_parted(iter(text.split("\n"))))


def _parted(lines: Iterator[str]) -> Iterator[Line]:
    for line in lines:
        if line.startswith("> ```"):
            yield from (("> ", words, (words,)) for words in read_code(line, lines))
            continue
        mark = next((mark for mark in ("> ", "-# ") if line.startswith(mark)), "")
        item = _ITEM.match(line)
        words, bold = read_line(line.removeprefix(item[0] if item else mark))
        number = item[1] if item and item[1] != "-" else ""
        yield mark, number + words, tuple(bold)


def is_in_order(line: str) -> bool:
    """Whether no field of a line turns the ones beside it round, as U+202E does unless closed."""
    fields = _SEPARATOR.split(line)
    turned = any(_turns(field, following) for field, following in pairwise(fields))
    return all(map(_is_closed, fields[:-1])) and not turned


def _is_closed(field: str) -> bool:
    """Whether each control of direction ends within the field (UAX #9, X5a to X7)."""
    stack: list[str] = []
    for character in field:
        if character in EMBEDDINGS + ISOLATES:
            stack.append(character)
        elif character == POP and stack and stack[-1] in EMBEDDINGS:
            stack.pop()
        elif character == POP_ISOLATE and any(one in ISOLATES for one in stack):
            while stack.pop() in EMBEDDINGS:
                pass
    return not stack


def _turns(field: str, following: str) -> bool:
    """Whether a field that ends from right to left would swallow the figures that follow."""
    last = [kind for kind in _kinds(field) if kind in ("L", "R", "AL")][-1:]
    first = [kind for kind in _kinds(following) if kind in ("L", "R", "AL", "EN", "AN")][:1]
    return last in (["R"], ["AL"]) and first not in ([], ["L"])


def _kinds(field: str) -> list[str]:
    """The directions of the characters outside isolates."""
    bare = re.sub("[\u2066-\u2068][^\u2066-\u2069]*\u2069", "", field)
    return [unicodedata.bidirectional(character) for character in bare]


def quotes_of(messages: Sequence[Message]) -> Iterator[Shown]:
    """The quotes of an answer, each with what stands below it."""
    lines = [line for message in messages for line in _lines_of(message.text)]
    at = 0
    while at < len(lines):
        end = _run(lines, at, "> ")
        if end == at:
            at += 1
            continue
        below = _run(lines, end, "-# ")
        quoted = tuple(words for _, words, _ in lines[at:end])
        bold = tuple(words for _, _, found in lines[at:end] for words in found)
        yield Shown(quoted, bold, " ".join(words for _, words, _ in lines[end:below]))
        at = below


def _run(lines: Sequence[Line], start: int, mark: str) -> int:
    end = start
    while end < len(lines) and lines[end][0] == mark:
        end += 1
    return end


def sources_of(searcher: Searcher) -> list[Source]:
    """The documents of an index."""
    return [_source(searcher, document) for document in searcher.documents()]


def _source(searcher: Searcher, document: Document) -> Source:
    passages = list(searcher.passages_in(document.id))
    blocks = {block for passage in passages for block in passage.blocks}
    headings = {BlockSpan(h.start, h.end, Label.HEADING) for h in document.headings}
    in_order = sorted(blocks | headings, key=lambda block: (block.start, block.end))

    def words(spans: Sequence[Span]) -> str:
        text, found, *_ = show(document.text, spans, in_order, markdown=is_markdown(document.id))
        # A bullet is drawn and no word of the document.
        return _bare("".join(text[b.start : b.end].lstrip().removeprefix(b.marker) for b in found))

    title = cut_at_word(document.metadata.title or document.id, LONGEST_FIELD)
    texts = words([(0, len(document.text))]), _bare(document.text)
    return Source(document.id, _named(title), texts, frozenset(map(words, _slices(passages))))


def _slices(passages: Sequence[Passage]) -> Iterator[list[Span]]:
    """What a quote and its context may be cut from: some sentences joined, the others each by
    itself."""
    sentences = sorted({span for passage in passages for span in passage.sentences})
    for first, last in combinations_with_replacement(range(len(sentences)), 2):
        joined = (sentences[first][0], sentences[last][1])
        yield [*sentences[:first], joined, *sentences[last + 1 :]]


def _in_order(pieces: Sequence[str], text: str) -> bool:
    at = 0
    for piece in pieces:
        at = text.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def is_in_documents(quote: Shown, sources: Sequence[Source], *, around: bool) -> bool:
    """Whether a quote stands, word for word, in the document that the lines below it name."""
    pieces = [_bare(piece) for line in quote.quoted for piece in line.split(GAP)]
    answers = [_bare(piece) for words in quote.bold for piece in words.split(GAP)]
    if not any(answers) or not _in_order(answers, _bare("".join(quote.quoted))):
        return False
    below = _BIDI.sub("", squeezed(quote.below))
    return any(source.has(pieces) and _is_named(source, below, around=around) for source in sources)


def _is_named(source: Source, below: str, *, around: bool) -> bool:
    """Whether the lines below a quote name the document; in context they also tell the place."""
    if not around:
        return below.startswith(source.name)
    places = _PLACE.finditer(below)
    return any(below[: match.start()].endswith(_named(source.id)) for match in places)


@cache
def _named(document: str) -> str:
    """A document's id or title as it is compared: what a line may add to it is no part of it."""
    return _BIDI.sub("", squeezed(document))


def _bare(text: str) -> str:
    """Without spaces and stars: what pairs with a star depends on where a slice ends; and without
    what stands between the cells of a row, which may each have a line."""
    return re.sub(r"[*·\u200b]", "", squeezed(text))


def total(found: Iterable[Judged]) -> Judged:
    """All of them as one."""
    every = list(found)
    return Judged(
        messages=sum(one.messages for one in every),
        cards=sum(one.cards for one in every),
        quotes=sum(one.quotes for one in every),
        pings=tuple(ping for one in every for ping in one.pings),
        broken=tuple(fault for one in every for fault in one.broken),
        unequal=tuple(quote for one in every for quote in one.unequal),
    )


def told(folder: Path, found: Sequence[Case]) -> tuple[Judged, tuple[str, ...]]:
    """What the real bot's answers to all the questions were, and its violations."""
    index, channels = built(folder, found), rooms(AT_ONCE // 2)
    documents = sources_of(Searcher.open(index))
    with StandIn(channels=channels) as discord:
        with started(discord, folder, served_from(discord, index, folder)):
            heard = answers(discord, found, channels)
            every = total(judged(one, documents) for one in heard)
        return every, tuple(discord.violations)
