"""The messages of an answer → the same with a small line below the last one. Pure."""

from dataclasses import replace

from bot.chat.render.cards import LONGEST_CARD, Card
from bot.chat.render.escaping import MESSAGE_LIMIT, SMALL


def with_note_below(bodies: tuple[Card | str, ...], note: str) -> tuple[Card | str, ...]:
    """The messages with a small line; it is a message of its own if it does not fit."""
    *first, last = bodies
    noted = _noted_card(last, SMALL + note) if isinstance(last, Card) else f"{last}\n{SMALL}{note}"
    length, limit = (
        (noted.length, LONGEST_CARD) if isinstance(noted, Card) else (len(noted), MESSAGE_LIMIT)
    )
    return (*first, noted) if length <= limit else (*bodies, SMALL + note)


def _noted_card(card: Card, line: str) -> Card:
    *blocks, foot = card.blocks
    return replace(card, blocks=(*blocks, replace(foot, text=f"{foot.text}\n{line}")))
