"""Who asks an index that is older than its documents is told so."""

import json
import shutil
from pathlib import Path
from threading import Event

import pytest
from rich.console import Console

from bot.cli.staleness import CHANGED, GONE, CorpusLook, quote_notes, staleness_line
from bot.config import Config
from bot.rendering.drawing import Manner
from bot.rendering.plain import as_plain
from bot.rendering.terminal import as_terminal
from bot.service.staleness import FRESH, Staleness
from index import Searcher
from tests.conftest import Run
from tests.rendering.test_plain import ANSWER, QUOTE

LINE = "1 file is gone since the index was built; run pincite build\n"


@pytest.mark.parametrize(
    ("new", "changed", "gone", "words"),
    [
        ("", "a b", "", "2 files changed since the index was built"),
        ("", "a", "", "1 file changed since the index was built"),
        ("a", "", "", "1 file is new since the index was built"),
        ("", "", "a b", "2 files are gone since the index was built"),
        ("a", "b c", "", "3 files changed since the index was built (1 new, 2 changed)"),
        ("a", "b", "c", "3 files changed since the index was built (1 new, 1 changed, 1 gone)"),
    ],
)
def test_the_line_counts_each_kind_of_change(new: str, changed: str, gone: str, words: str) -> None:
    found = Staleness(*(frozenset(names.split()) for names in (new, changed, gone)))
    assert staleness_line(found) == f"{words}; run pincite build"


def test_a_quote_is_marked_by_the_file_of_its_document() -> None:
    found = Staleness(changed=frozenset({"a.jsonl"}), gone=frozenset({"b#1.md", "c"}))
    assert quote_notes(found, ["a.jsonl#7", "b#1.md", "b", "b#2.md", "c.md"]) == {
        "a.jsonl#7": CHANGED,
        "b#1.md": GONE,
    }
    assert quote_notes(FRESH, ["a.jsonl#7"]) == {}


@pytest.mark.parametrize("whole", [True, False])
def test_the_note_stands_beneath_each_quote_of_the_document(whole: bool) -> None:
    answer = ANSWER.__class__(
        "Which?", ANSWER.outcome, 0.9, 0.6, (), (), "gen-000001", (QUOTE, QUOTE)
    )
    manner = Manner(whole, notes={QUOTE.citation.document: GONE})
    console = Console(width=80)
    with console.capture() as captured:
        console.print(as_terminal(answer, manner), crop=False)
    for drawn in (as_plain(answer, manner), captured.get()):
        assert [line.strip() for line in drawn.splitlines()].count(GONE) == 2


def test_a_deleted_file_is_told_beneath_its_quote_and_on_stderr(
    pincite: Run, tmp_path: Path
) -> None:
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "bridge.txt").write_text("The old bridge\n\nAnna Berg repaired the bridge in 1987.\n")
    (docs / "well.txt").write_text("The well\n\nThe well is forty metres deep.\n")
    flags = ("--corpus", str(docs), "--index", str(tmp_path / "index"))
    done = pincite("ask", "Who repaired the bridge?", *flags)
    assert (done.returncode, GONE in done.stdout, LINE in done.stderr) == (0, False, False)

    (docs / "bridge.txt").unlink()
    done = pincite("ask", "Who repaired the bridge?", *flags)
    assert (done.returncode, done.stderr) == (0, LINE)
    assert f"\n  {GONE}\n" in done.stdout

    question = json.dumps({"question": "Who repaired the bridge?"})
    done = pincite("ask", "--batch", "-", *flags, stdin=f"{question}\n{question}\n")
    assert (len(done.stdout.splitlines()), done.stderr) == (2, LINE)

    shutil.rmtree(docs)
    done = pincite("ask", "--json", "Who repaired the bridge?", *flags)
    assert (json.loads(done.stdout)["outcome"], done.stderr) == ("answered", "")


def test_an_answer_does_not_wait_for_a_corpus_that_cannot_be_listed_in_time(
    searcher: Searcher, corpus: Path, built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    listed = Event()

    def hang(*_: Path) -> Staleness:
        listed.wait()
        return Staleness(new=frozenset({"new.md"}))

    monkeypatch.setattr("bot.service.staleness.staleness", hang)
    monkeypatch.setattr("bot.cli.staleness.LONGEST_LOOK", 0.01)
    look = CorpusLook(Config(corpus, built), searcher)
    assert look.found() == FRESH
    listed.set()
