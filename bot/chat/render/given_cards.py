"""An answer that somebody gave → cards for owners, for its author and for who asked. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.chat.render.cards import Button, Card, CardBlock, CardStyle, button_id
from bot.chat.render.citation_lines import LONGEST_FIELD, short_source_lines
from bot.chat.render.escaping import QUOTED, SMALL, cut_at_word, escape, isolated_direction
from bot.chat.render.fitting import fitting_text
from bot.chat.render.quoted_blocks import quoted_parts
from bot.chat.render.translations import Texts
from index import Quote

LONGEST_SHOWN_QUESTION = 200
LONGEST_SHOWN_WORDS = 3_000
MOST_ALIKE = 5
"""Questions of a group that are shown beside the first."""

_STATE_TEXTS = {
    "waiting": "given_is_waiting",
    "published": "given_is_published",
    "declined": "given_is_declined",
    "superseded": "given_is_superseded",
    "withdrawn": "given_is_withdrawn",
}

_STYLES = {"waiting": CardStyle.CLOSEST, "published": CardStyle.ANSWERED}


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """What of a given answer is shown to owners; ``state`` is the name of what became of it."""

    number: int
    state: str
    edits: int
    question: str
    words: str
    author: str
    place: str
    link: str


@dataclass(frozen=True, slots=True)
class AskedGap:
    """Questions that ask the same, and what owners decided; ``number`` is the bot's answer to one
    of them."""

    number: int
    is_declined: bool
    questions: tuple[str, ...]
    unhelpful: int
    link: str


def gap_card(gap: AskedGap, texts: Texts) -> Card:
    """A group of questions with what may be done with it."""
    question, *others = dict.fromkeys(gap.questions)
    head = f"**{question_text(question, texts)}**"
    see = f" · [{texts('given_see')}](<{gap.link}>)" if gap.link else ""
    counts = texts("gap_counts", times=len(gap.questions), unhelpful=gap.unhelpful)
    state = f"\n{SMALL}{texts('gap_is_declined')}" if gap.is_declined else ""
    shown = [f"{QUOTED}{question_text(one, texts)}" for one in others[:MOST_ALIKE]]
    blocks = [CardBlock(f"{head}\n{SMALL}{counts}{see}{state}")]
    blocks += [CardBlock("\n".join([texts("gap_alike"), *shown]))] if shown else []
    style = CardStyle.SILENT if gap.is_declined else CardStyle.CLOSEST
    return Card(style, tuple(blocks), tuple(_gap_buttons(gap, texts)))


def _gap_buttons(gap: AskedGap, texts: Texts) -> Iterator[Button]:
    if gap.is_declined:
        yield Button(texts("gap_reopen"), button_id("gap_reopen", gap.number))
        return
    yield Button(texts("gap_answer"), button_id("gap_answer", gap.number))
    yield Button(texts("given_decline"), button_id("gap_decline", gap.number))


def given_card(answer: ShownAnswer, texts: Texts) -> Card:
    """An answer with what may be done with it: to be decided while it waits."""
    blocks = [CardBlock("\n".join(_head(answer, texts)))]
    if answer.words:
        words = "\n".join(f"{QUOTED}{escape(line)}" for line in answer.words.split("\n"))
        blocks.append(CardBlock(fitting_text(words, LONGEST_SHOWN_WORDS)))
    if answer.state == "waiting":
        blocks.append(CardBlock(SMALL + texts("given_note")))
    style = _STYLES.get(answer.state, CardStyle.SILENT)
    return Card(style, tuple(blocks), tuple(_buttons(answer, texts)))


def own_card(answer: ShownAnswer, texts: Texts) -> Card:
    """The same for its author, who can withdraw it."""
    card = given_card(answer, texts)
    return Card(card.style, card.blocks[:2], (_withdraw_button(answer, texts),))


def told_card(asker: int, quote: Quote, texts: Texts) -> Card:
    """Tells who asked, if known, that somebody answered since, in that person's words."""
    asked = f"<@{asker}> " if asker else ""
    lines = [*quoted_parts(quote), *short_source_lines(quote.citation, texts, quote=quote)]
    return Card(
        CardStyle.ANSWERED,
        (CardBlock(f"{asked}{texts('given_since')}"), CardBlock("\n".join(lines))),
    )


def given_line(author: str, place: str, texts: Texts) -> str:
    """Who answered where; not escaped."""
    who, where = (isolated_direction(cut_at_word(name, LONGEST_FIELD)) for name in (author, place))
    return texts("given_by", who=who, where=where)


def state_text(state: str, *, edited: bool, texts: Texts) -> str:
    """What became of an answer, in words."""
    text = texts(_STATE_TEXTS[state])
    return texts("given_is_edited", state=text) if edited else text


def question_text(question: str, texts: Texts) -> str:
    """A question as owners see it, or that it is not known; escaped."""
    shown = escape(cut_at_word(question, LONGEST_SHOWN_QUESTION), opens_line=False)
    return shown or texts("given_question_unknown")


def _head(answer: ShownAnswer, texts: Texts) -> Iterator[str]:
    yield f"**{question_text(answer.question, texts)}**"
    line = given_line(answer.author, answer.place, texts)
    about = f"{escape(line, opens_line=False)} · " if answer.author else ""
    yield f"{about}[{texts('given_see')}](<{answer.link}>)"
    yield SMALL + state_text(answer.state, edited=answer.edits > 0, texts=texts)


def _buttons(answer: ShownAnswer, texts: Texts) -> Iterator[Button]:
    number = answer.number
    if answer.state == "waiting":
        yield Button(texts("given_publish"), button_id("publish", number, answer.edits))
        yield Button(texts("given_edit_question"), button_id("ask_anew", number))
        yield Button(texts("given_decline"), button_id("decline", number))
    if answer.state == "published":
        yield Button(texts("given_edit_question"), button_id("ask_anew", number))
        yield _withdraw_button(answer, texts)
    if answer.state == "superseded":
        yield Button(texts("given_publish"), button_id("publish", number, answer.edits))
    if answer.state == "declined":
        yield Button(texts("gap_reopen"), button_id("reopen", number))


def _withdraw_button(answer: ShownAnswer, texts: Texts) -> Button:
    return Button(texts("given_withdraw"), button_id("withdraw", answer.number))
