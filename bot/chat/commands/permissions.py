"""An interaction → whether its user may use the commands of owners.

It is decided from what Discord states on each interaction, not from what Discord hides.

Allowed are the application's owners and the people that the settings name. A person who may
manage a server is also allowed if the server belongs to an owner or is the bot's only server.
Anybody may add a public bot to a server of their own, and such a bot must not obey them.
"""

from typing import Any

import discord

from bot.chat.answering.delivery import Interaction


class OwnerPermissions:
    """Knows the owners; Discord names them when the bot signs in."""

    def __init__(self, client: discord.AutoShardedClient, owners: tuple[int, ...]) -> None:
        self._client = client
        self._configured = frozenset(owners)
        self._owners: frozenset[int] | None = None

    async def allow(self, interaction: Interaction) -> bool:
        """Whether the user of a command may use the commands of owners."""
        owners = await self._find_owners()
        if interaction.user.id in owners:
            return True
        guild = interaction.guild
        manages = guild is not None and interaction.permissions.manage_guild
        return manages and guild is not None and self._is_home_server(guild, owners)

    async def is_owner(self, interaction: Interaction) -> bool:
        """Whether the user of a command owns the bot, on whatever server."""
        return interaction.user.id in await self._find_owners()

    def _is_home_server(self, guild: discord.Guild, owners: frozenset[int]) -> bool:
        return guild.owner_id in owners or [server.id for server in self._client.guilds] == [
            guild.id
        ]

    async def _find_owners(self) -> frozenset[int]:
        if self._owners is None:
            application: Any = self._client.application or await self._client.application_info()
            people = application.team.members if application.team else [application.owner]
            self._owners = self._configured | {person.id for person in people}
        return self._owners
