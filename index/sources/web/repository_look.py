"""One look at a folder of a public git repository."""

import shutil
import tempfile
import time
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path, PurePosixPath

from yarl import URL

from index.documents import file_suffix
from index.errors import ErrorKind, SourceError
from index.sources.source import Item
from index.sources.web.fetching import Fetcher
from index.sources.web.git import HTTPS, Git, GitFile
from index.sources.web.keeping import Keeper, now, read_kept
from index.sources.web.media import KEPT
from index.sources.web.page_files import repository_file
from index.sources.web.repositories import Repository
from index.sources.web.watching import Watch

MOST_FILES = 5_000
MOST_BYTES = 20_000_000
"""Of one file."""
_PREFIX = "pincite-git-"
_LONGEST_LOOK = 24 * 60 * 60
"""Seconds; the folder of an older one was left by a process that was killed."""
_REFS_PATH = "/info/refs"


async def look_at_repository(
    keeper: Keeper, fetcher: Fetcher, watch: Watch, protocol: str = HTTPS
) -> None:
    """Keep the files as they are at the newest commit; raises ``SourceError``."""
    settings = keeper.source.settings
    repository = Repository(*(str(settings[key]) for key in ("repository", "branch", "path")))
    address, ips = repository.address, list[str]()
    if protocol == HTTPS:
        address = await _checked(repository.address, fetcher)
        ips = await fetcher.addresses_of(address)
    _remove_left_folders()
    with tempfile.TemporaryDirectory(prefix=_PREFIX, ignore_cleanup_errors=True) as folder:
        git = Git(Path(folder), address, ips, protocol)
        commit = await git.head(repository.branch)
        if commit != settings.get("commit") or _is_missing(keeper):
            await _renew(keeper, git, repository, commit, watch)
        else:
            keeper.count(unchanged=len(keeper.source.items))
    keeper.set(commit=commit)


def _remove_left_folders() -> None:
    """Remove what looks that were killed have left; another user's cannot be."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if time.time() - folder.lstat().st_mtime > _LONGEST_LOOK:
                shutil.rmtree(folder, ignore_errors=True)  # leaves alone what a link leads to


async def _checked(address: str, fetcher: Fetcher) -> str:
    """The address at which the repository is, after redirects that were checked."""
    if URL(address).scheme != HTTPS:
        raise SourceError(
            f"{URL(address).host}: a repository is read over https only", ErrorKind.ADDRESS
        )
    fetched = await fetcher.fetch(f"{address.rstrip('/')}{_REFS_PATH}?service=git-upload-pack")
    url = URL(fetched.address)
    if fetched.status != HTTPStatus.OK or not url.path.endswith(_REFS_PATH):
        return address  # git asks in its own way, and says what is wrong
    return str(url.with_path(url.path.removesuffix(_REFS_PATH)).with_query(None))


def _is_missing(keeper: Keeper) -> bool:
    """Whether somebody removed a file that was kept."""
    return any(keeper.path_of(address) is None for address in keeper.source.items)


async def _renew(
    keeper: Keeper, git: Git, repository: Repository, commit: str, watch: Watch
) -> None:
    await git.clone(repository.branch)
    listed = await git.files(repository.path)
    wanted = [file for file in listed if _is_wanted(file.path)]
    if not wanted:
        where = f"{repository.path} of {repository.address}" if repository.path else "it"
        raise SourceError(
            f"no file in {where} is of a kind that is read; README.md names them",
            ErrorKind.UNREAD_TYPE,
        )
    keeper.count(left_out=len(listed) - len(wanted), limited=len(wanted) > MOST_FILES)
    wanted = wanted[:MOST_FILES]
    work = await git.check_out(file.path for file in wanted)
    kept = set()
    for number, file in enumerate(wanted, 1):
        if address := _put(keeper, repository, work, file, commit):
            kept.add(address)
        watch.page(number, len(wanted))
    for address in keeper.source.items.keys() - kept:
        keeper.drop(address)
    keeper.remove_strays()


def _is_wanted(path: str) -> bool:
    parts = PurePosixPath(path).parts
    is_hidden = any(part.startswith(".") for part in parts)
    is_readme = parts[-1].upper() == "README"
    return not is_hidden and path.isprintable() and (file_suffix(path) in KEPT or is_readme)


def _put(
    keeper: Keeper, repository: Repository, work: Path, file: GitFile, commit: str
) -> str | None:
    """Keep a file; its link goes to the commit in which it was first seen as it is."""
    path = work / file.path
    if not path.is_file() or path.stat().st_size > MOST_BYTES or not path.stat().st_size:
        keeper.count(left_out=1)
        return None
    branch = repository.branch or "HEAD"
    address = repository.file_address(branch, file.path) or f"{repository.address}#{file.path}"
    old = keeper.source.items.get(address)
    first, _, blob = old.etag.partition(" ") if old else ("", "", "")
    seen = first if blob == file.blob else commit
    item = Item("", "", now(), etag=f"{seen} {file.blob}")
    name = repository_file(keeper.source.name, repository.path, file.path)
    url = repository.file_address(seen, file.path)
    keeper.put(address, read_kept(path), name, url, item)
    return address
