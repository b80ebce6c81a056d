"""Settings → the checks of ``pincite doctor``: a line each, ok or what is wrong and what to do."""

import datetime
import platform
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.config import Config
from bot.rendering.report import counted_noun
from bot.service.checks import Check, CheckFunction, run_all
from bot.service.kept_sources import failure_lines, kept_sources
from index.documents import FileRecord
from index.encoding.choose import load_encoder
from index.encoding.models import find_model
from index.errors import UnusableIndex
from index.reading.corpus import corpus_files, file_id, read_bytes
from index.reading.formats.reading import Unreadable
from index.search.searcher import Searcher
from index.storage.generation import ROWS, Generation, open_generation
from index.storage.locks import last_writer
from index.storage.rollback import last_good
from index.storage.rows import Rows

LEAST_FREE = 50_000_000
"""Bytes that a build of any corpus may need."""

TRIAL_SECONDS = 300

_PACKAGES = ("pincite", "torch", "sentence-transformers", "faiss-cpu", "tantivy", "discord.py")
_TRIAL = "from bot.cli.doctor import trial; trial()"
_ADVICE = (
    "install pincite alone into a new virtual environment; if it stays, set OMP_NUM_THREADS=1, "
    "since faiss and torch each bring an OpenMP of their own"
)
_MOST_NAMES = 5
_DRIFT = datetime.timedelta(minutes=2)


def run_checks(config: Config) -> Iterator[Check]:
    """Versions, libraries, model, index and its folder, disk, clock, corpus and its sources."""
    checks: dict[str, CheckFunction] = {
        "versions": _versions,
        "model": _model,
        "trial": _trial,
        "index": check_index,
        "rollback": _rollback,
        "folder": _folder,
        "disk": _disk,
        "writer": _writer,
        "clock": _clock,
        "corpus": _corpus,
        "sources": _sources,
    }
    return run_all(config, checks)


def _versions(_: Config) -> Iterator[Check]:
    libraries = ", ".join(f"{name} {_version_of(name)}" for name in _PACKAGES)
    yield Check("versions", True, f"Python {platform.python_version()}, {libraries}")


