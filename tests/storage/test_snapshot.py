"""The files of a corpus are noted beside a generation, and found again as they were."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from index.storage.snapshot import FILE_NAME, keep_snapshot, kept_snapshot, snapshot_of

NAMES = st.text(st.characters(exclude_characters="\0/"), min_size=1).filter(
    lambda name: name.encode("utf-8", "ignore").decode() == name
)
STAMPS = st.dictionaries(NAMES, st.tuples(st.integers(-1, 2**63), st.integers(-1, 2**63)))


@given(STAMPS)
def test_each_file_is_found_again_with_its_stamp(stamps: dict[str, tuple[int, int]]) -> None:
    assert snapshot_of(Path("corpus"), stamps).stamps() == stamps


@given(STAMPS, STAMPS)
def test_two_corpora_have_the_same_bytes_only_if_their_files_are_the_same(
    one: dict[str, tuple[int, int]], other: dict[str, tuple[int, int]]
) -> None:
    same = snapshot_of(Path("corpus"), one).data == snapshot_of(Path("corpus"), other).data
    assert same == (one == other)


def test_a_snapshot_knows_the_folder_of_its_corpus_but_does_not_name_it(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path / "corpus", {"a.md": (1, 2)})
    assert snapshot.is_of(tmp_path / "other" / ".." / "corpus")
    assert not snapshot.is_of(tmp_path)
    assert str(tmp_path).encode() not in snapshot.data


def test_nothing_is_known_where_nothing_could_be_noted(tmp_path: Path) -> None:
    keep_snapshot(tmp_path / "missing", tmp_path, {"a.md": (1, 2)})
    assert kept_snapshot(tmp_path / "missing") is None
    (tmp_path / FILE_NAME).mkdir()
    assert kept_snapshot(tmp_path) is None
