"""A citation says where a quote stands, what belongs to it, and opens at the very place."""

import datetime

import pytest

from index.answering.citations import Citation, age, cite
from index.blocks import Context, ContextKind
from index.documents import Document, Heading, Metadata, text_sha256
from index.passages import ContextSpan, Passage

TEXT = (
    "Intro words.\n\n# Part two\n\nFirst sentence here. The well-known second, as it is.\n\nEnd.\n"
)
FIRST = (TEXT.index("First"), TEXT.index(" The well"))
SECOND = (TEXT.index("The well"), TEXT.index("\n\nEnd"))
TODAY = datetime.date(2026, 11, 22)


def cited(
    name: str, pages: tuple[int, ...] = (), anchor: str | None = None, **metadata: str
) -> Citation:
    heading = Heading(TEXT.index("# Part"), FIRST[0] - 1, 1, "Part two", anchor)
    document = Document(name, TEXT, "0" * 64, Metadata(**metadata), (heading,), pages=pages)  # type: ignore[arg-type] # only texts are given
    notes = (
        ContextSpan(*FIRST, Context(ContextKind.SPEAKER, "Ann Lee")),
        ContextSpan(*SECOND, Context(ContextKind.SPEAKER, "Bo Holm", inferred=True)),
    )
    slice_sha256 = text_sha256(TEXT[FIRST[0] : SECOND[1]])
    passage = Passage(name, (FIRST, SECOND), ("Part two",), "", slice_sha256, notes)
    return cite(passage, ((FIRST[0], SECOND[1]),), document, SECOND)


def test_a_text_file_is_cited_by_its_lines() -> None:
    assert cited("a.txt").lines == (5, 5)
    assert cited("a.txt").place == "Part two · line 5"


def test_converted_formats_have_no_lines() -> None:
    assert cited("a.html").lines is None
    assert cited("lines.jsonl#1").lines is None


def test_a_message_has_no_lines_though_its_file_has() -> None:
    assert cited("a.md", url="https://discord.com/channels/11/22/33").lines is None
    assert cited("a.md", url="https://example.org/a").lines == (5, 5)


def test_a_page_is_that_of_the_best_sentence_and_a_pdf_opens_there() -> None:
    citation = cited("reports/my plan.pdf", pages=(0, 14, SECOND[0]))
    assert citation.page == 3
    assert citation.link == "reports/my%20plan.pdf#page=3"
    assert citation.place == "Part two · page 3"


def on_second_page(
    kind: str, label: str = "", certainty: int | None = None, url: str | None = None
) -> Citation:
    name = "a.srt" if kind == "time" else "a.pdf"
    document = Document(
        name,
        TEXT,
        "0" * 64,
        Metadata(url=url),
        pages=(0, SECOND[0]),
        page_kind=kind,
        page_labels=("", label),
        scan_certainty=(None, certainty),
    )
    passage = Passage(name, (FIRST, SECOND), (), "", text_sha256(TEXT[FIRST[0] : SECOND[1]]))
    return cite(passage, ((FIRST[0], SECOND[1]),), document, SECOND)


@pytest.mark.parametrize(
    ("kind", "label", "name"),
    [
        ("page", "", "page 2"),
        ("page", "2", "page 2"),
        ("page", "xii", "page xii (2 in the file)"),
        ("page", "1", "page 1 (2 in the file)"),
        ("slide", "", "slide 2"),
        ("sheet", "Prices", "sheet Prices"),
        ("time", "0:12:40", "at 0:12:40"),
    ],
)
def test_a_page_is_named_by_what_a_person_sees_on_it(kind: str, label: str, name: str) -> None:
    citation = on_second_page(kind, label)
    assert citation.page_name == name
    assert citation.page == 2


def test_a_file_in_an_archive_has_no_link() -> None:
    assert cited("a.zip#notes/plan.pdf", pages=(0, 14)).link is None


def test_a_recording_on_the_web_opens_at_its_time() -> None:
    citation = on_second_page("time", "0:12:40", url="https://example.org/talk.mp4#top")
    assert citation.link == "https://example.org/talk.mp4#t=760"


def test_a_message_opens_by_its_own_address() -> None:
    address = "https://discord.com/channels/11/22/33"
    assert on_second_page("time", "13:05", url=address).link == address


@pytest.mark.parametrize(
    ("url", "anchor", "link"),
    [
        ("https://discord.com/channels/11/22", "900000000000000001", "/900000000000000001"),
        ("https://discord.com/channels/11/22", "part-two", ""),
        ("https://discord.com/channels/11/22/33", "900000000000000001", ""),
    ],
)
def test_a_part_of_a_thread_opens_at_its_message(url: str, anchor: str, link: str) -> None:
    assert cited("a.md", anchor=anchor, url=url).link == url + link


def test_words_of_a_scan_say_so_and_others_do_not() -> None:
    assert on_second_page("page", certainty=96).scan_note == "read from a scan, 96 % sure"
    assert on_second_page("page").scan_note == ""


def test_a_pdf_from_the_web_opens_at_its_page() -> None:
    citation = cited("a.pdf", pages=(0, 14), url="https://example.org/a.pdf#old")
    assert citation.link == "https://example.org/a.pdf#page=2"


def test_a_heading_with_an_anchor_opens_there() -> None:
    assert cited("notes.md", anchor="part-two").link == "notes.md#part-two"
    assert cited("notes.md").link is None


def test_a_page_of_the_web_opens_at_the_best_sentence() -> None:
    link = "https://example.org/a#part-two:~:text=The%20well%2Dknown%20second%2C%20as%20it%20is."
    assert cited("a.html", anchor="part-two", url="https://example.org/a").link == link


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://a b"])
def test_only_addresses_of_the_web_become_links(url: str) -> None:
    assert cited("a.html", url=url).link is None


def test_the_context_is_that_of_the_best_sentence() -> None:
    assert [context.description for context in cited("a.txt").context] == [
        "said by Bo Holm, inferred"
    ]


@pytest.mark.parametrize(
    ("date", "years"),
    [
        ("2020-02-05", 6),
        ("2025-11-22", 1),
        ("2025-11-23", None),
        ("2024-12", 1),
        ("2019", 6),
        ("2027-01-01", None),
        ("spring 2019", None),
    ],
)
def test_an_age_is_told_in_whole_years_from_one_on(date: str, years: int | None) -> None:
    assert age(date, TODAY) == years


def test_the_date_is_shown_with_its_age() -> None:
    assert cited("a.txt").date_with_age is None
    assert str(cited("a.txt", date="1999-01-01").date_with_age).startswith("1999-01-01 (2")


@pytest.mark.parametrize(
    ("writer", "recipient", "author"),
    [
        ("Uwe Kranz", "Tom Reed", "Uwe Kranz"),
        (None, "Tom Reed", None),
        (None, None, "Ann Cole"),
    ],
)
def test_what_a_letter_quotes_is_not_cited_as_by_its_sender(
    writer: str | None, recipient: str | None, author: str | None
) -> None:
    metadata = Metadata(author="Ann Cole", recipient=recipient)
    document = Document("a.eml", TEXT, "0" * 64, metadata)
    notes = (ContextSpan(*FIRST, Context(ContextKind.AUTHOR, writer)),) if writer else ()
    passage = Passage("a.eml", (FIRST,), (), "", text_sha256(TEXT[slice(*FIRST)]), notes)
    assert cite(passage, (FIRST,), document).author == author
