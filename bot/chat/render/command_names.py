"""The commands as Discord has them → how a text names them, and what there is. Pure.

A name in a text is a mention, ``</settings show:123>``: Discord shows it under the name that it has
in the reader's language, and a click begins the command. While a command's id is not known, its
name stands there in the language of the text.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_SLASH, _SUBCOMMAND, _GROUP = 1, 1, 2


@dataclass(frozen=True, slots=True)
class CommandEntry:
    """One command that can be used, such as ``settings show``, with what Discord shows of it.

    ``names`` and ``descriptions`` hold those of the locales that have their own. ``for_owners``
    says that only owners may use it.
    """

    path: str
    description: str
    for_owners: bool
    id: int
    names: Mapping[str, str] = field(default_factory=dict)
    descriptions: Mapping[str, str] = field(default_factory=dict)

    def mention(self, locale: str) -> str:
        """What names the command in a text."""
        return f"</{self.path}:{self.id}>" if self.id else f"`/{self.names.get(locale, self.path)}`"

    def described(self, locale: str) -> str:
        """What the command does, in one sentence."""
        return self.descriptions.get(locale, self.description)


@dataclass(frozen=True, slots=True)
class CommandNames:
    """All commands that begin with a slash."""

    entries: tuple[CommandEntry, ...] = ()

    @classmethod
    def of(
        cls,
        commands: Sequence[Mapping[str, Any]],
        ids: Mapping[str, int],
        owned: Collection[str] = (),
    ) -> "CommandNames":
        """From the commands as they are registered, and their ids by name.

        ``owned`` are the paths of commands for owners in groups that everybody sees.
        """
        slash = [command for command in commands if command.get("type", _SLASH) == _SLASH]
        return cls(tuple(entry for command in slash for entry in _entries(command, ids, owned)))

    def mentions(self, locale: str) -> dict[str, str]:
        """What names each command, by the name of the brace: ``settings_show``."""
        return {entry.path.replace(" ", "_"): entry.mention(locale) for entry in self.entries}


def _entries(
    command: Mapping[str, Any], ids: Mapping[str, int], owned: Collection[str]
) -> Iterator[CommandEntry]:
    command_id = ids.get(command["name"], 0)
    is_hidden = command.get("default_member_permissions") is not None
    for steps in _paths(command):
        last = steps[-1]
        locales = {locale for step in steps for locale in step.get("name_localizations") or {}}
        path = " ".join(step["name"] for step in steps)
        yield CommandEntry(
            path,
            last["description"],
            is_hidden or path in owned,
            command_id,
            {locale: _name_in(locale, steps) for locale in locales},
            last.get("description_localizations") or {},
        )


def _paths(command: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], ...]]:
    """The command, or each way from it to a subcommand."""
    inner = [
        option
        for option in command.get("options") or ()
        if option.get("type") in (_SUBCOMMAND, _GROUP)
    ]
    if not inner:
        yield (command,)
    for option in inner:
        yield from ((command, *path) for path in _paths(option))


def _name_in(locale: str, steps: Sequence[Mapping[str, Any]]) -> str:
    names = ((step.get("name_localizations") or {}).get(locale, step["name"]) for step in steps)
    return " ".join(names)
