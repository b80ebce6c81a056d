"""Which servers, people and ways the settings admit."""

import pytest

from bot.chat.answering.admission import Admission, Way
from bot.config import DiscordConfig

HOME, STRANGE, ALICE, BOB = 1, 2, 11, 12


def test_by_default_everybody_may_ask_everywhere() -> None:
    admission = Admission.of(DiscordConfig())
    for way in Way:
        assert admission.refusal(way, STRANGE if way is Way.SERVER else 0, ALICE) == ""
    assert not admission.is_strange(STRANGE)


@pytest.mark.parametrize(
    ("way", "server", "person", "refusal"),
    [
        (Way.SERVER, HOME, ALICE, ""),
        (Way.SERVER, STRANGE, BOB, "strange_server"),
        (Way.OWN_INSTALL, STRANGE, BOB, ""),
        (Way.OWN_INSTALL, HOME, ALICE, "strange_person"),
        (Way.OWN_INSTALL, 0, ALICE, "strange_person"),
        (Way.DIRECT, 0, BOB, ""),
        (Way.DIRECT, 0, ALICE, "strange_person"),
    ],
)
def test_servers_count_for_members_and_people_for_all_others(
    way: Way, server: int, person: int, refusal: str
) -> None:
    admission = Admission.of(DiscordConfig(servers=(HOME,), people=(BOB,)))
    assert admission.refusal(way, server, person) == refusal


def test_a_way_that_is_switched_off_is_closed_to_people_on_the_list_too() -> None:
    admission = Admission.of(DiscordConfig(people=(BOB,), direct_messages=False))
    assert admission.refusal(Way.DIRECT, 0, BOB) == "no_direct_messages"
    assert admission.refusal(Way.OWN_INSTALL, 0, BOB) == ""
    admission = Admission.of(DiscordConfig(user_installs=False))
    assert admission.refusal(Way.OWN_INSTALL, HOME, BOB) == "no_user_installs"
    assert admission.refusal(Way.DIRECT, 0, BOB) == ""
    assert admission.refusal(Way.SERVER, HOME, BOB) == ""
