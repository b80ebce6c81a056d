"""Questions asked while the network or Discord fails, and what became of each of them."""

import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import PUPPET, UNLIMITED, Process, started
from tests.standin import (
    BOT,
    GENERAL,
    Asked,
    CutAfter,
    CutBefore,
    Hang,
    Message,
    RateLimit,
    Said,
    ServerError,
    Slow,
    StandIn,
    Trouble,
    Unanswered,
    User,
)

PATIENCE = 120.0
"""Seconds after which a question without an answer is lost: discord.py tries for up to 25."""

GIVEN_UP = 62.0
"""Seconds after which discord.py has given a silent gateway up."""

LONGEST_END = 10.0
"""Seconds from a signal after which no process may live."""

HUNG = 1.0
"""Seconds that a handshake hangs before it is cut."""

QUIET = 1.5
"""Seconds in which a second answer would come: that of a second try."""

SOON = 1.0
"""Seconds from a command to its arrival after which the network has taken its time."""

MOST_FOLLOW_UPS = 5
"""Requests that follow an acknowledgement, those that are sent again among them."""

CUT = 0
"""Of an acknowledgement that got no answer, and of a second one."""

ANSWER = "It rains."
FAILURE = ENGLISH("failure")
PLAIN, SLOWLY, BROKEN = "what rises?", "what rises slowly?", "what is broken?"

