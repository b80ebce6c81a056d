"""A message → Discord, safely: it pings nobody, and a broken connection does not lose it."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import aiohttp
import discord

T = TypeVar("T")
Interaction = discord.Interaction[Any]

NOBODY = discord.AllowedMentions.none()

PAUSE = 0.5
"""Seconds before the second try; a command must be acknowledged within three."""

UNSENT = (discord.DiscordException, aiohttp.ClientError, OSError, ValueError)
"""What a request can fail with; the last is an answer that is no JSON."""

_TYPING_AT_MOST = 1.0
_ACKNOWLEDGED_ALREADY = 40060
_UNAVAILABLE = 503


async def acknowledge(interaction: Interaction, *, private: bool = False) -> None:
    """Say "thinking…" where everybody sees it, or to the asker alone."""
    defer = interaction.response.defer
    try:
        await tried_twice(partial(defer, thinking=True, ephemeral=private))
    except discord.HTTPException as error:
        # Then the first try had arrived, and only its answer was lost.
        if error.code != _ACKNOWLEDGED_ALREADY:
            raise


async def answer_command(
    interaction: Interaction, texts: Sequence[str], *, private: bool = False
) -> list[int]:
    """Put the first text in the place of "thinking…" and send the others behind it; their ids."""
    first, *others = texts
    edit = interaction.edit_original_response
    sent = [(await tried_twice(partial(edit, content=first, allowed_mentions=NOBODY))).id]
    more = partial(interaction.followup.send, ephemeral=private, wait=True)
    for text in others:
        # A follow-up has no nonce: one that is shown twice is better than one that is lost.
        sent.append((await tried_twice(partial(more, text, allowed_mentions=NOBODY))).id)
    return sent


async def tell_privately(interaction: Interaction, text: str) -> None:
    """Tell the asker alone, whether or not the command was acknowledged before."""
    send: Callable[..., Awaitable[object]] = interaction.response.send_message
    if interaction.response.is_done():
        # Who sees a deferred answer was settled by the defer; a later message has its own say.
        with suppress(discord.NotFound):
            await interaction.delete_original_response()
        send = interaction.followup.send
    await tried_twice(partial(send, text, ephemeral=True, allowed_mentions=NOBODY))


async def reply(message: discord.Message, *texts: str) -> list[int]:
    """Send each text as a reply, so that it stays with its question in a busy channel; the ids."""
    reference = message.to_reference(fail_if_not_exists=False)
    sent: list[int] = []
    for text in texts:
        send = partial(
            message.channel.send,
            text,
            reference=reference,
            mention_author=False,
            allowed_mentions=NOBODY,
            # The same at the second try, so that Discord shows the text once.
            nonce=secrets.token_hex(8),
        )
        sent.append((await tried_twice(send)).id)
    return sent


async def show_typing(channel: discord.abc.Messageable) -> None:
    """Show that an answer is being made; that it fails is nobody's loss."""
    with suppress(*UNSENT, TimeoutError):
        async with asyncio.timeout(_TYPING_AT_MOST):
            await channel.typing()


async def tried_twice(send: Callable[[], Awaitable[T]]) -> T:
    """discord.py repeats a request that was answered with a 500, but not one that was cut off."""
    try:
        return await send()
    except (aiohttp.ClientConnectionError, ConnectionError):
        pass
    except discord.DiscordServerError as error:
        if error.status != _UNAVAILABLE:
            raise
    await asyncio.sleep(PAUSE)
    return await send()
