"""What is to be opened → the program that opens it, started without a shell."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import NamedTuple

from bot.cli.shell_words import command_words
from bot.cli.targets import File, Target, WebPage
from index.documents import LINE_CITED_SUFFIXES, file_suffix
from index.errors import UsageError

_PLUS = ("{program}", "+{line}", "{path}")
_COLON = ("{program}", "{path}:{line}")
_GO_TO = ("{program}", "-g", "{path}:{line}")
_EDITORS = {
    **dict.fromkeys(("vi", "vim", "nvim", "gvim", "view", "nano", "pico", "micro", "kak"), _PLUS),
    **dict.fromkeys(("emacs", "emacsclient", "mg", "joe", "ne", "gedit"), _PLUS),
    **dict.fromkeys(("subl", "hx", "helix", "zed"), _COLON),
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor"), _GO_TO),
}
"""How an editor is told the line; others get the file alone."""

_VIEWERS = {
    **dict.fromkeys(("evince", "atril", "xreader"), "--page-index={page}"),
    **dict.fromkeys(("okular", "zathura"), "--page={page}"),
}
"""How a program for PDFs is told the page, counted from the first of the file."""

_OPENERS = {"darwin": "open", "win32": "explorer"}
"""What opens a file as the desktop does; elsewhere it is ``xdg-open``."""

_TEXT_SUFFIXES = LINE_CITED_SUFFIXES | {
    *(".rst", ".adoc", ".asciidoc", ".org", ".tex", ".json", ".jsonl", ".yaml", ".yml"),
    *(".srt", ".vtt", ".eml", ".mbox"),
}
"""Of files that people open in an editor."""

Find = Callable[[str], str | None]


class Command(NamedTuple):
    """The words of a command; one that ``waits`` has the terminal until it ends."""

    words: tuple[str, ...]
    waits: bool = False


def command_for(
    target: Target,
    environment: Mapping[str, str],
    platform: str = sys.platform,
    find: Find = shutil.which,
) -> Command | None:
    """The command that opens a target; ``None`` if nothing here can.

    Raises ``UsageError`` for a setting of the editor that cannot be read.
    """
    if isinstance(target, File) and _is_text(target) and (editor := _editor(environment, platform)):
        return Command(_editing(editor, target), waits=True)
    if not has_screen(environment, platform):
        return None
    words = _viewing(target, find) or _opening(target, platform)
    return Command(words) if find(words[0]) else None


def _is_text(file: File) -> bool:
    return file_suffix(file.path.name) in _TEXT_SUFFIXES


def _viewing(target: Target, find: Find) -> tuple[str, ...]:
    """What opens a PDF at its page; empty if there is no such program, or no page."""
    if isinstance(target, WebPage) or not target.page:
        return ()
    for program, flag in _VIEWERS.items():
        if find(program):
            return program, flag.format(page=target.page), str(target.path)
    return ()


def _opening(target: Target, platform: str) -> tuple[str, ...]:
    opener = _OPENERS.get(platform, "xdg-open")
    if isinstance(target, WebPage):
        return opener, target.url
    # A text that is marked as a program would be run.
    as_text = ("-t",) if platform == "darwin" and _is_text(target) else ()
    return opener, *as_text, str(target.path)


def has_screen(environment: Mapping[str, str], platform: str) -> bool:
    """Whether a window that opens now is seen by who asks for it."""
    if platform in _OPENERS:
        return "SSH_CONNECTION" not in environment
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))


def _editor(environment: Mapping[str, str], platform: str) -> list[str]:
    """The words of the editor's command; empty if none is set."""
    words = (command_words(environment, name, platform=platform) for name in ("VISUAL", "EDITOR"))
    return next(filter(None, words), [])


def _editing(editor: list[str], file: File) -> tuple[str, ...]:
    program, *flags = editor
    form = _EDITORS.get(PurePath(program).stem.lower()) if file.line else None
    if form is None:
        return (*editor, str(file.path))
    values = {"line": file.line, "path": file.path}
    return (program, *flags, *(word.format(**values) for word in form[1:]))


def run_command(command: Command) -> None:
    """Start a program, and wait for it if it has the terminal; raises ``UsageError``."""
    name = command.words[0]
    try:
        code = _wait(command) if command.waits else _start(command)
    except OSError as error:
        raise UsageError(f"{name} cannot be started: {error.strerror}") from error
    if code:
        raise UsageError(f"{name} ended with {code}")


def _wait(command: Command) -> int:
    return subprocess.run(command.words, check=False).returncode


def _start(command: Command) -> int:
    """Start a program that has a window of its own, and outlives this one."""
    subprocess.Popen(
        command.words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    return 0
