"""The card of a server's settings, with the real bot: what it shows, and what its forms change."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH, texts_in
from tests.chat.owners import (
    ABOUT_SECRET,
    PUBLIC,
    SECRET,
    SETTING_NUMBERS,
    answered,
    asked,
    changed,
    guarded,
    make,
)
from tests.chat.servers import MALLORY, STRANGE, YARD
from tests.conftest import Build
from tests.standin import (
    ALICE,
    BOB,
    CAROL,
    CHANNELS,
    GENERAL,
    GUILD,
    HELP,
    MESSAGE_CONTENT,
    Message,
    StandIn,
    User,
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, build_with_model: Build) -> Path:
    """A corpus of three sets, one of them private, and its index."""
    files = {
        "public/hours.txt": PUBLIC,
        "garden/roses.txt": "Roses are pruned in March with clean shears.",
        "board/sale.txt": SECRET,
    }
    return make(tmp_path_factory.mktemp("card"), files, build_with_model)


@pytest.fixture(scope="module")
def discord(made: Path) -> Iterator[StandIn]:
    """A bot that may read channels whole; the set board is private. Tests undo what they change."""
    with (
        StandIn(channels=[*CHANNELS, YARD], privileged_intents=MESSAGE_CONTENT) as local,
        guarded(made, local, message_content="true", servers=f"{GUILD.id},{STRANGE.id}"),
    ):
        yield local


def shown(discord: StandIn, user: User = CAROL) -> Message:
    return discord.slash("settings show", {}, user=user).wait()[-1]


def test_the_card_shows_each_setting_with_its_title_and_a_button_to_change_it(
    discord: StandIn,
) -> None:
    card = shown(discord)
    assert card.ephemeral
    for name in SETTING_NUMBERS.keys() - {"elsewhere"}:
        assert ENGLISH(f"setting_{name}") in card.text
    labels = [button.label for button in card.buttons]
    assert labels == [ENGLISH("setting_change")] * 8


def test_a_server_sees_only_the_sets_that_its_form_names(discord: StandIn) -> None:
    card = changed(discord, "defaults", sets=["garden"])[-1]
    assert "garden" in card.text
    assert PUBLIC not in answered(discord, "When does the library open?")
    assert "March" in answered(discord, "When are roses pruned?")
    # A channel's own list outweighs that of its server, and other places see what they saw.
    changed(discord, "channels", channels=[str(HELP.id)], sets=["public"])
    assert PUBLIC in answered(discord, "When does the library open?", channel=HELP)
    assert "March" not in answered(discord, "When are roses pruned?", channel=HELP)
    direct = discord.direct_messages(ALICE)
    assert PUBLIC in answered(discord, "When does the library open?", channel=direct)
    changed(discord, "channels", channels=[str(HELP.id)], sets=[])
    changed(discord, "defaults", sets=[])
    assert PUBLIC in answered(discord, "When does the library open?")


def test_an_owner_may_open_a_private_set_to_a_server_but_who_manages_it_may_not(
    discord: StandIn,
) -> None:
    manager = replace(BOB, permissions=MALLORY.permissions)
    card = shown(discord, manager)
    form = discord.use_id(card, f"pincite:setting:{SETTING_NUMBERS['defaults']}", user=manager)
    offered = form.modal()["components"][0]["component"]["options"]
    assert [option["value"] for option in offered] == ["garden", "public"]
    refused = discord.submit(form, {"sets": ["board"]}).wait()
    assert ENGLISH("setting_no_set") in refused[-1].text
    assert SECRET not in answered(discord, ABOUT_SECRET)
    changed(discord, "defaults", sets=["board", "public"])
    assert SECRET in answered(discord, ABOUT_SECRET)
    assert SECRET not in answered(discord, ABOUT_SECRET, channel=discord.direct_messages(ALICE))
    changed(discord, "defaults", sets=[])


def test_who_manages_a_server_can_only_narrow_what_it_sees(discord: StandIn) -> None:
    manager = replace(BOB, permissions=MALLORY.permissions)
    changed(discord, "defaults", sets=["public"])
    changed(discord, "defaults", manager, sets=["garden", "public"])
    assert "March" not in answered(discord, "When are roses pruned?")
    assert PUBLIC in answered(discord, "When does the library open?")
    changed(discord, "defaults", sets=[])


def test_who_may_not_rule_here_neither_sees_forms_nor_changes_anything(discord: StandIn) -> None:
    card = shown(discord)
    for setting in SETTING_NUMBERS.values():
        for form in (False, True):
            name = "set" if form else "setting"
            refused = discord.use_id(card, f"pincite:{name}:{setting}", user=ALICE, form=form)
            assert refused.wait()[-1].text == ENGLISH("owners_only")


@pytest.mark.parametrize(
    ("typed", "stored"), [("3.5", "3.5"), ("3,5", "3.5"), (" 0 ", "0"), ("20", "20")]
)
def test_the_confidence_is_taken_as_it_is_typed(discord: StandIn, typed: str, stored: str) -> None:
    said = ENGLISH("rule_confidence", value=stored)
    assert said in changed(discord, "confidence", value=typed)[-1].text
    assert said not in changed(discord, "confidence", value="")[-1].text


@pytest.mark.parametrize("typed", ["much", "-1", "21", "nan", "inf", "1e999"])
def test_a_confidence_that_is_none_is_refused_in_words(discord: StandIn, typed: str) -> None:
    said = changed(discord, "confidence", value=typed)
    assert ENGLISH("setting_no_number") in said[-1].text
    assert ENGLISH("setting_usual") in shown(discord).text


def test_answers_to_messages_are_in_the_language_of_the_server(discord: StandIn) -> None:
    changed(discord, "language", value=["de"])
    [reply] = discord.mention("Who paints the ceiling of the Sistine Chapel?").replies()
    assert texts_in("de")("silence") in reply.text or texts_in("de")("closest") in reply.text
    changed(discord, "language", value=["auto"])
    [reply] = discord.mention("When does the library open?").replies()
    assert ENGLISH("helpful") in [button.label for button in reply.buttons]


def test_the_bot_takes_the_name_that_is_typed_and_its_own_again(discord: StandIn) -> None:
    assert (
        "The *Librarian*".replace("*", "\\*")
        in changed(discord, "nickname", value="The *Librarian*")[-1].text
    )
    assert "Librarian" not in changed(discord, "nickname", value="")[-1].text


def test_channels_are_answered_whole_once_they_are_chosen(discord: StandIn) -> None:
    card = changed(discord, "ask_channels", channels=[str(HELP.id)])[-1]
    assert f"<#{HELP.id}>" in card.text
    assert discord.say("When does the library open?", channel=HELP).replies()
    changed(discord, "ask_channels", channels=[])
    assert f"<#{HELP.id}>" not in shown(discord).text


def test_a_set_is_private_everywhere_once_an_owner_says_so(discord: StandIn) -> None:
    changed(discord, "private", sets=["garden"])
    assert "March" not in answered(discord, "When are roses pruned?")
    changed(discord, "private", sets=[])
    assert "March" in answered(discord, "When are roses pruned?")
    assert asked(discord, channel=GENERAL).text


def test_channels_are_not_chosen_while_the_bot_cannot_read_what_is_written_there(
    made: Path,
) -> None:
    with StandIn() as local, guarded(made, local, servers=f"{GUILD.id}"):
        refused = changed(local, "ask_channels", channels=[str(HELP.id)])
        assert refused[-1].text == ENGLISH("needs_content")
        assert f"<#{HELP.id}>" not in shown(local).text
        assert refused[-1].ephemeral


def test_what_holds_on_this_server_is_not_shown_as_another_ones(discord: StandIn) -> None:
    changed(discord, "ask_channels", channels=[str(HELP.id)])
    changed(discord, "channels", channels=[str(HELP.id)], sets=["garden"])
    assert ENGLISH("setting_elsewhere") not in shown(discord).text
    yard = {"channel": YARD, "on": True}
    discord.slash("settings ask_channel", yard, user=CAROL, channel=YARD).wait()
    _, _, elsewhere = shown(discord).text.partition(ENGLISH("setting_elsewhere"))
    assert f"**{STRANGE.name}**\n{ENGLISH('rule_ask', channel=YARD.id)}" in elsewhere
    assert ENGLISH("rules_of_unknown") not in elsewhere
    assert ENGLISH("rule_ask", channel=HELP.id) not in elsewhere
    yard["on"] = False
    discord.slash("settings ask_channel", yard, user=CAROL, channel=YARD).wait()
    changed(discord, "ask_channels", channels=[])
    changed(discord, "channels", channels=[str(HELP.id)], sets=[])


def test_an_owner_reads_in_direct_messages_too_what_a_server_sees(discord: StandIn) -> None:
    changed(discord, "defaults", sets=["garden"])
    rules = discord.slash(
        "settings show", {}, user=CAROL, channel=discord.direct_messages(CAROL)
    ).wait()
    line = ENGLISH("rule_channel", about=GUILD.name, names="garden")
    assert line in "\n".join(message.text for message in rules)
    changed(discord, "defaults", sets=[])


def test_who_manages_a_server_may_name_a_private_set_that_it_sees(discord: StandIn) -> None:
    manager = replace(BOB, permissions=MALLORY.permissions)
    options = {"channel": HELP, "sets": "board"}
    refused = discord.slash("settings sets", options, user=manager).wait()[-1]
    assert ENGLISH("no_set", names="board") in refused.text
    changed(discord, "defaults", sets=["board", "public"])
    narrowed = discord.slash("settings sets", options, user=manager).wait()[-1]
    assert ENGLISH("rule_narrowed", about=f"<#{HELP.id}>", names="board") in narrowed.text
    discord.slash("settings sets", {"channel": HELP}, user=manager).wait()
    changed(discord, "defaults", sets=[])


def test_the_card_stands_after_a_value_that_cannot_be_taken(discord: StandIn) -> None:
    card = shown(discord)
    for typed, label in (("much", "setting_no_number"), ("3", "rule_confidence")):
        form = discord.use_id(card, f"pincite:setting:{SETTING_NUMBERS['confidence']}", user=CAROL)
        said = discord.submit(form, {"value": typed}).wait()
        assert ENGLISH(label, value="3") in said[-1].text
    assert card.id in [message.id for message in discord.messages()]
    changed(discord, "confidence", value="")
