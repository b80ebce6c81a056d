"""Settings → the bot on Discord, with the newest index; or what it would meet there."""

import logging
from collections.abc import Iterator

from bot.chat import LONGEST, run_bot
from bot.chat.visit import check_discord
from bot.checks import Check, look_at_index, looked_at
from bot.config import Config
from bot.opening import open_reranker, threshold_of
from index.answers import Answer, answer
from index.live import Live
from index.verify import Verdict, verify


def serve(config: Config) -> None:
    """Answer on Discord until a signal; raises what ``Live`` and ``run_bot`` raise."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    live = Live(config.index, reranker=open_reranker(config))
    live.searcher().encoder.encode("ready?")
    threshold = threshold_of(config)

    def ask(question: str, before: tuple[str, ...]) -> Answer:
        found = live.searcher()
        return answer(found, question, threshold=threshold, previous=before, longest=LONGEST)

    def check(text: str) -> Verdict:
        return verify(live.searcher(), text)

    with live.watching():
        run_bot(config, ask, check)


def bot_checks(config: Config) -> Iterator[Check]:
    """The index, and all that the bot would meet on Discord; nothing is written."""
    return looked_at(config, {"index": look_at_index, "discord": check_discord})
