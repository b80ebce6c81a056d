"""The owner's rules → what may be asked and seen where. Pure; ``StateDatabase`` keeps them.

A document set is a top-level folder of the corpus. One that is private is seen in the channels
that were given it, and by members with a role that was given it when they ask privately. Nothing
of it shows anywhere else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ROOT = "."
"""What the owner calls the set of the documents that lie in no folder."""


@dataclass(frozen=True, slots=True)
class AccessRules:
    """What the owner set; ids are those of channels, roles and servers."""

    private: Mapping[str, bool] = field(default_factory=dict)
    """Sets that were marked, and whether as private."""
    always_private: frozenset[str] = frozenset()
    """Sets that ``pincite.toml`` marks; nobody can unmark them on Discord."""
    lost: bool = False
    """Whether earlier rules could not be read: then every set is private but those marked anew."""
    seen: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """The sets that a channel sees, and no others; or that members with a role see besides."""
    thresholds: Mapping[int, float] = field(default_factory=dict)
    ask_channels: frozenset[int] = frozenset()

    @classmethod
    def read(
        cls, rows: Mapping[tuple[str, str], Any], always_private: Iterable[str]
    ) -> "AccessRules":
        """The rules as they are kept."""

        def of(name: str) -> dict[str, Any]:
            return {about: value for (kind, about), value in rows.items() if kind == name}

        return cls(
            private=of("private"),
            always_private=frozenset(always_private),
            lost=bool(of("lost")),
            seen={int(about): frozenset(value) for about, value in of("seen").items()},
            thresholds={int(about): value for about, value in of("threshold").items()},
            ask_channels=frozenset(int(about) for about, on in of("ask").items() if on),
        )

    def is_private(self, name: str) -> bool:
        """Whether a set is private; the documents in no folder never are."""
        if name in self.always_private:
            return True
        return bool(name) and self.private.get(name, self.lost)

    def visible(
        self, sets: Iterable[str], places: Iterable[int], roles: Iterable[int] = ()
    ) -> frozenset[str]:
        """Of all sets those that may be shown at the first of ``places`` that has a list of its
        own (a thread, then its channel), and to the ``roles`` of who asks privately."""
        every = frozenset(sets)
        public = frozenset(name for name in every if not self.is_private(name))
        here = next((self.seen[place] for place in places if place in self.seen), public)
        more = frozenset[str]().union(*(self.seen.get(role, frozenset()) for role in roles))
        return (here | more) & every

    def is_restricted(self, shown: Iterable[str]) -> bool:
        """Whether any of these sets may not be shown everywhere."""
        return any(self.is_private(name) for name in shown)
