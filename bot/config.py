"""Flags > environment > pincite.toml > defaults → one frozen ``Config``.

Nothing is read at import; the environment is handed in as a mapping. Secrets come from the
environment alone and are never printed.
"""

import hashlib
import ipaddress
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import platformdirs

from index.encoder import DEFAULT_NAME
from index.errors import ConfigError

FILE = "pincite.toml"


@dataclass(frozen=True, slots=True)
class DiscordConfig:
    """What the Discord bot needs; empty addresses mean Discord's own."""

    api_base: str = ""
    gateway_url: str = ""
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, resolved; a threshold of ``None`` means the measured one, an empty reranker
    none."""

    corpus: Path
    index: Path
    state: Path
    encoder: str = DEFAULT_NAME
    reranker: str = ""
    threshold: float | None = None
    discord: DiscordConfig = field(default_factory=DiscordConfig)


_KEYS = ("corpus", "index", "state", "encoder", "reranker", "threshold")
_DISCORD_KEYS = ("api_base", "gateway_url")


def load_config(environment: Mapping[str, str], here: Path, **flags: Any) -> Config:
    """The settings for a process in the folder ``here``; raises ``ConfigError``.

    Paths in the file are meant from the file's folder, all others from ``here``.
    """
    settings = _read_file(here / FILE)
    settings.update(_from_environment(environment, _KEYS, "PINCITE_"))
    settings.update({key: value for key, value in flags.items() if value is not None})
    corpus = _path(settings.get("corpus"), here) or here / "corpus"
    named = _from_environment(environment, _DISCORD_KEYS, "PINCITE_DISCORD__")
    discord = _discord({**settings.get("discord", {}), **named}, environment)
    return Config(
        corpus=corpus,
        index=_path(settings.get("index"), here) or _own_folder(corpus) / "index",
        state=_path(settings.get("state"), here) or _own_folder(corpus) / "state",
        encoder=str(settings.get("encoder", DEFAULT_NAME)),
        reranker=str(settings.get("reranker", "")),
        threshold=_threshold(settings.get("threshold")),
        discord=discord,
    )


def _own_folder(corpus: Path) -> Path:
    """Each corpus has an index of its own, so that no answer comes from another's documents."""
    digest = hashlib.sha256(str(corpus.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    name = f"{corpus.resolve().name or 'corpus'}-{digest[:8]}"
    return Path(platformdirs.user_data_dir("pincite", appauthor=False)) / name


def _read_file(path: Path) -> dict[str, Any]:
    try:
        settings = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}; mend or remove it") from error
    _refuse_unknown(settings, (*_KEYS, "discord"), str(path))
    discord = settings.get("discord", {})
    if not isinstance(discord, dict):
        raise ConfigError(f"{path}: discord must be a table, [discord]")
    if "token" in discord:
        raise ConfigError(f"{path} holds a token; move it to the environment, DISCORD_TOKEN")
    _refuse_unknown(discord, _DISCORD_KEYS, f"{path}, table [discord]")
    return settings


def _refuse_unknown(settings: dict[str, Any], known: tuple[str, ...], where: str) -> None:
    for key in settings:
        if key not in known:
            raise ConfigError(f"{where}: unknown setting {key!r}; known are {', '.join(known)}")


def _from_environment(
    environment: Mapping[str, str], keys: tuple[str, ...], prefix: str
) -> dict[str, Any]:
    found = {key: environment.get(prefix + key.upper()) for key in keys}
    return {key: value for key, value in found.items() if value}


def _path(value: Any, here: Path) -> Path | None:
    if value is None:
        return None
    if not isinstance(value, str | Path) or not str(value):
        raise ConfigError(f"{value!r} is not a path")
    return here / Path(value).expanduser()


def _threshold(value: Any) -> float | None:
    if value is None:
        return None
    try:
        return float(value)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"threshold must be a number, not {value!r}") from error


def _discord(settings: Mapping[str, Any], environment: Mapping[str, str]) -> DiscordConfig:
    api_base, gateway_url = (str(settings.get(key, "")) for key in _DISCORD_KEYS)
    _refuse_insecure("discord.api_base", api_base, "https")
    _refuse_insecure("discord.gateway_url", gateway_url, "wss")
    token = environment.get("DISCORD_TOKEN", "").strip()
    return DiscordConfig(api_base=api_base.rstrip("/"), gateway_url=gateway_url, token=token)


def _refuse_insecure(name: str, address: str, scheme: str) -> None:
    """The token goes to this address: it must be encrypted, or stay on this machine."""
    parts = urlsplit(address)
    if not address or parts.scheme == scheme or _is_loopback(parts.hostname or ""):
        return
    raise ConfigError(f"{name} must begin with {scheme}:// or lead to this machine: {address}")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
