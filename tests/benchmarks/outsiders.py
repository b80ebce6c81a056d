"""Whether what outsiders get depends on private sets: a thousand questions, asked of two corpora.

    python tests/benchmarks/outsiders.py [--questions N] [--seed N]

Both have the shipped documents as public ones. The private sets of one are a line each; those of
the other are larger than all that is public and as like it as can be: copies, its words in other
company, its names misspelt, its abbreviations with another meaning, and other languages. The
replies are the bot's own, as a card and as plain text, compared byte for byte.
"""

import argparse
import asyncio
import json
import os
import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
os.environ["HF_HUB_OFFLINE"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

from bot.chat.answering.place import Origin
from bot.chat.answering.queue import QuestionQueue
from bot.chat.answering.responder import Reply, Responder
from bot.chat.render.cards import Card
from bot.chat.render.components import layout
from bot.chat.state.worker import StateWorker
from bot.config import load_config
from bot.service.engine import Engine
from bot.service.live_index import LiveIndex
from bot.service.metrics import Metrics
from index import build_index
from index.answering.refusal import THRESHOLD
from index.encoding.choose import load_encoder
from tests.benchmarks.typos import slipped
from tests.conftest import ROOT, Silent

OUTSIDER = Origin(guild=1, channel=2, parent=0, person=3, roles=(), private=False, locale="en-GB")
PRIVATE = ("aaa-board", "kept", "zzz-staff")
"""The first, one in the middle and the last in the order of the paths."""

QUIET = {"note.md": "The members met on a Monday.\n"}
OTHER_LANGUAGES = (
    "Der Vorstand der Kinderhilfe hat im Frühjahr beschlossen, dass die Mitglieder der Stadt für "
    "das neue Haus zahlen, und die Leitung wurde für zwei Jahre gewählt. Leeds wurde besucht.",
    "Le conseil a décidé que les membres de la ville paient pour la nouvelle maison, et la "
    "direction a été élue pour deux ans. Les enfants de Leeds ont été reçus au printemps.",
)
OPENINGS = ("What is {}?", "who {}", "When was {}?", "How many {}?", "Why {}?", "{}", '"{}"')


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    public = public_texts()
    hostile = {name: hostile_texts(list(public.values()), chance) for name in PRIVATE}
    questions = list(questions_about(public, hostile, wanted.questions, chance))
    with tempfile.TemporaryDirectory() as scratch:
        first, second = (
            replies(Path(scratch, kind), public, private, questions)
            for kind, private in (("quiet", dict.fromkeys(PRIVATE, QUIET)), ("hostile", hostile))
        )
    different = [q for q, a, b in zip(questions, first, second, strict=True) if a != b]
    print(f"{len(questions)} questions, {len(different)} answered differently")
    for question in different[:10]:
        print(f"  {question}")


def public_texts() -> dict[str, str]:
    """The shipped documents, half of them in folders."""
    folders = ("", "", "reports/", "zebra/")
    paths = sorted((ROOT / "corpus").glob("*.md"))
    return {
        f"{folders[number % len(folders)]}{path.name}": path.read_text("utf-8")
        for number, path in enumerate(paths)
    }


def hostile_texts(public: list[str], chance: random.Random) -> dict[str, str]:
    """A private set that is as like the public documents as can be."""
    texts = {f"copy-{number}.md": text for number, text in enumerate(public)}
    sentences = [s for text in public for s in re.split(r"(?<=[.!?])\s+", text) if len(s) > 40]
    for number in range(12):
        mixed = [shuffled(sentence, chance) for sentence in chance.sample(sentences, 60)]
        texts[f"mixed-{number}.md"] = "# Timeline\n\n" + "\n\n".join(mixed)
    words = sorted({word for text in public for word in re.findall(r"[^\W\d_]{4,}", text)})
    texts["slips.md"] = "\n\n".join(
        f"They met {slipped(word, chance).title()} and {slipped(word, chance)} there."
        for word in words
    )
    shorts = sorted({short for text in public for short in re.findall(r"\b[A-Z]{3,5}\b", text)})
    texts["short.md"] = "\n\n".join(
        " ".join(f"{letter}{letter.lower()}ord" for letter in short) + f" ({short}) was named."
        for short in shorts
    )
    for number, text in enumerate(OTHER_LANGUAGES):
        texts[f"other-{number}.md"] = "\n\n".join(f"# {n}\n\n{text}" for n in range(40))
    return texts


def shuffled(sentence: str, chance: random.Random) -> str:
    words = sentence.split()
    chance.shuffle(words)
    return f"{' '.join(words).capitalize()}."


def questions_about(
    public: dict[str, str], hostile: dict[str, dict[str, str]], count: int, chance: random.Random
) -> Iterator[str]:
    """Words of the public documents, and now and then of the private ones, with and without
    slips."""
    own = [text.split() for text in public.values()]
    others = [text.split() for texts in hostile.values() for text in texts.values()]
    for _ in range(count):
        words = chance.choice(others if chance.random() < 0.15 else own)
        at = chance.randrange(max(1, len(words) - 9))
        asked = [word.strip("#*|.,;:()[]") for word in words[at : at + chance.randrange(2, 10)]]
        if chance.random() < 0.4:
            asked = [
                slipped(w, chance) if len(w) > 4 and chance.random() < 0.3 else w for w in asked
            ]
        yield chance.choice(OPENINGS).format(" ".join(filter(None, asked)) or "Leeds")


def replies(
    folder: Path, public: dict[str, str], private: dict[str, dict[str, str]], questions: list[str]
) -> list[str]:
    """What an outsider is shown of each question, by a bot with this corpus."""
    hidden = {
        f"{name}/{path}": text for name, texts in private.items() for path, text in texts.items()
    }
    for path, text in (public | hidden).items():
        file = folder / "corpus" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    report = build_index(folder / "corpus", folder / "index", load_encoder(), Silent())
    print(f"{folder.name}: {report.documents} documents, {report.passages} passages", flush=True)
    names = json.dumps(list(PRIVATE))
    (folder / "pincite.toml").write_text(f"[discord]\nprivate_sets = {names}\n", "utf-8")
    return asyncio.run(asked_of(folder, questions))


async def asked_of(folder: Path, questions: list[str]) -> list[str]:
    config = load_config({}, folder, index=folder / "index", state=folder / "state")
    engine = Engine(LiveIndex(folder / "index"), THRESHOLD)
    queue, state = QuestionQueue(engine.answers), StateWorker(folder / "state")
    responder = Responder(engine, queue, state, Metrics(), config)
    try:
        await responder.read_rules()
        assert not responder.visible_sets(OUTSIDER).intersection(PRIVATE)
        return [shown(await responder.answer(OUTSIDER, question)) for question in questions]
    finally:
        await queue.finish(1, 0)
        state.close()


def shown(reply: Reply) -> str:
    """All that is sent, as JSON, but for the number of the answer in the ids of buttons: numbers
    go on from the time at which the state began."""
    bodies = [
        layout(body).to_components() if isinstance(body, Card) else body for body in reply.bodies
    ]
    sent = json.dumps([bodies, list(reply.plain_texts()), reply.private])
    return re.sub(r"(pincite:\w+:)\d+", r"\1", sent)


if __name__ == "__main__":
    main()
