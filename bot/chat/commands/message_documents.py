"""A message → the document that is made of its text: Markdown, with author, date and a link."""

import re

import discord

from bot.chat.render.escaping import cut_at_word

LONGEST_TITLE = 80

_MENTION = re.compile(r"<(@[!&]?|#)(\d+)>")
_MARKS = re.compile(r"^[\s#>*_~|`-]+|[\s*_~|`]+$")


def message_text(message: discord.Message) -> str:
    """The words of a message, with the names of whom and what it mentions."""
    names = {user.id: f"@{user.display_name}" for user in message.mentions}
    names |= {role.id: f"@{role.name}" for role in message.role_mentions}
    names |= {
        channel.id: f"#{getattr(channel, 'name', channel.id)}"
        for channel in message.channel_mentions
    }
    return _MENTION.sub(lambda found: names.get(int(found[2]), found[1][0]), message.content)


def message_metadata(message: discord.Message, text: str) -> dict[str, str]:
    """What the side-car of the document says about it."""
    return {
        "title": message_title(text),
        "author": message.author.display_name,
        "date": message.created_at.date().isoformat(),
        "url": message.jump_url,
    }


def message_title(text: str) -> str:
    """The first line with a word in it, without the marks around it."""
    lines = (_MARKS.sub("", line) for line in text.splitlines())
    return cut_at_word(next((line for line in lines if re.search(r"\w", line)), ""), LONGEST_TITLE)
