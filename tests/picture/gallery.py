"""Ten kinds of message as a reader sees them: ``python -m tests.picture.gallery FOLDER``.

A small corpus is written and indexed by the real model. Each question's answer is rendered, drawn
at the width of a telephone and of a screen, and photographed by Chromium.
"""

import asyncio
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

from bot.chat.render.cards import CardContext, first_card
from bot.chat.render.components import layout
from bot.chat.render.plain_messages import answer_messages
from bot.chat.render.translations import ENGLISH
from bot.chat.render.verdicts import verdict_messages
from bot.service.engine import MOST_CHARACTERS, MOST_QUOTES
from index import Searcher, answer, build_index
from index.answering.verify_quote import verify
from index.encoding.choose import load_encoder
from tests.conftest import Silent
from tests.picture.make import found_browser, photograph
from tests.picture.page import Scene, page

WIDTHS = (390, 1_120)
"""Of a telephone and of a screen, in the browser's own pixels."""

QUESTIONS = {
    "1-code": "How do I restore a backup of the database?",
    "2-steps": "How do I change the battery of the weather station?",
    "3-row": "Which day is glass collected in Elm Street?",
    "4-faq": "Can I return a book at another branch?",
    "5-timeline": "When did the first tram run in Marlow?",
    "6-letter": "What did Rosa think of the harbour?",
    "7-pdf": "How much water does the pump deliver?",
    "8-closest": "Why was the tram depot painted green?",
    "9-silence": "Who won the chess championship of Peru?",
}
VERDICT = "A book can be returned at any branch and after opening hours."

CORPUS = {
    "guides/backup.md": """---
title: Looking after the database
author: Ines Vogel
date: 2025-03-04
url: https://docs.example.org/database/looking-after-it
---
# Looking after the database

## Making a backup

A backup is made each night at two. It is kept for thirty days on another machine.

## Restoring a backup

To restore a backup of the database, stop the service, load the file and start the service again:

```sh
systemctl stop ledger
pg_restore --clean --dbname=ledger \\
    /backups/ledger-2025-03-01.dump
systemctl start ledger   # takes about a minute
```

Afterwards look at the log. If it says `ready`, the restore worked.

## Moving the database

The database can be moved to another machine. The backup is copied first, then the name is changed.
""",
    "guides/weather_station.md": """---
title: The weather station on the roof
date: 2024-10-12
url: https://docs.example.org/weather-station
---
# The weather station on the roof

## Changing the battery

To change the battery of the weather station:

1. Switch the station off at the side.
2. Open the lid with a coin:
   - turn it to the left,
   - lift it straight up.
3. Take the old battery out and put the new one in, **plus** to the front.
4. Close the lid and switch the station on. It beeps twice.

The battery lasts about two years. In a cold winter it lasts less.

## Cleaning

The rain gauge of the weather station is cleaned in spring. Leaves block it in autumn.
""",
    "town/collections.md": """---
title: Waste collection by street
publisher: Marlow Town Council
date: 2025-01-01
url: https://marlow.example.org/waste
---
# Waste collection by street

| Street | Paper | Glass | Garden waste |
|---|---|---|---|
| Oak Street | Monday | Wednesday | 1st Friday |
| Elm Street | Tuesday | Thursday | 2nd Friday |
| Mill Lane | Tuesday | Friday | 3rd Friday |
""",
    "town/library_faq.md": """---
title: Questions about the library
publisher: Marlow Library
date: 2023-06-01
url: https://marlow.example.org/library/questions
---
# Questions about the library

**How many books can I borrow?**

You can borrow twelve books at a time. Each may be kept for four weeks.

**Can I return a book at another branch?**

A book can be returned at any branch during opening hours. The box at the door of the main branch
is open at night too. Films and games have to go back to where they were borrowed.

**What does it cost if I am late?**

Each day costs ten pence a book. Children pay nothing.
""",
    "town/tram_timeline.md": """# A timeline of the tram in Marlow

## 1898

- 3 May 1898: The council of Marlow votes for a tram from the station to the harbour.
- 12 November 1898: Rails are laid in Bridge Street.

## 1901

- 7 July 1901: The first tram runs in Marlow, drawn by two horses. Four hundred people ride on it.
- 2 December 1901: The tram depot at the harbour opens.

## 1936

- 30 September 1936: The last tram runs in Marlow. Buses take its place.
""",
    "letters/rosa_to_edith.txt": """Letter from Rosa Lind to Edith Marsh, 14 August 1903

Dear Edith,

We arrived on Tuesday after a night in the train, and I have not stopped walking since. The harbour
is smaller than I had thought, but I have never seen a place so full of light. The boats come in at
five, and half the town goes down to meet them.

Father is well and sends his love. He has bought a hat.

Your loving
Rosa
""",
}
MANUAL = (
    ("Pump P-40: operating manual", "This manual is for those who install and run the pump P-40."),
    (
        "Performance",
        "The pump delivers 40 litres of water a minute at a height of six metres. At a height of "
        "ten metres it delivers 25 litres. Above twelve metres no water is delivered.",
    ),
)
"""Headings and paragraphs of a PDF, a page each."""


def main() -> None:
    """Write the corpus, index it, ask, draw and photograph."""
    target = Path(sys.argv[1]) if len(sys.argv) == 2 else sys.exit(str(__doc__))
    target.mkdir(parents=True, exist_ok=True)
    browser = found_browser()
    with TemporaryDirectory() as name:
        folder = Path(name)
        for title, scene in scenes(indexed(folder)):
            for width in WIDTHS:
                drawn = folder / "page.html"
                drawn.write_text(page(scene, width), "utf-8")
                photograph(browser, drawn, target / f"{title}-{width}.png", width)


def indexed(folder: Path) -> Searcher:
    """The index of the corpus, which is written first."""
    corpus = folder / "corpus"
    for name, text in CORPUS.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text(text, "utf-8")
    write_manual(corpus / "guides" / "pump.pdf")
    encoder = load_encoder()
    build_index(corpus, folder / "index", encoder, Silent())
    return Searcher.open(folder / "index", encoder)


def write_manual(file: Path) -> None:
    """A PDF of two pages."""
    styles = getSampleStyleSheet()
    flow: list[Paragraph | PageBreak] = []
    for heading, words in MANUAL:
        flow += [Paragraph(heading, styles["Heading1"]), Paragraph(words, styles["BodyText"])]
        flow.append(PageBreak())
    manual = SimpleDocTemplate(str(file), title=MANUAL[0][0], author="Hart & Sons", invariant=1)
    manual.build(flow)


def scenes(searcher: Searcher) -> Iterator[tuple[str, Scene]]:
    """Each message with a name for its files."""
    scene = partial(Scene, "pincite", "alice", time="Today at 10:00")
    for name, question in QUESTIONS.items():
        yield name, scene(command="/ask", components=asyncio.run(shown(searcher, question)))
    (verdict,) = verdict_messages(verify(searcher, VERDICT))
    yield "10-verdict", scene(command="Is this quoted right?", content=verdict)


async def shown(searcher: Searcher, question: str) -> list[dict[str, object]]:
    """The components of the answer to a question."""
    found = answer(searcher, question, k=MOST_QUOTES, longest=MOST_CHARACTERS)
    card = first_card(found, CardContext(1, "2026-01-02", False), ENGLISH)
    if card is None:
        raise ValueError(f"no card holds {answer_messages(found)}")
    return [*layout(card).to_components()]


if __name__ == "__main__":
    main()
