"""A channel → whether what people say in it may be quoted elsewhere."""

import discord

from bot.chat.answering.channel_sets import is_open_to_all
from bot.chat.answering.responder import Responder


def closed_because(responder: Responder, channel: object) -> str:
    """The name of the text that says why words from there stay there; empty if they need not.

    Everybody on the server must be able to read them, and no private documents may be shown there.
    """
    if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return "given_in_servers"
    if not is_open_to_all(channel):
        return "given_closed"
    places = [channel.id, *([channel.parent_id] if isinstance(channel, discord.Thread) else [])]
    rules, sets = responder.rules, responder.engine.sets()
    visible = rules.visible(sets, places, server=channel.guild.id)
    return "given_beside_private" if rules.is_restricted(visible) else ""


def place_name(channel: object) -> str:
    """The name of a channel as people read it; of a thread that of its channel."""
    place = channel.parent if isinstance(channel, discord.Thread) else channel
    return f"#{getattr(place, 'name', '')}"
