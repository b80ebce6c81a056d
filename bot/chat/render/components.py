"""A card → discord's components; an answer's number → the form for a follow-up question.

The client itself handles buttons, by their ids. So an old button still works after a restart, and
nothing has to be remembered about a sent message.
"""

from typing import Any

import discord
from discord import ui

from bot.chat.render.cards import Button, Card, CardBlock, button_id
from bot.chat.render.escaping import cut_at_word
from bot.chat.render.fitting import fitting_text
from bot.chat.render.fitting_cards import fitting_card
from bot.chat.render.forms import Field, FieldKind, Form
from bot.chat.render.limits import LONGEST_CARD, LONGEST_FORM_TEXT, MOST_CHOICES
from bot.chat.render.pages import Chooser, Page
from bot.chat.render.translations import Texts

LONGEST_FOLLOW_UP = 1_000
QUESTION = "question"

ANSWERED_CHANNELS = (
    discord.ChannelType.text,
    discord.ChannelType.forum,
    discord.ChannelType.media,
)
"""The kinds of channels that a rule may be for."""

_TEXT_STYLES = {
    FieldKind.TEXT: discord.TextStyle.short,
    FieldKind.LONG_TEXT: discord.TextStyle.paragraph,
}


def layout(card: Card) -> ui.LayoutView:
    """The components of a card, of as much of it as Discord accepts."""
    card = fitting_card(card)
    container: ui.Container[ui.LayoutView] = ui.Container(accent_colour=card.style.value)
    for number, block in enumerate(card.blocks):
        if number:
            container.add_item(ui.Separator())
        container.add_item(_text(block))
        # Not beside a long text: there a button takes a third of the width of a telephone.
        if block.buttons:
            container.add_item(_row(block.buttons))
    if card.buttons:
        container.add_item(_row(card.buttons))
    view = ui.LayoutView(timeout=None)
    view.add_item(container)
    # Otherwise discord.py would keep the view for good, waiting for clicks that the client handles.
    view.stop()
    return view


def page_buttons(page: Page) -> ui.View | None:
    """What stands below a page of a list: its tabs, its entries to choose from, and the buttons to
    other pages; ``None`` if there is nothing of them."""
    if not (page.buttons or page.tabs or page.chooser):
        return None
    view = ui.View(timeout=None)
    for row, buttons in enumerate(filter(None, (page.tabs, page.buttons))):
        for button in buttons:
            view.add_item(_button(button, row=2 * row))
    if page.chooser:
        view.add_item(_select(page.chooser))
    view.stop()
    return view


def _select(chooser: Chooser) -> ui.Select[ui.View]:
    options = [discord.SelectOption(label=one.label, value=one.value) for one in chooser.choices]
    return ui.Select(
        custom_id=chooser.id, placeholder=chooser.label, options=options[:MOST_CHOICES], row=1
    )


def follow_up_form(answer_number: int, texts: Texts) -> ui.Modal:
    """The form for a follow-up question."""
    field = Field(
        QUESTION, texts("follow_label"), FieldKind.LONG_TEXT, LONGEST_FOLLOW_UP, required=True
    )
    return form(Form(texts("follow_title"), button_id("asked", answer_number), (field,)))


def form(shown: Form) -> ui.Modal:
    """A form; what is filled in comes back under the names of its fields."""
    title = cut_at_word(shown.title, LONGEST_FORM_TEXT)
    modal = ui.Modal(title=title, custom_id=shown.id, timeout=None)
    for field in shown.fields:
        label, hint = cut_at_word(field.label, LONGEST_FORM_TEXT), field.hint or None
        modal.add_item(ui.Label(text=label, description=hint, component=_input(field)))
    if shown.note:
        modal.add_item(ui.TextDisplay(fitting_text(shown.note, LONGEST_CARD)))
    modal.stop()
    return modal


def _input(field: Field) -> ui.Item[ui.Modal]:
    """The part that a field is filled in with."""
    if field.kind in _TEXT_STYLES:
        return ui.TextInput(
            custom_id=field.name,
            style=_TEXT_STYLES[field.kind],
            default=field.text or None,
            max_length=field.most,
            required=field.required,
        )
    limits: Any = {
        "custom_id": field.name,
        "min_values": int(field.required),
        "required": field.required,
    }
    if field.kind is FieldKind.CHOICES:
        options = [
            discord.SelectOption(label=choice.label, value=choice.value, default=choice.chosen)
            for choice in field.choices
        ]
        return ui.Select(options=options, max_values=min(field.most, len(options)), **limits)
    if field.kind is FieldKind.ROLE:
        return ui.RoleSelect(max_values=field.most, **limits)
    from_channel = discord.SelectDefaultValue.from_channel
    return ui.ChannelSelect(
        channel_types=list(ANSWERED_CHANNELS),
        max_values=field.most,
        default_values=[from_channel(discord.Object(channel)) for channel in field.ids],
        **limits,
    )


def _text(block: CardBlock) -> ui.Item[ui.LayoutView]:
    if block.beside is None:
        return ui.TextDisplay(block.text)
    return ui.Section(block.text, accessory=_button(block.beside))


def _row(buttons: tuple[Button, ...]) -> ui.ActionRow[ui.LayoutView]:
    row: ui.ActionRow[ui.LayoutView] = ui.ActionRow()
    for button in buttons:
        row.add_item(_button(button))
    return row


def _button(button: Button, row: int | None = None) -> ui.Button[Any]:
    if button.url:
        return ui.Button(label=button.label, url=button.url, row=row)
    grey = discord.ButtonStyle.secondary
    return ui.Button(
        label=button.label, custom_id=button.id, style=grey, disabled=button.disabled, row=row
    )
