"""What ``bot/deploy`` ships holds what its pages promise, and an install that only answers does."""

import json
import os
import re
import shutil
import subprocess
import time
import tomllib
from collections.abc import Callable
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from bot import __version__
from bot.chat.ending import FORCED_AFTER
from bot.service.health import WRITE_SECONDS
from index.encoding.sentence_encoder import FEW
from tests.answering_install import EXCLUDED, make_answering_install
from tests.chat.bot_process import Process, served_from
from tests.conftest import ROOT, Build
from tests.standin import StandIn

DEPLOY = ROOT / "bot" / "deploy"
PAGE = (DEPLOY / "README.md").read_text("utf-8")
INSTALL_PAGE = (DEPLOY / "install.md").read_text("utf-8")
CONTAINER_FILE = (DEPLOY / "Containerfile").read_text("utf-8")
UNITS = ("pincite.service", "pincite-build.service")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))

Answering = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_answering_install(tmp_path_factory.mktemp("answering"))


@pytest.fixture
def answering(python: Path, corpus: Path, tmp_path: Path) -> Answering:
    """Runs the command in an install that only answers, on two documents."""

    def run(
        *words: str, folder: Path = tmp_path, **settings: str
    ) -> "subprocess.CompletedProcess[str]":
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PINCITE_", "DISCORD_"))}
        folders = {"PINCITE_CORPUS": str(corpus), "PINCITE_INDEX": str(tmp_path / "index")}
        return subprocess.run(
            [python, "-m", "bot", *words],
            env={**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", **folders, **settings},
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    return run


def test_it_has_neither_what_is_excluded_nor_what_only_that_needs(python: Path) -> None:
    for package in ("torch", "sentence_transformers", "transformers", "scipy"):
        done = subprocess.run(
            [python, "-c", f"import {package}"], stderr=subprocess.PIPE, text=True
        )
        assert f"No module named '{package}'" in done.stderr


def test_it_builds_a_small_corpus_and_answers(answering: Answering) -> None:
    done = answering("ask", "When are roses pruned?")
    assert done.returncode == 0, done.stderr
    assert "Roses are pruned in March." in done.stdout


def test_its_doctor_finds_nothing_wrong_and_says_what_is_not_there(answering: Answering) -> None:
    assert answering("build").returncode == 0
    done = answering("doctor", "--json")
    checks = json.loads(done.stdout)["checks"]
    assert [check for check in checks if not check["ok"]] == []
    assert "torch not installed" in checks[0]["message"]


def test_a_large_build_there_says_that_it_only_answers_and_the_index_goes_on(
    answering: Answering, corpus: Path
) -> None:
    assert answering("build").returncode == 0
    for number in range(FEW + 1):
        (corpus / f"lamp_{number}.txt").write_text(f"Lamp {number} is lit at dusk.\n", "utf-8")
    done = answering("build")
    assert done.returncode == 3
    assert done.stderr.strip().startswith("pincite: this install only answers: it lacks ")
    assert "Traceback" not in done.stderr
    assert "gen-000001" in answering("ask", "When are roses pruned?", "--json").stdout


@pytest.mark.parametrize("setting", ["PINCITE_RERANKER", "PINCITE_ENCODER"])
def test_another_model_there_says_that_it_only_answers(
    setting: str, answering: Answering, tmp_path: Path
) -> None:
    done = answering("ask", "When are roses pruned?", **{setting: str(other_model(tmp_path))})
    assert done.returncode == 3
    assert "this install only answers" in done.stderr
    assert "Traceback" not in done.stderr


def other_model(folder: Path) -> Path:
    """The files of a model that is no BERT, without weights that anybody could load."""
    model = folder / "model"
    (model / "1_Pooling").mkdir(parents=True)
    texts: dict[str, object] = {
        "config.json": {"model_type": "t5", "vocab_size": 9, "max_position_embeddings": 99},
        "modules.json": [],
        "sentence_bert_config.json": {"max_seq_length": 64},
        "1_Pooling/config.json": {"pooling_mode": "mean", "embedding_dimension": 8},
        "model.safetensors": {},
    }
    for name, content in texts.items():
        (model / name).write_text(json.dumps(content), "utf-8")
    words = Tokenizer(WordLevel({"?": 0}, unk_token="?"))
    words.pre_tokenizer = Whitespace()
    words.save(str(model / "tokenizer.json"))
    return model


def test_the_bot_there_answers_from_an_index_of_another_machine(
    python: Path, tmp_path: Path, corpus: Path, build_with_model: Build
) -> None:
    build_with_model(corpus, tmp_path / "index")
    (tmp_path / "index").rename(tmp_path / "copied")
    with StandIn() as discord:
        environment = served_from(discord, tmp_path / "copied", tmp_path)
        process = Process(tmp_path, environment, "-m", "bot", "bot", python=python)
        try:
            discord.wait_until_ready(alive=process.alive)
            messages = discord.slash("ask", {"question": "When are roses pruned?"}).wait()
            assert "Roses are pruned in March." in messages[0].text
        finally:
            assert process.stop() == 0
        assert discord.violations == []


def test_what_is_left_out_is_the_same_everywhere() -> None:
    required = {re.split(r"[=<>]", line)[0] for line in PROJECT["project"]["dependencies"]}
    assert required >= EXCLUDED
    for text in (PAGE, INSTALL_PAGE, CONTAINER_FILE):
        [lines] = set(re.findall(r"printf '(\S+)'", text))
        assert set(lines.split(r"\n")) - {""} == EXCLUDED


def test_each_file_that_is_no_code_is_in_the_wheel() -> None:
    patterns = [
        f"{package.replace('.', '/')}/{pattern}"
        for package, names in PROJECT["tool"]["setuptools"]["package-data"].items()
        for pattern in names
    ]
    files = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("bot/**/*")]
    files += [path.relative_to(ROOT).as_posix() for path in ROOT.glob("index/**/*")]
    data = {name for name in files if Path(name).suffix not in ("", ".py", ".pyc")}
    missing = {name for name in data if not any(fnmatch(name, pattern) for pattern in patterns)}
    assert {Path(name).name for name in missing} == {"README.md"}  # for who reads the code
    assert "bot/deploy/Containerfile" in files


def test_the_wheel_has_one_name_on_the_pages_and_its_version_is_this_one() -> None:
    names = set(re.findall(r"pincite-[\w.-]+?\.whl", PAGE + INSTALL_PAGE))
    assert names == {f"pincite-{__version__}-py3-none-any.whl"}


def directives(unit: str) -> list[tuple[str, str]]:
    """The directives of a unit in order; one name may stand several times."""
    lines = (DEPLOY / unit).read_text("utf-8").splitlines()
    settings = [line for line in lines if line and line[0] not in "#["]
    return [(name, value) for name, _, value in (line.partition("=") for line in settings)]


def shared_part(unit: str) -> str:
    return (DEPLOY / unit).read_text("utf-8").partition("# Below here")[2].partition("[Install]")[0]


def test_both_units_are_sandboxed_alike() -> None:
    bot, build = (shared_part(unit).partition("\n")[2].strip() for unit in UNITS)
    assert bot == build


@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_holds_what_its_page_promises(unit: str) -> None:
    held = directives(unit)
    for line in (
        "DynamicUser=yes CapabilityBoundingSet= ProtectSystem=strict PrivateTmp=yes "
        "PrivateDevices=yes ProtectHome=yes ProtectProc=invisible RestrictNamespaces=yes "
        "SystemCallFilter=@system-service NoNewPrivileges=yes"
    ).split():
        name, _, value = line.partition("=")
        assert (name, value) in held
    assert "MemoryMax" in dict(held)
    assert "TOKEN" not in str(held)


def test_the_build_has_no_network_and_the_bot_outlives_its_memory() -> None:
    bot, build = (dict(directives(unit)) for unit in UNITS)
    assert (build["PrivateNetwork"], build["IPAddressDeny"]) == ("yes", "any")
    assert bot["OOMPolicy"] == "continue"
    assert "EnvironmentFile" not in build
    assert compose()["services"]["build"]["network_mode"] == "none"
    assert "env_file" not in compose()["services"]["build"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
@pytest.mark.parametrize(
    ("unit", "exposure"), [("pincite.service", "1.2"), ("pincite-build.service", "0.6")]
)
def test_systemd_understands_a_unit_and_the_page_tells_its_exposure(
    unit: str, exposure: str, tmp_path: Path
) -> None:
    copy = tmp_path / unit
    text = (DEPLOY / unit).read_text("utf-8")
    copy.write_text(text.replace("/opt/pincite/bin/pincite", "/bin/true"), "utf-8")
    verified = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True)
    assert (verified.returncode, verified.stderr) == (0, "")
    judged = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", copy], capture_output=True, text=True
    )
    [found] = re.findall(rf"exposure level for {unit}: ([\d.]+)", judged.stdout)
    assert float(found) < float(exposure) + 0.5  # each version of systemd judges a little otherwise
    assert exposure in PAGE


