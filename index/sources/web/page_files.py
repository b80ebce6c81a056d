"""The address of a page → the path of its file below the corpus. Pure but for what is there."""

import hashlib
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import PurePosixPath
from urllib.parse import unquote

from yarl import URL

from index.documents import file_suffix
from index.sources.file_names import safe_name
from index.sources.web.page_addresses import is_index

_DEEPEST = 12
"""Folders; some systems take no path of more than 260 characters."""
_LONGEST_PATH = 200


def file_of(folder: str, prefix: str, address: str, suffix: str) -> str:
    """The path that a reader of it would guess: ``web/host/install.html`` of ``/guide/install``.

    A query may hold a key, and names of files stand in logs: letters of a hash take its place.
    """
    url = URL(address)
    raw_path, session, _ = url.raw_path.partition(";")
    path = unquote(raw_path).removeprefix(unquote(prefix)).strip("/")
    parts = [part for part in path.split("/") if part] or ["index"]
    *folders, name = parts
    if is_index(name) or (raw_path.endswith("/") and parts != ["index"]):
        folders, name = (folders, "index") if is_index(name) else (parts, "index")
    if session or url.raw_query_string:
        name = f"{_stem(name, suffix)}-{_letters(address)}"
    name = safe_name(f"{_stem(name, suffix)}{suffix}")
    file = "/".join([folder, *map(safe_name, folders), name])
    is_long = len(folders) > _DEEPEST or len(file.encode()) > _LONGEST_PATH
    return with_hash(f"{folder}/{name}", address) if is_long else file


def free_file(folder: str, file: str, address: str, is_free: Callable[[str], bool]) -> str:
    """The path, or if something else has it, one that no other address has."""
    return next(path for path in _candidates(folder, file, address) if is_free(path))


def _candidates(folder: str, file: str, address: str) -> Iterator[str]:
    yield file
    yield with_hash(file, address)
    flat = f"{folder}/{PurePosixPath(file).name}"  # where no file stands in the way of a folder
    for number in count():
        yield with_hash(flat, f"{address} {number}")


def with_hash(file: str, address: str) -> str:
    """The path with some letters in its name that come from the address."""
    path = PurePosixPath(file)
    return str(path.with_name(safe_name(f"{path.stem}-{_letters(address)}{path.suffix}")))


def _letters(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()[:8]


def _stem(name: str, suffix: str) -> str:
    """A name without the ending that it gets, or that of the program that made the page."""
    own = PurePosixPath(name).suffix.lower()
    endings = {suffix, ".htm", ".html", ".xhtml", ".php", ".asp", ".aspx", ".jsp", ".shtml"}
    return name[: -len(own)] if own in endings and file_suffix(name) else name


def repository_file(folder: str, below: str, path: str) -> str:
    """The path of a file of a repository, of which the folder ``below`` was asked for."""
    inside = PurePosixPath(path)
    if below and inside.is_relative_to(below):
        inside = PurePosixPath(inside.name) if path == below else inside.relative_to(below)
    file = "/".join([folder, *map(safe_name, inside.parts)])
    is_long = len(inside.parts) > _DEEPEST or len(file.encode()) > _LONGEST_PATH
    return with_hash(f"{folder}/{safe_name(inside.name)}", path) if is_long else file
