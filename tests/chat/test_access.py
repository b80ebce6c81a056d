"""What may be seen where: nothing of a private set outside its channels and roles."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.answering.access import AccessRules
from bot.chat.answering.rate_limits import MOST_BUCKETS, RateLimit

SETS = ("", "board", "letters", "minutes")
CHANNEL, THREAD, OTHER, ROLE = 1, 2, 3, 9


def test_every_set_is_seen_everywhere_unless_it_is_private() -> None:
    rules = AccessRules(private={"board": True})
    assert rules.visible(SETS, [CHANNEL]) == {"", "letters", "minutes"}
    assert AccessRules().visible(SETS, [CHANNEL]) == set(SETS)


def test_a_channel_sees_what_it_was_given_and_nothing_else() -> None:
    rules = AccessRules(private={"board": True}, granted={CHANNEL: frozenset({"board", "letters"})})
    assert rules.visible(SETS, [CHANNEL]) == {"board", "letters"}
    assert rules.visible(SETS, [THREAD, CHANNEL]) == {"board", "letters"}
    assert "board" not in rules.visible(SETS, [OTHER])


def test_a_role_sees_what_it_was_given_besides() -> None:
    rules = AccessRules(private={"board": True}, granted={ROLE: frozenset({"board"})})
    assert rules.visible(SETS, [OTHER], [ROLE]) == set(SETS)
    assert "board" not in rules.visible(SETS, [OTHER])


def test_what_the_settings_mark_as_private_cannot_be_unmarked() -> None:
    rules = AccessRules(private={"board": False}, always_private=frozenset({"board"}))
    assert "board" not in rules.visible(SETS, [CHANNEL])


def test_when_rules_were_lost_every_set_is_private_until_it_is_marked() -> None:
    rules = AccessRules.read({("lost", ""): True, ("private", "letters"): False}, [])
    assert rules.visible(SETS, [CHANNEL]) == {"", "letters"}


@given(
    st.dictionaries(st.sampled_from(SETS[1:]), st.booleans()),
    st.dictionaries(
        st.sampled_from([CHANNEL, THREAD, OTHER, ROLE]), st.frozensets(st.sampled_from(SETS))
    ),
    st.lists(st.sampled_from([CHANNEL, THREAD, OTHER]), max_size=2),
)
def test_a_private_set_is_seen_only_where_it_was_given(
    private: dict[str, bool], granted: dict[int, frozenset[str]], channels: list[int]
) -> None:
    rules = AccessRules(private=private, granted=granted)
    granted_sets = {name for channel in channels for name in granted.get(channel, ())}
    for name in rules.visible(SETS, channels):
        assert not rules.is_private(name) or name in granted_sets


def test_rules_are_read_as_they_are_kept() -> None:
    rows = {
        ("private", "board"): True,
        ("seen", "1"): ["board"],
        ("threshold", "5"): 3.1,
        ("ask", "3"): True,
    }
    rules = AccessRules.read(rows, ["staff"])
    assert rules.is_private("board")
    assert rules.is_private("staff")
    assert rules.granted == {1: {"board"}}
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
