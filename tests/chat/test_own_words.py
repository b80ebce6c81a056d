"""An owner's own words: said in the place of the bot's, and checked before any of them is said."""

import ast
from pathlib import Path

import pytest

from bot.chat.commands.sync import doubled_name
from bot.chat.render.own_words import LABELS, LONGEST, read_own_words
from bot.chat.render.translations import FALLBACK, read_language
from index.errors import ConfigError
from tests.chat.bot_process import OFF_TOPIC, running, served_from
from tests.chat.messages import read
from tests.conftest import Run
from tests.standin import ALICE, GRETA, StandIn

CHAT = Path(__file__).parents[2] / "bot" / "chat"


def written(folder: Path, text: str) -> Path:
    path = folder / "words.toml"
    path.write_text(text, "utf-8")
    return path


def test_no_file_is_no_own_words(tmp_path: Path) -> None:
    assert read_own_words(tmp_path / "words.toml") == {}


def test_texts_are_read_for_each_language(tmp_path: Path) -> None:
    path = written(tmp_path, '[en]\nsilence = "No. **Ask** in #help."\n[de]\nmore = "Mehr davon"\n')
    assert read_own_words(path) == {
        "en": {"silence": "No. **Ask** in #help."},
        "de": {"more": "Mehr davon"},
    }


@pytest.mark.parametrize(
    "line",
    [
        'missing = "Nothing on {terms}, sorry."',
        'missing = "Nothing at all."',
        'verified = "Compared {{word for word}}"',
        'how_to = """Ask with {ask}.\nOr write to me."""',
        'years_one = "{date}, a year ago"',
        'asked = "You asked: {question}"',
        'ask_name = "frag-mich"',
        f'silence = "{"x" * LONGEST}"',
    ],
)
def test_words_that_can_be_said_are_taken(line: str, tmp_path: Path) -> None:
    assert read_own_words(written(tmp_path, f"[en]\n{line}\n"))


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[en]\nsilense = "No."', "silense is the name of no text; the nearest is silence"),
        ('[xx]\nsilence = "No."', "[xx] is no language"),
        ('silence = "No."', "[silence] is no language"),
        ("[en]\nsilence = 3", "silence must be a text"),
        ('[en]\nsilence = " "', "silence must be a text"),
        ('[en]\nsilence = "No {terms}."', "silence has {terms}; known there: none"),
        ('[en]\nmissing = "No {term}."', "missing has {term}; known there: {terms}"),
        ('[en]\nmissing = "No {}."', "missing has {}"),
        ('[en]\nmissing = "No {0}."', "missing has {0}"),
        ('[en]\nmissing = "No {terms.__class__}."', "missing has {terms.__class__}"),
        ('[en]\nmissing = "No {terms[0]}."', "missing has {terms[0]}"),
        ('[en]\nmissing = "No {terms!r}."', "missing has {terms!r}"),
        ('[en]\nmissing = "No {terms:>9999999}."', "missing has {terms:>9999999}"),
        ('[en]\nmissing = "No {terms:{terms}}."', "missing has {terms:{terms}}"),
        ('[en]\nmissing = "No {terms."', "missing has a brace that is wrong"),
        ('[en]\nmissing = "No terms}."', "missing has a brace that is wrong"),
        ('[en]\ngap = "{question} came {times} times"', "gap begins a line with {question}"),
        ('[en]\ngap = "{times} ×\\n- {question}"', "gap begins a line with {question}"),
        ('[en]\nasked = "{question}"', "asked begins a line with {question}"),
        ('[en]\nasked = "You asked"', "asked must end with “: {question}”"),
        ('[en]\nask_name = "Ask Me"', "ask_name must be 1 to 32 small letters"),
        (f'[en]\nask_about = "{"x" * 101}"', "ask_about has 101 characters, at most 100"),
        (f'[en]\nfind_menu = "{"x" * 33}"', "find_menu has 33 characters, at most 32"),
        (f'[en]\nmore = "{"x" * 81}"', "more has 81 characters, at most 80"),
        ('[en]\nmore = "one\\ntwo"', "more must be one line"),
        (f'[en]\nfollow_title = "{"x" * 46}"', "follow_title has 46 characters, at most 45"),
        (f'[en]\nsilence = "{"x" * 401}"', "silence has 401 characters, at most 400"),
        ("[en", "cannot be read"),
    ],
)
def test_words_that_cannot_be_said_are_named_with_what_is_wrong(
    text: str, complaint: str, tmp_path: Path
) -> None:
    path = written(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        read_own_words(path)
    assert complaint in str(caught.value)
    assert str(path) in str(caught.value)


def test_every_text_on_a_button_is_known_as_one() -> None:
    for path in CHAT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "").lower() == "button":
                for inner in ast.walk(node):
                    is_text = isinstance(inner, ast.Call) and getattr(inner.func, "id", "")
                    if isinstance(inner, ast.Call) and is_text == "texts":
                        named = {n.value for n in ast.walk(inner) if isinstance(n, ast.Constant)}
                        assert named <= LABELS, path


