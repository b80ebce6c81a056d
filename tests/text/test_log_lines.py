"""A log is told from prose by the times or the names that its lines begin with."""

import pytest

from index.text.log_lines import message_heads, message_lines, speaker_of


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


LOGS = {
    "brackets": "[12:03] ann: is it open?\n[12:04] bo: yes\n[12:05] ann: good",
    "phone": "01/05/24, 12:03 - Ann: open?\nto all?\n01/05/24, 12:04 - Bo: yes",
    "day in letters": "1 May 2024, 12:03 - Ann: open?\n1 May 2024, 12:04 - Bo: yes",
    "relay": "12:03 <ann> open?\n12:04 <@bo> yes\n12:05 <ann> good",
    "name and time": "ann  12:03 PM\nis it open?\n\nbo  12:04 PM\nyes, it is",
    "name over time": "ann\n  12:03 PM\nis it open?\n\nbo\n  12:04 PM\nyes, it is",
    "dash": "ann — Today at 12:03 PM\nis it open?\nbo — Today at 12:04 PM\nyes, it is",
    "name and brackets": "ann, [01.05.2024 12:03]\nis it open?\n\nbo, [01.05.2024 12:04]\nyes",
    "time and name": "[1/5/2024 12:03 PM] ann\nis it open?\n\n[1/5/2024 12:04 PM] bo\nyes",
    "from and to": "12:03:11 From ann to Everyone:\n\topen?\n12:04:11 From bo to Everyone:\n\tyes",
}


@pytest.mark.parametrize("log", LOGS.values(), ids=LOGS)
def test_a_text_is_a_log_if_it_says_who_speaks_and_when(log: str) -> None:
    heads = message_heads(log.split("\n"))
    assert [name.lower() for name in heads.values()][:2] == ["ann", "bo"]


def test_a_notice_begins_a_message_of_nobody() -> None:
    lines = ["12:03 <ann> open?", "12:04 -!- bo has joined", "12:05 <bo> yes"]
    assert message_heads(lines) == {0: "ann", 1: "", 2: "bo"}


@pytest.mark.parametrize(
    "text",
    [
        "Programme\n\n10:00  Opening\n10:30  Talk\n11:00  Coffee",
        "Lunch  12:30\nTalk  13:30\nEnd  15:00",
        "Mon 10:00 - 12:00: yoga\nTue 10:00 - 12:00: chess\nWed 10:00 - 11:00: yoga",
        "Opening hours\nShop — 9:00\nCafé — 10:00\nThe shop is closed on Mondays.",
        "2024-05-01 10:00 ERROR: disk full\n2024-05-01 10:01 INFO: started",
        "Minutes\n\n19:00 Chair: opened the meeting\n\n19:05 Treasurer: gave the report",
        "ann: hello\n" + "They walked to the mill.\n" * 60 + "12:03 bo: yes\n12:04 ann: good",
    ],
)
def test_a_timetable_or_a_report_is_no_log(text: str) -> None:
    assert message_heads(text.split("\n")) == {}


@pytest.mark.parametrize(
    ("line", "speaker"),
    [
        ("[12:03] ann lee: hello", "ann lee"),
        ("12:03 <+bo> hello", "bo"),
        ("<bo> hello", "bo"),
        ("ann: hello", "ann"),
        ("ann  12:03 PM\nhello", "ann"),
        ("ann\n12:03 PM\nhello", "ann"),
        ("12:03 -!- bo has joined", None),
        ("And a blanket.", None),
    ],
)
def test_a_line_says_who_speaks(line: str, speaker: str | None) -> None:
    assert speaker_of(line) == speaker
