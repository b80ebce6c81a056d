"""A virtual environment with what an install that only answers has, and nothing else."""

import venv
from importlib.metadata import distribution
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

EXCLUDED = frozenset({"torch", "sentence-transformers"})
"""What ``bot/deploy/install.md`` leaves out."""


def make_answering_install(folder: Path) -> Path:
    """Its Python. What is installed here is linked into it: all that Pincite requires, and what
    that requires in turn, but for what is excluded and what only that requires."""
    venv.create(folder, symlinks=True)
    [packages] = folder.glob("lib/python3*/site-packages")
    for name in required("pincite") - {"pincite"}:
        _link(name, packages)
    return folder / "bin" / "python"


def required(root: str) -> set[str]:
    """The packages that one needs, itself among them, without what is excluded."""
    found: set[str] = set()
    left = {root}
    while left:
        name = left.pop()
        found.add(name)
        requirements = map(Requirement, distribution(name).requires or ())
        here = {
            canonicalize_name(requirement.name)
            for requirement in requirements
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        }
        left |= here - found - EXCLUDED
    return found


def _link(name: str, packages: Path) -> None:
    """Link each file or folder of a package that lies right in its ``site-packages``."""
    installed = distribution(name)
    tops = {PurePosixPath(file).parts[0] for file in installed.files or ()} - {"..", "__pycache__"}
    for top in tops:
        if not (packages / top).exists():
            (packages / top).symlink_to(Path(str(installed.locate_file(top))))
