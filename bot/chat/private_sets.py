"""The settings' private sets, looked for in each new index → a line in the log when one is gone.

Its name stays private: if the set comes back, in any spelling, it is not shown.
"""

import asyncio
import logging
from collections.abc import Iterable

from bot.config import Config
from bot.service.corpus_state import set_folders
from bot.service.engine import Engine
from bot.service.set_names import is_folder_name, new_private_sets, sets_named
from index.errors import UsageError

LOOK_SECONDS = 1.0

_log = logging.getLogger(__name__)


def new_private_set(written: str, private: Iterable[str]) -> str:
    """The private set that a written name means where none is there; empty if it means none.

    Raises ``UsageError`` if several may be meant, or no folder can have the name.
    """
    names = new_private_sets(written, private)
    if names and (len(names) > 1 or not is_folder_name(names[0])):
        raise UsageError(f"--set {written!r} may be a private set; write a name that is a folder's")
    return names[0] if names else ""


async def watch_private_sets(config: Config, engine: Engine) -> None:
    """Look every ``LOOK_SECONDS``, without end; a set whose folder is empty is not gone."""
    last_sets = engine.sets()
    while True:
        await asyncio.sleep(LOOK_SECONDS)
        sets = engine.sets()
        if sets != last_sets:
            last_sets = sets
            there = {*sets, *set_folders(config.corpus)}
            for name in [n for n in config.discord.private_sets if not sets_named(n, there)]:
                _log.warning(
                    "discord.private_sets: the new index has no set named %r; it stays private, "
                    "and the bot does not start again until the name is mended",
                    name,
                )
