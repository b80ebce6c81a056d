"""What the bot says besides its answers: ``python -m tests.picture.bot_gallery FOLDER [LANGUAGE]``.

The real bot serves a Discord on this machine. Each message that it sends there is drawn at the
width of a telephone and photographed by Chromium; a picture of a refusal is one of its text.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.chat.commands.server_settings import SETTINGS
from bot.chat.render.translations import texts_for
from tests.chat.attached import attached
from tests.chat.bot_process import OFF_TOPIC, discord_settings, served_from, started
from tests.picture.gallery import QUESTIONS, VERDICT, WIDTHS, indexed
from tests.picture.make import found_browser, photograph, scene
from tests.picture.page import Scene, page
from tests.standin import (
    ALICE,
    BOB,
    BOT,
    CAROL,
    GENERAL,
    GUILD,
    HELP,
    MESSAGE_CONTENT,
    Asked,
    Channel,
    Message,
    Right,
    Role,
    StandIn,
)

SUPPORT = Role(GUILD.id + 900, "Support", mentionable=True)
PRIVATE_SET = "letters"
QUESTION, UNSURE = QUESTIONS["4-faq"], QUESTIONS["8-closest"]
RULES = (
    "# Rules of the community garden\n\nThe gate is open from seven to ten in the evening. "
    "Dogs stay on the lead. Tools go back into the shed, clean and dry.\n\n"
    "Copyright 2024. All rights reserved.\n"
)
PRICES = "tool,deposit\nspade,5 euros\nrake,4 euros\nbarrow,20 euros\n"
ANNOUNCED = "**New hours**\n\nFrom May on the tool shed is open until nine in the evening."
GAP = "Which bank issues green mortgages in Portugal?"
GIVEN = "Banco Verde does, since 2019; ask at any branch. Bring the **energy label** of the house."
TIP = "Hold the small button on the back for ten seconds."
OTHER_GAP = "Where do I return the borrowed kayak?"
ROADS = 60
"""Documents beside the corpus, for a list of several pages."""

QUIET = 8.0
"""Seconds without a change, after which a rebuild has ended."""

_MENTION = re.compile(r"<(#|@&?)(\d+)>")


class Stage:
    """A server with people who speak one language, and what they see there."""

    def __init__(self, language: str) -> None:
        self.texts = texts_for(language)
        rights = GUILD.permissions | Right.CREATE_PUBLIC_THREADS
        town = replace(GUILD, roles=(SUPPORT,), permissions=rights, locale=language)
        self.general, self.help = (replace(channel, guild=town) for channel in (GENERAL, HELP))
        self.staff = Channel(GENERAL.id + 60, "staff", town)
        self.threads = Channel(GENERAL.id + 61, "threads", town)
        self.rooms = (self.general, self.help, self.staff, self.threads)
        self.alice, self.bob, self.carol = (
            replace(user, locale=language) for user in (ALICE, BOB, CAROL)
        )
        guild = replace(GUILD, id=GUILD.id + 500, system_channel=GUILD.id + 501, locale=language)
        self.lobby = Channel(GUILD.id + 501, "lobby", guild)
        known = (*self.rooms, self.alice, self.bob, self.carol, SUPPORT)
        self._names = {one.id: one.name for one in known}

    def scene(self, message: Message, command: str = "") -> Scene:
        """A message as it is drawn, with the names of whom and what it mentions."""
        drawn = scene(message, self.alice.name, command)
        return replace(
            drawn,
            components=json.loads(self._named(json.dumps(drawn.components))),
            content=self._named(message.content),
            pictures=[one.content for one in message.attachments if one.filename[-4:] == ".png"],
        )

    def used(self, asked: Asked) -> Scene:
        """The last message that answers a command or a button."""
        return self.scene(asked.wait()[-1], asked.interaction.name)

    def form(self, asked: Asked) -> Scene:
        """The form that a button opened, as a message."""
        shown = asked.modal()
        title = {"type": 10, "content": f"**{shown['title']}**"}
        parts = [{"type": 17, "components": [title, *shown["components"]]}]
        return Scene(BOT.name, "", "", "", json.loads(self._named(json.dumps(parts))))

    def _named(self, text: str) -> str:
        return _MENTION.sub(lambda mark: f"<{mark[1]}{self._names[int(mark[2])]}>", text)


def main() -> None:
    """Write the corpus, index it, let the bot speak, draw and photograph."""
    if len(sys.argv) not in (2, 3):
        sys.exit(str(__doc__))
    target, language = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) == 3 else "en-US"
    target.mkdir(parents=True, exist_ok=True)
    browser = found_browser()
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_roads(folder / "corpus" / "roads")
        indexed(folder)
        for title, shown in scenes(Stage(language), folder):
            drawn = folder / "page.html"
            drawn.write_text(page(shown, WIDTHS[0]), "utf-8")
            photograph(browser, drawn, target / f"{title}.png", WIDTHS[0])


def write_roads(folder: Path) -> None:
    """Many short documents."""
    folder.mkdir(parents=True)
    for number in range(1, ROADS + 1):
        text = f"# Road {number}\n\nRoad {number} is swept on day {number % 28 + 1} of the month.\n"
        (folder / f"road_{number:02}.md").write_text(text, "utf-8")


@contextmanager
def bot(stage: Stage, folder: Path, **settings: str) -> Iterator[StandIn]:
    """The bot with these settings of the table ``[discord]``."""
    rights = {"private_sets": PRIVATE_SET, "threads": "true", "message_content": "true"}
    settings = {**rights, "keep_questions": "true", **settings}
    with StandIn(
        channels=stage.rooms,
        privileged_intents=MESSAGE_CONTENT,
        support_roles=(SUPPORT,),
        askers=(stage.alice,),
    ) as discord:
        environment = {
            **served_from(discord, folder / "index", folder),
            "PINCITE_CORPUS": str(folder / "corpus"),
            **discord_settings(**settings),
        }
        with started(discord, folder, environment):
            yield discord


def scenes(stage: Stage, folder: Path) -> Iterator[tuple[str, Scene]]:
    """Each message with a name for its file."""
    with bot(stage, folder) as discord:
        yield from of_commands(stage, discord)
        yield from of_messages(stage, discord)
        yield from of_handovers(stage, discord)
        yield from of_given_answers(stage, discord)
        yield from of_owners(stage, discord)
        yield from of_documents(stage, discord)
    with bot(stage, folder, plain="true", per_person="2") as discord:
        yield from of_plain_text(stage, discord)
    (folder / "state").rename(folder / "elsewhere")
    (folder / "state").write_text("no folder", "utf-8")
    with bot(stage, folder, private_sets="") as discord:
        asked = discord.slash("ask", {"question": QUESTION}, user=stage.alice)
        yield "cannot-look", stage.used(asked)
        shown = discord.slash("settings show", {}, user=stage.carol).wait(at_least=2)
        yield "cannot-look-settings", stage.scene(shown[-1], "settings show")


def of_commands(stage: Stage, discord: StandIn) -> Iterator[tuple[str, Scene]]:
    """What everybody's commands and buttons show."""
    texts = stage.texts
    first = discord.slash("help", {}, user=stage.carol)
    yield "help", stage.used(first)
    other = discord.click(first.wait()[-1], texts("help_to_owning"), user=stage.carol)
    yield "help-owners", stage.used(other)
    discord.join(stage.lobby)
    yield "welcome", stage.scene(discord.by_bot(stage.lobby)[-1])
    sources = discord.slash("sources list", {}, user=stage.alice)
    yield "sources", stage.used(sources)
    turned = discord.click(sources.wait()[-1], texts("page_after"), user=stage.alice)
    yield "sources-page-2", stage.used(turned)
    yield "privacy", stage.used(discord.slash("privacy", {}, user=stage.alice))
    misquoted = discord.say(VERDICT, user=stage.bob, channel=stage.general)
    entry = texts_for("en-US")("check_menu")
    yield "verdict", stage.used(discord.menu(entry, misquoted, user=stage.alice))
    said = discord.say("🎉", user=stage.bob, channel=stage.general)
    yield "verdict-nothing", stage.used(discord.menu(entry, said, user=stage.alice))
    private = {"question": QUESTION, "private": True}
    card = discord.slash("ask", private, user=stage.alice, channel=stage.general).wait()[-1]
    yield "shared", stage.used(discord.click(card, texts("share"), user=stage.alice))
    yield "shared-already", stage.used(discord.click(card, texts("share"), user=stage.alice))
    context = discord.click(card, texts("context"), user=stage.alice)
    yield "context", stage.used(context)
    yield "helpful", stage.used(discord.click(card, texts("helpful"), user=stage.alice))
    unknown = {"question": QUESTION, "source": "no such"}
    yield "no-source", stage.used(discord.slash("ask", unknown, user=stage.alice))
    yield "greeted-command", stage.used(discord.slash("ask", {"question": "hello"}))


