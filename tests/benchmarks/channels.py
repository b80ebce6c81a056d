"""Messages of five channels while people ask: ``python tests/benchmarks/channels.py``.

Some are there before the channels are added, the others are written, edited and deleted while the
bot answers. In the end every message that stands is compared with the index, and nothing else may
be in it.
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from index import build_index
from index.encoding.choose import load_encoder
from index.encoding.models import DEFAULT_NAME
from index.storage.generation import ROWS, open_generation
from index.storage.rows import Rows
from tests.chat.bot_process import Process
from tests.chat.owners import PUBLIC, bot_on, write
from tests.conftest import Silent
from tests.standin import (
    ALICE,
    BOB,
    CAROL,
    CHANNELS,
    FORUM,
    GENERAL,
    GUILD,
    HELP,
    MESSAGE_CONTENT,
    Asked,
    Channel,
    Room,
    Said,
    StandIn,
    User,
)

NEWS = Channel(GENERAL.id + 60, "news", GUILD, kind=Room.NEWS)
RULES = Channel(GENERAL.id + 61, "rules", GUILD)
KEPT = (GENERAL, HELP, NEWS, RULES, FORUM)
PEOPLE = (ALICE, BOB, CAROL, *(User(900_000_000_000_000_500 + n, f"person{n}") for n in range(5)))

PLACES = "cellar attic yard hall kitchen garden tower stable barn office".split()
THINGS = "lamp ladder bucket rope hammer kettle basket saw mirror clock".split()

_SPEAKER = re.compile(r"## .* \{#\d+\}")


class Talk:
    """What people write, and what stands of it."""

    def __init__(self, discord: StandIn, chance: random.Random) -> None:
        self._discord = discord
        self._chance = chance
        self._number = 0
        self._posts: list[Channel] = []
        self.standing: list[Said] = []
        self.counts: Counter[str] = Counter()

    def sentence(self) -> str:
        self._number += 1
        thing, place = self._chance.choice(THINGS), self._chance.choice(PLACES)
        return f"The {thing} with the number {self._number} hangs in the {place}."

    def write(self) -> None:
        """A message in one of the channels; in the forum a post, or a reply to one."""
        channel, user = self._chance.choice(KEPT), self._chance.choice(PEOPLE)
        self.counts["written"] += 1
        if channel is not FORUM:
            self.standing.append(self._discord.say(self.sentence(), user=user, channel=channel))
        elif self._posts and self._chance.random() < 0.8:
            post = self._chance.choice(self._posts)
            self.standing.append(self._discord.say(self.sentence(), user=user, channel=post))
        else:
            title = f"Where is the {self._chance.choice(THINGS)}?"
            said = self._discord.post(title, self.sentence(), user=user)
            self._posts.append(said.message.channel)
            self.standing.append(said)

    def edit(self) -> None:
        place = self._chance.randrange(len(self.standing))
        self.standing[place] = self._discord.edit(self.standing[place], self.sentence())
        self.counts["edited"] += 1

    def delete(self) -> None:
        gone = self.standing.pop(self._chance.randrange(len(self.standing)))
        self._discord.delete(gone)
        self.counts["deleted"] += 1

    def delete_together(self) -> None:
        channel = self._chance.choice((GENERAL, HELP, RULES))
        here = [said for said in self.standing if said.message.channel.id == channel.id]
        gone = here[-12:-8]
        if len(gone) > 1:
            self.standing = [said for said in self.standing if said not in gone]
            self._discord.delete(*gone)
            self.counts["deleted"] += len(gone)

    def change(self) -> None:
        """Something of all this."""
        acts = (self.write, self.edit, self.delete, self.delete_together)
        [act] = self._chance.choices(acts, (70, 20, 9, 1))
        act()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("messages", nargs="?", type=int, default=2_000)
    wanted = parser.parse_args().messages
    channels = (*CHANNELS, NEWS, RULES, FORUM)
    with (
        tempfile.TemporaryDirectory() as scratch,
        StandIn(channels=channels, privileged_intents=MESSAGE_CONTENT) as discord,
    ):
        folder = Path(scratch)
        write(folder / "corpus", "public/hours.txt", PUBLIC)
        build_index(folder / "corpus", folder / "index", load_encoder(DEFAULT_NAME), Silent())
        settings = {"message_content": "true", "channel_pause": 20}
        with bot_on(folder, discord, **settings) as process:
            failed = run(discord, folder, process, wanted)
    sys.exit(1 if failed else 0)


def run(discord: StandIn, folder: Path, process: Process, wanted: int) -> int:
    """All of it, printed line by line; how many messages or questions went wrong."""
    talk = Talk(discord, random.Random(7))
    began = time.monotonic()
    while talk.counts["written"] < wanted // 2:
        talk.write()
    added = [add(discord, channel) for channel in KEPT]
    asked = list(changed_while_asking(discord, talk, wanted))
    unanswered = sum(not answered(one) for one in asked)
    print(f"messages {dict(talk.counts)}, standing {len(talk.standing):,}", flush=True)
    print(f"questions {len(asked)}, unanswered {unanswered}")
    wrong = compared(folder, talk)
    for one in added:
        print("added:", one.wait()[-1].text)
    reading = [r for r in discord.requests if r.method == "GET" and "messages" in r.path]
    print(f"requests for history {len(reading)}, refused {discord.invalid_requests}")
    print(f"builds {process.log.count('is published')}, {time.monotonic() - began:.0f} s in all")
    print(f"memory {process.memory / 1e6:.0f} MB")
    return wrong + unanswered


def add(discord: StandIn, channel: Channel) -> Asked:
    return discord.slash("sources channel add", {"channel": channel}, user=CAROL)


def changed_while_asking(discord: StandIn, talk: Talk, wanted: int) -> Iterator[Asked]:
    """Write, edit and delete until enough is written; each tenth time somebody asks."""
    steps = 0
    while talk.counts["written"] < wanted:
        talk.change()
        steps += 1
        if steps % 10 == 0:
            question = {"question": f"When does the library open? ({steps})", "private": True}
            yield discord.slash("ask", question, user=person_of(steps))
        time.sleep(0.03)


def person_of(steps: int) -> User:
    return PEOPLE[steps // 10 % len(PEOPLE)]


def answered(asked: Asked) -> bool:
    return "The library opens at nine" in asked.wait()[-1].text


def compared(folder: Path, talk: Talk) -> int:
    """How many messages of the channels and of the index differ, once both are still."""
    end = time.monotonic() + 600
    while True:
        wanted = Counter(said.message.content for said in talk.standing)
        indexed = Counter(indexed_messages(folder))
        missing, surplus = wanted - indexed, indexed - wanted
        if not (missing or surplus) or time.monotonic() > end:
            wrong = missing.total(), surplus.total()
            print(f"compared {wanted.total():,}: missing {wrong[0]}, too many {wrong[1]}")
            return sum(wrong)
        time.sleep(2)


def indexed_messages(folder: Path) -> Iterator[str]:
    """Each message in the newest index, out of all documents of channels."""
    generation = open_generation(folder / "index")
    with closing(Rows(generation.folder / ROWS, generation.manifest.salt)) as rows:
        for document in rows.documents():
            if document.id.startswith("channel-"):
                parts = document.text.strip().split("\n\n")
                yield from (part for part in parts if not _SPEAKER.fullmatch(part))


if __name__ == "__main__":
    main()
