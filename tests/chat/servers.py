"""Servers beside the usual one: a stranger's, and those that the bot may be added to."""

from dataclasses import replace

from tests.standin import Channel, Guild, User
from tests.standin.people import ADMINISTRATOR_PERMISSIONS

MALLORY = User(900_000_000_000_000_031, "mallory", permissions=ADMINISTRATOR_PERMISSIONS)
"""Manages a server of her own, and every other that she is in."""

STRANGE = Guild(900_000_000_000_000_400, "Strange", owner=MALLORY)
YARD = Channel(900_000_000_000_000_401, "yard", STRANGE)


def new_server(number: int, **details: object) -> Channel:
    """The first channel of a server that the bot may be added to."""
    first = 900_000_000_000_001_000 + 10 * number
    guild = Guild(first, f"Server {number}", system_channel=first + 1)
    return Channel(first + 1, "lobby", replace(guild, **details))  # type: ignore[arg-type]
