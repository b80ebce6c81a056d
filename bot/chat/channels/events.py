"""Discord's events about channels and threads → what follows for the messages that are kept."""

import discord

from bot.chat.channels.keeper import ChannelKeeper


class ChannelEvents:
    """The part of a client that hears of channels."""

    channels: ChannelKeeper

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """A thread, or a post of a forum, was opened."""
        self.channels.open_thread(thread)

    async def on_raw_thread_update(self, payload: discord.RawThreadUpdateEvent) -> None:
        """A thread was renamed, tagged, pinned or archived."""
        self.channels.update_thread(payload)

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """A thread was deleted."""
        self.channels.close_thread(payload.thread_id)

    async def on_guild_channel_pins_update(
        self, channel: discord.abc.GuildChannel | discord.Thread, _: object
    ) -> None:
        """A message was pinned, or its pin taken away."""
        self.channels.change_pins(channel.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was deleted."""
        self.channels.delete_channel(channel.id)

    async def on_guild_channel_update(
        self, _: discord.abc.GuildChannel, channel: discord.abc.GuildChannel
    ) -> None:
        """A channel was renamed, or has other rights."""
        self.channels.check_rights(channel.guild.id)

    async def on_guild_role_update(self, _: discord.Role, role: discord.Role) -> None:
        """A role has other rights."""
        self.channels.check_rights(role.guild.id)

    async def on_member_update(self, _: discord.Member, member: discord.Member) -> None:
        """A member has other roles; of the bot itself this is always told."""
        if member.id == member.guild.me.id:
            self.channels.check_rights(member.guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was taken out of a server."""
        self.channels.check_rights(guild.id)
