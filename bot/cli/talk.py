"""A prompt → one printed answer after the other; a question may lean on those before it."""

from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from bot.cli.asking import AskOptions, ask, print_asked
from bot.cli.last_answer import keep_last_answer
from bot.cli.opening import open_searcher
from bot.cli.signals import Terminated, raise_signals
from bot.cli.staleness import CorpusLook, print_staleness
from bot.cli.streams import note, print_error
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config

_ENDING = ("exit", "quit")
_HELPING = ("help", "?")
HELP = """Type a question, then Enter: the answer is quoted from the documents.
A question may lean on the one before it: "and in 2015?"
  help, ?        this text
  exit, quit     end, as Ctrl-D does
  Ctrl-C         clear the line; twice, end
An empty line asks nothing. In another terminal, pincite open 1 opens the first quote."""


def talk(config: "Config", previous: tuple[str, ...], options: AskOptions) -> None:
    """Answer what is typed until the end is asked for."""
    with suppress(ImportError):  # Windows has none, and edits its prompt itself
        import readline  # noqa: F401 # its import gives the prompt history and editing

    note("Loading the index and the model …")
    searcher = options.scope.of(open_searcher(config, verify=True), config)
    print_staleness(CorpusLook(config, searcher).found())
    note("Ask, then Enter; help tells more, exit or Ctrl-D ends.")
    for question in _questions():
        try:
            asked = ask(config, searcher, question, previous, options)
        except UsageError as error:
            print_error(str(error))
            continue
        previous = (*previous, question)
        keep_last_answer(config, previous, asked.shown)
        print_asked(config, asked, options)


def _questions() -> Iterator[str]:
    """What is typed, without what is no question; ends where the end is asked for."""
    while (line := _typed_line()) is not None:
        words = line.strip()
        if words.lower() in _ENDING:
            return
        if words.lower() in _HELPING:
            print(HELP)
        elif words:
            yield words


def _typed_line() -> str | None:
    """A line; ``None`` for Ctrl-D. Ctrl-C clears it; the second one after another is raised."""
    try:
        return _line()
    except Terminated:
        raise
    except KeyboardInterrupt:
        raise_signals()  # to end at once would leave the terminal as the prompt has set it
        print()
        note("Ctrl-C once more ends.")
    return _line()


def _line() -> str | None:
    try:
        return input("? ")
    except EOFError:
        print()
        return None
