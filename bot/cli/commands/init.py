"""Three choices → ``pincite.toml`` and a first index."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.exit_codes import ANSWERED, UNREADABLE
from bot.cli.streams import note
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.cli.first_settings import Choices
    from bot.config import Config


GROUP = "Settings and shell"
EXAMPLES = (
    "pincite init --yes --corpus ~/letters",
    "pincite init --yes --discord --language German",
)
EXIT_CODES = {ANSWERED: "the documents can be asked, and the settings are there", **UNREADABLE}

_NEXT = """
Ask:
  pincite "When does the ferry leave?"
After documents changed:
  pincite build"""
_NEXT_ON_DISCORD = """
On Discord, in the language of each person there if it is English, French,
German, Portuguese or Spanish:
  1. https://discord.com/developers/applications
     Create an application; on its page Bot make a token.
  2. Put the token into the environment, as DISCORD_TOKEN; pincite.toml must
     not hold it.
  3. pincite bot --invite    prints the link that adds the bot to a server
  4. pincite bot --check     says whether all is well
  5. pincite bot             answers"""


def add_arguments(parser: ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--yes", action="store_true", help="Ask nothing; take the flags and the defaults."
    )
    parser.add_argument(
        "--corpus", type=Path, metavar="FOLDER", help="Where the documents are (default: ./corpus)."
    )
    parser.add_argument("--discord", action="store_true", help="People ask on Discord too.")
    parser.add_argument(
        "--language",
        default="English",
        help="The language that people ask in, by its name or code (default: English).",
    )


def run(config: "Config", yes: bool, discord: bool, language: str) -> None:
    """Write the settings file from three answers, and build the first index.

    Flags are the defaults of the questions. A pincite.toml that is there is never changed, and
    none is written unless the build went well.
    """
    from bot.cli.first_settings import Choices, read_language

    choices = Choices(config.corpus, discord, read_language(language))
    if not yes:
        choices = _asked(choices)
    _settle(choices, Path.cwd())
    print(_NEXT + (_NEXT_ON_DISCORD if choices.discord else ""))


def _asked(defaults: "Choices") -> "Choices":
    """The choices of somebody at a terminal."""
    from bot.cli.first_settings import Choices, read_folder, read_language, read_yes
    from bot.cli.prompts import ask

    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageError("init asks at a terminal; elsewhere give --yes, and --corpus FOLDER")
    return Choices(
        ask("Where are your documents?", str(defaults.corpus), read_folder),
        ask("Will people ask on Discord?", "yes" if defaults.discord else "no", read_yes),
        ask("In which language do people ask?", defaults.language, read_language),
    )


def _settle(choices: "Choices", folder: Path) -> None:
    """Build the index, then write the settings file; one that is there must say the same."""
    from bot.cli.first_settings import config_to_be, differences, first_settings, language_notes
    from bot.cli.opening import progress_bars
    from bot.cli.printing import print_report
    from bot.cli.settings_file import settings_text
    from bot.config import FILE_NAME
    from bot.config_file import write_new
    from bot.service.builds import build_and_publish
    from index.answering.refusal import THRESHOLD

    file = folder / FILE_NAME
    settings = first_settings(choices, folder)
    is_there = file.exists()
    if is_there and (changes := differences(settings, choices.corpus, folder)):
        raise UsageError(
            f"{file} stays as it is, but would have to say {', '.join(changes)}; "
            "change it, or put it away"
        )
    config = config_to_be(settings, choices.corpus, folder)
    for line in language_notes(settings, choices.language):
        note(line)
    bars = progress_bars()
    with build_and_publish(config, bars) as (report, _):
        print_report(report, bars.seconds)
    if is_there:
        print(f"{FILE_NAME} was there and stays as it is.")
    else:
        write_new(file, settings_text(settings, THRESHOLD))
        print(f"{FILE_NAME} is written.")
