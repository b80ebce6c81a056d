"""Who deletes their entries is quoted no more, whatever becomes of the rest of the order."""

import asyncio
from typing import Any
from unittest.mock import AsyncMock, MagicMock

import pytest

from bot.chat.commands import public


@pytest.mark.parametrize("failing", ["keep_out", "show_result"])
def test_given_answers_go_and_their_cards_are_shown_anew_though_the_rest_fails(
    monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    for name in ("acknowledge", "show_result", "keep_out"):
        monkeypatch.setattr(public, name, AsyncMock())
    monkeypatch.setattr(public, failing, AsyncMock(side_effect=OSError("no space left")))
    monkeypatch.setattr(public, "texts_of", MagicMock(return_value=lambda *_, **__: ""))
    responder, documents, given = MagicMock(), MagicMock(), AsyncMock()
    responder.commands.mentions.return_value = {}
    # The numbers of the answers, then of the rows that were deleted.
    responder.state.run = AsyncMock(side_effect=[[3, 4], 2])
    command: Any = public.privacy_command(responder, documents, given)
    with pytest.raises(OSError, match="no space left"):
        asyncio.run(command.callback(MagicMock(), delete=True))
    documents.request.assert_called_once()
    assert [call.args for call in given.show.await_args_list] == [(3,), (4,)]
