"""Settings come from flags, environment and file, in that order, and secrets stay secret."""

from pathlib import Path

import pytest

from bot.config import load_config
from index.errors import ConfigError


def test_defaults_need_no_file(tmp_path: Path) -> None:
    config = load_config({}, tmp_path)
    assert config.corpus == tmp_path / "corpus"
    assert config.threshold is None
    assert config.keep_generations == 2
    assert config.discord.token == ""


def test_each_corpus_has_an_index_of_its_own(tmp_path: Path) -> None:
    first = load_config({}, tmp_path, corpus=Path("one"))
    second = load_config({}, tmp_path, corpus=Path("two"))
    assert first.index != second.index
    assert first.index == load_config({}, tmp_path, corpus=tmp_path / "one").index


def test_flags_win_over_environment_over_file(tmp_path: Path) -> None:
    (tmp_path / "pincite.toml").write_text(
        'corpus = "file"\nindex = "file-index"\nthreshold = 0.1\n'
        '[discord]\napi_base = "https://file.example"\ngateway_url = "wss://file.example"\n'
    )
    environment = {
        "PINCITE_CORPUS": "env",
        "PINCITE_INDEX": "env-index",
        "PINCITE_KEEP_GENERATIONS": "5",
        "PINCITE_DISCORD__API_BASE": "http://127.0.0.1:9/api",
    }
    config = load_config(environment, tmp_path, corpus=Path("flag"))
    assert config.corpus == tmp_path / "flag"
    assert config.index == tmp_path / "env-index"
    assert config.threshold == 0.1
    assert config.keep_generations == 5
    assert config.discord.api_base == "http://127.0.0.1:9/api"
    assert config.discord.gateway_url == "wss://file.example"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("corpus = ", "cannot be read"),
        ('colour = "red"', "unknown setting 'colour'"),
        ('corpse = "letters"', r"unknown setting 'corpse'; did you mean corpus\?"),
        ("owners = [1]", r"owners belongs below \[discord\]"),
        ("[discord]\nthreshold = 2", "threshold belongs above the table"),
        ("[discord]\nowner = [1]", r"unknown setting 'owner'; did you mean owners\?"),
        ('[discord]\nguild = "1"', "unknown setting 'guild'; known are api_base, "),
        ('[discord]\ntoken = "abc"', "move it to the environment"),
        ('threshold = "high"', "threshold must be a number"),
        ("keep_generations = 0", "keep_generations must be a whole number from 1 on"),
        ('keep_generations = "all"', "keep_generations must be a whole number from 1 on"),
        ("keep_generations = 2.5", "keep_generations must be a whole number from 1 on"),
        ('[discord]\napi_base = "http://example.org"', "must begin with https://"),
        ('[discord]\ngateway_url = "ws://192.0.2.1"', "must begin with wss://"),
    ],
)
def test_a_wrong_file_is_named_with_its_fault(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "pincite.toml").write_text(text)
    with pytest.raises(ConfigError, match=message):
        load_config({}, tmp_path)


@pytest.mark.parametrize("value", ['["hr", ""]', '[" "]', "[7]"])
def test_an_empty_private_set_is_a_slip(tmp_path: Path, value: str) -> None:
    (tmp_path / "pincite.toml").write_text(f"[discord]\nprivate_sets = {value}\n")
    with pytest.raises(ConfigError, match=r"discord\.private_sets must be a list of names"):
        load_config({}, tmp_path)


def test_servers_and_people_are_read_and_by_default_everybody_may_ask(tmp_path: Path) -> None:
    discord = load_config({}, tmp_path).discord
    assert (discord.servers, discord.people, discord.strange_servers) == ((), (), "ignore")
    assert (discord.direct_messages, discord.user_installs) == (True, True)
    (tmp_path / "pincite.toml").write_text(
        '[discord]\nservers = [1, 2]\npeople = ["3"]\nstrange_servers = "leave"\n'
        "direct_messages = false\nuser_installs = false\n"
    )
    discord = load_config({}, tmp_path).discord
    assert (discord.servers, discord.people, discord.strange_servers) == ((1, 2), (3,), "leave")
    assert (discord.direct_messages, discord.user_installs) == (False, False)


def test_a_token_is_never_printed(tmp_path: Path) -> None:
    config = load_config({"DISCORD_TOKEN": "s3cr3t"}, tmp_path)
    assert config.discord.token == "s3cr3t"
    assert "s3cr3t" not in repr(config)


def test_the_settings_of_the_bot_are_read_from_file_and_environment(tmp_path: Path) -> None:
    (tmp_path / "pincite.toml").write_text(
        "[discord]\nplain = true\nper_person = 5\nowners = [12]\n"
        'private_sets = ["board", "staff"]\n'
    )
    environment = {
        "PINCITE_DISCORD__KEEP_QUESTIONS": "true",
        "PINCITE_DISCORD__PER_CHANNEL": "0",
        "PINCITE_DISCORD__OWNERS": "13, 14",
    }
    discord = load_config(environment, tmp_path).discord
    assert discord.plain
    assert discord.keep_questions
    assert (discord.per_person, discord.per_channel) == (5, 0)
    assert discord.private_sets == ("board", "staff")
    assert discord.owners == (13, 14)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("plain", "perhaps", "discord.plain must be true or false"),
        ("port", "-1", "discord.port must be a whole number"),
        ("log", "xml", 'discord.log must be "text" or "json"'),
        ("owners", "me", "discord.owners must be a whole number"),
        ("servers", "The Library", "discord.servers must be a whole number"),
        ("people", "-1", "discord.people must be a whole number"),
        ("strange_servers", "kick", 'discord.strange_servers must be "ignore" or "leave"'),
        ("direct_messages", "off", "discord.direct_messages must be true or false"),
    ],
)
def test_a_wrong_setting_of_the_bot_is_named(
    tmp_path: Path, key: str, value: str, message: str
) -> None:
    with pytest.raises(ConfigError, match=message):
        load_config({f"PINCITE_DISCORD__{key.upper()}": value}, tmp_path)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("PINCITE_CORPSE", "PINCITE_CORPUS"),
        ("PINCITE_CORPU", "PINCITE_CORPUS"),
        ("PINCITE_INDEX_DIR", "PINCITE_INDEX"),
        ("PINCITE_TRESHOLD", "PINCITE_THRESHOLD"),
        ("PINCITE_DISCORD_OWNERS", "PINCITE_DISCORD__OWNERS"),
        ("PINCITE_DISCORD__OWNER", "PINCITE_DISCORD__OWNERS"),
        ("PINCITE_DISCORD_TOKEN", "DISCORD_TOKEN"),
    ],
)
def test_a_slip_in_the_name_of_a_variable_is_told(tmp_path: Path, name: str, meant: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config({name: "letters"}, tmp_path)
    assert str(caught.value) == f"{name} is no setting; did you mean {meant}?"
    assert load_config({name: ""}, tmp_path) == load_config({}, tmp_path)


def test_variables_that_others_set_are_left_alone(tmp_path: Path) -> None:
    # What Kubernetes sets for a service that is called pincite, and what a shell may have.
    address = {f"PINCITE_PORT_8080_TCP{part}": "x" for part in ("", "_PROTO", "_PORT", "_ADDR")}
    others = {"PINCITE_SERVICE_HOST": "x", "PINCITE_SERVICE_PORT": "1", "PINCITE_PORT": "tcp://x"}
    found = load_config({**address, **others, "PINCITE_VERSION": "1", "CORPSE": "x"}, tmp_path)
    assert found == load_config({}, tmp_path)
