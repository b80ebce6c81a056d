"""Document ids → sets: the folders at the top of the corpus. Pure."""

import re
from collections.abc import Iterable, Iterator

Runs = tuple[range, ...]
"""Rows as stretches without a gap, in order; a set mostly has one, for rows go by path."""

# What follows the # is a line's own id, where a slash is no folder.
_LINE = re.compile(r"\.jsonl#", re.IGNORECASE)


def set_of(document: str) -> str:
    """The set of a document: the first folder of its id, or ``""`` for a file in no folder.

    All lines of one file are in the set of the file.
    """
    top, slash, _ = document.partition("/")
    return "" if not slash or _LINE.search(top) else top


def runs_of(documents: Iterable[tuple[str, range]]) -> dict[str, Runs]:
    """The rows of each set, given those of each document."""
    found: dict[str, list[range]] = {}
    for name, rows in documents:
        found.setdefault(set_of(name), []).append(rows)
    return {name: joined(runs) for name, runs in found.items()}


def joined(runs: Iterable[range]) -> Runs:
    """The runs in order, those that touch as one."""
    return tuple(_joined(sorted(runs, key=lambda run: run.start)))


def _joined(runs: list[range]) -> Iterator[range]:
    before = range(0)
    for run in runs:
        if before and before.stop == run.start:
            run = range(before.start, run.stop)
        elif before:
            yield before
        before = run
    if before:
        yield before