# What the library received says exactly which questions reached the bot.
HEARING = """
import logging, time
class Hearing(logging.Handler):
    heard = open("heard", "a")
    def emit(self, record):
        event = record.args[1] if "WebSocket Event" in record.msg else {}
        if event.get("t") in ("MESSAGE_CREATE", "INTERACTION_CREATE"):
            print(event["d"]["id"], time.monotonic(), file=self.heard, flush=True)
gateway = logging.getLogger("discord.gateway")
gateway.setLevel(logging.DEBUG)
gateway.propagate = False
gateway.addHandler(Hearing())
"""
# So that a round does not wait for what never comes.
SHORT_SILENCE = "import bot.chat.process as process; process.LONGEST_SILENCE = 4.0\n"
SCRIPT = HEARING + SHORT_SILENCE + PUPPET.replace("time.sleep(1)", "time.sleep(2)")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, who asks nothing else; no ``act`` where Discord had nobody to tell."""

    act: Said | Asked | None
    user: User
    words: str
    round: str

    @property
    def id(self) -> int:
        """Its number at Discord, 0 if it has none."""
        if isinstance(self.act, Asked):
            return self.act.interaction.id
        return self.act.id if self.act else 0

    @property
    def kind(self) -> str:
        """How it was asked, and what."""
        ways = {Asked: "command", Said: "message"}
        return f"{ways.get(type(self.act), 'nothing')} {self.words!r}"


class World:
    """A Discord with a bot in a process of its own, and all that was asked there."""

    def __init__(self, discord: StandIn, process: Process, folder: Path) -> None:
        self.discord = discord
        self.questions: list[Question] = []
        self.round = ""
        self._process = process
        self._heard = folder / "heard"

    @property
    def log(self) -> str:
        """What the bot logged."""
        return self._process.log

    def ask(self, way: "Way", words: str = PLAIN) -> None:
        """Somebody new asks."""
        user = User(910_000_000_000_000_000 + len(self.questions), f"r{len(self.questions)}")
        act = None
        # With no session at all there is nobody whom Discord could tell of a command.
        with suppress(LookupError):
            act = way(self.discord, words, user)
        self.questions.append(Question(act, user, words, self.round))

    def play(self, name: str, steps: Iterable["Step"]) -> list[Question]:
        """Take the steps and wait until every question of theirs was settled."""
        self.round, before = name, len(self.questions)
        for step in steps:
            step(self)
        asked = self.questions[before:]
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline and not all(map(self._is_settled, asked)):
            time.sleep(0.1)
        self.discord.stop_failing()
        return asked

    def told(self, question: Question) -> list[Message]:
        """What the bot said to its asker."""
        discord = self.discord
        said = discord.messages(GENERAL) + discord.messages(discord.direct_messages(question.user))
        by_bot = (one for one in said if one.author == BOT and not one.loading)
        return [one for one in by_bot if _is_for(one, question)]

    def fate(self, question: Question) -> str:
        """What became of a question."""
        told = self.told(question)
        if any(ANSWER in message.text for message in told):
            return "answered"
        if told:
            return "told of failure"
        return "lost" if self._arrived(question) else "never delivered"

    def is_doubled(self, question: Question) -> bool:
        """Whether the same was said to its asker twice."""
        said = Counter(ANSWER in message.text for message in self.told(question))
        # What follows a command has no nonce: it may tell twice of a failure.
        return said[True] > 1 or (said[False] > 1 and isinstance(question.act, Said))

    def arrivals(self) -> dict[int, float]:
        """When each event came to the bot first, by its number."""
        heard: dict[int, float] = {}
        lines = self._heard.read_text().splitlines() if self._heard.exists() else []
        for number, moment in (line.split() for line in lines):
            heard.setdefault(int(number), float(moment))
        return heard

    def is_well(self) -> bool:
        """Whether the bot lives and answers a plain question in every way."""
        with suppress(TimeoutError, RuntimeError):
            self.discord.wait_until_ready(PATIENCE, alive=self._process.alive)
            asked = self.play("the end", [_asks(way) for way in WAYS])
            return all(self.fate(one) == "answered" for one in asked)
        return False

    def outlives(self, last: "Step") -> bool:
        """Whether the bot still lives ten seconds after a signal in the midst of the last step."""
        self.round = "the end of the process"
        last(self)
        return self._process.end(signal.SIGTERM, LONGEST_END) is None

    def violations(self) -> list[str]:
        """What the bot did wrong, without what the network made it do."""
        late, twice = self._excuses()
        left = {
            " was not acknowledged within ": late,
            " was acknowledged twice": twice,
            # Whether an acknowledgement arrived shows in what follows.
            " was followed up before it was acknowledged": late * MOST_FOLLOW_UPS,
        }
        found = []
        for violation in self.discord.violations:
            reason = next((words for words in left if words in violation), "")
            left[reason] = left.get(reason, 0) - 1
            if left[reason] < 0:
                found.append(violation)
        return found

    def counts(self, questions: Sequence[Question]) -> Counter[str]:
        """How many there were, and of each fate."""
        fates = Counter(map(self.fate, questions))
        doubled = sum(map(self.is_doubled, questions))
        return fates + Counter({"questions": len(questions), "twice": doubled})

    def _is_settled(self, question: Question) -> bool:
        if self.told(question):
            return True
        return self.discord.listens() and not self._arrived(question)

    def _arrived(self, question: Question) -> bool:
        """Whether it came to the bot, or is on its way to a session that listens."""
        if question.act is None:
            return False
        return question.id in self.arrivals() or self.discord.is_told(question.act)

    def _excuses(self) -> tuple[int, int]:
        """Commands that no bot acknowledges in time, and second tries to after a trouble."""
        heard, tries = self.arrivals(), self._tries()
        acts = [one.act for one in self.questions if isinstance(one.act, Asked)]
        late = twice = 0
        for each in (act.interaction for act in acts):
            met = tries.get(each.id, [])
            delayed = heard.get(each.id, float("inf")) - each.created > SOON
            late += each.expired and (delayed or any(_is_trouble(status) for status in met))
            twice += max(0, len(met) - 1)
        return late, twice

    def _tries(self) -> dict[int, list[int]]:
        """The statuses that the acknowledgements of each command got."""
        tries: dict[int, list[int]] = {}
        for request in self.discord.requests:
            match request.path.split("/"):
                case ["", "interactions", number, _, "callback"]:
                    tries.setdefault(int(number), []).append(request.status)
        return tries


Step = Callable[[World], None]
Way = Callable[[StandIn, str, User], Said | Asked]


def _is_for(message: Message, question: Question) -> bool:
    privately = message.channel.recipient == question.user
    return privately or question.id in (message.reference, message.interaction)


def _is_trouble(status: int) -> bool:
    return status in (CUT, 429) or status >= 500


@contextmanager
def world(folder: Path, *, refused: int = 0) -> Iterator[World]:
    """A world whose gateway refuses the bot so often at first."""
    folder.mkdir(exist_ok=True)
    with StandIn(heartbeat=1.0) as discord:
        discord.refuse_connects(refused)
        with started(discord, folder, {**discord.environment(), **UNLIMITED}, SCRIPT) as process:
            yield World(discord, process, folder)


def _slash(discord: StandIn, words: str, user: User) -> Asked:
    return discord.slash("ask", {"question": words}, user=user)


def _mention(discord: StandIn, words: str, user: User) -> Said:
    return discord.mention(words, user=user)


def _direct(discord: StandIn, words: str, user: User) -> Said:
    return discord.direct_message(words, user=user)


WAYS: tuple[Way, ...] = (_slash, _mention, _direct)
SENT = (
    ("POST", "/callback"),
    ("PATCH", "/@original"),
    ("POST", "/messages"),
    ("POST", "/webhooks/"),
)
"""An acknowledgement, the answer to a command, a reply, and what follows a command."""
TYPING = ("POST", "/typing")


def _asks(way: Way, words: str = PLAIN) -> Step:
    return lambda world: world.ask(way, words)


def _pause(seconds: float) -> Step:
    return lambda _: time.sleep(seconds)


def _met(trouble: Trouble, *requests: tuple[str, str]) -> Step:
    """The next request of each kind meets it."""

    def strike(world: World) -> None:
        for method, path in requests or SENT:
            world.discord.fail(trouble, method=method, path_contains=path)

    return strike


def _on(act: Callable[[StandIn], None]) -> Step:
    return lambda world: act(world.discord)


def _refuse(discord: StandIn) -> None:
    discord.refuse_connects()
    discord.drop()


def _hang(at: Hang) -> Step:
    """The connection is cut, and the next one hangs for a while."""

    def strike(world: World) -> None:
        _hang_for_good(at)(world)
        time.sleep(HUNG)
        world.discord.drop()

    return strike


def _hang_for_good(at: Hang, times: int = 1) -> Step:
    """The connection is cut, and the next ones hang; returns when one does, if any is opened."""

    def strike(world: World) -> None:
        hung, deadline = world.discord.connects_hung, time.monotonic() + PATIENCE
        world.discord.hang_connects(at, times)
        world.discord.drop()
        while world.discord.connects_hung == hung and time.monotonic() < deadline:
            time.sleep(0.05)

    return strike


def _ask_the_deaf(world: World) -> None:
    """Questions to a Discord that does what it is asked and answers nothing any more."""
    world.discord.fail(Unanswered(), times=1_000)
    for way in WAYS:
        world.ask(way)


def _repeat(world: World) -> None:
    """What was asked last in each way comes once more."""
    for question in world.questions[-len(WAYS) :]:
        if question.act is not None:
            with suppress(LookupError):
                world.discord.repeat(question.act)


def _answer_slowly(world: World) -> None:
    world.ask(WAYS[len(world.questions) % len(WAYS)], SLOWLY)


FAULTS: dict[str, Step] = {
    "429": _met(RateLimit(0.6)),
    "429 everywhere": _met(RateLimit(0.6, everywhere=True)),
    "500": _met(ServerError(500)),
    "502": _met(ServerError(502, html=False)),
    "503": _met(ServerError(503)),
    "504": _met(ServerError(504)),
    "cut before": _met(CutBefore()),
    "cut after": _met(CutAfter()),
    "slow": _met(Slow(1.5)),
    "late": _met(Slow(1.6), *SENT, *SENT),
    "everything late": _on(lambda discord: discord.fail(Slow(1.6), times=12)),
    "too late": _met(Slow(4.5)),
    "done, never answered": _met(Unanswered()),
    "never answered": _met(Unanswered(carried_out=False)),
    "typing fails": _met(ServerError(500), TYPING, TYPING),
    "dropped": _on(StandIn.drop),
    "dropped in a message": _on(lambda discord: discord.drop_during("MESSAGE_CREATE")),
    "dropped in a command": _on(lambda discord: discord.drop_during("INTERACTION_CREATE")),
    "told to reconnect": _on(StandIn.send_reconnect),
    "told to resume": _on(lambda discord: discord.invalidate_sessions(resumable=True)),
    "session over": _on(StandIn.invalidate_sessions),
    "reconnect refused": _on(_refuse),
    "hung connect": _hang(Hang.UPGRADE),
    "hung greeting": _hang(Hang.HELLO),
    "hung sign-in": _hang(Hang.READY),
    "silence": _on(lambda discord: discord.fall_silent(1.5)),
    "repeated": _repeat,
    "slow answer": _answer_slowly,
}


ENDINGS: dict[str, Step] = {
    "at rest": _pause(0.0),
    "hung connect": _hang_for_good(Hang.UPGRADE, 1_000),
    "hung greeting": _hang_for_good(Hang.HELLO, 1_000),
    "hung sign-in": _hang_for_good(Hang.READY, 1_000),
    "no answers": _ask_the_deaf,
    "slow answer": _answer_slowly,
}
"""In the midst of what a process is ended."""


def round_of(*faults: str) -> list[Step]:
    """Questions in every way before the faults and after them."""
    asked = [_asks(way) for way in WAYS]
    return [*asked, *(FAULTS[name] for name in faults), *asked]


def long_silence() -> list[Step]:
    """A gateway that neither speaks nor acknowledges until the library gives it up."""
    silent = _on(lambda discord: discord.fall_silent(3600))
    return [*round_of(), silent, *round_of(), _pause(GIVEN_UP)]


def random_steps(chance: random.Random) -> list[Step]:
    """Questions and faults as they come, with pauses."""
    steps = [_asks(chance.choice(WAYS))]
    for _ in range(chance.randint(6, 12)):
        if chance.random() < 0.4:
            steps.append(_random_fault(chance))
        else:
            words = chance.choice((PLAIN, PLAIN, PLAIN, PLAIN, SLOWLY, BROKEN))
            steps.append(_asks(chance.choice(WAYS), words))
        steps.append(_pause(chance.choice((0.0, 0.05, 0.3))))
    return [*steps, *(_asks(way) for way in WAYS)]


def _random_fault(chance: random.Random) -> Step:
    return FAULTS[chance.choice(list(FAULTS))]
