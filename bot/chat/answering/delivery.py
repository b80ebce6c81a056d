"""A message → sent to Discord. It pings nobody, and a broken connection does not lose it.

A request that is not answered in time may have been carried out all the same. What may be done
twice is sent again; anything else is taken as done, and what follows shows whether it was.
"""

import asyncio
import hashlib
import io
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import aiohttp
import discord

from bot.chat.answering.responder import Body, Reply
from bot.chat.answering.tries import counted_tries
from bot.chat.render.cards import Card
from bot.chat.render.components import layout, page_buttons
from bot.chat.render.fitting import fitting_text
from bot.chat.render.pages import Page

T = TypeVar("T")
Interaction = discord.Interaction[Any]
Send = Callable[[Body, int], Awaitable[int]]
"""Sends the message of this number in a reply, counted from 0, and returns its id."""

NO_PINGS = discord.AllowedMentions.none()

RETRY_PAUSE = 0.5
"""Seconds before the second try; a command must be acknowledged within three."""

RETRY_PAUSES = (RETRY_PAUSE, 2.0, 5.0)
"""Seconds before each further try of a request that does no harm when it arrives twice."""

SEND_ERRORS = (discord.DiscordException, aiohttp.ClientError, OSError, ValueError)
"""What a failed request can raise; ``ValueError`` means an answer that is not JSON."""

_TYPING_TIMEOUT = 1.0
_ACKNOWLEDGED = "acknowledged"
_ON_MESSAGE = "acknowledged on the message of its button"
_ALREADY_ACKNOWLEDGED = 40060
_HTTP_UNAVAILABLE = 503
_HTTP_BAD_REQUEST = 400
_NOT_OPEN = (10062, 10015, 50027)
"""Codes of an interaction that Discord did not keep open: unknown, unacknowledged, expired."""
_ACKNOWLEDGE_TIMEOUT = 3.0
"""Seconds that Discord gives. A response that did not take effect until then never will."""


class AnsweredElsewhere(Exception):
    """Another process with the same token took the interaction first; it is left to that one."""


async def acknowledge(interaction: Interaction, *, private: bool = False) -> None:
    """Show "thinking…" to everybody, or only to the asker if ``private``."""
    defer = interaction.response.defer
    await _respond(interaction, partial(defer, thinking=True, ephemeral=private))


async def acknowledge_button(interaction: Interaction) -> None:
    """Acknowledge the use of a button, whose message stays unless the answer takes its place."""
    interaction.extras[_ON_MESSAGE] = True
    await _respond(interaction, interaction.response.defer)


async def show_form(interaction: Interaction, form: discord.ui.Modal) -> None:
    """Show a form to the person who used a button."""
    await _respond(interaction, partial(interaction.response.send_modal, form))


async def _respond(interaction: Interaction, respond: Callable[[], Awaitable[object]]) -> bool:
    """Send the first response, which Discord takes once; whether it says that it took it.

    Raises ``AnsweredElsewhere``. After a time-out nothing is sent again, and the response counts
    as sent: Discord is slow more often than deaf. So does one whose every try was cut off: what
    follows it shows whether one arrived.
    """
    is_known = True
    with counted_tries() as tries:
        try:
            async with asyncio.timeout(_ACKNOWLEDGE_TIMEOUT):
                await with_retries(respond, (0.1,), after_silence=False)
        except (TimeoutError, aiohttp.ClientConnectionError, ConnectionError):
            is_known = False
        except discord.HTTPException as error:
            if error.code != _ALREADY_ACKNOWLEDGED:
                raise
            # A later try is refused like this if an earlier one arrived, but not the only one.
            if tries.count == 1:
                raise AnsweredElsewhere from error
    interaction.extras[_ACKNOWLEDGED] = True
    return is_known


def _is_acknowledged(interaction: Interaction) -> bool:
    # discord.py does not count a response whose own answer was lost.
    return interaction.response.is_done() or _ACKNOWLEDGED in interaction.extras


