"""``/overview`` with the real bot: the numbers, what was asked, the picture and the file."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from bot.chat.commands.overview_texts import LONGEST_TEXT, Overview, csv_rows, overview_text
from bot.chat.render.csv_files import csv_file
from bot.chat.render.translations import ENGLISH, LANGUAGES, texts_in
from bot.chat.render.weeks_picture import HEIGHT, WIDTH, WeekBar, line_step, weeks_picture
from bot.chat.state.statistics import AskedQuestion, Counts, WeekCounts
from tests.chat.owners import bot_on
from tests.standin import (
    ALICE,
    BOB,
    CAROL,
    CHANNELS,
    GENERAL,
    GUILD,
    HELP,
    Channel,
    Guild,
    Message,
    StandIn,
    User,
)
from tests.standin.people import ADMINISTRATOR_PERMISSIONS

OTHER = Guild(GUILD.id + 500, "The Museum")
HALL = Channel(GENERAL.id + 500, "hall", OTHER)


@contextmanager
def bot(folder: Path, **more: str) -> Iterator[StandIn]:
    settings = {"keep_questions": "true", "private_sets": "board", **more}
    with StandIn(channels=[*CHANNELS, HALL]) as discord, bot_on(folder, discord, **settings):
        yield discord


def ask(discord: StandIn, question: str, **where: object) -> Message:
    private = bool(where.pop("private", False))
    return discord.slash("ask", {"question": question, "private": private}, **where).wait()[-1]


def overview(
    discord: StandIn, user: User = CAROL, channel: Channel = GENERAL, **options: object
) -> Message:
    return discord.slash("overview", options, user=user, channel=channel).wait()[-1]


def test_numbers_groups_gaps_picture_and_file(folder: Path) -> None:
    with bot(folder) as discord:
        liked = ask(discord, "When does the library open?")
        ask(discord, "When does the library open", channel=HELP)
        discord.click(liked, "Helpful", user=BOB).wait()
        gap = ask(discord, "Who paints the *gate* of Xanadu <@1>?")
        ask(discord, "Who won the cup of zebras?", private=True)
        ask(discord, "Where is the ball of the queen?", channel=discord.direct_messages(ALICE))
        said = discord.mention("Which moon did Jupiter lose?")
        said.replies()
        shown = overview(discord, csv=True)

    assert shown.ephemeral
    assert "**Questions in the last 90 days: 5**" in shown.text
    assert "answered 2" in shown.text
    assert "helpful 1 · 🟥 not helpful 0" in shown.text
    assert f"<#{GENERAL.id}>: 3" in shown.text
    assert f"<#{HELP.id}>: 1" in shown.text
    assert "asked privately: 1" in shown.text
    assert "**Asked most**\n2 × When does the library open" in shown.text
    links = f"https://discord.com/channels/{GUILD.id}/{GENERAL.id}"
    assert (
        f"1 × Who paints the \\*gate\\* of Xanadu \\<\\@1\\>? · [see](<{links}/{gap.id}>)"
        in shown.text
    )
    assert f"[see](<{links}/{said.id}>)" in shown.text
    assert "zebras" not in shown.text
    assert "ball" not in shown.text
    assert shown.pings == ()

    picture, file = shown.attachments
    assert picture.filename == "questions.png"
    assert picture.description.startswith("Questions by week: ")
    assert Image.open(io.BytesIO(picture.content)).size == (WIDTH, HEIGHT)
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert sum(int(row["questions"]) for row in rows) == 5
    assert {(row["kind"], row["channel"]) for row in rows} == {
        ("channel", "general"),
        ("channel", "help"),
        ("private", ""),
    }
    assert not any("gate" in str(row) or "alice" in str(row).lower() for row in rows)


def test_without_kept_questions_the_numbers_still_work(folder: Path) -> None:
    with bot(folder, keep_questions="false") as discord:
        assert overview(discord).text == "No questions in the last 90 days."
        ask(discord, "Who paints the gate of Xanadu?")
        shown = overview(discord)
    assert "**Questions in the last 90 days: 1**" in shown.text
    assert "Xanadu" not in shown.text
    assert "keep_questions" in shown.text


def test_a_private_set_is_counted_and_named_in_its_channel_alone(folder: Path) -> None:
    with bot(folder) as discord:
        discord.slash("settings sets", {"channel": HELP, "sets": "board"}, user=CAROL).wait()
        ask(discord, "Which zebra paints the Quagga wing?", channel=HELP)
        elsewhere = overview(discord, csv=True)
        assert "Questions in the last 90 days: 1" in elsewhere.text
        assert "where private sets are seen: 1" in elsewhere.text
        for secret in ("Quagga", "zebra", str(HELP.id)):
            assert secret not in elsewhere.text
            assert secret.encode() not in elsewhere.attachments[1].content
        assert "Quagga" in overview(discord, channel=HELP).text


def test_each_server_has_its_own_and_an_owner_may_see_all(folder: Path) -> None:
    manager = User(900_000_000_000_000_031, "erin", permissions=ADMINISTRATOR_PERMISSIONS)
    with bot(folder) as discord:
        ask(discord, "Who paints the gate of Xanadu?")
        ask(discord, "Who guards the hall of Camelot?", channel=HALL)
        here = overview(discord)
        assert "days: 1" in here.text
        assert "Camelot" not in here.text
        every = overview(discord, all_servers=True)
        assert "days: 2" in every.text
        assert "Camelot" in every.text
        assert "Xanadu" in every.text
        alone = overview(discord, channel=discord.direct_messages(CAROL))
        assert "days: 2" in alone.text
        [stranger] = discord.slash("overview", {}, user=ALICE).wait()
        assert stranger.text == ENGLISH("owners_only")
        asked = discord.slash("overview", {"all_servers": True}, user=manager)
        refused = asked.wait()[-1]
        assert "Camelot" not in refused.text
        assert refused.attachments == ()


def week(channel: int, asked: int = 1) -> WeekCounts:
    from datetime import date

    return WeekCounts(date(2026, 11, 23), 5, channel, False, Counts(answered=asked))


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_was_asked_the_text_fits(language: str) -> None:
    weeks = [week(900_000_000_000_000_000 + n, 1_000_000 + n) for n in range(400)]
    question = AskedQuestion("*_~|" * 200, "closest", 0, 0, 10**18, 10**18, 10**18, 0)
    groups = [[replace(question, text=f"{n}{question.text}")] * 3 for n in range(80)]
    text = overview_text(Overview(weeks, groups), texts_in(language))
    assert len(text) <= LONGEST_TEXT
    assert "394" in text
    text = overview_text(Overview([week(7)], groups), texts_in(language))
    assert len(text) <= LONGEST_TEXT


def test_no_cell_begins_like_a_formula() -> None:
    rows = csv_rows([week(7)], lambda _: "=1+1")
    assert b",'=1+1," in csv_file(("a",), rows)


def bars(*asked: int) -> list[WeekBar]:
    return [WeekBar(f"11-{n:02}", count, 0, 0, 0, 0) for n, count in enumerate(asked)]


@pytest.mark.parametrize("weeks", [bars(0), bars(1), bars(*range(14)), bars(987_654, 1)])
def test_a_picture_has_its_own_ground_and_no_corner(weeks: list[WeekBar]) -> None:
    picture = Image.open(io.BytesIO(weeks_picture(weeks)))
    assert picture.size == (WIDTH, HEIGHT)
    assert picture.getpixel((0, 0))[3] == 0
    assert picture.getpixel((WIDTH // 2, 6))[3] == 255


def test_each_count_has_its_colour_and_its_height() -> None:
    picture = Image.open(io.BytesIO(weeks_picture([WeekBar("11-23", 40, 20, 20, 3, 1)])))
    colours = dict((colour, count) for count, colour in picture.getcolors(1 << 20))
    answered, closest, silent, helpful, unhelpful = (
        colours[tuple(bytes.fromhex(f"{code}ff"))]
        for code in ("78b159", "fdcb58", "aa8ed6", "55acee", "dd2e44")
    )
    assert answered == pytest.approx(2 * closest, rel=0.1)
    assert silent == pytest.approx(closest, rel=0.1)
    assert helpful > 2 * unhelpful > 0


@pytest.mark.parametrize("top", [0, 1, 4, 5, 9, 10, 99, 100, 1234, 999_999])
def test_few_round_lines_make_the_highest_value(top: int) -> None:
    step = line_step(top)
    assert str(step).rstrip("0") in ("1", "2", "5")
    assert top / step <= 4
