"""The words of a command line → a command, and the exit code of the process; ``python -m bot``.

Results go to stdout, everything else to stderr (see ``bot.cli.exit_codes``).
"""

import atexit
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.cli.arguments import read_arguments
from bot.cli.commands import COMMANDS
from bot.cli.exit_codes import (
    ANSWERED,
    INTERRUPTED,
    NO_CORPUS,
    NO_INDEX,
    SOURCE_FAILED,
    USAGE,
)
from bot.cli.parsers import taken_choice
from bot.cli.streams import choose, is_verbose, make_usable, print_error, step
from index.errors import ConfigError, CorpusError, PinciteError, SourceError, UsageError

if TYPE_CHECKING:
    from bot.config import Config

# One question is too little work for several threads: with two threads, and another busy process
# on the machine, it took 9 s instead of 0.2 s. It must be set before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main() -> None:
    """Run the command line; each of Pincite's own errors ends in one line and an exit code."""
    make_usable()
    try:
        name, arguments = read_arguments(sys.argv[1:], COMMANDS)
        choose(taken_choice(arguments))
        with step("all"):
            with step("settings"):
                config = _config(arguments)
            code = COMMANDS[name]().run(config, **arguments)
        _flush()
        if name in ("ask", "bot"):
            _exit_now(code or ANSWERED)
        sys.exit(code)
    except OSError as error:
        if error.filename is not None:
            raise
        sys.exit(_output_failure(error))
    except PinciteError as error:
        print_error(str(error))
        if is_verbose():
            import traceback  # it takes a while, and most commands do not need it

            traceback.print_exception(error)
        sys.exit(_exit_code(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _config(arguments: dict[str, Any]) -> "Config":
    """The settings. Flags that are settings are removed from the arguments."""
    from bot.config import load_config

    flags = {name: arguments.pop(name, None) for name in ("corpus", "index", "threshold")}
    return load_config(os.environ, Path.cwd(), **flags)


def _exit_now(code: int) -> None:
    """End the process at once: unloading what was imported takes half as long as the answer, and
    a bot that is told to end would wait for a thread that hangs."""
    atexit._run_exitfuncs()
    os._exit(code)


def _flush() -> None:
    """Write out what was printed; a stream that is closed from the start is ``None`` in Python."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        stream.flush()


def _output_failure(error: OSError) -> int:
    """The exit code after a failed output; when the reader closed the pipe, nothing is printed."""
    # Python would try to write the rest when it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if isinstance(error, BrokenPipeError):
        return INTERRUPTED
    print(f"pincite: the output cannot be written: {error.strerror}", file=sys.stderr)
    return USAGE


def _exit_code(error: PinciteError) -> int:
    if isinstance(error, UsageError | ConfigError):
        return USAGE
    if isinstance(error, SourceError):
        return SOURCE_FAILED
    return NO_CORPUS if isinstance(error, CorpusError) else NO_INDEX


if __name__ == "__main__":
    main()
