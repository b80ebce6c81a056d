"""Nearest rows by inner product, from a file."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from index.encoders import unit_vectors
from index.errors import IndexDamaged
from index.storage import vectors as module
from index.storage.vectors import NearestVectors, VectorIndexKind, VectorsWriter, vector_rows_path

UNIT = np.eye(4, dtype=np.float32)


def write_vectors(path: Path, rows: np.ndarray) -> VectorIndexKind:
    with VectorsWriter(path, rows.shape[1]) as writer:
        for first in range(0, len(rows), 1_000):
            writer.append(rows[first : first + 1_000])
        return writer.finish()


@pytest.fixture(autouse=True)
def _codes_from_five_thousand_rows_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXACT_ROWS", 5_000)


@pytest.fixture
def vectors(tmp_path: Path) -> NearestVectors:
    write_vectors(tmp_path / "vectors.faiss", UNIT)
    return NearestVectors(tmp_path / "vectors.faiss")


def test_a_vector_finds_itself_first(vectors: NearestVectors) -> None:
    assert [vectors.nearest(row, 1) for row in UNIT] == [[0], [1], [2], [3]]


def test_asking_for_more_than_there_are_gives_all(vectors: NearestVectors) -> None:
    assert sorted(vectors.nearest(UNIT[0], 99)) == [0, 1, 2, 3]


def test_cosines_come_in_the_order_of_the_rows(vectors: NearestVectors) -> None:
    assert vectors.cosines(UNIT[2], [2, 0]) == [1, 0]
    assert vectors.cosines(UNIT[2], []) == []


def test_a_file_that_is_no_index_is_damage(tmp_path: Path) -> None:
    (tmp_path / "vectors.faiss").write_bytes(b"nonsense, not an index at all")
    with pytest.raises(IndexDamaged, match="run pincite build"):
        NearestVectors(tmp_path / "vectors.faiss")


def test_a_name_beyond_ascii_is_opened(tmp_path: Path) -> None:
    write_vectors(tmp_path / "véctörs 索引.faiss", UNIT)
    assert NearestVectors(tmp_path / "véctörs 索引.faiss").count == 4


def test_only_rows_that_may_be_found_are_near(vectors: NearestVectors) -> None:
    part = vectors.within((range(1), range(2, 4)))
    assert sorted(part.nearest(UNIT[1], 4)) == [0, 2, 3]
    assert part.nearest(UNIT[2], 1) == vectors.nearest(UNIT[2], 1) == [2]
    assert vectors.within(()).nearest(UNIT[1], 4) == []


def alike(count: int, dimension: int = 32) -> np.ndarray:
    """Unit vectors in groups, as those of passages are."""
    chance = np.random.default_rng(5)
    groups = chance.normal(size=(count // 20 + 1, dimension))
    spread = chance.normal(scale=0.3, size=(count, dimension))
    return unit_vectors((groups[np.arange(count) // 20] + spread).astype(np.float32))


def test_many_vectors_are_found_by_codes_nearly_as_if_all_were_compared(tmp_path: Path) -> None:
    rows = alike(6_000)
    kind = write_vectors(tmp_path / "codes", rows)
    codes = NearestVectors(tmp_path / "codes")
    assert kind.kind == "codes"
    assert kind.recall >= 0.98
    questions = unit_vectors(rows[::100] + 0.05)
    nearest = np.argsort(-(questions @ rows.T), axis=1)[:, :10].tolist()
    found = [codes.nearest(question, 10) for question in questions]
    assert np.mean([len({*a} & {*b}) / 10 for a, b in zip(found, nearest, strict=True)]) >= 0.98
    assert codes.cosines(questions[0], [5, 9]) == pytest.approx(
        (rows[[5, 9]] @ questions[0]).tolist()
    )


def test_a_view_gives_no_row_outside_it_even_for_what_is_no_number(tmp_path: Path) -> None:
    for count in (400, 6_000):
        write_vectors(tmp_path / f"{count}.faiss", alike(count))
        part = NearestVectors(tmp_path / f"{count}.faiss").within((range(5, 10), range(20, 22)))
        assert part.nearest(np.full(32, np.nan, np.float32), 9) == []


def test_a_view_of_many_vectors_compares_all_that_it_may_find(tmp_path: Path) -> None:
    rows = alike(6_000)
    write_vectors(tmp_path / "codes", rows)
    part = NearestVectors(tmp_path / "codes").within((range(40, 60),))
    cosines = rows[40:60] @ rows[3]
    assert part.nearest(rows[3], 5) == (40 + np.argsort(-cosines)[:5]).tolist()


def test_rows_are_as_near_as_if_there_were_no_others(tmp_path: Path) -> None:
    chance = np.random.default_rng(11)
    rows = unit_vectors(chance.normal(size=(900, 33)).astype(np.float32))
    rows[300:360] = rows[20:80]  # equal ones, among which only the order of the rows decides
    runs = (range(3, 310), range(311, 312), range(333, 871))
    numbers = [row for run in runs for row in run]
    write_vectors(tmp_path / "all.faiss", rows)
    write_vectors(tmp_path / "alone.faiss", rows[numbers])
    view = NearestVectors(tmp_path / "all.faiss").within(runs)
    alone = NearestVectors(tmp_path / "alone.faiss")
    for row in range(0, 900, 9):
        for k in (1, 7, 100):
            found = alone.nearest(rows[row], k)
            assert view.nearest(rows[row], k) == [numbers[at] for at in found]
            assert view.cosines(rows[row], [numbers[at] for at in found]) == alone.cosines(
                rows[row], found
            )


def test_where_codes_find_too_little_all_vectors_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "REFINED_ROWS", 11)
    strewn = unit_vectors(np.random.default_rng(2).normal(size=(6_000, 32)).astype(np.float32))
    kind = write_vectors(tmp_path / "vectors", strewn)
    assert (kind.kind, kind.recall) == ("exact", 1.0)
    assert NearestVectors(tmp_path / "vectors").nearest(strewn[9], 1) == [9]


def test_a_large_file_is_mapped_and_gives_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_vectors(tmp_path / "vectors", alike(500))
    read = NearestVectors(tmp_path / "vectors")
    monkeypatch.setattr(module, "LARGE_FILE_BYTES", 1)
    mapped = NearestVectors(tmp_path / "vectors")
    for vector in alike(500)[::50]:
        assert mapped.nearest(vector, 20) == read.nearest(vector, 20)


def test_what_waits_on_disk_stays_only_beside_codes(tmp_path: Path) -> None:
    write_vectors(tmp_path / "few.faiss", alike(500))
    write_vectors(tmp_path / "many.faiss", alike(6_000))
    with suppress(ZeroDivisionError), VectorsWriter(tmp_path / "failed", 4) as failing:
        failing.append(UNIT)
        raise ZeroDivisionError
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"few.faiss", "many.faiss", vector_rows_path(tmp_path / "many.faiss").name}


def test_codes_without_their_vectors_are_damage(tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors", alike(6_000))
    vector_rows_path(tmp_path / "vectors").unlink()
    with pytest.raises(IndexDamaged, match="run pincite build"):
        NearestVectors(tmp_path / "vectors")


ASKING = """
import sys
from pathlib import Path
import numpy as np
from index.storage.vectors import NearestVectors
def peak():
    # Not getrusage, which begins with what the parent held.
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
vectors = NearestVectors(Path(sys.argv[1]))
questions = np.random.default_rng(3).normal(size=(200, 384)).astype(np.float32)
before = peak()
for question in questions:
    vectors.nearest(question, 10)
print(peak() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")
def test_many_vectors_leave_little_in_memory(tmp_path: Path) -> None:
    write_vectors(tmp_path / "vectors", alike(40_000, 384))
    done = subprocess.run(
        [sys.executable, "-c", ASKING, str(tmp_path / "vectors")],
        capture_output=True,
        text=True,
        check=True,
    )
    # kB, of the 61 MB that the vectors take, most of which were near to one of the questions.
    assert int(done.stdout) < 20_000
