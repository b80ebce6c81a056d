"""What is kept of a channel → its documents. Pure.

What somebody wrote within some minutes is one document, with the link of its first message. A
thread is one document, a part for each message, with the thread's link. What is too short to say
anything is none.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.chat.channels.kept_channel import KeptChannel
from bot.chat.channels.log import IN_CHANNEL, ChannelLog, KeptMessage, Post
from bot.chat.channels.wording import as_part, as_words

TOGETHER = datetime.timedelta(minutes=5)
"""Messages of one person that follow each other within this time are read together."""

MOST_TOGETHER = 20
FEWEST_WORDS = 3
FEWEST_WIDE = 6
"""Letters of a language that is written without spaces."""

MOST_NAMED = 5

_ADDRESS = re.compile(r"<?https?://\S+")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class ChannelPlace:
    """What the documents of a channel say about it; ``member`` names somebody without a name, and
    ``members`` one of several by a ``{number}``."""

    kept: KeptChannel
    name: str
    server: str
    member: str
    members: str


@dataclass(frozen=True, slots=True)
class ChannelDocument:
    """A document: its address, the name of its file, its text, the codes of the people whose words
    it has, and the keys of its side-car."""

    address: str
    file: str
    text: str
    by: str
    metadata: dict[str, str] = field(default_factory=dict)


def documents(log: ChannelLog, place: ChannelPlace) -> Iterator[ChannelDocument]:
    """All documents of a channel."""
    for group in _together(log.in_place(IN_CHANNEL)):
        if _says_something(group):
            yield _of_messages(group, place)
    for post in log.posts.values():
        messages = log.in_place(post.id)
        if _says_something(messages):
            yield _of_thread(post, messages, place)


def _together(messages: Sequence[KeptMessage]) -> Iterator[list[KeptMessage]]:
    group: list[KeptMessage] = []
    for message in messages:
        if group and not _goes_on(group, message):
            yield group
            group = []
        group.append(message)
    if group:
        yield group


def _goes_on(group: Sequence[KeptMessage], message: KeptMessage) -> bool:
    last = group[-1]
    since = datetime.datetime.fromisoformat(message.at) - datetime.datetime.fromisoformat(last.at)
    same_day = message.at[:10] == last.at[:10]
    return message.by == last.by and since <= TOGETHER and same_day and len(group) < MOST_TOGETHER


def _says_something(messages: Sequence[KeptMessage]) -> bool:
    """Whether there are enough words to be a document; addresses and single words are none."""
    texts = [_ADDRESS.sub(" ", message.text) for message in messages]
    counts = [len(_WORD.findall(text)) for text in texts]
    wide = sum(unicodedata.east_asian_width(c) in "WF" and c.isalpha() for c in "".join(texts))
    return sum(count for count in counts if count > 1) >= FEWEST_WORDS or wide >= FEWEST_WIDE


def _of_messages(group: Sequence[KeptMessage], place: ChannelPlace) -> ChannelDocument:
    first = group[0]
    moment = f"{first.at[:10]} {first.at[11:16]}"
    return ChannelDocument(
        f"{place.kept.address}/{first.id}",
        f"{first.id}.md",
        "\n\n".join(message.text for message in group) + "\n",
        first.by,
        {
            "title": f"#{place.name}, {moment}",
            "author": first.name or place.member,
            "publisher": place.server,
            "date": first.at[:10],
            "url": f"{place.kept.address}/{first.id}",
        },
    )


def _of_thread(post: Post, messages: Sequence[KeptMessage], place: ChannelPlace) -> ChannelDocument:
    address = f"https://discord.com/channels/{place.kept.guild}/{post.id}"
    names = _speakers(messages, place)
    parts = (
        f"## {as_words(names[message.by])} {{#{message.id}}}\n\n"
        f"{as_part(message.text, message.id)}\n"
        for message in messages
    )
    shown = list(dict.fromkeys(message.name or place.member for message in messages))
    return ChannelDocument(
        address,
        f"thread-{post.id}.md",  # a thread on a message has the id of the message
        "\n".join(parts),
        " ".join(sorted({message.by for message in messages})),
        {
            "title": post.title,
            "author": ", ".join(shown[:MOST_NAMED]) + (" …" if len(shown) > MOST_NAMED else ""),
            "publisher": f"#{place.name}, {place.server}",
            "date": messages[0].at[:10],
            "url": address,
        },
    )


def _speakers(messages: Sequence[KeptMessage], place: ChannelPlace) -> dict[str, str]:
    """What each person in a thread is called; several without a name are numbered, so that nobody
    is taken for another."""
    people = list(dict.fromkeys(message.by for message in messages))
    names = {message.by: message.name for message in messages}
    if len(people) == 1:
        return {people[0]: names[people[0]] or place.member}
    numbered = {by: place.members.format(number=n) for n, by in enumerate(people, start=1)}
    return {by: names[by] or numbered[by] for by in people}
