"""The owner's rules for channels and servers → how and where questions are answered there. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

CHANNEL, GUILD, ROLE = "channel", "guild", "role"


@dataclass(frozen=True, slots=True)
class HandoverRule:
    """Whom a server calls for help: the id of a role, and of a channel of its staff; 0 for none."""

    role: int = 0
    channel: int = 0


@dataclass(frozen=True, slots=True)
class ChannelModes:
    """The channels answered in threads, those with a rule about unsure answers, for each server
    whom it calls for help, the channels in which answers are marked whose source changed, and for
    each trusted role whether its answers are published at once."""

    threads: frozenset[int] = frozenset()
    quiet: Mapping[int, bool] = field(default_factory=dict)
    handovers: Mapping[int, HandoverRule] = field(default_factory=dict)
    marked: frozenset[int] = frozenset()
    trusted: Mapping[int, bool] = field(default_factory=dict)

    @classmethod
    def read(cls, rows: Mapping[tuple[str, str], Any]) -> "ChannelModes":
        """The modes from the rows of the database: (name, target) → value."""

        def values_of(name: str, kind: str) -> dict[int, Any]:
            targets = {target: value for (rule, target), value in rows.items() if rule == name}
            return {
                int(target.removeprefix(f"{kind}:")): value
                for target, value in targets.items()
                if target.startswith(f"{kind}:")
            }

        return cls(
            threads=frozenset(id for id, on in values_of("thread", CHANNEL).items() if on),
            quiet=values_of("quiet", CHANNEL),
            handovers={
                guild: HandoverRule(**value)
                for guild, value in values_of("handover", GUILD).items()
            },
            marked=frozenset(id for id, on in values_of("mark_changed", CHANNEL).items() if on),
            trusted={role: bool(publish) for role, publish in values_of("trusted", ROLE).items()},
        )

    def is_quiet(self, channels: Sequence[int], ask_channels: Collection[int]) -> bool:
        """Whether only a sure answer is posted to a message there that does not name the bot.

        ``channels`` are a thread and its channel, or a channel. Without a rule of their own, those
        are quiet in which every message is a question.
        """
        default = not set(ask_channels).isdisjoint(channels)
        return next((self.quiet[id] for id in channels if id in self.quiet), default)
