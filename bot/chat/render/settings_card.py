"""The settings of a server → one card with a button beside what can be changed, and its forms.

Pure: plain values; ``components`` makes Discord's own of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.render.cards import Button, Card, CardBlock, CardStyle, button_id
from bot.chat.render.escaping import packed_messages
from bot.chat.render.forms import Field
from bot.chat.render.translations import Texts

MOST_LINES = 5
"""Lines of one setting on the card; ten settings of so many lines fit into a message."""


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting with the lines that say what holds, and the fields of the form that changes it.

    Without fields nobody who sees it may change it here.
    """

    name: str
    lines: tuple[str, ...]
    fields: tuple[Field, ...] = ()


def settings_card(settings: Sequence[ShownSetting], texts: Texts) -> Card:
    """All settings, each with its title, what holds, and a button that opens its form."""
    blocks = [
        CardBlock("\n".join(_lines(setting, texts)), beside=_button(setting, number, texts))
        for number, setting in enumerate(settings)
    ]
    return Card(CardStyle.NOTICE, tuple(blocks))


def settings_messages(settings: Sequence[ShownSetting], texts: Texts) -> list[str]:
    """The same without buttons, as plain messages."""
    return packed_messages([_lines(setting, texts) for setting in settings])


def _lines(setting: ShownSetting, texts: Texts) -> list[str]:
    further = len(setting.lines) - MOST_LINES
    more = [texts("setting_more", count=further)] if further > 0 else []
    return [f"**{texts(f'setting_{setting.name}')}**", *setting.lines[:MOST_LINES], *more]


def _button(setting: ShownSetting, number: int, texts: Texts) -> Button | None:
    if not setting.fields:
        return None
    return Button(texts("setting_change"), button_id("setting", number))
