"""What pincite config prints can be pasted into a settings file, and says where it comes from."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.settings import settings_in_force, settings_json, settings_toml, toml_value
from bot.config import Config, load_config
from tests.conftest import Run

FILE = 'corpus = "letters"\nweb_hosts = ["a.example:8080"]\n[discord]\nplain = true\nowners = [7]\n'
ENVIRONMENT = {
    "PINCITE_INDEX": "i",
    "PINCITE_STATE": "s",
    "PINCITE_THRESHOLD": "3",
    "PINCITE_DISCORD__REBUILD": "daily 04:00",
    "PINCITE_DISCORD__PRIVATE_SETS": "",
    "DISCORD_TOKEN": "s3cr3t",
}


def printed(config: Config) -> str:
    return settings_toml(settings_in_force(config), bool(config.discord.token))


def origins(config: Config) -> dict[str, str]:
    """The comments behind the settings that are printed, by the settings."""
    lines = [line for line in printed(config).splitlines() if " = " in line]
    return {line.removeprefix("# ").split(" = ")[0]: line.rpartition("  # ")[2] for line in lines}


@pytest.mark.parametrize("file", ["", FILE])
@pytest.mark.parametrize("environment", [{}, ENVIRONMENT])
def test_a_file_of_what_is_printed_gives_the_same_settings(
    tmp_path: Path, file: str, environment: dict[str, str]
) -> None:
    (tmp_path / "pincite.toml").write_text(file)
    config = load_config(environment, tmp_path)
    text = printed(config)
    (tmp_path / "pincite.toml").write_text(text)
    token = {"DISCORD_TOKEN": config.discord.token}
    pasted = load_config(token, tmp_path)
    assert pasted == config
    assert pasted.state == config.state


def test_each_setting_says_what_set_it(tmp_path: Path) -> None:
    (tmp_path / "pincite.toml").write_text(FILE)
    named = origins(load_config(ENVIRONMENT, tmp_path, index=Path("flag"), threshold=None))
    assert named["corpus"] == named["plain"] == named["owners"] == "pincite.toml"
    assert named["index"] == "--index"
    assert named["threshold"] == "PINCITE_THRESHOLD"
    assert named["rebuild"] == "PINCITE_DISCORD__REBUILD"
    assert named["encoder"] == named["private_sets"] == "default"


def test_a_default_that_depends_on_the_corpus_is_fixed_in_no_file(tmp_path: Path) -> None:
    text = printed(load_config({}, tmp_path))
    assert tomllib.loads(text).keys().isdisjoint({"index", "state", "threshold"})
    for name in ("index", "state", "threshold"):
        assert f"\n# {name} = " in text


def test_a_token_is_told_of_and_never_printed(tmp_path: Path) -> None:
    config = load_config(ENVIRONMENT, tmp_path)
    assert "DISCORD_TOKEN is set" in printed(config)
    assert "DISCORD_TOKEN is not set" in printed(load_config({}, tmp_path))
    as_json = json.dumps(settings_json(settings_in_force(config), True))
    assert "s3cr3t" not in printed(config) + as_json


@given(st.recursive(st.booleans() | st.integers() | st.text(), st.lists, max_leaves=5))
def test_what_is_written_as_toml_is_read_as_it_was(value: object) -> None:
    assert tomllib.loads(f"x = {toml_value(value)}") == {"x": value}


def test_a_folder_whose_name_is_no_text_is_told_and_the_rest_can_be_read(tmp_path: Path) -> None:
    text = printed(load_config({}, tmp_path, corpus=Path("letters-\udcff")))
    assert "which TOML cannot say  # --corpus" in text
    assert "\udcff" not in text
    assert "corpus" not in tomllib.loads(text)


def test_the_command_prints_it_as_a_file_or_as_json(pincite: Run, tmp_path: Path) -> None:
    (tmp_path / "pincite.toml").write_text(FILE)
    flags = ("--index", "flag")
    text = pincite("config", *flags, cwd=tmp_path).stdout
    assert f'\nindex = "{tmp_path}/flag"  # --index\n' in text
    found = json.loads(pincite("config", "--json", *flags, cwd=tmp_path).stdout)
    assert found["token_is_set"] is False
    assert found["settings"]["index"] == {"value": f"{tmp_path}/flag", "from": "--index"}
    assert found["settings"]["discord.owners"] == {"value": [7], "from": "pincite.toml"}
