"""Who rules and who may ask, with the real bot: strangers, servers, people, private sets."""

import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.render.translations import ENGLISH, texts_in
from tests.chat.bot_process import ABOUT_PLANTS, PLANTS, Process
from tests.chat.messages import read
from tests.chat.owners import ABOUT_SECRET, PUBLIC, SECRET, asked, guarded, make, settings
from tests.chat.servers import MALLORY, STRANGE, YARD
from tests.conftest import Build
from tests.standin import (
    ALICE,
    BOB,
    CAROL,
    CHANNELS,
    GENERAL,
    GROUP,
    GUILD,
    HELP,
    LOUNGE,
    MESSAGE_CONTENT,
    Application,
    Channel,
    Guild,
    Message,
    Role,
    Room,
    StandIn,
    TeamMember,
    User,
)

NEXT = ENGLISH("page_after")

ANNEX = Guild(900_000_000_000_000_500, "The *Annex*", owner=BOB)
CELLAR = Channel(900_000_000_000_000_501, "cellar", ANNEX)

OWNED: Mapping[str, Mapping[str, object]] = {
    "index status": {},
    "index rebuild": {"dry_run": True},
    "index rollback": {},
    "gaps": {},
    "settings show": {},
    "settings mark": {"set": "board", "private": False},
    "settings sets": {"channel": YARD, "sets": "board"},
    "settings confidence": {"value": 1.0},
    "settings ask_channel": {"channel": YARD, "on": True},
}


def said(
    discord: StandIn, command: str, user: User, where: Channel = GENERAL, **options: object
) -> str:
    """The last word of a command."""
    return discord.slash(command, options, user=user, channel=where).wait()[-1].text


def quotes(message: Message) -> str:
    return "\n".join(read(message.text).quoted)


def test_a_stranger_does_not_rule_where_the_bot_is_in_no_other_server(folder: Path) -> None:
    with StandIn(channels=[YARD]) as discord, guarded(folder, discord, private=""):
        assert "board: private" in said(
            discord, "settings mark", CAROL, YARD, set="board", private=True
        )
        for command, options in OWNED.items():
            assert said(discord, command, MALLORY, YARD, **options) == ENGLISH("owners_only")
        assert "Quagga" not in asked(discord, MALLORY, YARD, question=ABOUT_SECRET).text
        assert PUBLIC in quotes(asked(discord, MALLORY, YARD))


def test_a_manager_rules_only_a_server_that_is_named(folder: Path) -> None:
    members = [YARD, *CHANNELS, CELLAR]
    servers = f"{GUILD.id},{ANNEX.id}"
    with StandIn(channels=members) as discord, guarded(folder, discord, servers=servers):
        said(discord, "settings sets", CAROL, HELP, channel=HELP, sets="board")
        shown = said(discord, "settings show", MALLORY, CELLAR)
        assert "board" not in shown
        for command in ("index rebuild", "index rollback"):
            assert said(discord, command, MALLORY, CELLAR) == ENGLISH("owners_everywhere")
        everywhere = ENGLISH("owners_everywhere")
        marked = said(discord, "settings mark", MALLORY, CELLAR, set="public", private=True)
        assert marked == everywhere
        unknown = said(discord, "settings sets", MALLORY, CELLAR, channel=CELLAR, sets="board")
        assert unknown == ENGLISH("no_set", names="board")
        own = said(discord, "settings confidence", MALLORY, CELLAR, value=9.5)
        assert own.endswith("**The \\*Annex\\***\nAnswers are given from confidence 9.5")
        narrowed = said(discord, "settings sets", MALLORY, CELLAR, channel=CELLAR, sets="public")
        assert f"<#{CELLAR.id}> sees, of what it would, only: public" in narrowed
        assert PUBLIC in quotes(asked(discord))
        owners = said(discord, "settings show", CAROL)
        assert f"<#{HELP.id}> sees only: board" in owners
        assert "**The \\*Annex\\***" in owners
        alone = said(discord, "settings show", replace(MALLORY, id=MALLORY.id + 1), HELP)
        assert "Annex" not in alone
        assert f"<#{HELP.id}> sees only: board" in alone


