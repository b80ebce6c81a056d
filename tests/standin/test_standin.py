"""The Discord stand-in: a real client gets along with it, and it sees what Discord would refuse."""

import asyncio
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.standin import (
    ALICE,
    BOB,
    BOT,
    CHANNELS,
    FORUM,
    GENERAL,
    GROUP,
    GUILD,
    HELP,
    LOUNGE,
    MESSAGE_CONTENT,
    OTHER_BOT,
    Asked,
    Attachment,
    Channel,
    CutAfter,
    CutBefore,
    Guild,
    Hang,
    Overwrite,
    RateLimit,
    Right,
    Role,
    Room,
    ServerError,
    Slow,
    StandIn,
    Trouble,
    Unanswered,
    User,
    Windows,
)
from tests.standin.rights import of_bot, of_user

Json = dict[str, Any]

UNPRIVILEGED = (1 << 26) - 1 & ~(1 << 1 | 1 << 8 | 1 << 15)
SILENT: Json = {"parse": []}
V2 = 1 << 15
EPHEMERAL = 1 << 6

CLIENT = """
import asyncio, os, sys
import discord, yarl
from discord import app_commands

discord.http.Route.BASE = os.environ["PINCITE_DISCORD__API_BASE"]
gateway = yarl.URL(os.environ["PINCITE_DISCORD__GATEWAY_URL"])
discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
intents = discord.Intents.default()
intents.message_content = "content" in sys.argv


class Client(discord.AutoShardedClient):
    def __init__(self):
        super().__init__(intents=intents, allowed_mentions=discord.AllowedMentions.none())
        self.tree = app_commands.CommandTree(self)

    async def setup_hook(self):
        await self.tree.sync()

    async def on_message(self, message):
        named = self.user in message.mentions or message.guild is None
        if message.author.bot or not named:
            return
        async with message.channel.typing():
            await message.reply("you said: " + message.content, mention_author=False)


class Form(discord.ui.Modal, title="Ask on"):
    words = discord.ui.TextInput(label="Question", custom_id="words")

    async def on_submit(self, interaction):
        await interaction.response.send_message("asked on: " + self.words.value, ephemeral=True)


class Buttons(discord.ui.View):
    @discord.ui.button(label="More", custom_id="more")
    async def more(self, interaction, button):
        await interaction.response.edit_message(content="more of it", view=None)

    @discord.ui.button(label="Ask on", custom_id="on")
    async def on(self, interaction, button):
        await interaction.response.send_modal(Form())


client = Client()


@client.tree.command(description="Ask")
async def ask(interaction: discord.Interaction, question: str, private: bool = False):
    await interaction.response.defer(ephemeral=private, thinking=True)
    await asyncio.sleep(0.1)
    await interaction.edit_original_response(content="answer to " + question, view=Buttons())
    if question == "twice":
        await interaction.followup.send("and more", ephemeral=True)


@ask.autocomplete("question")
async def complete(interaction: discord.Interaction, current: str):
    return [app_commands.Choice(name=current + end, value=current + end) for end in "ab"]


@client.tree.command(description="Show a layout with a file")
async def layout(interaction: discord.Interaction):
    view = discord.ui.LayoutView()
    text = discord.ui.TextDisplay("a passage")
    view.add_item(discord.ui.Container(text, discord.ui.TextDisplay("its source")))
    await interaction.response.send_message(view=view)


@client.tree.command(description="Say too much")
async def long(interaction: discord.Interaction):
    try:
        await interaction.response.send_message("x" * 2001)
    except discord.HTTPException as error:
        assert error.code == 50035, error.code
        assert "In content: 2,001 characters" in error.text, error.text
        await interaction.response.send_message("refused")


client.run(os.environ["DISCORD_TOKEN"])
"""


def start(discord_: StandIn, *arguments: str) -> subprocess.Popen[str]:
    """The client above in a process of its own."""
    command = [sys.executable, "-c", CLIENT, *arguments]
    environment = os.environ | discord_.environment()
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def end(process: subprocess.Popen[str]) -> str:
    """End a process; what it wrote."""
    process.terminate()
    return process.communicate(timeout=120)[1]


@pytest.fixture(scope="module")
def lively() -> Iterator[StandIn]:
    """A stand-in with a real client, shared by the tests that leave it as it was."""
    with StandIn() as discord_:
        process = start(discord_)
        discord_.wait_until_ready(alive=lambda: process.poll() is None)
        yield discord_
        refused = "content: 2,001 characters, at most 2,000"
        assert all(sentence.startswith(refused) for sentence in discord_.violations)
        assert "Traceback" not in end(process)


def test_a_slash_command_is_answered_after_a_defer(lively: StandIn) -> None:
    ask = lively.slash("ask", {"question": "what?"}, user=ALICE, channel=GENERAL)
    [answer] = ask.wait()
    assert answer.text == "answer to what?"
    assert answer.channel == GENERAL
    assert not answer.ephemeral
    assert ask.acknowledged_after is not None
    assert ask.acknowledged_after < 3


def test_a_private_answer_and_its_followup_are_ephemeral(lively: StandIn) -> None:
    ask = lively.slash("ask", {"question": "twice", "private": True})
    answers = ask.wait(at_least=2)
    assert [message.text for message in answers] == ["answer to twice", "and more"]
    assert all(message.ephemeral for message in answers)


def test_a_command_works_in_direct_messages(lively: StandIn) -> None:
    ask = lively.slash("ask", {"question": "what?"}, channel=lively.direct_messages(BOB), user=BOB)
    assert ask.wait()[0].text == "answer to what?"


def test_an_option_completes_itself(lively: StandIn) -> None:
    typed = lively.autocomplete("ask", {"question": "wh"}, focused="question")
    assert [choice["value"] for choice in typed.choices()] == ["wha", "whb"]


def test_a_button_changes_its_message(lively: StandIn) -> None:
    [answer] = lively.slash("ask", {"question": "what?"}).wait()
    assert [button.label for button in answer.buttons] == ["More", "Ask on"]
    [changed] = lively.click(answer, "More").wait()
    assert changed.id == answer.id
    assert changed.text == "more of it"
    assert changed.buttons == []


