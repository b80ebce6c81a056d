"""Who may do what in a channel, and how Discord refuses the rest. Pure."""

from enum import IntFlag

from .faults import Refused
from .people import BOT, MEMBER_PERMISSIONS, Channel, Role, Room, User

MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013


class Right(IntFlag):
    """The permissions that matter to a bot that answers, and to who may command it."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_AUDIT_LOG = 1 << 7
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


_EVERY_RIGHT = (1 << 53) - 1


def of_bot(channel: Channel) -> int:
    """What the bot may do in a channel by itself: nothing where it was not invited."""
    if not channel.reachable:
        return 0
    held = channel.guild.permissions if channel.guild else MEMBER_PERMISSIONS
    return _in_channel(BOT, held, channel)


def of_user(user: User, channel: Channel) -> int:
    """What a user may do in a channel, by itself and by its roles."""
    held = user.permissions
    for role in _roles(user, channel):
        held |= role.permissions
    return _EVERY_RIGHT if held & Right.ADMINISTRATOR else _in_channel(user, held, channel)


def _in_channel(user: User, held: int, channel: Channel) -> int:
    """What is left of the permissions, and added: first by everybody's role, then by the others
    together, then by the user's own; a thread inherits it from the channel it is in."""
    if channel.parent:
        held = _in_channel(user, held, channel.parent)
    held &= ~channel.denied
    by_role = [one for one in channel.overwrites if one.target in user.roles]
    own = [one for one in channel.overwrites if one.target.id == user.id]
    for level in (by_role, own):
        for one in level:
            held &= ~one.deny
        for one in level:
            held |= one.allow
    return held


def to_send(channel: Channel) -> Right:
    """The right to send a message there."""
    in_thread = channel.kind in (Room.THREAD, Room.PRIVATE_THREAD)
    return Right.SEND_MESSAGES_IN_THREADS if in_thread else Right.SEND_MESSAGES


def demand(channel: Channel, needed: int = 0) -> None:
    """Refuse what the bot may not do in a channel."""
    held = of_bot(channel)
    if not held & Right.VIEW_CHANNEL:
        raise Refused(403, MISSING_ACCESS, "Missing Access")
    if needed & ~held:
        raise Refused(403, MISSING_PERMISSIONS, "Missing Permissions")


def _roles(user: User, channel: Channel) -> tuple[Role, ...]:
    return user.roles if channel.guild else ()
