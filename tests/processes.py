"""Processes of a test that other processes have started."""

import time
from pathlib import Path


def is_running(process: int) -> bool:
    """Whether a process does anything still; one that nobody waited for does not."""
    status = Path(f"/proc/{process}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] not in "ZX"


def number_in(file: Path) -> int:
    """The number of a process that another one writes into a file, once it is there."""
    while not file.exists() or not file.read_text().endswith("\n"):
        time.sleep(0.01)
    return int(file.read_text())


def wait_until_ended(process: int) -> None:
    """Wait for a process that was told to end; a test that hangs has a limit."""
    while is_running(process):
        time.sleep(0.01)