def test_what_a_manager_lists_is_not_opened_when_it_becomes_private(folder: Path) -> None:
    servers = str(ANNEX.id)
    with (
        StandIn(channels=[*CHANNELS, CELLAR]) as discord,
        guarded(folder, discord, private="", servers=servers),
    ):
        said(discord, "settings sets", MALLORY, CELLAR, channel=CELLAR, sets="board,public")
        assert SECRET in quotes(asked(discord, channel=CELLAR, question=ABOUT_SECRET))
        said(discord, "settings mark", CAROL, CELLAR, set="board", private=True)
        assert "Quagga" not in asked(discord, channel=CELLAR, question=ABOUT_SECRET).text
        said(discord, "settings sets", CAROL, CELLAR, channel=CELLAR, sets="board,public")
        assert SECRET in quotes(asked(discord, channel=CELLAR, question=ABOUT_SECRET))


def test_a_stranger_does_not_rule_in_direct_messages_nor_by_an_app_of_their_own(
    folder: Path,
) -> None:
    with StandIn(application=Application(public=True)) as discord, guarded(folder, discord) as bot:
        bot.wait_for("anybody can add this bot to a server of theirs")
        direct = discord.direct_messages(MALLORY)
        assert said(discord, "settings show", MALLORY, direct) == ENGLISH("owners_only")
        assert "board: private" in said(
            discord, "settings show", CAROL, discord.direct_messages(CAROL)
        )
        elsewhere = replace(LOUNGE, guild=replace(STRANGE, joined=False))
        with pytest.raises(LookupError, match="is not offered in"):
            said(discord, "settings show", MALLORY, elsewhere)
        answer = asked(discord, MALLORY, elsewhere, question=ABOUT_SECRET)
        assert "Quagga" not in answer.text


def test_the_team_rules_but_for_who_may_only_read_or_has_not_accepted(folder: Path) -> None:
    people = [User(900_000_000_000_000_040 + n, name) for n, name in enumerate("pqr")]
    team = (
        TeamMember(people[0], "developer"),
        TeamMember(people[1], "read_only"),
        TeamMember(people[2], accepted=False),
    )
    with (
        StandIn(application=Application(team=team)) as discord,
        guarded(folder, discord, owners=str(BOB.id)),
    ):
        assert "board" in said(discord, "settings show", people[0])
        assert "board" in said(discord, "settings show", BOB)
        for stranger in people[1:]:
            assert said(discord, "settings show", stranger) == ENGLISH("owners_only")


def test_a_server_not_on_the_list_is_not_answered(folder: Path) -> None:
    with (
        StandIn(channels=[*CHANNELS, YARD], privileged_intents=MESSAGE_CONTENT) as discord,
        guarded(folder, discord, servers=str(GUILD.id), message_content="true"),
    ):
        assert PUBLIC in quotes(asked(discord))
        refused = asked(discord, channel=YARD)
        assert refused.ephemeral
        assert refused.text == ENGLISH("strange_server")
        german = asked(discord, replace(ALICE, locale="de"), YARD)
        assert german.text == texts_in("de")("strange_server")
        typed = {"question": "x", "source": "hours"}
        typing = discord.autocomplete("ask", typed, focused="source", channel=YARD)
        assert typing.choices() == []
        for command in ("sources list", "settings show"):
            name = "owners_only" if "settings" in command else "strange_server"
            assert said(discord, command, MALLORY, YARD) == ENGLISH(name)
        assert "Entries of yours" in said(discord, "privacy", ALICE, YARD)
        mention = discord.mention("When does the library open?", channel=YARD)
        assert mention.unanswered(1.0)
        discord.edit(mention, f"{mention.message.content} Tell me.")
        assert mention.unanswered(1.0)
        assert discord.direct_message("When does the library open?").replies()
        assert discord.left == set()


