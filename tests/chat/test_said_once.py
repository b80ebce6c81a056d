"""What an owner is warned of at the start is not said again at each new session with Discord."""

import time
from pathlib import Path

from tests.chat.bot_process import PUPPET, running
from tests.standin import Application, StandIn


def test_a_warning_is_said_once_however_often_discord_begins_a_new_session(tmp_path: Path) -> None:
    with (
        StandIn(application=Application(public=True)) as discord,
        running(discord, tmp_path, discord.environment(), PUPPET) as process,
    ):
        process.wait_for("answering as")
        discord.invalidate_sessions()
        discord.wait_until_ready(alive=process.alive)
        end = time.monotonic() + 120
        while process.log.count("answering as") < 2:
            assert time.monotonic() < end, process.log
            time.sleep(0.1)
        assert process.log.count("anybody can add this bot") == 1
