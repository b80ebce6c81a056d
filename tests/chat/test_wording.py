"""What the bot says is said in Discord's words and in the asker's language, errors included."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.problems import problem_text
from bot.chat.render.translations import ENGLISH, LANGUAGES, texts_in
from index.answering.answers import LONGEST_QUESTION, checked_question
from index.answering.verify_quote import LONGEST_TEXT, checked_text
from index.errors import ErrorKind, PinciteError, UsageError
from tests.chat.bot_process import PUPPET, running
from tests.standin import ALICE, BOB, CAROL, GRETA, StandIn

_SHELL = re.compile(r"\bpincite(?: |$)|--\w|\bbatch\b", re.MULTILINE)
"""What is said to somebody at a terminal."""


@pytest.mark.parametrize("words", [f"<@{BOB.id}>", "👍👍", "…", "> ", "``` ```"])
def test_a_message_without_words_to_check_is_told_in_words_of_discord(
    discord: StandIn, words: str
) -> None:
    said = discord.say(words)
    [message] = discord.menu("Is this quoted right?", said).wait()
    assert message.text == "That message has no text to check."
    [message] = discord.menu("Is this quoted right?", said, user=GRETA).wait()
    assert message.text == texts_in("de")("problem_no_words")
    assert message.ephemeral


def test_a_message_without_words_to_look_for_is_told_in_words_of_discord(
    discord: StandIn,
) -> None:
    said = discord.say(f"<@{BOB.id}>")
    [message] = discord.menu("Find the source", said).wait()
    assert message.text == ENGLISH("nothing_to_find")
    assert message.ephemeral


def test_too_long_a_message_is_told_with_the_limit(discord: StandIn) -> None:
    said = discord.direct_message("why " * (LONGEST_QUESTION // 4 + 20))
    [message] = said.replies()
    assert message.text == ENGLISH(
        "problem_long_question", length="2,079", most=f"{LONGEST_QUESTION:,}"
    )


def test_a_rollback_without_an_earlier_index_is_told_in_the_language_of_the_owner(
    discord: StandIn,
) -> None:
    owner = replace(CAROL, locale="de")
    [message] = discord.slash("index rollback", {}, user=owner).wait()
    german = texts_in("de")
    assert message.text == german("not_rolled_back", why=german("problem_no_earlier_index"))


def test_no_sentence_of_an_error_reaches_who_asks(tmp_path: Path) -> None:
    with StandIn() as discord, running(discord, tmp_path, discord.environment(), PUPPET):
        for user, language in ((ALICE, "en"), (GRETA, "de")):
            [message] = discord.slash("ask", {"question": "unfit"}, user=user).wait()
            assert message.text == texts_in(language)("problem_unusable")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ErrorKind)
def test_every_kind_of_error_has_a_sentence_in_every_language(
    kind: ErrorKind, language: str
) -> None:
    sentence = problem_text(
        PinciteError("pincite build", kind, length=1, most=2), texts_in(language)
    )
    assert sentence.endswith(".")
    assert "pincite" not in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_speaks_of_a_shell(language: str) -> None:
    texts = texts_in(language)
    for name in texts.names:
        assert not _SHELL.search(texts.template(name)), name


def kinds_below(error_class: type[PinciteError]) -> Iterator[ErrorKind]:
    yield error_class.default_kind
    for lower in error_class.__subclasses__():
        yield from kinds_below(lower)


def test_every_class_of_errors_has_a_kind_of_its_own() -> None:
    kinds = list(kinds_below(PinciteError))
    assert len(kinds) == len(set(kinds))


@pytest.mark.parametrize(
    ("check", "text", "kind"),
    [
        (checked_question, " \x00\n", ErrorKind.EMPTY_QUESTION),
        (checked_question, "x" * (LONGEST_QUESTION + 1), ErrorKind.LONG_QUESTION),
        (checked_text, "“…”", ErrorKind.NO_WORDS),
        (checked_text, "x " * LONGEST_TEXT, ErrorKind.LONG_TEXT),
    ],
)
def test_what_is_wrong_with_a_text_has_its_kind(check: object, text: str, kind: ErrorKind) -> None:
    assert callable(check)
    with pytest.raises(UsageError) as caught:
        check(text)
    assert caught.value.kind is kind
