"""Discord's events → answers: which messages are answered, and what follows when they change."""

import asyncio
import logging
import sys
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Any

import discord

from bot.chat.answering.addressing import (
    Address,
    address_of,
    asks_surely,
    question_in_message,
)
from bot.chat.answering.admission import Admission
from bot.chat.answering.answer_documents import AnswerDocuments
from bot.chat.answering.delivery import (
    NO_PINGS,
    SEND_ERRORS,
    nonce_of,
    react,
    send_reply,
    show_typing,
)
from bot.chat.answering.given_answers import GivenAnswers
from bot.chat.answering.greetings import Greeting, asks_for_help, greeting_of
from bot.chat.answering.handover import HandoverDesk, request_for_silence
from bot.chat.answering.message_replies import MessageReplies
from bot.chat.answering.place import Origin, is_talk, message_origin
from bot.chat.answering.queue import Ending
from bot.chat.answering.quietness import quiet_reply
from bot.chat.answering.responder import Reply, Responder, card_or_plain, plain_reply
from bot.chat.answering.shown_questions import question_in
from bot.chat.answering.talks import Talks
from bot.chat.answering.tries import trace
from bot.chat.channels.events import ChannelEvents
from bot.chat.channels.keeper import ChannelKeeper
from bot.chat.commands.adding import CANCEL, CONFIRM
from bot.chat.commands.ask import CommandTree, failure_text
from bot.chat.commands.buttons import ButtonHandlers
from bot.chat.commands.changed_quotes import CHANGED_LIST
from bot.chat.commands.unclear_rules import settle_unclear_rules
from bot.chat.ending import ANSWERING, DISCONNECTING, TELLING
from bot.chat.openness import openness_warnings
from bot.chat.render import help_screens
from bot.chat.render.fitting import fitting_text
from bot.chat.render.translations import FALLBACK, texts_for, texts_in
from bot.chat.state.database import EarlierAnswers
from bot.chat.welcome import welcome, welcome_new
from bot.service.logs import log_failure

_log = logging.getLogger(__name__)

UNPRIVILEGED = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
"""With these intents the bot can read only messages that mention it or are sent to it."""

REACTIONS = {Greeting.THANKS: "❤️", Greeting.CHEER: "👍"}

_BUTTON_TYPES = (discord.InteractionType.component, discord.InteractionType.modal_submit)


