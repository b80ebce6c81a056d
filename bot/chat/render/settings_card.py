"""The settings of a server → one card with a button beside what can be changed, and its forms.

Pure: plain values; ``components`` makes Discord's own of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.chat.render.cards import Button, Card, CardBlock, CardStyle, button_id
from bot.chat.render.escaping import packed_messages
from bot.chat.render.fitting import fitting_text
from bot.chat.render.forms import Field
from bot.chat.render.limits import LONGEST_CARD
from bot.chat.render.translations import Texts

MOST_LINES = 5
"""Lines of one setting on the card, if so many of all of them fit into a message."""


@dataclass(frozen=True, slots=True)
class ShownSetting:
    """A setting with the lines that say what holds, and the fields of the form that changes it.

    Without fields nobody who sees it may change it here.
    """

    name: str
    lines: tuple[str, ...]
    fields: tuple[Field, ...] = ()


def settings_card(settings: Sequence[ShownSetting], texts: Texts) -> Card:
    """All settings, each with its title, what holds, and a button that opens its form.

    Where not all fits, of each as many lines are shown as then do; none is left out.
    """
    for most in range(MOST_LINES, 0, -1):
        card = _card([_lines(setting, texts, most) for setting in settings], settings, texts)
        if card.length <= LONGEST_CARD:
            return card
    room = LONGEST_CARD // len(settings)
    cut = [[fitting_text("\n".join(_lines(one, texts, 1)), room)] for one in settings]
    return _card(cut, settings, texts)


def settings_messages(settings: Sequence[ShownSetting], texts: Texts) -> list[str]:
    """The same without buttons, as plain messages."""
    return packed_messages([_lines(setting, texts) for setting in settings])


def _card(lines: Sequence[Sequence[str]], settings: Sequence[ShownSetting], texts: Texts) -> Card:
    blocks = [
        CardBlock("\n".join(own), beside=_button(setting, number, texts))
        for number, (own, setting) in enumerate(zip(lines, settings, strict=True))
    ]
    return Card(CardStyle.NOTICE, tuple(blocks))


def _lines(setting: ShownSetting, texts: Texts, most: int = MOST_LINES) -> list[str]:
    further = len(setting.lines) - most
    more = [texts("setting_more", count=further)] if further > 0 else []
    return [f"**{texts(f'setting_{setting.name}')}**", *setting.lines[:most], *more]


def _button(setting: ShownSetting, number: int, texts: Texts) -> Button | None:
    if not setting.fields:
        return None
    return Button(texts("setting_change"), button_id("setting", number))
