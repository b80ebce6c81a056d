"""What the bot can do → the screens of ``/help``: how to ask, and the commands of owners. Pure."""

from bot.chat.render.cards import Button, Card, CardBlock, CardStyle, button_id
from bot.chat.render.command_names import CommandNames
from bot.chat.render.translations import Texts

ACTION = "help"
"""The action in the ids of the buttons; what follows it is the number of the screen."""

ASKING, OWNING = 0, 1

_ASKING_LINES = (
    "help_ask",
    "help_mention",
    "help_entries",
    "help_buttons",
    "help_sources",
    "help_privacy",
    "help_promise",
)


_NAMED = ("find_menu", "check_menu", "private_name", "helpful", "unhelpful")
"""Texts that the lines name as they are shown elsewhere."""


def help_card(
    screen: int, commands: CommandNames, texts: Texts, locale: str, *, for_owner: bool
) -> Card:
    """A screen, with a button to the other one for who may see both."""
    text = help_text(screen, commands, texts, locale)
    other = OWNING if screen == ASKING else ASKING
    label = texts("help_to_owning" if other == OWNING else "help_to_asking")
    buttons = (Button(label, button_id(ACTION, other)),) if for_owner else ()
    return Card(CardStyle.NOTICE, (CardBlock(text),), buttons)


def help_text(screen: int, commands: CommandNames, texts: Texts, locale: str) -> str:
    """The lines of a screen."""
    lines = _owning if screen == OWNING else _asking
    return "\n".join(lines(commands, texts, locale))


def _asking(commands: CommandNames, texts: Texts, locale: str) -> list[str]:
    values = {name: texts(name) for name in _NAMED}
    values |= commands.mentions(locale)
    head = f"**{texts('help_asking_head')}**"
    return [head, *(f"- {texts(name, **values)}" for name in _ASKING_LINES)]


def _owning(commands: CommandNames, texts: Texts, locale: str) -> list[str]:
    owned = [entry for entry in commands.entries if entry.for_owners]
    described = [f"- {entry.mention(locale)} · {entry.described(locale)}" for entry in owned]
    return [f"**{texts('help_owning_head')}**", *described, texts("help_settings_file")]
