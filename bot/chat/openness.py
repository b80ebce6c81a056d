"""What Discord says of an application, and the settings → a warning for each way that is open to
strangers without being meant so. Pure.
"""

from collections.abc import Collection, Iterator
from functools import reduce
from operator import or_

import discord

from bot.chat.invite import PERMISSIONS, PORTAL
from bot.config import DiscordConfig


def openness_warnings(
    application: discord.AppInfo | None, config: DiscordConfig, guilds: Collection[discord.Guild]
) -> Iterator[str]:
    """What an owner should know, each with what to do."""
    if application is not None:
        yield from _application_warnings(application, config)
    joined = {guild.id for guild in guilds}
    if missing := [server for server in config.servers if server not in joined]:
        ids = ", ".join(map(str, missing))
        yield f"discord.servers names servers that the bot is not in: {ids}"
    if config.strange_servers == "leave" and not config.servers:
        yield "discord.strange_servers is “leave”, but without discord.servers no server is strange"
    if config.people and not config.direct_messages and not config.user_installs:
        yield "discord.people limits nobody: direct_messages and user_installs are both off"


def _application_warnings(application: discord.AppInfo, config: DiscordConfig) -> Iterator[str]:
    if application.bot_public and not config.servers:
        yield (
            "anybody can add this bot to a server of theirs and read the public sets there; name "
            "your servers in discord.servers, or choose the install link “None” on the page "
            f"“Installation” of your application and switch off “Public Bot” on “Bot”, {PORTAL}"
        )
    if application.bot_public and config.servers and config.user_installs and not config.people:
        yield (
            "discord.servers is set, but anybody can install this app for themselves and read the "
            "public sets; name them in discord.people, or set discord.user_installs to false"
        )
    if unused := [name for name, on in _rights_asked(application) if on and not _is_needed(name)]:
        rights = ", ".join(name.replace("_", " ") for name in unused)
        yield f"the install link asks for rights that the bot does not use: {rights}, {PORTAL}"
    if not config.user_installs and application.user_integration_config is not None:
        yield (
            "discord.user_installs is false, but the application offers “User Install”; switch it "
            f"off on the page “Installation”, {PORTAL}"
        )


def _rights_asked(application: discord.AppInfo) -> discord.Permissions:
    """The rights that Discord's own install link asks for."""
    in_servers = application.guild_integration_config
    links = (application.install_params, in_servers and in_servers.oauth2_install_params)
    asked = [link.permissions.value for link in links if link]
    return discord.Permissions(reduce(or_, asked, 0))


def _is_needed(right: str) -> bool:
    return bool(getattr(discord.Permissions(PERMISSIONS), right))
