"""Commands → a manual page in roff, made from the texts of the help pages. Pure.

Characters beyond ASCII are written as roff names them, so that every ``man`` reads them.
"""

from argparse import Action
from collections.abc import Iterable, Iterator, Mapping

from bot import __version__
from bot.cli.command import PROGRAM, Command, Commands
from bot.cli.help_pages import SUMMARY, exit_codes
from bot.cli.parsers import Parser
from bot.config import FILE_NAME, KEYS, WORDS_FILE_NAME

_NOTES = {
    "SYNOPSIS": f'{PROGRAM} "QUESTION"\n{PROGRAM} COMMAND [FLAG]... [WORD]...',
    "DESCRIPTION": (
        "Pincite answers a question with quotes from your own documents, word for word, each with "
        "a citation that leads to the place. Nothing is generated, and nothing leaves the machine. "
        "Results are printed on stdout, everything else on stderr."
    ),
}
_ENVIRONMENT = {
    **{f"PINCITE_{key.upper()}": f"The setting {key}." for key in KEYS},
    "PINCITE_DISCORD__KEY": "A setting KEY of the table [discord], in capitals.",
    "DISCORD_TOKEN": "The token of the bot; it is read from here alone.",
    "NO_COLOR": "Not empty: no colours, but bold and links stay.",
    "FORCE_COLOR": "Not empty: colours and bold also where nobody looks; NO_COLOR outweighs it.",
}
_FILES = {
    FILE_NAME: "Settings, in the folder where the command is run.",
    WORDS_FILE_NAME: "Your own words for the bot, beside it.",
}

_SPECIAL = {
    "\\": "\\e",
    "-": "\\-",
    "'": "\\(aq",
    '"': "\\(dq",
    "`": "\\(ga",
    "^": "\\(ha",
    "~": "\\(ti",
}
"""Characters that roff reads as commands, or prints as others, which nobody could copy."""


def man_page(commands: Commands) -> str:
    """The whole page."""
    parts = [
        f'.TH {PROGRAM.upper()} 1 "" "{PROGRAM} {__version__}" "User Commands"',
        f".SH NAME\n{PROGRAM} \\- {_roff(SUMMARY[0].lower() + SUMMARY[1:].rstrip('.'))}",
        f".SH SYNOPSIS\n.nf\n{_lines(_NOTES['SYNOPSIS'])}\n.fi",
        f".SH DESCRIPTION\n{_roff(_NOTES['DESCRIPTION'])}",
        ".SH COMMANDS",
        *(_command_section(name, command_of()) for name, command_of in commands.items()),
        f".SH ENVIRONMENT\n{_entries(_ENVIRONMENT)}",
        f".SH FILES\n{_entries(_FILES)}",
    ]
    return "\n".join(parts) + "\n"


def _command_section(name: str, command: Command) -> str:
    parser = Parser(name, command)
    usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
    actions = parser._actions  # argparse has no public list of them
    codes = {str(code): meaning for code, meaning in exit_codes(command).items()}
    return "\n".join(
        [
            f".SS {_roff(name)}",
            f".B {_roff(usage)}",
            f".PP\n{_roff(parser.description or '')}",
            _entries({_head(action): action.help or "" for action in actions}),
            f".PP\nExamples:\n.PP\n.RS\n.nf\n{_lines(command.EXAMPLES)}\n.fi\n.RE",
            f".PP\nExit codes:\n{_entries(codes)}",
        ]
    )


def _head(action: Action) -> str:
    """An argument as the help page writes it: its flags and the word behind them."""
    word = f"{{{','.join(map(str, action.choices))}}}" if action.choices else action.metavar
    flags = ", ".join(action.option_strings)
    if action.nargs == 0 or not flags:
        return flags or str(word or action.dest)
    return f"{flags} {word or action.dest.upper()}"


def _entries(entries: Mapping[str, str]) -> str:
    return "\n".join(f".TP\n.B {_roff(name)}\n{_roff(text)}" for name, text in entries.items())


def _lines(lines: str | Iterable[str]) -> str:
    return "\n".join(map(_roff, lines.splitlines() if isinstance(lines, str) else lines))


def _roff(text: str) -> str:
    r"""Text as roff prints it: no character of it is a command.

    >>> _roff('.so "a" -b é')
    '\\&.so \\(dqa\\(dq \\-b \\[u00E9]'
    """
    guard = "\\&" if text.startswith((".", "'")) else ""
    return guard + "".join(_escaped(text))


def _escaped(text: str) -> Iterator[str]:
    for char in text:
        yield _SPECIAL.get(char, char if char.isascii() else f"\\[u{ord(char):04X}]")
