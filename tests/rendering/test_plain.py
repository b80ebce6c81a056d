"""An answer becomes JSON of the promised form, or text that a terminal cannot trip over."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.rendering.citations import second_line, whereabouts
from bot.rendering.drawing import Manner
from bot.rendering.explanation import doubt_lines
from bot.rendering.plain import as_json, as_plain, confidence_line
from bot.rendering.safe_text import printable
from bot.rendering.terminal import as_terminal
from index import Answer, Citation, Outcome, Quote
from index.answering.doubts.doubt import Doubt, DoubtKind
from index.blocks import Context, ContextKind, Label
from index.search.rewording import Repair
from index.shown_form import ShownBlock

CITATION = Citation(
    document="a.md",
    title="A title",
    author=None,
    publisher="A Press",
    date="2024-05-01",
    url="https://example.org/a",
    basis=None,
    section=("One", "Two"),
    page=None,
    spans=((3, 20),),
    sha256="0" * 64,
    lines=(3, 4),
    context=(Context(ContextKind.SPEAKER, "Ann Lee", inferred=True),),
    age=2,
)
TEXT = "First. Best one. Last."
QUOTE = Quote(
    1,
    TEXT,
    (7, 16),
    (10, 19),
    0.91234,
    "a.md:3-20",
    CITATION,
    blocks=(ShownBlock(Label.PROSE, 0, len(TEXT)),),
)
ANSWER = Answer("Which?", Outcome.ANSWERED, 0.9, 0.6, (), (), "gen-000001", (QUOTE,))
SILENCE = Answer("Which?", Outcome.NOT_IN_DOCUMENTS, 0.123, 0.6, (), (), "gen-000001", ())


def printed(answer: Answer, **options: object) -> str:
    console = Console(width=80, **options)  # type: ignore[arg-type]
    with console.capture() as captured:
        console.print(as_terminal(answer), crop=False)
    return captured.get()


def test_json_has_the_promised_form() -> None:
    assert json.loads(json.dumps(as_json(ANSWER, "q1"))) == {
        "schema_version": 2,
        "id": "q1",
        "question": "Which?",
        "outcome": "answered",
        "confidence": 0.9,
        "threshold": 0.6,
        "missing_terms": [],
        "repairs": [],
        "doubts": [],
        "generation": "gen-000001",
        "quotes": [
            {
                "rank": 1,
                "text": "First. Best one. Last.",
                "bold": [7, 16],
                "blocks": [{"kind": "paragraph", "range": [0, 22]}],
                "score": 0.9123,
                "passage": "a.md:3-20",
                "also": [],
                "citation": {
                    "document": "a.md",
                    "title": "A title",
                    "author": None,
                    "publisher": "A Press",
                    "date": "2024-05-01",
                    "url": "https://example.org/a",
                    "basis": None,
                    "section": ["One", "Two"],
                    "page": None,
                    "spans": [[3, 20]],
                    "sha256": "0" * 64,
                    "lines": [3, 4],
                    "link": None,
                    "context": [{"kind": "speaker", "text": "Ann Lee", "inferred": True}],
                    "age_years": 2,
                    "page_kind": None,
                    "page_label": None,
                    "scan_certainty": None,
                },
            }
        ],
    }


DOUBT = Doubt(DoubtKind.OPPOSITE, ("last",), ("first",))


def test_a_doubt_is_told_with_its_reason_and_its_words() -> None:
    doubted = ANSWER._replace(outcome=Outcome.CLOSEST, doubts=(DOUBT,))
    reason = "You asked about last; the best passage speaks of first."
    assert as_json(doubted)["doubts"] == [
        {"kind": "opposite", "words": ["last"], "passage_words": ["first"], "reason": reason}
    ]
    assert as_plain(doubted).splitlines()[:2] == [
        "The documents may not say. The closest passages:",
        reason,
    ]
    assert list(doubt_lines(doubted)) == ["doubt opposite (the question: last, the passage: first)"]
    assert list(doubt_lines(ANSWER)) == ["no doubt"]


def test_a_terminal_shows_the_best_sentence_in_bold_and_the_title_as_a_link() -> None:
    out = printed(ANSWER, force_terminal=True, color_system="standard")
    assert "First. \x1b[1mBest one.\x1b[0m Last." in out
    assert "https://example.org/a\x1b\\" in out
    assert "said by Ann Lee, inferred" in out
    assert " · One › Two · 2024-05-01 (2 years old)" in out
    assert "A Press · https://example.org/a · lines 3–4" in out
    assert "a.md:3-20\x1b[0m\n" in out


def test_without_colour_there_are_no_escapes() -> None:
    assert "\x1b" not in printed(ANSWER, force_terminal=True, color_system=None)
    assert "\x1b" not in as_plain(ANSWER)


def test_plain_text_marks_what_answers_on_a_line_of_its_own_between_two_lines_of_citation() -> None:
    assert as_plain(ANSWER, Manner(paths={"a.md": "docs/a.md"})).splitlines() == [
        "[1] A title · One › Two · 2024-05-01 (2 years old)",
        "  First.",
        "▸ Best one.",
        "  Last.",
        "  — said by Ann Lee, inferred · A Press · https://example.org/a · docs/a.md:3 · a.md:3-20",
    ]


def test_a_pipe_gets_the_link_that_opens_at_the_place() -> None:
    linked = CITATION._replace(link="https://example.org/a#:~:text=Best%20one")
    answer = ANSWER._replace(quotes=(QUOTE._replace(citation=linked),))
    assert " · https://example.org/a#:~:text=Best%20one · " in as_plain(answer)
    out = printed(answer, force_terminal=True, color_system="standard")
    assert ";https://example.org/a#:~:text=Best%20one\x1b\\" in out
    assert " · https://example.org/a · " in out


def test_silence_is_said_plainly_with_its_reason() -> None:
    assert as_plain(SILENCE) == "The documents do not say."


@pytest.mark.parametrize("outcome", Outcome)
def test_who_asks_for_no_numbers_reads_how_sure_it_is_in_words(outcome: Outcome) -> None:
    answer = ANSWER._replace(outcome=outcome, confidence=9.87)
    for shown in (as_plain(answer), printed(answer, force_terminal=True)):
        assert "9.87" not in shown
        assert "0.60" not in shown
    assert confidence_line(answer._replace(confidence=0.5)) == (
        "confidence 0.50; 0.60 and more counts as answered"
    )


def test_a_doubt_is_the_reason_where_the_confidence_is_not() -> None:
    doubted = ANSWER._replace(outcome=Outcome.CLOSEST, doubts=(DOUBT,))
    assert confidence_line(doubted) == "confidence 0.90, but doubted for the reason above"


def test_what_may_not_answer_is_said_before_the_quotes_with_what_is_missing() -> None:
    closest = ANSWER._replace(
        outcome=Outcome.CLOSEST,
        missing_terms=("Bradford", "1999"),
        repairs=(Repair("Leds", "Leeds", False), Repair("Burfrd", "Burford", True)),
    )
    lines = as_plain(closest).splitlines()
    assert lines[:4] == [
        "The documents may not say. The closest passages:",
        "No document mentions Bradford, 1999.",
        "Searched for “Leeds” instead of “Leds”.",
        "Searched for “Burford” beside “Burfrd”.",
    ]
    assert as_json(closest)["repairs"][0] == {"typed": "Leds", "searched": "Leeds"}
    assert as_json(closest)["outcome"] == "closest"


def test_places_that_say_the_same_are_named() -> None:
    quote = QUOTE._replace(also_at=("b.md:0-9", "c.md:5-7"))
    assert "\n  also in b.md:0-9, c.md:5-7\n" in f"{as_plain(ANSWER._replace(quotes=(quote,)))}\n"
    many = quote._replace(also_at=("b:0-9", "c:5-7", "d:5-7", "e:5-7", "f:5-7"))
    assert as_plain(ANSWER._replace(quotes=(many,))).endswith("d:5-7 and 2 more")


@given(st.text())
def test_no_control_character_of_a_document_reaches_the_terminal(text: str) -> None:
    quote = QUOTE._replace(text=text + "x", bold=(0, len(text)))
    hostile = ANSWER._replace(quotes=(quote,))
    out = printed(hostile, force_terminal=True, color_system=None) + as_plain(hostile)
    assert not set(re.sub(r"[\n\t]", "", out)) & {chr(c) for c in (*range(32), *range(127, 160))}


def test_a_link_of_another_kind_is_no_link() -> None:
    citation = CITATION._replace(url="javascript:alert(1)")
    quote = QUOTE._replace(citation=citation)
    out = printed(ANSWER._replace(quotes=(quote,)), force_terminal=True, color_system="standard")
    assert "\x1b]8" not in out


def test_direction_marks_are_made_visible() -> None:
    assert printable("abc\u202edcba") == "abc�dcba"


def test_a_writer_whom_the_context_names_is_named_once() -> None:
    spoken = CITATION._replace(author="Ann Lee", publisher="A Press")
    assert second_line(spoken).count("Ann Lee") == 1
    assert "A Press" in second_line(spoken)
    assert second_line(spoken._replace(author="Ben Orr")).count("Ben Orr") == 1
    assert "Ann Lee" in second_line(spoken, quoted="Ann Lee rowed home.")


def test_the_name_of_a_sheet_is_said_once_in_its_place() -> None:
    sheet = CITATION._replace(page=2, page_kind="sheet", page_label="Fees", date=None)
    assert whereabouts(sheet._replace(section=("Fees",))) == "sheet Fees"
    assert whereabouts(sheet._replace(section=("Fees", "Boats"))) == "Boats · sheet Fees"
    assert whereabouts(sheet._replace(section=("Boats",))) == "Boats · sheet Fees"
    page = sheet._replace(page_kind="page", page_label="ii", section=("ii",))
    assert whereabouts(page) == "ii · page ii (2 in the file)"
