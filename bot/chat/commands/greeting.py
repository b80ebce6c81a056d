"""A greeting typed into a command or a form → one private line; nothing is looked up."""

from bot.chat.answering.delivery import Interaction, send_privately
from bot.chat.answering.greetings import Greeting, greeting_of
from bot.chat.answering.place import origin_of
from bot.chat.answering.responder import Responder
from bot.chat.commands.localisation import texts_of


async def greet_privately(interaction: Interaction, responder: Responder, question: str) -> bool:
    """Answer what only greets, thanks or cheers; whether it does only that."""
    greeting, texts = greeting_of(question), texts_of(interaction)
    if greeting is None:
        return False
    origin = origin_of(interaction, private=True)
    kind_replies = {
        Greeting.HELLO: responder.how_to(origin),
        Greeting.THANKS: texts("greeting_thanks"),
        Greeting.CHEER: texts("greeting_cheer"),
    }
    await send_privately(interaction, responder.refusal(origin) or kind_replies[greeting])
    return True