async def answer_command(
    interaction: Interaction, reply: Reply, *, private: bool = False
) -> list[int]:
    """Put the first message in the place of "thinking…" and send the others after it; their ids.

    A private reply is shown to the asker only; then no ids are returned if the command was public.
    """
    if reply.private and not private:
        await send_privately(interaction, *reply.plain_texts())
        return []

    async def send_first(body: Body, _: int) -> int:
        edit = partial(interaction.edit_original_response, **_edit_options(body))
        return (await with_retries(edit)).id

    async def send_next(body: Body, _: int) -> int:
        options = {**_message_options(body), "ephemeral": private, "wait": True}
        # A follow-up has no nonce. It is better to show it twice than to lose it.
        return int((await with_one_retry(partial(interaction.followup.send, **options))).id)

    try:
        return await _send_all(reply, send_first, send_next)
    except discord.HTTPException as error:
        if error.code not in _NOT_OPEN:
            raise
    await _send_directly(interaction, *reply.plain_texts())
    return []


async def show_waiting(interaction: Interaction, text: str) -> None:
    """Put a short text in the place of "thinking…" for a while. Errors are ignored."""
    with suppress(*SEND_ERRORS):
        await interaction.edit_original_response(**_message_options(text))


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file to send; the description of a picture is for people who do not see it."""

    name: str
    content: bytes
    description: str = ""

    def as_discord_file(self) -> discord.File:
        """A new one for each try: it can be read once."""
        return discord.File(
            io.BytesIO(self.content), self.name, description=self.description or None
        )


async def show_result(
    interaction: Interaction,
    text: str,
    files: Sequence[SentFile] = (),
) -> None:
    """Put the final text, and files if there are any, in the place of "thinking…".

    If Discord no longer keeps the interaction open, they are sent as a direct message.
    """
    try:
        await _show_in_place(interaction, _message_options(text), files)
    except discord.HTTPException as error:
        if error.code not in _NOT_OPEN:
            raise
        await _send_directly(interaction, text, files=files)


async def delete_original(interaction: Interaction) -> None:
    """Delete the answer to an interaction; it may be gone already."""
    with suppress(discord.NotFound):
        await with_retries(interaction.delete_original_response)


async def show_page(interaction: Interaction, page: Page, files: Sequence[SentFile] = ()) -> None:
    """Put a page of a list in the place of "thinking…" or of another page, whose files stay."""
    options = {**_message_options(page.text), "view": page_buttons(page)}
    await _show_in_place(interaction, options, files or None)


async def _show_in_place(
    interaction: Interaction, options: dict[str, Any], files: Sequence[SentFile] | None
) -> None:
    """Put a message and files in the place of another; those of the other stay with ``None``."""

    def attached() -> dict[str, Any]:
        return {} if files is None else {"attachments": _discord_files(files)}

    edit = interaction.edit_original_response
    with suppress(aiohttp.SocketTimeoutError):
        await with_retries(lambda: edit(**options, **attached()))


def _discord_files(files: Sequence[SentFile]) -> list[discord.File]:
    return [file.as_discord_file() for file in files]


async def send_privately(interaction: Interaction, *texts: str) -> None:
    """Send texts to the asker only, whether or not the command was acknowledged before."""
    for text in texts:
        try:
            await _send_private_text(interaction, text)
        except discord.HTTPException as error:
            if error.code not in _NOT_OPEN:
                raise
            await _send_directly(interaction, text)


async def _send_private_text(interaction: Interaction, text: str) -> None:
    options = {**_message_options(text), "ephemeral": True}
    with suppress(aiohttp.SocketTimeoutError):
        if not _is_acknowledged(interaction):
            send = partial(interaction.response.send_message, **options)
            if not await _respond(interaction, send):
                await interaction.original_response()  # raises if it did not arrive
            return
        # The defer decided who sees the deferred answer; a new message decides for itself.
        if _ON_MESSAGE not in interaction.extras:
            await delete_original(interaction)
        # Only the asker sees it: rather twice than not at all.
        follow_up = partial(interaction.followup.send, **options, wait=True)
        await with_retries(follow_up)


async def _send_directly(
    interaction: Interaction, *texts: str, files: Sequence[SentFile] = ()
) -> None:
    """Send texts, the first with files, as direct messages: the last way to reach the asker."""

    async def send(number: int, text: str) -> None:
        await interaction.user.send(
            **_message_options(text),
            files=_discord_files(() if number else files),
            nonce=nonce_of(interaction.id, text),
        )

    for number, text in enumerate(texts):
        with suppress(aiohttp.SocketTimeoutError):
            await with_retries(partial(send, number, text))


def nonce_of(*parts: object) -> str:
    """What Discord knows a message by for some minutes: two with one nonce are shown once.

    It does not depend on the process, so that of two processes with one token one is heard.
    """
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


async def send_reply(
    message: discord.Message,
    reply: Reply,
    thread: discord.Thread | None = None,
    *,
    purpose: str = "answer",
) -> list[int]:
    """Send each message as a Discord reply, so that it stays with its question; returns the ids.

    In the thread on the question, if there is one, it stands with it anyway.

    Of the replies with one purpose to one message, Discord shows the first alone, whichever
    process sends it; an edited message counts as another one.
    """
    channel = thread or message.channel
    reference: dict[str, Any] = {}
    if thread is None:
        to_question = message.to_reference(fail_if_not_exists=False)
        reference = {"reference": to_question, "mention_author": False}

    async def send(body: Body, number: int) -> int:
        options = {**_message_options(body), **reference}
        nonce = nonce_of(message.id, str(message.edited_at), purpose, number)
        return int((await with_retries(partial(channel.send, **options, nonce=nonce))).id)

    return await _send_all(reply, send, send)


async def replace_message(message: discord.PartialMessage, reply: Reply) -> list[int]:
    """Put an answer in the place of another one; returns the id. Only the first message is used."""

    async def edit(body: Body, _: int) -> int:
        return (await with_retries(partial(message.edit, **_edit_options(body)))).id

    first_message = Reply(reply.bodies[:1], lambda: reply.plain_texts()[:1])
    return await _send_all(first_message, edit, edit)


async def show_typing(channel: discord.abc.Messageable) -> None:
    """Show that an answer is on its way. Errors are ignored."""
    with suppress(*SEND_ERRORS, TimeoutError):
        async with asyncio.timeout(_TYPING_TIMEOUT):
            await channel.typing()


async def react(message: discord.Message, emoji: str) -> None:
    """React to a message, where the bot may. Errors are ignored."""
    if may_react(message):
        with suppress(*SEND_ERRORS):
            await with_retries(partial(message.add_reaction, emoji))


def may_react(message: discord.Message) -> bool:
    """Whether the bot may react to a message."""
    guild, channel = message.guild, message.channel
    if guild is None or isinstance(channel, discord.PartialMessageable):
        return True
    return channel.permissions_for(guild.me).add_reactions


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
    for number, body in enumerate(bodies):
        send = send_next if number else send_first
        # Discord has it, as far as can be known, but does not say its id.
        with suppress(aiohttp.SocketTimeoutError):
            sent.append(await send(body, number))
    return sent


def _message_options(body: Body) -> dict[str, Any]:
    """A message as it is sent: all that leaves is measured here."""
    options = {"view": layout(body)} if isinstance(body, Card) else {"content": fitting_text(body)}
    return {**options, "allowed_mentions": NO_PINGS}


def _edit_options(body: Body) -> dict[str, Any]:
    """Also empties the other kind: content and components exclude each other in one message."""
    emptied = {"content": None} if isinstance(body, Card) else {"view": None}
    return {**emptied, **_message_options(body)}


async def with_one_retry(send: Callable[[], Awaitable[T]]) -> T:
    """Send with one further try: for a message that may be shown twice if it arrives twice.

    After a time-out there is no further try: then it nearly always arrived.
    """
    return await with_retries(send, (RETRY_PAUSE,), after_silence=False)


async def with_retries(
    send: Callable[[], Awaitable[T]],
    pauses: Sequence[float] = RETRY_PAUSES,
    *,
    after_silence: bool = True,
) -> T:
    """Send, and try again after a broken connection, a 503, or if wanted a time-out.

    discord.py repeats a request that was answered with a 500, but not one that was cut off.
    """
    for pause in pauses:
        try:
            return await send()
        except (aiohttp.ClientConnectionError, ConnectionError, TimeoutError) as error:
            if isinstance(error, aiohttp.SocketTimeoutError) and not after_silence:
                raise
        except discord.DiscordServerError as error:
            if error.status != _HTTP_UNAVAILABLE:
                raise
        await asyncio.sleep(pause)
    return await send()
