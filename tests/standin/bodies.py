"""A request → its JSON and its files, whether sent alone or as a form; a value → a response."""

import json
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from .faults import Fault, Refused, objects
from .messages import Attachment
from .wire import Json, Snowflakes, number

MALFORMED = 50109


@dataclass(frozen=True, slots=True)
class Upload:
    """One file of a form; `place` is the n of `files[n]`."""

    place: int
    filename: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """What a request says; `json` is an object or, for bulk writes, a list."""

    json: Json
    items: list[Json]
    uploads: tuple[Upload, ...] = ()
    sent: object = None


# A request's own storage takes other keys in each version of aiohttp.
_READ: ContextVar[tuple[web.Request, Body] | None] = ContextVar("_READ", default=None)


def read_before(request: web.Request) -> Body | None:
    """The body of a request whose handler has read it; a form can be read only once."""
    last = _READ.get()
    return last[1] if last and last[0] is request else None


async def read(request: web.Request) -> Body:
    """The body of a request."""
    body = await _read(request)
    _READ.set((request, body))
    return body


async def _read(request: web.Request) -> Body:
    if request.content_type != "multipart/form-data":
        return _body(await request.text() or "{}", ())
    text, uploads = "{}", []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "payload_json":
            text = await part.text()
        else:
            uploads.append(_upload(part, bytes(await part.read())))
    return _body(text, tuple(uploads))


def answer(value: Json | list[Json] | None, status: int = 200) -> web.Response:
    """A response; the client reads JSON only under exactly this content type."""
    if value is None:
        return web.Response(status=204)
    text = json.dumps(value).encode()
    return web.Response(status=status, body=text, content_type="application/json")


def attached(
    said: Json, uploads: tuple[Upload, ...], old: tuple[Attachment, ...], ids: Snowflakes
) -> tuple[Attachment, ...]:
    """The attachments a message has after a body: those it kept and those it brought."""
    described = {number(each.get("id")): each for each in objects(said.get("attachments"))}
    kept = old if "attachments" not in said else tuple(a for a in old if a.id in described)
    return kept + tuple(_attachment(each, described, ids.take()) for each in uploads)


def attachment_faults(
    said: Json, uploads: tuple[Upload, ...], old: tuple[Attachment, ...]
) -> Iterator[Fault]:
    """Each attachment named in a body must be a file of the form or stand already."""
    known = {each.place for each in uploads} | {each.id for each in old}
    for position, each in enumerate(objects(said.get("attachments"))):
        if number(each.get("id")) not in known:
            yield Fault(f"attachments.{position}.id", "names no file")


def _body(text: str, uploads: tuple[Upload, ...]) -> Body:
    try:
        value = json.loads(text)
    except ValueError as error:
        raise Refused(400, MALFORMED, "The request body contains invalid JSON.") from error
    return Body(value if isinstance(value, dict) else {}, objects(value), uploads, value)


def _upload(part: BodyPartReader, content: bytes) -> Upload:
    place = number((part.name or "").removeprefix("files[").removesuffix("]"))
    return Upload(-1 if place is None else place, part.filename or "", content)


def _attachment(upload: Upload, described: dict[int | None, Json], new_id: int) -> Attachment:
    about = described.get(upload.place, {})
    name = about.get("filename") or upload.filename
    return Attachment(new_id, name, upload.content, about.get("description"))
