"""Tries to learn what only a private channel says, and the same by those who may read it.

Five kinds, each made of acts that a test repeats: questions by the words that only the channel has,
completions and lists, buttons and forged ids, sharing and comparing, other servers and a channel
whose rights change. A leak is a word of the channel, or its name, in anything that is sent. Nothing
is random.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle, islice
from pathlib import Path

from bot.chat.render.translations import ENGLISH
from tests.chat.channel_rooms import (
    ADULTS,
    BARRED,
    CELLAR,
    FOR_STAFF,
    GREEN,
    INSIDER,
    OFFICE,
    OUTSIDER,
    ROOMS,
    SQUARE,
    STRANGER,
    VIEW,
    bot_in,
    furnish,
    keep,
    person,
    set_of,
)
from tests.chat.owners import ABOUT_PUBLIC
from tests.conftest import Build
from tests.standin import ALICE, Application, Asked, Channel, Message, StandIn, User

SECRETS = 25
"""Facts that only the private channel has."""

THINGS = "ledger lantern compass anvil saddle trumpet barrel kettle ladder mirror".split()
PLACES = "boiler chimney cistern gallery pantry rafters stable turret vault well".split()

FORGED = ("more:{}:0", "context:{}:1", "show:{}", "share:{}", "good:{}", "solve:{}")

LINK = f"/{CELLAR.id}/"
"""Stands in each citation of the channel's messages."""


@dataclass(frozen=True, slots=True)
class Secret:
    """What was said in the private channel: the question by its words, and its one word."""

    question: str
    sentence: str
    word: str


