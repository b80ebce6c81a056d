"""Document ids → sets: the folders at the top of the corpus. Pure."""

import re
from collections.abc import Iterable, Iterator

Runs = tuple[range, ...]
"""Ranges of rows without a gap, in order. A set mostly has one, since rows are in path order."""

# After the # comes the id of a line, in which a slash does not mean a folder.
_LINE = re.compile(r"\.jsonl#", re.IGNORECASE)


def set_of(document: str) -> str:
    """The set of a document: the first folder of its id, or ``""`` for a file in no folder.

    All lines of one file are in the set of the file.
    """
    top, slash, _ = document.partition("/")
    return "" if not slash or _LINE.search(top) else top


def runs_of(documents: Iterable[tuple[str, range]]) -> dict[str, Runs]:
    """The rows of each set, from the rows of each document."""
    by_set: dict[str, list[range]] = {}
    for document, rows in documents:
        by_set.setdefault(set_of(document), []).append(rows)
    return {document: merge_runs(runs) for document, runs in by_set.items()}


def merge_runs(runs: Iterable[range]) -> Runs:
    """The runs in order; neighbours without a gap become one run."""
    return tuple(_merged(sorted(runs, key=lambda run: run.start)))


def without_runs(runs: Runs, left_out: Iterable[range]) -> Runs:
    """The rows of the runs that none of the others has."""
    rest = list(runs)
    for gap in left_out:
        parts = (
            (range(run.start, min(run.stop, gap.start)), range(max(run.start, gap.stop), run.stop))
            for run in rest
        )
        rest = [part for pair in parts for part in pair if part]
    return merge_runs(rest)


def _merged(runs: list[range]) -> Iterator[range]:
    previous = range(0)
    for run in runs:
        if previous and previous.stop == run.start:
            run = range(previous.start, run.stop)
        elif previous:
            yield previous
        previous = run
    if previous:
        yield previous
