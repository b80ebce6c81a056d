"""What tests of owners share: a public and a private set, a bot on them, commands."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from bot.chat.commands.settings_card import SETTINGS
from tests.chat.bot_process import Process, discord_settings, running, served_from
from tests.chat.messages import read
from tests.conftest import Build
from tests.standin import ALICE, CAROL, GENERAL, Channel, Message, StandIn, User

PUBLIC = "The library opens at nine in the morning."
ABOUT_PUBLIC = "When does the library open?"
SECRET = "The board sells the Quagga wing to the Zanzibar company in June."
ABOUT_SECRET = "What does the board sell to the Zanzibar company?"

SETTING_NUMBERS = {setting.name: number for number, setting in enumerate(SETTINGS)}


def write(corpus: Path, name: str, words: str) -> None:
    file = corpus / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"Notes about {Path(name).stem}\n\n{words}\n", "utf-8")


def make(folder: Path, files: Mapping[str, str], build: Build) -> Path:
    """The folder, with a corpus of these files and its index."""
    for name, words in files.items():
        write(folder / "corpus", name, words)
    build(folder / "corpus", folder / "index")
    return folder


def settings(discord: StandIn, folder: Path, **more: object) -> dict[str, str]:
    """The environment of a bot on a folder, with more settings of the table ``[discord]``."""
    return {
        **served_from(discord, folder / "index", folder),
        "PINCITE_CORPUS": str(folder / "corpus"),
        **discord_settings(**more),
    }


def bot_on(
    folder: Path, discord: StandIn, script: str = "", **more: object
) -> AbstractContextManager[Process]:
    """A bot on the corpus, the index and the state of a folder."""
    return running(discord, folder, settings(discord, folder, **more), script)


@contextmanager
def guarded(
    folder: Path, discord: StandIn, *, private: str = "board", **more: str
) -> Iterator[Process]:
    """The same with a set that is private by its settings; what stands there is never logged."""
    more = {"keep_questions": "true", "private_sets": private, **more}
    with bot_on(folder, discord, **more) as process:
        yield process
    assert "board sells" not in process.log


def told(discord: StandIn, command: str, user: User = CAROL, **options: object) -> Message:
    """The last word of a command."""
    return discord.slash(command, options, user=user).wait()[-1]


def asked(
    discord: StandIn, user: User = ALICE, channel: Channel = GENERAL, **options: object
) -> Message:
    """The answer to a question, to that about the public set if none is given."""
    options = {"question": ABOUT_PUBLIC, **options}
    own = not channel.reachable
    return discord.slash("ask", options, user=user, channel=channel, installed_by_user=own).wait()[
        -1
    ]


def answered(discord: StandIn, question: str, **where: object) -> str:
    """All that is quoted to a question."""
    options = {"question": question, **{k: v for k, v in where.items() if k == "private"}}
    people = {k: v for k, v in where.items() if k in ("user", "channel")}
    messages = discord.slash("ask", options, **people).wait()
    return "\n".join(line for m in messages for line in read(m.text).quoted)


def changed(
    discord: StandIn, setting: str, user: User = CAROL, **values: str | Sequence[str]
) -> list[Message]:
    """What is said when the form of a setting is filled in."""
    card = told(discord, "settings show", user)
    form = discord.use_id(card, f"pincite:setting:{SETTING_NUMBERS[setting]}", user=user)
    return discord.submit(form, values).wait()
