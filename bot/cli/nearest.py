"""A name that names nothing → the names that may have been meant."""

import unicodedata
from collections.abc import Iterable

MOST_NAMED = 3

_LEAST_ALIKE = 70
"""In per cent; what is less alike is no slip of the keyboard."""


def folded(name: str) -> str:
    """The same for names that differ in case alone, or in their Unicode form."""
    return unicodedata.normalize("NFC", name).casefold()


def nearest(written: str, names: Iterable[str]) -> list[str]:
    """The names that are most like the written one, the nearest first; none if all are unlike."""
    from rapidfuzz import fuzz, process

    found = process.extract(
        written,
        list(names),
        processor=folded,
        scorer=fuzz.ratio,
        score_cutoff=_LEAST_ALIKE,
        limit=MOST_NAMED,
    )
    return [name for name, *_ in found]
