"""The owner's settings → whether somebody may ask where they are. Pure.

Nobody is answered in a server that is not on the owner's list. Whoever writes to the bot directly,
or has installed the app for themselves, needs no server, so that there the person counts.
"""

from dataclasses import dataclass
from enum import Enum

from bot.config import DiscordConfig


class Way(Enum):
    """How somebody reaches the bot."""

    SERVER = "as a member of a server"
    DIRECT = "in direct messages"
    OWN_INSTALL = "by the app that they installed for themselves"


@dataclass(frozen=True, slots=True)
class Admission:
    """Which servers, people and ways the settings admit; an empty list admits all."""

    servers: frozenset[int]
    people: frozenset[int]
    ways: frozenset[Way]

    @classmethod
    def of(cls, config: DiscordConfig) -> "Admission":
        """As the settings say."""
        closed = {Way.DIRECT: config.direct_messages, Way.OWN_INSTALL: config.user_installs}
        ways = frozenset(way for way in Way if closed.get(way, True))
        return cls(frozenset(config.servers), frozenset(config.people), ways)

    def is_strange(self, server: int) -> bool:
        """Whether a server is not on the list."""
        return bool(self.servers) and server not in self.servers

    def refusal(self, way: Way, server: int, person: int) -> str:
        """The name of the text that says why somebody may not ask; empty if they may."""
        if way is Way.SERVER:
            return "strange_server" if self.is_strange(server) else ""
        if way not in self.ways:
            return "no_direct_messages" if way is Way.DIRECT else "no_user_installs"
        return "strange_person" if self.people and person not in self.people else ""
