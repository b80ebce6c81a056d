"""Whose messages are kept out of all documents, and where none is kept."""

import discord

from bot.chat.answering.responder import Responder


def excluded(responder: Responder, person: int) -> bool:
    """Whether no message of this person may be kept; nobody asked for it so far."""
    return False


def may_be_kept(channel: object) -> bool:
    """Whether the messages of a channel or thread may be kept: not those of a private thread, which
    only its members read, and which has no rights of its own to tell who they are."""
    if isinstance(channel, discord.Thread):
        return not channel.is_private()
    return isinstance(channel, discord.abc.GuildChannel)
