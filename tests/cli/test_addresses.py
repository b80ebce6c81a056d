"""What a person writes for a place → the document and the part meant, or why there is none."""

import hashlib
import json
import zipfile
from pathlib import Path

import pytest

from bot.cli.addresses import find_place
from bot.cli.last_answer import FILE
from bot.cli.opening import open_documents
from bot.config import Config
from index import build_index
from index.errors import IndexNotFound, UsageError
from tests.conftest import Silent, WordEncoder

HERONS = "# The herons\n\n## Nests\n\nHerons nest in tall trees.\n\n## Food\n\nThey eat eels.\n"
ADDRESS = "https://example.org/herons#top"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """An index of documents with names that are easily taken for one another."""
    corpus = tmp_path / "corpus"
    for name, text in {
        "birds/herons.md": HERONS,
        "2023/plan.md": "The plan of last year.\n",
        "2024/plan.md": "The plan of this year.\n",
        "Cranes.TXT": "Cranes dance.\r\nThey travel at night.\r\n",
        "web page.txt": "A page about storks.\n",
        "7": "A file that is named by a number.\n",
        "12:30.txt": "Lunch is at half past twelve.\n",
        "12:30": "It is not to be taken for a line of the file 12.\n",
        "faq.jsonl": '{"_id": "q1", "title": "", "text": "Swans are white."}\n'
        '{"_id": "q2", "title": "", "text": "Some swans are black."}\n',
    }.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_bytes(text.encode())
    (corpus / "web page.txt.meta.toml").write_text(f'title = "Storks"\nurl = "{ADDRESS}"\n')
    with zipfile.ZipFile(corpus / "old.zip", "w") as archive:
        archive.writestr("letters/first.txt", "Dear Ada, the geese are back.\n")
    build_index(corpus, tmp_path / "index", WordEncoder(), Silent())
    return Config(corpus, tmp_path / "index", tmp_path / "state")


def found(config: Config, address: str) -> tuple[str, str]:
    """The document and the text of a place."""
    document, span = find_place(config, open_documents(config), address)
    return document.id, document.text[slice(*span)] if span else document.text


def refusal(config: Config, address: str) -> str:
    with pytest.raises(UsageError) as caught:
        find_place(config, open_documents(config), address)
    return str(caught.value)


@pytest.mark.parametrize(
    ("address", "document"),
    [
        ("birds/herons.md", "birds/herons.md"),
        ("herons.md", "birds/herons.md"),
        ("BIRDS/Herons.MD", "birds/herons.md"),
        ("cranes.txt", "Cranes.TXT"),
        ("the HERONS", "birds/herons.md"),
        ("Storks", "web page.txt"),
        ("web%20page.txt", "web page.txt"),
        (ADDRESS, "web page.txt"),
        ("https://example.org/herons#top:~:text=A%20page", "web page.txt"),
        ("old.zip#letters/first.txt", "old.zip#letters/first.txt"),
        ("letters/first.txt", "old.zip#letters/first.txt"),
        ("first.txt", "old.zip#letters/first.txt"),
        ("faq.jsonl#q2", "faq.jsonl#q2"),
        ("7", "7"),
        ("12:30", "12:30"),
    ],
)
def test_a_document_is_found_by_what_it_is_called(
    config: Config, address: str, document: str
) -> None:
    assert found(config, address)[0] == document


@pytest.mark.parametrize(
    ("address", "text"),
    [
        ("birds/herons.md:2-12", "The herons"),
        ("herons.md:5", "Herons nest in tall trees."),
        ("herons.md:2", ""),
        ("herons.md#nests", "## Nests\n\nHerons nest in tall trees.\n\n"),
        ("herons.md#food", "## Food\n\nThey eat eels.\n"),
        ("cranes.txt:2", "They travel at night."),
        ("12:30.txt:0-5", "Lunch"),
        ("12:30:1", "It is not to be taken for a line of the file 12."),
        ("faq.jsonl#q1:0-5", "Swans"),
    ],
)
def test_a_part_is_a_span_of_characters_a_line_or_what_stands_under_a_heading(
    config: Config, address: str, text: str
) -> None:
    assert found(config, address)[1] == text


