"""Names of document sets as an owner writes them → the sets that they mean. Pure.

A name may be written as a path (``./hr/``, ``hr\\``), in another Unicode form or, where only one
set fits, in other case. ``.`` is the set of the documents that are in no folder.
"""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache

from index.errors import ConfigError

ROOT = "."
"""The owner's name for the set of the documents that are in no folder."""

_MOST_NAMES = 4_096


def sets_named(written: str, sets: Iterable[str]) -> tuple[str, ...]:
    """The sets that a written name can mean; those that differ in case only if none fits better."""
    all_sets, name = tuple(sets), _plain(written)
    if not name and ROOT not in written:
        return ()
    fitting = tuple(one for one in all_sets if _plain(one) == name)
    return fitting or tuple(one for one in all_sets if _folded(one) == _folded(written))


def new_private_sets(written: str, private: Iterable[str]) -> tuple[str, ...]:
    """The names of private sets that a written name can mean, as the folders they are to have.

    A set that is not there is private by its name alone, so that it comes back under no other one.
    """
    return tuple(dict.fromkeys(map(_plain, sets_named(written, filter(_plain, private)))))


def is_folder_name(name: str) -> bool:
    """Whether a folder at the top of the corpus can have this name."""
    is_plain = name.isprintable() and not set(name) & set('/\\:*?"<>|')
    return is_plain and name == name.strip() and not name.startswith(".")


def private_sets_named(written_names: Iterable[str], sets: Iterable[str]) -> frozenset[str]:
    """The sets that ``private_sets`` makes private.

    Raises ``ConfigError`` for a name that fits no set, or more than one: a set that was meant to be
    private must not be shown because of a slip.
    """
    all_sets = tuple(sets)
    found = [_fitting_sets(written, all_sets) for written in written_names]
    return frozenset(name for names in found for name in names)


def _fitting_sets(written: str, sets: tuple[str, ...]) -> tuple[str, ...]:
    fitting = sets_named(written, sets)
    if len({_plain(name) for name in fitting}) == 1:
        return fitting
    if fitting:
        names = " or ".join(repr(shown_name(name)) for name in fitting)
        raise ConfigError(f"discord.private_sets: {written!r} may be {names}; write the one meant")
    known = ", ".join(map(shown_name, sets)) or "none"
    raise ConfigError(
        f"discord.private_sets: no document set is named {written!r}{_nearest(written, sets)}; "
        f"known: {known}; a set is a folder at the top of the corpus, “.” the files in none"
    )


def _nearest(written: str, sets: tuple[str, ...]) -> str:
    by_folded_name = {_folded(name): name for name in sets if name}
    nearest = get_close_matches(_folded(written), by_folded_name, n=1)
    return f", the nearest is {by_folded_name[nearest[0]]!r}" if nearest else ""


def shown_name(name: str) -> str:
    """A set's name as an owner writes it."""
    return name or ROOT


@lru_cache(_MOST_NAMES)
def _plain(name: str) -> str:
    """The name without what a path adds, in one Unicode form."""
    parts = unicodedata.normalize("NFC", name).replace("\\", "/").split("/")
    return "/".join(part.strip() for part in parts if part.strip() not in ("", ROOT))


@lru_cache(_MOST_NAMES)
def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", _plain(name).casefold())
