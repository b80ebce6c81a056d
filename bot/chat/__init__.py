"""Discord: the same answers as on the command line. ``from bot.chat import run_bot`` is the door.

    message or interaction ─ Origin ─▶ answering ─ Reply ─▶ render ─ Card or text ─▶ delivery

``process`` is the bot's life, ``client`` what it hears, ``commands`` what people can do,
``answering`` what comes of a question, ``render`` how it looks, ``state`` what is kept. Nothing
outside this folder imports discord.
"""

from bot.chat.process import run_bot

__all__ = ["run_bot"]