def test_a_form_is_shown_and_sent(lively: StandIn) -> None:
    [answer] = lively.slash("ask", {"question": "what?"}).wait()
    form = lively.click(answer, "Ask on", user=BOB)
    assert form.modal()["title"] == "Ask on"
    [private] = lively.submit(form, {"words": "and when?"}).wait()
    assert private.text == "asked on: and when?"
    assert private.ephemeral


def test_the_text_of_a_layout_is_read_in_order(lively: StandIn) -> None:
    [shown] = lively.slash("layout").wait()
    assert shown.text == "a passage\nits source"
    assert shown.content == ""


def test_a_client_is_told_which_limit_it_broke(lively: StandIn) -> None:
    assert lively.slash("long").wait()[0].text == "refused"
    assert any("2,001 characters" in sentence for sentence in lively.violations)


def test_a_mention_is_answered_with_a_reply(lively: StandIn) -> None:
    question = lively.mention("when does the library open?", user=ALICE, channel=HELP)
    [reply] = question.replies()
    assert reply.text == f"you said: <@{BOT.id}> when does the library open?"
    assert reply.reference == question.id
    assert reply.pings == ()
    assert lively.typings[-1] == HELP


def test_a_reply_to_a_mention_is_read_and_one_to_a_command_is_not(lively: StandIn) -> None:
    [reply] = lively.mention("one", channel=HELP).replies()
    again = lively.say("two", channel=HELP, reply_to=reply)
    assert again.replies()[0].text == "you said: two"
    [answer] = lively.slash("ask", {"question": "what?"}, channel=HELP).wait()
    assert lively.say("three", channel=HELP, reply_to=answer).unanswered(0.5)
    assert lively.say("four", channel=HELP, reply_to=reply, ping=False).unanswered(0.5)


def test_a_direct_message_is_answered_without_a_mention(lively: StandIn) -> None:
    said = lively.direct_message("when?", user=BOB)
    assert [reply.text for reply in said.replies()] == ["you said: when?"]


def test_other_bots_and_ordinary_talk_stay_unanswered(lively: StandIn) -> None:
    assert lively.say("nobody is asked", channel=HELP).unanswered(0.3)
    assert lively.say("I too", user=OTHER_BOT, channel=HELP, mentions_bot=True).unanswered(0.3)


def test_a_client_comes_back_after_its_connection_was_cut(lively: StandIn) -> None:
    for interrupt in (lively.drop, lively.send_reconnect):
        interrupt()
        said = lively.direct_message("still there?", user=BOB)
        assert [reply.text for reply in said.replies()] == ["you said: still there?"]


def test_a_repeated_message_reaches_the_client_again(lively: StandIn) -> None:
    said = lively.mention("once", channel=HELP)
    assert len(said.replies()) == 1
    lively.repeat(said)
    assert len(said.replies(at_least=2)) == 2


def test_privileged_intents_are_refused_unless_switched_on() -> None:
    with StandIn() as discord_:
        process = start(discord_, "content")
        assert "PrivilegedIntentsRequired" in process.communicate(timeout=120)[1]
    assert asyncio.run(closing_code(UNPRIVILEGED | MESSAGE_CONTENT)) == 4014
    assert asyncio.run(closing_code(UNPRIVILEGED | 1 << 1)) == 4014
    assert asyncio.run(closing_code(UNPRIVILEGED)) is None


def test_a_wrong_token_is_refused_by_both_sides() -> None:
    assert asyncio.run(closing_code(UNPRIVILEGED, token="wrong")) == 4004
    with StandIn() as discord_:
        assert send(discord_, "GET", "/users/@me", token="wrong")[0] == 401
        assert send(discord_, "GET", "/users/@me")[1]["id"] == str(BOT.id)


async def closing_code(intents: int, token: str | None = None) -> int | None:
    """The code with which an IDENTIFY is turned away; None when it is not."""
    with StandIn() as discord_:
        async with connected(discord_) as wire:
            await wire.identify(intents, token or discord_.token)
            return None if await wire.event("READY") else wire.socket.close_code