class Client(ChannelEvents, discord.AutoShardedClient):
    """Answers commands, mentions and direct messages; a reply to an answer is a follow-up question.

    It is sharded even if there is one shard: only this kind of client tries again when its first
    connection to the gateway fails.
    """

    def __init__(self, responder: Responder, documents: AnswerDocuments) -> None:
        intents = discord.Intents(UNPRIVILEGED.value)
        # Privileged: requested only if the owner wants every message of some channels answered.
        intents.message_content = responder.config.discord.message_content
        super().__init__(
            intents=intents,
            allowed_mentions=NO_PINGS,
            max_messages=None,
            http_trace=trace(),
            shard_count=responder.config.discord.shards or None,
            activity=_presence(),
        )
        self._responder = responder
        responder.channel_sets.set_client(self)
        self._documents = documents
        self._handovers = HandoverDesk(self, responder)
        self._given = GivenAnswers(self, responder, documents, self._handovers)
        self._talks = Talks(responder)
        self._replies = MessageReplies(self, responder, self._talks)
        self._answering: dict[int, asyncio.Task[Any]] = {}
        self._sending: set[int] = set()
        self._warned: set[str] = set()
        self._connected_shards: set[int] = set()
        self.channels = ChannelKeeper(self, responder)
        self.commands = CommandTree(
            self, responder, self._handovers, self.channels, self._given, documents
        )
        self._buttons = ButtonHandlers(responder, self.commands.lists, self._handovers)
        self._buttons.add(help_screens.ACTION, self.commands.help.turn)
        self._buttons.add(CHANGED_LIST, self.commands.changed.open)
        self._buttons.add("setting", self.commands.settings_card.open_form)
        self._buttons.add("set", self.commands.settings_card.change)
        self._buttons.add(CONFIRM, self.commands.documents.confirm)
        self._buttons.add(CANCEL, self.commands.documents.cancel)
        for name, handler in self.commands.gap_desk.handlers.items():
            self._buttons.add(name, handler)

    async def setup_hook(self) -> None:
        """Load the owner's rules, and register the commands if Discord has different ones."""
        await self._responder.read_rules()
        if await self.commands.register():
            _log.info("the commands were registered")

    async def on_ready(self) -> None:
        """Log that the bot is ready, and greet the servers that it was added to meanwhile."""
        _log.info("answering as %s; servers: %d", self.user, len(self.guilds))
        config = self._responder.config.discord
        warnings = set(openness_warnings(self.application, config, self.guilds))
        for warning in sorted(warnings - self._warned):
            _log.warning("%s", warning)
        # Discord begins new sessions by itself; what was said once is not said at each.
        self._warned |= warnings
        await self._leave_strange_servers(self.guilds)
        # Only now it is known which channels are open.
        self._documents.request()
        await settle_unclear_rules(self._responder, self.guilds)
        await welcome_new(self._served(self.guilds), self._responder)
        await self.channels.start()
        await self._given.look_again()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Greet a new server; leave a strange one, if the owner wants that."""
        self.channels.look_again(guild.id)
        await self._leave_strange_servers([guild])
        for served in self._served([guild]):
            await welcome(served, self._responder)

    def _served(self, guilds: Iterable[discord.Guild]) -> list[discord.Guild]:
        """Those of the servers that are answered."""
        admission = Admission.of(self._responder.config.discord)
        return [guild for guild in guilds if not admission.is_strange(guild.id)]

    async def _leave_strange_servers(self, guilds: Iterable[discord.Guild]) -> None:
        config = self._responder.config.discord
        if config.strange_servers != "leave":
            return
        admission = Admission.of(config)
        for guild in [guild for guild in guilds if admission.is_strange(guild.id)]:
            with suppress(*SEND_ERRORS):
                await guild.leave()
                _log.warning("left the server %d, which is not among discord.servers", guild.id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Count that a connection was lost and resumed."""
        self._responder.metrics.reconnected()

    async def on_shard_connect(self, shard_id: int) -> None:
        """Count that a connection was lost and opened anew."""
        if shard_id in self._connected_shards:
            self._responder.metrics.reconnected()
        self._connected_shards.add(shard_id)

    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the use of a button or a form; commands are handled by the command tree."""
        if interaction.type not in _BUTTON_TYPES or not self._responder.events.is_new(
            interaction.id
        ):
            return
        self._responder.queue.track_current_task()
        try:
            if await self.commands.admits(interaction):
                await self._buttons.handle(interaction)
        except Exception as error:
            await self.commands.report_failure(interaction, "a button failed", error)

    async def on_message(self, message: discord.Message) -> None:
        """Answer a person who mentions the bot, writes to it directly, or uses an ask channel; take
        what somebody trusted answers to others."""
        self.channels.hear(message)
        if await self._is_taken(message):
            return
        address = self._address_of(message)
        if address is None or not self._responder.events.is_new(message.id):
            return
        self._responder.queue.track_current_task()
        if await self._admits(message):
            await self._answer_message(message, EarlierAnswers(), address)

    async def _is_taken(self, message: discord.Message) -> bool:
        """Whether a message was an answer to a question that the documents do not answer."""
        if not self._given.is_candidate(message) or not await self._admits(message):
            return False
        return await self._given.take(message)

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Answer an edited question again, in place of its earlier answer."""
        message = payload.message
        self.channels.hear(message)
        edited, address = message.edited_at, self._address_of(message)
        # Discord also sends this event for every link preview; that is not an edit.
        if edited is None or not self._responder.events.is_new((message.id, edited)):
            return
        self.commands.use_answer.forget(message.id)
        if await self._given.follow_edit(message):
            return
        if address is None:
            await self._forget_former_question(message)
            return
        self._responder.queue.track_current_task()
        if not await self._admits(message):
            return
        earlier = await self._claim_edit(message.id, edited)
        self._responder.events.is_new(message.id)
        if earlier is not None:
            await self._answer_message(message, earlier, address)

    async def _forget_former_question(self, message: discord.Message) -> None:
        """Delete the answers to a message that an edit made no question, as one without a mention.

        An edited reply to the bot may name it no longer, though the person still asks it.
        """
        answered = message.reference.resolved if message.reference else None
        asks_on = isinstance(answered, discord.Message) and answered.author == self.user
        if not message.author.bot and not asks_on:
            await self._delete_answers(message.channel.id, [message.id])

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Delete the answers to a deleted question."""
        self.channels.forget(payload.channel_id, [payload.message_id])
        await self._delete_answers(payload.channel_id, [payload.message_id])

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Delete the answers to many deleted questions."""
        self.channels.forget(payload.channel_id, payload.message_ids)
        await self._delete_answers(payload.channel_id, sorted(payload.message_ids))

    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Withdraw the answers that people gave in a deleted thread."""
        await super().on_raw_thread_delete(payload)
        await self._given.follow_channel_deletion(payload.thread_id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Withdraw the answers that people gave in a deleted channel."""
        await super().on_guild_channel_delete(channel)
        await self._given.follow_channel_deletion(channel.id)
        await self._given.follow_lost_threads(channel.guild.id)

    async def on_guild_channel_update(
        self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel
    ) -> None:
        """Publish no answer of a channel that was closed."""
        await super().on_guild_channel_update(before, after)
        self._documents.request()

    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """The same for all channels that a role has rights in."""
        await super().on_guild_role_update(before, after)
        self._documents.request()

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Log the error without any text of a message, and tell the asker that it failed."""
        error = sys.exc_info()[1]
        assert error is not None
        if not isinstance(error, Ending):
            log_failure(f"{event_method} failed", error)
        self._responder.metrics.count("failed")
        if args and isinstance(args[0], discord.Message):
            origin = message_origin(args[0], self._responder.rules)
            text = texts_for(origin.locale)(failure_text(error))
            try:
                await send_reply(args[0], plain_reply(text), purpose="failure")
            except SEND_ERRORS as send_error:
                log_failure("the asker could not be told", send_error)
                self._responder.metrics.count("unsent")

    async def close(self) -> None:
        """Follow no channel any more, and end."""
        await self.channels.close()
        await super().close()

    async def finish(self) -> None:
        """Take no new events, and finish what has begun; then the client can be closed."""
        disconnecting = [asyncio.create_task(shard.disconnect()) for shard in self.shards.values()]
        if disconnecting:
            # What came in until then is still answered. A gateway that says nothing holds this up.
            await asyncio.wait(disconnecting, timeout=DISCONNECTING)
        if unanswered := await self._responder.queue.finish(ANSWERING, TELLING):
            _log.warning("%d questions were left unanswered", unanswered)
        for task in disconnecting:
            task.cancel()

    async def _answer_message(
        self, message: discord.Message, earlier: EarlierAnswers, address: Address
    ) -> None:
        """Answer a message, unless it is deleted or edited meanwhile.

        Until something else stands in their place, the state keeps its earlier answers.
        """
        task = asyncio.current_task()
        assert task is not None
        self._answering[message.id] = task
        try:
            if not await self._is_meant(message, address):
                await self._remove(message, earlier)
                return
            await self._answer_question(message, earlier, address)
        finally:
            self._answering.pop(message.id, None)
            self._sending.discard(message.id)

    async def _is_meant(self, message: discord.Message, address: Address) -> bool:
        """Whether a message is meant for the bot, and not for the people that it asked for help."""
        if address is Address.TALK:
            return await self._talks.goes_on(message, self.user)
        return not await self._handovers.asked_in(message)

    async def _answer_question(
        self, message: discord.Message, earlier: EarlierAnswers, address: Address
    ) -> None:
        origin = message_origin(message, self._responder.rules)
        texts = texts_for(origin.locale)
        question = question_in_message(message, self.user)
        if refusal := self._responder.refusal(origin):
            await self._refuse(message, refusal)
            return
        if address is Address.BOT and asks_for_help(question):
            await self._replies.send(message, earlier.messages, self._help(origin))
            return
        greeting = greeting_of(question)
        if not question or greeting is Greeting.HELLO:
            how_to = plain_reply(self._responder.how_to(origin))
            await self._replies.send(message, earlier.messages, how_to)
            return
        if greeting:
            await self._remove(message, earlier)
            await react(message, REACTIONS[greeting])
            return
        is_quiet = address is not Address.BOT and self._is_quiet(origin)
        answering = self._responder.answer(
            origin, question, await self._turns_before(message), message=message.id
        )
        # Who sees that the bot is typing waits for an answer.
        typing = () if is_quiet else (show_typing(message.channel),)
        reply, *_ = await asyncio.gather(answering, *typing)
        if reply.unavailable and not self._may_post_unavailable(message, address):
            return
        self._sending.add(message.id)
        if is_quiet:
            reply = quiet_reply(reply, texts, plain=self._responder.config.discord.plain)
        sent = await self._replies.send(message, earlier.messages, reply)
        await self._responder.remember_sent(reply, sent, earlier.numbers)
        if is_talk(message.channel, self.user):
            self._talks.remember_turns(message.channel, reply)
        if asks_surely(message, question, address):
            sent_at = await self._replies.place_of(message, sent)
            at = (message.channel.id, message.id)
            await self._handovers.hand_over(request_for_silence(origin, reply, sent_at, at))

    def _help(self, origin: Origin) -> Reply:
        """How to ask, as ``/help`` says it to everybody."""
        commands, locale = self._responder.commands, origin.locale
        about = (help_screens.ASKING, commands, texts_for(locale), locale)
        card = help_screens.help_card(*about, for_owner=False)
        is_plain = self._responder.config.discord.plain
        return card_or_plain(None if is_plain else card, lambda: [help_screens.help_text(*about)])

    def _may_post_unavailable(self, message: discord.Message, address: Address) -> bool:
        """Whether to say that the bot cannot look: to everybody who asks it, but in a channel that
        is read whole at most once a minute."""
        if address is Address.BOT:
            return True
        minute = int(message.created_at.timestamp() // 60)
        return self._responder.events.is_new((message.channel.id, minute))

    async def _admits(self, message: discord.Message) -> bool:
        """Whether a message may be answered; who writes directly is told if not, in a server the
        bot then says nothing."""
        name = await self.commands.permissions.message_refusal(message)
        if name and message.guild is None:
            await self._refuse(
                message, texts_for(message_origin(message, self._responder.rules).locale)(name)
            )
        return not name

    async def _refuse(self, message: discord.Message, refusal: str) -> None:
        """Tell a person privately that they ask too much, at most once a minute."""
        minute = int(message.created_at.timestamp() // 60)
        if self._responder.events.is_new((message.author.id, minute)):
            nonce = nonce_of(message.author.id, minute)
            with suppress(*SEND_ERRORS):
                await message.author.send(
                    fitting_text(refusal), allowed_mentions=NO_PINGS, nonce=nonce
                )

    async def _stop_answering(self, message: int) -> None:
        """Answer a message no longer, unless its answer is already being sent."""
        if task := self._answering.get(message):
            # An answer that is being sent must be sent and recorded before it can be deleted.
            if message not in self._sending:
                task.cancel()
            await asyncio.wait({task})

    async def _claim_edit(self, message: int, edited: datetime) -> EarlierAnswers | None:
        """The answers to an edited message until now; ``None`` if another process answers it."""
        await self._stop_answering(message)
        return await self._responder.state.run(
            lambda database: database.claim_edit(message, edited), EarlierAnswers()
        )

    async def _withdraw(self, message: int) -> list[int]:
        """Stop answering a message; returns the messages that answered it."""
        await self._stop_answering(message)
        no_answers: list[int] = []
        return await self._responder.state.run(
            lambda database: database.withdraw(message), no_answers
        )

    async def _remove(self, message: discord.Message, earlier: EarlierAnswers) -> None:
        """Delete the earlier answers to a message, and all that is kept of them."""
        await self._replies.delete(message.channel.id, message.id, earlier.messages)
        await self._responder.state.run(
            lambda database: database.forget_answers(earlier.numbers), None
        )

    async def _delete_answers(self, channel_id: int, messages: Iterable[int]) -> None:
        for message in messages:
            await self._replies.delete(channel_id, message, await self._withdraw(message))
            await self._handovers.withdraw(message)
            await self._replies.forget_title(message)
            self.commands.use_answer.forget(message)
            await self._given.follow_deletion(message)

    async def _turns_before(self, message: discord.Message) -> tuple[str, ...]:
        """The questions up to the answer that a message replies to, or before it in its talk."""
        reference = message.reference
        if reference is None:
            return await self._talks.turns_before(message, self.user)
        answer = reference.resolved
        turns = self._responder.conversations.turns_before(reference.message_id)
        if turns or not isinstance(answer, discord.Message) or answer.author != self.user:
            return turns
        return question_in(answer)

    def _address_of(self, message: discord.Message) -> Address | None:
        responder = self._responder
        reads_content = responder.config.discord.message_content
        return address_of(message, self.user, responder.rules, reads_content=reads_content)

    def _is_quiet(self, origin: Origin) -> bool:
        responder = self._responder
        return responder.modes.is_quiet(origin.channels, responder.rules.ask_channels)


def _presence() -> discord.CustomActivity:
    """What stands below the bot's name: how to ask, and no name of any document or set."""
    texts = texts_in(FALLBACK)
    return discord.CustomActivity(texts("presence", ask_name=texts("ask_name")))
