"""What the last ``ask`` showed ↔ a file beside the bot's state, so that it can be opened by number.

It is no log: one answer, replaced each time, for its owner alone. The file is untrusted when it is
read: it names places in the index, and nothing in it is opened without the index knowing it.
"""

import json
import os
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from bot.config import Config
    from index import Answer

FILE = "last-answer.json"
MOST_QUESTIONS = 8
"""A follow-up leans on the questions just before it."""

_LONGEST_FILE = 1_000_000
"""Bytes; twenty citations and eight questions, all as long as can be, have about a tenth."""


class ShownQuote(NamedTuple):
    """Where a quote stands, and the SHA-256 of the file that it was quoted from."""

    address: str
    sha256: str


class LastAnswer(NamedTuple):
    """The questions of the talk, oldest first, and the quotes in the order of their numbers."""

    questions: tuple[str, ...]
    quotes: tuple[ShownQuote, ...]


def keep_last_answer(config: "Config", questions: Sequence[str], answer: "Answer") -> None:
    """Keep what was shown in place of what was kept before; where that fails, nothing is kept."""
    citations = [quote.citation for quote in answer.quotes]
    quotes = tuple(ShownQuote(citation.address, citation.sha256) for citation in citations)
    last = LastAnswer(tuple(questions[-MOST_QUESTIONS:]), quotes)
    # A lone surrogate in a question becomes an escape in JSON.
    with suppress(OSError):
        _replace(config.state / FILE, json.dumps(last._asdict()).encode("ascii"))


def _replace(path: Path, data: bytes) -> None:
    """Write a file at once. It need not outlive a crash of the machine, so nothing is synced."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = path.with_name(f".{FILE}-{os.getpid()}")
    # A file that takes the place of another is written to the disk first by ext4, which takes
    # milliseconds; one that finds its place free is not.
    for old in (new, path):
        with suppress(FileNotFoundError):
            old.unlink()
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "wb") as file:
            file.write(data)
        os.replace(new, path)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise


def read_last_answer(config: "Config") -> LastAnswer | None:
    """What the last ``ask`` showed; ``None`` if nothing is kept, or not as it was written."""
    try:
        entry = json.loads(_bytes(config.state / FILE))
        quotes = (ShownQuote(*_texts(quote)) for quote in _list(entry["quotes"]))
        return LastAnswer(_texts(entry["questions"]), tuple(quotes))
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _bytes(path: Path) -> bytes:
    # A pipe by this name would be waited for without end.
    if not stat.S_ISREG(path.lstat().st_mode):
        raise ValueError("no regular file")
    with path.open("rb") as file:
        data = file.read(_LONGEST_FILE + 1)
    if len(data) > _LONGEST_FILE:
        raise ValueError("too long to be an answer")
    return data


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError("no list")
    return value


def _texts(value: Any) -> tuple[str, ...]:
    texts = _list(value)
    if not all(isinstance(text, str) for text in texts):
        raise ValueError("no list of texts")
    return tuple(texts)
