"""However long the lists of a server's settings are, the card shows each setting."""

import pytest

from bot.chat.render.cards import Card
from bot.chat.render.fitting_cards import fitting_card
from bot.chat.render.forms import Field, FieldKind
from bot.chat.render.limits import LONGEST_CARD
from bot.chat.render.settings_card import ShownSetting, settings_card
from bot.chat.render.translations import LANGUAGES, texts_in
from tests.chat.owners import SETTING_NUMBERS

FIELD = Field("value", "A value", FieldKind.TEXT)


def fields_of(name: str) -> tuple[Field, ...]:
    return () if name in ("elsewhere", "modes") else (FIELD,)


def card_of(line: str, lines: int, language: str = "en") -> Card:
    names = [*SETTING_NUMBERS, "modes"]
    shown = [ShownSetting(name, (line,) * lines, fields_of(name)) for name in names]
    return settings_card(shown, texts_in(language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("length", [20, 100, 400, 2_000])
@pytest.mark.parametrize("lines", [1, 5, 80])
def test_no_setting_is_left_out(length: int, lines: int, language: str) -> None:
    card = card_of("<#1> " * (length // 5), lines, language)
    sent = fitting_card(card)
    assert len(sent.blocks) == len(SETTING_NUMBERS) + 1
    assert sent.length <= LONGEST_CARD
    for block, name in zip(sent.blocks, [*SETTING_NUMBERS, "modes"], strict=True):
        assert texts_in(language)(f"setting_{name}") in block.text
        assert "<#1>" in block.text
        assert (block.beside is not None) == bool(fields_of(name))


def test_what_fits_is_shown_as_ever() -> None:
    card = card_of("one line", 5)
    assert all(block.text.count("one line") == 5 for block in card.blocks)
    assert "more" not in card.blocks[0].text