def of_messages(stage: Stage, discord: StandIn) -> Iterator[tuple[str, Scene]]:
    """What the bot says to messages: to a greeting, in a quiet channel, in a thread."""
    said = discord.mention("hello!", user=stage.alice, channel=stage.general)
    yield "greeting", stage.scene(said.replies()[-1])
    asked = {"channel": stage.help, "on": True}
    yield (
        "ask-channel",
        stage.used(
            discord.slash("settings ask_channel", asked, user=stage.carol, channel=stage.general)
        ),
    )
    offer = discord.say(UNSURE, user=stage.alice, channel=stage.help).replies()[-1]
    yield "offer", stage.scene(offer)
    shown = discord.click(offer, stage.texts("offer_show"), user=stage.bob)
    yield "offer-shown", stage.used(shown)
    in_thread = {"channel": stage.threads, "in": "thread"}
    yield (
        "answers",
        stage.used(
            discord.slash("settings answers", in_thread, user=stage.carol, channel=stage.general)
        ),
    )
    said = discord.mention(QUESTION, user=stage.alice, channel=stage.threads)
    thread = discord.thread_on(said)
    yield "thread", stage.scene(discord.by_bot(thread)[-1])


def of_handovers(stage: Stage, discord: StandIn) -> Iterator[tuple[str, Scene]]:
    """The call for help, the line of the staff, and what is left when it is solved."""
    rule = {"role": SUPPORT, "channel": stage.staff}
    yield (
        "handover",
        stage.used(
            discord.slash("settings handover", rule, user=stage.carol, channel=stage.general)
        ),
    )
    discord.mention(OFF_TOPIC, user=stage.alice, channel=stage.general).replies(at_least=2)
    line = discord.by_bot(stage.staff)[-1]
    call = discord.by_bot(stage.general)[-1]
    yield "call", stage.scene(call)
    yield "staff-line", stage.scene(line)
    refused = discord.click(call, stage.texts("solved"), user=stage.bob)
    yield "solved-refused", stage.used(refused)
    solving = discord.click(call, stage.texts("solved"), user=stage.alice)
    solving.acknowledged()
    yield "solved", stage.scene(discord.by_bot(stage.general, quiet=2.0)[-1])


