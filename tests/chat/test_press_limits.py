"""How often buttons may be used: as often as questions may be asked, and counted apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import texts_in
from tests.chat.bot_process import discord_settings, running
from tests.standin import ALICE, BOB, HELP, Message, StandIn

FASTER = "press buttons faster than I may work"
QUESTION = "When are roses pruned?"


@contextmanager
def limited(index: Path, folder: Path, **limits: int) -> Iterator[StandIn]:
    with StandIn() as discord:
        environment = {
            **discord.environment(),
            "PINCITE_INDEX": str(index),
            "PINCITE_STATE": str(folder / "state"),
            **discord_settings(**limits),
        }
        with running(discord, folder, environment):
            yield discord


def ask(discord: StandIn, *, private: bool = False) -> Message:
    return discord.slash("ask", {"question": QUESTION, "private": private}).wait()[0]


@pytest.mark.parametrize("label", ["In context", "Helpful", "Follow up", "Share"])
def test_who_presses_too_much_is_told_so_alone(index: Path, tmp_path: Path, label: str) -> None:
    with limited(index, tmp_path, per_person=3) as discord:
        first = ask(discord, private=True)
        presses = [discord.click(first, "In context") for _ in range(3)]
        assert all("Roses" in press.wait()[0].text for press in presses)
        refusal = discord.click(first, label).wait()[0]
        assert refusal.ephemeral
        assert FASTER in refusal.text
        assert "Roses" in ask(discord).text, "questions are counted apart"


def test_of_forty_presses_of_share_one_card_comes_and_the_rest_is_refused_in_words(
    index: Path, tmp_path: Path
) -> None:
    with limited(index, tmp_path, per_person=10) as discord:
        first = ask(discord, private=True)
        presses = [discord.click(first, "Share") for _ in range(40)]
        messages = [press.wait()[0] for press in presses]
        assert [message.ephemeral for message in messages].count(False) == 1
        assert sum(FASTER in message.text for message in messages) == 30
        assert sum("shared here already" in message.text for message in messages) == 9


def test_a_channel_has_a_limit_of_its_own_for_presses(index: Path, tmp_path: Path) -> None:
    greta = replace(BOB, locale="de", name="greta")
    with limited(index, tmp_path, per_channel=2) as discord:
        first = ask(discord)
        for user in (ALICE, BOB):
            assert "Roses" in discord.click(first, "In context", user=user).wait()[0].text
        refusal = discord.click(first, "In context", user=greta).wait()[0]
        german = texts_in("de")("press_slower_channel", seconds=30)
        assert refusal.text.partition(";")[0] == german.partition(";")[0]
        [elsewhere] = discord.mention(QUESTION, channel=HELP).replies()
        assert "Roses" in discord.click(elsewhere, "In context").wait()[0].text


def test_a_follow_up_form_counts_as_a_question(index: Path, tmp_path: Path) -> None:
    with limited(index, tmp_path, per_person=2) as discord:
        first = ask(discord)
        forms = [discord.click(first, "Follow up") for _ in range(2)]
        answers = [discord.submit(form, {"question": QUESTION}).wait()[0] for form in forms]
        assert "Roses" in answers[0].text
        assert answers[1].ephemeral
        assert "ask faster than I may answer" in answers[1].text