def compose() -> Any:
    return yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))


def test_container_and_service_use_the_same_places() -> None:
    unit = directives("pincite.service")
    folders = [value for name, value in unit if name == "Environment"]
    assert folders == re.findall(r"PINCITE_[A-Z]+=/var/\S+", CONTAINER_FILE)
    paths = [folder.partition("=")[2] for folder in folders]
    assert json.loads(field("VOLUME")) == paths
    assert f"/var/lib/{dict(unit)['StateDirectory']}".replace(" ", " /var/lib/").split() == paths
    assert dict(unit)["WorkingDirectory"] == field("WORKDIR")
    mounted = {volume.split(":")[1] for volume in compose()["services"]["bot"]["volumes"]}
    assert mounted == {*paths, field("WORKDIR")}


def field(instruction: str) -> str:
    """What an instruction of the container file says, of the last one of that name."""
    return re.findall(rf"^{instruction} (.+)$", CONTAINER_FILE, re.MULTILINE)[-1].strip()


def test_the_image_runs_without_rights_as_the_account_that_the_page_names() -> None:
    assert field("USER") == "10001:10001"
    assert "| `pincite`, 10001 |" in PAGE
    assert "chown -R 10001:10001" in PAGE
    for service in compose()["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]


def test_what_ends_the_bot_gives_it_the_time_that_it_takes() -> None:
    assert field("STOPSIGNAL") == "SIGTERM"
    assert int(dict(directives("pincite.service"))["TimeoutStopSec"]) > FORCED_AFTER + 2
    assert int(compose()["services"]["bot"]["stop_grace_period"].removesuffix("s")) > (
        FORCED_AFTER + 2
    )


@pytest.mark.parametrize(("age", "code"), [(WRITE_SECONDS, 0), (90, 1), (None, 1)])
def test_the_health_check_of_the_image_looks_at_the_age_of_the_file(
    age: float | None, code: int, tmp_path: Path
) -> None:
    file = tmp_path / "pincite-health"
    [path] = re.findall(r"HEALTH_FILE=(\S+)", CONTAINER_FILE)
    [command] = re.findall(r"^    CMD (find .+)$", CONTAINER_FILE, re.MULTILINE)
    assert path in command
    if age is not None:
        file.write_text("ok\n")
        os.utime(file, (time.time() - age,) * 2)
    assert subprocess.run(["sh", "-c", command.replace(path, str(file))]).returncode == code


def test_a_backup_as_on_the_page_answers_elsewhere(
    answering: Answering, corpus: Path, tmp_path: Path
) -> None:
    (tmp_path / "pincite.toml").write_text('corpus = "corpus"\nindex = "index"\nstate = "state"\n')
    assert answering("build").returncode == 0
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "state.backup.sqlite").write_bytes(b"rules")
    section = INSTALL_PAGE.partition("## Backup and restore")[2].partition("\n## ")[0]
    for commands in re.findall(r"```sh\n(.*?)```", section, re.DOTALL):
        subprocess.run(["sh", "-e", "-c", commands], cwd=tmp_path, check=True)
    restored = tmp_path / "restored"
    assert (restored / "state" / "state.backup.sqlite").read_bytes() == b"rules"
    shutil.rmtree(corpus)
    shutil.rmtree(tmp_path / "index")
    settings = {"PINCITE_CORPUS": "", "PINCITE_INDEX": ""}
    done = answering("ask", "When are roses pruned?", folder=restored, **settings)
    assert done.returncode == 0, done.stderr
