"""The address of a public git repository, or of a folder of it → what it names. Pure."""

import re
from dataclasses import dataclass

from yarl import URL

from index.sources.file_names import safe_name
from index.sources.source import Kind, Setting, Source

_BLOB_PATHS = {
    "github.com": "blob/{commit}/{path}",
    "gitlab.com": "-/blob/{commit}/{path}",
    "codeberg.org": "src/commit/{commit}/{path}",
}
_FOLDER = re.compile(r"(?:-/)?(?:tree|blob|src/branch)/(?P<branch>[^/]+)(?:/(?P<path>.+))?")
_NO_OWNERS = frozenset("about features login marketplace orgs search settings topics users".split())


@dataclass(frozen=True, slots=True)
class Repository:
    """A repository at an address, and which part of it."""

    address: str
    branch: str = ""
    path: str = ""

    def source(self, set_name: str, ordered_by: str, added: str) -> Source:
        """The source that it is."""
        url = URL(self.address)
        parts = [
            url.host_port_subcomponent or "",
            *url.path.removesuffix(".git").strip("/").split("/"),
        ]
        parts += self.path.split("/") if self.path else []
        name = "/".join([set_name, *map(safe_name, parts)])
        settings: dict[str, Setting] = {"repository": self.address}
        settings |= {"branch": self.branch, "path": self.path}
        origin = self.file_address(self.branch or "HEAD", self.path) if self.path else ""
        return Source(
            name, Kind.REPOSITORY, origin or self.address, ordered_by, added, settings=settings
        )

    def file_address(self, commit: str, path: str) -> str:
        """Where people see a file of it as it was at a commit; empty if that is not known."""
        url = URL(self.address)
        pattern = _BLOB_PATHS.get(url.host or "")
        if pattern is None:
            return ""
        base = self.address.removesuffix("/").removesuffix(".git")
        return str(URL(f"{base}/{pattern.format(commit=commit, path=path)}"))


def repository_of(address: str) -> Repository | None:
    """The repository that an address names, by its ending or by its host; ``None`` if it is none.

    >>> repository_of("https://github.com/ada/engine/tree/main/docs")
    Repository(address='https://github.com/ada/engine', branch='main', path='docs')
    """
    url = URL(address)
    parts = url.path.strip("/").split("/")
    if url.path.rstrip("/").endswith(".git"):
        return Repository(address.rstrip("/"))
    if url.host not in _BLOB_PATHS or len(parts) < 2 or parts[0] in _NO_OWNERS:
        return None
    base = str(url.origin() / parts[0] / parts[1])
    if len(parts) == 2:
        return Repository(base)
    folder = _FOLDER.fullmatch("/".join(parts[2:]))
    if folder is None:
        return None
    return Repository(base, folder["branch"], folder["path"] or "")
