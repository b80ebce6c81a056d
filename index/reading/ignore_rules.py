"""The name of a file or folder → the rule that leaves it out of the corpus, if there is one.

``.pincite-ignore`` has patterns in the form of git's ``.gitignore``, in the folder that they are
for: the file of the deepest folder wins, in it the last pattern that matches, and ``!`` takes a
file back. Where no pattern says anything, what no person wrote to be read is left out: hidden
files, what programs keep for themselves, and what they make from other files.
"""

import re
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from index.errors import CorpusError

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

FILE_NAME = ".pincite-ignore"

HIDDEN = "hidden"
OFFICE = "an office program's own"
SYSTEM = "a system's own"
BACKUP = "an editor's backup"
ENVIRONMENT = "a virtual environment"
CACHE = "a cache"
BUILT = "built from the files beside it"

MOST_BYTES = 65_536
"""Of a file of patterns."""

MOST_STARS = 4
"""In a pattern, ``**`` being one of them, and not all of one kind: with more, one long name can
take hours."""

_MADE_FOLDERS = frozenset(("node_modules", "__pycache__"))
_MARKED_FOLDERS = {"pyvenv.cfg": ENVIRONMENT, "CACHEDIR.TAG": CACHE}
"""A file in a folder, and what the folder is."""

_BUILT_BESIDE = {
    "build": frozenset(("package.json", "pyproject.toml", "setup.py")),
    "dist": frozenset(("package.json", "pyproject.toml", "setup.py")),
    "target": frozenset(("Cargo.toml", "pom.xml")),
}
"""A folder of such a name is built from other files only if one of these stands beside it."""

_FOR_SYSTEMS = frozenset(("thumbs.db", "desktop.ini"))
_BACKUP_ENDINGS = ("~", ".swp", ".swo")


def default_rule(name: str, *, is_folder: bool, beside: AbstractSet[str] = frozenset()) -> str:
    """The rule of our own against a name, with the names that stand beside it; empty if none."""
    if name.startswith("."):
        return HIDDEN
    if is_folder:
        if name in _MADE_FOLDERS:
            return name
        return BUILT if not _BUILT_BESIDE.get(name, frozenset()).isdisjoint(beside) else ""
    if name.startswith("~$"):
        return OFFICE
    if name.endswith(_BACKUP_ENDINGS):
        return BACKUP
    return SYSTEM if name.lower() in _FOR_SYSTEMS else ""


def rule_of_content(names: AbstractSet[str]) -> str:
    """The rule of our own against a folder that holds these names; empty if there is none."""
    return next((rule for mark, rule in _MARKED_FOLDERS.items() if mark in names), "")


class Verdict(NamedTuple):
    """What the patterns say of a path: the rule that leaves it out, or that it is taken back."""

    rule: str


TAKEN_BACK = Verdict("")


class Patterns:
    """The patterns of a folder's own file; the folder is named by its path below the corpus.

    Raises ``CorpusError`` for what it does not understand, so that nothing is read against a wish
    to leave it out.
    """

    def __init__(self, corpus: Path, folder: str) -> None:
        self._path = corpus / folder / FILE_NAME
        self._folder = folder
        self._lines = [line for line in self._text().splitlines() if line.strip()]
        self._spec = self._read()

    def verdict(self, path: str, *, is_folder: bool) -> Verdict | None:
        """What they say of a path in their folder; ``None`` if nothing."""
        result = self._spec.check_file(path[len(self._folder) :] + ("/" if is_folder else ""))
        if result.include is None or result.index is None:
            return None
        if not result.include:
            return TAKEN_BACK
        return Verdict(f"{self._folder}{FILE_NAME}: {self._lines[result.index].strip()}")

    def _text(self) -> str:
        try:
            if self._path.is_symlink() or not self._path.is_file():
                raise self._error("no regular file")
            with self._path.open("rb") as file:
                data = file.read(MOST_BYTES + 1)
            if len(data) > MOST_BYTES:
                raise self._error(f"more than {MOST_BYTES:,} bytes")
            return data.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise self._error(f"cannot be read ({error})") from error

    def _read(self) -> "GitIgnoreSpec":
        from pathspec import GitIgnoreSpec  # only where there is such a file

        for line in self._lines:
            if _is_slow(line):
                raise self._error(f"{line.strip()!r} has too many stars")
            try:
                GitIgnoreSpec.from_lines([line])
            except ValueError as error:
                raise self._error(f"{line.strip()!r} is no pattern") from error
        return GitIgnoreSpec.from_lines(map(_of_content_only, self._lines))

    def _error(self, problem: str) -> CorpusError:
        return CorpusError(f"{self._path}: {problem}; mend it, and build again")


def _is_slow(pattern: str) -> bool:
    parts = [part.strip() for part in pattern.split("/")]
    within = sum(part.count("*") for part in parts if part != "**")
    between = parts.count("**")
    return max(within, between) >= MOST_STARS or within + between > MOST_STARS


def _of_content_only(pattern: str) -> str:
    """``drafts/**`` as git means it: all that is in the folder, not the folder itself."""
    return re.sub(r"/\*\*\s*$", "/**/*", pattern)


class Rules:
    """The patterns that hold in a folder: its own, and those of each folder above it."""

    def __init__(self, patterns: tuple[Patterns, ...] = ()) -> None:
        self._patterns = patterns
        """Those of the deepest folder first."""

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self._patterns)

    def within(self, corpus: Path, folder: str) -> "Rules":
        """The rules in a folder that has a file of patterns; raises ``CorpusError``."""
        return Rules((Patterns(corpus, folder), *self._patterns))

    def verdict(self, path: str, *, is_folder: bool) -> Verdict | None:
        """What the patterns say of a path below the corpus; ``None`` if they say nothing."""
        for patterns in self._patterns:
            if (verdict := patterns.verdict(path, is_folder=is_folder)) is not None:
                return verdict
        return None
