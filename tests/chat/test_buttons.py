"""The buttons of an answer, with the real bot: today's and those of before a restart."""

import re
import time
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH
from tests.chat.bot_process import ABOUT_PLANTS, PLANTS, running, served_from, started
from tests.chat.messages import read
from tests.conftest import Build
from tests.standin import ALICE, BOB, BOT, CAROL, HELP, Message, StandIn, User


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    folder = tmp_path_factory.mktemp("buttons")
    for name, words in PLANTS.items():
        file = folder / "corpus" / f"{name}.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(
            f"The {name} in our garden\n\nEvery {name} stands in the kitchen garden. {words}, when "
            f"the garden is quiet. The gardener looks after each {name} by hand.\n",
            "utf-8",
        )
    build_with_model(folder / "corpus", folder / "index")
    return folder / "index"


def ask(discord: StandIn, *, private: bool = False) -> Message:
    options = {"question": ABOUT_PLANTS, "private": private}
    return discord.slash("ask", options).wait()[0]


def plants(message: Message) -> list[str]:
    """The plants whose notes are quoted, by the titles below the quotes."""
    return re.findall(r"^-# The (\w+) in our garden", message.text, re.MULTILINE)


def click(discord: StandIn, message: Message, label: str, user: User = ALICE) -> Message:
    return discord.click(message, label, user=user).wait()[0]


def test_an_answer_shows_the_question_the_quotes_and_what_they_were_compared_with(
    discord: StandIn,
) -> None:
    first = ask(discord)
    answer = read(first.text)
    assert answer.small[0] == f"Asked: {ABOUT_PLANTS}"
    assert len(set(plants(first))) == 3
    assert answer.small[-1].startswith("✓ Each quote compared with its source, word for word")


def test_more_quotes_are_shown_to_who_presses_alone(discord: StandIn) -> None:
    first = ask(discord)
    more_quotes = click(discord, first, "More quotes", BOB)
    last_quotes = click(discord, more_quotes, "More quotes", BOB)
    assert more_quotes.ephemeral
    assert plants(more_quotes)[:2] == plants(first)[1:]
    whole = plants(first)[:1] + plants(more_quotes) + plants(last_quotes)
    assert sorted(whole) == sorted(PLANTS)


def test_of_the_later_quotes_the_rest_is_shown_to_who_asks_for_it(discord: StandIn) -> None:
    first = ask(discord)
    more_quotes = click(discord, first, "More quotes")
    lengths = [len(message.quoted) for message in map(read, (first.text, more_quotes.text))]
    assert lengths == [4, 6]
    assert read(first.text).quoted[2] in read(more_quotes.text).quoted[1]


def test_a_quote_is_shown_in_its_context_in_bold(discord: StandIn) -> None:
    first = ask(discord)
    context = click(discord, first, "In context")
    assert context.ephemeral
    title, text = read(context.text).quoted
    [bold] = read(context.text).bold
    assert read(first.text).bold[0] == bold
    assert bold in text
    assert title.endswith(" in our garden")
    assert f"{title[4:8]}.txt:" in context.text
    assert ".txt:" not in first.text


@pytest.mark.parametrize("label", ["Helpful", "Not helpful"])
def test_a_vote_is_thanked_for_privately(discord: StandIn, label: str) -> None:
    thanks = click(discord, ask(discord), label)
    assert thanks.ephemeral
    assert "Thank you" in thanks.text


def test_a_follow_up_is_typed_into_a_form_and_answered_in_the_channel(discord: StandIn) -> None:
    first = discord.slash("ask", {"question": "When are roses pruned?"}).wait()[0]
    form = discord.click(first, "Follow up", user=BOB)
    answer = discord.submit(form, {"question": "And when are they not quiet?"}).wait()[0]
    assert not answer.ephemeral
    assert "Roses are pruned" in answer.text


def test_a_private_answer_is_followed_up_privately(discord: StandIn) -> None:
    form = discord.click(ask(discord, private=True), "Follow up")
    assert discord.submit(form, {"question": "When are roses pruned?"}).wait()[0].ephemeral


def test_a_private_answer_can_be_shared(discord: StandIn) -> None:
    first = ask(discord, private=True)
    shared = click(discord, first, "Share")
    assert first.ephemeral
    assert not shared.ephemeral
    assert read(shared.text).quoted == read(first.text).quoted
    assert read(shared.text).small[:2] == [f"Asked: {ABOUT_PLANTS}", "Shared by Alice"]


