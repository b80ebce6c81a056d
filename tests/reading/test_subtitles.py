"""Subtitles are read as what is said, and their places are times."""

import pytest

from index.documents import TIME, Document
from index.reading.cleaning.pipeline import clean
from index.reading.formats.reading import Reading, Unreadable
from index.reading.formats.subtitles import read_subtitles


def read(source: str) -> Reading:
    (reading,) = read_subtitles(source.encode())
    return reading


def cue(seconds: int, *lines: str, name: str = "") -> str:
    """A cue of two seconds."""
    first, last = (f"00:{s // 60:02}:{s % 60:02},000" for s in (seconds, seconds + 2))
    return "\n".join([*([name] if name else []), f"{first} --> {last}", *lines, "", ""])


def test_the_lines_of_cues_become_sentences_and_pauses_paragraphs() -> None:
    reading = read(
        cue(1, "Welcome to", "the mill.", name="1")
        + cue(3, "It was built in", name="2")
        + cue(5, "1874", name="3")
        + cue(20, "We close at five.", name="4")
    )
    assert reading.text == "Welcome to the mill. It was built in 1874\n\nWe close at five."


def test_a_page_is_half_a_minute_and_its_label_the_time() -> None:
    reading = read("".join(cue(second, f"Word {second}.") for second in range(2, 100, 10)))
    places = [reading.text[start:].split(".")[0] for start in reading.pages]
    assert places == ["Word 2", "Word 32", "Word 62", "Word 92"]
    assert reading.page_labels == ("0:00:02", "0:00:32", "0:01:02", "0:01:32")
    assert reading.page_kind == TIME


def test_times_without_hours_and_long_ones_are_read() -> None:
    source = (
        "WEBVTT\n\n59:58.500 --> 59:59.000 align:start\nA.\n\n101:00:01.000 --> 101:00:02.000\nB."
    )
    assert read(source).page_labels == ("0:59:58", "101:00:01")


def test_who_speaks_stays_and_begins_a_paragraph() -> None:
    reading = read(
        cue(1, "- Who built it?", "- My uncle did.")
        + cue(3, "ANN: He was", "a smith.")
        + cue(5, "&gt;&gt; Really?")
        + cue(7, "[Tom] Yes.")
    )
    assert reading.text == (
        "Who built it?\n\nMy uncle did.\n\nANN: He was a smith.\n\nReally?\n\n[Tom] Yes."
    )


def test_voices_are_named_where_they_begin_to_speak() -> None:
    reading = read(
        "WEBVTT\n\n"
        + cue(1, "<v Ann Cole>Hello", "all.</v>").replace(",", ".")
        + cue(3, "<v.loud Ann Cole>Sit down.").replace(",", ".")
        + cue(5, "<v Tom>Thanks.").replace(",", ".")
        + cue(7, "Bells ring.").replace(",", ".")
    )
    assert reading.text == "Ann Cole: Hello all. Sit down.\n\nTom: Thanks.\n\nBells ring."


def test_marks_are_taken_away_and_characters_decoded() -> None:
    marked = cue(
        1, r"{\an8}<i>Fish</i> &amp; <font color='#fff'>chips</font>", "5 < 6 <00:01.500>now"
    )
    assert read(marked).text == "Fish & chips 5 < 6 now"


def test_captions_that_roll_are_said_once() -> None:
    reading = read(cue(1, "one") + cue(2, "one", "two") + cue(3, "two", "three") + cue(5, "three"))
    assert reading.text == "one two three"
    assert read(cue(1, "No.") + cue(3, "Well.") + cue(5, "No.")).text == "No. Well. No."
    assert read(cue(1, "No.") + cue(5, "No.")).text == "No. No."


def test_what_is_not_spoken_is_left_out() -> None:
    source = (
        "WEBVTT - The tour\nKind: captions\nLanguage: en-GB\n\nSTYLE\n::cue { color: red }\n\n"
        "NOTE\nNot said.\n\nintro\n00:01.000 --> 00:02.000\nHello.\n\nNOTE nor this\n\n"
        "00:03.000 --> 00:04.000\nBye.\n"
    )
    reading = read(source)
    assert reading.text == "Hello. Bye."
    assert (reading.metadata.title, reading.metadata.language) == ("The tour", "en-GB")


def test_a_number_that_is_said_is_no_number_of_a_cue() -> None:
    assert (
        read(cue(1, "How many?", "42", name="1") + cue(3, "7", name="2")).text == "How many? 42 7"
    )
    assert read(cue(1, "42").replace("\n\n", "\n") + cue(3, "So.", name="2")).text == "42 So."


def test_a_long_speech_is_cut_at_the_ends_of_sentences() -> None:
    speech = "".join(
        cue(2 * n, f"This is sentence number {n} of a long speech.") for n in range(40)
    )
    paragraphs = read(speech).text.split("\n\n")
    assert len(paragraphs) > 2
    assert all(paragraph.endswith(".") and len(paragraph) < 700 for paragraph in paragraphs)


def test_words_at_the_beginning_of_each_half_minute_are_no_running_head() -> None:
    reading = read("".join(cue(30 * n, f"Lap {n + 1}", f"It takes {n} minutes.") for n in range(8)))
    of = Document("a.srt", reading.text, "", reading.metadata, pages=reading.pages, page_kind=TIME)
    assert {block.label.value for block in clean(of)} == {"prose"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"Just words.", "no subtitles: no line with times"),
        (b"WEBVTT\n\n", "no subtitles: no line with times"),
        (b"1:1 --> 1:2\n" * 200_001, "200,001 cues"),
        (b"\x00\x01\x02\x03", "not text"),
    ],
)
def test_what_is_no_subtitle_file_is_refused_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}"):
        list(read_subtitles(data))
