"""A server that the bot was added to → one greeting with the three things to do next.

It goes to the person who added the bot, where the bot may read who that was, or else into the
server's own channel for such messages, where it may speak. A server is greeted once, also when the
bot is taken away and added again.
"""

import datetime
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from typing import Any

import discord

from bot.chat.answering.delivery import NO_PINGS, SEND_ERRORS, nonce_of, with_retries
from bot.chat.answering.responder import Responder
from bot.chat.render.fitting import fitting_text
from bot.chat.render.translations import texts_for
from bot.chat.state.database import StateDatabase

_LINES = ("welcome_head", "welcome_ask", "welcome_sets", "welcome_rule")

_LATEST_ENTRIES = 10
"""So many entries of a server's log are read; the bot was added a moment ago."""


NEW_SERVER = datetime.timedelta(days=1)
"""A server is new for so long: the bot may be added before it runs for the first time."""


async def welcome_new(guilds: Iterable[discord.Guild], responder: Responder) -> None:
    """Greet those of the servers that the bot was added to while it did not listen."""
    oldest = discord.utils.utcnow() - NEW_SERVER
    for guild in guilds:
        added = guild.me.joined_at
        if added is not None and added > oldest:
            await welcome(guild, responder)


async def welcome(guild: discord.Guild, responder: Responder) -> None:
    """Greet a server, unless it was greeted before or that cannot be remembered."""
    if not await responder.state.run(lambda database: _is_first_time(database, guild.id), False):
        return
    locale = str(guild.preferred_locale)
    texts, mentions = texts_for(locale), responder.commands.mentions(locale)
    text = "\n".join(texts(name, **mentions) for name in _LINES)
    adder = await _who_added(guild)
    # A try that is not answered may have arrived: with the same nonce it is shown once.
    nonce = nonce_of("welcome", guild.id)
    if adder is not None and await _is_sent(adder, text, nonce):
        return
    channel = guild.system_channel
    if channel is not None and _may_speak(channel, guild.me):
        await _is_sent(channel, text, nonce)


def _is_first_time(database: StateDatabase, guild: int) -> bool:
    """Whether the server is greeted for the first time; from now on it is no longer."""
    target = f"guild:{guild}"
    if ("greeted", target) in database.rules():
        return False
    database.set_rule("greeted", target, True)
    return True


async def _who_added(guild: discord.Guild) -> discord.User | discord.Member | None:
    """Who added the bot, if it may read the server's log."""
    if not guild.me.guild_permissions.view_audit_log:
        return None
    action = discord.AuditLogAction.bot_add
    with suppress(*SEND_ERRORS):
        async for entry in guild.audit_logs(limit=_LATEST_ENTRIES, action=action):
            if entry.target is not None and entry.target.id == guild.me.id:
                return entry.user
    return None


def _may_speak(channel: discord.TextChannel, bot: discord.Member) -> bool:
    rights = channel.permissions_for(bot)
    return rights.view_channel and rights.send_messages


async def _is_sent(receiver: discord.abc.Messageable, text: str, nonce: str) -> bool:
    options: dict[str, Any] = {"allowed_mentions": NO_PINGS, "nonce": nonce}
    with suppress(*SEND_ERRORS):
        await with_retries(partial(receiver.send, fitting_text(text), **options))
        return True
    return False