@pytest.mark.parametrize("user", [ALICE, CAROL])
def test_the_asker_and_who_may_manage_messages_can_delete_an_answer(
    discord: StandIn, user: User
) -> None:
    first = ask(discord)
    discord.click(first, "Delete", user=user).acknowledged()
    until_gone(discord, first)


def test_nobody_else_can_delete_an_answer(discord: StandIn) -> None:
    first = ask(discord)
    refusal = click(discord, first, "Delete", BOB)
    assert refusal.ephemeral
    assert "Only the person who asked" in refusal.text
    assert first.id in [message.id for message in discord.messages()]


NO_SUCH_ANSWER = (
    "pincite:more:999999999999999999:1",
    f"pincite:good:{2**63}",
    f"pincite:context:{2**64}:1",
    f"pincite:context:{10**60}:1",
    f"pincite:more:1:{10**60}",
    "pincite:good:-1",
    "pincite:good:١",
    "pincite:good:²",
    "pincite:good:1.5",
    "pincite:good:0x1",
    "pincite:good: 1",
    "pincite:good:",
    "pincite:good",
    "pincite:good:1:2",
    "pincite:context:1",
    "pincite:more:1:2:3",
    "pincite:share:",
    "pincite:nothing:1",
    "pincite",
    "another:good:1",
    ":::",
)


@pytest.mark.parametrize("custom_id", NO_SUCH_ANSWER)
def test_an_id_that_the_bot_never_gives_is_answered_kindly(
    discord: StandIn, custom_id: str
) -> None:
    notice = discord.use_id(ask(discord), custom_id).wait()[0]
    assert notice.ephemeral
    assert notice.text == ENGLISH("unknown_answer")


@pytest.mark.parametrize("custom_id", [f"pincite:asked:{2**70}", "pincite:asked:x", "pincite:x"])
def test_a_form_that_the_bot_never_shows_is_answered_kindly(
    discord: StandIn, custom_id: str
) -> None:
    notice = discord.use_id(ask(discord), custom_id, form=True).wait()[0]
    assert notice.text == ENGLISH("unknown_answer")


def test_a_form_without_a_question_says_how_to_ask(discord: StandIn) -> None:
    notice = discord.use_id(ask(discord), "pincite:asked:0", form=True).wait()[0]
    assert notice.ephemeral
    assert notice.text == ENGLISH("how_to", ask=discord.mention_of("ask"))


def test_the_id_of_a_button_does_not_say_who_may_delete(discord: StandIn) -> None:
    first = ask(discord)
    number = (first.button("Delete").custom_id or "").split(":")[2]
    refusal = discord.use_id(first, f"pincite:delete:{number}:{BOB.id}", user=BOB).wait()[0]
    assert "Only the person who asked" in refusal.text
    assert str(ALICE.id) not in (first.button("Delete").custom_id or "")
    discord.use_id(first, f"pincite:delete:{number}:{BOB.id}", user=ALICE).acknowledged()
    until_gone(discord, first)


def test_of_an_answer_that_is_not_stored_discord_says_who_asked(discord: StandIn) -> None:
    by_command, question = ask(discord), discord.mention(ABOUT_PLANTS, channel=HELP)
    (by_mention,) = question.replies()
    for answer in (by_command, by_mention):
        old_id = f"pincite:delete:999999999999999999:{BOB.id}"
        assert (
            "Only the person who asked" in discord.use_id(answer, old_id, user=BOB).wait()[0].text
        )
        discord.use_id(answer, old_id, user=ALICE).acknowledged()
        until_gone(discord, answer)


def test_a_message_that_is_gone_already_is_deleted_without_an_error(discord: StandIn) -> None:
    first = ask(discord)
    presses = [discord.click(first, "Delete") for _ in range(2)]
    for press in presses:
        press.acknowledged()
    until_gone(discord, first)
    time.sleep(0.5)
    assert ENGLISH("failure") not in [message.text for message in discord.messages()]


def shared_cards(discord: StandIn, private: Message) -> list[Message]:
    [number] = {
        (button.custom_id or "").split(":")[2]
        for button in private.buttons
        if "share" in (button.custom_id or "")
    }
    return [
        message
        for message in discord.messages(private.channel)
        if "Shared by" in message.text and f":{number}" in str(message.components)
    ]


def test_an_answer_is_shared_once_and_a_second_press_leads_to_it(discord: StandIn) -> None:
    private = ask(discord, private=True)
    shared = click(discord, private, "Share")
    again = click(discord, private, "Share")
    assert again.ephemeral
    assert f"/{shared.channel.id}/{shared.id}" in again.text
    assert [message.id for message in shared_cards(discord, private)] == [shared.id]


