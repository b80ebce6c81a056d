"""An interaction → what its user may do with the commands of owners, and how they reach the bot.

It is decided from what Discord states on each interaction, not from what Discord hides.

Owners are the application's owner, or its team but for those who may only read, and the people that
the settings name. A person who may manage a server rules there, and only there, if the server is on
the owners' list or, without a list, belongs to an owner. Anybody may add a public bot to a server
of their own, and such a bot must not obey them.
"""

import asyncio
import time
from contextlib import suppress
from enum import IntEnum
from typing import Any

import discord

from bot.chat.answering.admission import Admission, Way
from bot.chat.answering.delivery import SEND_ERRORS, Interaction
from bot.config import DiscordConfig

REFRESH_SECONDS = 600.0
"""Seconds after which the owners are read again: somebody may have left the team."""

_READ_TIMEOUT = 1.0


class Rank(IntEnum):
    """Whose commands are obeyed: a manager's for the server where they are, an owner's for all."""

    NOBODY = 0
    MANAGER = 1
    OWNER = 2


class OwnerPermissions:
    """Knows the owners; Discord names them when the bot signs in."""

    def __init__(self, client: discord.AutoShardedClient, config: DiscordConfig) -> None:
        self._client = client
        self._configured = frozenset(config.owners)
        self._admission = Admission.of(config)
        self._application: discord.AppInfo | None = None
        self._read_at = time.monotonic()

    async def rank(self, interaction: Interaction) -> Rank:
        """What the user of a command may rule."""
        owners = await self._owners()
        if interaction.user.id in owners:
            return Rank.OWNER
        guild = self._client.get_guild(interaction.guild_id or 0)
        if guild is None or not interaction.permissions.manage_guild:
            return Rank.NOBODY
        is_home = guild.id in self._admission.servers or (
            not self._admission.servers and guild.owner_id in owners
        )
        return Rank.MANAGER if is_home else Rank.NOBODY

    async def refusal(self, interaction: Interaction) -> str:
        """The name of the text that says why a person may not ask there; empty if they may."""
        server, person = interaction.guild_id or 0, interaction.user.id
        return await self._refusal(way_of(interaction), server, person)

    async def message_refusal(self, message: discord.Message) -> str:
        """The same for a message."""
        server, person = message.guild.id if message.guild else 0, message.author.id
        return await self._refusal(Way.SERVER if server else Way.DIRECT, server, person)

    async def _refusal(self, way: Way, server: int, person: int) -> str:
        name = self._admission.refusal(way, server, person)
        # Owners need not name themselves among the people that may ask.
        return "" if name == "strange_person" and person in await self._owners() else name

    async def _owners(self) -> frozenset[int]:
        if self._application is None:
            self._application = self._client.application
        if self._application is None or time.monotonic() - self._read_at > REFRESH_SECONDS:
            self._read_at = time.monotonic()
            with suppress(*SEND_ERRORS, TimeoutError):
                async with asyncio.timeout(_READ_TIMEOUT):
                    self._application = await self._client.application_info()
        return self._configured | owners_of(self._application)


def owners_of(application: discord.AppInfo | None) -> frozenset[int]:
    """Who rules an application: its team, but for who has not accepted or may only read."""
    if application is None:
        return frozenset()
    if application.team is None:
        return frozenset({application.owner.id})
    accepted, read_only = discord.TeamMembershipState.accepted, discord.TeamMemberRole.read_only
    members = {
        member.id
        for member in application.team.members
        if member.membership_state is accepted and member.role is not read_only
    }
    return frozenset({*members, application.team.owner_id or 0})


def way_of(interaction: Interaction) -> Way:
    """How the user of an interaction reaches the bot."""
    if interaction.guild_id:
        return Way.SERVER if interaction.is_guild_integration() else Way.OWN_INSTALL
    context: Any = interaction.context
    return Way.OWN_INSTALL if context.private_channel else Way.DIRECT
