"""The date of a document where its head has none: below it, in its last lines, or of a version."""

import pytest

from index.reading.metadata import find_metadata

PROSE = "The members meet twice a year at the old mill and speak of the leat and of the weir.\n\n"


def date_of(*parts: str) -> str | None:
    return find_metadata("\n\n".join(parts), 0).date


def test_a_date_below_a_long_head_is_found() -> None:
    head = "Handbook of the mill", "For members", "and friends", "of the leat"
    assert date_of(*head, "Last updated: 7 July 2023", PROSE) == "2023-07-07"


@pytest.mark.parametrize(
    "end",
    [
        "Dated this 7th day of July 2023\n\nAnn Cole\n\nBen Marsh",
        "Imprint\n\nLast updated: 7 July 2023",
        "Bonn, den 7.7.2023\n\nDer Vorstand",
        "Ann Cole\n7 July 2023",
    ],
)
def test_a_signature_or_an_imprint_at_the_end_has_the_date(end: str) -> None:
    assert date_of("Rules of the mill", PROSE, PROSE, end) == "2023-07-07"


@pytest.mark.parametrize("end", ["Next meeting\n\n7 July 2023", "Open day\n7 July 2023"])
def test_a_date_at_the_end_without_a_name_is_of_something_else(end: str) -> None:
    assert date_of("Rules of the mill", PROSE, PROSE, end) is None


def test_dates_of_several_things_are_not_the_documents() -> None:
    news = "The weir\n\nPublished 7 July 2023", PROSE, "The leat\n\nPublished 9 May 2022"
    assert date_of("News of the mill", PROSE, *news) is None
    assert (
        date_of("News", PROSE, PROSE, "Published 7 July 2023\nUpdated 9 July 2023") == "2023-07-07"
    )


def test_of_a_history_of_versions_the_last_one_counts() -> None:
    history = "Version 1.0, March 2020\nVersion 1.1, May 2021"
    assert date_of("Handbook of the mill", history, PROSE) == "2021-05"
    assert date_of("Handbook of the mill", PROSE, PROSE, history) == "2021-05"


def test_the_day_of_an_event_is_not_the_documents_but_that_of_a_meeting_is() -> None:
    event = "Date: 7 July 2023\nTime: 7 pm\nPlace: the mill"
    assert date_of("Summer party", event, PROSE) is None
    assert date_of("Minutes of the panel", event, PROSE) == "2023-07-07"
    assert date_of("Safety of the mill", "Date: 7 July 2023", PROSE) == "2023-07-07"


def test_minutes_in_other_languages_are_of_their_day() -> None:
    assert date_of("Protokoll der Sitzung vom 9. April 2021", PROSE) == "2021-04-09"
    assert date_of("Compte rendu de la réunion du 9 avril 2021", PROSE) == "2021-04-09"


def test_a_letter_is_of_the_day_beside_its_place() -> None:
    assert date_of("Bonn, 7 July 2023", "Dear Ann,", PROSE, "Yours sincerely,\n\nBen Marsh") == (
        "2023-07-07"
    )


def test_a_title_that_states_the_date_stays_the_title() -> None:
    found = find_metadata(f"Mill rules – Version 3.2, April 2021\n\n{PROSE}", 0)
    assert (found.title, found.date) == ("Mill rules – Version 3.2, April 2021", "2021-04")


def test_a_version_without_a_date_leaves_that_of_the_document_unknown() -> None:
    notes = 'Version 1.2 "Eel", some day', PROSE, "Version 1.1 (7 July 2023)", PROSE
    assert date_of("Release history", *notes) is None
    notes = 'Version 1.2 "Eel" (9 May 2024)', PROSE, "Version 1.1 (7 July 2023)", PROSE
    assert date_of("Release history", *notes) == "2024-05-09"


def test_a_date_beside_its_author_is_the_documents() -> None:
    assert date_of("The weir", "By Ann Cole, 7 July 2023", PROSE) == "2023-07-07"


def test_the_date_of_a_message_that_is_quoted_is_not_the_documents() -> None:
    lines = [f"{name} of the mill." for name in "abcdefghijklm"]
    assert date_of("How to ask the mill", *lines, "Date: 7 July 2023", PROSE * 3) is None


def test_minutes_say_in_a_line_of_their_own_when_they_were_held() -> None:
    held = "Held at the Drill Hall on Tuesday 11 October 1988"
    assert date_of("Minutes of the mill club", held, PROSE) == "1988-10-11"
    assert date_of("Minutes of the mill club", PROSE, "Held on 7 July 2023 at 19:30.", PROSE) == (
        "2023-07-07"
    )
    assert date_of("The mill", PROSE + "The fair was held on 7 July 2023, and it rained.") is None


@pytest.mark.parametrize(
    "footer",
    [
        "Marsh Catering Ltd · Our ref HM/2291 · 14 March 2025",
        "14 March 2025 | Reference: 2291-B",
        "Unser Zeichen: 22/91 – 14. März 2025",
        "Lease of 5 Mill Lane – signed 14 March 2025 – page 1",
    ],
)
def test_a_footer_with_a_reference_or_a_label_has_the_date(footer: str) -> None:
    assert date_of("Dear Mrs Adeyemi,", PROSE, "Yours sincerely,\nTom Marsh", footer) == (
        "2025-03-14"
    )


@pytest.mark.parametrize(
    "footer",
    [
        "Concert · Town Hall · 14 March 2025",
        "Our ref HM/2291 · due 14 March 2025",
        "Our ref HM/2291 · 14 March 2025 · 2 May 2025",
    ],
)
def test_other_dates_of_a_footer_are_of_something_else(footer: str) -> None:
    assert date_of("Dear Mrs Adeyemi,", PROSE, "Yours sincerely,\nTom Marsh", footer) is None


@pytest.mark.parametrize("line", ["Date | 7 July 2023", "Approved by the committee on 7 July 2023"])
def test_a_row_of_a_form_and_an_approval_state_the_date(line: str) -> None:
    assert date_of("BILL", "Bill no. | 2025-0417", line, "Due | 9 August 2023", PROSE) == (
        "2023-07-07"
    )
