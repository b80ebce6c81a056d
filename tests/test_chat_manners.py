"""Nobody keeps the others waiting: who asks too much is told so before any work is done."""

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.manners import A_CHANNEL, A_PERSON, BUSY, SPAN, WAITING, Manners, Pace, Refusal
from tests.standin import ALICE, BOB, HELP, StandIn
from tests.test_chat_bot import Process, puppet

__all__ = ["puppet"]


def test_a_person_waits_until_the_first_question_is_a_minute_old() -> None:
    manners = Manners()
    for second in range(A_PERSON):
        assert manners.refusal(1, second, 0, float(second)) is None
    text = f"You have asked {A_PERSON} questions within a minute; please ask again in 30 s."
    assert manners.refusal(1, 99, 0, 30.0) == Refusal(text, first=True)
    assert manners.refusal(1, 99, 0, 30.0) == Refusal(text, first=False)
    assert manners.refusal(2, 99, 0, 30.0) is None
    assert manners.refusal(1, 99, 0, 60.0) is None


def test_a_channel_waits_as_well_but_not_the_one_beside_it() -> None:
    manners = Manners()
    for person in range(A_CHANNEL):
        assert manners.refusal(person, 7, 0, 0.0) is None
    refusal = manners.refusal(9999, 7, 0, 59.5)
    assert refusal is not None
    assert refusal.text.endswith("asked here within a minute; please ask again in 1 s.")
    assert manners.refusal(9999, 8, 0, 59.5) is None


def test_where_too_many_wait_nobody_joins_them() -> None:
    assert Manners().refusal(1, 1, WAITING, 0.0) == Refusal(BUSY, first=True)
    assert Manners().refusal(1, 1, WAITING - 1, 0.0) is None


@given(st.lists(st.floats(0, 500), max_size=60), st.integers(1, 9))
def test_no_more_than_so_many_fit_into_any_minute(gaps: list[float], most: int) -> None:
    pace, taken = Pace(most), []
    for now in sorted(gaps):
        if pace.wait(5, now) == 0:
            pace.count(5, now)
            taken.append(now)
    for start in taken:
        assert sum(start <= time < start + SPAN - 1e-6 for time in taken) <= most


def test_the_thirty_first_command_of_a_minute_is_refused_privately(
    puppet: tuple[StandIn, Process],
) -> None:
    discord, _ = puppet
    asked = [discord.slash("ask", {"question": f"Does it rain {n}?"}) for n in range(A_PERSON + 1)]
    texts = [one.wait()[0] for one in asked]
    refused = [message for message in texts if "questions within a minute" in message.text]
    assert [message.ephemeral for message in refused] == [True]
    assert "It rains." in discord.slash("ask", {"question": "Rain?"}, user=BOB).wait()[0].text


def test_one_of_many_messages_too_much_is_told(puppet: tuple[StandIn, Process]) -> None:
    discord, _ = puppet
    said = [discord.mention(f"Rain {n}?", user=ALICE, channel=HELP) for n in range(A_PERSON + 5)]
    for one in said[: A_PERSON + 1]:
        one.replies()
    told = [m.text for m in discord.messages(HELP) if "questions within a minute" in m.text]
    assert len(told) == 1
