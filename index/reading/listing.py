"""Corpus folder → the files in it, without opening any, and what rules leave out of it.

The one list of a corpus: what a build reads, what the doctor compares, and what tells that an index
is stale. It is quick to import and to make, since it is made after each question.
"""

import os
import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from index.documents import SIDECAR_SUFFIX
from index.errors import CorpusError
from index.files import Stamp
from index.reading.ignore_rules import FILE_NAME, Rules, default_rule, rule_of_content

SOURCES_FOLDER = ".sources"
"""The folder of a corpus in which it is kept what comes from outside; it is never read as
documents, whatever the patterns say."""

_MISSING = {FileNotFoundError: "does not exist", NotADirectoryError: "is not a folder"}

_CURRENT = "CURRENT"
_INDEX_MARKS = frozenset((_CURRENT, ".lock"))
_GENERATION = re.compile(r"gen-[0-9]{6,}")
_PARTS = ("manifest.json", "rows.sqlite")
_INDEX_DRAFTS = (".lock", ".tmp-", ".CURRENT")

UNKNOWN: Stamp = (-1, -1)
"""The stamp of what cannot be looked at, such as a folder that cannot be listed."""


class Ignored(NamedTuple):
    """A file or folder that was left out, by its path below the corpus, and the rule that did."""

    path: str
    rule: str


@dataclass(frozen=True, slots=True)
class Listing:
    """The files of a corpus with their stamps, by their paths below it.

    A folder that cannot be listed is among the files. Side-cars stand apart.
    """

    folder: Path
    files: dict[str, Stamp]
    sidecars: dict[str, Stamp]
    ignored: tuple[Ignored, ...]

    def paths(self) -> list[Path]:
        """The paths of the files in order."""
        return sorted(self.folder / path for path in self.files)

    def stamps(self) -> dict[str, Stamp]:
        """The stamps of all files, side-cars included."""
        return {**self.files, **self.sidecars}


class _Folder(NamedTuple):
    """A folder to be listed, by its path below the corpus, with a slash at its end."""

    path: str
    rules: Rules
    is_taken_back: bool
    """A pattern says that it is read, whatever our own rules say."""


def list_corpus(folder: Path) -> Listing:
    """The files of the corpus; raises ``CorpusError`` if there is no such folder, or if its
    patterns of what to ignore cannot be understood."""
    listing = Listing(folder, {}, {}, ())
    ignored: list[Ignored] = []
    pending = [_Folder("", Rules(), True)]
    while pending:
        current = pending.pop()
        try:
            entries = _entries(folder, current.path)
        except OSError as error:
            if not current.path:
                raise _no_corpus(folder, error) from error
            listing.files[current.path.rstrip("/")] = UNKNOWN
            continue
        ignored += _sort_entries(listing, current, entries, pending)
    return Listing(folder, listing.files, listing.sidecars, tuple(sorted(ignored)))


def _entries(folder: Path, below: str) -> list["os.DirEntry[str]"]:
    with os.scandir(os.path.join(folder, below) if below else folder) as entries:
        return list(entries)


def _no_corpus(folder: Path, error: OSError) -> CorpusError:
    problem = _MISSING.get(type(error), f"cannot be read ({error.strerror})")
    return CorpusError(f"the corpus {folder} {problem}; name your documents' folder with --corpus")


def _sort_entries(
    listing: Listing,
    current: _Folder,
    entries: list["os.DirEntry[str]"],
    pending: list[_Folder],
) -> Iterator[Ignored]:
    """Put each entry of a folder where it belongs; gives those that a rule leaves out."""
    names = {entry.name for entry in entries}
    if not current.is_taken_back and (rule := rule_of_content(names)):
        yield Ignored(current.path, rule)
        return
    rules = current.rules
    if FILE_NAME in names:
        rules = rules.within(listing.folder, current.path)
    has_patterns = bool(rules)
    own, stems = _own_names(listing.folder / current.path, names), _stems(names)
    for entry in entries:
        name, path = entry.name, current.path + entry.name
        if name in own:
            continue
        if stems and _is_sidecar(name, stems):
            listing.sidecars[path] = _stamp(entry)
            continue
        is_folder = _is_folder(entry)
        verdict = rules.verdict(path, is_folder=is_folder) if has_patterns else None
        rule = verdict.rule if verdict else default_rule(name, is_folder=is_folder, beside=names)
        if rule:
            yield Ignored(f"{path}/" if is_folder else path, rule)
        elif is_folder:
            pending.append(_Folder(f"{path}/", rules, verdict is not None))
        else:
            listing.files[path] = _stamp(entry)


def _own_names(folder: Path, names: AbstractSet[str]) -> set[str]:
    """What stands in a folder for ourselves: no pattern can make documents of it.

    The index may lie in its own corpus.
    """
    own = {FILE_NAME, SOURCES_FOLDER}
    if not _INDEX_MARKS & names:
        return own
    own |= {name for name in names if name.startswith(_INDEX_DRAFTS)}
    named = filter(_GENERATION.fullmatch, names)
    generations = {
        name for name in named if all((folder / name / file).is_file() for file in _PARTS)
    }
    return own | {_CURRENT, *generations} if generations else own


def _stems(names: AbstractSet[str]) -> set[str]:
    """The names of a folder with and without their endings, if a side-car may be among them."""
    if not any(name.endswith(SIDECAR_SUFFIX) for name in names):
        return set()
    return {*names, *(_stem(name) for name in names)}


def _stem(name: str) -> str:
    stem, _, ending = name.rpartition(".")
    return stem if stem and ending else name


def _is_sidecar(name: str, stems: AbstractSet[str]) -> bool:
    """Whether a file is the side-car of another file in its folder."""
    return name.endswith(SIDECAR_SUFFIX) and name.removesuffix(SIDECAR_SUFFIX) in stems


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _stamp(entry: "os.DirEntry[str]") -> Stamp:
    try:
        stat = entry.stat()
    except OSError:
        return UNKNOWN
    return stat.st_size, stat.st_mtime_ns
