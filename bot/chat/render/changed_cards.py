"""An answer whose source has changed since → what is said of it. Pure.

    changed card   for who presses a button: what stands now where a quote stood, or that it is gone
    marked card    in the place of the answer: what still stands of it, and a button to ask again

Words of before are on neither: only what is a slice of its source today is a quote.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.chat.render.cards import (
    QUOTES_PER_CARD,
    Button,
    Card,
    CardBlock,
    CardContext,
    CardStyle,
    button_id,
    first_card,
)
from bot.chat.render.citation_lines import LONGEST_FIELD, short_source_lines
from bot.chat.render.escaping import (
    SMALL,
    cut_at_word,
    isolated_direction,
    packed_messages,
)
from bot.chat.render.plain_messages import more_quotes_messages, question_lines
from bot.chat.render.quoted_blocks import quoted_parts
from bot.chat.render.sentences import sentence_parts
from bot.chat.render.translations import Texts
from index import Answer, Quote

MOST_TITLES = 3
AGAIN = "again"
"""The action in the id of the button that asks again."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A quote of which the words no longer stand in the document of this title: ``now`` is what
    stands there instead, if that is known; ``removed`` says that the document is gone."""

    title: str
    removed: bool
    now: Quote | None = None


def changed_bodies(losses: Sequence[Loss], texts: Texts) -> tuple[Card, ...]:
    """A card of what became of these quotes; none if nothing did."""
    blocks = [CardBlock("\n".join(lines)) for lines in _blocks(losses, texts)]
    return (Card(CardStyle.CLOSEST, tuple(blocks)),) if losses else ()


def changed_messages(losses: Sequence[Loss], texts: Texts) -> list[str]:
    """The same as plain messages."""
    return packed_messages(_blocks(losses, texts)) if losses else []


def marked_card(
    answer: Answer, losses: Sequence[Loss], card_context: CardContext, texts: Texts
) -> Card:
    """The answer with the quotes that still stand, and a button to ask again."""
    head = CardBlock("\n".join(_marked_head(answer, losses, texts)))
    buttons = (
        Button(texts("ask_again"), button_id(AGAIN, card_context.answer_number)),
        Button(texts("delete"), button_id("delete", card_context.answer_number)),
    )
    if not answer.quotes:
        return Card(CardStyle.CLOSEST, (head,), buttons)
    card = first_card(answer._replace(doubts=(), repairs=()), card_context, texts)
    more = [button for button in card.buttons if button.label == texts("more")]
    return Card(CardStyle.CLOSEST, (head, *card.blocks[1:]), (*more, *buttons))


def marked_messages(answer: Answer, losses: Sequence[Loss], texts: Texts) -> list[str]:
    """The same as one plain message, with as many quotes as fit."""
    head = "\n".join(_marked_head(answer, losses, texts))
    if not answer.quotes:
        return [head]
    return packed_messages(
        [[head], *([text] for text in more_quotes_messages(answer.quotes, texts))]
    )


def _marked_head(answer: Answer, losses: Sequence[Loss], texts: Texts) -> Iterator[str]:
    if answer.question:
        yield from question_lines(answer.question, texts)
    yield f"**{texts('source_changed')}**"
    titles = list(dict.fromkeys(_title(loss) for loss in losses))
    further = "" if len(titles) <= MOST_TITLES else f" +{len(titles) - MOST_TITLES}"
    named = ", ".join(titles[:MOST_TITLES]) + further
    yield from sentence_parts(texts, "source_changed_titles", titles=named)


def _blocks(losses: Sequence[Loss], texts: Texts) -> list[list[str]]:
    found = {_key(loss): loss for loss in reversed(losses)}
    shown = [loss for loss in losses if found[_key(loss)] is loss][:QUOTES_PER_CARD]
    blocks = [list(_lines(loss, texts)) for loss in shown]
    head = f"**{texts('source_changed')}**"
    return [[head, *blocks[0]], *blocks[1:]] if blocks else []


def _key(loss: Loss) -> tuple[str, str]:
    """Two losses are told as one that would read the same."""
    return loss.title, loss.now.text if loss.now else ""


def _lines(loss: Loss, texts: Texts) -> Iterator[str]:
    if loss.now:
        yield SMALL + texts("source_changed_now")
        yield from quoted_parts(loss.now)
        yield from short_source_lines(loss.now.citation, texts, quote=loss.now, in_title=True)
        return
    name = "source_changed_removed" if loss.removed else "source_changed_words"
    yield from sentence_parts(texts, name, "", title=_title(loss))


def _title(loss: Loss) -> str:
    return isolated_direction(cut_at_word(loss.title, LONGEST_FIELD))
