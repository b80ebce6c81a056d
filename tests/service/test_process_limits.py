"""A process that reads what somebody else made is bounded, and only as long as it reads that."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only there the limits hold")

ALLOCATES = """
import resource
from bot.service import process_limits as limits
limits.MOST_MEMORY = 400_000_000

def is_bounded():
    try:
        return not bytearray(500_000_000)
    except MemoryError:
        return True
"""


def printed(code: str) -> str:
    command = [sys.executable, "-c", ALLOCATES + code]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_memory_is_bounded() -> None:
    assert printed("limits.limit_memory(); print(is_bounded())") == "True"


def test_a_bound_ends_with_its_block() -> None:
    code = "with limits.limited_memory(): print(is_bounded())\nprint(is_bounded())"
    assert printed(code).split() == ["True", "False"]


def test_a_lower_bound_of_the_machines_owner_stays() -> None:
    code = (
        "resource.setrlimit(resource.RLIMIT_DATA, (300_000_000, 300_000_000))\n"
        "with limits.limited_memory(): print(resource.getrlimit(resource.RLIMIT_DATA)[0])\n"
        "print(resource.getrlimit(resource.RLIMIT_DATA)[0])"
    )
    assert printed(code).split() == ["300000000", "300000000"]
