"""Which files of a folder are read, and which rule leaves the others out."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import CorpusError
from index.reading.corpus import read_corpus
from index.reading.ignore_rules import FILE_NAME, MOST_BYTES
from index.reading.listing import list_corpus

MARKERS = {
    "build": ("package.json", "pyproject.toml", "setup.py"),
    "dist": ("package.json", "pyproject.toml"),
    "target": ("Cargo.toml", "pom.xml"),
}


def put(folder: Path, *paths: str) -> Path:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("A line of text stands here.\n", "utf-8")
    return folder


def ignore(folder: Path, *patterns: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / FILE_NAME).write_text("\n".join(patterns) + "\n", "utf-8")


def listed(folder: Path) -> list[str]:
    return sorted(list_corpus(folder).files)


@pytest.mark.parametrize(
    ("path", "ignored", "rule"),
    [
        (".notes.md", ".notes.md", "hidden"),
        (".git/config.md", ".git/", "hidden"),
        ("a/.DS_Store", "a/.DS_Store", "hidden"),
        (".~lock.minutes.odt#", ".~lock.minutes.odt#", "hidden"),
        ("~$minutes.docx", "~$minutes.docx", "an office program's own"),
        ("site/node_modules/x/readme.md", "site/node_modules/", "node_modules"),
        ("__pycache__/a.txt", "__pycache__/", "__pycache__"),
        ("a/Thumbs.db", "a/Thumbs.db", "a system's own"),
        ("desktop.ini", "desktop.ini", "a system's own"),
        ("minutes.md~", "minutes.md~", "an editor's backup"),
        ("minutes.md.swp", "minutes.md.swp", "an editor's backup"),
    ],
)
def test_what_nobody_wrote_to_be_read_is_left_out_and_told(
    tmp_path: Path, path: str, ignored: str, rule: str
) -> None:
    put(tmp_path, path, "well.md")
    assert listed(tmp_path) == ["well.md"]
    assert list_corpus(tmp_path).ignored == ((ignored, rule),)


@pytest.mark.parametrize(
    ("name", "marker"), [(name, marker) for name, markers in MARKERS.items() for marker in markers]
)
def test_a_folder_is_built_from_what_stands_beside_it_or_full_of_documents(
    tmp_path: Path, name: str, marker: str
) -> None:
    put(tmp_path, f"code/{name}/index.md", f"code/{marker}", f"houses/{name}/index.md")
    assert f"houses/{name}/index.md" in listed(tmp_path)
    assert f"code/{name}/index.md" not in listed(tmp_path)


@pytest.mark.parametrize("mark", ["pyvenv.cfg", "CACHEDIR.TAG"])
def test_a_folder_says_itself_that_a_program_made_it(tmp_path: Path, mark: str) -> None:
    put(tmp_path, f"env/{mark}", "env/lib/licence.md", "well.md")
    assert listed(tmp_path) == ["well.md"]
    ignore(tmp_path, "!env/")
    assert "env/lib/licence.md" in listed(tmp_path)


def test_patterns_say_what_is_ignored_and_which_of_them_did(tmp_path: Path) -> None:
    put(tmp_path, "a.md", "old/a.md", "drafts/b.md", "sub/drafts/c.md", "sub/a.log")
    ignore(tmp_path, "# a comment", "", "/old", "drafts/", "*.log")
    assert listed(tmp_path) == ["a.md"]
    assert dict(list_corpus(tmp_path).ignored) == {
        "old/": f"{FILE_NAME}: /old",
        "drafts/": f"{FILE_NAME}: drafts/",
        "sub/drafts/": f"{FILE_NAME}: drafts/",
        "sub/a.log": f"{FILE_NAME}: *.log",
    }


def test_the_deepest_file_of_patterns_wins_and_in_it_the_last_that_matches(tmp_path: Path) -> None:
    put(tmp_path, "a.log", "kept/a.log", "kept/b.log", "kept/deep/a.log")
    ignore(tmp_path, "*.log")
    ignore(tmp_path / "kept", "!*.log", "b.*")
    ignore(tmp_path / "kept" / "deep", "/a.log")
    assert listed(tmp_path) == ["kept/a.log"]


def test_all_in_a_folder_can_be_ignored_but_one_file(tmp_path: Path) -> None:
    put(tmp_path, "scans/a.md", "scans/keep.md", "scans/deep/b.md")
    ignore(tmp_path, "scans/**", "!scans/keep.md")
    assert listed(tmp_path) == ["scans/keep.md"]


def test_a_pattern_takes_a_default_back_but_never_what_is_our_own(tmp_path: Path) -> None:
    put(tmp_path, ".github/notes.md", "node_modules/a.md", "b.md~", ".sources/web.md")
    put(tmp_path, ".lock", "CURRENT", ".tmp-1/rows.md")
    put(tmp_path, "gen-000001/manifest.json", "gen-000001/rows.sqlite", "gen-000001/a.md")
    ignore(tmp_path, "!.*", "!*", "!.sources/", f"!{FILE_NAME}")
    assert listed(tmp_path) == [".github/notes.md", "b.md~", "node_modules/a.md"]


def test_a_sidecar_holds_whatever_the_patterns_say_of_it(tmp_path: Path) -> None:
    put(tmp_path, "well.md")
    (tmp_path / "well.md.meta.toml").write_text('title = "The well"\n')
    ignore(tmp_path, "*.toml")
    [document] = read_corpus(tmp_path).documents
    assert document.metadata.title == "The well"
    assert list_corpus(tmp_path).ignored == ()


@pytest.mark.parametrize(
    "data",
    [
        b"!\n",
        b"a\\\n",
        b"*a*b*c*d\n",
        b"**/a/**/b/**/c/**/d\n",
        b"*a*/*b*\n",
        b"x/**/*a*b*/**\n",
        b"\xff\xfe\n",
        b"a\n" * MOST_BYTES,
    ],
)
def test_patterns_that_are_not_understood_stop_the_build_and_are_named(
    tmp_path: Path, data: bytes
) -> None:
    put(tmp_path, "well.md")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / FILE_NAME).write_bytes(data)
    with pytest.raises(CorpusError, match=rf"sub/{FILE_NAME}: .*; mend it"):
        list_corpus(tmp_path)


def test_patterns_behind_a_link_are_not_read(tmp_path: Path) -> None:
    corpus = put(tmp_path / "corpus", "well.md")
    (tmp_path / "secret").write_text("a secret that no message may show")
    (corpus / FILE_NAME).symlink_to(tmp_path / "secret")
    with pytest.raises(CorpusError, match="no regular file") as caught:
        list_corpus(corpus)
    assert "a secret" not in str(caught.value)


PATTERN = st.text(st.sampled_from("ab!*?/.[]\\ #~-"), max_size=8)


@given(st.lists(PATTERN, max_size=4), st.lists(PATTERN, max_size=4))
def test_no_pattern_reads_a_file_outside_of_the_corpus(
    tmp_path_factory: pytest.TempPathFactory, top: list[str], deep: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("patterns")
    put(folder, "outside.md", "elsewhere/b.md")
    corpus = put(folder / "corpus", "a.md", "b/a.md", "b/b.md", ".a/b.md")
    os.symlink(folder / "outside.md", corpus / "b" / "link.md")
    os.symlink(folder / "elsewhere", corpus / "b" / "folder")
    os.symlink(corpus, corpus / "b" / "round")
    ignore(corpus, *top)
    ignore(corpus / "b", *deep)
    try:
        found = read_corpus(corpus)
    except CorpusError:
        return
    assert {document.id for document in found.documents} <= {"a.md", "b/a.md", "b/b.md", ".a/b.md"}
    reasons = {skipped.path: skipped.reason for skipped in found.skipped}
    assert set(reasons) <= {"b/link.md", "b/folder", "b/round"}
    assert "out of the corpus" in reasons.get("b/link.md", "out of the corpus")