def of_given_answers(stage: Stage, discord: StandIn) -> Iterator[tuple[str, Scene]]:
    """A trusted reply, what owners decide, the next answer, and the desk."""
    texts, room = stage.texts, {"user": stage.carol, "channel": stage.general}
    yield "trusted", stage.used(discord.slash("settings trusted", {"role": SUPPORT}, **room))
    answer = discord.mention(GAP, user=stage.alice, channel=stage.general).replies()[0]
    helper = replace(stage.bob, roles=(SUPPORT,))
    reply = discord.say(GIVEN, user=helper, channel=stage.general, reply_to=answer)
    discord.wait_for_reaction(reply)
    waiting = discord.by_bot(stage.staff, quiet=2.0)[-1]
    yield "given-waiting", stage.scene(waiting)
    tips = discord.say(TIP, user=helper, channel=stage.help)
    form = discord.menu(texts_for("en-US")("use_answer_menu"), tips, user=stage.carol)
    yield "given-form", stage.form(form)
    discord.click(waiting, texts("given_publish"), user=stage.carol).acknowledged()
    told = _until(lambda: [m for m in discord.by_bot(stage.general) if "Banco" in m.text])
    yield "given-published", stage.scene(discord.by_bot(stage.staff, quiet=2.0)[-1])
    yield "given-told", stage.scene(told[-1])
    yield "given-answer", stage.used(discord.slash("ask", {"question": GAP}, user=stage.alice))
    used = discord.menu(texts_for("en-US")("use_answer_menu"), reply, user=helper)
    yield "given-own", stage.used(used)
    discord.mention(OTHER_GAP, user=stage.alice, channel=stage.general).replies()
    desk = discord.slash("gaps", {}, **room)
    yield "desk", stage.used(desk)
    rows = desk.wait()[-1].components
    [select] = [part for row in rows for part in row["components"] if part["type"] == 3]
    values = [select["options"][0]["value"]]
    chosen = discord.choose(desk.wait()[-1], select["custom_id"], values, user=stage.carol)
    yield "desk-entry", stage.used(chosen)
    answering = discord.click(chosen.wait()[-1], texts("gap_answer"), user=stage.carol)
    yield "desk-form", stage.form(answering)
    label = next(b.label for b in desk.wait()[-1].buttons if str(b.custom_id).endswith(":answered"))
    answered = discord.click(desk.wait()[-1], str(label), user=stage.carol)
    yield "desk-answered", stage.used(answered)


def _until(look: Callable[[], list[Message]]) -> list[Message]:
    while not (found := look()):
        time.sleep(0.2)
    return found


