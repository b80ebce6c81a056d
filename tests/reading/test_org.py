"""Org files are read as the page that they are written for."""

import pytest

from index.documents import Metadata
from index.reading.formats.org import read_org
from index.reading.formats.reading import Reading, Unreadable


def read(source: str) -> Reading:
    (reading,) = read_org(source.encode())
    return reading


def test_headings_and_what_is_said_over_them() -> None:
    reading = read(
        "#+TITLE: The Mill\n#+AUTHOR: Ann Cole\n#+DATE: <2025-06-02 Mon>\n#+OPTIONS: toc:nil\n"
        "# a comment\n\nIntro.\n* TODO [#A] Fees for *all*  :money:entry:\n** Children\nNone.\n"
    )
    assert (
        reading.text == "Intro.\n\nFees for all\n\nState: TODO\n\nPriority: A\n\nChildren\n\nNone."
    )
    assert reading.metadata == Metadata(title="The Mill", author="Ann Cole", date="2025-06-02")
    assert [(h.title, h.level) for h in reading.headings] == [("Fees for all", 1), ("Children", 2)]


def test_lists_are_nested_by_their_indent() -> None:
    reading = read(
        "- one\n  goes on\n  - two\n    1. deep\n    2. deeper\n- [X] three\n- [ ] four\n\n"
        "Behind it.\n\n3) third\n"
    )
    assert reading.text == (
        "- one goes on\n  - two\n    1. deep\n    2. deeper\n- ☑ three\n- ☐ four\n\nBehind it."
        "\n\n1. third"
    )


def test_terms_stand_over_what_they_mean() -> None:
    reading = read("- Range :: sixty feet\n- Cost :: five euros\n")
    assert reading.text == "Range\nsixty feet\n\nCost\nfive euros"
    assert [heading.title for heading in reading.headings] == ["Range", "Cost"]


def test_a_table_has_the_columns_over_its_rule() -> None:
    reading = read(
        "#+CAPTION: Hours\n| Day | Open |\n|-----+------|\n| Mon | 9    |\n| Tue | 10   |\n"
    )
    [table] = reading.tables
    assert table.columns == ("Day", "Open")
    assert reading.text == "Hours\n\nDay | Open\nMon | 9\nTue | 10"


def test_code_is_kept_as_it_is() -> None:
    reading = read(
        "#+BEGIN_SRC python :results none\n  x = [[1]]\n  ,* y\n#+END_SRC\n\n: a *b*\n:   c\n"
    )
    assert reading.text == "```python\nx = [[1]]\n* y\n```\n\n```\na *b*\n  c\n```"
    assert [code.language for code in reading.code] == ["python", ""]


def test_marks_inside_a_line_are_taken_away() -> None:
    line = "*Bold /and/ so*, =a *b*=, ~c_d~, +old+, [[https://x.org/a_b][the site]], [[b.org]]."
    assert read(line).text == "Bold and so, a *b*, c_d, ~~old~~, the site, b.org."
    kept = "a_b_c and 2*3*4, /usr/bin/, and/or, x=1 <tag> & so"
    assert read(kept).text == kept


def test_dates_and_notes_keep_their_words() -> None:
    text = (
        "On <2025-06-05 Thu 10:00-11:00>[fn:1] or [2025-06-06 Fri +1w][fn:: if dry].\n\n[fn:1] Wet."
    )
    assert read(text).text == "On 2025-06-05 10:00-11:00 or 2025-06-06 (if dry).\n\nWet."


def test_what_is_for_the_program_is_no_text() -> None:
    source = (
        "* Plan\nCLOCK: [2025-06-03 Tue 10:00]\n:PROPERTIES:\n:ID: 12\n:END:\n#+BEGIN_COMMENT\nno\n"
        "#+END_COMMENT\n#+BEGIN_EXPORT html\n<b>no</b>\n#+END_EXPORT\n"
        "#+BEGIN_QUOTE\nQuoted.\n#+END_QUOTE\n#+INCLUDE: /etc/passwd\n"
    )
    reading = read(source)
    assert reading.text == "Plan\n\nQuoted."
    assert reading.warnings == ("line 15: another file is not inserted",)


def test_what_is_never_closed_is_text() -> None:
    assert read(":NOTE:\nWords.\n#+BEGIN_SRC sh\nmore").text == ":NOTE: Words.\n\nmore"


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("\n".join("  " * n + "- a" for n in range(600)), "tags nested more than 512 deep"),
        ("- a\n" * 280_000, "[0-9,]+ tags in it"),
        ("a\n" * 300_001, "600,002 bytes in 300,001 lines; split it"),
        ("\x00", "not text"),
    ],
)
def test_hostile_files_are_refused_in_one_line(source: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=f"^{reason}"):
        read(source)


@pytest.mark.parametrize("marks", ["*a /b =c ", "=c ", "+c +", "[[a ", "[fn:a ", "<2025-06-05 "])
def test_many_marks_take_no_long_time(marks: str) -> None:
    assert len(read(marks * 20_000).text) > 10_000


def test_many_blocks_without_an_end_take_no_long_time() -> None:
    assert read("#+BEGIN_SRC c\n:A:\n" * 20_000 + "x").text.endswith("x")


def test_the_state_and_the_dates_of_an_entry_stand_below_its_heading() -> None:
    reading = read(
        "* TODO Order seeds\n  DEADLINE: <2025-02-10 Mon> SCHEDULED: <2025-02-03 Mon 9:00>\n"
        "  In Ludlow.\n* WAITING The permit\n* DONE\n  CLOSED: [2025-03-01 Sat 17:20]\n"
    )
    assert reading.text == (
        "Order seeds\n\nState: TODO\n\nDeadline: 2025-02-10\n\nScheduled: 2025-02-03 9:00"
        "\n\nIn Ludlow.\n\nThe permit\n\nState: WAITING\n\nState: DONE\n\nClosed: 2025-03-01 17:20"
    )
    assert [heading.title for heading in reading.headings] == ["Order seeds", "The permit"]


def test_what_people_say_of_an_entry_in_its_drawer_is_text() -> None:
    reading = read(
        "* Heron\n:PROPERTIES:\n:ID: 7f\n:CUSTOM_ID: heron\n:CREATED: [2025-01-01]\n:Owner: Jude\n"
        ":Unit_price: 12 < 15 \n:Effort_ALL: 1 2\n:END:\n:LOGBOOK:\n:Owner: Zed\n:END:\nWords.\n"
    )
    assert reading.text == "Heron\n\nOwner: Jude\n\nUnit price: 12 < 15\n\nWords."


def test_a_file_names_its_own_states() -> None:
    reading = read("#+TODO: ASKED(a) | PAID(p)\n* PAID The roof\n* ROOFS of slate\n* NASA\n")
    assert reading.text == "The roof\n\nState: PAID\n\nROOFS of slate\n\nNASA"


@pytest.mark.parametrize("line", ["* a{}b", "* a{}:b", "- a{}b", "- a{}:: b", "| a{}b", "# a{}b"])
def test_a_line_of_many_spaces_takes_no_long_time(line: str) -> None:
    assert read("Words.\n\n" + line.format(" " * 90_000) + "\n\nMore.").text.endswith("More.")


def test_tags_and_spaces_at_the_end_are_no_part_of_a_heading() -> None:
    source = "* A   :x:y:  \n* B :c\n* C  :d: e  \n* TODO F\t:g:\n"
    assert [heading.title for heading in read(source).headings] == ["A", "B :c", "C :d: e", "F"]