def test_presses_at_the_same_moment_share_once(discord: StandIn) -> None:
    private = ask(discord, private=True)
    presses = [discord.click(private, "Share") for _ in range(8)]
    messages = [press.wait()[0] for press in presses]
    assert len(shared_cards(discord, private)) == 1
    assert sum(not message.ephemeral for message in messages) == 1
    assert all("shared here already" in message.text for message in messages if message.ephemeral)


def test_a_shared_answer_that_was_deleted_can_be_shared_again(discord: StandIn) -> None:
    private = ask(discord, private=True)
    shared = click(discord, private, "Share")
    discord.click(shared, "Delete").acknowledged()
    until_gone(discord, shared)
    shared = click(discord, private, "Share")
    assert not shared.ephemeral
    discord.delete(shared)
    assert not click(discord, private, "Share").ephemeral
    assert click(discord, private, "In context").ephemeral


def test_who_shared_may_delete_what_is_shared_and_nobody_else(discord: StandIn) -> None:
    shared = click(discord, ask(discord, private=True), "Share")
    assert "Only the person who asked" in click(discord, shared, "Delete", BOB).text
    discord.click(shared, "Delete").acknowledged()
    until_gone(discord, shared)


def until_gone(discord: StandIn, message: Message) -> None:
    for _ in range(50):
        if message.id not in [
            shown_message.id for shown_message in discord.messages(message.channel)
        ]:
            return
        time.sleep(0.1)
    raise AssertionError("the message still stands")


def test_the_answer_to_a_deleted_question_is_taken_away(discord: StandIn) -> None:
    question = discord.mention(ABOUT_PLANTS, channel=HELP)
    (answer,) = question.replies()
    discord.delete(question)
    until_gone(discord, answer)


def test_an_edited_question_is_answered_anew_in_the_same_place(discord: StandIn) -> None:
    question = discord.mention("When are roses pruned?", channel=HELP)
    (answer,) = question.replies()
    assert "Roses are pruned" in answer.text
    discord.edit(question, f"<@{BOT.id}> When are beans sown?")
    for _ in range(50):
        [edited_answer] = [message for message in discord.messages(HELP) if message.id == answer.id]
        if "Beans are sown" in "".join(read(edited_answer.text).quoted):
            break
        time.sleep(0.1)
    else:
        raise AssertionError(edited_answer.text)
    assert (
        len([message for message in discord.messages(HELP) if message.reference == question.id])
        == 1
    )


def test_buttons_of_before_a_restart_still_work(index: Path, tmp_path: Path) -> None:
    with StandIn() as discord:
        environment = served_from(discord, index, tmp_path)
        with started(discord, tmp_path, environment):
            public, private = ask(discord), ask(discord, private=True)
            shared = ask(discord, private=True)
            click(discord, shared, "Share")
        with running(discord, tmp_path, environment) as after:
            assert len(plants(click(discord, public, "More quotes"))) == 3
            assert click(discord, public, "In context").ephemeral
            assert "Thank you" in click(discord, public, "Helpful").text
            assert read(click(discord, private, "Share").text).quoted
            assert "shared here already" in click(discord, shared, "Share").text
            form = discord.click(public, "Follow up")
            follow_up = discord.submit(form, {"question": "And which of them in March?"}).wait()[0]
            assert "Roses are pruned in March" in "".join(read(follow_up.text).quoted)
            discord.click(public, "Delete").acknowledged()
            until_gone(discord, public)
            assert after.stop() == 0


def test_an_answer_that_is_no_longer_known_is_told_kindly(index: Path, tmp_path: Path) -> None:
    with StandIn() as discord:
        environment = served_from(discord, index, tmp_path)
        with started(discord, tmp_path, environment):
            first = ask(discord)
        environment["PINCITE_STATE"] = str(tmp_path / "another")
        with running(discord, tmp_path, environment):
            for label in ("More quotes", "In context", "Helpful"):
                notice = click(discord, first, label)
                assert notice.ephemeral
                assert notice.text == ENGLISH("unknown_answer")


def test_a_state_that_cannot_be_kept_stops_no_answer(index: Path, tmp_path: Path) -> None:
    (tmp_path / "state").write_text("no folder")
    with StandIn() as discord:
        with running(discord, tmp_path, served_from(discord, index, tmp_path)) as process:
            message = ask(discord)
            assert len(plants(message)) == 3
            assert "Helpful" not in [button.label for button in message.buttons]
        assert "cannot be read or written" in process.log
