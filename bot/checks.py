"""What ``pincite doctor`` looks at → a line each: ok, or what is wrong and what to do."""

import hashlib
import platform
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from bot.config import Config
from index.documents import corpus_files
from index.encoder import find_model
from index.errors import PinciteError
from index.search import Searcher

_SHOWN = ("pincite", "torch", "sentence-transformers", "faiss-cpu", "tantivy", "discord.py")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor's."""

    name: str
    ok: bool
    message: str


def run_checks(config: Config) -> Iterator[Check]:
    """Versions, model, index and corpus, in that order; no check stops the others."""
    yield Check("versions", True, _versions())
    for name, look in (("model", _model), ("index", _index), ("corpus", _corpus)):
        try:
            yield look(config)
        except PinciteError as error:
            yield Check(name, False, str(error))


def _versions() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in _SHOWN)
    return f"Python {platform.python_version()}, {libraries}"


def _model(config: Config) -> Check:
    identity = find_model(config.encoder).identity
    return Check("model", True, f"{identity.name}, SHA-256 {identity.sha256[:12]}… as expected")


def _index(config: Config) -> Check:
    generation = Searcher.open(config.index, verify=True).generation
    counts = generation.manifest.counts
    made = f"{generation.name} of {generation.manifest.created}"
    return Check("index", True, f"{made}, {counts['passages']:,} passages, every file as written")


def _corpus(config: Config) -> Check:
    """Whether the files are still those that were indexed."""
    now = {path.relative_to(config.corpus).as_posix(): path for path in corpus_files(config.corpus)}
    indexed = {d.id.partition("#")[0]: d.sha256 for d in Searcher.open(config.index).documents()}
    gone = [name for name in indexed if name not in now]
    changed = [
        name
        for name, sha256 in indexed.items()
        if name in now and hashlib.sha256(now[name].read_bytes()).hexdigest() != sha256
    ]
    if gone or changed:
        names = ", ".join(sorted(gone + changed)[:5])
        return Check("corpus", False, f"changed since the build: {names}; run pincite build")
    return Check("corpus", True, f"{config.corpus}, all {len(indexed)} indexed files unchanged")
