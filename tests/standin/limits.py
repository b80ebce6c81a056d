"""A message as it would stand → the limits of Discord that it breaks. Pure.

Limits hold for the message after the body was applied: an edit that only adds an embed must
still fit together with the content that stays.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from .component_limits import classic_faults, layout_faults
from .faults import Fault, objects, optional_text, several, text, within
from .messages import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    SUPPRESS_EMBEDS,
    SUPPRESS_NOTIFICATIONS,
    Attachment,
    embed_texts,
)
from .wire import Json

CONTENT = 2_000
EMBEDS = 10
EMBED_TOTAL = 6_000
EMBED_TITLE = 256
EMBED_DESCRIPTION = 4_096
EMBED_FIELDS = 25
FIELD_NAME = 256
FIELD_VALUE = 1_024
FOOTER = 2_048
AUTHOR = 256
URL = 2_048
FILES = 10
FILE_BYTES = 10 * 1024 * 1024
NONCE = 25

SENT_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
ANSWER_FLAGS = SENT_FLAGS | EPHEMERAL
EDIT_FLAGS = SUPPRESS_EMBEDS | COMPONENTS_V2
STANDING_FLAGS = EPHEMERAL | LOADING | COMPONENTS_V2
"""Neither who may see a message nor its form can be taken back by an edit."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a message would be once a body has been applied to it."""

    content: str = ""
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    flags: int = 0

    def applied(self, body: Json, attachments: tuple[Attachment, ...]) -> "Draft":
        """The draft after a body: what it leaves out stays, null takes away."""
        return Draft(
            content=body["content"] or "" if "content" in body else self.content,
            embeds=_list(body, "embeds", self.embeds),
            components=_list(body, "components", self.components),
            attachments=attachments,
            flags=_flags(body, self.flags),
        )


def body_faults(body: Json, flags: int) -> Iterator[Fault]:
    """The shape of a body: types, and only `flags` among its flags."""
    if body.get("content") is not None and not isinstance(body["content"], str):
        yield Fault("content", "must be a string")
    for name, most in (("embeds", EMBEDS), ("components", None), ("attachments", FILES)):
        if body.get(name) is not None:
            yield from several(name, body[name], most)
    yield from optional_text("nonce", body.get("nonce"), NONCE)
    given = body.get("flags")
    if given is not None and not isinstance(given, int):
        yield Fault("flags", "must be a number")
    elif given and given & ~flags:
        yield Fault("flags", f"{given & ~flags} may not be set here")


def message_faults(draft: Draft) -> Iterator[Fault]:
    """Every limit that the message would break."""
    yield from _file_faults(draft.attachments)
    if draft.flags & COMPONENTS_V2:
        yield from _mixture_faults(draft)
        yield from layout_faults(draft.components)
        return
    yield from text("content", draft.content, CONTENT, least=0)
    yield from embed_faults(draft.embeds)
    yield from classic_faults(draft.components)
    if not (draft.content.strip() or draft.embeds or draft.components or draft.attachments):
        yield Fault("", "Cannot send an empty message")


def embed_faults(embeds: Sequence[Json]) -> Iterator[Fault]:
    """The limits of each embed and, where each is well formed, of all together."""
    each = [_embed_faults(within("embeds", place), embed) for place, embed in enumerate(embeds)]
    faults = list(chain.from_iterable(each))
    yield from faults
    total = 0 if faults else sum(map(len, embed_texts(embeds)))
    if total > EMBED_TOTAL:
        yield Fault("embeds", f"{total:,} characters in all, at most {EMBED_TOTAL:,}")


def _list(body: Json, name: str, old: tuple[Json, ...]) -> tuple[Json, ...]:
    return tuple(objects(body[name])) if name in body else old


def _flags(body: Json, old: int) -> int:
    given = body.get("flags")
    return old if given is None else given | old & STANDING_FLAGS


def _mixture_faults(draft: Draft) -> Iterator[Fault]:
    for name, value in (("content", draft.content), ("embeds", draft.embeds)):
        if value:
            yield Fault(name, "must not stand beside components v2")


def _embed_faults(where: str, embed: Json) -> Iterator[Fault]:
    yield from optional_text(within(where, "title"), embed.get("title"), EMBED_TITLE)
    described = within(where, "description")
    yield from optional_text(described, embed.get("description"), EMBED_DESCRIPTION)
    yield from optional_text(within(where, "url"), embed.get("url"), URL)
    yield from _part_faults(where, embed, "footer", "text", FOOTER)
    yield from _part_faults(where, embed, "author", "name", AUTHOR)
    fields = within(where, "fields")
    yield from several(fields, embed.get("fields") or [], EMBED_FIELDS)
    for position, field in enumerate(objects(embed.get("fields"))):
        yield from text(f"{fields}.{position}.name", field.get("name"), FIELD_NAME)
        yield from text(f"{fields}.{position}.value", field.get("value"), FIELD_VALUE)
    if not any(embed.get(name) for name in _EMBED_PARTS):
        yield Fault(where, "must not be empty")


_EMBED_PARTS = ("title", "description", "fields", "footer", "author", "image", "thumbnail")


def _part_faults(where: str, embed: Json, part: str, name: str, most: int) -> Iterator[Fault]:
    value = embed.get(part)
    if value is not None:
        inner = value.get(name) if isinstance(value, dict) else None
        yield from text(f"{where}.{part}.{name}", inner, most)


def _file_faults(attachments: Sequence[Attachment]) -> Iterator[Fault]:
    if len(attachments) > FILES:
        yield Fault("attachments", f"{len(attachments)} items, at most {FILES}")
    for position, file in enumerate(attachments):
        if len(file.content) > FILE_BYTES:
            yield Fault(f"attachments.{position}", f"{len(file.content):,} bytes are too large")
