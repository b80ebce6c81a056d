"""Flags > environment > pincite.toml > defaults → one frozen ``Config``.

Nothing is read at import; the caller passes the environment as a mapping. Secrets come only from
the environment and are never printed.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.schedule import read_schedule, read_timed_schedule
from bot.setting_origins import origins_of
from bot.suggestions import did_you_mean, nearest
from index.encoding.models import DEFAULT_NAME
from index.errors import ConfigError
from index.storage.index_folder import KEPT_GENERATIONS

FILE_NAME = "pincite.toml"
WORDS_FILE_NAME = "words.toml"


@dataclass(frozen=True, slots=True)
class DiscordConfig:
    """The settings of the Discord bot. An empty address means Discord's own; 0 means no limit,
    or no port; an empty list of servers or people means all."""

    api_base: str = ""
    gateway_url: str = ""
    plain: bool = False
    message_content: bool = False
    threads: bool = False
    keep_questions: bool = False
    retention_days: int = 30
    per_person: int = 60
    per_channel: int = 240
    private_sets: tuple[str, ...] = ()
    owners: tuple[int, ...] = ()
    servers: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    strange_servers: str = "ignore"
    direct_messages: bool = True
    user_installs: bool = True
    shards: int = 0
    port: int = 0
    health_file: str = ""
    log: str = "text"
    rebuild: str = ""
    refresh: str = ""
    staff_channel: int = 0
    channel_pause: int = 300
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, resolved. A threshold of ``None`` means the measured default, an empty
    reranker means none, without a state setting the state is in the data folder of the corpus.
    ``web_hosts`` may be fetched from though they are in a private network."""

    corpus: Path
    index: Path
    state_setting: Path | None = None
    encoder: str = DEFAULT_NAME
    reranker: str = ""
    threshold: float | None = None
    web_hosts: tuple[str, ...] = ()
    keep_generations: int = KEPT_GENERATIONS
    """How many generations of the index are kept, the current one included."""
    discord: DiscordConfig = field(default_factory=DiscordConfig)
    words: Path = Path(WORDS_FILE_NAME)
    """The file of the owner's own words, beside the settings file; it need not be there."""
    origins: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """What set each setting that is not left at its default; those of the bot as ``discord.…``."""

    @property
    def state(self) -> Path:
        """The folder of the bot's database. It is computed only when needed: asking the system for
        its folders takes as long as reading all other settings."""
        return self.state_setting or data_folder(self.corpus) / "state"


KEYS = (
    "corpus",
    "index",
    "state",
    "encoder",
    "reranker",
    "threshold",
    "web_hosts",
    "keep_generations",
)
_DISCORD_KEYS = tuple(field.name for field in fields(DiscordConfig) if field.name != "token")
_PREFIX, _DISCORD_PREFIX, _TOKEN = "PINCITE_", "PINCITE_DISCORD__", "DISCORD_TOKEN"


def load_config(environment: Mapping[str, str], folder: Path, **flags: Any) -> Config:
    """The settings of a process that runs in ``folder``; raises ``ConfigError``.

    Relative paths start at ``folder``, which is also the folder of the settings file.
    """
    of_file = _read_file(folder / FILE_NAME) if (folder / FILE_NAME).exists() else {}
    discord_of_file = of_file.pop("discord", {})
    _refuse_slips(environment)
    of_environment = _from_environment(environment, KEYS, _PREFIX)
    discord_environment = _from_environment(environment, _DISCORD_KEYS, _DISCORD_PREFIX)
    given = {key: value for key, value in flags.items() if value is not None}
    settings = {**of_file, **of_environment, **given}
    corpus = _path(settings.get("corpus"), folder) or folder / "corpus"
    discord = _discord({**discord_of_file, **discord_environment}, environment)
    return Config(
        corpus=corpus,
        index=_path(settings.get("index"), folder) or data_folder(corpus) / "index",
        state_setting=_path(settings.get("state"), folder),
        encoder=str(settings.get("encoder", DEFAULT_NAME)),
        reranker=str(settings.get("reranker", "")),
        threshold=_threshold(settings.get("threshold")),
        web_hosts=_names("web_hosts", settings.get("web_hosts", [])),
        keep_generations=_kept(settings.get("keep_generations", KEPT_GENERATIONS)),
        discord=discord,
        words=folder / WORDS_FILE_NAME,
        origins=origins_of(
            file=[*of_file, *(f"discord.{key}" for key in discord_of_file)],
            file_name=FILE_NAME,
            variables={
                **{key: _PREFIX + key.upper() for key in of_environment},
                **{f"discord.{key}": _DISCORD_PREFIX + key.upper() for key in discord_environment},
            },
            flags=given,
        ),
    )


