"""A card → as much of it as Discord accepts in one message. Pure."""

from collections.abc import Iterator
from dataclasses import replace

from bot.chat.render.cards import Button, Card, CardBlock
from bot.chat.render.escaping import cut_at_word
from bot.chat.render.fitting import CLOSING, fitting_text
from bot.chat.render.limits import (
    LONGEST_CARD,
    LONGEST_LABEL,
    LONGEST_URL,
    MOST_IN_ROW,
    MOST_PARTS,
    length,
)


def fitting_card(card: Card) -> Card:
    """The card with as many of its blocks as fit, the last of them cut if it has to be."""
    buttons = tuple(_fitting_buttons(card.buttons))
    parts_left = MOST_PARTS - 1 - _row_size(buttons)
    characters_left = LONGEST_CARD
    blocks: list[CardBlock] = []
    for block in card.blocks:
        fitting = replace(block, buttons=tuple(_fitting_buttons(block.buttons)))
        parts_left -= 2 + _row_size(fitting.buttons) + (2 if block.beside else 0)
        if parts_left < 0 or characters_left <= 2 * CLOSING:
            break
        blocks.append(replace(fitting, text=fitting_text(block.text, characters_left)))
        characters_left -= length(blocks[-1].text)
    return replace(card, blocks=tuple(blocks), buttons=buttons)


def _row_size(buttons: tuple[Button, ...]) -> int:
    """The components of a row of buttons, with the row itself."""
    return len(buttons) + 1 if buttons else 0


def _fitting_buttons(buttons: tuple[Button, ...]) -> Iterator[Button]:
    for button in [button for button in buttons if length(button.url) <= LONGEST_URL][:MOST_IN_ROW]:
        yield replace(button, label=cut_at_word(button.label, LONGEST_LABEL))
