"""The words of a command line → a command, and the exit code of the process.

Results go to stdout, everything else to stderr (see ``bot.cli.exit_codes``). Where the result is
JSON, an error is an object on stdout too; its line on stderr is the same as always.
"""

import atexit
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from bot.cli.arguments import read_arguments
from bot.cli.commands import COMMANDS
from bot.cli.exit_codes import (
    ANSWERED,
    FAULT,
    NO_CORPUS,
    NO_INDEX,
    OUTPUT_CLOSED,
    SOURCE_FAILED,
    USAGE,
)
from bot.cli.parsers import taken_choice
from bot.cli.signals import end_at_once, exit_code_of_signal, raise_signals
from bot.cli.streams import choose, is_verbose, make_usable, print_error, step
from index.errors import ConfigError, CorpusError, PinciteError, SourceError, UsageError

if TYPE_CHECKING:
    from bot.config import Config

# One question is too little work for several threads: with two threads, and another busy process
# on the machine, it took 9 s instead of 0.2 s. It must be set before numpy is imported.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def run_and_exit() -> NoReturn:
    """Run the command line; each of Pincite's own errors ends in one line and an exit code."""
    raise_signals()
    make_usable()
    try:
        code = _told_run(sys.argv[1:])
    except OSError as error:
        code = _output_failure(error)
    except KeyboardInterrupt:
        code = exit_code_of_signal()
        _end_line()
    end_at_once()
    _exit_now(code)


def _told_run(words: list[str]) -> int:
    """The exit code; what goes wrong is told, unless it is the output or a signal."""
    try:
        return _run(words)
    except SystemExit:  # after help, the version, and what completes words
        return ANSWERED
    except Exception as error:
        if exit_code_of_signal():  # a library may make another error of an interruption
            raise KeyboardInterrupt from error
        if isinstance(error, OSError) and error.filename is None:
            raise
        code = _exit_code(error)
        _tell(error, code, as_json=_wants_json(words))
        return code
    finally:
        _flush()


def _run(words: list[str]) -> int:
    name, arguments = read_arguments(words, COMMANDS)
    choose(taken_choice(arguments))
    with step("all"):
        with step("settings"):
            config = _config(arguments)
        return COMMANDS[name]().run(config, **arguments) or ANSWERED


def _config(arguments: dict[str, Any]) -> "Config":
    """The settings. Flags that are settings are removed from the arguments."""
    from bot.config import load_config

    flags = {name: arguments.pop(name, None) for name in ("corpus", "index", "threshold")}
    return load_config(os.environ, Path.cwd(), **flags)


def _wants_json(words: list[str]) -> bool:
    """Whether the result of these words is JSON, also if they cannot be understood."""
    flags = words[: words.index("--")] if "--" in words else words
    return any(word == "--json" or word.partition("=")[0] == "--batch" for word in flags)


def _exit_code(error: Exception) -> int:
    if not isinstance(error, PinciteError):
        return FAULT
    if isinstance(error, UsageError | ConfigError):
        return USAGE
    if isinstance(error, SourceError):
        return SOURCE_FAILED
    return NO_CORPUS if isinstance(error, CorpusError) else NO_INDEX


def _tell(error: Exception, code: int, *, as_json: bool) -> None:
    is_fault = code == FAULT
    if is_fault or is_verbose():
        import traceback  # it takes a while, and most commands do not need it

        traceback.print_exception(error)
    message = f"a fault of Pincite itself: {error!r}" if is_fault else str(error)
    print_error(message)
    if as_json:
        from bot.cli.printing import print_json
        from bot.rendering.error_objects import error_json

        print_json(error_json(error, message, code))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()


def _output_failure(error: OSError) -> int:
    """The exit code after a failed output; when the reader closed the pipe, nothing is printed."""
    if isinstance(error, BrokenPipeError):
        return OUTPUT_CLOSED
    with suppress(OSError):
        print_error(f"the output cannot be written: {error.strerror}")
    return USAGE


def _end_line() -> None:
    """Let the prompt of a terminal, which wrote ^C, stand on a line of its own."""
    with suppress(OSError):
        if sys.stderr.isatty():
            print(file=sys.stderr)


def _exit_now(code: int) -> NoReturn:
    """End the process at once: unloading what was imported takes half as long as the answer, and
    a bot that is told to end would wait for a thread that hangs."""
    atexit._run_exitfuncs()
    os._exit(code)
