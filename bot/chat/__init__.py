"""Discord → the same answers as the command line. ``from bot.chat import run_bot`` is the door.

Read in this order: ``marks``, ``sources``, ``messages``, ``cards`` and ``verdicts`` (text, pure),
``questions``, ``desk`` (what is sent back), ``delivery``, ``commands``, ``presses``, ``owners``,
``client``, ``process``, ``visit``. Nothing outside this folder imports discord.
"""

from bot.chat.process import run_bot

__all__ = ["run_bot"]