def data_folder(corpus: Path) -> Path:
    """The data folder of a corpus. Each corpus has its own, so that no answer comes from the
    documents of another corpus."""
    digest = hashlib.sha256(str(corpus.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    name = f"{corpus.resolve().name or 'corpus'}-{digest[:8]}"
    return data_root() / name


def data_root() -> Path:
    """The folder of all data folders of this person."""
    import platformdirs

    problem = "this account has no home; set HOME, or name index and state in the settings"
    try:
        root = Path(platformdirs.user_data_dir("pincite", appauthor=False))
    except RuntimeError as error:
        raise ConfigError(problem) from error
    if not root.is_absolute():  # older versions: a folder called ~ in the one that one stands in
        raise ConfigError(problem)
    return root


def _read_file(path: Path) -> dict[str, Any]:
    import tomllib  # imported only when needed, like all that only some settings need

    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}; mend or remove it") from error
    _refuse_unknown(settings, (*KEYS, "discord"), str(path), ("below [discord]", _DISCORD_KEYS))
    discord = settings.get("discord", {})
    if not isinstance(discord, dict):
        raise ConfigError(f"{path}: discord must be a table, [discord]")
    if "token" in discord:
        raise ConfigError(f"{path} holds a token; move it to the environment, DISCORD_TOKEN")
    _refuse_unknown(discord, _DISCORD_KEYS, f"{path}, table [discord]", ("above the table", KEYS))
    return settings


def _refuse_unknown(
    settings: dict[str, Any],
    allowed: tuple[str, ...],
    where: str,
    elsewhere: tuple[str, tuple[str, ...]],
) -> None:
    """Raise ``ConfigError`` for a key that is not allowed; ``elsewhere`` is where others belong."""
    place, others = elsewhere
    for key in settings:
        if key in others and key not in allowed:
            raise ConfigError(f"{where}: {key} belongs {place}")
        if key not in allowed:
            suggestion = did_you_mean(key, allowed) or f"; known are {', '.join(allowed)}"
            raise ConfigError(f"{where}: unknown setting {key!r}{suggestion}")


def _refuse_slips(environment: Mapping[str, str]) -> None:
    """Raise ``ConfigError`` for a variable that is nearly one of ours: without it another folder
    would be read than the one that was meant. Other names are left alone, for others set them:
    Kubernetes, for a service called pincite, sets ``PINCITE_PORT`` and ``PINCITE_SERVICE_HOST``."""
    for name in environment:
        if name.startswith(_PREFIX) and environment[name] and (meant := _meant_variable(name)):
            raise ConfigError(f"{name} is no setting; did you mean {meant}?")


def _meant_variable(name: str) -> str | None:
    """The variable that a name is a slip of."""
    key = name.removeprefix(_PREFIX).lower()
    names = {key: f"{_PREFIX}{key.upper()}" for key in KEYS}
    if key.startswith("discord_"):
        key = key.removeprefix("discord").lstrip("_")
        names = {key: f"{_DISCORD_PREFIX}{key.upper()}" for key in _DISCORD_KEYS}
        names["token"] = _TOKEN
    if name in names.values():
        return None
    found = key if key in names else nearest(key, names)
    return names[found] if found else None


def _from_environment(
    environment: Mapping[str, str], keys: tuple[str, ...], prefix: str
) -> dict[str, Any]:
    values = {key: environment.get(prefix + key.upper()) for key in keys}
    return {key: value for key, value in values.items() if value}


def _path(value: Any, folder: Path) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str | Path) or not str(value):
        raise ConfigError(f"{value!r} is not a path")
    try:
        return folder / Path(value).expanduser()
    except RuntimeError as error:
        raise ConfigError(
            f"whose folder {value} is in is not known; write the whole path"
        ) from error


