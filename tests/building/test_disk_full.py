"""A build on a full disk: whatever it was writing, the index of before answers on."""

import errno
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from index import Searcher, answer, build_index
from index.errors import IndexUnwritable
from index.storage.generation import open_generation
from tests.conftest import ROOT, Silent, WordEncoder

pytest.importorskip("resource", reason="file sizes are limited by the system's resource limits")

BUILD = """
import resource, sys
from pathlib import Path
from index import build_index
from index.errors import NotPublished
from tests.conftest import Silent, WordEncoder
corpus, index, most = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
if most >= 0:
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
try:
    build_index(corpus, index, WordEncoder(), Silent())
except NotPublished as error:
    sys.exit(f"refused: {error}")
"""
PAGE, LARGE = 4096, 256 << 20


@dataclass(frozen=True, slots=True)
class Shelf:
    """A corpus in which one document changed, and its index of before."""

    corpus: Path
    index: Path


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    folder = tmp_path_factory.mktemp("shelf")
    (folder / "corpus").mkdir()
    for number in range(60):  # too few letters for the model of languages, which takes a second
        text = "".join(f"Gate {number}, day {day}: 1 2 3 4.\n\n" for day in range(20))
        (folder / "corpus" / f"gate{number:02}.md").write_text(f"# Gate {number}\n\n{text}")
    build_index(folder / "corpus", folder / "index", WordEncoder(), Silent())
    with (folder / "corpus" / "gate07.md").open("a") as file:
        file.write("The ferry to Burano leaves at nine.\n")
    return Shelf(folder / "corpus", folder / "index")


def built(corpus: Path, index: Path, most: int = -1) -> bool:
    """Whether a process that may write so many bytes to a file published; else that it said so."""
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(corpus), str(index), str(most)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode in (0, 1), f"{most}: {done.returncode}, {done.stderr}"
    if done.returncode == 1:
        refusal = rf"\Arefused: .*{re.escape(str(index))}.* cannot be written: .+\Z"
        assert re.match(refusal, done.stderr.strip()), f"{most}: {done.stderr}"
    return done.returncode == 0


def check_whole(index: Path, published: bool) -> None:
    """The index of before, or the new one beside it, answers, and nothing else is left."""
    names = {".lock", "CURRENT", "gen-000001"} | ({"gen-000002"} if published else set())
    assert {path.name for path in index.iterdir()} == names
    searcher = Searcher.open(index, WordEncoder(), verify=True)
    found = answer(searcher, "When does the ferry to Burano leave?", threshold=0)
    shown = {quote.text for quote in found.quotes}
    assert found.quotes
    assert any("The ferry to Burano leaves at nine." in text for text in shown) == published


def sizes(shelf: Shelf) -> list[int]:
    """Sizes between nothing and more than the largest file, so that each file is once too large."""
    files = open_generation(shelf.index).manifest.files.values()
    found = sorted({int(entry["bytes"]) for entry in files})
    return [0, 60, *(size - 1 for size in found[-8:]), 2 * found[-1]]


def thinned(sizes: list[int], step: int) -> list[int]:
    """The first size, the last, and every so many between."""
    return [*sizes[:-1:step], sizes[-1]]


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_where_no_file_may_be_larger_the_index_of_before_answers_on(
    shelf: Shelf, tmp_path: Path, step: int
) -> None:
    published = []
    for most in thinned(sizes(shelf), step):
        index = tmp_path / str(most)
        shutil.copytree(shelf.index, index)
        published.append(built(shelf.corpus, index, most))
        check_whole(index, published[-1])
    assert published[0] is False
    assert published[-1] is True


@contextmanager
def disk_of(size: int, shelf: Shelf, folder: Path) -> Iterator[Path]:
    """A disk in memory that holds the index of before."""
    folder.mkdir(exist_ok=True)
    if sys.platform != "linux" or os.geteuid() != 0:
        pytest.skip("only root on Linux can mount a small disk")
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("no disk can be mounted here")
    try:
        shutil.copytree(shelf.index, folder / "index")
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def used(disk: Path) -> int:
    stat = os.statvfs(disk)
    return (stat.f_blocks - stat.f_bfree) * stat.f_frsize


def disk_sizes(shelf: Shelf, folder: Path) -> list[int]:
    """From 10 kB more than the old index to all that a build needs, page by page at the end."""
    with disk_of(LARGE, shelf, folder) as disk:
        before = used(disk) + 10_000
        assert built(shelf.corpus, disk / "index")
        both = used(disk)
    spread = [before + (both - before) * part // 8 for part in range(8)]
    return [*spread, *(both + pages * PAGE for pages in (-1, 0, 1, 2)), LARGE]


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_on_a_full_disk_the_index_of_before_answers_on(
    shelf: Shelf, tmp_path: Path, step: int
) -> None:
    published = []
    for size in thinned(disk_sizes(shelf, tmp_path / "disk"), step):
        with disk_of(size, shelf, tmp_path / "disk") as disk:
            published.append(built(shelf.corpus, disk / "index"))
            check_whole(disk / "index", published[-1])
    assert published[0] is False
    assert published[-1] is True


def test_where_only_current_has_no_room_nothing_is_left(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    index = tmp_path / "index"
    shutil.copytree(shelf.index, index)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(IndexUnwritable, match="No space left on device"):
        build_index(shelf.corpus, index, WordEncoder(), Silent())
    check_whole(index, published=False)
