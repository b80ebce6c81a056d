"""The link that adds the bot asks for what answering takes, and tells nothing of the token."""

import base64
from urllib.parse import parse_qs, urlsplit

import discord
import pytest

from bot.chat.invite import invite_link
from index.errors import ConfigError
from tests.conftest import Run

NUMBER = "123456789012345678"
TOKEN = f"{base64.b64encode(NUMBER.encode()).decode().rstrip('=')}.secret.words"


def test_the_link_names_the_application_and_the_least_rights() -> None:
    link = urlsplit(invite_link(TOKEN))
    asked = {name: value for name, [value] in parse_qs(link.query).items()}
    assert (link.scheme, link.netloc, link.path) == ("https", "discord.com", "/oauth2/authorize")
    assert asked["client_id"] == NUMBER
    assert asked["scope"] == "bot applications.commands"
    rights = {name for name, on in discord.Permissions(int(asked["permissions"])) if on}
    assert rights == {
        "read_messages",
        "send_messages",
        "read_message_history",
        "send_messages_in_threads",
    }


def test_the_command_prints_the_link_and_nothing_of_the_token(pincite: Run) -> None:
    done = pincite("bot", "--invite", env={"DISCORD_TOKEN": TOKEN})
    assert done.returncode == 0, done.stderr
    assert done.stdout == invite_link(TOKEN) + "\n"
    assert "secret" not in done.stdout + done.stderr


@pytest.mark.parametrize("token", ["", "abc", "?.b.c", "é.b.c", "bm8gbnVtYmVyIGF0IGFsbA.b.c"])
def test_what_is_no_token_is_told(token: str) -> None:
    with pytest.raises(ConfigError, match="is not the token of a bot"):
        invite_link(token)


def test_the_right_to_open_threads_is_asked_only_where_threads_are_switched_on(
    pincite: Run,
) -> None:
    environment = {"DISCORD_TOKEN": TOKEN, "PINCITE_DISCORD__THREADS": "true"}
    done = pincite("bot", "--invite", env=environment)
    asked = parse_qs(urlsplit(done.stdout.strip()).query)
    with_threads = discord.Permissions(int(asked["permissions"][0]))
    without = discord.Permissions(
        int(parse_qs(urlsplit(invite_link(TOKEN)).query)["permissions"][0])
    )
    assert with_threads.value ^ without.value == discord.Permissions.create_public_threads.flag
