"""Damages to a published index, each told by its seed, and what a reader makes of them.

All are done in place, to the file that a running process has open. An older ``CURRENT`` is not
among them: it names an older generation that is whole, as after ``pincite rollback``.
"""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.service.live_index import LiveIndex
from index import Answer, Quote, Searcher, answer, build_index
from index.errors import UnusableIndex
from index.storage.generation import ROWS, TOKENS, open_generation
from index.storage.index_folder import CURRENT, MANIFEST
from index.storage.rows import Rows
from index.text.views import GAP, shown
from tests.conftest import Silent, WordEncoder

SUBJECTS = "roses beans trains ferries wells bees bread clocks bridges owls".split()
QUESTIONS = (
    "When are roses looked after?",
    "What do trains cost a month?",
    "Who pays for the bees?",
)
OLD, NEW = "gen-000001", "gen-000002"

SAME, OTHER, REFUSED, WRONG = "same", "another ranking", "refused", "wrong"
"""What became of an answer; the name of an exception stands for one that no reader should see."""


@dataclass(frozen=True, slots=True)
class Good:
    """An index of two editions of ten documents, what it answers, and what it may quote."""

    corpus: Path
    index: Path
    answers: tuple[Answer, ...]
    sections: dict[str, tuple[str, ...]]
    """By the passages' ids."""


def make_good(folder: Path) -> Good:
    """The corpus and its index, both below the folder."""
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir()
    for number, subject in enumerate(SUBJECTS):
        (corpus / f"{subject}.md").write_text(_text(subject, number), "utf-8")
    build_index(corpus, index, WordEncoder(), Silent())
    roses = corpus / "roses.md"
    roses.write_text(roses.read_text("utf-8").replace("March", "April"), "utf-8")
    build_index(corpus, index, WordEncoder(), Silent())
    rows = Rows(index / NEW / ROWS, open_generation(index).manifest.salt)
    sections = {passage.id: passage.section for passage, _, _ in rows.all_passages()}
    rows.close()
    return Good(corpus, index, answers_of(Searcher.open(index, WordEncoder())), sections)


def _text(subject: str, number: int) -> str:
    return (
        f"---\ntitle: On {subject}\nauthor: Ada {subject.title()}\ndate: 2024-05-01\n---\n"
        f"# On {subject}\n\n## Care\n\nThe {subject} are looked after in March. "
        f"They need {number + 3} visits a year.\n\n"
        f"## Costs\n\nKeeping {subject} costs {number + 11} crowns a month. "
        f"The parish pays for the {subject}.\n"
    )


def answers_of(searcher: Searcher) -> tuple[Answer, ...]:
    """The answers to all questions."""
    return tuple(answer(searcher, question, threshold=0) for question in QUESTIONS)


def is_true(quote: Quote, good: Good) -> bool:
    """Whether a quote stands in its document, and its citation says where."""
    cited = quote.citation
    text = (good.corpus / cited.document).read_text("utf-8")
    subject = cited.document.removesuffix(".md")
    section = good.sections.get(quote.passage, ("no such passage",))
    return (
        quote.text == GAP.join(shown(text[start:end]) for start, end in cited.spans)
        and (cited.title, cited.author) == (f"On {subject}", f"Ada {subject.title()}")
        and cited.section == tuple(name for name in section if name != cited.title)
    )


@dataclass(frozen=True, slots=True)
class Damage:
    """What is done to a file of the index, or to two of them."""

    kind: str
    file: str
    other: str
    seed: int

    @property
    def files(self) -> tuple[str, ...]:
        """Those that are written into, or removed."""
        return (self.file, self.other) if self.kind == "swapped" else (self.file,)

    def do(self, index: Path) -> list[str]:
        """Do it; the files in which a byte is another now."""
        before = {name: (index / name).read_bytes() for name in self.files}
        KINDS[self.kind](index / self.file, index / self.other, random.Random(self.seed))
        return [name for name, data in before.items() if _read(index / name) != data]


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _write(path: Path, data: bytes) -> None:
    with path.open("r+b") as file:
        file.write(data)
        file.truncate()


def _flip(path: Path, _: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes())
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    _write(path, data)


