"""Ctrl-C and SIGTERM → the end of the process, without a traceback.

At first, and again at the end, a signal ends the process at once: nothing is half done. In between
it is raised as an exception, so that what is half done is taken back; a second signal ends at once.
"""

import os
import signal
import sys
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs
    from types import TracebackType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_received = 0


class Terminated(KeyboardInterrupt):
    """SIGTERM was received."""


def end_at_once() -> None:
    """From now on, a signal ends the process where it stands."""
    sys.excepthook = _on_exception
    sys.unraisablehook = _on_unraisable
    _handle(_end)


def raise_signals() -> None:
    """From now on, a signal is raised: SIGINT as ``KeyboardInterrupt``, SIGTERM as ``Terminated``.

    Only the first one is; after it, a signal ends the process at once until this is called again.
    """
    global _received
    _received = 0
    _handle(_raise)


def exit_code_of_signal() -> int:
    """The exit code after the signal that was raised; 0 if none was.

    A library may turn what is raised into an error of its own: so it is known all the same.
    """
    return 128 + _received if _received else 0


def _handle(handler: "signal._HANDLER") -> None:
    """Handle the signals, but for those that are ignored from the start, as by nohup."""
    for number in _SIGNALS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, handler)


def _raise(number: int, _: FrameType | None) -> NoReturn:
    global _received
    _received = number
    _handle(_end)
    raise Terminated if number == signal.SIGTERM else KeyboardInterrupt


def _end(number: int, _: FrameType | None) -> NoReturn:
    if sys.stderr is not None and sys.stderr.isatty():
        os.write(2, b"\n")  # the terminal wrote ^C
    os._exit(128 + number)


def _on_exception(
    kind: type[BaseException], error: BaseException, traceback: "TracebackType | None"
) -> None:
    """What is raised while a library written in C is imported may be printed by that library."""
    if issubclass(kind, KeyboardInterrupt):
        _end(_received or signal.SIGINT, None)
    sys.__excepthook__(kind, error, traceback)


def _on_unraisable(unraisable: "UnraisableHookArgs") -> None:
    """What is raised while an object is deleted is printed, and forgotten."""
    if isinstance(unraisable.exc_value, KeyboardInterrupt):
        _end(_received or signal.SIGINT, None)
    sys.__unraisablehook__(unraisable)