def secrets() -> list[Secret]:
    """The facts, each with a word of its own."""
    found = []
    for number in range(SECRETS):
        thing, place = THINGS[number % 10], PLACES[number // 10 + number % 7]
        word = f"quagga{number}x"
        whose = f"the {thing} number {number}"
        found.append(
            Secret(
                f"Which password opens {whose} behind the {place}?",
                f"The password {word} opens {whose} behind the {place}.",
                word,
            )
        )
    return found


Try = Callable[[Secret], str]
"""Does something with a secret and returns all that is sent in answer to it."""


@dataclass(slots=True)
class Counted:
    """What came of the tries of a kind: how many, those that leaked, and how many of the same acts
    by people who may read the channel found what they looked for, of how many."""

    tries: int = 0
    leaks: list[str] = field(default_factory=list)
    found: int = 0
    looked: int = 0


class Town:
    """The bot and the people, with all that a try does."""

    def __init__(self, discord: StandIn) -> None:
        self.discord = discord
        self._inside: dict[str, Message] = {}
        self._outside = self._last(self._ask(ABOUT_PUBLIC, OUTSIDER, SQUARE))

    # What people do.

    def _ask(self, question: str, user: User, channel: Channel, *, private: bool = False) -> Asked:
        options = {"question": question, "private": private}
        return self.discord.slash("ask", options, user=user, channel=channel)

    def _last(self, asked: Asked) -> Message:
        return asked.wait()[-1]

    def _said(self, asked: Asked) -> str:
        return sent(asked.wait())

    def asks(self, user: User, channel: Channel, *, private: bool = False) -> Try:
        """Asks by the command."""
        return lambda secret: self._said(self._ask(secret.question, user, channel, private=private))

    def mentions(self, user: User, channel: Channel) -> Try:
        """Asks by a mention, in words of the answer."""
        return lambda secret: sent(
            self.discord.mention(secret.question, user=user, channel=channel).replies()
        )

    def asks_in_thread(self, user: User, parent: Channel) -> Try:
        """Asks in a new thread of a channel."""

        def act(secret: Secret) -> str:
            thread = self.discord.open_thread("a thread", user=user, parent=parent)
            return self._said(self._ask(secret.question, user, thread))

        return act

    def asks_source(self, user: User, channel: Channel, *, private: bool = False) -> Try:
        """Asks one document, named as a completion would name it."""

        def act(secret: Secret) -> str:
            document = f"{set_of(CELLAR)}/{secret.word}.md"
            options = {"question": secret.question, "private": private, "source": document}
            return self._said(self.discord.slash("ask", options, user=user, channel=channel))

        return act

    def completes(self, user: User, channel: Channel, *, private: bool = False) -> Try:
        """Types the beginning of a document's title."""

        def act(secret: Secret) -> str:
            typed = {"question": "Which?", "private": private, "source": secret.word[:-1]}
            return str(
                self.discord.autocomplete(
                    "ask", typed, focused="source", user=user, channel=channel
                ).choices()
            )

        return act

    def completes_set(self, user: User) -> Try:
        """Types the name of the channel's set into a command of owners."""

        def act(_: Secret) -> str:
            typed = {"set": "channel-c", "private": True}
            return str(
                self.discord.autocomplete(
                    "settings mark", typed, focused="set", user=user, channel=SQUARE
                ).choices()
            )

        return act

    def lists(self, user: User, channel: Channel) -> Try:
        """Looks for a document in the list of all."""

        def act(secret: Secret) -> str:
            found = {"find": secret.word[:-1]}
            asked = self.discord.slash("sources list", found, user=user, channel=channel)
            return self._said(asked)

        return act

    def shows_settings(self, user: User) -> Try:
        """Looks at the rules that hold."""
        return lambda _: self._said(
            self.discord.slash("settings show", {}, user=user, channel=SQUARE)
        )

    def _answer_inside(self, secret: Secret) -> Message:
        if secret.word not in self._inside:
            self._inside[secret.word] = self._last(self._ask(secret.question, INSIDER, CELLAR))
        return self._inside[secret.word]

    def forges(self, user: User, action: str) -> Try:
        """Uses a button of an answer given inside, on a message outside."""

        def act(secret: Secret) -> str:
            number = number_of(self._answer_inside(secret))
            id = f"pincite:{action.format(number)}"
            return self._said(self.discord.use_id(self._outside, id, user=user))

        return act

    def presses_inside(self, user: User) -> Try:
        """Uses the button of an answer where it was given."""
        return lambda secret: self._said(
            self.discord.click(self._answer_inside(secret), "In context", user=user)
        )

    def presses_after_loss(self, user: User) -> Try:
        """Has a private answer, loses the role, and uses its button."""

        def act(secret: Secret) -> str:
            answer = self._last(self._ask(secret.question, user, SQUARE, private=True))
            return self._said(
                self.discord.click(answer, "In context", user=replace(user, roles=()))
            )

        return act

    def shares(self, user: User) -> Try:
        """Shares a private answer with a channel where not everybody may read it."""

        def act(secret: Secret) -> str:
            answer = self._last(self._ask(secret.question, user, SQUARE, private=True))
            before = {message.id for message in self.discord.messages(SQUARE)}
            said = self._said(self.discord.click(answer, "Share", user=user))
            new = [m for m in self.discord.messages(SQUARE) if m.id not in before]
            return said + sent(m for m in new if not m.ephemeral)

        return act

    def compares(self, user: User, channel: Channel) -> Try:
        """Asks whether the channel's very words are quoted right."""
        return lambda secret: self._menu("check_menu", secret, user, channel)

    def finds(self, user: User, channel: Channel) -> Try:
        """Asks where the channel's very words come from."""
        return lambda secret: self._menu("find_menu", secret, user, channel)

    def _menu(self, name: str, secret: Secret, user: User, channel: Channel) -> str:
        said = self.discord.say(secret.sentence, user=user, channel=channel)
        # The words are asked for: what must not be told is where they stand.
        return self._said(self.discord.menu(ENGLISH(name), said, user=user)).replace(
            secret.word, ""
        )

    def writes_directly(self, user: User) -> Try:
        """Asks in direct messages."""
        return lambda secret: sent(
            self.discord.direct_message(secret.question, user=user).replies()
        )

    def asks_directly(self, user: User) -> Try:
        """Asks by the command in direct messages."""
        return lambda secret: self.asks(user, self.discord.direct_messages(user), private=True)(
            secret
        )

    def asks_after_closing(self, user: User, *, private: bool) -> Try:
        """Asks after the channel was open for a moment."""

        def act(secret: Secret) -> str:
            self.discord.change(CELLAR, denied=0)
            self.discord.change(CELLAR, denied=VIEW, overwrites=FOR_STAFF)
            return self.asks(user, SQUARE, private=private)(secret)

        return act

    def asks_while_open(self, user: User) -> Try:
        """Asks while the channel is open to everybody."""

        def act(secret: Secret) -> str:
            self.discord.change(CELLAR, denied=0)
            try:
                return self.asks(user, SQUARE)(secret)
            finally:
                self.discord.change(CELLAR, denied=VIEW, overwrites=FOR_STAFF)

        return act


def kinds(town: Town) -> dict[str, tuple[Sequence[Try], Sequence[Try]]]:
    """For each kind the tries of who may not read the channel, and the same of who may."""
    barred = person(ALICE, BARRED)
    outsiders = (OUTSIDER, barred)
    return {
        "asking elsewhere": (
            [
                *(town.asks(user, SQUARE, private=p) for user in outsiders for p in (False, True)),
                town.asks(INSIDER, SQUARE),
                town.asks(INSIDER, OFFICE),
                town.asks(OUTSIDER, ADULTS),
                town.mentions(INSIDER, SQUARE),
                town.mentions(OUTSIDER, SQUARE),
                town.asks_in_thread(INSIDER, SQUARE),
                town.asks_source(OUTSIDER, SQUARE, private=True),
                town.asks_source(INSIDER, SQUARE),
            ],
            [
                town.asks(INSIDER, CELLAR),
                town.asks(INSIDER, SQUARE, private=True),
                town.mentions(INSIDER, CELLAR),
                town.asks_in_thread(INSIDER, CELLAR),
                town.asks_source(INSIDER, SQUARE, private=True),
            ],
        ),
        "completions, lists": (
            [
                *(town.completes(user, SQUARE, private=True) for user in outsiders),
                town.completes(INSIDER, SQUARE),
                town.completes_set(STRANGER),
                *(town.lists(user, SQUARE) for user in outsiders),
                town.lists(ALICE, GREEN),
                town.shows_settings(STRANGER),
            ],
            [
                town.completes(INSIDER, SQUARE, private=True),
                town.completes(INSIDER, CELLAR),
                town.lists(INSIDER, SQUARE),
            ],
        ),
        "buttons, forged ids": (
            [
                *(town.forges(OUTSIDER, action) for action in FORGED),
                town.forges(barred, "show:{}"),
                town.forges(INSIDER, "context:{}:1"),
                town.forges(INSIDER, "share:{}"),
                town.presses_after_loss(INSIDER),
            ],
            [town.presses_inside(INSIDER), town.forges(INSIDER, "show:{}")],
        ),
        "share, find, verify": (
            [
                town.shares(INSIDER),
                town.compares(OUTSIDER, SQUARE),
                town.compares(ALICE, GREEN),
                town.finds(OUTSIDER, SQUARE),
                town.finds(barred, SQUARE),
            ],
            [town.compares(INSIDER, SQUARE), town.finds(INSIDER, SQUARE)],
        ),
        "elsewhere, changes": (
            [
                town.asks(ALICE, GREEN),
                town.asks(ALICE, GREEN, private=True),
                town.writes_directly(INSIDER),
                town.asks_directly(INSIDER),
                town.asks_after_closing(OUTSIDER, private=False),
                town.asks_after_closing(OUTSIDER, private=True),
                town.asks_after_closing(INSIDER, private=False),
            ],
            [town.asks_while_open(OUTSIDER)],
        ),
    }


def told(folder: Path, build: Build, count: int) -> tuple[dict[str, Counted], list[str]]:
    """What came of so many tries of each kind, and what broke a rule of Discord or was logged."""
    all_secrets = secrets()
    furnish(folder / "corpus")
    keep(folder / "corpus", CELLAR, {secret.word: secret.sentence for secret in all_secrets})
    build(folder / "corpus", folder / "index")
    application = Application(user_install=True)
    with (
        StandIn(channels=ROOMS, application=application) as discord,
        bot_in(folder, discord, owners=STRANGER.id) as process,
    ):
        town = Town(discord)
        counted = {
            name: _counted(tries, the_same, all_secrets, count)
            for name, (tries, the_same) in kinds(town).items()
        }
        logged = [f"logged: {secret.word}" for secret in all_secrets if secret.word in process.log]
        return counted, [*discord.violations, *logged]


def _counted(
    tries: Sequence[Try], the_same: Sequence[Try], all_secrets: Sequence[Secret], count: int
) -> Counted:
    result = Counted()
    for act, secret in islice(_paired(tries, all_secrets), count):
        result.tries += 1
        if leaked := leak_in(act(secret), secret):
            result.leaks.append(leaked)
    for act, secret in islice(_paired(the_same, all_secrets), max(count // 5, len(the_same))):
        result.looked += 1
        text = act(secret)
        result.found += secret.word in text or LINK in text
    return result


def _paired(tries: Sequence[Try], all_secrets: Sequence[Secret]) -> Iterator[tuple[Try, Secret]]:
    """Each try in turn with another secret, without end."""
    for number, secret in enumerate(cycle(all_secrets)):
        yield tries[number % len(tries)], secret


def leak_in(text: str, secret: Secret) -> str:
    """What of the channel a text gives away; empty if nothing."""
    words = re.findall(r"quagga\d+x", text)
    names = [name for name in (LINK, f"-{CELLAR.id}", "#cellar") if name in text]
    return f"{secret.word}: {(words or names)[0]} in {text[:200]!r}" if words or names else ""


def sent(messages: "Iterator[Message] | Sequence[Message]") -> str:
    """All that is sent in messages: words, and what stands behind buttons."""
    return "\n".join(f"{message.text} {message.components}" for message in messages)


def number_of(message: Message) -> int:
    """The number of an answer, as its buttons have it."""
    return int(re.findall(r"pincite:good:(\d+)", str(message.components))[0])
