"""The picture of an answer in the README: ``python -m tests.picture.make [QUESTION]``.

The real bot answers in a Discord on this machine, a page draws its message, and Chromium takes
the picture, which is written beside this file.
"""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.chat.bot_process import served_from, started
from tests.conftest import ROOT
from tests.picture.page import WIDTH, Scene, page
from tests.standin import Message, StandIn
from tests.standin.wire import made

PICTURE = Path(__file__).with_name("answer.png")
QUESTION = "When did the Queen launch Child Friendly Leeds?"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SCALE = 2
ROOM = 4_000
"""Height of the browser's window, more than any message needs."""

NARROWEST = 500
"""Pixels of the browser's window."""

COLOURS = 256
"""As many as a palette holds; to the eye they are the same, in a third of the bytes."""


def main() -> None:
    """Ask, draw, take the picture and write it."""
    browser = found_browser()
    with TemporaryDirectory() as name:
        folder = Path(name)
        index = built(folder / "index")
        drawn = folder / "page.html"
        drawn.write_text(page(asked(" ".join(sys.argv[1:]) or QUESTION, index, folder)), "utf-8")
        photograph(browser, drawn, PICTURE)
    print(f"{PICTURE.relative_to(ROOT)}: {PICTURE.stat().st_size:,} bytes")


def found_browser() -> str:
    """The browser on the path; the script ends here when there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        names = ", ".join(BROWSERS)
        sys.exit(f"none of {names} is on the path: install one (on Debian: apt install chromium)")
    return found


def built(index: Path) -> Path:
    """An index of the shipped corpus."""
    command = [
        sys.executable,
        "-m",
        "bot",
        "build",
        "--corpus",
        "corpus",
        "--index",
    ]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PINCITE_")}
    subprocess.run([*command, str(index)], cwd=ROOT, env=kept, check=True)
    return index


def asked(question: str, index: Path, folder: Path) -> Scene:
    """The bot's answer from an index."""
    with StandIn() as discord, started(discord, folder, served_from(discord, index, folder)):
        use = discord.slash("ask", {"question": question})
        (message,) = use.wait()
    return scene(message, use.interaction.user.name, use.interaction.name)


def scene(message: Message, asker: str, command: str) -> Scene:
    """What a reader sees of a message on the day it was sent."""
    time = datetime.fromtimestamp(made(message.id), UTC).strftime("Today at %H:%M")
    return Scene(message.author.name, asker, command, time, message.components)


def photograph(browser: str, drawn: Path, picture: Path, width: int = WIDTH) -> None:
    """Take the picture of a page, no higher than what is on it."""
    measured = re.search(r'data-height="(\d+)"', ran(browser, "--dump-dom", drawn, width))
    if measured is None:
        sys.exit(f"{browser} did not say how high the page is")
    taken = drawn.with_suffix(".png")
    ran(browser, f"--screenshot={taken}", drawn, width)
    with Image.open(taken) as whole:
        cut = whole.convert("RGB").crop((0, 0, width * SCALE, int(measured[1]) * SCALE))
    # Without the second look at the colours (kmeans) the flat background is a shade off.
    small = cut.quantize(COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=1)
    small.save(picture, optimize=True)


def ran(browser: str, task: str, drawn: Path, width: int) -> str:
    """What the browser prints when it does a task with the page."""
    # Chromium's sandbox refuses to work for root, as whom containers run.
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    # The window is never narrower than this, whatever is asked for; the page's body is.
    looks = [
        f"--window-size={max(width, NARROWEST)},{ROOM}",
        f"--force-device-scale-factor={SCALE}",
    ]
    looks += ["--headless", "--disable-gpu", "--hide-scrollbars", *root]
    command = [browser, *looks, f"--user-data-dir={drawn.parent / 'profile'}", task]
    done = subprocess.run(
        [*command, drawn.as_uri()], capture_output=True, text=True, timeout=120, check=True
    )
    return done.stdout


if __name__ == "__main__":
    main()
