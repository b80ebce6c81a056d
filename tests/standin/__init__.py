"""A Discord on this machine: gateway and REST as far as Pincite uses them, for its tests.

Every body the bot sends is held against the limits of Discord and our own promises; what
breaks one is written into `StandIn.violations`. It keeps no rate limits of its own and knows
no voice.
"""

from .components import Button
from .gateway import Hang
from .handles import Asked, Said
from .interactions import Windows
from .messages import Attachment, Message
from .people import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    CHANNELS,
    ELSEWHERE,
    FORUM,
    GENERAL,
    GRETA,
    GROUP,
    GUILD,
    HELP,
    LOUNGE,
    OTHER_BOT,
    Application,
    Channel,
    Guild,
    Overwrite,
    Role,
    Room,
    Tag,
    TeamMember,
    User,
)
from .rights import Right
from .sessions import MESSAGE_CONTENT
from .standin import StandIn
from .state import Request
from .troubles import CutAfter, CutBefore, RateLimit, ServerError, Slow, Trouble, Unanswered

__all__ = [
    "ALICE",
    "BOB",
    "BOT",
    "CAROL",
    "CHANNELS",
    "ELSEWHERE",
    "FORUM",
    "GENERAL",
    "GRETA",
    "GROUP",
    "GUILD",
    "HELP",
    "LOUNGE",
    "MESSAGE_CONTENT",
    "OTHER_BOT",
    "Application",
    "Asked",
    "Attachment",
    "Button",
    "Channel",
    "CutAfter",
    "CutBefore",
    "Guild",
    "Hang",
    "Message",
    "Overwrite",
    "RateLimit",
    "Request",
    "Right",
    "Role",
    "Room",
    "Said",
    "ServerError",
    "Slow",
    "StandIn",
    "Tag",
    "TeamMember",
    "Trouble",
    "Unanswered",
    "User",
    "Windows",
]
