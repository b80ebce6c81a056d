"""The commands, a module each: its arguments, and what it does with them.

In: the settings and the arguments of a command. Out: text on stdout, all else on stderr, and an
exit code. May import everything that ``bot.cli`` may, and ``bot.cli``.

A module has ``add_arguments`` and ``run``; the docstring of ``run`` is the help of the command.
What else its help page shows stands in ``GROUP``, ``EXAMPLES`` and ``EXIT_CODES``: the heading in
the overview, two lines that a test runs, and what its exit codes say.
Only the module of the command in hand is imported, and it imports what takes long in the function
that needs it, so that help and mistakes in usage answer at once.
"""

from functools import partial
from importlib import import_module
from typing import cast

from bot.cli.command import Command

_MODULES = {
    "ask": "ask",
    "build": "build",
    "rollback": "rollback",
    "index": "index",
    "add": "add",
    "refresh": "refresh",
    "remove": "remove",
    "sources": "sources",
    "show": "show",
    "open": "open",
    "verify-quote": "verify_quote",
    "doctor": "doctor",
    "eval": "evaluate",
    "calibrate": "calibrate",
    "bot": "bot",
    "init": "init",
    "config": "config",
    "completion": "completion",
    "man": "man",
}
"""Each command by its name, and its module."""


def _command(module: str) -> Command:
    return cast(Command, import_module(f"{__name__}.{module}"))


COMMANDS = {name: partial(_command, module) for name, module in _MODULES.items()}
"""By name, what imports a command."""