class Wire:
    """The client's end of a gateway connection, frame by frame."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.inflate = zlib.decompressobj()

    async def frame(self) -> Json | None:
        """The next frame; None after the end."""
        message = await self.socket.receive(timeout=60)
        if message.type is aiohttp.WSMsgType.BINARY:
            return dict(json.loads(self.inflate.decompress(message.data)))
        return json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else None

    async def event(self, name: str) -> Json | None:
        """The next dispatch of this name; None when the connection ends before it."""
        while frame := await self.frame():
            if frame.get("t") == name:
                return frame
        return None

    async def send(self, op: int, data: Any) -> None:
        """Send a frame."""
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, intents: int, token: str) -> None:
        """Begin a session."""
        await self.send(2, {"token": token, "intents": intents, "properties": {}})

    async def resume(self, token: str, session: str, sequence: int) -> None:
        """Go on with a session."""
        await self.send(6, {"token": token, "session_id": session, "seq": sequence})


@asynccontextmanager
async def connected(discord_: StandIn, query: str = "v=10&encoding=json") -> AsyncIterator[Wire]:
    """A connection that was greeted."""
    url = f"{discord_.gateway_url}?{query}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:
        wire = Wire(socket)
        hello = await wire.frame()
        assert hello is not None
        assert hello["op"] == 10
        yield wire


async def identified(discord_: StandIn, wire: Wire, intents: int = UNPRIVILEGED) -> Json:
    """READY, after its guild came too."""
    await wire.identify(intents, discord_.token)
    ready = await wire.event("READY")
    assert ready is not None
    assert await wire.event("GUILD_CREATE")
    return dict(ready["d"])


def with_wire(
    test: Callable[[StandIn, Wire], Awaitable[None]], windows: Windows | None = None
) -> list[str]:
    """Run a test with an identified connection; the violations it caused."""

    async def run(discord_: StandIn) -> None:
        async with connected(discord_) as wire:
            await identified(discord_, wire)
            await test(discord_, wire)

    with StandIn(windows=windows or Windows()) as discord_:
        commands = f"/applications/{BOT.id}/commands"
        assert send(discord_, "PUT", commands, [COMMAND])[0] == 200
        asyncio.run(run(discord_))
        return discord_.violations


COMMAND: Json = {
    "name": "ask",
    "description": "Ask",
    "options": [{"name": "question", "description": "What", "type": 3, "required": True}],
}


def send(
    discord_: StandIn, method: str, path: str, body: Any = None, *, token: str | None = None
) -> tuple[int, Any]:
    """A request of the bot: status and answer."""
    headers = {
        "Authorization": f"Bot {token or discord_.token}",
        "Content-Type": "application/json",
    }
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(discord_.api_base + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as response:
            text = response.read()
            return response.status, json.loads(text) if text else None
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.loads(error.read())


def post(discord_: StandIn, body: Json, channel: Channel = GENERAL) -> tuple[int, Any]:
    """A message of the bot in a channel."""
    body = {"allowed_mentions": SILENT} | body
    return send(discord_, "POST", f"/channels/{channel.id}/messages", body)


def answer(discord_: StandIn, ask: Asked, kind: int, data: Json | None = None) -> tuple[int, Any]:
    """A callback of an interaction."""
    path = f"/interactions/{ask.interaction.id}/{ask.interaction.token}/callback"
    body = {"type": kind, "data": {"allowed_mentions": SILENT} | (data or {})}
    return send(discord_, "POST", path, body)


def follow_up(discord_: StandIn, ask: Asked, content: str) -> int:
    """A follow-up of an interaction: its status."""
    path = f"/webhooks/{BOT.id}/{ask.interaction.token}"
    return send(discord_, "POST", path, {"content": content, "allowed_mentions": SILENT})[0]


def text_display(content: str) -> Json:
    return {"type": 10, "content": content}


def button(**values: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": "go"} | values


def rows(*buttons: Json) -> list[Json]:
    return [{"type": 1, "components": list(buttons)}]


def section(texts: int) -> Json:
    return {"type": 9, "components": [text_display("x")] * texts, "accessory": button()}


BAD_MESSAGES: dict[str, Json] = {
    "2,001 characters": {"content": "x" * 2001},
    "Cannot send an empty message": {"content": "  "},
    "11 items": {"embeds": [{"title": "t"}] * 11},
    "4,097 characters": {"embeds": [{"description": "x" * 4097}]},
    "6,001 characters in all": {
        "embeds": [{"description": "x" * 3000}, {"description": "x" * 3001}]
    },
    "257 characters": {"embeds": [{"title": "x" * 257}]},
    "1,025 characters": {"embeds": [{"fields": [{"name": "n", "value": "x" * 1025}]}]},
    "26 items": {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
    "2,049 characters": {"embeds": [{"footer": {"text": "x" * 2049}}]},
    "6 rows": {"components": [rows(button(custom_id=str(n)))[0] for n in range(6)]},
    "6 items": {"components": rows(*(button(custom_id=str(n)) for n in range(6)))},
    "stands 2 times": {"components": rows(button(), button())},
    "101 characters": {"components": rows(button(custom_id="x" * 101))},
    "81 characters": {"components": rows(button(label="x" * 81))},
    "513 characters": {
        "components": rows({"type": 2, "style": 5, "label": "l", "url": "https://" + "x" * 505})
    },
    "41 components": {"flags": V2, "components": [text_display("x")] * 41},
    "4,001 characters of text": {
        "flags": V2,
        "components": [{"type": 17, "components": [text_display("x" * 2000)]}] * 2
        + [text_display("x")],
    },
    "beside components v2": {"flags": V2, "content": "c", "components": [text_display("x")]},
    "4 items": {"flags": V2, "components": [section(4)]},
    "type None may not stand here": {"flags": V2, "components": [section(1) | {"accessory": None}]},
    "'go' stands 2 times": {"flags": V2, "components": [section(1), *rows(button())]},
    "42 components": {
        "flags": V2,
        "components": [{"type": 17, "components": [text_display("x")] * 20}] * 2,
    },
    "type 10 may not stand here": {"components": [text_display("x")]},
    "may not be set here": {"content": "for your eyes only", "flags": EPHEMERAL},
    "names no file": {"content": "c", "attachments": [{"id": 0, "filename": "f"}]},
}


@pytest.fixture(scope="module")
def quiet() -> Iterator[StandIn]:
    """A stand-in without a client."""
    with StandIn() as discord_:
        yield discord_


@pytest.mark.parametrize("sentence", BAD_MESSAGES)
def test_a_message_beyond_a_limit_is_refused_and_recorded(quiet: StandIn, sentence: str) -> None:
    before = len(quiet.violations)
    status, error = post(quiet, BAD_MESSAGES[sentence])
    assert (status, error["code"]) == (400, 50035)
    assert any(sentence in violation for violation in quiet.violations[before:])


def test_a_message_at_its_limits_is_taken(quiet: StandIn) -> None:
    before = len(quiet.violations)
    texts = [text_display("x" * 100)] * 40
    embeds = [{"description": "x" * 4096}, {"title": "x" * 256, "footer": {"text": "x" * 1648}}]
    for body in ({"content": "x" * 2000}, {"embeds": embeds}, {"flags": V2, "components": texts}):
        assert post(quiet, body)[0] == 200
    assert quiet.violations[before:] == []


def test_an_edit_is_held_against_the_limits_together_with_what_stays(quiet: StandIn) -> None:
    _, message = post(quiet, {"flags": V2, "components": [text_display("x")]})
    path = f"/channels/{GENERAL.id}/messages/{message['id']}"
    body = {"content": "text", "allowed_mentions": SILENT}
    assert send(quiet, "PATCH", path, body)[0] == 400
    assert "content: must not stand beside components v2" in quiet.violations[-1]


def test_a_body_that_might_ping_is_taken_but_recorded(quiet: StandIn) -> None:
    for allowed in (None, {"parse": ["users"]}, {"parse": [], "replied_user": True}):
        assert post(quiet, {"content": "hello", "allowed_mentions": allowed})[0] == 200
        assert "allowed_mentions" in quiet.violations[-1]


def test_the_mentions_that_would_ping_are_kept_on_the_message(quiet: StandIn) -> None:
    content = f"<@{ALICE.id}> <@&5> @everyone @here"
    post(quiet, {"content": content})
    assert quiet.messages(GENERAL)[-1].pings == ()
    post(quiet, {"content": content, "allowed_mentions": {"parse": ["roles"], "users": [ALICE.id]}})
    assert quiet.messages(GENERAL)[-1].pings == (f"<@{ALICE.id}>", "<@&5>")
    post(quiet, {"content": content, "allowed_mentions": None})
    assert quiet.messages(GENERAL)[-1].pings == tuple(content.split())


def test_a_nonce_is_not_posted_twice(quiet: StandIn) -> None:
    body = {"content": "once", "nonce": "n", "enforce_nonce": True}
    assert post(quiet, body)[1]["id"] == post(quiet, body)[1]["id"]


def test_a_file_travels_in_a_form(quiet: StandIn) -> None:
    said = {
        "content": "a file",
        "attachments": [{"id": 0, "filename": "page.txt"}],
        "allowed_mentions": SILENT,
    }
    asyncio.run(upload(quiet, said, b"a page"))
    [file] = quiet.messages(GENERAL)[-1].attachments
    assert (file.filename, file.content) == ("page.txt", b"a page")


def test_a_file_of_a_user_is_served_and_counted(quiet: StandIn) -> None:
    given = [Attachment(0, "a b.txt", b"a page"), Attachment(0, "old.txt", b"x", expired=True)]
    kept, old = quiet.say("see", files=given).message.attachments
    base = f"http://127.0.0.1:{quiet.port}/cdn/attachments/{GENERAL.id}"
    assert served(f"{base}/{kept.id}/a%20b.txt") == (200, b"a page")
    assert served(f"{base}/{old.id}/old.txt")[0] == 404
    assert served(f"{base}/1/none.txt")[0] == 404
    assert quiet.downloads == ["a b.txt", "old.txt"]


def served(address: str) -> tuple[int, bytes]:
    """The status and the bytes at an address."""
    try:
        with urllib.request.urlopen(address) as response:
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


async def upload(discord_: StandIn, said: Json, content: bytes, status: int = 200) -> None:
    """Post a message with a file."""
    form = aiohttp.FormData({"payload_json": json.dumps(said)})
    form.add_field("files[0]", content, filename="page.txt")
    headers = {"Authorization": f"Bot {discord_.token}"}
    url = f"{discord_.api_base}/channels/{GENERAL.id}/messages"
    session = aiohttp.ClientSession(headers=headers)
    async with session, session.post(url, data=form) as response:
        assert response.status == status
        assert response.headers["Content-Type"] == "application/json"


def test_a_bad_command_is_refused_and_recorded() -> None:
    options = [{"name": f"o{n}", "description": "d", "type": 3} for n in range(26)]
    late = [options[0], options[1] | {"required": True}]
    changes: list[Json] = [
        {"name": "Ask"},
        {"name": "x" * 33},
        {"description": ""},
        {"description": "x" * 101},
        {"options": options},
        {"options": late},
    ]
    with StandIn() as discord_:
        for change in changes:
            path = f"/applications/{BOT.id}/commands"
            assert send(discord_, "POST", path, COMMAND | change)[0] == 400
        assert len(discord_.violations) == len(changes)


def test_an_unknown_route_is_a_violation() -> None:
    with StandIn() as discord_:
        assert send(discord_, "GET", "/nowhere")[0] == 404
        assert discord_.violations == ["GET /api/v10/nowhere is no route of the stand-in"]
        assert discord_.requests[0].status == 404


def test_a_late_acknowledgement_is_refused_and_recorded() -> None:
    async def late(discord_: StandIn, wire: Wire) -> None:
        ask = discord_.slash("ask", {"question": "q"})
        await asyncio.sleep(0.3)
        status, error = answer(discord_, ask, 5)
        assert (status, error["code"]) == (404, 10062)
        assert ask.acknowledged_after is None

    violations = with_wire(late, Windows(acknowledge=0.2))
    assert violations == ["/ask was not acknowledged within 0.2 s"]


def test_three_seconds_are_the_limit_of_an_acknowledgement() -> None:
    assert Windows().acknowledge == 3


def test_silence_is_recorded_as_well() -> None:
    async def silent(discord_: StandIn, wire: Wire) -> None:
        discord_.slash("ask", {"question": "q"})
        await asyncio.sleep(0.3)

    assert with_wire(silent, Windows(acknowledge=0.2)) == ["/ask was not acknowledged within 0.2 s"]


def test_a_second_callback_is_refused_and_recorded() -> None:
    async def twice(discord_: StandIn, wire: Wire) -> None:
        ask = discord_.slash("ask", {"question": "q"})
        assert answer(discord_, ask, 4, {"content": "one"})[0] == 204
        status, error = answer(discord_, ask, 4, {"content": "two"})
        assert (status, error["code"]) == (400, 40060)
        assert [message.text for message in ask.wait()] == ["one"]

    assert with_wire(twice) == ["/ask was acknowledged twice"]


def test_a_followup_needs_an_acknowledgement_and_a_fresh_token() -> None:
    async def follow(discord_: StandIn, wire: Wire) -> None:
        ask = discord_.slash("ask", {"question": "q"})
        assert follow_up(discord_, ask, "too early") == 404
        answer(discord_, ask, 5, {"flags": EPHEMERAL})
        assert follow_up(discord_, ask, "in time") == 200
        [message] = ask.wait()
        assert message.text == "in time"
        assert message.ephemeral
        await asyncio.sleep(1.5)
        assert follow_up(discord_, ask, "too late") == 401

    early, late = with_wire(follow, Windows(follow_up=1.5))
    assert early == "/ask was followed up before it was acknowledged"
    assert late == "/ask was followed up after more than 1.5 s"


def test_only_a_fitting_reply_answers_an_interaction() -> None:
    async def unfit(discord_: StandIn, wire: Wire) -> None:
        ask = discord_.slash("ask", {"question": "q"})
        for kind in (6, 7, 8, 99):
            assert answer(discord_, ask, kind)[0] == 400
        form = {"custom_id": "f", "title": "t" * 46, "components": []}
        assert answer(discord_, ask, 9, form)[0] == 400
        typed = discord_.autocomplete("ask", {"question": "q"}, focused="question")
        choices = [{"name": "n", "value": "v"}] * 26
        assert answer(discord_, typed, 8, {"choices": choices})[0] == 400
        for each in (ask, typed):
            answer(discord_, each, 4 if each is ask else 8, {"content": "c", "choices": []})

    violations = with_wire(unfit)
    assert len(violations) == 7
    assert any("46 characters" in sentence for sentence in violations)
    assert any("26 items" in sentence for sentence in violations)


def test_what_discord_lets_nobody_do_is_an_error_of_the_test() -> None:
    async def wrong(discord_: StandIn, wire: Wire) -> None:
        with pytest.raises(LookupError, match="no command /sing"):
            discord_.slash("sing")
        with pytest.raises(LookupError, match="needs"):
            discord_.slash("ask")
        with pytest.raises(TypeError, match="question takes no 3"):
            discord_.slash("ask", {"question": 3})

    assert with_wire(wrong) == []


def test_a_resume_replays_what_was_missed() -> None:
    async def missed(discord_: StandIn) -> None:
        async with connected(discord_) as wire:
            ready = await identified(discord_, wire)
            discord_.mention("seen")
            seen = await wire.event("MESSAGE_CREATE")
            assert seen is not None
            discord_.drop()
            assert await wire.frame() is None
        discord_.mention("missed")
        async with connected(discord_) as wire:
            await wire.resume(discord_.token, ready["session_id"], seen["s"])
            replayed = await wire.event("MESSAGE_CREATE")
            assert replayed is not None
            assert replayed["d"]["content"].endswith("missed")
            assert replayed["s"] == seen["s"] + 1
            assert await wire.event("RESUMED")

    with StandIn() as discord_:
        asyncio.run(missed(discord_))


def test_a_session_that_is_over_cannot_be_resumed() -> None:
    async def over(discord_: StandIn) -> None:
        async with connected(discord_) as wire:
            ready = await identified(discord_, wire)
            discord_.invalidate_sessions()
            assert await wire.frame() == {"op": 9, "d": False}
        async with connected(discord_) as wire:
            await wire.resume(discord_.token, ready["session_id"], 1)
            assert await wire.frame() == {"op": 9, "d": False}

    with StandIn() as discord_:
        asyncio.run(over(discord_))


def test_heartbeats_are_acknowledged_and_reconnect_is_asked_for() -> None:
    async def beat(discord_: StandIn, wire: Wire) -> None:
        await wire.send(1, None)
        assert await wire.frame() == {"op": 11, "d": None}
        discord_.send_reconnect()
        assert await wire.frame() == {"op": 7, "d": None}

    assert with_wire(beat) == []


def test_frames_are_compressed_when_that_is_asked_for() -> None:
    async def compressed(discord_: StandIn) -> None:
        async with connected(discord_, "v=10&encoding=json&compress=zlib-stream") as wire:
            assert (await identified(discord_, wire))["user"]["id"] == str(BOT.id)

    with StandIn() as discord_:
        asyncio.run(compressed(discord_))


@pytest.mark.parametrize("enabled", [True, False])
def test_ordinary_messages_are_empty_without_the_content_intent(enabled: bool) -> None:
    async def read(discord_: StandIn) -> None:
        async with connected(discord_) as wire:
            await identified(discord_, wire, UNPRIVILEGED | (MESSAGE_CONTENT if enabled else 0))
            discord_.say("among us")
            event = await wire.event("MESSAGE_CREATE")
            assert event is not None
            assert event["d"]["content"] == ("among us" if enabled else "")
            discord_.direct_message("to you")
            event = await wire.event("MESSAGE_CREATE")
            assert event is not None
            assert event["d"]["content"] == "to you"

    with StandIn(privileged_intents=MESSAGE_CONTENT) as discord_:
        asyncio.run(read(discord_))


def test_a_rate_limit_looks_like_one_and_is_counted() -> None:
    with StandIn() as discord_:
        discord_.fail(RateLimit(0.5), method="POST", path_contains="/messages")
        with pytest.raises(urllib.error.HTTPError) as refusal:
            urllib.request.urlopen(request_to_post(discord_))
        with refusal.value as error:
            headers, body = error.headers, json.loads(error.read())
        assert (error.code, headers["Via"], headers["Retry-After"]) == (429, "1.1 google", "1")
        assert headers["Content-Type"] == "application/json"
        assert headers["X-RateLimit-Remaining"] == "0"
        assert body["retry_after"] == 0.5
        assert body["global"] is False
        assert post(discord_, {"content": "again"})[0] == 200
        assert (discord_.invalid_requests, discord_.troubles_met) == (1, 1)


def request_to_post(discord_: StandIn) -> urllib.request.Request:
    """A message of the bot, ready to send."""
    body = json.dumps({"content": "hello", "allowed_mentions": SILENT}).encode()
    headers = {"Authorization": f"Bot {discord_.token}", "Content-Type": "application/json"}
    url = f"{discord_.api_base}/channels/{GENERAL.id}/messages"
    return urllib.request.Request(url, body, headers)


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_an_error_of_the_server_comes_as_a_page_or_as_an_object(status: int) -> None:
    with StandIn() as discord_:
        discord_.fail(ServerError(status, html=False))
        assert post(discord_, {"content": "lost"})[0] == status
        discord_.fail(ServerError(status))
        with pytest.raises(urllib.error.HTTPError, match=str(status)) as failure:
            urllib.request.urlopen(request_to_post(discord_))
        with failure.value as error:
            assert error.headers["Content-Type"].startswith("text/html")
        assert discord_.messages() == []


@pytest.mark.parametrize(("trouble", "arrives"), [(CutBefore(), False), (CutAfter(), True)])
def test_a_connection_breaks_before_or_after_the_deed(trouble: Trouble, arrives: bool) -> None:
    body = {"content": "once", "nonce": "n", "enforce_nonce": True}
    with StandIn() as discord_:
        discord_.fail(trouble)
        with pytest.raises(OSError):  # noqa: PT011 - urllib hands on any of its kinds
            post(discord_, body)
        assert len(discord_.messages()) == arrives
        assert post(discord_, body)[0] == 200
        assert len(discord_.messages()) == 1
        assert [request.status for request in discord_.requests] == [0, 200]


def test_an_answer_may_come_late() -> None:
    with StandIn() as discord_:
        discord_.fail(Slow(0.3))
        began = time.monotonic()
        assert post(discord_, {"content": "at last"})[0] == 200
        assert time.monotonic() - began >= 0.3


@pytest.mark.parametrize("carried_out", [True, False])
def test_an_answer_may_never_come(carried_out: bool) -> None:
    with StandIn() as discord_:
        discord_.fail(Unanswered(carried_out=carried_out))
        with pytest.raises(TimeoutError):
            urllib.request.urlopen(request_to_post(discord_), timeout=0.5)
        assert len(discord_.messages()) == carried_out
        assert post(discord_, {"content": "next"})[0] == 200


def test_troubles_meet_only_the_requests_they_are_meant_for() -> None:
    with StandIn() as discord_:
        discord_.fail(ServerError(html=False), method="POST", path_contains="/typing", times=3)
        assert post(discord_, {"content": "spared"})[0] == 200
        for _ in range(2):
            assert send(discord_, "POST", f"/channels/{GENERAL.id}/typing")[0] == 500
        discord_.stop_failing()
        assert send(discord_, "POST", f"/channels/{GENERAL.id}/typing")[0] == 204
        assert discord_.troubles_met == 2


def test_a_client_waits_out_a_rate_limit(lively: StandIn) -> None:
    met = lively.troubles_met
    lively.fail(RateLimit(), path_contains="/messages/@original")
    assert lively.slash("ask", {"question": "what?"}).wait()[0].text == "answer to what?"
    assert lively.troubles_met == met + 1


def test_a_client_comes_back_after_a_refused_connect() -> None:
    with StandIn() as discord_:
        process = start(discord_)
        discord_.wait_until_ready(alive=lambda: process.poll() is None)
        discord_.refuse_connects()
        discord_.drop()
        while not discord_.connects_refused:
            time.sleep(0.05)
        discord_.wait_until_ready()
        said = discord_.direct_message("there?", user=BOB)
        assert said.replies()[0].text == "you said: there?"
        assert "503" in end(process)


def test_a_connect_is_refused_before_the_first_too() -> None:
    async def refused(discord_: StandIn) -> None:
        discord_.refuse_connects(2)
        for _ in range(2):
            with pytest.raises(aiohttp.WSServerHandshakeError, match="503"):
                async with connected(discord_):
                    pass
        async with connected(discord_) as wire:
            assert await identified(discord_, wire)

    with StandIn() as discord_:
        asyncio.run(refused(discord_))


@pytest.mark.parametrize("at", Hang)
def test_a_handshake_hangs_until_it_is_cut(at: Hang) -> None:
    async def hung(discord_: StandIn) -> None:
        discord_.hang_connects(at)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5), connected(discord_) as wire:
                await identified(discord_, wire)
        assert discord_.connects_hung == 1
        async with connected(discord_) as wire:
            assert await identified(discord_, wire)

    with StandIn() as discord_:
        asyncio.run(hung(discord_))


def test_a_dispatch_that_broke_off_is_replayed() -> None:
    async def torn(discord_: StandIn) -> None:
        async with connected(discord_) as wire:
            ready = await identified(discord_, wire)
            discord_.drop_during("MESSAGE_CREATE")
            discord_.mention("torn")
            assert await wire.event("MESSAGE_CREATE") is None
        async with connected(discord_) as wire:
            await wire.resume(discord_.token, ready["session_id"], 2)
            replayed = await wire.event("MESSAGE_CREATE")
            assert replayed is not None
            assert replayed["d"]["content"].endswith("torn")

    with StandIn() as discord_:
        asyncio.run(torn(discord_))


def test_a_repeated_interaction_is_the_same_one() -> None:
    async def repeated(discord_: StandIn, wire: Wire) -> None:
        ask = discord_.slash("ask", {"question": "q"})
        discord_.repeat(ask)
        first, second = [await wire.event("INTERACTION_CREATE") for _ in range(2)]
        assert first is not None
        assert second is not None
        assert first["d"] == second["d"]
        assert answer(discord_, ask, 4, {"content": "once"})[0] == 204

    assert with_wire(repeated) == []


def test_a_silent_gateway_acknowledges_no_heartbeat_and_speaks_later() -> None:
    async def silent(discord_: StandIn, wire: Wire) -> None:
        discord_.fall_silent(0.5)
        await wire.send(1, None)
        said = discord_.mention("held up")
        began = time.monotonic()
        frame = await wire.frame()
        assert frame is not None
        assert frame["d"]["id"] == str(said.id)
        assert time.monotonic() - began >= 0.3
        await wire.send(1, None)
        assert await wire.frame() == {"op": 11, "d": None}

    assert with_wire(silent) == []


def shut(right: Right, kind: Room = Room.TEXT, parent: Channel | None = None) -> Channel:
    """A channel in which a right is denied."""
    return Channel(GENERAL.id + 50, "shut", GENERAL.guild, denied=right, kind=kind, parent=parent)


@pytest.mark.parametrize(
    ("channel", "code"),
    [
        (shut(Right.VIEW_CHANNEL), 50001),
        (shut(Right.SEND_MESSAGES), 50013),
        (shut(Right.SEND_MESSAGES_IN_THREADS), None),
        (shut(Right.SEND_MESSAGES_IN_THREADS, Room.THREAD, GENERAL), 50013),
        (shut(Right.SEND_MESSAGES, Room.THREAD, GENERAL), None),
    ],
)
def test_a_message_needs_the_right_to_send_it(channel: Channel, code: int | None) -> None:
    with StandIn(channels=(*CHANNELS, channel)) as discord_:
        status, said = post(discord_, {"content": "hello"}, channel)
        assert (status, said.get("code")) == (403 if code else 200, code)
        assert discord_.invalid_requests == (1 if code else 0)
        assert send(discord_, "POST", f"/channels/{channel.id}/typing")[0] == (403 if code else 204)


def test_roles_and_users_have_rights_of_their_own_in_a_channel() -> None:
    staff, guest = Role(GENERAL.id + 70, "staff"), Role(GENERAL.id + 71, "guest")
    town = Guild(GENERAL.id - 1, "Town", (staff, guest))
    view = int(Right.VIEW_CHANNEL)
    room = Channel(GENERAL.id, "room", town, denied=view, overwrites=(Overwrite(staff, view),))
    alice, bob = replace(ALICE, roles=(staff,)), replace(BOB, roles=(staff, guest))
    assert of_user(alice, room) & view
    assert not of_user(replace(ALICE, roles=(guest,)), room) & view
    assert not of_bot(room) & view
    opened = replace(room, overwrites=(*room.overwrites, Overwrite(guest, deny=view)))
    assert of_user(bob, opened) & view
    assert not of_user(bob, replace(opened, overwrites=(Overwrite(bob, deny=view),))) & view
    thread = replace(room, id=GENERAL.id + 1, parent=room, denied=0, overwrites=())
    assert of_user(alice, thread) & view
    assert not of_user(ALICE, thread) & view


def test_a_bot_is_told_when_a_channel_changes_or_is_deleted() -> None:
    async def changes(discord_: StandIn, wire: Wire) -> None:
        discord_.change(HELP, denied=int(Right.VIEW_CHANNEL), nsfw=True, category=77)
        frame = await wire.frame()
        assert frame is not None
        assert (frame["t"], frame["d"]["nsfw"]) == ("CHANNEL_UPDATE", True)
        assert frame["d"]["parent_id"] == "77"
        denied = {"id": str(GUILD.id), "type": 0, "allow": "0", "deny": "1024"}
        assert frame["d"]["permission_overwrites"] == [denied]
        discord_.remove_channel(GENERAL)
        frame = await wire.frame()
        assert frame is not None
        assert (frame["t"], frame["d"]["id"]) == ("CHANNEL_DELETE", str(GENERAL.id))

    assert with_wire(changes) == []


def test_a_reply_needs_the_right_to_read_what_was_said() -> None:
    channel = shut(Right.READ_MESSAGE_HISTORY)
    with StandIn(channels=(*CHANNELS, channel)) as discord_:
        said = discord_.say("a question", channel=channel)
        reply = {"content": "a reply", "message_reference": {"message_id": str(said.id)}}
        assert post(discord_, reply, channel)[1]["code"] == 160002
        assert post(discord_, {"content": "no reply"}, channel)[0] == 200
        path = f"/channels/{channel.id}/messages"
        assert send(discord_, "GET", path) == (200, [])
        assert send(discord_, "GET", f"{path}/{said.id}")[0] == 403


def test_embeds_and_files_need_rights_of_their_own() -> None:
    guild = Guild(GENERAL.id - 1, "Bare", permissions=Right.VIEW_CHANNEL | Right.SEND_MESSAGES)
    bare = Channel(GENERAL.id, "bare", guild)
    with StandIn(channels=(bare,)) as discord_:
        assert post(discord_, {"embeds": [{"title": "t"}]})[1]["code"] == 50013
        asyncio.run(upload(discord_, {"content": "c", "allowed_mentions": SILENT}, b"x", 403))
        assert post(discord_, {"content": "c"})[0] == 200


def test_nothing_is_heard_from_a_channel_that_the_bot_does_not_see() -> None:
    async def deaf(discord_: StandIn) -> None:
        async with connected(discord_) as wire:
            await identified(discord_, wire)
            discord_.mention("unheard", channel=hidden)
            discord_.mention("heard")
            event = await wire.event("MESSAGE_CREATE")
            assert event is not None
            assert event["d"]["content"].endswith(" heard")

    hidden = shut(Right.VIEW_CHANNEL)
    with StandIn(channels=(*CHANNELS, hidden)) as discord_:
        asyncio.run(deaf(discord_))


def test_a_user_edits_and_deletes_what_was_said() -> None:
    async def change(discord_: StandIn, wire: Wire) -> None:
        said = discord_.mention("first words")
        edited = discord_.edit(said, f"<@{BOT.id}> better words")
        update = await wire.event("MESSAGE_UPDATE")
        assert update is not None
        assert update["d"]["content"].endswith("better words")
        assert update["d"]["edited_timestamp"]
        assert edited.id == said.id
        discord_.delete(said)
        deleted = await wire.event("MESSAGE_DELETE")
        assert deleted is not None
        assert deleted["d"]["id"] == str(said.id)
        assert discord_.messages() == []

    assert with_wire(change) == []


def test_messages_are_deleted_in_bulk() -> None:
    async def clear(discord_: StandIn, wire: Wire) -> None:
        said = [discord_.mention(words) for words in ("one", "two")]
        discord_.delete(*said)
        deleted = await wire.event("MESSAGE_DELETE_BULK")
        assert deleted is not None
        assert deleted["d"]["ids"] == [str(each.id) for each in said]

    assert with_wire(clear) == []


def test_a_member_has_roles_and_what_they_allow() -> None:
    keeper = Role(GENERAL.id + 60, "keeper", Right.MANAGE_GUILD | Right.MANAGE_MESSAGES)
    guild = Guild(GENERAL.id - 1, "The Library", roles=(keeper,))
    responder = Channel(GENERAL.id, "desk", guild)
    dora = User(ALICE.id + 50, "dora", roles=(keeper,))

    async def see(discord_: StandIn) -> None:
        async with connected(discord_) as wire:
            await wire.identify(UNPRIVILEGED, discord_.token)
            created = await wire.event("GUILD_CREATE")
            assert created is not None
            names = [role["name"] for role in created["d"]["roles"]]
            assert names == ["@everyone", "keeper"]
            discord_.slash("ask", {"question": "q"}, user=dora, channel=responder)
            event = await wire.event("INTERACTION_CREATE")
            assert event is not None
            member = event["d"]["member"]
            assert member["roles"] == [str(keeper.id)]
            assert int(member["permissions"]) & Right.MANAGE_GUILD

    with StandIn(channels=(responder,)) as discord_:
        register(discord_, COMMAND)
        asyncio.run(see(discord_))
        with pytest.raises(LookupError, match="no role"):
            discord_.say("hello", user=dora, channel=GENERAL)


def register(discord_: StandIn, command: Json) -> None:
    """Register one command for every place."""
    assert send(discord_, "PUT", f"/applications/{BOT.id}/commands", [command])[0] == 200


def test_a_thread_is_opened_and_talked_in() -> None:
    async def talk(discord_: StandIn, wire: Wire) -> None:
        said = discord_.say("a question")
        thread = discord_.open_thread("about it", on=said)
        created = await wire.event("THREAD_CREATE")
        assert created is not None
        about = (created["d"]["id"], created["d"]["type"], created["d"]["parent_id"])
        assert about == (str(said.id), 11, str(GENERAL.id))
        discord_.mention("in the thread", channel=thread)
        event = await wire.event("MESSAGE_CREATE")
        assert event is not None
        assert event["d"]["channel_id"] == str(thread.id)
        assert post(discord_, {"content": "an answer"}, thread)[0] == 200
        discord_.slash("ask", {"question": "q"}, channel=thread)
        event = await wire.event("INTERACTION_CREATE")
        assert event is not None
        assert event["d"]["channel"]["type"] == 11
        assert event["d"]["channel"]["parent_id"] == str(GENERAL.id)

    assert with_wire(talk) == []


def test_a_post_in_a_forum_is_a_thread_with_its_first_message() -> None:
    async def write(discord_: StandIn) -> None:
        async with connected(discord_) as wire:
            await identified(discord_, wire, UNPRIVILEGED | MESSAGE_CONTENT)
            said = discord_.post("Roses", "when are they pruned?")
            created = await wire.event("THREAD_CREATE")
            first = await wire.event("MESSAGE_CREATE")
            assert created is not None
            assert first is not None
            assert created["d"]["parent_id"] == str(FORUM.id)
            assert created["d"]["name"] == "Roses"
            assert created["d"]["id"] == first["d"]["id"] == first["d"]["channel_id"]
            assert first["d"]["content"] == said.message.content == "when are they pruned?"
            assert post(discord_, {"content": "in March"}, said.message.channel)[0] == 200
            assert post(discord_, {"content": "lost"}, FORUM)[1]["code"] == 50008

    channels = (*CHANNELS, FORUM)
    with StandIn(channels=channels, privileged_intents=MESSAGE_CONTENT) as discord_:
        asyncio.run(write(discord_))
        with pytest.raises(LookupError, match="a forum holds posts"):
            discord_.say("hello", channel=FORUM)


ANYWHERE = COMMAND | {"integration_types": [0, 1], "contexts": [0, 1, 2]}


@pytest.mark.parametrize(("channel", "context"), [(LOUNGE, 0), (GROUP, 2)])
def test_an_app_of_a_user_works_only_through_its_interactions(
    channel: Channel, context: int
) -> None:
    async def visit(discord_: StandIn, wire: Wire) -> None:
        register(discord_, ANYWHERE)
        ask = discord_.slash("ask", {"question": "q"}, channel=channel)
        event = await wire.event("INTERACTION_CREATE")
        assert event is not None
        assert event["d"]["authorizing_integration_owners"] == {"1": str(ALICE.id)}
        assert event["d"]["context"] == context
        assert answer(discord_, ask, 4, {"content": "an answer"})[0] == 204
        assert [follow_up(discord_, ask, "more") for _ in range(6)] == [200] * 5 + [400]
        assert post(discord_, {"content": "by itself"}, channel)[1]["code"] == 50001
        assert len(discord_.messages(channel)) == 6

    assert with_wire(visit) == []


def test_a_guild_and_a_user_may_both_have_the_app() -> None:
    async def visit(discord_: StandIn, wire: Wire) -> None:
        register(discord_, ANYWHERE)
        discord_.slash("ask", {"question": "q"}, installed_by_user=True)
        event = await wire.event("INTERACTION_CREATE")
        assert event is not None
        assert set(event["d"]["authorizing_integration_owners"]) == {"0", "1"}
        register(discord_, ANYWHERE | {"contexts": [0, 1]})
        with pytest.raises(LookupError, match="not offered"):
            discord_.slash("ask", {"question": "q"}, channel=GROUP)
        register(discord_, ANYWHERE | {"integration_types": [0]})
        with pytest.raises(LookupError, match="not offered"):
            discord_.slash("ask", {"question": "q"}, channel=LOUNGE)

    assert with_wire(visit) == []


DESCRIPTION: Json = {
    "openapi": "3.1.0",
    "paths": {
        "/channels/{channel_id}/messages": {
            "post": {
                "requestBody": {
                    "content": {
                        "application/json": {"schema": {"$ref": "#/components/schemas/Said"}}
                    }
                }
            }
        }
    },
    "components": {
        "schemas": {
            "Snowflake": {"type": "string", "format": "snowflake"},
            "Row": {
                "type": "object",
                "properties": {
                    "type": {"enum": [1]},
                    "components": {
                        "type": "array",
                        "items": {
                            "properties": {"label": {"maxLength": 9}, "url": {"maxLength": 5}}
                        },
                    },
                },
            },
            "Text": {
                "type": "object",
                "properties": {"type": {"enum": [10]}, "content": {"maxLength": 4}},
            },
            "Said": {
                "type": "object",
                "properties": {
                    "tts": {"type": "boolean"},
                    "sticker_ids": {"items": {"$ref": "#/components/schemas/Snowflake"}},
                    "components": {
                        "items": {
                            "oneOf": [
                                {"$ref": "#/components/schemas/Row"},
                                {"$ref": "#/components/schemas/Text"},
                            ]
                        }
                    },
                },
            },
        }
    },
}


def test_a_body_is_compared_with_a_description_of_the_api(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    description = tmp_path / "description.json"
    description.write_text(json.dumps(DESCRIPTION), "utf-8")
    monkeypatch.setenv("DISCORD_OPENAPI", str(description))
    with StandIn() as discord_:
        assert post(discord_, {"content": "fits", "sticker_ids": [1, "2"], "tts": False})[0] == 200
        assert send(discord_, "PUT", f"/applications/{BOT.id}/commands", [COMMAND])[0] == 200
        assert discord_.violations == []
        said = {
            "content": "c",
            "components": rows(button(label="x" * 10, custom_id=None, style=5, url="https://x")),
            "tts": "no",
        }
        assert post(discord_, said)[0] == 200
        asyncio.run(upload(discord_, {"content": "c", "tts": 1, "allowed_mentions": SILENT}, b"x"))
        inner = "components.0.components.0"
        places = sorted(sentence.split(":")[0] for sentence in discord_.violations)
        assert places == [f"{inner}.label", f"{inner}.url", "tts", "tts"]
        assert all("POST /channels/{channel_id}/messages" in each for each in discord_.violations)


@pytest.mark.skipif("DISCORD_OPENAPI" not in os.environ, reason="DISCORD_OPENAPI names no file")
def test_a_client_keeps_to_the_published_description(lively: StandIn, quiet: StandIn) -> None:
    before = len(lively.violations)
    for words in ("what?", "twice"):
        assert lively.slash("ask", {"question": words}).wait()
    assert lively.slash("layout").wait()
    assert lively.mention("hello", channel=HELP).replies()
    assert lively.violations[before:] == []
    assert post(quiet, {"content": "c", "tts": "yes"})[0] == 200
    assert quiet.violations[-1].startswith("tts: 'yes' is not of type 'boolean'")
