"""A message as it stands in its channel, and what a reader sees of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .components import Button, buttons, text_displays
from .people import Channel, User
from .wire import Json

SUPPRESS_EMBEDS = 1 << 2
IS_CROSSPOST = 1 << 1
HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
LOADING = 1 << 7
HAS_SNAPSHOT = 1 << 14
SUPPRESS_NOTIFICATIONS = 1 << 12
COMPONENTS_V2 = 1 << 15


@dataclass(frozen=True, slots=True)
class Attachment:
    """An uploaded file; one of a user is served below its address, which `url` replaces.

    `stated` is the size that Discord says if it is another one, `title` the name before Discord
    took letters out of it. `expired` answers 404; `pause` are seconds between its parts.
    """

    id: int
    filename: str
    content: bytes
    description: str | None = None
    stated: int | None = None
    title: str | None = None
    url: str | None = None
    expired: bool = False
    pause: float = 0.0


@dataclass(frozen=True, slots=True)
class Message:
    """One state of a message; an edit makes another with the same id.

    `reference` is the id of the message replied to, `interaction` the one it answers,
    `mentions` the users it names to Discord, `pings` the mentions that would make a sound,
    `edited` the moments of its edits as snowflakes.
    """

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: int = 0
    reference: int | None = None
    interaction: int | None = None
    mentions: tuple[int, ...] = ()
    pings: tuple[str, ...] = ()
    webhook: bool = False
    forwarded: str = ""
    nonce: str | None = None
    edited: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        """What a user would read, from top to bottom."""
        parts = [self.content, *embed_texts(self.embeds), *text_displays(self.components)]
        return "\n".join(part for part in parts if part)

    @property
    def ephemeral(self) -> bool:
        """Whether only the asker sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it still says "thinking…"."""
        return bool(self.flags & LOADING)

    @property
    def buttons(self) -> list[Button]:
        """The buttons from top to bottom."""
        return buttons(self.components)

    def button(self, label: str) -> Button:
        """The button of this label."""
        for button in self.buttons:
            if button.label == label:
                return button
        raise LookupError(f"no button {label!r} among {[b.label for b in self.buttons]}")


def embed_texts(embeds: Sequence[Json]) -> Iterator[str]:
    """The text of embeds, in the order in which Discord draws it."""
    for embed in embeds:
        yield (embed.get("author") or {}).get("name", "")
        yield embed.get("title") or ""
        yield embed.get("description") or ""
        for field in embed.get("fields") or ():
            yield field.get("name", "")
            yield field.get("value", "")
        yield (embed.get("footer") or {}).get("text", "")
