"""A log is told from prose by the times or the names that its lines begin with."""

import pytest

from index.text.log_lines import message_lines


@pytest.mark.parametrize(
    "lines",
    [
        ["[2024-05-02 09:15] felix: hi", "[2024-05-02 09:16] ana: hi"],
        ["09:15 <felix> hi", "09:16 -!- ana has joined"],
        ["02/05/2024, 09:15 - Felix: hi", "02/05/2024, 09:16 - +44 7700 900: hi"],
        ["[02.05.24, 09:15:33] Felix Vos: hi", "[02.05.24, 09:16:01] Ana: hi"],
        ["Felix [9:15 AM]", "Ana [9:16 AM]"],
        ["felix: hi", "ana: yes", "felix (09:16): good"],
        ["<felix> hi", "<ana> yes", "<ruud> no"],
    ],
)
def test_each_line_of_a_log_begins_a_message(lines: list[str]) -> None:
    assert message_lines(lines) == set(range(len(lines)))


def test_a_line_without_a_time_belongs_to_the_message_above() -> None:
    assert message_lines(["09:15 ana: hi", "all of you", "09:16 bo: yes"]) == {0, 2}


@pytest.mark.parametrize(
    "lines",
    [
        ["The boat leaves the quay at", "09:15 and comes back at", "10:30 at the latest."],
        ["Note: the weir is shut and", "nobody rows until it is", "open again."],
        ["12.50 was paid for the oar and", "the rest went to the club."],
    ],
)
def test_prose_is_no_log(lines: list[str]) -> None:
    assert message_lines(lines) == set()
