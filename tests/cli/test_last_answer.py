"""The last answer is kept for its owner alone, and is untrusted when it is read again."""

import os
import stat
from pathlib import Path

import pytest

from bot.cli.last_answer import FILE, MOST_QUESTIONS, keep_last_answer, read_last_answer
from bot.config import Config
from index import Answer, Searcher, answer


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "corpus", tmp_path / "index", tmp_path / "data" / "state")


@pytest.fixture
def roses(searcher: Searcher) -> Answer:
    return answer(searcher, "When are roses pruned?", threshold=-9)


def test_the_questions_and_the_addresses_of_the_quotes_are_read_as_they_were_shown(
    config: Config, roses: Answer
) -> None:
    keep_last_answer(config, ["What is in the garden? \udcff", roses.question], roses)
    last = read_last_answer(config)
    assert last is not None
    assert last.questions == ("What is in the garden? \udcff", roses.question)
    citations = [quote.citation for quote in roses.quotes]
    assert last.quotes == tuple((citation.address, citation.sha256) for citation in citations)
    assert last.quotes[0].address.startswith("garden.md:")


def test_one_answer_is_kept_and_nothing_else_lies_beside_it(config: Config, roses: Answer) -> None:
    for number in range(3):
        keep_last_answer(config, [f"question {n}" for n in range(40 + number)], roses)
    assert os.listdir(config.state) == [FILE]
    last = read_last_answer(config)
    assert last is not None
    assert last.questions == tuple(f"question {n}" for n in range(42))[-MOST_QUESTIONS:]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_nobody_else_can_read_it(config: Config, roses: Answer) -> None:
    keep_last_answer(config, [], roses)
    assert stat.S_IMODE(config.state.stat().st_mode) == 0o700
    assert stat.S_IMODE((config.state / FILE).stat().st_mode) == 0o600


def test_where_it_cannot_be_kept_nothing_fails(tmp_path: Path, roses: Answer) -> None:
    (tmp_path / "file").write_text("in the way")
    for state in (tmp_path / "file", tmp_path / "file" / "below"):
        config = Config(tmp_path, tmp_path, state)
        keep_last_answer(config, [], roses)
        assert read_last_answer(config) is None
    folder = Config(tmp_path, tmp_path, tmp_path / "state")
    (folder.state / FILE / "below").mkdir(parents=True)
    keep_last_answer(folder, [], roses)
    assert read_last_answer(folder) is None
    assert os.listdir(folder.state) == [FILE]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'{"questions": []}',
        b'{"questions": "all", "quotes": []}',
        b'{"questions": [], "quotes": {"a": 1}}',
        b'{"questions": [], "quotes": [1]}',
        b'{"questions": [], "quotes": ["ab"]}',
        b'{"questions": [], "quotes": [["a"]]}',
        b'{"questions": [], "quotes": [["a", "b", "c"]]}',
        b'{"questions": [["a"]], "quotes": []}',
        b"[" * 100_000,
        b'{"quotes": [], "questions": ["' + b"x" * 2_000_000 + b'"]}',
    ],
)
def test_a_damaged_or_strange_file_counts_as_none(config: Config, content: bytes) -> None:
    config.state.mkdir(parents=True)
    (config.state / FILE).write_bytes(content)
    assert read_last_answer(config) is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such files")
def test_a_pipe_or_a_link_in_its_place_is_neither_waited_for_nor_followed(
    config: Config, roses: Answer, tmp_path: Path
) -> None:
    config.state.mkdir(parents=True)
    os.mkfifo(config.state / FILE)
    assert read_last_answer(config) is None
    (config.state / FILE).unlink()
    (tmp_path / "other").write_text('{"questions": [], "quotes": []}')
    (config.state / FILE).symlink_to(tmp_path / "other")
    assert read_last_answer(config) is None
    keep_last_answer(config, [], roses)
    assert read_last_answer(config) is not None
    assert (tmp_path / "other").read_text() == '{"questions": [], "quotes": []}'
