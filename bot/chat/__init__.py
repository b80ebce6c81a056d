"""Discord → the same answers as the command line. ``from bot.chat import run_bot`` is the door.

Read in this order: ``messages`` and ``verdicts`` (text, pure), ``questions``, ``delivery``,
``commands``, ``client``, ``process``, ``visit``. Nothing outside this folder imports discord.
"""

from bot.chat.process import run_bot

LONGEST = 600
"""Characters of a quote: three of them with their citations fit into one message or two."""

__all__ = ["LONGEST", "run_bot"]
