"""Messages of a Discord channel in JSON → one document for each day, as chat logs are written.

Two forms are known: the export of DiscordChatExporter, which says who wrote a message, and a
channel of the data that Discord gives a person, which are all that person's own. What somebody
replies to is repeated above the reply, unless it stands right above it.
"""

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from index.documents import TIME, Metadata, Obstacle
from index.reading.formats.plain_text import refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

LONGEST_REPEATED = 300
"""Characters of what a reply answers; more of it stands where it was said."""

_SPOKEN = frozenset(["Default", "Reply", "ThreadStarterMessage", "ChatInputCommand", "0", "19"])
"""The kinds of messages that people write; others say that somebody joined or pinned."""

_EMOJI = re.compile(r"<a?:(\w{1,40}):\d{1,25}>")
_ID = re.compile(r"\d{1,25}")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class _Message:
    """What somebody wrote, and when; ``answers`` is the id of the message that it replies to."""

    id: str
    moment: datetime.datetime
    author: str
    text: str
    answers: str = ""

    @property
    def day(self) -> str:
        return self.moment.date().isoformat()


@dataclass(frozen=True, slots=True)
class _Channel:
    """Where messages were written; ``address`` is that of the channel on the web."""

    name: str = ""
    guild: str = ""
    address: str = ""


def is_discord(tree: Any) -> bool:
    """Whether values are the messages of a channel in one of the two forms."""
    return _is_export(tree) or _is_own_data(tree)


def read_discord(tree: Any) -> Iterator[Reading]:
    """Each day of the channel as a document ``#name day``; raises ``Unreadable`` without words."""
    if _is_export(tree):
        channel = _channel(tree)
        messages = [_exported(entry) for entry in tree["messages"] if isinstance(entry, dict)]
    else:
        channel = _Channel()
        messages = [_own(entry) for entry in tree]
    said = [message for message in messages if message is not None]
    if not said:
        raise Unreadable("no message with words in it", Obstacle.WORDLESS)
    said.sort(key=lambda message: (message.moment, int(message.id or 0)))
    known = {message.id: message for message in said}
    for day, of_day in groupby(said, key=lambda message: message.day):
        yield _reading(channel, day, list(of_day), known)


# The two forms.


def _is_export(tree: Any) -> bool:
    return (
        isinstance(tree, dict)
        and isinstance(tree.get("channel"), dict)
        and isinstance(tree.get("messages"), list)
        and ("guild" in tree or "dateRange" in tree)
    )


def _is_own_data(tree: Any) -> bool:
    fields = {"ID", "Timestamp", "Contents"}
    is_list = isinstance(tree, list) and bool(tree)
    return is_list and all(isinstance(entry, dict) and entry.keys() >= fields for entry in tree)


def _channel(tree: dict[str, Any]) -> _Channel:
    channel, guild = tree["channel"], _mapping(tree.get("guild"))
    ids = [_id(guild.get("id")), _id(channel.get("id"))]
    place = "/".join("@me" if number == "0" else number for number in ids)
    address = f"https://discord.com/channels/{place}" if all(ids) else ""
    return _Channel(_line(channel.get("name")), _line(guild.get("name")), address)


def _exported(entry: dict[str, Any]) -> _Message | None:
    moment = _moment(entry.get("timestamp"))
    author = _mapping(entry.get("author"))
    name = _line(author.get("nickname")) or _line(author.get("name")) or "Somebody"
    parts = [_text(entry.get("content")), *_embedded(entry), *_attached(entry.get("attachments"))]
    text = "\n".join(filter(None, parts))
    if moment is None or not text or str(entry.get("type", "Default")) not in _SPOKEN:
        return None
    answers = _id(_mapping(entry.get("reference")).get("messageId"))
    return _Message(_id(entry.get("id")), moment, name.replace(":", " "), text, answers)


def _own(entry: dict[str, Any]) -> _Message | None:
    moment = _moment(entry["Timestamp"])
    links = str(entry.get("Attachments") or "").split()
    files = [{"fileName": link.partition("?")[0].rpartition("/")[2]} for link in links]
    text = "\n".join(filter(None, [_text(entry["Contents"]), *_attached(files)]))
    return _Message(_id(entry["ID"]), moment, "", text) if moment and text else None


def _embedded(entry: dict[str, Any]) -> Iterator[str]:
    """The words of what a message shows of another page, or of what a bot says in a frame."""
    for embed in map(_mapping, _list(entry.get("embeds"))):
        yield _text(embed.get("title"))
        yield _text(embed.get("description"))
        for field in map(_mapping, _list(embed.get("fields"))):
            words = (_line(field.get("name")), _text(field.get("value")))
            yield ": ".join(filter(None, words))


def _attached(files: Any) -> Iterator[str]:
    names = [_line(_mapping(file).get("fileName")) for file in _list(files)]
    if any(names):
        yield f"[attached: {', '.join(filter(None, names))}]"


# Messages → a document.


def _reading(
    channel: _Channel, day: str, messages: Sequence[_Message], known: dict[str, _Message]
) -> Reading:
    texts: list[str] = []
    pages: list[int] = []
    length = 0
    for number, message in enumerate(messages):
        pages.append(length)
        above = messages[number - 1].id if number else ""
        answered = known.get(message.answers) if message.answers != above else None
        texts.append((f"{_repeated(answered)}\n\n" if answered else "") + _said(message))
        length += len(texts[-1]) + len("\n\n")
    text = "\n\n".join(texts)
    refuse_long_lines(text)
    labels = tuple(message.moment.strftime("%H:%M") for message in messages)
    key = f"#{_key(channel.name)} {day}" if channel.name else f"#{day}"
    metadata = _metadata(channel, day, messages[0])
    return Reading(key, text, metadata, pages=tuple(pages), page_kind=TIME, page_labels=labels)


def _said(message: _Message) -> str:
    return f"{message.author}: {message.text}" if message.author else message.text


def _repeated(message: _Message) -> str:
    """What a message answers, on one line; the end of a long one is left where it was said."""
    words = " ".join(message.text.split())
    if len(words) > LONGEST_REPEATED:
        words = f"{words[:LONGEST_REPEATED].rpartition(' ')[0]} …"
    return f"{message.author} (earlier): {words}" if message.author else words


def _metadata(channel: _Channel, day: str, first: _Message) -> Metadata:
    title = f"{channel.name}, {day}" if channel.name else f"Messages of {day}"
    url = f"{channel.address}/{first.id}" if channel.address and first.id else None
    return Metadata(title=title, publisher=channel.guild or None, date=day, url=url)


def _key(name: str) -> str:
    """A channel's name, fit for an id."""
    return re.sub(r"[\s/#.\\]+", "-", name)[:100]


# Values as they may be written.


def _moment(value: Any) -> datetime.datetime | None:
    """A time; its day is that of the zone that it is stated in."""
    try:
        return datetime.datetime.fromisoformat(str(value)).replace(tzinfo=None)
    except ValueError:
        return None


def _text(value: Any) -> str:
    words = _EMOJI.sub(r":\1:", value) if isinstance(value, str) else ""
    return _CONTROL.sub("", words.replace("\r\n", "\n")).strip()


def _line(value: Any) -> str:
    return " ".join(_text(value).split())[:200]


def _id(value: Any) -> str:
    words = str(value) if isinstance(value, str | int) else ""
    return words if _ID.fullmatch(words) else ""


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