def of_owners(stage: Stage, discord: StandIn) -> Iterator[tuple[str, Scene]]:
    """What owners see: settings, lists and numbers, and a rebuild."""
    for command in ("gaps", "overview", "index status"):
        yield command.replace(" ", "-"), stage.used(discord.slash(command, {}, user=stage.carol))
    yield "refused-member", stage.used(discord.slash("gaps", {}, user=stage.alice))
    sets = {"channel": stage.general, "sets": "guides, town"}
    yield "sets", stage.used(discord.slash("settings sets", sets, user=stage.carol))
    no_set = {"set": "nosuch", "private": True}
    yield "no-set", stage.used(discord.slash("settings mark", no_set, user=stage.carol))
    card = discord.slash("settings show", {}, user=stage.carol, channel=stage.general)
    yield "settings", stage.used(card)
    for number, setting in enumerate(SETTINGS):
        if setting.name in ("defaults", "confidence", "channels"):
            form = discord.use_id(card.wait()[-1], f"pincite:setting:{number}", user=stage.carol)
            yield f"form-{setting.name}", stage.form(form)
    yield from of_rebuild(stage, discord)


def of_documents(stage: Stage, discord: StandIn) -> Iterator[tuple[str, Scene]]:
    """What owners see who hand documents in, replace them and take them out."""
    texts, carol = stage.texts, stage.carol
    hand_in = partial(discord.slash, "sources add", user=carol, channel=stage.general)
    adding = hand_in({"file": attached("Garden rules.md", RULES), "set": PRIVATE_SET})
    card = adding.wait(quiet=2.0)[-1]
    yield "document-found", stage.used(adding)
    added = discord.click(card, texts("change_add"), user=carol)
    time.sleep(4)
    yield "document-building", stage.scene(added.wait(quiet=0.0)[-1])
    yield "document-added", stage.scene(added.wait(quiet=QUIET)[-1])
    name = f"{PRIVATE_SET}/Garden-rules.md"
    yield "document-taken", stage.used(hand_in({"file": attached("Garden rules.md", "x")}))
    for title, file in (
        ("document-archive", attached("all our papers.zip", b"PK")),
        ("document-broken", attached("minutes.pdf", b"%PDF-1.7 and no more")),
    ):
        refused = hand_in({"file": file})
        refused.wait(quiet=2.0)
        yield title, stage.used(refused)
    files = [attached("price list.csv", PRICES), attached("setup.exe", b"MZ")]
    files.append(attached("copy of the rules.md", RULES))
    said = discord.say("Please take these in.", user=stage.bob, channel=stage.staff, files=files)
    entry = texts_for("en-US")("document_menu")
    several = discord.menu(entry, said, user=carol)
    several.wait(quiet=3.0)
    yield "document-several", stage.used(several)
    said = discord.say(ANNOUNCED, user=stage.bob, channel=stage.general)
    message = discord.menu(entry, said, user=carol)
    message.wait(quiet=2.0)
    yield "document-message", stage.used(message)
    later = {"document": name, "file": attached("rules.md", RULES.replace("ten", "eleven"))}
    replacing = discord.slash("sources replace", later, user=carol, channel=stage.general)
    replacing.wait(quiet=2.0)
    yield "document-replace", stage.used(replacing)
    wanted = {"document": name}
    removing = discord.slash("sources remove", wanted, user=carol, channel=stage.general)
    yield "document-remove", stage.used(removing)
    removed = discord.click(removing.wait()[-1], texts("change_remove"), user=carol)
    yield "document-removed", stage.scene(removed.wait(quiet=QUIET)[-1])
    yield (
        "document-over",
        stage.used(discord.use_id(card, str(card.buttons[0].custom_id), user=carol)),
    )


def of_rebuild(stage: Stage, discord: StandIn) -> Iterator[tuple[str, Scene]]:
    """A rebuild while it runs, a second one, and its end."""
    dry = discord.slash("index rebuild", {"dry_run": True}, user=stage.carol)
    yield "rebuild-dry", stage.scene(dry.wait(quiet=QUIET)[-1], "index rebuild")
    running = discord.slash("index rebuild", {}, user=stage.carol)
    time.sleep(4)
    yield "rebuild-runs", stage.scene(running.wait(quiet=0.0)[-1], "index rebuild")
    yield "rebuild-refused", stage.used(discord.slash("index rebuild", {}, user=stage.carol))
    yield "rebuilt", stage.scene(running.wait(quiet=QUIET)[-1], "index rebuild")


def of_plain_text(stage: Stage, discord: StandIn) -> Iterator[tuple[str, Scene]]:
    """Answers and settings without components, and too many questions."""
    asked = {"question": QUESTIONS["1-code"]}
    yield "plain-answer", stage.used(discord.slash("ask", asked, user=stage.alice))
    asked = {"question": UNSURE}
    yield "plain-closest", stage.used(discord.slash("ask", asked, user=stage.alice))
    yield "too-fast", stage.used(discord.slash("ask", asked, user=stage.alice))
    yield "plain-settings", stage.used(discord.slash("settings show", {}, user=stage.carol))


if __name__ == "__main__":
    main()
