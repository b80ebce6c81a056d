"""Where documents come from, as who rules sees it; members see the documents alone."""

import socket
import urllib.request
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.chat.commands.origins import origins_button, origins_list
from bot.chat.render.links import bare_link, origin_text
from bot.chat.render.pages import Listed, PageRequest, page_of
from bot.chat.render.translations import ENGLISH
from index.sources.registry import SourceRegistry
from index.sources.source import Item, Kind, Source
from tests.chat.owners import bot_on, told
from tests.chat.servers import MALLORY
from tests.conftest import Run
from tests.standin import ALICE, BOB, CAROL, Message, StandIn, User

MANAGER = replace(BOB, permissions=MALLORY.permissions)
LONG_AGO, LATER = "2026-01-02T03:04:05+00:00", "2099-01-01T00:00:00+00:00"
LOOKED = int(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp())


def pages(folder: str) -> dict[str, Item]:
    return {
        f"https://docs.example.org/{n}": Item(f"{folder}/{n}.html", "", LONG_AGO) for n in range(12)
    }


DOCS = Source(
    "public/docs.example.org",
    Kind.SITE,
    "https://docs.example.org/guide/",
    "carol",
    LONG_AGO,
    looked=LONG_AGO,
    changed=LONG_AGO,
    items=pages("public/docs.example.org"),
)
BOARD = replace(
    DOCS,
    name="board/intranet.example.org",
    kind=Kind.PAGE,
    origin="https://intranet.example.org/quagga",
    problem="intranet.example.org/quagga answered 404: there is no such page; check the address",
    problem_kind="not_there",
    problem_values={"status": 404},
    items={
        "https://intranet.example.org/quagga": Item(
            "board/intranet.example.org/q.html", "", LONG_AGO
        )
    },
)
NEW = replace(
    DOCS,
    name="fresh/new.example.org",
    origin="https://new.example.org/",
    changed=LATER,
    items=pages("fresh/new.example.org"),
)


def note(folder: Path, *sources: Source) -> None:
    for source in sources:
        SourceRegistry(folder / "corpus").write(source)


def origins(discord: StandIn, user: User) -> Message:
    """The list that the button below the documents leads to."""
    documents = told(discord, "sources list", user)
    return discord.click(documents, "Where they come from", user=user).wait()[-1]


def test_an_owner_sees_kind_origin_last_look_state_and_files(folder: Path) -> None:
    note(folder, DOCS, BOARD, NEW)
    with StandIn() as discord, bot_on(folder, discord, private_sets="board"):
        shown = origins(discord, CAROL)
    assert shown.ephemeral
    assert shown.text.split("\n") == [
        "**Sources: 3, of which 1 failed at the last look**",
        "⚠ <https://intranet.example.org/quagga>",
        f"-# page · 1 document · set board · added by carol · last look <t:{LOOKED}:R>",
        "-# the last look failed: The server answered 404: there is no such page; "
        "check the address.",
        "… <https://new.example.org/>",
        f"-# site · 12 documents · set fresh · added by carol · last look <t:{LOOKED}:R>",
        "-# waits for the next look or build",
        "✓ <https://docs.example.org/guide/>",
        f"-# site · 12 documents · set public · added by carol · last look <t:{LOOKED}:R>",
        "-# in the index",
    ]


def test_who_manages_a_server_sees_no_source_of_a_set_that_is_not_shown_there(
    folder: Path,
) -> None:
    note(folder, DOCS, BOARD, NEW)
    with StandIn() as discord, bot_on(folder, discord, private_sets="board"):
        shown = origins(discord, MANAGER)
        assert "docs.example.org" in shown.text
        assert "Sources: 1" in shown.text
        assert "failed" not in shown.text
        assert "intranet" not in shown.text
        assert "new.example.org" not in shown.text, "a set that is not in the index is not known"


