"""The pages of the project, their examples, and a folder in which these do what the pages say.

``python -m tests.pages`` writes into each session what the commands print now.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from markdown_it import MarkdownIt

from bot.config import load_config
from tests.conftest import ROOT

INSTALLS = "it installs from outside"
OTHER_MACHINE = "it needs another machine, or its root"
DEPLOY = "tests/test_deploy.py runs it"
WEB = "it needs the web; tests/cli/test_examples.py runs the same lines at a server of its own"
NOT_RUN = {
    "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/pincite ask "
    '"Who followed Nigel Richardson?"': INSTALLS,
    'python3 -m venv .venv && .venv/bin/pip install -e ".[test]" && . .venv/bin/activate': INSTALLS,
    "uv tool install pincite-0.1.0-py3-none-any.whl"
    "                      # or: pipx install pincite-0.1.0-py3-none-any.whl": INSTALLS,
    "printf 'torch\\nsentence-transformers\\n' > excludes.txt": INSTALLS,
    "podman build --format docker --tag localhost/pincite .": OTHER_MACHINE,
    "export UV_TOOL_DIR=/opt UV_TOOL_BIN_DIR=/usr/local/bin": OTHER_MACHINE,
    "rsync --archive --exclude CURRENT index/ server:pincite/index/": OTHER_MACHINE,
    "tar -czf backup.tar.gz pincite.toml corpus index state/state.backup.sqlite": DEPLOY,
    "mkdir restored && tar -xzf backup.tar.gz -C restored": DEPLOY,
    "pincite add https://docs.example.org/guide/": WEB,
}
"""The first line of each block of commands that is only parsed, and why."""

_LETTERS = {
    "ferry.md": """\
# Timetable

The ferry leaves the harbour at half past seven. On Sundays it leaves at ten.

Bicycles travel free of charge.
""",
    "minutes.txt": """\
Minutes of the spring meeting

Draft, not for quotation

The roof of the boathouse will be repaired before winter. Anna Berg was elected treasurer.
""",
    "minutes.txt.meta.toml": """\
title = "Spring meeting"
author = "Ole Holm"
drop = ["Draft, not for quotation"]
""",
    "harbour.svg": "<svg/>",
}
_QUESTIONS = """\
{"id": "1", "question": "When does the ferry leave on Sundays?", "kind": "own", "answerable": true,\
 "gold": [{"file": "ferry.md", "quote": "On Sundays it leaves at ten."}]}
{"id": "2", "question": "Who is the treasurer?", "kind": "own", "answerable": true,\
 "gold": [{"file": "minutes.txt", "quote": "Anna Berg was elected treasurer."}]}
{"id": "3", "question": "Which paint is used for ceilings?", "kind": "foreign", "answerable": false}
"""

_SESSION = re.compile(r"```console\n(.*?)```", re.DOTALL)


class Block(NamedTuple):
    """A fenced block of a page."""

    language: str
    text: str

    @property
    def is_run(self) -> bool:
        """Whether it is run, and not only parsed."""
        if self.language == "sh":
            return self.text.partition("\n")[0] not in NOT_RUN
        return self.language == "console"


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page in their order."""
    tokens = MarkdownIt().parse(page.read_text("utf-8"))
    return [Block(token.info, token.content) for token in tokens if token.type == "fence"]


PAGES = sorted(
    page
    for pattern in ("*.md", ".ci/*.md", "bot/**/*.md", "index/**/*.md")
    for page in ROOT.glob(pattern)
)


class Place:
    """A folder with the documents of this project, a set of questions, and a home with letters."""

    def __init__(self, folder: Path, shipped: Path) -> None:
        """``shipped`` is an index of the documents of this project."""
        self._folder = folder
        for name, text in _LETTERS.items():
            self._write(f"home/letters/{name}", text)
        self._write("questions.jsonl", _QUESTIONS)
        self._write("bin/pincite", f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n')
        (folder / "bin/pincite").chmod(0o755)
        (folder / "corpus").symlink_to(ROOT / "corpus")
        self._take_index(shipped)

    def run(self, command: str) -> "subprocess.CompletedProcess[str]":
        """Run a command; its output is what a terminal shows, stderr between stdout."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PINCITE_", "DISCORD_"))}
        own = {
            "HOME": str(self._folder / "home"),
            "XDG_DATA_HOME": str(self._folder / "data"),
            "PYTHONPATH": str(ROOT),
            "PATH": f"{self._folder / 'bin'}:{os.environ['PATH']}",
        }
        return subprocess.run(
            ["bash", "-e", "-c", command],
            cwd=self._folder,
            env=kept | own,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )

    def _write(self, name: str, text: str) -> None:
        path = self._folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def _take_index(self, shipped: Path) -> None:
        """Copy the index to where the command looks for it."""
        with patch.dict(os.environ, {"XDG_DATA_HOME": str(self._folder / "data")}):
            shutil.copytree(shipped, load_config({}, self._folder).index)


def steps(session: str) -> Iterator[tuple[str, str]]:
    """The commands of a session, each with the lines that it prints."""
    for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
        command, _, output = step.partition("\n")
        yield command, shown(output)


def shown(output: str) -> str:
    """An output as a page has it: without spaces at ends of lines, and empty lines at its end."""
    return "\n".join(line.rstrip() for line in output.splitlines()).rstrip()


def _write_anew(page: Path, place: Place) -> None:
    def session(match: re.Match[str]) -> str:
        done = [(command, shown(place.run(command).stdout)) for command, _ in steps(match[1])]
        lines = [
            f"$ {command}\n{output}\n" if output else f"$ {command}\n" for command, output in done
        ]
        return f"```console\n{''.join(lines)}```"

    page.write_text(_SESSION.sub(session, page.read_text("utf-8")), "utf-8")


def main() -> None:
    """Run the sessions of all pages and write what is printed into them."""
    with TemporaryDirectory() as temporary:
        shipped = Path(temporary, "shipped")
        build = ["-m", "bot", "build", "-q", "--index", str(shipped)]
        subprocess.run([sys.executable, *build], cwd=ROOT, check=True)
        for page in PAGES:
            if _SESSION.search(page.read_text("utf-8")):
                folder = Path(temporary, page.relative_to(ROOT).as_posix())
                folder.mkdir(parents=True)
                _write_anew(page, Place(folder, shipped))


if __name__ == "__main__":
    main()
