"""A text → whom it mentions, and whom that would ping under `allowed_mentions`.

Pincite quotes what others wrote, so none of its messages may ping anybody. Discord would
accept one that does: the promise is ours, and so is the fault.
"""

import re
from collections.abc import Collection, Iterator

from .faults import Fault
from .wire import Json, number

_MENTION = re.compile(r"<@!?(?P<users>\d+)>|<@&(?P<roles>\d+)>|@(?P<everyone>everyone|here)")


def mentioned_users(text: str) -> tuple[int, ...]:
    """The ids of the users a text names, each once."""
    found = (match["users"] for match in _MENTION.finditer(text))
    return tuple(dict.fromkeys(int(user) for user in found if user))


def mentioned_roles(text: str) -> tuple[int, ...]:
    """The ids of the roles a text names, each once."""
    found = (match["roles"] for match in _MENTION.finditer(text))
    return tuple(dict.fromkeys(int(role) for role in found if role))


def mentions_everyone(text: str) -> bool:
    """Whether a text names everybody."""
    return any(match["everyone"] for match in _MENTION.finditer(text))


def pings(text: str, allowed: Json | None, replied_to: int | None = None) -> tuple[str, ...]:
    """The mentions that would ping; without `allowed` all of them do."""
    found = [match[0] for match in _MENTION.finditer(text) if _allowed(match, allowed)]
    if replied_to is not None and (allowed is None or allowed.get("replied_user")):
        found.append(f"<@{replied_to}>")
    return tuple(dict.fromkeys(found))


def promise_faults(
    body: Json, support_roles: Collection[int] = (), askers: Collection[int] = ()
) -> Iterator[Fault]:
    """Every body must say itself that it pings nobody; or one of these roles, and names it; or one
    of the askers, who are told that somebody answered."""
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict):
        yield Fault("allowed_mentions", "missing")
    elif allowed.get("parse") != []:
        yield Fault("allowed_mentions.parse", "must be an empty list")
    elif allowed.get("replied_user"):
        yield Fault("allowed_mentions", "must allow nothing")
    elif not {number(user) for user in allowed.get("users") or ()} <= set(askers):
        yield Fault("allowed_mentions.users", "must hold an asker or nothing")
    elif not {number(role) for role in allowed.get("roles") or ()} <= set(support_roles):
        yield Fault("allowed_mentions.roles", "must hold a support role or nothing")


def _allowed(match: re.Match[str], allowed: Json | None) -> bool:
    kind = str(match.lastgroup)
    if allowed is None or kind in (allowed.get("parse") or ()):
        return True
    return number(match[kind]) in {number(each) for each in allowed.get(kind) or ()} - {None}
