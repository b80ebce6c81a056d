"""Numbers in order → the runs of those that follow each other."""

from collections.abc import Iterable


def number_runs(numbers: Iterable[int]) -> list[list[int]]:
    """The numbers, cut where one is missing: 3 4 6 → [3 4] [6]."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs
