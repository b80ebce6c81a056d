"""Greetings, thanks and cheers: told apart from questions, answered kindly, never looked up."""

from collections.abc import Iterator

import pytest

from bot.chat.answering.greetings import Greeting, asks_for_help, greeting_of
from bot.chat.render.translations import ENGLISH, texts_in
from tests.chat.bot_process import PUPPET, started
from tests.standin import (
    ALICE,
    BOT,
    CAROL,
    CHANNELS,
    FORUM,
    GENERAL,
    GRETA,
    HELP,
    MESSAGE_CONTENT,
    Channel,
    StandIn,
)

ADD_REACTIONS = 1 << 6
QUIET = Channel(GENERAL.id + 50, "quiet", GENERAL.guild, denied=ADD_REACTIONS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hello", Greeting.HELLO),
        ("Hello!", Greeting.HELLO),
        ("hi!", Greeting.HELLO),
        ("HEY THERE", Greeting.HELLO),
        ("hiiiii", Greeting.HELLO),
        ("hellooo??", Greeting.HELLO),
        ("hello?", Greeting.HELLO),
        ("good morning bot", Greeting.HELLO),
        ("hallo zusammen 👋", Greeting.HELLO),
        ("Grüß Gott", Greeting.HELLO),
        ("Olá, tudo bem?", Greeting.HELLO),
        ("ola", Greeting.HELLO),
        ("¡Hola!", Greeting.HELLO),
        ("bonjour à tous", Greeting.HELLO),
        ("<@123456> hi", Greeting.HELLO),
        ("thanks!", Greeting.THANKS),
        ("thank you so much", Greeting.THANKS),
        ("Thanks, great answer!", Greeting.THANKS),
        ("ok thanks", Greeting.THANKS),
        ("no thanks", Greeting.THANKS),
        ("hi, thank you", Greeting.THANKS),
        ("thaaaanks 😀❤️", Greeting.THANKS),
        ("thank you for your help", Greeting.THANKS),
        ("danke", Greeting.THANKS),
        ("Vielen Dank für die schnelle Antwort!", Greeting.THANKS),
        ("merci", Greeting.THANKS),
        ("gracias", Greeting.THANKS),
        ("muchas gracias", Greeting.THANKS),
        ("obrigado", Greeting.THANKS),
        ("lol", Greeting.CHEER),
        ("LOOOL", Greeting.CHEER),
        ("hahahaha", Greeting.CHEER),
        ("ok", Greeting.CHEER),
        ("Okay.", Greeting.CHEER),
        ("good bot", Greeting.CHEER),
        ("👍", Greeting.CHEER),
        ("👍🏽 👍🏽", Greeting.CHEER),
        ("❤️", Greeting.CHEER),
        ("👩‍👩‍👧", Greeting.CHEER),
        ("<:party:123456>", Greeting.CHEER),
        (":)", Greeting.CHEER),
        ("<3", Greeting.CHEER),
        ("d’accord", Greeting.CHEER),
    ],
)
def test_words_that_ask_nothing_are_known(text: str, kind: Greeting) -> None:
    assert greeting_of(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "what does hello mean",
        "What does “thanks” mean?",
        '"hello"',
        "`ok`",
        "hello world program",
        "thanks giving",
        "thanksgiving",
        "ok button",
        "gracias?",
        "thanks?",
        "okay?",
        "test",
        "ping",
        "nice",
        "perfect",
        "help",
        "answer",
        "you",
        "so much",
        "halo",
        "hi when are roses pruned",
        "hallo, wann werden Rosen geschnitten?",
        "thank you, and when does it open?",
        "yes",
        "no",
        "?!",
        "\u202e \u202e",
        "\u2068\u2069",
        "\u200d",
        "...",
        "-",
        "1",
        "greetings",
        "vale",
        "1️⃣",
        "§ 5",
        "你好",
        "hi " * 20,
        "wow 3",
        "a + b",
    ],
)
def test_a_message_with_anything_else_is_a_question(text: str) -> None:
    assert greeting_of(text) is None


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    """A bot that answers every question with "It rains.", also in a channel and a forum."""
    channels = (*CHANNELS, QUIET, FORUM)
    with StandIn(channels=channels, privileged_intents=MESSAGE_CONTENT) as discord:
        folder = tmp_path_factory.mktemp("greeted")
        environment = {**discord.environment(), "PINCITE_DISCORD__MESSAGE_CONTENT": "true"}
        with started(discord, folder, environment, PUPPET):
            for channel in (HELP, FORUM):
                options = {"channel": channel, "on": True}
                discord.slash("settings ask_channel", options, user=CAROL).wait()
            yield discord