def test_an_answer_in_a_server_that_is_no_longer_on_the_list_has_no_buttons(folder: Path) -> None:
    with StandIn(channels=[*CHANNELS, YARD]) as discord:
        with guarded(folder, discord):
            message = asked(discord, channel=YARD)
        with guarded(folder, discord, servers=str(GUILD.id)):
            [refused] = discord.click(message, "In context").wait()
            assert refused.ephemeral
            assert refused.text == ENGLISH("strange_server")


def test_it_leaves_servers_that_are_not_on_the_list_if_told_so(folder: Path) -> None:
    with (
        StandIn(channels=[*CHANNELS, YARD]) as discord,
        guarded(folder, discord, servers=str(GUILD.id), strange_servers="leave") as process,
    ):
        process.wait_for(f"left the server {STRANGE.id}")
        discord.join(CELLAR)
        process.wait_for(f"left the server {ANNEX.id}")
        assert discord.left == {STRANGE.id, ANNEX.id}
        assert "Strange" not in process.log
        assert PUBLIC in quotes(asked(discord))


def test_only_people_on_the_list_use_it_without_a_server(folder: Path) -> None:
    with StandIn() as discord, guarded(folder, discord, people=str(BOB.id)):
        for channel in (LOUNGE, GROUP):
            assert asked(discord, ALICE, channel).text == ENGLISH("strange_person")
        for person in (BOB, CAROL):
            for channel in (LOUNGE, discord.direct_messages(person)):
                assert PUBLIC in quotes(asked(discord, person, channel))
        assert PUBLIC in quotes(asked(discord, ALICE))
        [refused] = discord.direct_message("When does the library open?", user=ALICE).replies()
        assert refused.text == ENGLISH("strange_person")


def test_direct_messages_and_own_installs_can_be_switched_off(folder: Path) -> None:
    with StandIn() as discord:
        with guarded(folder, discord):
            own = asked(discord, ALICE, LOUNGE)
            direct = asked(discord, ALICE, discord.direct_messages(ALICE))
        off = {"direct_messages": "false", "user_installs": "false"}
        with guarded(folder, discord, **off) as process:
            process.wait_for("the commands were registered")
            for message, name in ((own, "no_user_installs"), (direct, "no_direct_messages")):
                [refused] = discord.click(message, "In context").wait()
                assert refused.text == ENGLISH(name)
            for channel in (LOUNGE, GROUP, discord.direct_messages(ALICE)):
                with pytest.raises(LookupError, match="is not offered in"):
                    asked(discord, ALICE, channel)
            [told] = discord.direct_message("When does the library open?").replies()
            assert told.text == ENGLISH("no_direct_messages")
            assert PUBLIC in quotes(asked(discord))


def test_a_private_set_of_the_settings_is_found_however_it_is_written(folder: Path) -> None:
    with StandIn() as discord, guarded(folder, discord, private=" ./BOARD/ "):
        assert "Quagga" not in asked(discord, question=ABOUT_SECRET).text
        fixed = said(discord, "settings mark", CAROL, set="board", private=False)
        assert fixed == ENGLISH("mark_fixed", name="board")
        again = said(discord, "settings mark", CAROL, set="Board/", private=True)
        assert again == ENGLISH("mark_fixed", name="Board/")
        root = said(discord, "settings mark", CAROL, set=".", private=True)
        assert root == ENGLISH("no_set", names=".")


def test_a_private_set_that_is_not_there_stops_the_start(folder: Path) -> None:
    with StandIn() as discord:
        environment = settings(discord, folder, private_sets="public,bord")
        process = Process(folder, environment, "-m", "bot", "bot")
        assert process.ended() != 0
        assert "no document set is named 'bord', the nearest is 'board'" in process.log
        assert discord.requests == []


