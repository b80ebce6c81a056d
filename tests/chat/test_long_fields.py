"""The real bot on documents whose fields are thousands of characters long."""

from pathlib import Path

import pytest

from tests.chat.messages import read, units
from tests.conftest import Build
from tests.standin import Message, StandIn

FIELDS = ("title", "author", "publisher")
PLANTS = {"title": "rose", "author": "bean", "publisher": "leek", "heading": "plum", "url": "kale"}
LABELS = ["Helpful", "Not helpful", "Follow up", "Delete"]


def words(field: str) -> str:
    return " ".join(f"{field}{number}*_" for number in range(500))


def note(field: str, plant: str) -> str:
    facts = {name: words(name) for name in FIELDS if name == field}
    if field == "url":
        facts["url"] = f"https://a.example/{'x' * 5_000}"
    front = "".join(f"{name}: {value}\n" for name, value in facts.items())
    heading = f"# {words('heading')}\n\n" if field == "heading" else ""
    return f"---\n{front}---\n{heading}The {plant} in our garden is pruned in March.\n"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    folder = tmp_path_factory.mktemp("long")
    (folder / "corpus").mkdir()
    for field, plant in PLANTS.items():
        (folder / "corpus" / f"{plant}.md").write_text(note(field, plant), "utf-8")
    long = folder / "corpus" / ("deep" * 50) / ("deeper" * 30)
    long.mkdir(parents=True)
    (long / f"{'name' * 50}.txt").write_text("The oats in our field are cut in May.\n", "utf-8")
    build_with_model(folder / "corpus", folder / "index")
    return folder / "index"


def check_card(message: Message, quoted: str) -> None:
    assert message.components
    assert any(quoted in line for line in read(message.text).quoted)
    labels = [button.label for button in message.buttons]
    assert [label for label in LABELS if label not in labels] == []


@pytest.mark.parametrize("plant", PLANTS.values())
def test_an_answer_from_a_document_with_a_long_field_is_a_card(
    discord: StandIn, plant: str
) -> None:
    [message] = discord.slash("ask", {"question": f"When is the {plant} pruned?"}).wait()
    check_card(message, f"The {plant} in our garden is pruned in March.")
    context = discord.click(message, "In context").wait()
    assert all(part.ephemeral for part in context)
    bold = [words for part in context for words in read(part.text).bold]
    assert bold == [f"The {plant} in our garden is pruned in March."]


def test_a_long_title_that_is_asked_for_is_a_card(discord: StandIn) -> None:
    [message] = discord.slash("ask", {"question": "What is heading7 heading8 heading9?"}).wait()
    assert message.components
    assert "Follow up" in [button.label for button in message.buttons]


def test_documents_with_long_names_are_listed_and_chosen(discord: StandIn) -> None:
    [listed] = discord.slash("sources list", {}).wait()
    assert units(listed.text) <= 2_000
    assert "author0" in listed.text
    assert len(listed.text.split("\n")) > len(PLANTS)
    typed = {"question": "When are the oats cut?", "source": "name"}
    [choice] = discord.autocomplete("ask", typed, focused="source").choices()
    options = {"question": "When are the oats cut?", "source": choice["value"]}
    [message] = discord.slash("ask", options).wait()
    check_card(message, "The oats in our field are cut in May.")