def test_who_greets_is_told_how_to_ask_in_one_line(discord: StandIn) -> None:
    how_to = ENGLISH("how_to", ask=discord.mention_of("ask"))
    assert "\n" not in how_to
    for said in (discord.mention("hello"), discord.direct_message("hi!")):
        assert [message.text for message in said.replies()] == [how_to]
        assert discord.reactions(said) == []


def test_who_thanks_or_cheers_gets_a_reaction_and_no_message(discord: StandIn) -> None:
    for words, sign in (("thanks!", "❤️"), ("lol", "👍"), ("good bot", "👍")):
        for said in (discord.mention(words), discord.direct_message(words)):
            assert said.unanswered(0.3)
            assert discord.reactions(said) == [sign]


def test_thanks_below_an_answer_get_a_reaction(discord: StandIn) -> None:
    [answer] = discord.mention("What rises?").replies()
    said = discord.say("thank you so much", reply_to=answer)
    assert said.unanswered(0.3)
    assert discord.reactions(said) == ["❤️"]


def test_where_the_bot_may_not_react_it_does_nothing(discord: StandIn) -> None:
    said = discord.mention("thanks", channel=QUIET)
    assert said.unanswered(0.3)
    assert discord.reactions(said) == []


@pytest.mark.parametrize(("user", "language"), [(ALICE, "en"), (GRETA, "de")])
def test_a_greeting_in_a_command_is_answered_privately(
    discord: StandIn, user: object, language: str
) -> None:
    person = ALICE if user is ALICE else GRETA
    texts = texts_in(language)
    for words, reply in (
        ("hallo", texts("how_to", ask=discord.mention_of("ask"))),
        ("merci", texts("greeting_thanks")),
        ("👍", texts("greeting_cheer")),
    ):
        [message] = discord.slash("ask", {"question": words}, user=person).wait()
        assert message.ephemeral
        assert message.text == reply


def test_a_greeting_in_the_form_of_a_follow_up_is_answered_privately(discord: StandIn) -> None:
    [answer] = discord.slash("ask", {"question": "What rises?"}).wait()
    form = discord.click(answer, "Follow up")
    form.modal()
    [message] = discord.submit(form, {"question": "thanks"}).wait()
    assert message.ephemeral
    assert message.text == ENGLISH("greeting_thanks")


def test_a_greeting_in_an_ask_channel_is_left_alone(discord: StandIn) -> None:
    for words in ("hello", "thanks!", "👍"):
        said = discord.say(words, channel=HELP)
        assert said.unanswered(0.3)
        assert discord.reactions(said) == []
    assert "It rains." in discord.say("what does hello mean", channel=HELP).replies()[0].text


def test_a_question_that_is_edited_into_thanks_loses_its_answer(discord: StandIn) -> None:
    said = discord.mention("What rises?")
    [answer] = said.replies()
    discord.edit(said, f"<@{BOT.id}> thanks")
    discord.wait_for_reaction(said)
    assert answer.id not in [message.id for message in discord.messages(GENERAL)]


def test_a_post_with_a_title_alone_is_a_question(discord: StandIn) -> None:
    [answer] = discord.post("What rises in spring?", "").replies()
    assert "It rains." in answer.text
    assert discord.post("Hello", "").unanswered(0.3)


@pytest.mark.parametrize(
    "text",
    [
        "help",
        "Help!",
        "HELP?",
        "/help",
        "help me, please",
        "Hilfe",
        "hilfe bitte!",
        "aide",
        "ayuda",
        "¡Ayuda!",
        "ajuda",
        "help 🙏",
    ],
)
def test_the_word_for_help_alone_asks_for_help(text: str) -> None:
    assert asks_for_help(text)


@pytest.mark.parametrize(
    "text",
    [
        "help with taxes",
        "Hilfe bei der Steuer",
        "who can help?",
        "thanks for the help",
        "no help",
        "“help”",
        "helpdesk",
        "ayuda con impuestos",
        "the help",
        "",
    ],
)
def test_a_question_about_help_is_looked_up(text: str) -> None:
    assert not asks_for_help(text)


def test_who_mentions_the_bot_with_the_word_for_help_is_shown_how_to_ask(discord: StandIn) -> None:
    for word, language in (("help", "en"), ("Hilfe!", "en")):
        [shown] = discord.mention(word).replies()
        assert texts_in(language)("help_asking_head") in shown.text
        assert texts_in(language)("help_owning_head") not in shown.text
        assert "It rains" not in shown.text
    [shown] = discord.direct_message("help").replies()
    assert ENGLISH("help_asking_head") in shown.text
    [answer] = discord.mention("help with taxes").replies()
    assert "It rains" in answer.text
