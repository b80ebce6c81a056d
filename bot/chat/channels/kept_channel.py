"""What an owner said about a channel ↔ the settings of its source. Pure; knows no Discord."""

import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

from bot.chat.channels.log import Post
from index.sources.file_names import safe_name
from index.sources.source import Kind, Setting, Source


class What(StrEnum):
    """Which messages of a channel are kept."""

    ALL = "all"
    PINS = "pins"
    SOLVED = "solved"
    TAG = "tag"


class Authors(StrEnum):
    """Whether those who wrote the messages are named."""

    NAMES = "names"
    HIDDEN = "hidden"


class Trouble(StrEnum):
    """Why a channel cannot be read."""

    NONE = ""
    CONTENT = "content"
    UNREADABLE = "unreadable"
    GONE = "gone"
    REQUEST = "request"


PROBLEMS = {
    Trouble.NONE: "",
    Trouble.CONTENT: "the bot may not read messages; set message_content in pincite.toml, table "
    "[discord], and switch on “Message Content Intent” in Discord's developer portal",
    Trouble.UNREADABLE: "the bot may not read the channel; let it view the channel and read its "
    "message history",
    Trouble.GONE: "the channel is gone, or the bot is not in its server any more",
    Trouble.REQUEST: "Discord did not answer; the bot tries again",
}
"""For each trouble, what a terminal says."""

_SOLVED = frozenset(
    "solved answered resolved fixed done gelöst beantwortet erledigt résolu resolu résolue "
    "resuelto resuelta solucionado solucionada resolvido resolvida".split()
)
"""What tags for solved posts are called."""


@dataclass(frozen=True, slots=True)
class KeptChannel:
    """A channel whose messages are kept; ``salt`` makes the codes of who wrote them."""

    guild: int
    channel: int
    what: What = What.ALL
    tag: str = ""
    authors: Authors = Authors.NAMES
    salt: str = ""

    @classmethod
    def of(cls, source: Source) -> "KeptChannel | None":
        """The channel of a source; ``None`` if it is of another kind, or says no channel."""
        values = source.settings
        if source.kind is not Kind.CHANNEL or not {"guild", "channel"} <= values.keys():
            return None
        return cls(
            int(values["guild"]),
            int(values["channel"]),
            What(str(values.get("what", What.ALL))),
            str(values.get("tag", "")),
            Authors(str(values.get("authors", Authors.NAMES))),
            str(values.get("salt", "")),
        )

    @property
    def settings(self) -> dict[str, Setting]:
        """The settings of its source."""
        return {
            "guild": str(self.guild),
            "channel": str(self.channel),
            "what": self.what.value,
            "tag": self.tag,
            "authors": self.authors.value,
            "salt": self.salt,
        }

    @property
    def address(self) -> str:
        """Where the channel opens."""
        return f"https://discord.com/channels/{self.guild}/{self.channel}"

    def code_of(self, person: int) -> str:
        """What stands for a person in what is kept of this channel."""
        return hmac.digest(self.salt.encode(), str(person).encode(), "sha256")[:12].hex()

    def keeps_post(self, post: Post) -> bool:
        """Whether a thread, or a post of a forum, is one of those that are kept."""
        if self.what is What.PINS:
            return post.pinned
        if self.what is What.TAG:
            return self.tag.casefold() in {_bare(tag) for tag in post.tags} | {
                tag.casefold() for tag in post.tags
            }
        return self.what is What.ALL or _is_solved(post)


def new_salt() -> str:
    """A secret of a channel's own."""
    return secrets.token_hex(16)


def source_name(channel_name: str, channel: int) -> str:
    """The folder and the set of a channel, by the name that it has at first."""
    short = safe_name(channel_name)[:60].rstrip("-.")
    return f"channel-{short}-{channel}"


def log_name(channel: int) -> str:
    """The file of what is kept, in the hidden folder of sources."""
    return f"channel-{channel}.log"


def _is_solved(post: Post) -> bool:
    words = {word for tag in post.tags for word in _bare(tag).split()}
    begin = post.title.strip().casefold()
    marked = begin.startswith("✅") or begin.lstrip("[(").split("]")[0].split(")")[0] in _SOLVED
    return marked or not words.isdisjoint(_SOLVED)


def _bare(tag: str) -> str:
    """A tag without the pictures around its words."""
    return " ".join("".join(c if c.isalnum() else " " for c in tag.casefold()).split())
