"""A build does only what changed, ends where a full one would, and keeps what it cannot read."""

import json
import os
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import Searcher, build_index
from index.building import reuse
from index.building.build import survey
from index.building.report import Report
from index.documents import FileRecord
from index.encoders import FULL, HALF, Encoded, Encoder, Vectors
from index.encoding import sentence_encoder as encoders
from index.encoding.choose import load_encoder
from index.errors import CorpusError, FaultyBuild
from index.storage import word_counts
from index.storage.generation import ROWS, TOKENS, VECTORS, VOCABULARY, WORD_COUNTS, open_generation
from index.storage.rows import Rows
from index.storage.token_vectors import TokenVectors
from index.storage.vectors import NearestVectors
from tests.conftest import Silent, WordEncoder
from tests.reading.pictures import bytes_of, page_of


class Counting(WordEncoder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def encode_passages(self, texts: list[str], total: int) -> Iterator[tuple[int, Encoded]]:
        self.embedded += texts
        return super().encode_passages(texts, total)


def build(corpus: Path, index: Path, encoder: Encoder | None = None, full: bool = False) -> Report:
    return build_index(corpus, index, encoder or WordEncoder(), Silent(), full=full)


def contents(index: Path) -> tuple[object, ...]:
    """All that a generation holds, but for who made it and when."""
    generation = open_generation(index)
    folder, salt = generation.folder, generation.manifest.salt
    rows, tokens = Rows(folder / ROWS, salt), TokenVectors(folder / TOKENS, salt)
    count = tokens.count
    records = [tokens.record(row) for row in range(count)]
    heads = [tokens.head_of(row) for row in range(count)]
    return (
        list(rows.cleaned_documents()),
        list(rows.all_passages()),
        rows.files(),
        (folder / WORD_COUNTS).read_bytes(),
        (folder / VOCABULARY).read_bytes(),
        [(record.search_part, record.ids.tolist()) for record in records],
        [(head, tokens.head(head).tolist() if head >= 0 else None) for head in heads],
        [[values.tolist() for values in tokens.counts_of(n)] for n in range(tokens.sets)],
        NearestVectors(folder / VECTORS).vectors(list(range(count))).round(5).tolist(),
    )


@pytest.mark.parametrize("place", [".", "idx", "kept/by us"])
def test_an_index_in_its_own_corpus_is_no_document(tmp_path: Path, place: str) -> None:
    (tmp_path / "trains.txt").write_text("The day train leaves Graz at noon.\n", "utf-8")
    made, index = tmp_path / "made", tmp_path / place
    first = build(tmp_path, made)
    index.mkdir(parents=True, exist_ok=True)
    for path in list(made.iterdir()):
        path.rename(index / path.name)
    made.rmdir()
    for _ in range(2):
        again = build(tmp_path, index, full=True)
        assert (again.documents, again.skipped) == (1, ())
        assert build(tmp_path, index).is_unchanged
    assert (first.changes.added, first.skipped) == (("trains.txt",), ())


def test_a_file_that_is_the_same_is_not_read_again(
    built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    def spy(raw: object) -> Iterator[object]:
        read.append(raw.record.path)  # type: ignore[attr-defined]
        return original(raw)  # type: ignore[arg-type,return-value]

    original = build_index.__globals__["read_entries"]
    monkeypatch.setattr("index.building.build.read_entries", spy)
    (corpus / "trains.txt").write_text("The day train leaves Graz at noon.\n", "utf-8")
    build(corpus, built)
    assert read == ["trains.txt"]


def test_scans_are_read_once_text_recognition_is_installed_and_then_not_again(
    built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    scanned = page_of("The harbour board met in March.")
    (corpus / "letter.png").write_bytes(bytes_of(scanned, "PNG"))
    with monkeypatch.context() as without:
        without.setenv("TESSDATA_PREFIX", str(tmp_path))
        reuse.recipe.cache_clear()
        [skipped] = build(corpus, built).skipped
    assert skipped.reason == "a picture, not text; install pincite[ocr] to read it"
    reuse.recipe.cache_clear()
    report = build(corpus, built)
    assert "letter.png" in report.changes.added
    assert report.skipped == ()
    assert "made by another version" in report.warnings[0].text
    monkeypatch.setattr("index.building.build.read_entries", list)  # a fault if it is called
    assert build(corpus, built).changes.embedded == 0


def test_only_the_passages_that_changed_are_embedded(built: Path, corpus: Path) -> None:
    garden = corpus / "garden.md"
    garden.write_text(garden.read_text("utf-8").replace("June", "May"), "utf-8")
    encoder = Counting()
    report = build(corpus, built, encoder)
    assert len(encoder.embedded) == 1
    assert "Beans are sown in May" in encoder.embedded[0]
    assert report.changes.changed == ("garden.md",)
    assert (report.changes.passages_added, report.changes.passages_removed) == (1, 1)


def test_a_renamed_document_is_read_but_not_embedded(built: Path, corpus: Path) -> None:
    (corpus / "garden.md").rename(corpus / "plot.md")
    encoder = Counting()
    report = build(corpus, built, encoder)
    assert encoder.embedded == []
    assert (report.changes.added, report.changes.removed) == (("plot.md",), ("garden.md",))


def test_a_deleted_document_is_gone_from_every_part(built: Path, corpus: Path) -> None:
    (corpus / "trains.txt").unlink()
    report = build(corpus, built)
    assert report.changes.removed == ("trains.txt",)
    searcher = Searcher.open(built, WordEncoder(), verify=True)
    assert [document.id for document in searcher.documents()] == ["garden.md"]
    assert {hit.passage.document for hit in searcher.search("night train Vienna", 9)} == {
        "garden.md"
    }
    assert not searcher.bm25.has_term("vienna")
    folder = open_generation(built).folder
    assert "vienna" not in (folder / VOCABULARY).read_text("utf-8").lower()
    assert b"Vienna" not in (folder / ROWS).read_bytes()


def test_a_sidecar_that_changed_changes_its_document(built: Path, corpus: Path) -> None:
    (corpus / "trains.txt.meta.toml").write_text('title = "By night"\n', "utf-8")
    assert build(corpus, built).changes.changed == ("trains.txt",)
    document = Searcher.open(built, WordEncoder()).document("trains.txt")
    assert document is not None
    assert document.metadata.title == "By night"


def test_a_build_from_nothing_embeds_everything(built: Path, corpus: Path) -> None:
    before, encoder = contents(built), Counting()
    build(corpus, built, encoder, full=True)
    assert len(encoder.embedded) >= 4
    assert contents(built) == before


def test_nothing_is_taken_from_a_damaged_index(built: Path, corpus: Path) -> None:
    path = built / "gen-000001" / WORD_COUNTS
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    encoder = Counting()
    report = build(corpus, built, encoder)
    assert len(encoder.embedded) >= 4
    [warning] = report.warnings
    assert warning.text.startswith("everything is read and embedded again, since the index file")
    assert warning.text.endswith("tally.json is damaged")


def test_nothing_is_taken_from_an_index_of_another_encoder(built: Path, corpus: Path) -> None:
    encoder = Counting()
    encoder.identity = replace(encoder.identity, revision="2")
    build(corpus, built, encoder)
    assert len(encoder.embedded) >= 4


def test_nothing_is_taken_from_what_another_version_read(
    built: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reuse, "recipe", lambda: "another")
    encoder = Counting()
    [warning] = build(corpus, built, encoder).warnings
    assert len(encoder.embedded) >= 4
    assert "gen-000001 was made by another version" in warning.text


@pytest.fixture
def shelf(tmp_path: Path) -> tuple[Path, Path]:
    """A corpus of a table and a text, and its index."""
    corpus, index = tmp_path / "shelf", tmp_path / "shelf-index"
    (corpus / "old").mkdir(parents=True)
    (corpus / "old" / "hives.jsonl").write_text('{"_id": "a", "text": "Bees swarm in May."}\n')
    (corpus / "well.txt").write_text("The well is forty feet deep.\n")
    build(corpus, index)
    return corpus, index


def test_the_last_good_version_of_a_torn_file_stays(shelf: tuple[Path, Path]) -> None:
    corpus, index = shelf
    (corpus / "old" / "hives.jsonl").write_text('{"_id": "a", "te')
    for _ in range(2):
        [skipped] = build(corpus, index).skipped
        assert skipped.path == "old/hives.jsonl"
        assert skipped.reason.endswith("; its last good version stays in the index")
        searcher = Searcher.open(index, WordEncoder())
        assert [d.id for d in searcher.documents()] == ["old/hives.jsonl#a", "well.txt"]
    assert build(corpus, index, full=True).documents == 1


def test_a_folder_that_is_closed_keeps_all_its_documents(
    shelf: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, index = shelf
    scandir = os.scandir

    def closed(path: object) -> object:
        if Path(str(path)).name == "old":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", closed)
    monkeypatch.setattr(Path, "iterdir", lambda self: iter([self / e.name for e in closed(self)]))  # type: ignore[call-overload]
    report = build(corpus, index)
    assert [skipped.path for skipped in report.skipped] == ["old"]
    assert "Permission denied; its last good version stays" in report.skipped[0].reason
    assert report.documents == 2
    monkeypatch.undo()
    report = build(corpus, index)
    assert (report.skipped, report.changes.embedded, report.documents) == ((), 0, 2)


def test_a_file_emptied_by_its_owner_is_gone(shelf: tuple[Path, Path]) -> None:
    corpus, index = shelf
    (corpus / "well.txt").write_text("")
    report = build(corpus, index)
    assert report.changes.removed == ("well.txt",)
    assert report.skipped[0].reason == "empty: no text in it"


def test_an_empty_corpus_leaves_the_index_as_it_is(shelf: tuple[Path, Path]) -> None:
    corpus, index = shelf
    before = contents(index)
    shutil.rmtree(corpus)
    corpus.mkdir()
    with pytest.raises(CorpusError, match="is empty"):
        build(corpus, index)
    assert contents(index) == before
    assert not list(index.glob(".tmp-*"))


def test_a_survey_tells_what_a_build_would_change(built: Path, corpus: Path) -> None:
    (corpus / "trains.txt").unlink()
    (corpus / "boats.txt").write_text("The ferry to Burano leaves at nine.\n", "utf-8")
    before = sorted(built.rglob("*"))
    with survey(corpus, built, WordEncoder(), Silent()) as (report, _):
        assert report.changes.added == ("boats.txt",)
        assert report.changes.removed == ("trains.txt",)
        assert report.changes.embedded == 1
    assert sorted(built.rglob("*")) == before


def test_a_passage_that_does_not_find_itself_is_not_published(built: Path, corpus: Path) -> None:
    class Other(WordEncoder):
        def for_questions(self) -> WordEncoder:
            return Backwards()

    class Backwards(WordEncoder):
        def encode(self, text: str) -> Encoded:
            return super().encode(text[::-1])

    with pytest.raises(FaultyBuild, match="has another vector than the same text as a question"):
        build(corpus, built, Other(), full=True)
    assert open_generation(built).name == "gen-000001"
    assert not list(built.glob(".tmp-*"))


def test_what_a_sidecar_wants_dropped_is_not_kept_with_a_torn_file(
    shelf: tuple[Path, Path],
) -> None:
    corpus, index = shelf
    (corpus / "old" / "hives.jsonl").write_text('{"_id": "a", "te')
    (corpus / "old" / "hives.jsonl.meta.toml").write_text('drop = ["Bees swarm"]\n')
    [skipped] = build(corpus, index).skipped
    assert "stays" not in skipped.reason
    assert [d.id for d in Searcher.open(index, WordEncoder()).documents()] == ["well.txt"]


def test_of_two_documents_with_one_id_the_second_is_told(shelf: tuple[Path, Path]) -> None:
    corpus, index = shelf
    (corpus / "old" / "hives.jsonl#a.txt").write_text("Another text.\n")
    (corpus / "old" / "hives.jsonl").write_text('{"_id": "a.txt", "text": "Bees swarm in May."}\n')
    for full in (False, True, False):
        [skipped] = build(corpus, index, full=full).skipped
        assert skipped.path == "old/hives.jsonl#a.txt"
        assert "has the same id" in skipped.reason


def test_words_of_a_passage_that_reads_alike_to_the_encoder_go_with_it(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "b.txt").write_text("The well is forty feet deep.\n")
    for middle in (" CLS ", "[CLS]"):
        text = f"It was the United{middle}Nations Reform Party that won.\n"
        (corpus / "a.txt").write_text(text)
        build(corpus, tmp_path / "index")
    (corpus / "a.txt").unlink()
    build(corpus, tmp_path / "index")
    build(corpus, tmp_path / "full")
    assert contents(tmp_path / "index") == contents(tmp_path / "full")


def test_counts_of_a_vast_corpus_are_those_of_a_full_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_counts, "MOST_COUNTED", 12)
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(5):
        for name in ("a", "b"):
            words = " ".join(f"Word{name}{number}x{n} and" for n in range(7))
            (corpus / f"{name}.txt").write_text(f"So {words} then.\n")
        build(corpus, tmp_path / "index")
        build(corpus, tmp_path / f"full{number}")
        assert contents(tmp_path / "index") == contents(tmp_path / f"full{number}")


WORDS = ("roses", "beans", "March", "June", "night", "train", "Vienna", "DfE", "slugs", "[CLS]")
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(
    lambda words: " ".join(words).capitalize() + "."
)
TEXTS = st.lists(SENTENCES, min_size=1, max_size=4)
PROSE, TABLE = (
    TEXTS.map("\n\n".join),
    TEXTS.map(
        lambda texts: "\n".join(
            json.dumps({"_id": str(number), "text": text}) for number, text in enumerate(texts)
        )
    ),
)
FOLDERS = st.fixed_dictionaries(
    {"well.txt": st.just("The well is forty feet deep.")},
    optional={
        "a.md": PROSE,
        "b.txt": PROSE,
        "b.txt.meta.toml": st.sampled_from(['title = "B"', 'drop = ["roses"]', "title = 3"]),
        "c/d.txt": PROSE,
        "e.jsonl": TABLE,
        "f.pdf": st.just("no PDF at all"),
    },
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(states=st.lists(FOLDERS, min_size=2, max_size=4))
def test_whatever_changes_a_build_ends_with_what_a_full_one_would(
    states: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("states")
    for state in states:
        shutil.rmtree(folder / "corpus", ignore_errors=True)
        for name, text in state.items():
            path = folder / "corpus" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        build(folder / "corpus", folder / "index")
    build(folder / "corpus", folder / "full")
    assert contents(folder / "index") == contents(folder / "full")


def test_with_the_real_model_too_the_vectors_are_those_of_a_full_build(
    built: Path, corpus: Path, tmp_path: Path
) -> None:
    encoder, index = load_encoder(), tmp_path / "real"
    build(corpus, index, encoder)
    garden = corpus / "garden.md"
    garden.write_text(garden.read_text("utf-8").replace("June", "early May"), "utf-8")
    (corpus / "boats.txt").write_text("The ferry to Burano leaves at nine.\n", "utf-8")
    assert build(corpus, index, encoder).changes.embedded == 2
    build(corpus, tmp_path / "full", encoder)
    once, again = (vectors_of(folder) for folder in (index, tmp_path / "full"))
    assert once.shape == again.shape == (5, 384)
    # In halves a vector depends a little on the texts that it is computed beside.
    precision = open_generation(index).manifest.precision
    assert np.abs(once - again).max() < {FULL: 1e-6, HALF: 4e-3}[precision]
    assert keys_of(index) == keys_of(tmp_path / "full")


def vectors_of(index: Path) -> Vectors:
    vectors = NearestVectors(open_generation(index).folder / VECTORS)
    return vectors.vectors(list(range(vectors.count)))


def keys_of(index: Path) -> list[tuple[bytes, str]]:
    generation = open_generation(index)
    return Rows(generation.folder / ROWS, generation.manifest.salt).keys_and_heads()


def test_files_are_known_by_their_bytes_and_their_sidecar(shelf: tuple[Path, Path]) -> None:
    generation = open_generation(shelf[1])
    rows = Rows(generation.folder / ROWS, generation.manifest.salt)
    assert [file.path for file in rows.files()] == ["old/hives.jsonl", "well.txt"]
    known = rows.file("well.txt")
    assert known == FileRecord("well.txt", known.sha256 if known else "", "", "")


def test_vectors_computed_in_halves_are_told_and_find_themselves(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "FEW", 0)
    monkeypatch.setattr(encoders, "_has_bfloat16", lambda _: True)
    build(corpus, tmp_path / "index", load_encoder())
    assert open_generation(tmp_path / "index").manifest.precision == "bfloat16"
    [hit] = Searcher.open(tmp_path / "index").search("When does the train leave?", 1)
    assert hit.passage.document == "trains.txt"


def test_halves_that_differ_too_much_are_not_used(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "FEW", 0)
    monkeypatch.setattr(encoders, "_has_bfloat16", lambda _: True)
    monkeypatch.setattr(encoders, "LEAST_COSINE", 1.1)
    build(corpus, tmp_path / "index", load_encoder())
    assert open_generation(tmp_path / "index").manifest.precision == "float32"


def test_files_in_an_archive_are_built_and_what_is_not_read_is_told_each_time(
    built: Path, corpus: Path
) -> None:
    with zipfile.ZipFile(corpus / "export.zip", "w") as archive:
        archive.writestr("notes/tides.md", "# Tides\n\nHigh water comes twice a day.\n")
        archive.writestr("photo.png", b"\x89PNG")
    report = build(corpus, built)
    assert report.changes.added == ("export.zip#notes/tides.md",)
    encoder = Counting()
    again = build(corpus, built, encoder)
    assert encoder.embedded == []
    assert [skipped.path for skipped in again.skipped] == ["export.zip#photo.png"]
    assert again.skipped == report.skipped
    (corpus / "export.zip").write_bytes(b"no archive")
    [skipped] = build(corpus, built).skipped
    assert skipped.reason.endswith("its last good version stays in the index")
    documents = Searcher.open(built, WordEncoder()).documents()
    assert "export.zip#notes/tides.md" in [document.id for document in documents]
