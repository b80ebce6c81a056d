"""Who is there: users, a guild, its channels, and the names tests call them by."""

from dataclasses import dataclass

MEMBER_PERMISSIONS = 0x40_8001_CC40
"""View, send (also in threads), embed, attach, react, read history, use commands."""

ADMINISTRATOR_PERMISSIONS = MEMBER_PERMISSIONS | 0x28


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a name; `permissions` hold in every channel of the guild."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    permissions: int = MEMBER_PERMISSIONS


@dataclass(frozen=True, slots=True)
class Guild:
    """A server that the bot was invited to."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A text channel of a guild, or the direct messages with one recipient; ``denied`` are the
    permissions that nobody has in it."""

    id: int
    name: str
    guild: Guild | None = None
    recipient: User | None = None
    denied: int = 0


BOT = User(900_000_000_000_000_001, "pincite", bot=True)
OTHER_BOT = User(900_000_000_000_000_002, "jukebox", bot=True)
ALICE = User(900_000_000_000_000_011, "alice")
BOB = User(900_000_000_000_000_012, "bob")
CAROL = User(900_000_000_000_000_013, "carol", permissions=ADMINISTRATOR_PERMISSIONS)
"""Owns the guild and the application."""

USERS = (BOT, OTHER_BOT, ALICE, BOB, CAROL)

GUILD = Guild(900_000_000_000_000_100, "The Library")
GENERAL = Channel(900_000_000_000_000_101, "general", GUILD)
HELP = Channel(900_000_000_000_000_102, "help", GUILD)

CHANNELS = (GENERAL, HELP)
