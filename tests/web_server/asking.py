"""A process that asks addresses in an ``Internet`` and prints what comes of each, as JSON lines.

    python -m tests.web_server.asking < ORDER

The last line is where connections strayed to, and how much memory the asking took at most.
"""

import asyncio
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from index.sources.web.fetching import Fetcher, FetchError, Limits
from tests.web_server.internet import PUBLIC, Internet


@dataclass(frozen=True)
class Order:
    """What to ask, and the internet to ask it in."""

    addresses: Sequence[str]
    allowed: Sequence[str]
    names: Mapping[str, list[list[str]]]
    servers: Sequence[tuple[str, int]]
    """The places of this machine that can be connected to."""
    public: tuple[str, int]
    """The server that stands at the public address."""
    seconds: float


@dataclass(frozen=True)
class Asked:
    """What came of an address."""

    sentence: str
    """Why there is no page; empty if there is one."""
    seconds: float


def main() -> None:
    order = Order(**json.load(sys.stdin))
    internet = Internet(names=dict(order.names))
    for place in order.servers:
        internet.servers[(place[0], place[1])] = (place[0], place[1])
    internet.servers[(PUBLIC, 80)] = (order.public[0], order.public[1])
    before = peak_memory()
    with internet:
        asyncio.run(ask(order, internet))
    print(json.dumps({"strays": internet.strays, "memory": peak_memory() - before}))


async def ask(order: Order, internet: Internet) -> None:
    limits = Limits(seconds=order.seconds)
    async with Fetcher(frozenset(order.allowed), limits, resolve=internet.resolve) as fetcher:
        for address in order.addresses:
            start = time.perf_counter()
            sentence = await sentence_of(fetcher, address)
            print(json.dumps(asdict(Asked(sentence, time.perf_counter() - start))), flush=True)


async def sentence_of(fetcher: Fetcher, address: str) -> str:
    try:
        return (await fetcher.fetch(address)).problem
    except FetchError as error:
        return str(error)


def peak_memory() -> int:
    """The bytes that this process has taken at most, as Linux counts them."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    main()
