"""A message → whom it addresses: the bot, a channel that the bot reads whole, or a talk with it.

What people say to each other is for none of them, and is not answered. In a talk, which is a thread
that the bot opened or a post that it answered, these are left alone: a reply to somebody else, a
message that names somebody else, and what is no question. ``talks`` has the rules that take a look
at the thread.
"""

import re
from enum import Enum

import discord

from bot.chat.answering.access import AccessRules
from bot.chat.answering.greetings import greeting_of
from bot.chat.answering.place import can_post, is_talk, message_origin
from bot.chat.answering.question_shape import is_question

_MESSAGE_TYPES = (discord.MessageType.default, discord.MessageType.reply)


class Address(Enum):
    """Whom a message addresses."""

    BOT = "the bot"
    CHANNEL = "a channel in which every message is a question"
    TALK = "nobody by name, in a thread in which the bot may be asked"


def address_of(
    message: discord.Message,
    bot: discord.ClientUser | None,
    rules: AccessRules,
    *,
    reads_content: bool,
) -> Address | None:
    """Whom a message addresses; ``None`` for a message that is not for the bot."""
    by_person = not message.author.bot and message.webhook_id is None
    if not by_person or message.type not in _MESSAGE_TYPES or not _may_answer(message):
        return None
    if message.guild is None or bot in message.mentions:
        return Address.BOT
    question = question_in_message(message, bot)
    # Greetings and thanks are for people, where the bot is not named.
    if not reads_content or not question or greeting_of(question):
        return None
    return _unnamed_address(message, bot, rules)


def question_in_message(message: discord.Message, bot: discord.ClientUser | None) -> str:
    """The text of a message without the mention of the bot; a forum post's title is added."""
    assert bot is not None
    words = re.sub(rf"<@!?{bot.id}>", " ", message.content).strip()
    if isinstance(message.channel, discord.Thread) and message.id == message.channel.id:
        return f"{message.channel.name} {words}".strip()
    return words


def asks_surely(message: discord.Message, question: str, address: Address) -> bool:
    """Whether a message asks something: it names the bot, is a post, or has the form of a question.

    In a channel that is read whole people also greet each other; nobody is called for that.
    """
    is_post = message.id == message.channel.id
    return address is Address.BOT or is_post or is_question(question)


def _unnamed_address(
    message: discord.Message, bot: discord.ClientUser | None, rules: AccessRules
) -> Address | None:
    """Whom a message addresses that does not name the bot.

    In an ask channel a reply is no question, nor is a comment below a forum post.
    """
    channel = message.channel
    if isinstance(channel, discord.Thread) and message.id != channel.id:
        return _address_in_talk(message, bot) if is_talk(channel, bot) else None
    is_ask_channel = rules.ask_channels.intersection(message_origin(message, rules).channels)
    return Address.CHANNEL if is_ask_channel and message.reference is None else None


def _address_in_talk(message: discord.Message, bot: discord.ClientUser | None) -> Address | None:
    answered_message = message.reference.resolved if message.reference else None
    if isinstance(answered_message, discord.Message) and answered_message.author == bot:
        return Address.BOT
    is_left = message.reference is not None or _names_others(message)
    return Address.TALK if not is_left and is_question(message.content) else None


def _names_others(message: discord.Message) -> bool:
    return bool(message.raw_mentions or message.raw_role_mentions or message.mention_everyone)


def _may_answer(message: discord.Message) -> bool:
    is_known = message.guild and not isinstance(message.channel, discord.PartialMessageable)
    return can_post(message.channel) if is_known else True
