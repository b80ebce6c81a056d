"""The settings' private sets, looked for in each new index → a line in the log when one is gone.

Its name stays private: if the set comes back, in any spelling, it is not shown.
"""

import asyncio
import logging
from collections.abc import Iterable

from bot.chat.answering.set_names import sets_named
from bot.service.engine import Engine

LOOK_SECONDS = 1.0

_log = logging.getLogger(__name__)


async def watch_private_sets(names: Iterable[str], engine: Engine) -> None:
    """Look every ``LOOK_SECONDS``, without end."""
    written, last_sets = list(names), engine.sets()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        sets = engine.sets()
        if sets != last_sets:
            last_sets = sets
            for name in [name for name in written if not sets_named(name, sets)]:
                _log.warning(
                    "discord.private_sets: the new index has no set named %r; it stays private, "
                    "and the bot does not start again until the name is mended",
                    name,
                )
