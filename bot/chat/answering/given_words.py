"""A message → the words that somebody gave as an answer, as people read them there."""

import re

import discord

from bot.chat.answering.greetings import greeting_of
from bot.chat.answering.question_shape import is_question

LONGEST_ANSWER = 1_500
"""Characters; what is longer belongs into a document of its own."""

_MESSAGE_TYPES = (discord.MessageType.default, discord.MessageType.reply)
_MENTION = re.compile(r"<(?P<kind>@!?|@&|#)(?P<id>\d+)>")
_EMOJI = re.compile(r"<a?(:\w+:)\d+>")
_WORD = re.compile(r"\w")


def words_of(message: discord.Message, bot: discord.ClientUser | None) -> str:
    """The text of a message word for word, but for the bot's name in front of it; people, roles and
    channels stand in it by their names, as Discord shows them."""
    content = re.sub(rf"^\s*<@!?{bot.id}>[\s,:]*", "", message.content) if bot else message.content
    names = _names_in(message)
    named = _MENTION.sub(
        lambda mark: names.get((mark["kind"][:2], int(mark["id"])), mark[0]), content
    )
    return _EMOJI.sub(r"\1", named).strip()


def words_refusal(message: discord.Message, words: str) -> str:
    """The name of the text that says why a message can be no answer; empty if it can."""
    if message.author.bot or message.webhook_id is not None:
        return "given_by_bot"
    if not _WORD.search(words):
        return "given_empty"
    return "given_long" if len(words) > LONGEST_ANSWER else ""


def may_be_answer(message: discord.Message, bot: discord.ClientUser | None) -> bool:
    """Whether a person says something to others that may be an answer: a reply, or in a thread.

    What names the bot, asks, greets or thanks is none.
    """
    is_said = not message.author.bot and message.webhook_id is None and message.content.strip()
    if not is_said or message.guild is None or message.type not in _MESSAGE_TYPES:
        return False
    if bot is None or bot.id in message.raw_mentions or not asked_ids(message):
        return False
    return not is_question(message.content) and not greeting_of(message.content)


def asked_ids(message: discord.Message) -> list[int]:
    """The messages that a message may answer: the one that it replies to, and the one that its
    thread stands on."""
    reference = message.reference
    is_reply = message.type is discord.MessageType.reply and reference is not None
    replied_to = reference.message_id if reference and is_reply else None
    thread = message.channel.id if isinstance(message.channel, discord.Thread) else None
    return [number for number in (replied_to, thread) if number]


def _names_in(message: discord.Message) -> dict[tuple[str, int], str]:
    """The names of whom and what a message mentions, by kind and id."""
    names = {("@", user.id): f"@{user.display_name}" for user in message.mentions}
    names |= {("@!", user.id): f"@{user.display_name}" for user in message.mentions}
    names |= {("@&", role.id): f"@{role.name}" for role in message.role_mentions}
    return names | {("#", channel.id): f"#{channel.name}" for channel in message.channel_mentions}