def test_a_private_set_that_goes_or_comes_back_under_another_name_stays_private(
    folder: Path,
) -> None:
    with StandIn() as discord, guarded(folder, discord) as process:
        corpus = folder / "corpus"
        shutil.move(corpus / "board", folder / "board")
        discord.slash("index rebuild", {}, user=CAROL).wait(quiet=6.0)
        process.wait_for("no set named 'board'")
        assert PUBLIC in quotes(asked(discord))
        shutil.move(folder / "board", corpus / "Board")
        discord.slash("index rebuild", {}, user=CAROL).wait(quiet=6.0)
        process.wait_for("now answering from gen-000003")
        assert "Board" in said(discord, "settings show", CAROL)
        assert "Quagga" not in asked(discord, question=ABOUT_SECRET).text


def test_everybody_is_no_role_that_a_private_set_is_shown_to(folder: Path) -> None:
    everybody = Role(GUILD.id, "@everyone")
    guild = replace(GUILD, roles=(everybody,))
    first = Channel(GUILD.id, "general", guild)
    with StandIn(channels=[first]) as discord, guarded(folder, discord):
        refused = said(discord, "settings role", CAROL, first, role=everybody, sets="board")
        assert refused == ENGLISH("role_of_everybody")
        for private in (True, False):
            answer = asked(discord, ALICE, first, question=ABOUT_SECRET, private=private)
            assert "Quagga" not in answer.text


def test_a_rule_of_a_role_is_none_of_a_channel_and_old_ones_open_nothing_by_chance(
    folder: Path,
) -> None:
    keepers = Role(900_000_000_000_000_777, "keepers")
    guild = replace(GUILD, roles=(keepers,))
    first = Channel(GUILD.id, "general", guild)
    vault = Channel(900_000_000_000_000_778, "vault", guild)
    dora = User(900_000_000_000_000_021, "dora", roles=(keepers,))
    with StandIn(channels=[first, vault]) as discord:
        with guarded(folder, discord):
            said(discord, "settings confidence", CAROL, first)
        with sqlite3.connect(folder / "state" / "state.sqlite") as state:
            for target in (GUILD.id, vault.id, keepers.id):
                row = ("seen", str(target), '["board"]')
                state.execute("INSERT INTO rules VALUES (?, ?, ?)", row)
        with guarded(folder, discord) as process:
            process.wait_for(f"a rule for {GUILD.id} opens nothing")
            shown = said(discord, "settings show", CAROL, first)
            assert f"<#{vault.id}> sees only: board" in shown
            assert f"<@&{keepers.id}> also sees, in private: board" in shown
            assert f"{GUILD.id}: opens nothing" in shown
            for private in (True, False):
                answer = asked(discord, ALICE, first, question=ABOUT_SECRET, private=private)
                assert "Quagga" not in answer.text
            assert SECRET in quotes(asked(discord, ALICE, vault, question=ABOUT_SECRET))
            direct = discord.direct_messages(CAROL)
            shown = said(discord, "settings show", CAROL, direct)
            assert "**The Library**" in shown
            assert "@keepers also sees, in private: board" in shown
            private = asked(discord, dora, first, question=ABOUT_SECRET, private=True)
            assert SECRET in quotes(private)
            said(discord, "settings sets", CAROL, first, channel=first, sets="board")
            assert SECRET in quotes(asked(discord, ALICE, first, question=ABOUT_SECRET))
            said(discord, "settings sets", CAROL, first, channel=first)
            shown = said(discord, "settings role", CAROL, first, role=keepers)
            assert str(GUILD.id) not in shown
            assert str(keepers.id) not in shown


def test_a_confidence_of_direct_messages_is_called_so(folder: Path) -> None:
    with StandIn() as discord, guarded(folder, discord):
        direct = discord.direct_messages(CAROL)
        shown = said(discord, "settings confidence", CAROL, direct, value=9.5)
        assert shown.endswith(ENGLISH("rule_direct_confidence", value=9.5))
        assert ENGLISH("closest") in asked(discord, CAROL, direct).text
        assert PUBLIC in quotes(asked(discord))


