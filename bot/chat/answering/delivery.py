"""A message → sent to Discord. It pings nobody, and a broken connection does not lose it."""

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
"""Sends one message and returns its id. The second try has the same nonce as the first, so that
Discord shows the message once."""

NO_PINGS = discord.AllowedMentions.none()

RETRY_PAUSE = 0.5
"""Seconds before the second try; a command must be acknowledged within three."""

RETRY_PAUSES = (RETRY_PAUSE, 2.0, 5.0)
"""Seconds before each further try of a request that does no harm when it arrives twice."""

SEND_ERRORS = (discord.DiscordException, aiohttp.ClientError, OSError, ValueError)
"""What a failed request can raise; ``ValueError`` means an answer that is not JSON."""

_TYPING_TIMEOUT = 1.0
_ALREADY_ACKNOWLEDGED = 40060
_HTTP_UNAVAILABLE = 503
_HTTP_BAD_REQUEST = 400
_TOKEN_EXPIRED = 50027
_UNKNOWN_INTERACTION = 10062
_ACKNOWLEDGE_TIMEOUT = 1.4


async def acknowledge(interaction: Interaction, *, private: bool = False) -> None:
    """Show "thinking…" to everybody, or only to the asker if ``private``."""
    defer = interaction.response.defer
    await _acknowledge(partial(defer, thinking=True, ephemeral=private))


async def acknowledge_button(interaction: Interaction) -> None:
    """Acknowledge the use of a button, without a message."""
    await _acknowledge(interaction.response.defer)


async def _acknowledge(acknowledge: Callable[[], Awaitable[object]]) -> None:
    """Acknowledge in short tries: discord.py's own pauses between tries can exceed 3 seconds."""

    async def with_timeout() -> None:
        async with asyncio.timeout(_ACKNOWLEDGE_TIMEOUT):
            await acknowledge()

    try:
        await with_retries(with_timeout, (0.1,))
    except discord.HTTPException as error:
        # This code says that the first try arrived and only Discord's response was lost.
        if error.code != _ALREADY_ACKNOWLEDGED:
            raise


async def answer_command(
    interaction: Interaction, reply: Reply, *, private: bool = False
) -> list[int]:
    """Put the first message in the place of "thinking…" and send the others after it; their ids.

    A private reply is shown to the asker only; then no ids are returned if the command was public.
    """
    if reply.private and not private:
        await send_privately(interaction, *reply.plain_texts())
        return []

    async def send_first(body: Body, _: str) -> int:
        return (await interaction.edit_original_response(**_edit_options(body))).id

    async def send_next(body: Body, _: str) -> int:
        send = interaction.followup.send
        # A follow-up has no nonce. It is better to show it twice than to lose it.
        return (await send(**_message_options(body), ephemeral=private, wait=True)).id

    return await _send_all(reply, send_first, send_next)


async def show_waiting(interaction: Interaction, text: str) -> None:
    """Put a short text in the place of "thinking…" for a while. Errors are ignored."""
    with suppress(*SEND_ERRORS):
        await interaction.edit_original_response(content=text, allowed_mentions=NO_PINGS)


async def show_result(
    interaction: Interaction, text: str, file: bytes | None = None, name: str = ""
) -> None:
    """Put the final text, and a file if there is one, in the place of "thinking…".

    If Discord no longer keeps the interaction open, they are sent as a direct message.
    """

    def files() -> list[discord.File]:
        return [discord.File(io.BytesIO(file), name)] if file is not None else []

    options: dict[str, Any] = {"content": text, "allowed_mentions": NO_PINGS}
    try:
        edit = interaction.edit_original_response
        await with_one_retry(lambda: edit(**options, attachments=files()))
    except discord.HTTPException as error:
        if error.code != _TOKEN_EXPIRED:
            raise
        await with_one_retry(lambda: interaction.user.send(**options, files=files()))


async def send_privately(interaction: Interaction, *texts: str) -> None:
    """Send texts to the asker only, whether or not the command was acknowledged before."""
    for text in texts:
        try:
            await _send_private_text(interaction, text)
        except discord.NotFound as error:
            # Too late for an answer: Discord gives three seconds to acknowledge.
            if error.code != _UNKNOWN_INTERACTION:
                raise
            await with_retries(partial(interaction.user.send, text, allowed_mentions=NO_PINGS))


