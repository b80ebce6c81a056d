"""An answer → cards: messages in components, as plain values. Pure; nothing here knows discord.

    first card    the question, notes to read first, the best quote, what answers best in two
                  others, how sure the answer is
    later cards   the other quotes in full, shown to whoever asks for them

An answer always has a card: of a quote that does not fit only what answers is shown, cut if it is
still too long, and the whole of it with the other quotes. A card of other quotes that do not fit is
not cut: these are then shown in plain messages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.chat.render.citation_lines import (
    LONGEST_FIELD,
    has_linked_title,
    is_given,
    link_to,
    short_source_lines,
)
from bot.chat.render.escaping import SMALL, cut_at_word, escape
from bot.chat.render.fitting import fitting_text
from bot.chat.render.limits import LONGEST_CARD, LONGEST_URL, length
from bot.chat.render.plain_messages import (
    context_blocks,
    more_quotes_messages,
    note_lines,
    question_lines,
)
from bot.chat.render.quoted_blocks import quoted_parts
from bot.chat.render.sentences import sentence_parts
from bot.chat.render.translations import Texts
from index import Answer, Citation, Outcome, Quote
from index.answering.quoted_before import Surroundings
from index.answering.quotes import shortened

LONGEST_NOTES = 1_200
"""Characters of the notes above the quotes; further ones are left out."""

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
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class CardBlock:
    """Lines of a card, and the buttons below them, or one beside them where lines are short."""

    text: str
    buttons: tuple[Button, ...] = ()
    beside: Button | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """A message in components: blocks from top to bottom, and the buttons below all of them."""

    style: CardStyle
    blocks: tuple[CardBlock, ...]
    buttons: tuple[Button, ...] = ()

    @property
    def length(self) -> int:
        """The number of characters of all its texts."""
        return sum(length(block.text) for block in self.blocks)


@dataclass(frozen=True, slots=True)
class CardContext:
    """How an answer is sent: its number, the date of the index, and who sees it."""

    answer_number: int
    """0 when the answer could not be stored: then only buttons that do not need it are shown."""
    built: str
    private: bool
    shared_by: str = ""


def first_card(answer: Answer, card_context: CardContext, texts: Texts) -> Card:
    """The card that answers a question, with as many of the quotes as fit."""
    head = CardBlock("\n".join(_head(answer, card_context, texts)))
    foot = CardBlock(SMALL + escape(_foot(answer, card_context, texts), opens_line=False))
    room = LONGEST_CARD - length(head.text) - length(foot.text)
    quotes = answer.only_near().quotes[:QUOTES_PER_CARD]
    shown = [
        _QuoteShown(_quote_block(short, card_context, texts, number=number), short == quote)
        for number, (quote, short) in enumerate(zip(quotes, _first_in_full(quotes), strict=True))
    ]
    if shown and length(shown[0].block.text) > room:
        shown[0] = _QuoteShown(_cut_block(quotes[0], card_context, texts, room), in_full=False)
    fitting = _fitting_blocks([quote.block for quote in shown], room)
    last_rank = next((n for n, quote in enumerate(shown) if not quote.in_full), len(shown))
    last_rank = min(last_rank, len(fitting))
    more = [_more_button(card_context, last_rank, texts)] if last_rank < len(answer.quotes) else []
    buttons = (*(more if card_context.answer_number else ()), *_buttons(card_context, texts))
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


def more_bodies(
    quotes: Sequence[Quote], style: CardStyle, card_context: CardContext, texts: Texts
) -> tuple[Card | str, ...]:
    """The messages of more quotes: a card, after plain messages of a quote that no card holds."""
    card = more_quotes_card(quotes, style, card_context, texts)
    if card or not quotes:
        return (card,) if card else ()
    rest = more_bodies(quotes[1:], style, card_context, texts)
    return (*more_quotes_messages(quotes[:1], texts), *rest)


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


@dataclass(frozen=True, slots=True)
class _QuoteShown:
    """A quote on the first card, and whether all of it is shown."""

    block: CardBlock
    in_full: bool


def _head(answer: Answer, card_context: CardContext, texts: Texts) -> Iterator[str]:
    if answer.question:  # unknown of an old answer
        yield from question_lines(answer.question, texts)
    if card_context.shared_by:
        who = cut_at_word(card_context.shared_by, LONGEST_FIELD)
        yield from sentence_parts(texts, "shared_by", who=who)
    if answer.outcome is Outcome.NOT_IN_DOCUMENTS:
        yield f"**{texts('silence')}**"
        yield texts("silence_hint")
    if answer.outcome is Outcome.CLOSEST:
        yield f"**{texts('closest')}**"
    room = LONGEST_NOTES
    for line in note_lines(answer, texts):
        room -= length(line)
        if room >= 0:
            yield line


def _foot(answer: Answer, card_context: CardContext, texts: Texts) -> str:
    return texts("verified" if answer.quotes else "nothing_quoted", date=card_context.built)


def _first_in_full(quotes: Sequence[Quote]) -> list[Quote]:
    """The quotes, all but the first with nothing but what answers."""
    return [*quotes[:1], *map(shortened, quotes[1:])]


def _quote_block(
    quote: Quote, card_context: CardContext, texts: Texts, *, number: int = 0
) -> CardBlock:
    """A quote and its source; the ``number`` is that of its place on the card."""
    lines = [
        *([SMALL + texts("others")] if number == 1 else []),
        *quoted_parts(quote),
        *_source_lines(quote, texts),
    ]
    buttons = []
    if card_context.answer_number:
        buttons.append(
            Button(texts("context"), button_id("context", card_context.answer_number, quote.rank))
        )
    if _opens_by_button(quote.citation):
        buttons.append(Button(texts("open"), url=link_to(quote.citation)))
    return CardBlock("\n".join(lines), tuple(buttons))


def _source_lines(quote: Quote, texts: Texts) -> Iterator[str]:
    linked = not _opens_by_button(quote.citation)
    return short_source_lines(quote.citation, texts, quote=quote, in_title=True, linked=linked)


def _opens_by_button(citation: Citation) -> bool:
    """Whether the link stands in a button, because it cannot stand in the title."""
    link = link_to(citation)
    is_web = link.startswith(("https://", "http://")) and length(link) <= LONGEST_URL
    return is_web and not has_linked_title(citation) and not is_given(citation)


def _cut_block(quote: Quote, card_context: CardContext, texts: Texts, room: int) -> CardBlock:
    """The beginning of a quote that does not fit, with its source, or of what answers in it if that
    would not be shown."""
    source = "\n".join(_source_lines(quote, texts))
    room -= length(source) + 1
    if length(escape(quote.text[: quote.bold[1]])) > room // 2:
        quote = shortened(quote)
    block = _quote_block(quote, card_context, texts)
    text = fitting_text("\n".join(quoted_parts(quote)), room)
    return replace(block, text=f"{text}\n{source}")


def _fitting_blocks(blocks: Sequence[CardBlock], characters_left: int) -> list[CardBlock]:
    """The first blocks whose texts together fit into so many characters."""
    fitting: list[CardBlock] = []
    for block in blocks:
        characters_left -= length(block.text)
        if characters_left < 0:
            break
        fitting.append(block)
    return fitting


def _buttons(card_context: CardContext, texts: Texts) -> Iterator[Button]:
    answer_number = card_context.answer_number
    if answer_number:
        yield Button(texts("helpful"), button_id("good", answer_number))
        yield Button(texts("unhelpful"), button_id("bad", answer_number))
    yield Button(texts("follow"), button_id("follow", answer_number))
    if not card_context.private:
        yield Button(texts("delete"), button_id("delete", answer_number))
    elif answer_number:
        yield Button(texts("share"), button_id("share", answer_number))


def _more_button(card_context: CardContext, last_rank: int, texts: Texts) -> Button:
    return Button(texts("more"), button_id("more", card_context.answer_number, last_rank))
