"""A bot as a fork of a process that has imported all that a bot imports.

Importing takes two seconds of a processor, and what a test asks of its bot takes a tenth of one. A
fork has a process number, an environment, a folder and a log of its own, and runs the same code.
"""

import multiprocessing
import os
import signal
import subprocess
from pathlib import Path

COMMAND = "import sys; sys.argv = ['pincite', 'bot']; from bot.__main__ import main; main()"
"""What ``python -m bot bot`` runs."""

_FORKS = multiprocessing.get_context("forkserver")
# The command line first: it settles how many threads the libraries imported after it may start.
_FORKS.set_forkserver_preload(
    [__name__, "bot.command_line", "bot.cli.serving", "tokenizers", "tests.chat.preloaded"]
)


class ForkedBot:
    """The process; it has what the tests use of ``subprocess.Popen``."""

    def __init__(self, code: str, environment: dict[str, str], folder: Path, log: Path) -> None:
        # Before it starts: a bot of before may have left its own, in which a test would look.
        log.write_bytes(b"")
        self._process = _FORKS.Process(
            target=_run, args=(code, environment, folder, log), daemon=True
        )
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Its exit code; ``None`` while it lives."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code, once it ends; raises ``TimeoutExpired`` after so many seconds."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            assert timeout is not None
            raise subprocess.TimeoutExpired("bot", timeout)
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        """Send it a signal, if it lives."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _run(code: str, environment: dict[str, str], folder: Path, log: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    with log.open("ab") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    exec(compile(code, "<bot>", "exec"), {"__name__": "__main__"})
