"""A Discord on this machine: gateway and REST as far as Pincite uses them, for its tests.

Every body the bot sends is held against the limits of Discord and our own promises; what
breaks one is written into `StandIn.violations`. It keeps no rate limits, checks no channel
permissions and knows no threads, reactions, voice or files of users.
"""

from .components import Button
from .handles import Asked, Said
from .interactions import Windows
from .messages import Attachment, Message
from .people import ALICE, BOB, BOT, CAROL, GENERAL, GUILD, HELP, OTHER_BOT, Channel, Guild, User
from .sessions import MESSAGE_CONTENT
from .standin import StandIn
from .state import Request

__all__ = [
    "ALICE",
    "BOB",
    "BOT",
    "CAROL",
    "GENERAL",
    "GUILD",
    "HELP",
    "MESSAGE_CONTENT",
    "OTHER_BOT",
    "Asked",
    "Attachment",
    "Button",
    "Channel",
    "Guild",
    "Message",
    "Request",
    "Said",
    "StandIn",
    "User",
    "Windows",
]
