"""A word that is not known → the known one that was meant. Pure."""

from collections.abc import Iterable

LIKENESS = 0.7
"""From which likeness on a known word is suggested. At 0.6, the usual one of difflib, "guild" is a
slip of "rebuild"."""


def nearest(word: str, known: Iterable[str], likeness: float = LIKENESS) -> str | None:
    """The known word that is most like this one; ``None`` if none is near.

    >>> nearest("bild", ["ask", "build"])
    'build'
    """
    from difflib import get_close_matches  # only a slip needs it

    folded, by_folded = word.casefold(), {other.casefold(): other for other in known}
    # Two letters that changed places are the commonest slip, and in a short word leave it unlike.
    swapped = [other for other in by_folded if sorted(other) == sorted(folded)]
    found = swapped or get_close_matches(folded, by_folded, 1, likeness)
    return by_folded[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a message that suggests a known word; empty if none is near.

    >>> did_you_mean("--jsn", ["--json", "-k"])
    '; did you mean --json?'
    """
    found = nearest(word, known)
    return f"; did you mean {found}?" if found else ""
