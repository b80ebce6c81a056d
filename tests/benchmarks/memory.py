"""The bot's memory after one thousand questions and after ten thousand.

    python tests/benchmarks/memory.py [QUESTIONS]

The real bot answers from the shipped corpus against the stand-in; memory is what Linux calls RSS.
"""

import argparse
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from bot.cli.opening import progress_bars
from bot.config import load_config
from bot.service.builds import build_and_publish
from tests.benchmarks.load import KNOWN
from tests.chat.bot_process import Process, served_from, started
from tests.conftest import ROOT
from tests.standin import GENERAL, StandIn
from tests.standin.people import GUILD, Channel, User

PEOPLE, CHANNELS, AT_ONCE = 400, 80, 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="?", type=int, default=10_000)
    wanted = parser.parse_args().questions
    channels = [Channel(GENERAL.id + 100 + n, f"room-{n}", GUILD) for n in range(CHANNELS)]
    with tempfile.TemporaryDirectory() as scratch, StandIn(channels=channels) as discord:
        config = load_config({}, ROOT, index=Path(scratch, "index"))
        with build_and_publish(config, progress_bars()):
            pass
        environment = served_from(discord, config.index, Path(scratch))
        with started(discord, Path(scratch), environment) as process:
            ask_and_tell(discord, process, channels, wanted)


def ask_and_tell(
    discord: StandIn, process: Process, channels: list[Channel], questions: int
) -> None:
    people = [User(910_000_000_000_000_000 + n, f"reader-{n}") for n in range(PEOPLE)]
    for first in range(0, questions, AT_ONCE):
        asked = [
            discord.slash(
                "ask",
                {"question": f"{list(KNOWN)[n % len(KNOWN)]} ({n})"},
                user=people[n % PEOPLE],
                channel=channels[n % CHANNELS],
            )
            for n in range(first, first + AT_ONCE)
        ]
        for one in asked:
            one.wait(60, quiet=0.0)
        if (first + AT_ONCE) % (questions // 10) == 0:
            print(f"{first + AT_ONCE:8,} questions {process.memory / 1e6:8.1f} MB", flush=True)


if __name__ == "__main__":
    main()
