"""The messages of an answer → the same with a small line below the last one. Pure."""

from dataclasses import replace

from bot.chat.render.cards import Card
from bot.chat.render.escaping import SMALL
from bot.chat.render.limits import LONGEST_CARD, MESSAGE_LIMIT, length


def with_note_below(bodies: tuple[Card | str, ...], note: str) -> tuple[Card | str, ...]:
    """The messages with a small line; it is a message of its own if it does not fit."""
    *first, last = bodies
    noted = _noted_card(last, SMALL + note) if isinstance(last, Card) else f"{last}\n{SMALL}{note}"
    is_fitting = (
        noted.length <= LONGEST_CARD if isinstance(noted, Card) else length(noted) <= MESSAGE_LIMIT
    )
    return (*first, noted) if is_fitting else (*bodies, SMALL + note)


def _noted_card(card: Card, line: str) -> Card:
    *blocks, foot = card.blocks
    return replace(card, blocks=(*blocks, replace(foot, text=f"{foot.text}\n{line}")))
