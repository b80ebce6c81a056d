"""The setting ``staff_channel`` → why nothing could be sent there, if so."""

import discord

from bot.chat.answering.place import missing_rights


def staff_channel_problem(client: discord.Client, staff_channel: int) -> str:
    """What is wrong with the staff channel; empty if nothing is, or if there is none (0)."""
    if not staff_channel:
        return ""
    channel = client.get_channel(staff_channel)
    if channel is None:
        return (
            f"staff_channel = {staff_channel} is no channel that the bot sees; "
            "copy the id of a text channel and let the bot view it"
        )
    if not isinstance(channel, discord.TextChannel | discord.Thread):
        return f"staff_channel = {staff_channel} is not a text channel; name one"
    is_thread = isinstance(channel, discord.Thread)
    sending = "send_messages_in_threads" if is_thread else "send_messages"
    missing = missing_rights(channel, ("view_channel", sending))
    return f"the staff channel #{channel.name} lacks {', '.join(missing)}" if missing else ""
