"""The owner's rules → the document sets that may be shown where. Pure.

A document set is a top-level folder of the corpus. A private set is shown only in the channels
that it is granted to, and, when they ask privately, to members with a role that it is granted to.
Nothing of it is shown anywhere else. ``StateDatabase`` keeps the rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.service.set_names import sets_named

SetLists = Mapping[int, frozenset[str]]
"""The sets that a rule lists, by the id of its channel or role."""


@dataclass(frozen=True, slots=True)
class AccessRules:
    """The rules that the owner set. Ids are those of channels, roles and servers."""

    private: Mapping[str, bool] = field(default_factory=dict)
    """For each set that the owner marked: whether it is private."""
    always_private: frozenset[str] = frozenset()
    """Sets that ``pincite.toml`` marks as private; nobody can unmark them on Discord."""
    lost: bool = False
    """Whether earlier rules were unreadable. Then a set is private unless it is marked again; the
    documents in no folder, which only ``pincite.toml`` makes private, are as it says."""
    channel_sets: SetLists = field(default_factory=dict)
    """The only sets shown in a channel; private ones are shown in it too."""
    narrowed: SetLists = field(default_factory=dict)
    """The only sets shown in a channel, of those that would be: the rule of a server's manager."""
    server_sets: SetLists = field(default_factory=dict)
    """The only sets shown on a server, in the channels that have no list of their own."""
    server_narrowed: SetLists = field(default_factory=dict)
    """The only sets shown there, of those that would be, as its manager decided."""
    role_sets: SetLists = field(default_factory=dict)
    """Further sets that members with a role see."""
    unclear_sets: SetLists = field(default_factory=dict)
    """Lists of an id that may be a channel's or a role's, as rules were once kept."""
    thresholds: Mapping[int, float] = field(default_factory=dict)
    languages: Mapping[int, str] = field(default_factory=dict)
    """For a server: the language of answers to messages there."""
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
            channel_sets=_lists(values_of("seen"), "channel"),
            narrowed=_lists(values_of("narrowed"), "channel"),
            server_sets=_lists(values_of("seen"), "guild"),
            server_narrowed=_lists(values_of("narrowed"), "guild"),
            languages={
                int(target.partition(":")[2]): language
                for target, language in values_of("language").items()
            },
            role_sets=_lists(values_of("seen"), "role"),
            unclear_sets=_lists(values_of("seen"), ""),
            thresholds={int(target): value for target, value in values_of("threshold").items()},
            ask_channels=frozenset(int(target) for target, on in values_of("ask").items() if on),
        )

    def private_among(self, sets: Iterable[str]) -> frozenset[str]:
        """The private ones of ``sets``, which are all sets that there are.

        A set whose name was written otherwise, or was changed since in its case, stays private.
        """
        all_sets = tuple(sets)
        gone = [name for name, on in self.private.items() if on and name not in all_sets]
        renamed = _named(gone, all_sets)
        return self.fixed_among(all_sets).union(
            name
            for name in all_sets
            if self.private.get(name, (self.lost and name != "") or name in renamed)
        )

    def fixed_among(self, sets: Iterable[str]) -> frozenset[str]:
        """The sets of all ``sets`` that are private whatever is marked on Discord."""
        return _named(self.always_private, tuple(sets))

    @property
    def private_names(self) -> frozenset[str]:
        """The names of private sets, whether the sets are there or not."""
        return self.always_private.union(name for name, on in self.private.items() if on)

    def is_private(self, name: str) -> bool:
        """Whether a set is private."""
        return bool(self.private_among((name,)))

    def is_unknown(self, name: str) -> bool:
        """Whether a set is private only because it is not known what the owner marked."""
        if not self.lost or name in self.private:
            return False
        return self.is_private(name) and not self.fixed_among((name,))

    def visible(
        self,
        sets: Iterable[str],
        channels: Iterable[int],
        roles: Iterable[int] = (),
        *,
        server: int = 0,
    ) -> frozenset[str]:
        """The sets, of all ``sets``, that may be shown.

        They are those of the first of ``channels`` (a thread, then its channel) that has a list of
        its own, or if none has one, those of the ``server``, or all public sets; and those granted
        to ``roles``, the roles of a person who asks privately.
        """
        all_sets, place = frozenset(sets), tuple(channels)
        public = all_sets - self.private_among(all_sets)
        usual = self.server_sets.get(server, public)
        shown = _first(self.channel_sets, place, _first(self.unclear_sets, place, usual) & usual)
        shown &= _first(self.narrowed, place, self.server_narrowed.get(server, all_sets))
        role_sets = frozenset[str]().union(*(self.role_sets.get(role, ()) for role in roles))
        return (shown | role_sets) & all_sets

    def is_restricted(self, sets: Iterable[str]) -> bool:
        """Whether any of these sets is private."""
        return bool(self.private_among(sets))


def _named(written_names: Iterable[str], sets: tuple[str, ...]) -> frozenset[str]:
    return frozenset(name for written in written_names for name in sets_named(written, sets))


def _lists(rows: Mapping[str, list[str]], kind: str) -> dict[int, frozenset[str]]:
    """The lists of the rows whose targets are of one kind."""
    by_target = {target.rpartition(":"): names for target, names in rows.items()}
    return {int(key[2]): frozenset(names) for key, names in by_target.items() if key[0] == kind}


def _first(lists: SetLists, channels: Iterable[int], default: frozenset[str]) -> frozenset[str]:
    return next((lists[channel] for channel in channels if channel in lists), default)
