"""A message → Discord, safely: it pings nobody, and a broken connection does not lose it."""

import asyncio
import io
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

import aiohttp
import discord

from bot.chat.answering.responder import Body, Reply
from bot.chat.render.cards import Card
from bot.chat.render.components import layout

T = TypeVar("T")
Interaction = discord.Interaction[Any]
Send = Callable[[Body, str], Awaitable[int]]
"""Sends one message under a nonce, the same at the second try, so that it is shown once; its id."""

NOBODY = discord.AllowedMentions.none()

PAUSE = 0.5
"""Seconds before the second try; a command must be acknowledged within three."""

PAUSES = (PAUSE, 2.0, 5.0)
"""Seconds before each further try of what does no harm when it arrives twice."""

UNSENT = (discord.DiscordException, aiohttp.ClientError, OSError, ValueError)
"""What a request can fail with; the last is an answer that is no JSON."""

_TYPING_AT_MOST = 1.0
_ACKNOWLEDGED_ALREADY = 40060
_UNAVAILABLE = 503
_MALFORMED = 400
_TOO_LATE = 50027
_UNKNOWN_INTERACTION = 10062
_BRIEFLY = 1.4


async def acknowledge(interaction: Interaction, *, private: bool = False) -> None:
    """Say "thinking…" where everybody sees it, or to the asker alone."""
    defer = interaction.response.defer
    await _once(partial(defer, thinking=True, ephemeral=private))


async def acknowledge_press(interaction: Interaction) -> None:
    """Say that a press was heard, without a message."""
    await _once(interaction.response.defer)


async def _once(acknowledged: Callable[[], Awaitable[object]]) -> None:
    """Acknowledge before discord.py's own pauses between tries run into the three seconds."""

    async def briefly() -> None:
        async with asyncio.timeout(_BRIEFLY):
            await acknowledged()

    try:
        await tried(briefly, (0.1,))
    except discord.HTTPException as error:
        # Then the first try had arrived, and only its answer was lost.
        if error.code != _ACKNOWLEDGED_ALREADY:
            raise


async def answer_command(
    interaction: Interaction, told: Reply, *, private: bool = False
) -> list[int]:
    """Put the first message in the place of "thinking…" and send the others behind it; their
    ids. What is for the asker alone is told to nobody else."""
    if told.private and not private:
        await tell_privately(interaction, *told.plain())
        return []

    async def first(body: Body, _: str) -> int:
        return (await interaction.edit_original_response(**_as_edit(body))).id

    async def more(body: Body, _: str) -> int:
        send = interaction.followup.send
        # A follow-up has no nonce: one that is shown twice is better than one that is lost.
        return (await send(**_as_message(body), ephemeral=private, wait=True)).id

    return await _sent(told, first, more)


async def show_waiting(interaction: Interaction, text: str) -> None:
    """Put a word in the place of "thinking…" for a while; that it fails is nobody's loss."""
    with suppress(*UNSENT):
        await interaction.edit_original_response(content=text, allowed_mentions=NOBODY)


async def finish(
    interaction: Interaction, text: str, file: bytes | None = None, name: str = ""
) -> None:
    """Put the last word, and a file beside it, in the place of "thinking…".

    What takes longer than Discord keeps an interaction open is told by a direct message.
    """

    def attached() -> list[discord.File]:
        return [discord.File(io.BytesIO(file), name)] if file is not None else []

    said: dict[str, Any] = {"content": text, "allowed_mentions": NOBODY}
    try:
        edit = interaction.edit_original_response
        await tried_twice(lambda: edit(**said, attachments=attached()))
    except discord.HTTPException as error:
        if error.code != _TOO_LATE:
            raise
        await tried_twice(lambda: interaction.user.send(**said, files=attached()))


async def tell_privately(interaction: Interaction, *texts: str) -> None:
    """Tell the asker alone, whether or not the command was acknowledged before."""
    for text in texts:
        try:
            await _tell(interaction, text)
        except discord.NotFound as error:
            # Too late for an answer: Discord gives three seconds to acknowledge.
            if error.code != _UNKNOWN_INTERACTION:
                raise
            await tried(partial(interaction.user.send, text, allowed_mentions=NOBODY))


async def _tell(interaction: Interaction, text: str) -> None:
    said: dict[str, Any] = {"ephemeral": True, "allowed_mentions": NOBODY}
    if not interaction.response.is_done():
        try:
            await tried_twice(partial(interaction.response.send_message, text, **said))
            return
        except discord.HTTPException as error:
            # Then it was acknowledged, and only the answer to that was lost.
            if error.code != _ACKNOWLEDGED_ALREADY:
                raise
    # Who sees a deferred answer was settled by the defer; a later message has its own say.
    with suppress(discord.NotFound):
        await tried(interaction.delete_original_response)
    await tried_twice(partial(interaction.followup.send, text, **said))


async def reply(message: discord.Message, told: Reply) -> list[int]:
    """Send each as a reply, so that it stays with its question in a busy channel; the ids."""
    reference = message.to_reference(fail_if_not_exists=False)

    async def send(body: Body, nonce: str) -> int:
        said = _as_message(body)
        sent = await message.channel.send(
            **said, reference=reference, mention_author=False, nonce=nonce
        )
        return int(sent.id)

    return await _sent(told, send, send)


async def replace(message: discord.PartialMessage, told: Reply) -> list[int]:
    """Put an answer in the place of another one; the id. What does not fit is left out."""

    async def edit(body: Body, _: str) -> int:
        return (await message.edit(**_as_edit(body))).id

    first = Reply(told.bodies[:1], lambda: told.plain()[:1])
    return await _sent(first, edit, edit)


async def show_typing(channel: discord.abc.Messageable) -> None:
    """Show that an answer is being made; that it fails is nobody's loss."""
    with suppress(*UNSENT, TimeoutError):
        async with asyncio.timeout(_TYPING_AT_MOST):
            await channel.typing()


async def _sent(told: Reply, first: Send, more: Send) -> list[int]:
    """Send every message; in plain text where Discord refuses the form of the first."""
    try:
        return await _all_sent(told.bodies, first, more)
    except discord.HTTPException as error:
        if error.status != _MALFORMED or not isinstance(told.bodies[0], Card):
            raise
    return await _all_sent(told.plain(), first, more)


async def _all_sent(bodies: Sequence[Body], first: Send, more: Send) -> list[int]:
    sent: list[int] = []
    for body in bodies:
        send, again = (more, tried_twice) if sent else (first, tried)
        sent.append(await again(partial(send, body, secrets.token_hex(8))))
    return sent


def _as_message(body: Body) -> dict[str, Any]:
    said = {"view": layout(body)} if isinstance(body, Card) else {"content": body}
    return {**said, "allowed_mentions": NOBODY}


def _as_edit(body: Body) -> dict[str, Any]:
    """Content and components exclude each other, also where the one was shown before."""
    empty = {"content": None} if isinstance(body, Card) else {"view": None}
    return {**empty, **_as_message(body)}


async def tried_twice(send: Callable[[], Awaitable[T]]) -> T:
    """The same for what might be shown twice when it arrives twice."""
    return await tried(send, (PAUSE,))


async def tried(send: Callable[[], Awaitable[T]], pauses: Sequence[float] = PAUSES) -> T:
    """discord.py repeats a request that was answered with a 500, but not one that was cut off."""
    for pause in pauses:
        try:
            return await send()
        except (aiohttp.ClientConnectionError, ConnectionError, TimeoutError):
            pass
        except discord.DiscordServerError as error:
            if error.status != _UNAVAILABLE:
                raise
        await asyncio.sleep(pause)
    return await send()