def test_a_path_may_begin_at_the_folder_one_stands_in(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(config.corpus.parent)
    assert found(config, "corpus/birds/herons.md:5")[1] == "Herons nest in tall trees."
    assert found(config, f"{config.corpus}/birds/herons.md:9")[1] == "They eat eels."
    monkeypatch.chdir(config.corpus / "birds")
    assert found(config, "./herons.md:5")[0] == "birds/herons.md"
    assert found(config, "../2023/plan.md")[0] == "2023/plan.md"
    assert found(config, "../../corpus/old.zip#letters/first.txt")[1].startswith("Dear Ada")


def test_a_name_of_several_documents_is_refused_with_their_names(config: Config) -> None:
    assert refusal(config, "plan.md") == (
        "'plan.md' may be one of 2 documents; write more of its path:\n"
        "  2023/plan.md\n"
        "  2024/plan.md"
    )


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("herns.md", "no document 'herns.md' in the index; did you mean birds/herons.md?"),
        ("stork", "no document 'stork' in the index; did you mean web page.txt?"),
        ("herns.md:5", "no document 'herns.md:5' in the index; did you mean birds/herons.md?"),
        ("xyz", "no document 'xyz' in the index; pincite sources lists them"),
        ("../../etc/passwd", "no document '../../etc/passwd' in the index"),
        ("\x1b[2J", r"no document '\x1b[2J' in the index"),
        ("\udcff\0", "no document '?' in the index"),
        (" ", "name a document"),
        ("herons.md:99", "birds/herons.md has lines 1 to 10, not 99"),
        ("herons.md:0", "birds/herons.md has lines 1 to 10, not 0"),
        ("herons.md:5-5000", "birds/herons.md has characters 0 to"),
        ("herons.md:9-5", "birds/herons.md has characters 0 to"),
        ("herons.md#foot", "no heading '#foot'; did you mean #food?"),
        ("herons.md#page=2", "birds/herons.md has no pages"),
        ("9" * 5_000, "no document '999"),
    ],
)
def test_what_names_nothing_is_refused_with_what_may_be_meant(
    config: Config, address: str, message: str
) -> None:
    assert message in refusal(config, address)


def keep(config: Config, *quotes: tuple[str, str]) -> None:
    """Keep a last answer of these addresses and hashes of files."""
    config.state.mkdir(exist_ok=True)
    (config.state / FILE).write_text(json.dumps({"questions": ["?"], "quotes": quotes}))


def test_a_number_is_that_quote_of_the_last_answer(config: Config) -> None:
    assert refusal(config, "2") == "there is no last answer to take quote 2 from; ask first"
    files = [config.corpus / "2024" / "plan.md", config.corpus / "faq.jsonl"]
    plan, faq = (hashlib.sha256(file.read_bytes()).hexdigest() for file in files)
    keep(config, ("2024/plan.md:4-8", plan), ("faq.jsonl#q1:0-5", faq))
    assert found(config, "1") == ("2024/plan.md", "plan")
    assert found(config, "2") == ("faq.jsonl#q1", "Swans")
    assert refusal(config, "3") == "the last answer has quotes 1 to 2, not 3"
    assert refusal(config, "0") == "the last answer has quotes 1 to 2, not 0"
    assert found(config, "7")[0] == "7", "a document of that name goes first"


@pytest.mark.parametrize("name", ["2024/plan.md", "gone.md", "/etc/passwd", "\udcff\0", ""])
def test_a_quote_of_a_document_that_is_another_now_is_not_shown(config: Config, name: str) -> None:
    keep(config, (f"{name}:4-8", "0" * 64))
    assert refusal(config, "1").endswith("is not as it was when it was quoted; ask again")


def test_nothing_is_built_to_look_up_a_document(config: Config, tmp_path: Path) -> None:
    with pytest.raises(IndexNotFound, match="run pincite build first"):
        open_documents(Config(config.corpus, tmp_path / "none"))
    assert not (tmp_path / "none").exists()
