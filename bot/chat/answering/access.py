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
    granted: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """The sets that a channel sees, and no others; or that members with a role see besides."""
    thresholds: Mapping[int, float] = field(default_factory=dict)
    ask_channels: frozenset[int] = frozenset()

    @classmethod
    def read(
        cls, rows: Mapping[tuple[str, str], Any], always_private: Iterable[str]
    ) -> "AccessRules":
        """The rules as they are kept."""

        def values_of(name: str) -> dict[str, Any]:
            return {target: value for (kind, target), value in rows.items() if kind == name}

        return cls(
            private=values_of("private"),
            always_private=frozenset(always_private),
            lost=bool(values_of("lost")),
            granted={int(target): frozenset(value) for target, value in values_of("seen").items()},
            thresholds={int(target): value for target, value in values_of("threshold").items()},
            ask_channels=frozenset(int(target) for target, on in values_of("ask").items() if on),
        )

    def is_private(self, name: str) -> bool:
        """Whether a set is private; the documents in no folder never are."""
        if name in self.always_private:
            return True
        return bool(name) and self.private.get(name, self.lost)

    def visible(
        self, sets: Iterable[str], channels: Iterable[int], roles: Iterable[int] = ()
    ) -> frozenset[str]:
        """Of all sets those that may be shown at the first of ``places`` that has a list of its
        own (a thread, then its channel), and to the ``roles`` of who asks privately."""
        all_sets = frozenset(sets)
        public = frozenset(name for name in all_sets if not self.is_private(name))
        channel_sets = next(
            (self.granted[channel] for channel in channels if channel in self.granted), public
        )
        role_sets = frozenset[str]().union(*(self.granted.get(role, frozenset()) for role in roles))
        return (channel_sets | role_sets) & all_sets

    def is_restricted(self, sets: Iterable[str]) -> bool:
        """Whether any of these sets may not be shown everywhere."""
        return any(self.is_private(name) for name in sets)
