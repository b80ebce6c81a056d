"""Faults → a recorded violation for each, and the refusal Discord would send."""

from collections.abc import Iterable

from .bodies import Upload, attached, attachment_faults
from .faults import Fault, invalid
from .limits import Draft, body_faults, message_faults
from .mentions import promise_faults
from .messages import Message
from .state import State
from .wire import Json


def enforce(state: State, route: str, faults: Iterable[Fault]) -> None:
    """Record each fault and refuse the request if there is any."""
    found = list(faults)
    for fault in found:
        state.violate(f"{fault} ({route})")
    if found:
        raise invalid(found)


def drafted(
    state: State,
    route: str,
    said: Json,
    uploads: tuple[Upload, ...],
    *,
    flags: int,
    old: Message | None = None,
) -> Draft:
    """What a message would be after this body, when Discord would take it."""
    standing = old.attachments if old else ()
    for fault in promise_faults(said, state.support_roles, state.askers):
        state.violate(f"{fault} ({route})")
    enforce(state, route, body_faults(said, flags))
    enforce(state, route, attachment_faults(said, uploads, standing))
    files = attached(said, uploads, standing, state.snowflakes)
    draft = (standing_draft(old) if old else Draft()).applied(said, files)
    enforce(state, route, message_faults(draft))
    return draft


def standing_draft(message: Message) -> Draft:
    """A message as an edit finds it."""
    return Draft(
        message.content, message.embeds, message.components, message.attachments, message.flags
    )
