"""Long lists are shown in pages, and documents of the same title can be told apart and chosen."""

import json
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.commands.documents import choices, document_names, document_of, value_of
from bot.chat.commands.gap_lists import Desk, Tab, tab_list
from bot.chat.commands.sources import source_list
from bot.chat.render.limits import LONGEST_CHOICE, LONGEST_ID, MESSAGE_LIMIT
from bot.chat.render.pages import Listed, Page, PageRequest, page_of, search_word
from bot.chat.render.translations import ENGLISH, LANGUAGES, texts_in
from bot.chat.state.statistics import AskedQuestion
from bot.service.engine import Source
from tests.chat.answers import LONG_VALUES
from tests.chat.bot_process import PUPPET, UNLIMITED, Process, running
from tests.chat.messages import read, units
from tests.standin import ALICE, BOB, CAROL, Message, StandIn, User

MANY = [Source(f"{number:04}.md", f"Title {number:04}") for number in range(1_007)]


def pages(listed: Listed | str, search: str = "") -> list[Page]:
    """All pages of a list, each by the button of the one before it."""
    assert isinstance(listed, Listed)
    found = [page_of(listed, PageRequest("sources", search=search), ENGLISH)]
    while found[-1].buttons and not found[-1].buttons[-1].disabled:
        request = PageRequest.read(found[-1].buttons[-1].id)
        assert request is not None
        assert request.search == search
        found.append(page_of(listed, request, ENGLISH))
    return found


def test_a_long_list_is_shown_in_pages_without_loss() -> None:
    found = pages(source_list(MANY, "", ENGLISH))
    assert len(found) == 41
    lines = [line for page in found for line in page.text.split("\n")[1:]]
    assert lines == [source.title for source in MANY]
    assert {page.text.split("\n")[0] for page in found} == {"**Documents: 1,007**"}
    assert [button.label for button in found[1].buttons] == [
        "‹ Previous",
        "page 2 of 41",
        "Next ›",
    ]
    assert [button.disabled for button in found[0].buttons] == [True, True, False]
    assert [button.disabled for button in found[1].buttons] == [False, True, False]
    assert [button.disabled for button in found[-1].buttons] == [False, True, True]


def test_a_list_that_fits_has_no_buttons() -> None:
    [page] = pages(source_list(MANY[:25], "", ENGLISH))
    assert page.buttons == ()


def test_a_page_that_is_there_no_longer_is_the_last_one() -> None:
    listed = source_list(MANY[:30], "", ENGLISH)
    assert isinstance(listed, Listed)
    for number in (2, 3, 41, 999_999_999):
        assert "page 2 of 2" in [
            button.label for button in page_of(listed, PageRequest("x", number), ENGLISH).buttons
        ]
    assert "Title 0000" in page_of(listed, PageRequest("x", 0), ENGLISH).text


sources = st.builds(
    Source,
    LONG_VALUES.filter(bool),
    LONG_VALUES,
    st.none() | LONG_VALUES,
    st.none() | LONG_VALUES,
    st.none() | LONG_VALUES,
)


@settings(deadline=None, max_examples=60)
@given(st.lists(sources, min_size=1, max_size=60), LONG_VALUES, st.sampled_from(LANGUAGES))
def test_any_page_fits_into_a_message(some: list[Source], typed: str, language: str) -> None:
    search = search_word(typed)
    listed = source_list(some, search, texts_in(language))
    for page in pages(listed, search):
        assert units(page.text) <= MESSAGE_LIMIT
        read(page.text.split("\n", 1)[1])
        ids = [button.id for button in page.buttons]
        assert len(set(ids)) == len(ids)
        assert all(units(button_id) <= LONGEST_ID for button_id in ids)


@given(st.lists(LONG_VALUES, min_size=1, max_size=60))
def test_any_gaps_fit_into_pages(questions: list[str]) -> None:
    gaps = [AskedQuestion(question, "silent", 0, 0, 0, 0, 0, 0) for question in questions]
    listed = tab_list(Desk([([gap], Tab.OPEN) for gap in gaps], []), Tab.OPEN, ENGLISH, 30)
    for page in pages(listed):
        assert units(page.text) <= MESSAGE_LIMIT


@given(st.text(max_size=200))
def test_a_button_remembers_the_page_and_the_search(typed: str) -> None:
    request = PageRequest("a_long_name", 1_000_000, search_word(typed))
    assert units(request.id) <= LONGEST_ID
    assert PageRequest.read(request.id) == request


@pytest.mark.parametrize(
    "button_id", ["", "pincite:good:7", "pincite:page:sources", "pincite:page:sources:x:", "page:"]
)
def test_other_buttons_lead_to_no_page(button_id: str) -> None:
    assert PageRequest.read(button_id) is None


