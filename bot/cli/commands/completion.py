"""The name of a shell → what makes it complete commands and flags."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.config import Config


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("shell", choices=("bash", "fish", "powershell", "zsh"))


def run(_: "Config", shell: str) -> None:
    """Print what makes a shell complete commands and flags."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["pincite"], shell=shell))