def test_a_member_sees_the_documents_alone(folder: Path) -> None:
    note(folder, DOCS, BOARD)
    with StandIn() as discord, bot_on(folder, discord, private_sets="board"):
        documents = told(discord, "sources list", ALICE)
        assert "example.org" not in documents.text
        assert not documents.buttons
        button = PageRequest("origins").id
        refused = discord.use_id(documents, button, user=ALICE).wait()[-1]
        assert refused.text == ENGLISH("owners_only")


def test_the_way_to_the_sources_stands_below_every_page_and_below_no_documents(
    folder: Path,
) -> None:
    note(folder, DOCS)
    with StandIn() as discord, bot_on(folder, discord):
        assert "docs.example.org" in origins(discord, CAROL).text
        nothing = told(discord, "sources list", CAROL, find="zzzz")
        assert [button.label for button in nothing.buttons] == ["Where they come from"]
    listed = Listed("head", tuple(f"entry {n}" for n in range(60)), (origins_button(ENGLISH),))
    for number in (1, 2, 3):
        labels = [b.label for b in page_of(listed, PageRequest("sources", number), ENGLISH).buttons]
        assert labels == ["‹ Previous", f"page {number} of 3", "Next ›", "Where they come from"]


def test_a_damaged_note_is_told_and_the_documents_are_still_listed(folder: Path) -> None:
    note(folder, DOCS)
    [path] = (folder / "corpus" / ".sources").glob("*.json")
    path.write_text("{")
    with StandIn() as discord, bot_on(folder, discord) as process:
        assert origins(discord, CAROL).text == ENGLISH("origins_unread")
        assert "hours" in told(discord, "sources list", ALICE).text
        assert "is no note of a source" in process.log


@pytest.mark.parametrize(
    ("origin", "shown"),
    [
        ("https://docs.example.org/a_b", "<https://docs.example.org/a_b>"),
        ("https://e.org/(x)*y*`z`|q|", "<https://e.org/%28x%29%2Ay%2A%60z%60%7Cq%7C>"),
        ("https://e.org/@everyone", "<https://e.org/@everyone>"),
        ("https://e.org/a> @everyone", r"https\://e.org/a\> \@everyone"),
        ("javascript://alert", r"javascript\://alert"),
        ("the **file** by @here", r"the \*\*file\*\* by \@here"),
    ],
)
def test_an_origin_is_a_bare_link_or_inert_words(origin: str, shown: str) -> None:
    assert origin_text(origin) == shown


def test_a_long_address_keeps_its_beginning_and_opens_nothing() -> None:
    shown = bare_link("https://e.org/" + "a" * 800)
    assert shown.startswith("`https://e.org/a")
    assert len(shown) < 400


def test_what_comes_from_outside_is_inert_in_an_entry() -> None:
    source = replace(
        DOCS, ordered_by="**Eve** @everyone\n# big", problem="[x](https://evil.example) <@1>\n> no"
    )
    listed = origins_list([source], LONG_AGO, ENGLISH)
    assert isinstance(listed, Listed)
    [entry] = listed.entries
    assert len(entry.split("\n")) == 3
    assert r"\*\*Eve\*\* \@everyone # big" in entry
    assert "evil" not in entry


def test_health_is_ok_and_names_what_fails(folder: Path) -> None:
    note(folder, DOCS, BOARD)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with StandIn() as discord, bot_on(folder, discord, port=str(port)) as process:
        process.wait_for("answering as")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health") as answer:
            assert answer.status == 200
            lines = answer.read().decode().splitlines()
    assert lines == ["ok", f"{BOARD.name}: {BOARD.problem}"]


def test_the_check_names_a_source_that_fails(folder: Path, pincite: Run) -> None:
    note(folder, DOCS, BOARD)
    with StandIn() as discord:
        environment = {
            **discord.environment(),
            "PINCITE_INDEX": str(folder / "index"),
            "PINCITE_CORPUS": str(folder / "corpus"),
        }
        done = pincite("bot", "--check", env=environment)
        assert "board/intranet.example.org: intranet.example.org/quagga answered 404" in done.stdout
        assert done.returncode != 0
        note(folder, replace(BOARD, problem=""))
        done = pincite("bot", "--check", env=environment)
        assert "2, none failed at the last look" in done.stdout
