"""Fifty people ask two hundred questions in ten channels within ten seconds.

    python tests/benchmarks/load.py [QUESTIONS] [SECONDS]

The real bot answers from the shipped corpus against the stand-in; times are those that the
stand-in saw, from the command to its acknowledgement and to its answer.
"""

import argparse
import statistics
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.cli.opening import progress_bars
from bot.config import load_config
from bot.service.builds import build_and_publish
from tests.chat.bot_process import served_from, started
from tests.conftest import ROOT
from tests.standin import GENERAL, Message, StandIn
from tests.standin.handles import Asked
from tests.standin.people import GUILD, Channel, User

PEOPLE, CHANNELS = 50, 10
SETTLING = 1.0
"""Seconds for what might still come once every question is answered."""

KNOWN = {
    "Who followed Nigel Richardson?": "Steve Walker",
    "How much was spent a year on agency staff?": "£7 million",
    "When did the Queen launch Child Friendly Leeds?": "July 2012",
    "Which council did Leeds support from October 2017?": "Kirklees",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="?", type=int, default=200)
    parser.add_argument("seconds", nargs="?", type=float, default=10.0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        config = load_config({}, ROOT, index=Path(scratch, "index"))
        with build_and_publish(config, progress_bars()):
            pass
        for name, value in measured(Path(scratch), wanted.questions, wanted.seconds):
            print(f"{name:34} {value}")


def measured(folder: Path, questions: int, seconds: float) -> list[tuple[str, str]]:
    channels = [Channel(GENERAL.id + 100 + n, f"room-{n}", GUILD) for n in range(CHANNELS)]
    with StandIn(channels=channels) as discord:
        environment = served_from(discord, folder / "index", folder)
        began = time.monotonic()
        with started(discord, folder, environment) as process:
            ready = time.monotonic() - began
            asked = asked_by_many(discord, channels, questions, seconds)
            return [
                ("from its start to ready", f"{ready:.2f} s"),
                *figures(discord, asked),
                ("memory in the end", f"{process.memory / 1e6:.0f} MB"),
            ]


def asked_by_many(
    discord: StandIn, channels: list[Channel], questions: int, seconds: float
) -> list[Asked]:
    people = [User(910_000_000_000_000_000 + n, f"reader-{n}") for n in range(PEOPLE)]
    began, asked = time.monotonic(), []
    for number in range(questions):
        time.sleep(max(0.0, began + number * seconds / questions - time.monotonic()))
        question = spaced(list(KNOWN)[number % len(KNOWN)], number // len(KNOWN))
        person, channel = people[number % PEOPLE], channels[number % CHANNELS]
        asked.append(discord.slash("ask", {"question": question}, user=person, channel=channel))
    for one in asked:
        one.wait(120, quiet=0.0)
    time.sleep(SETTLING)
    return asked


def spaced(question: str, number: int) -> str:
    """The question with some of its spaces doubled, so that none is one that was just answered."""
    first, *words = question.split()
    return first + "".join(f"{' ' * (1 + (number >> n & 1))}{w}" for n, w in enumerate(words))


def figures(discord: StandIn, asked: list[Asked]) -> list[tuple[str, str]]:
    at = {r.path.split("/")[3]: r.at for r in discord.requests if r.path.endswith("/@original")}
    ends = [at[one.interaction.token] for one in asked]
    took = sorted(end - one.interaction.created for end, one in zip(ends, asked, strict=True))
    by_person: dict[int, list[float]] = {}
    for one, end in zip(asked, ends, strict=True):
        by_person.setdefault(one.interaction.user.id, []).append(end)
    in_order = all(a <= b for times in by_person.values() for a, b in pairwise(times))
    acknowledged = [one.acknowledged_after or 99.0 for one in asked]
    answers = [one.wait(quiet=0.0) for one in asked]
    return [
        ("questions", f"{len(asked)}"),
        ("acknowledged within 3 s", f"{sum(seconds < 3 for seconds in acknowledged)}"),
        ("slowest acknowledgement", f"{max(acknowledged) * 1000:.0f} ms"),
        ("answered right", f"{sum(map(is_right, asked, answers))}"),
        ("answered twice", f"{sum(len(messages) > 1 for messages in answers)}"),
        ("each person's in order", "yes" if in_order else "NO"),
        ("answer, median", f"{statistics.median(took) * 1000:.0f} ms"),
        ("answer, 99th of 100", f"{took[int(len(took) * 0.99) - 1] * 1000:.0f} ms"),
        ("violations", f"{len(discord.violations)}"),
    ]


def is_right(one: Asked, messages: list[Message]) -> bool:
    question = str(one.interaction.data["options"][0]["value"])
    known = KNOWN[" ".join(question.split())]
    return any(known in message.text for message in messages)


if __name__ == "__main__":
    main()
