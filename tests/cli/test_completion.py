"""What a shell offers: commands, flags, and the names of documents, sets and sources."""

import os
import subprocess
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.completers import complete
from index.building.build import build_index
from index.sources.registry import SourceRegistry
from index.sources.source import Kind, Source
from tests.conftest import ROOT, Run, Silent, WordEncoder

Offers = Callable[[str], list[str]]


@pytest.fixture
def offers(tmp_path: Path) -> Offers:
    """What is offered at the end of a line, in the folder of the test."""

    def offered(line: str) -> list[str]:
        output = tmp_path / "offered"
        request = {"_ARGCOMPLETE": "1", "COMP_LINE": line, "COMP_POINT": str(len(line))}
        request |= {"_ARGCOMPLETE_STDOUT_FILENAME": str(output), "_ARGCOMPLETE_SHELL": "bash"}
        done = subprocess.run(
            [sys.executable, "-m", "bot"],
            env={**os.environ, "PYTHONPATH": str(ROOT), **request},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout + done.stderr == ""
        return [name for name in output.read_text().split("\v") if name]

    return offered


@pytest.fixture
def indexed(tmp_path: Path, encoder: WordEncoder) -> Path:
    """A folder with an index of documents in sets, one with spaces in its name."""
    for name in ("annual report.md", "letters/anna.txt", "letters/berg.txt", "press/bell.txt"):
        file = tmp_path / "corpus" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"The bell of {name} rings at nine.\n")
    build_index(tmp_path / "corpus", tmp_path / "index", encoder, Silent())
    (tmp_path / "pincite.toml").write_text('index = "index"\n')
    return tmp_path


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("pincite veri", ["verify-quote "]),
        ("pincite ask --ba", ["--batch "]),
        ("pincite build --qu", ["--quiet "]),
        ("pincite ask --color ne", ["never "]),
        ("pincite --vers", ["--version "]),
        ("pincite help cali", ["calibrate "]),
        ("pincite completion f", ["fish "]),
    ],
)
def test_a_shell_completes_commands_and_flags(
    offers: Offers, line: str, offered: list[str]
) -> None:
    assert offers(line) == offered


def test_documents_are_offered_with_their_spaces_escaped(offers: Offers, indexed: Path) -> None:
    assert offers("pincite show letters/") == ["letters/anna.txt", "letters/berg.txt"]
    assert offers("pincite show an") == ["annual\\ report.md "]
    assert offers("pincite show 'an") == ["annual report.md"]
    other = str(indexed / "index")
    (indexed / "pincite.toml").unlink()
    assert offers(f"pincite show --index {other} press/") == ["press/bell.txt "]


def test_sets_are_offered_where_a_set_is_named(offers: Offers, indexed: Path) -> None:
    assert offers("pincite add https://example.org/ --set ") == ["letters", "press"]


def test_sources_are_offered_where_a_source_is_named(offers: Offers, tmp_path: Path) -> None:
    site = Source("web/docs", Kind.SITE, "https://docs.example.org", "Bob", "2026-11-01T09:00:00")
    SourceRegistry(tmp_path / "corpus").write(site)
    assert offers("pincite remove we") == ["web/docs "]
    assert offers("pincite refresh we") == ["web/docs "]


def test_without_an_index_nothing_is_offered_and_nothing_is_said(
    offers: Offers, tmp_path: Path
) -> None:
    (tmp_path / "pincite.toml").write_text('index = "index"\n')
    assert offers("pincite show a") == []
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "CURRENT").write_text("nonsense")
    assert offers("pincite show a") == []
    (tmp_path / "pincite.toml").write_text("no = setting = file")
    assert offers("pincite show a") == []


def test_a_damaged_list_of_documents_offers_nothing(offers: Offers, indexed: Path) -> None:
    [rows] = indexed.glob("index/gen-*/rows.sqlite")
    rows.write_bytes(b"damaged")
    assert offers("pincite show a") == []


def test_a_name_that_would_move_a_terminal_is_not_offered() -> None:
    argument = ArgumentParser().add_argument("name")
    complete(argument, lambda _: ["ab.txt", "a\x1b[2J.txt", "b.txt"])
    offered = argument.completer(prefix="a", parsed_args=Namespace())  # type: ignore[attr-defined]
    assert offered == ["ab.txt"]


def test_no_model_and_no_vectors_are_loaded_to_offer_names(indexed: Path) -> None:
    spy = (
        "import sys; from bot.cli.completers import document_names, set_names\n"
        "from bot.config import load_config; from pathlib import Path\n"
        "config = load_config({}, Path.cwd()); document_names(config); set_names(config)\n"
        "print(*sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", spy],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        cwd=indexed,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not set(done.stdout.split()) & {"faiss", "tantivy", "tokenizers", "torch", "rich"}


@pytest.mark.parametrize("shell", ["bash", "fish", "powershell", "zsh"])
def test_the_script_for_completion_names_the_command(pincite: Run, shell: str) -> None:
    assert "pincite" in pincite("completion", shell).stdout
