"""Document sets → what they are called where people choose or type one.

The set of a channel is called by the channel's name, or mentioned where that name would not do.
"""

from collections import Counter
from collections.abc import Sequence

import discord

from bot.chat.answering.channel_sets import channel_of
from bot.service.set_names import shown_name


def set_labels(client: discord.Client, sets: Sequence[str]) -> dict[str, str]:
    """The sets by what they are called, in their order."""
    labels = [_label(client, name) for name in sets]
    counts = Counter(map(str.casefold, labels))
    return {
        label if counts[label.casefold()] == 1 and "," not in label else _other_label(name): name
        for label, name in zip(labels, sets, strict=True)
    }


def _label(client: discord.Client, name: str) -> str:
    channel = client.get_channel(channel_of(name))
    return f"#{channel.name}" if isinstance(channel, _NAMED) else shown_name(name)


def _other_label(name: str) -> str:
    """Where a channel's name is that of another set too, or reads as two names in a list."""
    return f"<#{channel_of(name)}>" if channel_of(name) else shown_name(name)


_NAMED = (discord.abc.GuildChannel, discord.Thread)
