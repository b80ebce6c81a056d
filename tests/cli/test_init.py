"""``pincite init``: three questions, a settings file that was not there before, a first index."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.settings_file import FirstSettings, settings_text
from bot.config import load_config
from bot.config_file import write_new
from index.answering.refusal import THRESHOLD
from index.building.languages import MULTILINGUAL
from index.encoding.models import find_folder
from index.errors import ConfigError
from tests.conftest import ROOT, Run

Init = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder to begin in, with documents in another one."""
    letters = tmp_path / "my letters"
    letters.mkdir()
    (letters / "anna.txt").write_text("Anna Berg repaired the bridge in 1987.\n", "utf-8")
    (tmp_path / "here").mkdir()
    return tmp_path / "here"


@pytest.fixture
def init(pincite: Run, folder: Path) -> Init:
    def run(*words: str, **env: str) -> "subprocess.CompletedProcess[str]":
        return pincite("init", *words, cwd=folder, env=environment(folder) | env)

    return run


def environment(folder: Path) -> dict[str, str]:
    return {"XDG_DATA_HOME": str(folder.parent / "data"), "HOME": str(folder.parent)}


def written(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "pincite.toml").read_text("utf-8"))


def test_after_it_the_documents_can_be_asked(init: Init, pincite: Run, folder: Path) -> None:
    done = init("--yes", "--corpus", "../my letters")
    assert done.returncode == 0, done.stderr
    assert "1 document, 1 passage; " in done.stderr
    assert written(folder) == {"corpus": "../my letters"}
    asked = pincite("Who repaired the bridge?", cwd=folder, env=environment(folder))
    assert asked.returncode == 0
    assert "passage" not in asked.stderr


def test_it_says_what_comes_next_and_of_discord_only_where_it_is_wanted(
    init: Init, folder: Path
) -> None:
    words = ("--yes", "--corpus", "../my letters")
    assert "DISCORD_TOKEN" not in init(*words).stdout
    (folder / "pincite.toml").unlink()
    shown = init(*words, "--discord").stdout
    for step in ("DISCORD_TOKEN", "pincite bot --invite", "pincite bot --check"):
        assert step in shown
    assert written(folder)["discord"] == {}


def test_a_settings_file_that_is_there_is_never_changed(init: Init, folder: Path) -> None:
    file = folder / "pincite.toml"
    file.write_text('corpus = "other"  # mine\n', "utf-8")
    done = init("--yes", "--corpus", "../my letters")
    assert done.returncode == 2
    assert "my letters" in done.stderr
    assert str(folder / "other") in done.stderr
    assert file.read_text("utf-8") == 'corpus = "other"  # mine\n'
    assert not (folder.parent / "data").exists()


def test_a_second_time_it_changes_nothing(init: Init, folder: Path) -> None:
    assert init("--yes", "--corpus", "../my letters").returncode == 0
    before = (folder / "pincite.toml").read_bytes()
    done = init("--yes")
    assert done.returncode == 0
    assert "was there" in done.stdout
    assert (folder / "pincite.toml").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "env", "code", "said"),
    [
        ((), {}, 2, "--yes"),
        (("--yes",), {}, 4, "--corpus"),
        (("--yes", "--corpus", "../my letters", "--language", "Gernam"), {}, 2, "German"),
        (("--yes", "--corpus", "../my letters"), {"PINCITE_ENCODER": "none"}, 3, "not on this"),
    ],
)
def test_where_it_fails_no_settings_are_written(
    words: tuple[str, ...], env: dict[str, str], code: int, said: str, init: Init, folder: Path
) -> None:
    done = init(*words, **env)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert list(folder.iterdir()) == []


def test_settings_that_the_environment_would_outweigh_are_refused(
    init: Init, folder: Path, tmp_path: Path, default_as_multilingual: Path
) -> None:
    done = init(
        *("--yes", "--corpus", "../my letters", "--language", "de"),
        HF_HUB_CACHE=str(default_as_multilingual),
        PINCITE_ENCODER="other",
    )
    assert done.returncode == 2
    assert "PINCITE_ENCODER is set to 'other'" in done.stderr
    assert list(folder.iterdir()) == []


@pytest.fixture
def default_as_multilingual(tmp_path: Path) -> Path:
    """A cache of models that has one by the name of the multilingual one."""
    entry = tmp_path / "cache" / f"models--{MULTILINGUAL.replace('/', '--')}"
    commit = "0" * 40
    shutil.copytree(
        find_folder("sentence-transformers/all-MiniLM-L6-v2"), entry / "snapshots" / commit
    )
    (entry / "refs").mkdir()
    (entry / "refs" / "main").write_text(commit)
    return tmp_path / "cache"


def test_an_encoder_that_knows_the_language_is_set_where_it_is_on_this_machine(
    init: Init, folder: Path, default_as_multilingual: Path
) -> None:
    words = ("--yes", "--corpus", "../my letters", "--language", "German")
    done = init(*words, HF_HUB_CACHE=str(default_as_multilingual))
    assert done.returncode == 0, done.stderr
    assert written(folder)["encoder"] == MULTILINGUAL
    assert "warning" not in done.stderr


