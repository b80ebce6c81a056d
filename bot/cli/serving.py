"""Settings → the running bot on Discord with the newest index, or checks of what it needs there."""

import gc
from collections.abc import Iterator

from bot.chat import run_bot
from bot.chat.preflight import check_discord, check_words, private_sets_check
from bot.cli.doctor import check_index
from bot.cli.opening import open_reranker, threshold_of
from bot.cli.streams import is_quiet
from bot.config import Config
from bot.service.checks import Check, run_all
from bot.service.corpus_state import set_folders
from bot.service.engine import Engine
from bot.service.kept_sources import failures, kept_sources
from bot.service.live_index import LiveIndex
from bot.service.logs import set_up_logging
from index.search.searcher import Searcher


def serve(config: Config) -> None:
    """Answer on Discord until a signal; raises what ``LiveIndex`` and ``run_bot`` raise."""
    set_up_logging(config.discord.log, config.discord.token, errors_alone=is_quiet())
    live = LiveIndex(config.index, reranker=open_reranker(config))
    live.searcher().encoder.encode("ready?")
    # What is loaded now stays: the garbage collector need only look at what questions leave behind.
    gc.collect()
    gc.freeze()
    with live.watching():
        run_bot(config, Engine(live, threshold_of(config)))


def bot_checks(config: Config) -> Iterator[Check]:
    """Check the index, and all that the bot needs on Discord; nothing is written."""
    checks = {
        "index": check_index,
        "sets": _check_private_sets,
        "sources": _check_sources,
        "words": check_words,
        "discord": check_discord,
    }
    return run_all(config, checks)


def _check_private_sets(config: Config) -> Iterator[Check]:
    """Whether each private set of the settings is there; without one the index is not opened."""
    if config.discord.private_sets:
        sets = {*Searcher.open(config.index).sets(), *set_folders(config.corpus)}
        yield private_sets_check(config, sorted(sets))


def _check_sources(config: Config) -> Iterator[Check]:
    """A line for each source that failed at the last look, or one that none did; nothing without
    sources."""
    sources = kept_sources(config)
    failed = failures(sources)
    yield from (Check("sources", False, line) for line in failed)
    if sources and not failed:
        yield Check("sources", True, f"{len(sources):,}, none failed at the last look")
