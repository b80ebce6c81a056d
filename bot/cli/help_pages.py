"""Commands → the overview of all, and what stands at the end of the help page of one. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap

from bot.cli.command import PROGRAM, Command, Commands
from bot.cli.exit_codes import ALWAYS

SUMMARY = "Ask your own documents: word-for-word quotes with pinpoint citations."
_WIDTH = 80
_NAME_WIDTH = 15
_FLAGS = {
    "-h, --help": "this page; behind a command, the page of that command",
    "-V, --version": "the version",
    "-q, -v": "say nothing on stderr but errors; say each step",
    "--color WHEN": "colours: auto, always, never",
}
EXAMPLES = ('pincite "When does the library open?"', "pincite build --corpus ~/letters")


def overview(commands: Commands) -> str:
    """The page that a stranger reads first: the commands by group, a line each."""
    blocks = [
        SUMMARY,
        f'usage: {PROGRAM} "QUESTION"\n       {PROGRAM} COMMAND ...',
        *(_block(heading, entries) for heading, entries in _groups(commands).items()),
        _block("Flags", _FLAGS),
        _examples(EXAMPLES),
        f"{PROGRAM} help COMMAND tells the rest: flags, examples, exit codes.",
    ]
    return "\n\n".join(blocks) + "\n"


def ending(command: Command) -> str:
    """The examples and the exit codes of a command."""
    codes = {str(code): meaning for code, meaning in exit_codes(command).items()}
    return f"{_examples(command.EXAMPLES)}\n\n{_block('exit codes:', codes, name_width=5)}\n"


def exit_codes(command: Command) -> dict[int, str]:
    """All exit codes of a command in order, and what they say."""
    return dict(sorted({**command.EXIT_CODES, **ALWAYS}.items()))


def _groups(commands: Commands) -> dict[str, dict[str, str]]:
    groups: dict[str, dict[str, str]] = {}
    for name, command_of in commands.items():
        command = command_of()
        groups.setdefault(command.GROUP, {})[name] = _summary(command)
    return groups


def _summary(command: Command) -> str:
    """The first statement of its help text."""
    text = " ".join((command.run.__doc__ or "").split())
    return text.partition(".")[0].partition(";")[0]


def _examples(lines: Iterable[str]) -> str:
    return "\n".join(["examples:", *(f"  {line}" for line in lines)])


def _block(heading: str, entries: Mapping[str, str], name_width: int = _NAME_WIDTH) -> str:
    return "\n".join([heading, *_rows(entries, name_width)])


def _rows(entries: Mapping[str, str], name_width: int) -> Iterator[str]:
    hang = " " * (name_width + 2)
    for name, text in entries.items():
        head = f"  {name}".ljust(len(hang))
        yield from wrap(text, _WIDTH, initial_indent=head, subsequent_indent=hang)
