"""The owner's rules → the document sets that may be shown where. Pure.

A document set is a top-level folder of the corpus. A private set is shown only in the channels
that it is granted to, and, when they ask privately, to members with a role that it is granted to.
Nothing of it is shown anywhere else. ``StateDatabase`` keeps the rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

ROOT = "."
"""The owner's name for the set of the documents that are in no folder."""


@dataclass(frozen=True, slots=True)
class AccessRules:
    """The rules that the owner set. Ids are those of channels, roles and servers."""

    private: Mapping[str, bool] = field(default_factory=dict)
    """For each set that the owner marked: whether it is private."""
    always_private: frozenset[str] = frozenset()
    """Sets that ``pincite.toml`` marks as private; nobody can unmark them on Discord."""
    lost: bool = False
    """Whether earlier rules were unreadable. Then a set is private unless it is marked again."""
    granted: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """For a channel: the only sets shown in it. For a role: further sets that its members see."""
    thresholds: Mapping[int, float] = field(default_factory=dict)
    ask_channels: frozenset[int] = frozenset()

    @classmethod
    def read(
        cls, rows: Mapping[tuple[str, str], Any], always_private: Iterable[str]
    ) -> "AccessRules":
        """The rules from the rows of the database: (name, target) → value."""

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
        """Whether a set is private. The set of the documents in no folder never is."""
        if name in self.always_private:
            return True
        return bool(name) and self.private.get(name, self.lost)

    def is_unknown(self, name: str) -> bool:
        """Whether a set is private only because it is not known what the owner marked."""
        is_marked = name in self.always_private or name in self.private
        return self.lost and not is_marked and self.is_private(name)

    def visible(
        self, sets: Iterable[str], channels: Iterable[int], roles: Iterable[int] = ()
    ) -> frozenset[str]:
        """The sets, of all ``sets``, that may be shown.

        They are those of the first of ``channels`` (a thread, then its channel) that has a list of
        its own, or all public sets if none has one; and those granted to ``roles``, the roles of a
        person who asks privately.
        """
        all_sets = frozenset(sets)
        public = frozenset(name for name in all_sets if not self.is_private(name))
        channel_sets = next(
            (self.granted[channel] for channel in channels if channel in self.granted), public
        )
        role_sets = frozenset[str]().union(*(self.granted.get(role, frozenset()) for role in roles))
        return (channel_sets | role_sets) & all_sets

    def is_restricted(self, sets: Iterable[str]) -> bool:
        """Whether any of these sets is private."""
        return any(self.is_private(name) for name in sets)
