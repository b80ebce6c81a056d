"""The messages of a chat log: whole, also over blank lines, each with who speaks."""

import pytest

from index.blocks import ContextKind, Label
from tests.reading.cleaned import contexts_of, document, labelled_words, markdown

LOG = (
    "2024-05-01 12:03 - Ann Lee: Is the hall open on Sunday?\n"
    "2024-05-01 12:06 - Bo: Yes, from ten to four.\n"
    "Bring your own cups.\n"
    "\n"
    "And a blanket for the floor.\n"
    "2024-05-01 12:07 - Ann Lee: Thanks!\n"
)


def speakers(text: str) -> dict[str, str]:
    return contexts_of(document(text), ContextKind.SPEAKER)


def test_each_message_has_its_speaker_also_below_a_blank_line() -> None:
    assert speakers(LOG) == {
        "2024-05-01 12:03 - Ann Lee: Is the hall open on Sunday?": "Ann Lee",
        "2024-05-01 12:06 - Bo: Yes, from ten to four. Bring your own cups.": "Bo",
        "And a blanket for the floor.": "Bo, inferred",
        "2024-05-01 12:07 - Ann Lee: Thanks!": "Ann Lee",
    }


def test_the_lines_under_a_name_and_a_time_are_of_that_name() -> None:
    log = "ann  12:03 PM\nwhere is the ladder?\n\nbo  12:05 PM\nin the shed\nask Cy for the key\n"
    assert speakers(log) == {
        "ann 12:03 PM where is the ladder?": "ann",
        "bo 12:05 PM in the shed ask Cy for the key": "bo",
    }


def test_a_notice_is_said_by_nobody() -> None:
    log = "12:03 <ann> open?\n12:04 -!- bo has joined\n12:05 <bo> yes\n12:06 <ann> good\n"
    assert "12:04 -!- bo has joined" not in speakers(log)


def test_words_above_a_log_are_no_message() -> None:
    of = document(f"The channel of the hall in May.\n\n{LOG}")
    assert labelled_words(of, Label.PROSE)[0] == "The channel of the hall in May."
    assert len(contexts_of(of, ContextKind.SPEAKER)) == 4


@pytest.mark.parametrize(
    "text", ["10:00 Opening\n10:30 Talk\n11:00 Coffee\n", "A mill.\n\nA weir.\n"]
)
def test_what_is_no_log_has_no_speakers(text: str) -> None:
    assert speakers(text) == {}


def test_markdown_keeps_its_own_structure() -> None:
    of = markdown("# Log\n\n- [12:03] ann: open?\n- [12:04] bo: yes\n- [12:05] ann: ok\n")
    assert len(labelled_words(of, Label.ITEM)) == 3


def test_a_line_that_is_only_a_day_is_the_date_of_the_messages_below_it() -> None:
    of = document(
        "--- 1 May 2024 ---\n12:03 ann: hello\n12:04 bo: hi\n"
        "--- 2 May 2024 ---\n09:03 ann: morning\n09:10 bo: yes\n"
    )
    assert contexts_of(of, ContextKind.DATE) == {
        "12:03 ann: hello": "1 May 2024",
        "12:04 bo: hi": "1 May 2024",
        "09:03 ann: morning": "2 May 2024",
        "09:10 bo: yes": "2 May 2024",
    }
