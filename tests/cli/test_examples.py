"""The examples of all help pages, run as a shell runs them.

Each is run in a copy of one folder that has what the examples name. In place of the two addresses
stands a server of the test.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.commands import COMMANDS
from bot.cli.help_pages import EXAMPLES as OVERVIEW
from index.sources.registry import SourceRegistry
from tests.conftest import ROOT, Run
from tests.sources.web.sites import small_site
from tests.web_server import WebServer

EXAMPLES = sorted({*OVERVIEW, *(line for name in COMMANDS for line in COMMANDS[name]().EXAMPLES)})
OTHER_CODES = {
    # There is no Discord behind the address that the test sets.
    "pincite bot --check": 3,
}
MAN = "pincite man | man -l -"

OPENING_HOURS = """# Opening hours

The library opens at nine. On Sundays it is closed.

The café opens at ten and closes with the library.
"""
GOLD = {"file": "opening-hours.md", "quote": "The library opens at nine."}
QUESTIONS = "".join(
    json.dumps({"id": words, "question": words, "kind": "own", "answerable": bool(gold), **gold})
    + "\n"
    for words, gold in (
        ("When does the library open?", {"gold": [GOLD]}),
        ("Who painted the ceiling?", {}),
    )
)


@pytest.fixture(scope="module")
def web() -> Iterator[WebServer]:
    with small_site() as web:
        yield web


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, pincite: Run, web: WebServer) -> Path:
    """A folder with documents built twice and asked once, questions, and a source; beside it a
    copy, since an index is found by the path of its corpus."""
    folder = tmp_path_factory.mktemp("examples") / "place"
    write(folder, "corpus/opening-hours.md", OPENING_HOURS)
    write(folder, "home/letters/anna.txt", "Anna Berg repaired the bridge in 1987.\n")
    write(folder, "draft.txt", "The library opens at nine.")
    write(folder, "questions.jsonl", QUESTIONS)
    for name in (".local/share/man/man1", ".config/fish/completions"):
        (folder / "home" / name).mkdir(parents=True)
    env = environment(folder, web)
    succeed(pincite("add", web.url("/guide/"), cwd=folder, env=env))
    succeed(pincite("build", "--corpus", "home/letters", cwd=folder, env=env))
    write(folder, "home/letters/ole.txt", "Ole Holm lit the lamp of the lighthouse.\n")
    write(folder, "corpus/fees.md", "# Fees\n\nA card is free of charge for children.\n")
    for corpus in ("corpus", "home/letters"):
        succeed(pincite("build", "--corpus", corpus, cwd=folder, env=env))
    succeed(pincite("ask", "When does the library open?", cwd=folder, env=env))
    shutil.copytree(folder, folder.with_name("copy"))
    return folder


@pytest.fixture
def place(kept: Path) -> Path:
    """The folder as it was at first."""
    shutil.rmtree(kept)
    shutil.copytree(kept.with_name("copy"), kept)
    return kept


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, "utf-8")


def environment(folder: Path, web: WebServer) -> dict[str, str]:
    return {
        "HOME": str(folder / "home"),
        "XDG_DATA_HOME": str(folder / "data"),
        "PINCITE_STATE": str(folder / "state"),
        "PINCITE_WEB_HOSTS": web.authority,
    }


def succeed(done: "subprocess.CompletedProcess[str]") -> None:
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_does_what_it_says(example: str, place: Path, web: WebServer) -> None:
    if example == MAN and shutil.which("man") is None:
        pytest.skip("needs man")
    [source] = [source.name for source in SourceRegistry(place / "corpus").all()]
    at_the_server = {
        "https://docs.example.org/guide/": web.url("/guide/"),
        "https://example.org/news.html": web.url("/other/"),
        "web/docs.example.org/guide": source,
    }
    line = example
    for word, other in at_the_server.items():
        line = line.replace(word, other)
    command = place / "bin/pincite"
    write(place, "bin/pincite", f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n')
    command.chmod(0o755)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PINCITE_", "DISCORD_"))}
    done = subprocess.run(
        ["bash", "-c", line],
        env={
            **kept,
            **environment(place, web),
            "PYTHONPATH": str(ROOT),
            "PATH": f"{command.parent}:{os.environ['PATH']}",
            "DISCORD_TOKEN": "MTIzNDU2Nzg5MDEyMzQ1Njc4.x.y",
            "PINCITE_DISCORD__API_BASE": "http://127.0.0.1:9",
        },
        cwd=place,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == OTHER_CODES.get(example, 0), done.stderr
    assert "Traceback" not in done.stderr
