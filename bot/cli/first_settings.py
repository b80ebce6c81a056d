"""The three choices of an owner → the first settings, and what must be told of them."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from bot.cli.settings_file import FirstSettings
from bot.config import FILE_NAME, Config, load_config
from bot.suggestions import did_you_mean
from index.errors import ConfigError, EncoderError, UsageError

ENGLISH = "English"


class Choices(NamedTuple):
    """Where the documents are, whether people ask on Discord, and the name of their language."""

    corpus: Path
    discord: bool
    language: str


def read_folder(word: str) -> Path:
    """A folder that exists, as an absolute path; raises ``UsageError``."""
    folder = Path(os.path.abspath(os.path.expanduser(word)))
    if not folder.is_dir():
        raise UsageError(f"{folder} is no folder")
    return folder


def read_yes(word: str) -> bool:
    """Whether a word says yes; raises ``UsageError`` if it does not say no either."""
    if (said := word.lower()) not in ("y", "yes", "n", "no"):
        raise UsageError(f"{word!r} is neither yes nor no")
    return said.startswith("y")


def read_language(word: str) -> str:
    """The name of a language from its name or its code; raises ``UsageError``."""
    from index.storage.terms import LANGUAGES  # it brings a library with it

    names = {name.lower(): name for name in LANGUAGES.values()}
    if found := names.get(word.lower()) or LANGUAGES.get(word.lower()):
        return found
    known = f"; known are {', '.join(sorted(names.values()))}"
    raise UsageError(
        f"no language {word!r}{did_you_mean(word.capitalize(), names.values()) or known}"
    )


def first_settings(choices: Choices, folder: Path) -> FirstSettings:
    """The settings for these choices in a file of this folder."""
    from index.building.languages import MULTILINGUAL

    corpus = None if choices.corpus == folder / "corpus" else _shortest(choices.corpus, folder)
    if choices.language == ENGLISH:
        return FirstSettings(corpus, discord=choices.discord)
    encoder = MULTILINGUAL if _is_here(MULTILINGUAL) else None
    return FirstSettings(corpus, encoder, MULTILINGUAL, choices.discord)


def language_notes(settings: FirstSettings, language: str) -> Iterator[str]:
    """What the language of the questions means for what is found."""
    if settings.encoder:
        yield f"{language}: with the encoder {settings.encoder}, which is on this machine"
    elif language != ENGLISH:
        yield (
            f"warning: {language}: the default encoder knows English alone, so passages are found "
            "by the words of the question, not by other wordings. For those put "
            f"{settings.advised_encoder} on this machine, take the # before encoder in {FILE_NAME} "
            "away, and run pincite build."
        )


def differences(settings: FirstSettings, corpus: Path, folder: Path) -> list[str]:
    """What a settings file that is there already would have to say otherwise."""
    there = load_config({}, folder)
    changes = []
    if there.corpus.resolve() != corpus.resolve():
        changes.append(f"corpus = {str(corpus)!r} (now {str(there.corpus)!r})")
    if settings.encoder and there.encoder != settings.encoder:
        changes.append(f"encoder = {settings.encoder!r} (now {there.encoder!r})")
    return changes


def config_to_be(settings: FirstSettings, corpus: Path, folder: Path) -> Config:
    """All settings as they will hold; raises ``ConfigError`` if the environment says otherwise."""
    config = load_config(os.environ, folder, corpus=corpus, encoder=settings.encoder)
    holding = load_config(os.environ, folder)
    outweighed = {
        "PINCITE_CORPUS": holding.corpus.resolve() != corpus.resolve(),
        "PINCITE_ENCODER": holding.encoder != config.encoder,
    }
    for name, is_outweighed in outweighed.items():
        if is_outweighed and (said := os.environ.get(name)):
            raise ConfigError(f"{name} is set to {said!r} and goes before {FILE_NAME}; unset it")
    return config


def _shortest(path: Path, folder: Path) -> Path:
    return path.relative_to(folder) if path.is_relative_to(folder) else path


def _is_here(model: str) -> bool:
    from index.encoding.models import find_folder

    try:
        find_folder(model)
    except EncoderError:
        return False
    return True
