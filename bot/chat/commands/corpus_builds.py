"""A change of the corpus → a build that has it in; changes that come together share one build."""

import asyncio
import time
from dataclasses import dataclass

from bot.chat.answering.delivery import Interaction, show_waiting
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import texts_of
from bot.chat.commands.rebuild import noted_rebuild, shown_progress
from bot.chat.state.rebuilds import BegunRebuild
from bot.service.rebuilder import BuildResult

TURN_PAUSE = 1.0
"""Seconds until the turn is asked for again while another build runs."""


@dataclass(frozen=True, slots=True)
class _Built:
    began: float
    result: BuildResult


class CorpusBuilds:
    """Builds that follow changes, one at a time."""

    def __init__(self, responder: Responder) -> None:
        self._responder = responder
        self._last: _Built | None = None

    async def build(self, interaction: Interaction, done: str = "") -> BuildResult:
        """The result of a build that began after this call, with its progress shown below what is
        ``done``.

        While another build runs, it waits for that one's end.
        """
        asked, responder = time.monotonic(), self._responder
        generation = responder.engine.generation()
        begun = BegunRebuild(interaction.user.id, str(interaction.locale), generation)
        async with noted_rebuild(responder, begun):
            is_told = False
            while True:
                async with responder.rebuilder.turn(interaction.user.id) as running:
                    if running is None:
                        return await self._built_since(asked, interaction, done)
                if not is_told and not interaction.is_expired():
                    is_told = True
                    await show_waiting(interaction, texts_of(interaction)("change_in_turn"))
                await asyncio.sleep(TURN_PAUSE)

    async def _built_since(self, asked: float, interaction: Interaction, done: str) -> BuildResult:
        if self._last is None or self._last.began < asked:
            began, show = time.monotonic(), shown_progress(interaction, self._responder, done)
            result = await self._responder.rebuilder.build(show, dry_run=False)
            self._last = _Built(began, result)
        return self._last.result
