"""An owner's command → accepted, or refused for anybody else.

Discord hides these commands from people who may not manage a server; who may use them is checked
here.
"""

from typing import Any

import discord
from discord import app_commands

from bot.chat.answering.delivery import Interaction, acknowledge, send_privately, show_result
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import localised, texts_of
from bot.chat.commands.permissions import OwnerPermissions, Rank
from bot.chat.state.database import Rule

IN_SERVERS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=False)
BY_SERVERS = app_commands.AppInstallationType(guild=True, user=False)
MANAGERS = discord.Permissions(manage_guild=True)

FOR_OWNERS = {"for_owners": True}
"""The extras of a command for owners in a group that everybody sees: Discord cannot hide it."""


class OwnerCommands:
    """What all commands of owners have in common."""

    def __init__(self, responder: Responder, permissions: OwnerPermissions) -> None:
        self.responder = responder
        self._permissions = permissions

    async def rules(self, interaction: Interaction, least: Rank = Rank.MANAGER) -> bool:
        """Whether the person may use commands of owners; says nothing to them."""
        return await self.rank(interaction) >= least

    async def rank(self, interaction: Interaction) -> Rank:
        """What the user of a command may rule."""
        return await self._permissions.rank(interaction)

    async def accept(self, interaction: Interaction, least: Rank = Rank.MANAGER) -> bool:
        """Acknowledge a command of an owner; tell anybody else that it is for owners only.

        What holds for more than the server where it is used needs ``Rank.OWNER``.
        """
        if not await self.allow(interaction, least):
            return False
        await acknowledge(interaction, private=True)
        return True

    async def allow(self, interaction: Interaction, least: Rank = Rank.MANAGER) -> bool:
        """Whether an owner asks; anybody else is told that it is for owners only."""
        rank = await self.rank(interaction)
        if rank >= least:
            return True
        name = "owners_everywhere" if rank is Rank.MANAGER else "owners_only"
        await send_privately(interaction, texts_of(interaction)(name))
        return False

    async def keep_rules(self, interaction: Interaction, *rules: Rule) -> bool:
        """Store rules, all or none; whoever gave them is told if they could not be kept."""
        if await self.responder.set_rules(*rules):
            return True
        await show_result(interaction, texts_of(interaction)("not_kept"))
        return False


def command_group(name: str) -> app_commands.Group:
    """A group of commands for owners."""
    return app_commands.Group(
        name=localised(f"{name}_group"),
        description=localised(f"{name}_group_about"),
        allowed_contexts=IN_SERVERS,
        allowed_installs=BY_SERVERS,
        default_permissions=MANAGERS,
    )


def is_for_owners(command: Any) -> bool:
    """Whether a command is for owners: all of its root are, or it is marked as one itself."""
    root = getattr(command, "root_parent", None) or command
    return root.default_permissions is not None or _is_marked(command)


def _is_marked(command: Any) -> bool:
    """Whether a command, or a group that it stands in, is marked as one for owners."""
    parent = getattr(command, "parent", None)
    return "for_owners" in command.extras or (parent is not None and _is_marked(parent))