def names(*documents: Source) -> list[str]:
    return list(document_names(documents, LONGEST_CHOICE).values())


def test_equal_titles_get_the_shortest_that_tells_them_apart() -> None:
    minutes = [Source(f"board/{year}/minutes.md", "Minutes") for year in (2019, 2020, 2021)]
    assert names(*minutes) == ["Minutes · 2019", "Minutes · 2020", "Minutes · 2021"]
    dated = [Source(f"{n}-report-of-the-society.md", "Report", date=f"20{n}") for n in (19, 20)]
    assert names(*dated) == ["Report · 2019", "Report · 2020"]
    by = [Source(f"letter-number-{n}.md", "Letter", who) for n, who in ((1, "Ann"), (2, "Ben"))]
    assert names(*by) == ["Letter · Ann", "Letter · Ben"]
    files = [Source("a/x.md", "Notes", "Ann"), Source("a/y.md", "Notes", "Ann")]
    assert names(*files) == ["Notes · x.md", "Notes · y.md"]


def test_two_things_tell_apart_what_one_does_not() -> None:
    cross = [Source(f"{folder}/{file}.md", "Notes") for folder in "ab" for file in "xy"]
    assert names(*cross) == [f"Notes · {one} · {two}.md" for one in "ab" for two in "xy"]


def test_a_title_of_its_own_stays_as_it_is() -> None:
    assert names(Source("a.md", "Notes", "Ann"), Source("b.md", "News", "Ann")) == ["Notes", "News"]


def test_titles_that_differ_in_capitals_or_behind_the_cut_are_told_apart() -> None:
    long = "word " * 40
    for one, other in (("Notes", "NOTES"), (f"{long}one", f"{long}other"), (" a  b", "a b ")):
        found = names(Source("x.md", one), Source("y.md", other))
        assert found[0].casefold() != found[1].casefold()
        assert all(units(name) <= LONGEST_CHOICE for name in found)


same_titles = st.lists(
    st.tuples(st.text(min_size=1, max_size=300), st.sampled_from(["", "Ann", "Ben"])),
    min_size=1,
    max_size=25,
    unique_by=lambda pair: pair[0],
)


@settings(deadline=None)
@given(same_titles)
def test_no_two_choices_are_alike_and_each_leads_to_its_document(
    documents: list[tuple[str, str]],
) -> None:
    some = [Source(name, "Minutes", author or None) for name, author in documents]
    offered = choices(some, "")
    assert len({name for name, _ in offered}) == len(some)
    assert all(0 < units(name) <= LONGEST_CHOICE for name, _ in offered)
    assert all(0 < units(value) <= LONGEST_CHOICE for _, value in offered)
    assert [document_of(value, some) for _, value in offered] == [one.id for one in some]


def test_a_document_with_a_long_id_can_be_chosen() -> None:
    long = Source("folder/" * 40 + "a.md", "The garden")
    [(name, value)] = choices([long], "garden")
    assert name == "The garden"
    assert len(value) <= LONGEST_CHOICE
    assert document_of(value, [MANY[0], long]) == long.id
    assert document_of(value, MANY) is None
    assert value == value_of(long.id)


LISTING = """
    def sources(self, sets):
        import json
        from bot.service.engine import Source
        return [Source(*fields) for fields in json.loads(Path("sources").read_text("utf-8"))]

    def vectors(self, questions):
        import numpy
        seeds = [int.from_bytes(question.encode(), "big") for question in questions]
        return [numpy.random.default_rng(seed).normal(size=64) / 8 for seed in seeds]

    def sets(self)"""

SETS = 'return ("", *(f"folder{number:02}" for number in range(60)))'
LISTER = PUPPET.replace("\n    def sets(self)", LISTING, 1).replace('return ("",)', SETS, 1)


def write_sources(folder: Path, some: list[Source]) -> None:
    (folder / "sources").write_text(json.dumps([[one.id, one.title] for one in some]), "utf-8")


def lister(discord: StandIn, folder: Path) -> AbstractContextManager[Process]:
    environment = {
        **discord.environment(),
        "PINCITE_DISCORD__KEEP_QUESTIONS": "true",
        **UNLIMITED,
    }
    return running(discord, folder, environment, LISTER)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lists")


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[StandIn]:
    with StandIn() as discord:
        write_sources(folder, MANY)
        with lister(discord, folder):
            yield discord


@pytest.fixture
def discord(discord: StandIn, folder: Path) -> StandIn:
    write_sources(folder, MANY)
    return discord


