"""An application command or a list of choices → the limits of Discord that they break. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from .faults import Fault, objects, several, text, within
from .wire import Json

NAME = 32
DESCRIPTION = 100
OPTIONS = 25
CHOICES = 25
CHOICE_TEXT = 100
COMMAND_TOTAL = 8_000
MOST_OF_KIND = {1: 100, 2: 15, 3: 15}

SLASH, MESSAGE_MENU = 1, 3
SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, NUMBER = 1, 2, 3, 4, 5, 10
CHANNEL, ROLE, ATTACHMENT = 7, 8, 11

_OPTION_TYPES = range(1, 12)
_SLASH_NAME = re.compile(r"[-_'\w]{1,32}")


def commands_faults(commands: Sequence[Json]) -> Iterator[Fault]:
    """All commands of one place: each by itself, no name twice, not too many."""
    for position, command in enumerate(commands):
        for fault in command_faults(command):
            yield Fault(within(str(position), fault.where), fault.says)
    kinds = Counter(command.get("type") or SLASH for command in commands)
    names = Counter((command.get("type") or SLASH, command.get("name")) for command in commands)
    for kind, times in kinds.items():
        if times > MOST_OF_KIND.get(kind, 0):
            yield Fault("", f"{times} commands of type {kind}")
    for (_, name), times in names.items():
        if times > 1:
            yield Fault("", f"the command {name} stands {times} times")


def command_faults(command: Json) -> Iterator[Fault]:
    """One command: names, texts, options."""
    if (command.get("type") or SLASH) == SLASH:
        yield from _slash_faults(command)
        yield from _options_faults("options", objects(command.get("options")))
    else:
        yield from text("name", command.get("name"), NAME)
        if command.get("description"):
            yield Fault("description", "only a slash command has one")
    total = _length(command)
    if total > COMMAND_TOTAL:
        yield Fault("", f"{total:,} characters in all, at most {COMMAND_TOTAL:,}")


def choices_faults(choices: object, where: str = "choices") -> Iterator[Fault]:
    """The choices of an option or of an autocompletion."""
    yield from several(where, choices, CHOICES)
    for position, choice in enumerate(objects(choices)):
        at = within(where, position)
        yield from text(within(at, "name"), choice.get("name"), CHOICE_TEXT)
        if isinstance(choice.get("value"), str):
            yield from text(within(at, "value"), choice["value"], CHOICE_TEXT)
        elif not isinstance(choice.get("value"), int | float):
            yield Fault(within(at, "value"), "missing")


def _slash_faults(named: Json, where: str = "") -> Iterator[Fault]:
    name = named.get("name")
    if not isinstance(name, str) or not _SLASH_NAME.fullmatch(name) or name != name.lower():
        yield Fault(within(where, "name"), f"{name!r} is not 1 to 32 lower-case letters or digits")
    yield from text(within(where, "description"), named.get("description"), DESCRIPTION)
    for locale, words in (named.get("description_localizations") or {}).items():
        yield from text(within(where, f"description_localizations.{locale}"), words, DESCRIPTION)
    for locale, words in (named.get("name_localizations") or {}).items():
        yield from text(within(where, f"name_localizations.{locale}"), words, NAME)


def _options_faults(where: str, options: list[Json]) -> Iterator[Fault]:
    yield from several(where, options, OPTIONS)
    for position, option in enumerate(options):
        yield from _option_faults(within(where, position), option)
    required = [bool(option.get("required")) for option in options]
    if required != sorted(required, reverse=True):
        yield Fault(where, "required options must come first")
    if len({option.get("name") for option in options}) < len(options):
        yield Fault(where, "two options share a name")


def _option_faults(where: str, option: Json) -> Iterator[Fault]:
    yield from _slash_faults(option, where)
    if option.get("type") not in _OPTION_TYPES:
        yield Fault(within(where, "type"), "unknown")
    if option.get("choices"):
        yield from choices_faults(option["choices"], within(where, "choices"))
        if option.get("autocomplete"):
            yield Fault(where, "choices and autocomplete exclude each other")
    yield from _options_faults(within(where, "options"), objects(option.get("options")))


def _length(named: Json) -> int:
    own = [named.get("name"), named.get("description"), named.get("value")]
    inner = objects(named.get("options")) + objects(named.get("choices"))
    return sum(len(part) for part in own if isinstance(part, str)) + sum(map(_length, inner))
