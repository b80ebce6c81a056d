"""A signal ends the bot within ten seconds, whatever hangs, and in order as far as that goes."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.chat.ending import BY_FORCE
from bot.chat.render.translations import ENGLISH
from bot.service.build_process import COMMAND
from tests.chat.bot_process import PUPPET, SETTINGS, Process
from tests.standin import CAROL, GENERAL, Asked, Hang, Said, StandIn, Unanswered

LIMIT = 10.0
"""Seconds that the promise names."""

SIGNALS = (signal.SIGTERM, signal.SIGINT)
FOR_EVER = 1_000_000

STUCK = PUPPET.replace("time.sleep(1)", "time.sleep(600)")
"""A bot whose answer to some questions takes minutes, in the thread of the questions."""

BLOCKED = PUPPET.replace('return "2026-01-02"', "time.sleep(600)")
"""A bot whose event loop hangs with the first answer."""

MUTE = PUPPET.replace(
    "run_bot(",
    """
class Blocked(logging.Handler):
    def emit(self, record):
        if "end" in record.getMessage():
            time.sleep(600)
logging.getLogger().addHandler(Blocked())
run_bot(""",
).replace("time.sleep(1)", "time.sleep(600)")
"""A stuck bot whose log takes nothing any more once the end has come."""

BUILDING = f"""
import bot.service.rebuilder as rebuilder
rebuilder.COMMAND = "import time; print('{{}}', flush=True); time.sleep(600)"
{PUPPET}"""
"""A bot whose rebuild never ends."""


ENDLESS = """
def endless(*_, **__):
    import time
    print("begun", flush=True)
    time.sleep(600)
"""
"""In place of reading the settings, with which a build begins."""


@dataclass
class Scene:
    """A Discord and a bot, in the midst of something."""

    discord: StandIn
    process: Process
    folder: Path


@contextmanager
def scene(folder: Path, script: str) -> Iterator[Scene]:
    folder.mkdir(parents=True, exist_ok=True)
    with StandIn(heartbeat=1.0) as discord:
        process = Process(folder, discord.environment(), code=script)
        try:
            discord.wait_until_ready(alive=process.alive)
            yield Scene(discord, process, folder)
        finally:
            process.stop(signal.SIGKILL)


Act = Callable[[Scene], None]


def wait(look: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not look():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def codes(folder: Path, script: str, act: Act) -> list[int | None]:
    """The exit codes after each signal, ``None`` where the bot still lived; both at once."""

    def code(number: signal.Signals) -> int | None:
        with scene(folder / number.name, script) as played:
            act(played)
            return played.process.end(number, LIMIT)

    with ThreadPoolExecutor(len(SIGNALS)) as pool:
        return list(pool.map(code, SIGNALS))


def slash(played: Scene, words: str = "what rises?") -> Asked:
    return played.discord.slash("ask", {"question": words})


@pytest.mark.parametrize("lose", [StandIn.drop, StandIn.invalidate_sessions])
@pytest.mark.parametrize("at", Hang)
def test_it_ends_while_a_connection_or_a_session_that_was_lost_is_opened_anew(
    tmp_path: Path, at: Hang, lose: Callable[[StandIn], None]
) -> None:
    def act(played: Scene) -> None:
        played.discord.hang_connects(at, FOR_EVER)
        lose(played.discord)
        wait(lambda: played.discord.connects_hung)

    assert codes(tmp_path, PUPPET, act) == [0, 0]


def codes_at_start(
    folder: Path, hinder: Callable[[StandIn], None], met: Callable[[StandIn], int]
) -> list[int | None]:
    """The exit codes after each signal to a bot whose start is hindered, once that is so."""

    def code(number: signal.Signals) -> int | None:
        own = folder / number.name
        own.mkdir()
        with StandIn() as discord:
            hinder(discord)
            process = Process(own, discord.environment(), code=PUPPET)
            try:
                wait(lambda: met(discord))
                return process.end(number, LIMIT)
            finally:
                process.stop(signal.SIGKILL)

    return [code(number) for number in SIGNALS]


@pytest.mark.parametrize("at", Hang)
def test_it_ends_while_its_first_connection_hangs(tmp_path: Path, at: Hang) -> None:
    def hang(discord: StandIn) -> None:
        discord.hang_connects(at, FOR_EVER)

    assert codes_at_start(tmp_path, hang, lambda discord: discord.connects_hung) == [0, 0]


def test_it_ends_while_the_gateway_is_silent(tmp_path: Path) -> None:
    assert codes(tmp_path, PUPPET, lambda played: played.discord.fall_silent(600)) == [0, 0]


@pytest.mark.parametrize("path", ["/users/@me", "/commands", "/gateway/bot"])
def test_it_ends_while_a_request_at_its_start_has_no_answer(tmp_path: Path, path: str) -> None:
    def fail(discord: StandIn) -> None:
        discord.fail(Unanswered(), path_contains=path, times=FOR_EVER)

    assert codes_at_start(tmp_path, fail, lambda discord: discord.troubles_met) == [0, 0]


@pytest.mark.parametrize("path", ["/callback", "/@original", "/messages", "/typing", ""])
def test_it_ends_while_a_request_for_a_question_has_no_answer(tmp_path: Path, path: str) -> None:
    def act(played: Scene) -> None:
        played.discord.fail(Unanswered(), path_contains=path, times=FOR_EVER)
        slash(played)
        played.discord.mention("what rises?")
        wait(lambda: played.discord.troubles_met)

    assert codes(tmp_path, PUPPET, act) == [0, 0]


def told(played: Scene, question: Asked | Said) -> str:
    """What the bot said to an asker when it ended."""
    messages = played.discord.messages(GENERAL)
    asked = question.interaction.id if isinstance(question, Asked) else question.id
    by_bot = [m for m in messages if asked in (m.reference, m.interaction) and not m.loading]
    return "".join(message.text for message in by_bot)


@pytest.mark.parametrize("number", SIGNALS)
def test_who_waits_for_a_stuck_answer_is_told_and_the_process_ends(
    tmp_path: Path, number: signal.Signals
) -> None:
    with scene(tmp_path, STUCK) as played:
        asked = [slash(played, "what rises slowly?")]
        asked[0].acknowledged()
        time.sleep(0.3)
        asked.append(slash(played, "what rises next?"))
        said = played.discord.mention("what rises then?")
        asked[1].acknowledged()
        wait(lambda: GENERAL in played.discord.typings)
        assert played.process.end(number, LIMIT) == BY_FORCE
        assert [told(played, one) for one in (*asked, said)] == [ENGLISH("ending")] * 3
        assert "ask_0" in played.process.log
        assert not (tmp_path / "state" / "state.sqlite-wal").exists()
        assert played.discord.violations == []


def test_it_ends_while_its_event_loop_hangs(tmp_path: Path) -> None:
    def act(played: Scene) -> None:
        slash(played).acknowledged()
        time.sleep(0.3)

    assert codes(tmp_path, BLOCKED, act) == [BY_FORCE, BY_FORCE]


def test_it_ends_while_nothing_can_be_logged(tmp_path: Path) -> None:
    def act(played: Scene) -> None:
        slash(played, "what rises slowly?").acknowledged()
        time.sleep(0.3)

    assert codes(tmp_path, MUTE, act) == [BY_FORCE, BY_FORCE]


@pytest.mark.parametrize("number", SIGNALS)
def test_it_answers_and_ends_while_its_state_is_locked(
    tmp_path: Path, number: signal.Signals
) -> None:
    with scene(tmp_path, PUPPET) as played:
        wait((tmp_path / "state" / "state.backup.sqlite").exists)
        other = sqlite3.connect(tmp_path / "state" / "state.sqlite")
        try:
            other.execute("BEGIN EXCLUSIVE")
            asked = [slash(played) for _ in range(5)]
            for one in asked:
                one.acknowledged()
            assert played.process.end(number, LIMIT) is not None
            assert all("It rains." in told(played, one) for one in asked)
        finally:
            other.close()


@pytest.mark.parametrize("number", SIGNALS)
def test_a_rebuild_ends_with_it(tmp_path: Path, number: signal.Signals) -> None:
    with scene(tmp_path, BUILDING) as played:
        played.discord.slash("index rebuild", user=CAROL).acknowledged()
        wait(lambda: played.process.children)
        [child] = played.process.children
        assert played.process.end(number, LIMIT) == 0
        wait(lambda: not lives(child))


def test_a_build_ends_with_a_bot_that_was_killed(tmp_path: Path) -> None:
    patch = "import bot.service.build_process as build; build.load_config = endless"
    script = f"{ENDLESS}\n{patch}\n{COMMAND}"
    words = ["--publish", "report", "corpus", "index", "encoder"]
    environment = {**os.environ, **SETTINGS}
    build = subprocess.Popen(
        [sys.executable, "-c", script, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=tmp_path,
        env=environment,
    )
    with build:
        assert build.stdin is not None
        assert build.stdout is not None
        assert build.stdout.readline() == b"begun\n"
        assert build.poll() is None
        build.stdin.close()
        assert build.wait(60) != 0


def lives(pid: int) -> bool:
    """Whether a process lives and is no mere entry of one that ended."""
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False


@pytest.mark.parametrize("second", SIGNALS)
def test_a_second_signal_neither_breaks_the_end_nor_cuts_what_is_in_hand(
    tmp_path: Path, second: signal.Signals
) -> None:
    with scene(tmp_path, PUPPET) as played:
        asked = slash(played, "what rises slowly?")
        asked.acknowledged()
        time.sleep(0.2)
        played.process.send(signal.SIGINT)
        assert played.process.end(second, LIMIT) == 0
        assert "It rains." in asked.wait()[0].text
        assert "Traceback" not in played.process.log


def test_a_second_signal_does_not_put_the_end_off(tmp_path: Path) -> None:
    with scene(tmp_path, STUCK) as played:
        slash(played, "what rises slowly?").acknowledged()
        began = time.monotonic()
        for _ in range(5):
            played.process.send(signal.SIGTERM)
            time.sleep(0.5)
        left = LIMIT - (time.monotonic() - began)
        assert played.process.end(signal.SIGINT, left) == BY_FORCE
