"""An answer → cards: messages in components, as plain values. Pure; nothing here knows discord.

    first card    the question, notes to read first, the best quote, what answers best in two
                  others, how sure the answer is
    later cards   the other quotes in full, shown to whoever asks for them

A card whose text does not fit is not cut: the answer is then shown in plain messages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from bot.chat.render.citation_lines import has_linked_title, link_to, short_source_lines
from bot.chat.render.escaping import SMALL, Line, escape
from bot.chat.render.plain_messages import context_blocks, note_lines, question_line
from bot.chat.render.quoted_blocks import quoted_parts
from bot.chat.render.translations import Texts
from index import Answer, Outcome, Quote
from index.answering.quoted_before import Surroundings
from index.answering.quotes import shortened

LONGEST_CARD = 4_000
"""Characters of all texts of one message in components; discord.py does not check this limit."""

LONGEST_URL = 512
"""Most characters of a button's link."""

QUOTES_PER_CARD = 3

ID_PREFIX = "pincite"
"""Every button's id begins with it."""


class CardStyle(Enum):
    """The kind of a card; the value is the colour of its edge."""

    ANSWERED = 0x2E7D32
    CLOSEST = 0xF9A825
    SILENT = 0x757575
    NOTICE = 0x1565C0


@dataclass(frozen=True, slots=True)
class Button:
    """A button that opens ``url``, or sends ``id`` back to the bot."""

    label: str
    id: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class CardBlock:
    """Lines of a card, and the buttons below them."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A message in components: blocks from top to bottom, and the buttons below all of them."""

    style: CardStyle
    blocks: tuple[CardBlock, ...]
    buttons: tuple[Button, ...] = ()

    @property
    def length(self) -> int:
        """The number of characters of all its texts."""
        return sum(len(block.text) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class CardContext:
    """How an answer is sent: its number, the date of the index, who sees it and who asked."""

    answer_number: int
    """0 when the answer could not be stored: then only buttons that do not need it are shown."""
    built: str
    private: bool
    asker: int
    shared_by: str = ""


def first_card(answer: Answer, card_context: CardContext, texts: Texts) -> Card | None:
    """The card that answers a question, with as many of the quotes as fit.

    ``None`` when not even the first quote fits: then ``answer_messages`` must be used.
    """
    head = CardBlock("\n".join(_head(answer, card_context, texts)))
    foot = CardBlock(SMALL + escape(_foot(answer, card_context, texts), opens_line=False))
    blocks = [
        _quote_block(quote, card_context, texts, number=number)
        for number, quote in enumerate(_first_in_full(answer.only_near().quotes[:QUOTES_PER_CARD]))
    ]
    fitting = _fitting_blocks(blocks, LONGEST_CARD - len(head.text) - len(foot.text))
    if len(head.text) + len(foot.text) > LONGEST_CARD or (blocks and not fitting):
        return None
    last_rank = _last_in_full(answer.quotes[: len(fitting)])
    has_more = last_rank < len(answer.quotes)
    buttons = tuple(_buttons(card_context, last_rank if has_more else 0, texts))
    return Card(style_of(answer.outcome), (head, *fitting, foot), buttons)


def more_quotes_card(
    quotes: Sequence[Quote], style: CardStyle, card_context: CardContext, texts: Texts
) -> Card | None:
    """A card of the first of these quotes, as many as fit; ``None`` when not even one does."""
    blocks = [_quote_block(quote, card_context, texts) for quote in quotes[:QUOTES_PER_CARD]]
    fitting = _fitting_blocks(blocks, LONGEST_CARD)
    if not fitting:
        return None
    has_more = len(fitting) < len(quotes)
    buttons = [_more_button(card_context, quotes[len(fitting) - 1].rank, texts)] if has_more else []
    return Card(style, tuple(fitting), tuple(buttons))


def context_card(surroundings: Surroundings, texts: Texts) -> Card | None:
    """The text around a quote, with the quote in bold; ``None`` when it does not fit."""
    blocks = tuple(CardBlock("\n".join(lines)) for lines in context_blocks(surroundings, texts))
    card = Card(CardStyle.NOTICE, blocks)
    return card if card.length <= LONGEST_CARD else None


def offer_card(answer_number: int, texts: Texts) -> Card:
    """A card in one line that offers the passages of an answer, and shows none."""
    show = Button(texts("offer_show"), button_id("show", answer_number))
    return Card(CardStyle.CLOSEST, (CardBlock(texts("offer")),), (show,))


def notice_card(text: str) -> Card:
    """A card with a sentence of the bot itself."""
    return Card(CardStyle.NOTICE, (CardBlock(text),))


def button_id(action: str, answer_number: int, *details: int) -> str:
    """The id of a button."""
    return ":".join(map(str, (ID_PREFIX, action, answer_number, *details)))


def style_of(outcome: Outcome) -> CardStyle:
    """The style of a card for this outcome."""
    return {
        Outcome.ANSWERED: CardStyle.ANSWERED,
        Outcome.CLOSEST: CardStyle.CLOSEST,
        Outcome.NOT_IN_DOCUMENTS: CardStyle.SILENT,
    }[outcome]


def _head(answer: Answer, card_context: CardContext, texts: Texts) -> Iterator[str]:
    if answer.question:  # unknown of an old answer
        yield from Line(SMALL, question_line(answer.question, texts)).parts()
    if card_context.shared_by:
        yield from Line(SMALL, texts("shared_by", who=card_context.shared_by)).parts()
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS:
        yield f"**{texts('silence')}**"
        yield texts("silence_hint")
    if answer.outcome is Outcome.CLOSEST:
        yield f"**{texts('closest')}**"
    yield from note_lines(answer, texts)


def _foot(answer: Answer, card_context: CardContext, texts: Texts) -> str:
    return texts("verified" if answer.quotes else "nothing_quoted", date=card_context.built)


def _first_in_full(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes, all but the first with nothing but what answers."""
    return [*quotes[:1], *map(shortened, quotes[1:])]


def _last_in_full(quotes: Sequence[Quote]) -> int:
    """How many of the quotes on the first card are shown in full before the first that is not."""
    shown = zip(quotes, _first_in_full(quotes), strict=True)
    return next(
        (n for n, (quote, short) in enumerate(shown) if quote.text != short.text), len(quotes)
    )


def _quote_block(
    quote: Quote, card_context: CardContext, texts: Texts, *, number: int = 0
) -> CardBlock:
    """A quote and its source; the ``number`` is that of its place on the card."""
    citation, link = quote.citation, link_to(quote.citation)
    is_web = link.startswith(("https://", "http://")) and len(link) <= LONGEST_URL
    in_button = is_web and not has_linked_title(citation)
    lines = [
        *([SMALL + texts("others")] if number == 1 else []),
        *quoted_parts(quote),
        *short_source_lines(citation, texts, quote=quote, linked=not in_button),
    ]
    buttons = []
    if card_context.answer_number:
        buttons.append(
            Button(texts("context"), button_id("context", card_context.answer_number, quote.rank))
        )
    if in_button:
        buttons.append(Button(texts("open"), url=link))
    return CardBlock("\n".join(lines), tuple(buttons))


def _fitting_blocks(blocks: Sequence[CardBlock], characters_left: int) -> list[CardBlock]:
    """The first blocks whose texts together fit into so many characters."""
    fitting: list[CardBlock] = []
    for block in blocks:
        characters_left -= len(block.text)
        if characters_left < 0:
            break
        fitting.append(block)
    return fitting


def _buttons(card_context: CardContext, last_rank: int, texts: Texts) -> Iterator[Button]:
    answer_number = card_context.answer_number
    if answer_number and last_rank:
        yield _more_button(card_context, last_rank, texts)
    if answer_number:
        yield Button(texts("helpful"), button_id("good", answer_number))
        yield Button(texts("unhelpful"), button_id("bad", answer_number))
    yield Button(texts("follow"), button_id("follow", answer_number))
    if not card_context.private:
        yield Button(texts("delete"), button_id("delete", answer_number, card_context.asker))
    elif answer_number:
        yield Button(texts("share"), button_id("share", answer_number))


def _more_button(card_context: CardContext, last_rank: int, texts: Texts) -> Button:
    return Button(texts("more"), button_id("more", card_context.answer_number, last_rank))
