"""Numbers of pages → their names for a warning."""

from collections.abc import Iterable

from index.text.number_runs import number_runs


def page_names(numbers: Iterable[int]) -> str:
    """Ascending page numbers in words: ``page 3`` or ``pages 3-7, 9``."""
    names = page_numbers(numbers)
    return f"page {names}" if names.isdecimal() else f"pages {names}"


def page_numbers(numbers: Iterable[int]) -> str:
    """Ascending page numbers without a word: ``3`` or ``3-7, 9``."""
    return ", ".join(
        f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in number_runs(numbers)
    )
