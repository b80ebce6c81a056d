"""Who is there: users, a guild, its channels, and the names tests call them by."""

from dataclasses import dataclass, replace
from enum import IntEnum

MEMBER_PERMISSIONS = 0x40_8401_CC40
"""View, send (also in threads), embed, attach, react, read history, use commands, take a name of
one's own."""

ADMINISTRATOR_PERMISSIONS = MEMBER_PERMISSIONS | 0x28


class Room(IntEnum):
    """The channel types of Discord that matter here."""

    TEXT = 0
    DIRECT = 1
    GROUP = 3
    NEWS = 5
    THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15
    MEDIA = 16


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a guild; `permissions` are added to those its members have already.

    Anybody may ping the members of a `mentionable` one.
    """

    id: int
    name: str
    permissions: int = 0
    mentionable: bool = False


@dataclass(frozen=True, slots=True)
class User:
    """Somebody with a name; `permissions` hold in every channel of the guild."""

    id: int
    name: str
    bot: bool = False
    locale: str = "en-US"
    permissions: int = MEMBER_PERMISSIONS
    roles: tuple[Role, ...] = ()


@dataclass(frozen=True, slots=True)
class Overwrite:
    """What members of a role, or one user, may and may not do in a channel, unlike elsewhere."""

    target: Role | User
    allow: int = 0
    deny: int = 0


@dataclass(frozen=True, slots=True)
class Guild:
    """A server; `permissions` are those of everybody in it, the bot too.

    Where the bot was not invited (`joined`), only what users installed for themselves works. Its
    log says who added the bot (`added_by`).
    """

    id: int
    name: str
    roles: tuple[Role, ...] = ()
    permissions: int = MEMBER_PERMISSIONS
    joined: bool = True
    owner: User | None = None
    system_channel: int | None = None
    added_by: User | None = None
    added_at: str = "2024-01-01T00:00:00+00:00"
    locale: str = "en-US"

    @property
    def owned_by(self) -> User:
        """Its owner: Carol, unless somebody else is named."""
        return self.owner or CAROL


@dataclass(frozen=True, slots=True)
class TeamMember:
    """A member of the team that owns the application; one who was only invited has not accepted."""

    user: User
    role: str = "admin"
    accepted: bool = True


@dataclass(frozen=True, slots=True)
class Application:
    """Who owns the application, a team or Carol alone, and whether anybody may add its bot.

    ``install_permissions`` are those that Discord's own install link asks for.
    """

    public: bool = False
    team: tuple[TeamMember, ...] = ()
    user_install: bool = False
    install_permissions: int = 0


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag that posts of a forum may have."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel of a guild, a group of users, or the direct messages with one recipient.

    ``denied`` are the permissions that everybody's role has not in it, ``overwrites`` those of
    other roles and of users; a thread has a parent and an opener.
    ``tags`` are those that a forum offers, or those that a post has.
    """

    id: int
    name: str
    guild: Guild | None = None
    recipient: User | None = None
    denied: int = 0
    kind: Room = Room.TEXT
    parent: "Channel | None" = None
    opener: User | None = None
    overwrites: tuple[Overwrite, ...] = ()
    nsfw: bool = False
    category: int | None = None
    tags: tuple[Tag, ...] = ()
    archived: bool = False

    @property
    def reachable(self) -> bool:
        """Whether the bot is in it, so that it hears what is said there."""
        return self.guild.joined if self.guild else self.kind is not Room.GROUP


BOT = User(900_000_000_000_000_001, "pincite", bot=True)
OTHER_BOT = User(900_000_000_000_000_002, "jukebox", bot=True)
ALICE = User(900_000_000_000_000_011, "alice")
BOB = User(900_000_000_000_000_012, "bob")
CAROL = User(900_000_000_000_000_013, "carol", permissions=ADMINISTRATOR_PERMISSIONS)
"""Owns the application, unless a team does, and every guild that names no other owner."""

GRETA = replace(BOB, locale="de", name="greta")
"""Bob with another name, and with his Discord in German."""

USERS = (BOT, OTHER_BOT, ALICE, BOB, CAROL)

GUILD = Guild(900_000_000_000_000_100, "The Library")
GENERAL = Channel(900_000_000_000_000_101, "general", GUILD)
HELP = Channel(900_000_000_000_000_102, "help", GUILD)

CHANNELS = (GENERAL, HELP)

FORUM = Channel(900_000_000_000_000_103, "questions", GUILD, kind=Room.FORUM)
"""There only where a test asks for it."""

ELSEWHERE = Guild(900_000_000_000_000_200, "Elsewhere", joined=False)
LOUNGE = Channel(900_000_000_000_000_201, "lounge", ELSEWHERE)
"""A channel where only the app of a user works."""

GROUP = Channel(900_000_000_000_000_301, "book club", kind=Room.GROUP)
"""A group of users, without the bot."""
