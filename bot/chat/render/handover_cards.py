"""A handed-over question → the messages that ask people for help. Pure.

Nothing of the question stands in them: who may see it follows the link.
"""

from bot.chat.render.cards import Button, Card, CardBlock, CardStyle, button_id
from bot.chat.render.translations import Texts


def call_text(role: int, *, silent: bool, texts: Texts) -> str:
    """The text that calls the members of a role to the place where it stands."""
    return texts("call_silent" if silent else "call_unhelpful", role=role)


def staff_text(link: str, *, silent: bool, texts: Texts) -> str:
    """The line for a channel of the staff."""
    return texts("staff_silent" if silent else "staff_unhelpful", link=link)


def open_card(text: str, number: int, texts: Texts) -> Card:
    """A card that asks for help, with the button that marks it as solved."""
    solved = Button(texts("solved"), button_id("solved", number))
    return Card(CardStyle.CLOSEST, (CardBlock(text),), (solved,))


def solved_card(link: str, solver: int, texts: Texts) -> Card:
    """The card that takes the place of both when the question is solved."""
    return Card(CardStyle.ANSWERED, (CardBlock(texts("solved_by", person=solver, link=link)),))


def answered_card(question: str, answer: str, texts: Texts) -> Card:
    """The same when somebody's answer to it is published; both are links, maybe the same."""
    links = " → ".join(dict.fromkeys((question, answer)))
    return Card(CardStyle.ANSWERED, (CardBlock(texts("handover_answered", link=links)),))