def test_without_one_it_says_what_is_not_found_and_names_it_in_a_comment(
    init: Init, folder: Path, tmp_path: Path
) -> None:
    words = ("--yes", "--corpus", "../my letters", "--language", "de")
    done = init(*words, HF_HUB_CACHE=str(tmp_path / "empty"))
    assert done.returncode == 0, done.stderr
    assert "German: the default encoder knows English alone" in done.stderr
    assert "encoder" not in written(folder)
    assert f'\n# encoder = "{MULTILINGUAL}"\n' in (folder / "pincite.toml").read_text("utf-8")


@pytest.mark.parametrize("discord", [False, True])
def test_each_comment_that_is_a_setting_can_be_taken_in(discord: bool, tmp_path: Path) -> None:
    text = settings_text(FirstSettings(discord=discord), THRESHOLD)
    defaults = load_config({}, tmp_path)
    (tmp_path / "pincite.toml").write_text(re.sub(r"(?m)^# (?=\w+ = )", "", text), "utf-8")
    config = load_config({}, tmp_path)
    assert config.threshold == THRESHOLD
    assert (config.corpus, config.encoder) == (defaults.corpus, defaults.encoder)
    assert config.discord == defaults.discord
    assert ("[discord]" in text) is discord


@pytest.mark.parametrize("name", ['a "b"', "a\\b", "a\tb", "ü 😀", "a\x7fb", "a\nb"])
def test_a_folder_of_any_name_is_written_so_that_it_is_read_again(
    name: str, tmp_path: Path
) -> None:
    file = tmp_path / "pincite.toml"
    write_new(file, settings_text(FirstSettings(corpus=Path(name)), THRESHOLD))
    assert load_config({}, tmp_path).corpus == tmp_path / name


def test_a_name_that_is_no_text_leaves_no_file(tmp_path: Path) -> None:
    file = tmp_path / "pincite.toml"
    with pytest.raises(ConfigError, match="cannot be written"):
        write_new(file, settings_text(FirstSettings(corpus=Path("a\udce4")), THRESHOLD))
    assert not file.exists()


def test_a_file_that_was_made_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    file = tmp_path / "pincite.toml"
    file.write_text("# mine\n")
    with pytest.raises(ConfigError, match="cannot be written"):
        write_new(file, "")
    assert file.read_text() == "# mine\n"


class Terminal:
    """The command at a terminal, to which somebody types."""

    def __init__(self, folder: Path, *words: str) -> None:
        pty = pytest.importorskip("pty")
        self._keyboard, screen = pty.openpty()
        self.shown = ""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("PINCITE_")}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bot", "init", *words],
            stdin=screen,
            stdout=screen,
            stderr=screen,
            env=kept | environment(folder) | {"PYTHONPATH": str(ROOT), "TERM": "dumb"},
            cwd=folder,
            start_new_session=True,
        )
        os.close(screen)

    def type(self, text: str, after: str) -> None:
        """Type a text as soon as this was shown."""
        self._read(until=after)
        os.write(self._keyboard, text.encode())

    def interrupt(self, after: str) -> None:
        """Press Ctrl-C as soon as this was shown."""
        self._read(until=after)
        self._process.send_signal(signal.SIGINT)

    def end(self) -> int:
        """The exit code."""
        self._read(until=None)
        os.close(self._keyboard)
        return self._process.wait()

    def _read(self, until: str | None) -> None:
        began = len(self.shown)
        while until is None or until not in self.shown[began:]:
            try:
                received = os.read(self._keyboard, 65_536)
            except OSError:  # on Linux, once nobody has the terminal open any more
                received = b""
            if not received:
                assert until is None, self.shown
                return
            self.shown += received.decode()


def test_at_a_terminal_it_asks_until_each_answer_can_be_used(folder: Path) -> None:
    terminal = Terminal(folder)
    terminal.type("nowhere\n", after="Where are your documents? [")
    terminal.type("~/my letters\n", after="is no folder")
    terminal.type("perhaps\n", after="Will people ask on Discord? [no] ")
    terminal.type("y\n", after="is neither yes nor no")
    terminal.type("\n", after="In which language do people ask? [English] ")
    assert terminal.end() == 0, terminal.shown
    assert written(folder) == {"corpus": str(folder.parent / "my letters"), "discord": {}}


@pytest.mark.parametrize(("key", "code"), [("Ctrl-C", 130), ("Ctrl-D", 2)])
def test_whoever_stops_answering_leaves_nothing_behind(key: str, code: int, folder: Path) -> None:
    terminal = Terminal(folder)
    terminal.type("../my letters\n", after="Where are your documents? [")
    if key == "Ctrl-C":
        terminal.interrupt(after="[no] ")
    else:
        terminal.type("\x04", after="[no] ")
    assert terminal.end() == code, terminal.shown
    assert terminal.shown.partition("[no] ")[2].startswith(("\r\n", "^C\r\n", "^D"))
    assert "Traceback" not in terminal.shown
    assert list(folder.iterdir()) == []
    assert not (folder.parent / "data").exists()


def test_an_interrupted_build_leaves_no_settings_behind(folder: Path) -> None:
    for number in range(150):
        text = f"Lamp {number} is lit at dusk by the keeper of lighthouse {number}.\n" * 9
        (folder.parent / "my letters" / f"lamp-{number}.txt").write_text(text, "utf-8")
    terminal = Terminal(folder, "--yes", "-v", "--corpus", "../my letters")
    terminal.interrupt(after="reading 151 files")
    assert terminal.end() == 130, terminal.shown
    assert list(folder.iterdir()) == []
