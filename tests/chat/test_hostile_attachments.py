"""Files that are made to do harm: each is refused in a sentence, and the bot goes on answering."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.service.process_limits import MOST_MEMORY
from index.reading.corpus import corpus_files
from tests.chat.attached import attached, files_in, labels, offered, pressed, quoted, waiting
from tests.chat.bot_process import Process
from tests.chat.hostile_attachments import NAMES, TITLES, WORDS, Hostile, refused, titled
from tests.chat.owners import PUBLIC, bot_on
from tests.standin import CAROL, StandIn

HASTY = """
import sys
import bot.service.downloads as downloads
import bot.service.file_checks as checks
downloads.MOST_SECONDS = 3.0
checks.MOST_SECONDS = 40
from bot.__main__ import main
sys.argv[1:] = ["bot"]
main()
"""
"""The bot with less patience than it has, so that the test need not have it."""

MEGABYTE = 1_000_000
FEW = 12


@contextmanager
def watched(process: Process) -> Iterator[list[int]]:
    """The most memory that a process of the bot's holds meanwhile, in bytes."""
    most, is_over = [0], threading.Event()

    def watch() -> None:
        while not is_over.wait(0.05):
            for child in process.children:
                with suppress(OSError, IndexError, ValueError):
                    status = Path(f"/proc/{child}/status").read_text()
                    [line] = [line for line in status.splitlines() if line.startswith("VmRSS:")]
                    most[0] = max(most[0], int(line.split()[1]) * 1024)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        is_over.set()
        thread.join()


def chosen(cases: list[Hostile], count: int) -> list[Hostile]:
    """So many of the cases, of all kinds."""
    return cases[:: max(1, len(cases) // count)][:count]


@pytest.mark.parametrize("count", [FEW, pytest.param(1_000, marks=pytest.mark.slow)])
def test_no_hostile_file_comes_into_the_corpus(folder: Path, count: int) -> None:
    with StandIn() as discord, StandIn() as other, bot_on(folder, discord, HASTY) as process:
        before, memory = files_in(folder / "corpus"), process.memory
        address = f"http://127.0.0.1:{other.port}"
        with watched(process) as most:
            for number, case in enumerate(chosen(list(refused(address)), count)):
                began = time.monotonic()
                message = offered(discord, case.file)
                seconds = time.monotonic() - began
                print(f"{case.title!r}: {seconds:.1f} s, {most[0] / 1e6:.0f} MB: {message.text!r}")
                assert message.text.startswith("Not taken: "), case.title
                assert case.said in message.text, case.title
                assert "\n" not in message.text
                assert message.pings == ()
                assert message.buttons == []
                assert waiting(folder) == []
                if number % 5 == 0:
                    assert PUBLIC in quoted(discord, "When does the library open?")
        assert files_in(folder / "corpus") == before
        assert other.requests == []
        assert most[0] < MOST_MEMORY
        assert process.memory - memory < 200 * MEGABYTE


def test_the_bot_answers_while_a_hostile_file_is_read(folder: Path) -> None:
    [bomb] = [case.file for case in refused("") if case.title == "a PDF bomb"]
    with StandIn() as discord, bot_on(folder, discord, HASTY):
        asked = discord.slash("sources add", {"file": bomb}, user=CAROL)
        assert PUBLIC in quoted(discord, "When does the library open?")
        assert asked.wait(quiet=0.5)[-1].text.startswith("Not taken: ")


def test_a_hostile_name_becomes_one_that_a_corpus_may_hold(folder: Path) -> None:
    corpus = folder / "corpus"
    with StandIn() as discord, bot_on(folder, discord):
        for name in NAMES:
            card = offered(discord, attached(name, WORDS))
            assert labels(card) == ["Add", "Cancel"], (name, card.text)
            assert card.pings == ()
            assert "@everyone" not in card.text
            [kept] = waiting(folder)
            assert kept[0] not in ".~ ", name
            assert not set(kept) & set('/\\\0\n\u202e<>:"|?*'), name
            assert len(kept.encode()) <= 100, name
            pressed(discord, card, "Cancel")
        card = offered(discord, attached(NAMES[0], WORDS))
        pressed(discord, card, "Add")
        added = [path for path in corpus_files(corpus) if path.parent.name == "added"]
        assert [path.relative_to(corpus).as_posix() for path in added] == [
            "added/etc-cron.d-roses.md"
        ]


def test_a_hostile_title_is_shown_as_it_is_and_pings_nobody(folder: Path) -> None:
    with StandIn() as discord, bot_on(folder, discord):
        for title in TITLES:
            card = offered(discord, titled(title))
            assert labels(card) == ["Add", "Cancel"], title
            done = pressed(discord, card, "Cancel")
            assert card.pings == done.pings == ()
            assert "](http" not in card.text.replace("\\]", "")
            assert "||" not in card.text.replace("\\|", "")