async def _send_private_text(interaction: Interaction, text: str) -> None:
    options: dict[str, Any] = {"ephemeral": True, "allowed_mentions": NO_PINGS}
    if not interaction.response.is_done():
        try:
            await with_one_retry(partial(interaction.response.send_message, text, **options))
            return
        except discord.HTTPException as error:
            # This code says that it was acknowledged, and only Discord's response was lost.
            if error.code != _ALREADY_ACKNOWLEDGED:
                raise
    # The defer decided who sees the deferred answer; a new message decides for itself.
    with suppress(discord.NotFound):
        await with_retries(interaction.delete_original_response)
    await with_one_retry(partial(interaction.followup.send, text, **options))


async def send_reply(
    message: discord.Message, reply: Reply, thread: discord.Thread | None = None
) -> list[int]:
    """Send each message as a Discord reply, so that it stays with its question; returns the ids.

    In the thread on the question, if there is one, it stands with it anyway.
    """
    channel = thread or message.channel
    reference: dict[str, Any] = {}
    if thread is None:
        to_question = message.to_reference(fail_if_not_exists=False)
        reference = {"reference": to_question, "mention_author": False}

    async def send(body: Body, nonce: str) -> int:
        options = _message_options(body)
        sent = await channel.send(**options, **reference, nonce=nonce)
        return int(sent.id)

    return await _send_all(reply, send, send)


async def replace_message(message: discord.PartialMessage, reply: Reply) -> list[int]:
    """Put an answer in the place of another one; returns the id. Only the first message is used."""

    async def edit(body: Body, _: str) -> int:
        return (await message.edit(**_edit_options(body))).id

    first_message = Reply(reply.bodies[:1], lambda: reply.plain_texts()[:1])
    return await _send_all(first_message, edit, edit)


async def show_typing(channel: discord.abc.Messageable) -> None:
    """Show that an answer is on its way. Errors are ignored."""
    with suppress(*SEND_ERRORS, TimeoutError):
        async with asyncio.timeout(_TYPING_TIMEOUT):
            await channel.typing()


async def _send_all(reply: Reply, send_first: Send, send_next: Send) -> list[int]:
    """Send every message; as plain text if Discord refuses the card that comes first."""
    try:
        return await _send_bodies(reply.bodies, send_first, send_next)
    except discord.HTTPException as error:
        if error.status != _HTTP_BAD_REQUEST or not isinstance(reply.bodies[0], Card):
            raise
    return await _send_bodies(reply.plain_texts(), send_first, send_next)


async def _send_bodies(bodies: Sequence[Body], send_first: Send, send_next: Send) -> list[int]:
    sent: list[int] = []
    for body in bodies:
        send, retry = (send_next, with_one_retry) if sent else (send_first, with_retries)
        sent.append(await retry(partial(send, body, secrets.token_hex(8))))
    return sent


def _message_options(body: Body) -> dict[str, Any]:
    options = {"view": layout(body)} if isinstance(body, Card) else {"content": body}
    return {**options, "allowed_mentions": NO_PINGS}


def _edit_options(body: Body) -> dict[str, Any]:
    """Also empties the other kind: content and components exclude each other in one message."""
    emptied = {"content": None} if isinstance(body, Card) else {"view": None}
    return {**emptied, **_message_options(body)}


async def with_one_retry(send: Callable[[], Awaitable[T]]) -> T:
    """Send with one further try: for a message that may be shown twice if it arrives twice."""
    return await with_retries(send, (RETRY_PAUSE,))


async def with_retries(
    send: Callable[[], Awaitable[T]], pauses: Sequence[float] = RETRY_PAUSES
) -> T:
    """Send, and try again after a broken connection or a 503.

    discord.py repeats a request that was answered with a 500, but not one that was cut off.
    """
    for pause in pauses:
        try:
            return await send()
        except (aiohttp.ClientConnectionError, ConnectionError, TimeoutError):
            pass
        except discord.DiscordServerError as error:
            if error.status != _HTTP_UNAVAILABLE:
                raise
        await asyncio.sleep(pause)
    return await send()
