"""Answers whose source has changed → edited to what still stands, where a channel's rule says so.

Each answer is edited once for each change, a few in a minute, and back when its words stand again.
What is done is noted in the state, so a restart goes on where it was. A message that is gone, that
stands in an archived thread, or that shows no quote, stays as it is.
"""

import asyncio
from contextlib import suppress
from typing import Any

import discord

from bot.chat.answering.delivery import replace_message, with_retries
from bot.chat.answering.place import Origin, server_locale
from bot.chat.answering.responder import Reply, Responder, card_or_plain
from bot.chat.answering.shown_questions import question_in, shown_lines
from bot.chat.commands.kept_answers import KeptAnswers
from bot.chat.render.cards import CardContext
from bot.chat.render.changed_cards import marked_card, marked_messages
from bot.chat.render.escaping import QUOTED
from bot.chat.render.translations import LANGUAGES, texts_for, texts_in
from bot.chat.state.database import AnswerRecord
from bot.chat.state.lost_quotes import UnmarkedAnswer, set_mark, unmarked_answers
from bot.service.logs import log_failure

LOOK_SECONDS = 2.0
"""Seconds between two looks for answers to edit."""

EDIT_PAUSE = 4.0
"""Seconds between two edits: fifteen a minute, which leaves Discord's limits to the answers."""

RETRY_SECONDS = 60.0
"""Seconds until an edit that failed is tried again."""

_MOST_READ = 10
_NEEDED_RIGHTS = discord.Permissions(view_channel=True, read_message_history=True)
_CLIENT_ERROR, _SERVER_ERROR = 400, 500


class AnswerMarks:
    """Edits answers, one after the other, without end."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._answers = KeptAnswers(responder)
        self._client: discord.Client | None = None

    def set_client(self, client: discord.Client) -> None:
        """Edit through this client from now on."""
        self._client = client

    async def run(self) -> None:
        """Look for answers to edit every ``LOOK_SECONDS``."""
        while True:
            tries = [await self._try(unmarked) for unmarked in await self._unmarked()]
            await asyncio.sleep(LOOK_SECONDS if all(tries) else RETRY_SECONDS)

    async def _try(self, unmarked: UnmarkedAnswer) -> bool:
        """Edit an answer; an error is logged, and does not hold up the others."""
        try:
            await self._mark(unmarked)
        except Exception as error:
            log_failure("an answer whose source has changed could not be edited", error)
            return False
        return True

    async def _unmarked(self) -> list[UnmarkedAnswer]:
        channels, client = self._responder.modes.marked, self._client
        if not channels or client is None or not client.is_ready() or client.is_closed():
            return []
        none: list[UnmarkedAnswer] = []
        return await self._responder.state.run(
            lambda database: unmarked_answers(database, channels, _MOST_READ), none
        )

    async def _mark(self, unmarked: UnmarkedAnswer) -> None:
        """Edit an answer, and note that; if Discord does not take it, note that it is done with."""
        is_edited = await self._try_edit(unmarked)
        await self._responder.state.run(
            lambda database: set_mark(database, unmarked.answer, unmarked.lost), None
        )
        if is_edited:
            await asyncio.sleep(EDIT_PAUSE)

    async def _try_edit(self, unmarked: UnmarkedAnswer) -> bool:
        """Edit an answer; whether there was anything to edit that Discord takes."""
        record = await self._answers.known_record(unmarked.answer)
        channel = self._place_of(record) if record else None
        if record is None or channel is None:
            return False
        try:
            return await self._edit(unmarked, record, channel)
        except discord.HTTPException as error:
            # Gone, or not to be edited any more; what Discord may take later is tried again.
            if not _CLIENT_ERROR <= error.status < _SERVER_ERROR:
                raise
        return False

    def _place_of(self, record: AnswerRecord) -> Any:
        """The channel or thread in which an answer stands, if its messages may be edited there;
        an archived thread is none that the client knows."""
        assert self._client is not None
        thread = self._client.get_channel(record.question_message or 0)
        own_thread = thread if isinstance(thread, discord.Thread) else None
        channel: Any = own_thread or self._client.get_channel(record.channel)
        if not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
            return None
        rights = channel.permissions_for(channel.guild.me)
        return channel if rights >= _NEEDED_RIGHTS else None

    async def _edit(self, unmarked: UnmarkedAnswer, record: AnswerRecord, channel: Any) -> bool:
        """Put what stands in the place of the answer; whether there was anything to edit."""
        first, *others = unmarked.messages
        shown = await with_retries(lambda: channel.fetch_message(first))
        if not _is_answer(shown):
            return False
        reply = await self._reply(unmarked, record, shown)
        if reply is None:
            return False
        await replace_message(channel.get_partial_message(first), reply)
        for other in others:  # the rest of a plain answer, which has the words of before
            with suppress(discord.NotFound):
                await with_retries(channel.get_partial_message(other).delete)
        return True

    async def _reply(
        self, unmarked: UnmarkedAnswer, record: AnswerRecord, shown: discord.Message
    ) -> Reply | None:
        """What stands of an answer; ``None`` if it is as it was for all that may be shown there."""
        responder, number = self._responder, unmarked.answer
        origin = self._origin_of(shown)
        texts = texts_for(origin.locale)
        turns = responder.conversations.turns_before(shown.id) or question_in(shown)
        quotes = await self._answers.quotes_again(record, origin)
        losses = await self._answers.losses(number, record, quotes, origin)
        answer = self._answers.answer_again(record, turns, quotes)
        if not losses:
            return (
                responder.answer_reply(origin, answer, number, turns) if unmarked.marked else None
            )
        card_context = CardContext(number, responder.engine.build_date(), private=False)
        card = marked_card(answer, losses, card_context, texts)

        def plain_texts() -> list[str]:
            return marked_messages(answer, losses, texts)

        return card_or_plain(None if responder.config.discord.plain else card, plain_texts)

    def _origin_of(self, shown: discord.Message) -> Origin:
        """Where the answer stands, read by everybody there."""
        channel: Any = shown.channel
        locale = server_locale(channel.guild, self._responder.rules)
        parent = getattr(channel, "parent_id", None) or 0
        return Origin(channel.guild.id, channel.id, parent, 0, (), False, locale)


def _is_answer(message: discord.Message) -> bool:
    """Whether a message shows quotes, or did until it was edited; an offer of passages does not."""
    lines = list(shown_lines(message))
    heads = {f"**{texts_in(language)('source_changed')}**" for language in LANGUAGES}
    return any(line.startswith(QUOTED) or line in heads for line in lines)
