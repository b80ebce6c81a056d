"""Discord → the same answers as on the command line. ``from bot.chat import run_bot`` starts it.

Read in this order: ``render`` (text and cards, pure), ``answering`` (what is sent back, and how),
``state`` (what is kept), ``commands``, ``client``, ``process``, ``preflight``. Nothing outside
this folder imports discord.
"""

from bot.chat.process import run_bot

__all__ = ["run_bot"]
