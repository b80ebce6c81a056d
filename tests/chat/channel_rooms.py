"""A town whose channels are kept as documents, some of them private, and people in and out."""

import zlib
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from bot.chat.channels.kept_channel import KeptChannel
from index.sources.registry import SourceRegistry
from index.sources.source import Item, Kind, Source
from index.sources.source_files import put_item
from tests.chat.bot_process import Process
from tests.chat.owners import PUBLIC, bot_on
from tests.standin import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    Channel,
    Guild,
    Overwrite,
    Right,
    Role,
    Room,
    StandIn,
    User,
)
from tests.standin.people import ADMINISTRATOR_PERMISSIONS

STAFF = Role(900_000_000_000_002_001, "staff")
BARRED = Role(900_000_000_000_002_002, "barred")
TOWN = Guild(900_000_000_000_002_000, "Town", (STAFF, BARRED))
VILLAGE = Guild(900_000_000_000_003_000, "Village")

VIEW, HISTORY = int(Right.VIEW_CHANNEL), int(Right.READ_MESSAGE_HISTORY)
FOR_STAFF = (Overwrite(STAFF, VIEW), Overwrite(BOT, VIEW))

SQUARE = Channel(900_000_000_000_002_101, "square", TOWN)
RULES = Channel(900_000_000_000_002_102, "rules", TOWN)
CELLAR = Channel(900_000_000_000_002_103, "cellar", TOWN, denied=VIEW, overwrites=FOR_STAFF)
OFFICE = Channel(900_000_000_000_002_104, "office", TOWN, denied=VIEW, overwrites=FOR_STAFF)
ADULTS = Channel(900_000_000_000_002_105, "adults", TOWN, nsfw=True)
DEBATE = Channel(900_000_000_000_002_106, "debate", TOWN, kind=Room.FORUM)
GREEN = Channel(900_000_000_000_003_101, "green", VILLAGE)
ROOMS = (SQUARE, RULES, CELLAR, OFFICE, ADULTS, DEBATE, GREEN)

INSIDER = replace(ALICE, roles=(STAFF,))
OUTSIDER = BOB
OWNER = CAROL
STRANGER = User(900_000_000_000_002_901, "dora", permissions=ADMINISTRATOR_PERMISSIONS)
"""Owns the bot, if the settings say so, and has no role of the town."""

SAID = {
    RULES: ("The Ombrosa fair begins when the brass lantern is lit.", "When does the fair begin?"),
    CELLAR: (
        "The Zanzibar crates hide behind the copper boiler.",
        "Where do the Zanzibar crates hide?",
    ),
}
"""What was said in the channels that are kept, and a question about it."""

ABOUT_RULES, ABOUT_CELLAR = SAID[RULES][1], SAID[CELLAR][1]
SECRET = "copper boiler"
KNOWN = "brass lantern"


def set_of(channel: Channel) -> str:
    """The set of a channel's messages."""
    return f"channel-{channel.name}-{channel.id}"


def keep(
    corpus: Path, channel: Channel, messages: Mapping[str, str], by: Sequence[User] = (CAROL,)
) -> None:
    """Keep messages of a channel, each as a document of its name with the words of some people."""
    registry, now = SourceRegistry(corpus), "2026-01-02T03:04:05+00:00"
    guild = channel.guild.id if channel.guild else 0
    address = f"https://discord.com/channels/{guild}/{channel.id}"
    settings = {"guild": str(guild), "channel": str(channel.id), "salt": channel.name}
    name = set_of(channel)
    source = registry.find(name) or Source(
        name, Kind.CHANNEL, address, "carol", now, looked=now, settings=settings
    )
    kept = KeptChannel.of(source)
    assert kept is not None
    for file, words in messages.items():
        codes = " ".join(kept.code_of(user.id) for user in by)
        item = Item(f"{name}/{file}.md", "", now, by=codes)
        metadata = {
            "author": "Somebody",
            "url": f"{address}/{channel.id + zlib.crc32(file.encode())}",
        }
        data = f"# {file}\n\n{words}\n".encode()
        source = put_item(corpus, source, metadata["url"], item, data, metadata)
    registry.write(source)


def furnish(corpus: Path) -> None:
    """A corpus with a public document and with the messages of the channels that are kept."""
    (corpus / "public").mkdir(parents=True)
    (corpus / "public" / "hours.txt").write_text(f"Notes about hours\n\n{PUBLIC}\n", "utf-8")
    for channel, (words, _) in SAID.items():
        keep(corpus, channel, {f"From {channel.name}": words})


def bot_in(folder: Path, discord: StandIn, **more: object) -> AbstractContextManager[Process]:
    """A bot that leaves the files of channels as they are: nobody said in them what they say."""
    return bot_on(folder, discord, channel_pause=1_000_000, **more)


def person(user: User, *roles: Role) -> User:
    """A user with these roles of the town."""
    return replace(user, roles=roles)
