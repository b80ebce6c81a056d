"""A small folder of documents with its index, for tests of the command line as a process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.conftest import ROOT

QUESTION = "Who repaired the bridge?"


def command(*words: str) -> list[str]:
    """The words that start the command line."""
    return [sys.executable, "-m", "bot", *words]


def environment(folder: Path) -> dict[str, str]:
    """What the command line is started with in such a folder."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PINCITE_", "DISCORD_"))}
    ours = {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "HF_HUB_OFFLINE": "1", "TERM": "xterm"}
    return {**kept, **ours, "PINCITE_STATE": str(folder / "state")}


def run(folder: Path, *words: str, stdin: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
    """Run the command line in the folder."""
    return run_program(folder, *command(*words), stdin=stdin)


def run_program(
    folder: Path, *program: str, stdin: bytes = b""
) -> "subprocess.CompletedProcess[bytes]":
    """Run a program as the command line is run."""
    return subprocess.run(
        program,
        input=stdin,
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        timeout=300,
        check=False,
    )


def objects(output: bytes) -> list[dict[str, Any]]:
    """The JSON object of each line."""
    return [json.loads(line) for line in output.splitlines()]


def write_letters(folder: Path) -> None:
    """The documents and the settings, without an index."""
    (folder / "corpus").mkdir()
    (folder / "corpus" / "bridge.txt").write_text("Anna Berg repaired the bridge in 1987.\n")
    (folder / "corpus" / "paint.txt").write_text("In 2015 Carl Dahl painted the bridge green.\n")
    (folder / "pincite.toml").write_text('index = "index"\n')