def test_the_texts_of_the_bot_themselves_could_be_own_words(tmp_path: Path) -> None:
    lines = [f"{name} = '''{text}'''" for name, text in read_language(FALLBACK).items()]
    assert read_own_words(written(tmp_path, "[en]\n" + "\n".join(lines)))


def named(name: str, german: str = "", **more: object) -> dict[str, object]:
    return {"name": name, "name_localizations": {"de": german} if german else {}, **more}


def test_two_names_beside_each_other_are_found_in_every_language() -> None:
    assert doubled_name([named("ask", "frage"), named("find", "finde")]) == ""
    assert doubled_name([named("ask"), named("ask")]) == "ask"
    assert doubled_name([named("ask", "frage"), named("find", "frage")]) == "frage"
    assert doubled_name([named("ask"), named("ask", type=3)]) == ""
    options = [named("a", type=3), named("b", "a", type=5)]
    assert doubled_name([named("ask", options=options)]) == "a"


def test_own_words_are_said_in_their_language_and_no_other(index: Path, tmp_path: Path) -> None:
    written(
        tmp_path,
        '[en]\nsilence = "Our handbook is **silent**."\nask_name = "query"\n'
        'find_menu = "Where is this from?"\npresence = "Ask the handbook"\n'
        '[de]\nasked = "Gefragt wurde **dies**: {question}"\n',
    )
    with StandIn() as discord, running(discord, tmp_path, served_from(discord, index, tmp_path)):
        shown = [command["name_localizations"] for command in discord.registered]
        for locale in ("en-US", "en-GB", "ja"):
            assert {"query", "Where is this from?"} <= {names.get(locale) for names in shown}
        assert "query" not in {names["de"] for names in shown}
        assert discord.presences[0]["game"]["state"] == "Ask the handbook"
        [message] = discord.slash("ask", {"question": OFF_TOPIC}, user=ALICE).wait()
        assert "Our handbook is **silent**." in message.text
        [message] = discord.mention("").replies()
        assert discord.mention_of("ask") in message.text
        asked = {"question": "Who is **Zanzibar** {question} <@1>?"}
        [message] = discord.slash("ask", asked, user=GRETA).wait()
        shown_question = read(message.text).small[0]
        assert shown_question == f"Gefragt wurde dies: {asked['question']}"
        assert "Gefragt wurde **dies**: Who is \\*\\*Zanzibar" in message.text
        assert "Our handbook" not in message.text
        assert message.pings == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[en]\nsilense = "No."\n', "the nearest is silence"),
        ('[en]\nask_name = "sources"\n', "are named sources"),
    ],
)
def test_words_that_cannot_be_said_stop_the_start_and_the_check(
    text: str, complaint: str, index: Path, tmp_path: Path, pincite: Run
) -> None:
    written(tmp_path, text)
    with StandIn() as discord:
        environment = served_from(discord, index, tmp_path)
        done = pincite("bot", env=environment, cwd=tmp_path)
        assert done.returncode == 2
        assert complaint in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
        checked = pincite("bot", "--check", env=environment, cwd=tmp_path)
        assert checked.returncode == 3
        [bad] = [line for line in checked.stdout.splitlines() if line.startswith("BAD")]
        assert complaint in bad
        assert discord.violations == []


def test_own_words_are_counted_by_the_check(index: Path, tmp_path: Path, pincite: Run) -> None:
    written(tmp_path, '[en]\nsilence = "No."\n[de]\nsilence = "Nein."\nmore = "Mehr"\n')
    with StandIn() as discord:
        environment = served_from(discord, index, tmp_path)
        done = pincite("bot", "--check", env=environment, cwd=tmp_path)
    [line] = [line for line in done.stdout.splitlines() if "words" in line]
    assert line.startswith("ok ")
    assert line.endswith("1 in en, 2 in de")
