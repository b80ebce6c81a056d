"""The name of a shell → what makes it complete commands and flags."""

from argparse import ArgumentParser
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED

if TYPE_CHECKING:
    from bot.config import Config


GROUP = "Settings and shell"
EXAMPLES = (
    'eval "$(pincite completion bash)"',
    "pincite completion fish > ~/.config/fish/completions/pincite.fish",
)
EXIT_CODES = {ANSWERED: "printed"}


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("shell", choices=("bash", "fish", "powershell", "zsh"))


def run(_: "Config", shell: str) -> None:
    """Print what makes a shell complete commands and flags."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["pincite"], shell=shell))
