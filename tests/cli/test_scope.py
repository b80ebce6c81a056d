"""``--source`` and ``--set`` ask a part of the index; ``--threshold`` decides when it answers."""

import hashlib
import json
from pathlib import Path

import pytest

from bot.cli.last_answer import FILE
from bot.cli.scope import Scope
from bot.config import Config
from index import Searcher, build_index
from index.errors import UsageError
from tests.conftest import ROOT, Run, Silent, WordEncoder

RICHARDSON = "Who followed Nigel Richardson?"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    corpus = tmp_path / "corpus"
    for name in ("staff/pay.md", "Public/hours.md", "public/prices.md", "map.md"):
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text(f"# About {name}\n\nThe office opens at nine.\n")
    build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    return Config(corpus, tmp_path / "index", tmp_path / "state")


@pytest.fixture
def asked(config: Config) -> Searcher:
    return Searcher.open(config.index, WordEncoder())


def documents(scope: Scope, searcher: Searcher, config: Config) -> list[str]:
    return [document.id for document in scope.of(searcher, config).documents()]


def refusal(scope: Scope, searcher: Searcher, config: Config) -> str:
    with pytest.raises(UsageError) as caught:
        scope.of(searcher, config)
    return str(caught.value)


def test_without_a_name_everything_is_asked(asked: Searcher, config: Config) -> None:
    assert Scope().of(asked, config) is asked


def test_sets_are_asked_alone_or_together(asked: Searcher, config: Config) -> None:
    assert documents(Scope(sets=["staff"]), asked, config) == ["staff/pay.md"]
    assert documents(Scope(sets=["./STAFF/", "."]), asked, config) == ["map.md", "staff/pay.md"]
    assert documents(Scope(sets=["Public"]), asked, config) == ["Public/hours.md"]


@pytest.mark.parametrize("name", ["staff/pay.md", "pay.md", "About staff/pay.md", "PAY.md:3"])
def test_a_document_is_asked_alone_by_any_of_its_names(
    asked: Searcher, config: Config, name: str
) -> None:
    assert documents(Scope(name), asked, config) == ["staff/pay.md"]
    hits = Scope(name).of(asked, config).search("When does the office open?", 5)
    assert {hit.passage.document for hit in hits} == {"staff/pay.md"}


def test_a_number_asks_the_document_of_that_quote(asked: Searcher, config: Config) -> None:
    config.state.mkdir()
    sha256 = hashlib.sha256((config.corpus / "staff" / "pay.md").read_bytes()).hexdigest()
    quotes = [("map.md:0-5", ""), ("staff/pay.md:0-5", sha256)]
    (config.state / FILE).write_text(json.dumps({"questions": [], "quotes": quotes}))
    assert documents(Scope("2"), asked, config) == ["staff/pay.md"]


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        (Scope("pya.md"), "no document 'pya.md' in the index; did you mean staff/pay.md?"),
        (Scope("."), "no document '.' in the index"),
        (Scope(""), "name a document"),
        (Scope("pay.md", ["Public"]), "no document 'pay.md' in the index"),
        (Scope(sets=["staf"]), "no document set is named 'staf'; did you mean staff?"),
        (Scope(sets=["staff", "hr"]), "no document set is named 'hr'; known: ., Public, public"),
        (Scope(sets=["PUBLIC"]), "the set 'PUBLIC' may be Public or public; write the one meant"),
        (Scope(sets=[""]), "no document set is named ''"),
    ],
)
def test_a_name_of_nothing_is_refused_and_never_asks_everything(
    asked: Searcher, config: Config, scope: Scope, message: str
) -> None:
    assert message in refusal(scope, asked, config)


def test_a_question_and_a_batch_ask_the_source_alone(pincite: Run, shipped: Path) -> None:
    flags = ("--index", str(shipped), "--source", "glossary.md")
    one = pincite("ask", "--json", "What is Child Friendly Leeds?", *flags)
    line = json.dumps({"id": 1, "question": "What is Child Friendly Leeds?"})
    batch = pincite("ask", "--batch", "-", *flags, stdin=line)
    for done in (one, batch):
        quotes = json.loads(done.stdout)["quotes"]
        assert {quote["citation"]["document"] for quote in quotes} == {"glossary.md"}
    flags = ("--index", str(shipped), "--source", "glossery.md")
    for words in (["ask", RICHARDSON], ["ask", "--batch", "-"]):
        done = pincite(*words, *flags, stdin=line)
        assert (done.returncode, done.stdout) == (2, "")
        assert "did you mean glossary.md?" in done.stderr


def test_the_threshold_of_the_command_goes_before_that_of_the_settings(
    pincite: Run, shipped: Path
) -> None:
    words = ("ask", "--json", RICHARDSON, "--index", str(shipped))
    strict = {"PINCITE_THRESHOLD": "90"}
    done = pincite(*words, "--threshold", "2.5", env=strict)
    answer = json.loads(done.stdout)
    assert (answer["outcome"], answer["threshold"], done.returncode) == ("answered", 2.5, 0)
    answer = json.loads(pincite(*words, "--threshold", "90").stdout)
    assert (answer["outcome"], answer["threshold"]) == ("closest", 90)


@pytest.mark.parametrize("word", ["high", "nan", "inf", "-inf", "1e9", ""])
def test_a_threshold_is_a_number(pincite: Run, shipped: Path, word: str) -> None:
    done = pincite("ask", RICHARDSON, f"--threshold={word}", "--index", str(shipped))
    assert done.returncode == 2
    assert f"{word!r} is no confidence, a number such as 2.6" in done.stderr


def test_what_was_shown_is_shown_again_by_its_number(
    pincite: Run, shipped: Path, tmp_path: Path
) -> None:
    env = {"PINCITE_INDEX": str(shipped), "PINCITE_STATE": str(tmp_path / "state")}
    answer = json.loads(pincite("ask", "--json", RICHARDSON, env=env).stdout)
    for quote in answer["quotes"]:
        [[start, end]], name = quote["citation"]["spans"], quote["citation"]["document"]
        number = str(quote["rank"])
        by_address = pincite("show", f"{name}:{start}-{end}", env=env)
        assert pincite("show", number, env=env).stdout == by_address.stdout
        lines = quote["citation"]["lines"]
        opened = pincite("open", "--print", number, env=env)
        assert opened.stdout == f"{ROOT / 'corpus' / name}:{lines[0]}\n"
