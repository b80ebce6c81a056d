"""Rules kept for an id that may be a channel's or a role's → rules of the one that it is.

Until that is known such a rule opens no private set, nor does one of everybody's role, whose id can
be a channel's too.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping

import discord

from bot.chat.answering.responder import Responder
from bot.chat.state.database import Rule

_log = logging.getLogger(__name__)


async def settle_unclear_rules(responder: Responder, guilds: Iterable[discord.Guild]) -> None:
    """Keep each rule under the kind of its id, as far as the servers tell it."""
    servers = list(guilds)
    lists = responder.rules.unclear_sets
    kinds = {target: _kinds(target, servers) for target in lists}
    clear = {target: found[0] for target, found in kinds.items() if len(found) == 1}
    if clear:
        await responder.set_rules(*_settled(clear, lists))
    for target in lists.keys() - clear.keys():
        _log.warning("a rule for %d opens nothing; set it anew for a channel or a role", target)


def _kinds(target: int, guilds: Iterable[discord.Guild]) -> list[str]:
    found = []
    for guild in guilds:
        if guild.get_channel_or_thread(target) is not None:
            found.append("channel")
        # Everybody's role has the id of its server, as once had the server's first channel.
        if guild.id == target:
            found.append("everybody")
        elif guild.get_role(target) is not None:
            found.append("role")
    return [] if found == ["everybody"] else found


def _settled(kinds: Mapping[int, str], lists: Mapping[int, frozenset[str]]) -> Iterator[Rule]:
    for target, kind in kinds.items():
        yield "seen", f"{kind}:{target}", sorted(lists[target])
        yield "seen", target, None
