"""Processes beside the bot end with it, and so does what they started."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from bot.service.child_process import child_process, python_command
from tests.processes import number_in, wait_until_ended

STARTS_ANOTHER = """
import subprocess, sys, time
from bot.service.child_process import end_with_bot
end_with_bot()
other = subprocess.Popen(["sleep", "600"], stdout=subprocess.DEVNULL)
print(other.pid, file=open(sys.argv[1], "w"), flush=True)
"""


@pytest.mark.parametrize("then", ["time.sleep(600)", "raise SystemExit(3)"])
def test_what_a_process_started_ends_with_the_block(tmp_path: Path, then: str) -> None:
    async def run() -> int:
        command = python_command(STARTS_ANOTHER + then, str(tmp_path / "other"))
        async with child_process(command) as process:
            other = await asyncio.to_thread(number_in, tmp_path / "other")
            if "SystemExit" in then:
                await process.wait()
        await process.wait()
        return other

    wait_until_ended(asyncio.run(run()))


def test_what_a_process_started_ends_with_the_bot(tmp_path: Path) -> None:
    bot = (
        "import asyncio, sys\n"
        "from bot.service.child_process import child_process, python_command\n"
        "async def run():\n"
        "    async with child_process(python_command(*sys.argv[1:])) as process:\n"
        "        await process.wait()\n"
        "asyncio.run(run())\n"
    )
    code = STARTS_ANOTHER + "time.sleep(600)"
    process = subprocess.Popen([sys.executable, "-c", bot, code, str(tmp_path / "other")])
    other = number_in(tmp_path / "other")
    process.kill()
    process.wait()
    wait_until_ended(other)