def test_a_media_channel_can_be_read_whole(folder: Path) -> None:
    gallery = Channel(900_000_000_000_000_105, "gallery", GUILD, kind=Room.MEDIA)
    with (
        StandIn(channels=[*CHANNELS, gallery], privileged_intents=MESSAGE_CONTENT) as discord,
        guarded(folder, discord, message_content="true"),
    ):
        shown = said(discord, "settings ask_channel", CAROL, channel=gallery, on=True)
        assert f"<#{gallery.id}>: every message is answered" in shown
        [reply] = discord.post("Hours", "When does the library open?", channel=gallery).replies()
        assert PUBLIC in quotes(reply)


def test_an_answer_of_a_set_that_became_private_is_shown_no_more(folder: Path) -> None:
    with StandIn() as discord, guarded(folder, discord, private=""):
        before = asked(discord, question=ABOUT_SECRET)
        own = asked(discord, question=ABOUT_SECRET, private=True)
        form = discord.click(before, "Follow up")
        form.modal()
        said(discord, "settings mark", CAROL, set="board", private=True)
        gone = ENGLISH("not_shown_any_more")
        for message, label in (
            (before, "In context"),
            (before, "Follow up"),
            (own, "Share"),
            (own, "In context"),
            (own, "Follow up"),
        ):
            [refused] = discord.click(message, label).wait()
            assert (refused.ephemeral, refused.text) == (True, gone)
        [late] = discord.submit(form, {"question": "And when?"}).wait()
        assert (late.ephemeral, late.text) == (True, gone)
        reply = discord.say("And when?", reply_to=before, mentions_bot=True)
        assert all("Quagga" not in message.text for message in reply.replies())
        assert (
            discord.autocomplete(
                "ask", {"question": "x", "source": "sale"}, focused="source"
            ).choices()
            == []
        )
        assert "sale" not in said(discord, "sources list", ALICE)
        assert "Quagga" not in asked(discord, question=ABOUT_SECRET).text
        assert "Quagga" not in said(discord, "gaps", CAROL)


def test_more_quotes_are_only_those_that_may_still_be_seen(
    tmp_path: Path, build_with_model: Build
) -> None:
    files = {
        f"{'board' if number % 2 else 'public'}/{plant}.txt": f"Every {plant} stands in the "
        f"kitchen garden. {words}, when the garden is quiet."
        for number, (plant, words) in enumerate(PLANTS.items())
    }
    make(tmp_path, files, build_with_model)
    with StandIn() as discord, guarded(tmp_path, discord, private="") as process:
        message = asked(discord, question=ABOUT_PLANTS)
        private = asked(discord, question=ABOUT_PLANTS, source="board/bean.txt")
        said(discord, "settings mark", CAROL, set="board", private=True)
        [more] = discord.click(message, "More quotes").wait()
        assert PLANTS["kale"] in more.text or PLANTS["rose"] in more.text
        assert PLANTS["bean"] not in more.text
        assert PLANTS["plum"] not in more.text
        [gone] = discord.click(private, "In context").wait()
        assert gone.text == ENGLISH("not_shown_any_more")
        said(discord, "settings mark", CAROL, set="public", private=True)
        [gone] = discord.click(message, "More quotes").wait()
        assert gone.text == ENGLISH("not_shown_any_more")
        assert "kitchen" not in process.log


def test_rules_that_fill_several_messages_are_all_shown(
    tmp_path: Path, build_with_model: Build
) -> None:
    names = [f"set {number:02} of the archive" for number in range(60)]
    make(tmp_path, {f"{name}/notes.txt": f"Notes of {name}." for name in names}, build_with_model)
    with StandIn() as discord, guarded(tmp_path, discord, private=""):
        direct = discord.direct_messages(CAROL)
        page = discord.slash("settings show", {}, user=CAROL, channel=direct).wait()[-1]
        shown = page.text
        while any(button.label == NEXT and not button.disabled for button in page.buttons):
            [page] = discord.click(page, NEXT, user=CAROL).wait()
            shown += page.text
        assert [name for name in names if f"{name}: public" not in shown] == []
