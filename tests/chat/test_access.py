"""What may be seen where: nothing of a private set outside its channels and roles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.answering.access import AccessRules
from bot.chat.answering.rate_limits import MOST_BUCKETS, RateLimit

SETS = ("", "board", "letters", "minutes")
CHANNEL, THREAD, OTHER, ROLE = 1, 2, 3, 9
LISTS = st.dictionaries(
    st.sampled_from([CHANNEL, THREAD, OTHER, ROLE]), st.frozensets(st.sampled_from(SETS))
)


def test_every_set_is_seen_everywhere_unless_it_is_private() -> None:
    rules = AccessRules(private={"board": True})
    assert rules.visible(SETS, [CHANNEL]) == {"", "letters", "minutes"}
    assert AccessRules().visible(SETS, [CHANNEL]) == set(SETS)


def test_a_channel_sees_what_it_was_given_and_nothing_else() -> None:
    listed = {CHANNEL: frozenset({"board", "letters"})}
    rules = AccessRules(private={"board": True}, channel_sets=listed)
    assert rules.visible(SETS, [CHANNEL]) == {"board", "letters"}
    assert rules.visible(SETS, [THREAD, CHANNEL]) == {"board", "letters"}
    assert "board" not in rules.visible(SETS, [OTHER])


def test_a_role_sees_what_it_was_given_besides() -> None:
    rules = AccessRules(private={"board": True}, role_sets={ROLE: frozenset({"board"})})
    assert rules.visible(SETS, [OTHER], [ROLE]) == set(SETS)
    assert "board" not in rules.visible(SETS, [OTHER])


def test_what_the_settings_mark_as_private_cannot_be_unmarked() -> None:
    rules = AccessRules(private={"board": False}, always_private=frozenset({"board"}))
    assert "board" not in rules.visible(SETS, [CHANNEL])


def test_when_rules_were_lost_every_set_is_private_until_it_is_marked() -> None:
    rules = AccessRules.read({("lost", ""): True, ("private", "letters"): False}, [])
    assert rules.visible(SETS, [CHANNEL]) == {"", "letters"}
    rules = AccessRules(always_private=frozenset({"."}), lost=True)
    assert rules.visible(SETS, [CHANNEL]) == set()


def test_the_documents_in_no_folder_can_be_private_too() -> None:
    for rules in (
        AccessRules(private={"": True}),
        AccessRules(private={".": True}),
        AccessRules(always_private=frozenset({"."})),
    ):
        assert rules.visible(SETS, [CHANNEL]) == {"board", "letters", "minutes"}
        assert rules.is_restricted({""})
    assert "" in AccessRules(private={"board": True}).visible(SETS, [CHANNEL])


@pytest.mark.parametrize("name", ["Board", "board/", "./board", "board\\", " board ", "BOARD"])
def test_a_private_set_stays_private_under_another_spelling(name: str) -> None:
    rules = AccessRules(private={name: True})
    assert "board" not in rules.visible(SETS, [CHANNEL])
    assert "board" not in AccessRules(always_private=frozenset({name})).visible(SETS, [CHANNEL])
    renamed = AccessRules(private={"board": True}, always_private=frozenset({"letters"}))
    assert renamed.visible(["Board", "LETTERS", "minutes"], [CHANNEL]) == {"minutes"}


def test_of_two_sets_that_differ_in_case_the_one_named_is_private() -> None:
    rules = AccessRules(always_private=frozenset({"hr"}))
    assert rules.visible(["hr", "HR"], [CHANNEL]) == {"HR"}
    unmarked = AccessRules(private={"hr": True, "HR": False})
    assert unmarked.visible(["hr", "HR"], [CHANNEL]) == {"HR"}


def test_a_rule_of_a_role_shows_nothing_in_a_channel_of_the_same_id() -> None:
    rules = AccessRules.read({("private", "board"): True, ("seen", "role:1"): ["board"]}, [])
    assert "board" not in rules.visible(SETS, [1])
    assert "board" in rules.visible(SETS, [2], [1])
    rules = AccessRules.read({("private", "board"): True, ("seen", "channel:1"): ["board"]}, [])
    assert "board" not in rules.visible(SETS, [2], [1])
    assert rules.visible(SETS, [1]) == {"board"}


def test_a_list_of_a_channel_or_a_role_limits_and_opens_nothing() -> None:
    rules = AccessRules.read({("private", "board"): True, ("seen", "1"): ["board", "letters"]}, [])
    assert rules.visible(SETS, [1]) == {"letters"}
    assert rules.visible(SETS, [2], [1]) == {"", "letters", "minutes"}


def test_a_manager_narrows_what_a_channel_sees_and_opens_nothing() -> None:
    rows = {("private", "board"): True, ("narrowed", "channel:1"): ["board", "letters"]}
    assert AccessRules.read(rows, []).visible(SETS, [1]) == {"letters"}
    rows["seen", "channel:1"] = ["board", "minutes"]
    assert AccessRules.read(rows, []).visible(SETS, [1]) == {"board"}


@given(
    st.dictionaries(st.sampled_from(SETS), st.booleans()),
    LISTS,
    LISTS,
    LISTS,
    st.lists(st.sampled_from([CHANNEL, THREAD, OTHER]), max_size=2),
)
def test_a_private_set_is_seen_only_where_it_was_given(
    private: dict[str, bool],
    granted: dict[int, frozenset[str]],
    narrowed: dict[int, frozenset[str]],
    other: dict[int, frozenset[str]],
    channels: list[int],
) -> None:
    rules = AccessRules(
        private, channel_sets=granted, narrowed=narrowed, role_sets=other, unclear_sets=other
    )
    granted_sets = {name for channel in channels for name in granted.get(channel, ())}
    for name in rules.visible(SETS, channels):
        assert not rules.is_private(name) or name in granted_sets


def test_rules_are_read_as_they_are_kept() -> None:
    rows = {
        ("private", "board"): True,
        ("seen", "channel:1"): ["board"],
        ("seen", "role:2"): ["board"],
        ("seen", "3"): ["board"],
        ("threshold", "5"): 3.1,
        ("ask", "3"): True,
    }
    rules = AccessRules.read(rows, ["staff"])
    assert rules.is_private("board")
    assert rules.is_private("staff")
    assert rules.channel_sets == {1: {"board"}}
    assert rules.role_sets == {2: {"board"}}
    assert rules.unclear_sets == {3: {"board"}}
    assert rules.thresholds == {5: 3.1}
    assert rules.ask_channels == {3}


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_questions_a_minute_and_then_one_after_the_other() -> None:
    clock = Clock()
    limit = RateLimit(3, clock)
    for _ in range(3):
        assert limit.waiting_time(1) == 0
        limit.take_token(1)
    assert limit.waiting_time(1) == 20
    assert limit.waiting_time(2) == 0
    clock.now = 19.9
    assert limit.waiting_time(1) == 1
    clock.now = 20.1
    assert limit.waiting_time(1) == 0


def test_no_limit_is_no_limit() -> None:
    limit = RateLimit(0, Clock())
    for _ in range(1_000):
        limit.take_token(1)
    assert limit.waiting_time(1) == 0


@given(st.lists(st.floats(0, 30), max_size=60))
def test_nobody_gets_more_than_the_limit_in_a_minute(pauses: list[float]) -> None:
    clock, taken = Clock(), []
    limit = RateLimit(5, clock)
    for pause in pauses:
        clock.now += pause
        if not limit.waiting_time(1):
            limit.take_token(1)
            taken.append(clock.now)
    for start in taken:
        assert len([at for at in taken if start <= at < start + 60]) <= 10


def test_buckets_that_are_full_again_are_forgotten() -> None:
    clock = Clock()
    limit = RateLimit(60, clock)
    for key in range(MOST_BUCKETS):
        limit.take_token(key)
    clock.now = 2.0
    limit.take_token(MOST_BUCKETS + 1)
    assert len(limit._buckets) == 1