def _zero(path: Path, _: Path, chance: random.Random) -> None:
    data, page = path.read_bytes(), chance.choice((512, 64, 4))
    start = chance.randrange(len(data)) // page * page
    end = min(start + page, len(data))
    _write(path, data[:start] + bytes(end - start) + data[end:])


def _cut(path: Path, _: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    _write(path, data[: chance.randrange(len(data))])


def _remove(path: Path, _: Path, chance: random.Random) -> None:
    path.unlink()


def _swap(path: Path, other: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    _write(path, other.read_bytes())
    _write(other, data)


def _replace(path: Path, other: Path, chance: random.Random) -> None:
    _write(path, other.read_bytes())


def _append(path: Path, _: Path, chance: random.Random) -> None:
    data = path.read_bytes()
    _write(path, data + chance.choice((data, b"\n", b"\0", chance.randbytes(512))))


KINDS: dict[str, Callable[[Path, Path, random.Random], None]] = {
    "one bit flipped": _flip,
    "a page zeroed": _zero,
    "cut short": _cut,
    "missing": _remove,
    "swapped": _swap,
    "an older file": _replace,
    "appended to": _append,
}


def damages(index: Path, count: int, seed: int = 1) -> Iterator[Damage]:
    """So many damages, of all kinds alike; those two that one who asks once does not compare
    with their hashes, and ``CURRENT``, more often than the others."""
    chance = random.Random(seed)
    files = [CURRENT, f"{NEW}/{MANIFEST}", *_files(index)]
    often = [f"{NEW}/{ROWS}", f"{NEW}/{TOKENS}", CURRENT] * 3
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        file = chance.choice(files + often)
        while kind == "an older file" and file == CURRENT:
            file = chance.choice(files + often)
        other = chance.choice([name for name in files if name != file])
        other = _older(file) if kind == "an older file" else other
        yield Damage(kind, file, other, chance.getrandbits(32))


def _files(index: Path) -> list[str]:
    return [f"{NEW}/{name}" for name in open_generation(index).manifest.files]


def _older(file: str) -> str:
    """The same file of the older generation."""
    return file.replace(NEW, OLD)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What readers made of a damage: one that asks once, one that verifies, one that had the
    index open when it was done."""

    changed: bool
    once: str
    verified: str
    running: str
    unnamed: tuple[str, ...]
    """Changed files that nobody is told of."""


def verdict_of(damage: Damage, good: Good, copy: Path) -> Verdict:
    """Do a damage to a copy of the good index under a process that has it open."""
    shutil.copytree(good.index, copy)
    encoder = WordEncoder()
    live = LiveIndex(copy, encoder)
    changed = damage.do(copy)
    return Verdict(
        changed=bool(changed),
        once=_outcome(lambda: Searcher.open(copy, encoder), good),
        verified=_outcome(lambda: Searcher.open(copy, encoder, verify=True), good),
        running=_outcome(lambda: _renewed(live), good),
        unnamed=_unnamed(changed, copy),
    )


def _unnamed(changed: list[str], index: Path) -> tuple[str, ...]:
    """Those of the changed files that ``pincite doctor`` has no word about. When ``CURRENT`` or
    the manifest is gone, nothing is known of the files behind them."""
    messages = _damage_messages(index)
    roots = [name for name in changed if name in (CURRENT, f"{NEW}/{MANIFEST}")]
    unnamed = tuple(name for name in roots or changed if not _is_named(name, index, messages))
    return unnamed if len(unnamed) == len(roots) or not roots else ()


def _is_named(name: str, index: Path, messages: str) -> bool:
    return (CURRENT if name == CURRENT else str(index / name)) in messages


def _renewed(live: LiveIndex) -> Searcher:
    live.refresh()
    return live.searcher()


def _damage_messages(index: Path) -> str:
    """All that is said of an index that is not whole."""
    try:
        return "; ".join(open_generation(index).damages())
    except UnusableIndex as error:
        return str(error)
    except Exception as error:  # the verdict's other parts say so
        return type(error).__name__


def _outcome(opened: Callable[[], Searcher], good: Good) -> str:
    try:
        found = answers_of(opened())
    except UnusableIndex:
        return REFUSED
    except Exception as error:  # no reader should see one, so it is told apart from a refusal
        return type(error).__name__
    if found == good.answers:
        return SAME
    true = all(is_true(quote, good) for one in found for quote in one.quotes)
    return OTHER if true else WRONG
