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