def page(discord: StandIn, **options: str) -> Message:
    return discord.slash("sources list", options).wait()[0]


def turned(discord: StandIn, message: Message, label: str, user: User = ALICE) -> Message:
    [after] = discord.click(message, label, user=user).wait()
    assert after.id == message.id
    return after


def test_the_documents_are_turned_page_by_page(discord: StandIn) -> None:
    first = page(discord)
    assert first.ephemeral
    assert first.text.startswith("**Documents: 1,007**\nTitle 0000\n")
    second = turned(discord, first, "Next ›")
    assert second.text.split("\n")[1] == "Title 0025"
    assert second.button("page 2 of 41").disabled
    assert turned(discord, second, "‹ Previous").text == first.text


def test_the_pages_keep_what_was_searched_for(discord: StandIn) -> None:
    first = page(discord, find="title 00")
    assert first.text.startswith("**Documents with “title 00”: 100**\nTitle 0000\n")
    second = turned(discord, first, "Next ›")
    assert second.text.startswith("**Documents with “title 00”: 100**\nTitle 0025\n")
    assert second.button("page 2 of 4")


def test_documents_that_vanished_meanwhile_are_left_out(discord: StandIn, folder: Path) -> None:
    second = turned(discord, page(discord), "Next ›")
    write_sources(folder, MANY[:40])
    third = turned(discord, second, "Next ›")
    assert third.button("page 2 of 2")
    assert third.text.split("\n")[1] == "Title 0025"
    write_sources(folder, MANY[:3])
    alone = turned(discord, third, "‹ Previous")
    assert alone.text == "**Documents: 3**\nTitle 0000\nTitle 0001\nTitle 0002"
    assert alone.buttons == []


def test_a_document_with_a_long_id_is_chosen_and_asked(discord: StandIn, folder: Path) -> None:
    write_sources(folder, [*MANY, Source("folder/" * 40 + "a.md", "The garden")])
    typed = {"question": "what rises?", "source": "garden"}
    [choice] = discord.autocomplete("ask", typed, focused="source").choices()
    assert choice["name"] == "The garden"
    options = {"question": "what rises?", "source": choice["value"]}
    [message] = discord.slash("ask", options).wait()
    assert "It rains." in message.text


def test_gaps_are_turned_and_keep_their_file(discord: StandIn) -> None:
    said = [discord.slash("ask", {"question": f"unhelpful {n} what?"}) for n in range(30)]
    for asked in said:
        [answer] = asked.wait()
        discord.click(answer, "Not helpful", user=BOB).wait()
    [first] = discord.slash("gaps", {"csv": True}, user=CAROL).wait()
    assert first.text.startswith("**30 questions in 30 groups**")
    second = turned(discord, first, "Next ›", CAROL)
    assert len(first.text.split("\n")) + len(second.text.split("\n")) == 2 + 30
    assert [file.filename for file in second.attachments] == ["gaps.csv"]
    shown = set(first.text.split("\n")[1:]) | set(second.text.split("\n")[1:])
    assert len(shown) == 30


def test_rules_are_turned_page_by_page(discord: StandIn) -> None:
    [first] = discord.slash("settings confidence", {}, user=CAROL).wait()
    assert "folder00: public" in first.text
    second = turned(discord, first, "Next ›", CAROL)
    third = turned(discord, second, "Next ›", CAROL)
    lines = [line for page in (first, second, third) for line in page.text.split("\n")]
    assert [f"folder{number:02}: public" in lines for number in range(60)] == [True] * 60


def test_the_buttons_work_after_a_restart(tmp_path: Path) -> None:
    write_sources(tmp_path, MANY)
    with StandIn() as discord:
        with lister(discord, tmp_path):
            first = page(discord, find="title 00")
        with lister(discord, tmp_path):
            second = turned(discord, first, "Next ›")
            assert second.text.startswith("**Documents with “title 00”: 100**\nTitle 0025\n")


@pytest.mark.parametrize(
    ("names", "ordered"),
    [
        (["Road 10", "road 9", "Road 100"], ["road 9", "Road 10", "Road 100"]),
        (["v1.10 b", "v1.2 c", "v1.10 a"], ["v1.2 c", "v1.10 a", "v1.10 b"]),
        (["b", "A 7", "A 07", "a"], ["a", "A 07", "A 7", "b"]),
        (["1" * 5_000, "2"], ["2", "1" * 5_000]),
    ],
)
def test_documents_are_listed_in_the_order_of_their_numbers(
    names: list[str], ordered: list[str]
) -> None:
    sources = [Source(f"{title}.md", title) for title in names]
    assert [source.title for source in sorted(sources, key=lambda one: one.order)] == ordered
