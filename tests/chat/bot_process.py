"""The bot as a process of its own, and what its tests let it answer from."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.chat.forked_bot import COMMAND, ForkedBot
from tests.conftest import ROOT
from tests.standin import StandIn

ROSES = "Roses are pruned in March, before the buds open."


HOSTILE = "The gate code is *7_7* @everyone, see [the list](https://evil.example) or <@1> ||here||."


PLANTS = {
    "rose": "Roses are pruned in March",
    "bean": "Beans are sown in May",
    "leek": "Leeks are lifted in November",
    "plum": "Plums are picked in August",
    "kale": "Kale is cut in January",
}
ABOUT_PLANTS = "When is work done in the kitchen garden?"


OFF_TOPIC = "Which bank issues green mortgages in Portugal?"


SETTINGS = {
    "PYTHONPATH": str(ROOT),
    "PYTHONUTF8": "1",
    # Shared among two busy processors the sums of one question take 9 s instead of 0.2 s.
    "OPENBLAS_NUM_THREADS": "1",
}


UNLIMITED = {"PINCITE_DISCORD__PER_PERSON": "0", "PINCITE_DISCORD__PER_CHANNEL": "0"}
"""Whoever asks may ask a lot."""


PUPPET = """
import logging, os, sys, time
from pathlib import Path
from bot.chat import run_bot
from bot.config import load_config
from bot.service.logs import set_up_logging
from index import Answer, Citation, Outcome, Quote
from index.errors import UsageError

LONG = "".join(f"Sentence number {n} says that the river rises. " for n in range(120))

class Puppet:
    def answers(self, batch):
        for asked in batch:
            try:
                yield self.answer(asked.question)
            except Exception as error:
                yield error

    def answer(self, question):
        if "slowly" in question:
            time.sleep(1)
        if "broken" in question:
            raise RuntimeError(question)
        if "unfit" in question:
            raise UsageError("the question is unfit; ask **another**")
        text = LONG.strip() if "length" in question else "It rains."
        citation = Citation("a.md", *[None] * 6, (), None, ((0, 9),), "0" * 64)
        quote = Quote(1, text, (0, 9), (0, 9), 1.0, "a.md:0-9", citation)
        return Answer(question, Outcome.ANSWERED, 1.0, 0.5, (), (), "gen-000001", (quote,))

    def sets(self):
        return ("",)

    def build_date(self):
        return "2026-01-02"

    def generation(self):
        return "gen-000001"

    def index_id(self):
        return "gen-000001", "salt"

set_up_logging("text", os.environ["DISCORD_TOKEN"])
logging.getLogger().setLevel(logging.DEBUG)
run_bot(load_config(os.environ, Path.cwd(), state="state"), Puppet())
"""


class Process:
    """A bot in a process of its own; what it logs goes to a file.

    It runs a command of Python, or is a fork that runs code.
    """

    def __init__(
        self,
        folder: Path,
        environment: dict[str, str],
        *command: str,
        code: str = "",
        python: str | Path = sys.executable,
    ) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PINCITE_", "DISCORD_"))}
        environment = {**kept, **SETTINGS, **environment}
        self._log = folder / "log"
        self._process = (
            ForkedBot(code, environment, folder, self._log)
            if code
            else _popen((str(python), *command), environment, folder, self._log)
        )

    def alive(self) -> bool:
        return self._process.poll() is None

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    @property
    def memory(self) -> int:
        """Bytes that it holds in memory; on Linux alone."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
        return int(line.split()[1]) * 1024

    def wait_for(self, words: str) -> None:
        """Until it logs them; fails after two minutes."""
        end = time.monotonic() + 120
        while words not in self.log:
            assert time.monotonic() < end, self.log
            time.sleep(0.05)

    def ended(self) -> int:
        """Its exit code, once it ends of its own; fails after two minutes."""
        return self._process.wait(120)

    def end(self, number: signal.Signals, within: float) -> int | None:
        """Its exit code, after a signal; ``None`` if it still lives after so many seconds."""
        self._process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(within)
        return None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal and do not wait."""
        self._process.send_signal(number)

    @property
    def children(self) -> list[int]:
        """The processes that it started and that still live; on Linux alone."""
        pid = self._process.pid
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Its exit code, after a signal."""
        self._process.send_signal(number)
        try:
            return self._process.wait(120)
        finally:
            self._process.kill()
            self._process.wait()


def _popen(
    command: Sequence[str], environment: dict[str, str], folder: Path, log: Path
) -> "subprocess.Popen[bytes]":
    with log.open("wb") as file:
        return subprocess.Popen(command, env=environment, cwd=folder, stdout=file, stderr=file)


def served_from(discord: StandIn, index: Path, folder: Path) -> dict[str, str]:
    """The environment of a bot that answers from an index, to one who asks a lot."""
    return {
        **discord.environment(),
        "PINCITE_INDEX": str(index),
        "PINCITE_STATE": str(folder / "state"),
        **UNLIMITED,
    }


def discord_settings(**settings: object) -> dict[str, str]:
    """Settings of the table ``[discord]``, as the environment has them."""
    return {f"PINCITE_DISCORD__{name.upper()}": str(value) for name, value in settings.items()}


@contextmanager
def started(
    discord: StandIn, folder: Path, environment: dict[str, str], script: str = ""
) -> Iterator[Process]:
    """A fork of a bot that is ready, until the block ends: the real one, or that of a script."""
    process = Process(folder, environment, code=script or COMMAND)
    try:
        discord.wait_until_ready(alive=process.alive)
        yield process
    finally:
        process.stop()


@contextmanager
def running(
    discord: StandIn, folder: Path, environment: dict[str, str], script: str = ""
) -> Iterator[Process]:
    """The same; in the end nothing may have happened that Discord refuses."""
    with started(discord, folder, environment, script) as process:
        yield process
    assert discord.violations == []
