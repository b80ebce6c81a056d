"""Numbers of pages → their names for a warning."""

from collections.abc import Iterable


def page_names(numbers: Iterable[int]) -> str:
    """Ascending page numbers in words: ``page 3`` or ``pages 3-7, 9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"page {names}" if names.isdecimal() else f"pages {names}"
