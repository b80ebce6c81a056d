"""The owner's rules → a line for each that holds, under the name of its server."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import discord

from bot.chat.answering.access import AccessRules
from bot.chat.answering.channel_sets import channel_of
from bot.chat.render.escaping import escape
from bot.chat.render.translations import Texts
from bot.service.set_names import shown_name

Knows = Callable[[int], object]
"""Whether a server has the channel or the role of an id, or is the server of that id."""


@dataclass(frozen=True, slots=True)
class RulesView:
    """Whose rules are shown: those of ``guilds``, read in one of them, the ``server``.

    ``everywhere`` adds what belongs to no server, for owners alone. ``unnamed`` are the sets of
    channels that whoever reads the rules may not read.
    """

    guilds: Sequence[discord.Guild]
    server: int
    everywhere: bool
    unnamed: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        client: discord.Client,
        server: int,
        unnamed: frozenset[str],
        *,
        everywhere: bool,
    ) -> "RulesView":
        """All servers for an owner, the one where it is read first; that one alone for others."""
        guilds = sorted(client.guilds, key=lambda guild: (guild.id != server, guild.name))
        shown = guilds if everywhere else [guild for guild in guilds if guild.id == server]
        return cls(shown, server, everywhere, unnamed)

    def sets(self, rules: AccessRules, sets: Sequence[str]) -> list[str]:
        """The sets that may be named: to an owner all but those of channels that they may not
        read, to a manager no private set of others either."""
        private = rules.private_among(sets)
        listed = {
            name
            for lists in (rules.channel_sets, rules.server_sets, rules.role_sets)
            for target, names in lists.items()
            for name in names
            if any(_knows(guild)(target) for guild in self.guilds)
        }
        open_sets = [name for name in sets if name not in self.unnamed]
        if self.everywhere:
            return open_sets
        return [name for name in open_sets if name not in private or name in listed]


def rules_lines(
    rules: AccessRules, sets: Sequence[str], view: RulesView, texts: Texts
) -> list[str]:
    """The rules that hold, one line each."""
    private = rules.private_among(sets)
    lines = [texts("rules_lost")] if rules.lost else []
    for name in view.sets(rules, sets):
        usual = "rule_channel_set" if channel_of(name) else "rule_public"
        kind = "rule_private" if name in private else usual
        lines.append(texts(kind, name=set_words([name], view.unnamed, texts)))
    lines += _guild_lines(rules, view.guilds, view, texts)
    return [*lines, *_other_lines(rules, view, texts)] if view.everywhere else lines


def elsewhere_lines(rules: AccessRules, view: RulesView, texts: Texts) -> list[str]:
    """The rules that hold not on the server where they are read, and that earlier ones are lost."""
    others = [guild for guild in view.guilds if guild.id != view.server]
    return [
        *([texts("rules_lost")] if rules.lost else []),
        *_guild_lines(rules, others, view, texts),
        *_other_lines(rules, view, texts),
    ]


def _guild_lines(
    rules: AccessRules, guilds: Sequence[discord.Guild], view: RulesView, texts: Texts
) -> Iterator[str]:
    """The rules of each server under its name."""
    for guild in guilds:
        heading = texts("rules_of_server", server=escape(guild.name, opens_line=False))
        role_name = _role_names(guild, mentions=guild.id == view.server)
        server_lines = _server_lines(rules, _knows(guild), view, texts, role_name)
        yield from _headed(heading, [*_default_lines(rules, guild, view, texts), *server_lines])


def _other_lines(rules: AccessRules, view: RulesView, texts: Texts) -> Iterator[str]:
    """The rules that belong to no server, or to none that the bot knows."""
    if (value := rules.thresholds.get(0)) is not None:
        yield texts("rule_direct_confidence", value=value)

    def unknown(target: int) -> bool:
        return target != 0 and not any(_knows(guild)(target) for guild in view.guilds)

    other_lines = _server_lines(rules, unknown, view, texts, "<@&{}>".format)
    yield from _headed(texts("rules_of_unknown"), other_lines)
    for target, names in rules.unclear_sets.items():
        yield texts("rule_unclear", about=target, names=set_words(names, view.unnamed, texts))


def _default_lines(
    rules: AccessRules, guild: discord.Guild, view: RulesView, texts: Texts
) -> Iterator[str]:
    """The sets that a server sees where no channel says otherwise."""
    lists = {"rule_channel": rules.server_sets, "rule_narrowed": rules.server_narrowed}
    for name, by_server in lists.items():
        if guild.id in by_server:
            about = escape(guild.name)
            names = set_words(by_server[guild.id], view.unnamed, texts)
            yield texts(name, about=about, names=names)


def _server_lines(
    rules: AccessRules,
    knows: Knows,
    view: RulesView,
    texts: Texts,
    role_name: Callable[[int], str],
) -> Iterator[str]:
    lists = {
        "rule_channel": (rules.channel_sets, "<#{}>".format),
        "rule_narrowed": (rules.narrowed, "<#{}>".format),
        "rule_role": (rules.role_sets, role_name),
    }
    for name, (by_target, shown) in lists.items():
        for target, names in by_target.items():
            if knows(target):
                words = set_words(names, view.unnamed, texts)
                yield texts(name, about=shown(target), names=words)
    for channel in sorted(rules.ask_channels):
        if knows(channel):
            yield texts("rule_ask", channel=channel)
    for server, value in rules.thresholds.items():
        if knows(server):
            yield texts("rule_confidence", value=value)


def _headed(heading: str, lines: Iterable[str]) -> list[str]:
    """The lines under a heading; nothing if there are none."""
    return [heading, *found] if (found := list(lines)) else []


def _knows(guild: discord.Guild) -> Knows:
    return lambda target: (
        target == guild.id
        or guild.get_channel_or_thread(target) is not None
        or guild.get_role(target) is not None
    )


def _role_names(guild: discord.Guild, *, mentions: bool) -> Callable[[int], str]:
    """A role's id → how it is shown: Discord knows a mention only in the role's own server."""

    def shown(target: int) -> str:
        role = guild.get_role(target)
        return f"@{escape(role.name)}" if role and not mentions else f"<@&{target}>"

    return shown


def set_words(names: Iterable[str], unnamed: frozenset[str], texts: Texts) -> str:
    """Sets on one line: those of channels as the channels, the ``unnamed`` ones without names."""
    all_names = sorted(names)
    plain = ", ".join(shown_name(name) for name in all_names if not channel_of(name))
    channels = (name for name in all_names if channel_of(name) and name not in unnamed)
    words = [escape(plain, opens_line=False), *(f"<#{channel_of(name)}>" for name in channels)]
    words.append(texts("hidden_channel") if unnamed.intersection(all_names) else "")
    return ", ".join(filter(None, words))