def _version_of(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        # Those that only large builds need may be missing: see bot/deploy/README.md.
        return "not installed"


def _model(config: Config) -> Iterator[Check]:
    identity = find_model(config.encoder).identity
    yield Check("model", True, f"{identity.name}, SHA-256 {identity.sha256[:12]}… as expected")


def _trial(_: Config) -> Iterator[Check]:
    """A build and a question in another process, since a crash of a library cannot be caught."""
    # -P: nothing is imported from the folder in which the doctor is run.
    command = [sys.executable, "-P", "-c", _TRIAL]
    try:
        process = subprocess.run(
            command, capture_output=True, text=True, timeout=TRIAL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        yield Check("trial", False, f"not done after {TRIAL_SECONDS} s; close other programs")
        return
    if process.returncode == 0:
        yield Check("trial", True, "a small index was built and asked")
        return
    yield Check(
        "trial",
        False,
        f"{_trial_failure(process.returncode)} ({_last_line(process.stderr)}); {_ADVICE}",
    )


def _trial_failure(code: int) -> str:
    if code >= 0:
        return "building and asking a small index failed"
    return f"building and asking a small index ended by {signal.Signals(-code).name}"


def _last_line(text: str) -> str:
    return next((line for line in reversed(text.splitlines()) if line.strip()), "no message")


def trial() -> None:
    """Build an index of one document with the default model, and ask it one question."""
    from bot.cli.progress import Bars
    from index.building.build import build_index

    with tempfile.TemporaryDirectory(prefix="pincite-") as scratch:
        corpus, index = Path(scratch, "corpus"), Path(scratch, "index")
        corpus.mkdir()
        Path(corpus, "trial.txt").write_text("The ferry to Burano leaves at nine.\n", "utf-8")
        with Bars() as bars:
            build_index(corpus, index, load_encoder(), bars)
        hits = Searcher.open(index, verify=True).search("When does the ferry leave?", 1)
        sys.exit(0 if hits else "nothing was found")


def check_index(config: Config) -> Iterator[Check]:
    """A line for each changed file of the index, or one line that all files are as written."""
    generation = open_generation(config.index)
    damages = list(generation.damages())
    yield from (Check("index", False, f"{damage}; run pincite build") for damage in damages)
    if not damages:
        Searcher.open(config.index)
        yield Check("index", True, f"{_summary(generation)}, every file as written")


def _summary(generation: Generation) -> str:
    manifest = generation.manifest
    passages = counted_noun(manifest.counts["passages"], "passage")
    return f"{generation.name} of {manifest.created}, {passages}"


def _rollback(config: Config) -> Iterator[Check]:
    previous = last_good(config.index)
    message = (
        f"would go back to {_summary(previous)}"
        if previous
        else "no good generation before is kept"
    )
    yield Check("rollback", True, message)


def _folder(config: Config) -> Iterator[Check]:
    folder = _nearest_folder(config.index)
    try:
        with tempfile.TemporaryFile(dir=folder):
            yield Check("folder", True, f"{config.index} can be written")
    except OSError as error:
        reason = error.strerror or error
        yield Check("folder", False, f"{folder} cannot be written ({reason}); no build can publish")


def _disk(config: Config) -> Iterator[Check]:
    free, needed = shutil.disk_usage(_nearest_folder(config.index)).free, _needed_bytes(config)
    message = f"{free / 1e6:,.0f} MB free, a build writes about {needed / 1e6:,.0f} MB"
    ok = free >= needed
    yield Check("disk", ok, message if ok else f"{message}; make room where {config.index} lies")


def _needed_bytes(config: Config) -> int:
    """About how many bytes the next generation takes, in addition to the existing ones."""
    files = [generation.manifest.files.values() for generation in _generations(config)]
    return max([LEAST_FREE, *(sum(int(entry["bytes"]) for entry in entries) for entries in files)])


def _generations(config: Config) -> list[Generation]:
    """The current generation; none if its manifest cannot be read, which another check reports."""
    try:
        return [open_generation(config.index)]
    except UnusableIndex:
        return []


def _nearest_folder(path: Path) -> Path:
    """The folder, or the nearest existing folder above it."""
    return next(folder for folder in (path, *path.absolute().parents) if folder.is_dir())


def _writer(config: Config) -> Iterator[Check]:
    writer, writing = last_writer(config.index)
    if writing:
        yield Check("writer", True, f"being built by {writer or 'another process'}")
    elif writer:
        message = f"a build by {writer}, was ended before it was done; nothing is lost"
        yield Check("writer", False, f"{message}, and the next pincite build tidies up")
    else:
        yield Check("writer", True, "nobody builds, and the last build came to its end")


def _clock(config: Config) -> Iterator[Check]:
    now = datetime.datetime.now(datetime.UTC)
    shown = f"{now:%Y-%m-%d %H:%M} UTC"
    for generation in _generations(config):
        created = datetime.datetime.fromisoformat(generation.manifest.created)
        if now < created - _DRIFT:
            built = f"before the index was built ({created:%Y-%m-%d %H:%M})"
            yield Check("clock", False, f"{shown} is {built}; set the clock")
            return
    yield Check("clock", True, shown)


def _corpus(config: Config) -> Iterator[Check]:
    """Whether the files are still the ones that were indexed."""
    files = dict(_present_files(config.corpus))
    indexed = _indexed_files(config)
    if indexed is None:
        count = counted_noun(len(files), "file")
        yield Check("corpus", True, f"{config.corpus}, {count} and no index to compare")
        return
    changed = [
        *(f"{name} is new" for name in files if name not in indexed),
        *(f"{name} is gone" for name in indexed if name not in files),
        *(f"{name} changed" for name, file in files.items() if _differs(file, indexed.get(name))),
    ]
    if not changed:
        count = counted_noun(len(indexed), "file")
        message = f"{config.corpus}, {count}, unchanged since the build"
        yield Check("corpus", True, message)
        return
    rest = f" and {len(changed) - _MOST_NAMES} more" if len(changed) > _MOST_NAMES else ""
    names = ", ".join(sorted(changed)[:_MOST_NAMES])
    yield Check("corpus", False, f"since the build {names}{rest}; run pincite build")


def _sources(config: Config) -> Iterator[Check]:
    """Whether the last look at what comes from outside went well."""
    failures = failure_lines(config)
    for failure in failures:
        yield Check("sources", False, f"{failure}; pincite refresh looks again")
    if not failures:
        count = len(kept_sources(config))
        kept = f"{counted_noun(count, 'source')}, none of which failed"
        yield Check("sources", True, kept if count else "nothing comes from outside")


def _present_files(corpus: Path) -> Iterator[tuple[str, FileRecord]]:
    for path in corpus_files(corpus):
        name = file_id(corpus, path)
        try:
            yield name, read_bytes(corpus, path).record
        except Unreadable:
            yield name, FileRecord(name, "")


def _differs(file: FileRecord, indexed: FileRecord | None) -> bool:
    return indexed is not None and (file.sha256, file.sidecar_sha256) != (
        indexed.sha256,
        indexed.sidecar_sha256,
    )


def _indexed_files(config: Config) -> dict[str, FileRecord] | None:
    """The files that were indexed, by path; ``None`` without a usable index."""
    for generation in _generations(config):
        rows = Rows(generation.folder / ROWS, generation.manifest.salt)
        try:
            return {file.path: file for file in rows.files()}
        except UnusableIndex:
            return None
        finally:
            rows.close()
    return None