def _threshold(value: Any) -> float | None:
    if value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"threshold must be a number, not {value!r}") from error


def _kept(value: Any) -> int:
    if not str(value).isdecimal() or int(value) < 1:
        raise ConfigError(f"keep_generations must be a whole number from 1 on, not {value!r}")
    return int(value)


def _discord(settings: Mapping[str, Any], environment: Mapping[str, str]) -> DiscordConfig:
    values = {key: _PARSERS[key](f"discord.{key}", value) for key, value in settings.items()}
    config = DiscordConfig(**values, token=environment.get(_TOKEN, "").strip())
    _refuse_insecure("discord.api_base", config.api_base, "https")
    _refuse_insecure("discord.gateway_url", config.gateway_url, "wss")
    if config.log not in ("text", "json"):
        raise ConfigError(f'discord.log must be "text" or "json", not {config.log!r}')
    if config.strange_servers not in ("ignore", "leave"):
        value = config.strange_servers
        raise ConfigError(f'discord.strange_servers must be "ignore" or "leave", not {value!r}')
    return config


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise ConfigError(f"{name} must be a text, not {value!r}")
    return value.rstrip("/")


def _boolean(name: str, value: Any) -> bool:
    parsed = {"true": True, "1": True, "false": False, "0": False}.get(str(value).lower())
    if parsed is None:
        raise ConfigError(f"{name} must be true or false, not {value!r}")
    return parsed


def _count(name: str, value: Any) -> int:
    if not str(value).isdecimal():
        raise ConfigError(f"{name} must be a whole number from 0 on, not {value!r}")
    return int(value)


def _schedule_words(name: str, value: Any) -> str:
    schedule = read_schedule(name, value)
    return schedule.words if schedule else ""


def _timed_schedule_words(name: str, value: Any) -> str:
    schedule = read_timed_schedule(name, value)
    return schedule.words if schedule else ""


def _names(name: str, value: Any) -> tuple[str, ...]:
    """A list; in the environment, commas separate its items."""
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list):
        raise ConfigError(f"{name} must be a list, not {value!r}")
    return tuple(str(item).strip() for item in items if str(item).strip())


def _set_names(name: str, value: Any) -> tuple[str, ...]:
    """Names of sets as they are written; an empty one in a list is a slip, and names no set."""
    items = value if isinstance(value, list) else []
    if not all(isinstance(item, str) and item.strip() for item in items):
        raise ConfigError(f"{name} must be a list of names, not {value!r}")
    return _names(name, value)


def _ids(name: str, value: Any) -> tuple[int, ...]:
    return tuple(_count(name, item) for item in _names(name, value))


_PARSERS: dict[str, Callable[[str, Any], Any]] = {
    "api_base": _text,
    "gateway_url": _text,
    "plain": _boolean,
    "message_content": _boolean,
    "threads": _boolean,
    "keep_questions": _boolean,
    "retention_days": _count,
    "per_person": _count,
    "per_channel": _count,
    "private_sets": _set_names,
    "owners": _ids,
    "servers": _ids,
    "people": _ids,
    "strange_servers": _text,
    "direct_messages": _boolean,
    "user_installs": _boolean,
    "shards": _count,
    "port": _count,
    "health_file": _text,
    "log": _text,
    "rebuild": _schedule_words,
    "refresh": _timed_schedule_words,
    "staff_channel": _count,
    "channel_pause": _count,
}
"""For each key, the function that parses its value from the file or environment, or refuses it."""


def _refuse_insecure(name: str, address: str, scheme: str) -> None:
    """The token goes to this address: it must be encrypted, or stay on this machine."""
    parts = urlsplit(address)
    if not address or parts.scheme == scheme or _is_loopback(parts.hostname or ""):
        return
    raise ConfigError(f"{name} must begin with {scheme}:// or lead to this machine: {address}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    import ipaddress

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
