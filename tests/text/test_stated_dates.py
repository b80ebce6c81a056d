"""Which date a line states for its document, and which it only speaks of."""

import pytest

from index.text.stated_dates import date_in_parts, place_and_date, stated_date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Adopted on 6 November 2018", "2018-11-06"),
        ("Adopted on 6 November 2018 by the general meeting", "2018-11-06"),
        ("Approved and adopted: 6 November 2018", "2018-11-06"),
        ("Last updated: 7 July 2023", "2023-07-07"),
        ("Last updated 7 July 2023 at 10:30", "2023-07-07"),
        ("Effective 1 February 2022", "2022-02-01"),
        ("Effective from 1 February 2022", "2022-02-01"),
        ("With effect from 1 February 2022", "2022-02-01"),
        ("Date of issue: July 7th, 2023", "2023-07-07"),
        ("Publication date: 2023-07-07", "2023-07-07"),
        ("Date: 27/07/2023", "2023-07-27"),
        ("Issued 07/27/2023", "2023-07-27"),
        ("Issued 07/07/2023", "2023-07-07"),
        ("Last modified: 2023/07/27", "2023-07-27"),
        ("Version 3.2, April 2021", "2021-04"),
        ("Version 3 (7 July 2023)", "2023-07-07"),
        ("v3.2 – 7 July 2023", "2023-07-07"),
        ("Rev. C – 2021-04-09", "2021-04-09"),
        ("Issue 7, April 2021", "2021-04"),
        ("Stand: 09.04.2021", "2021-04-09"),
        ("Stand 9. April 2021", "2021-04-09"),
        ("Zuletzt geändert am 9.4.2021", "2021-04-09"),
        ("Publié le 1er juillet 2023", "2023-07-01"),
        ("Dernière mise à jour : 7 juillet 2023", "2023-07-07"),
        ("Actualizado el 7 de julio de 2023", "2023-07-07"),
        ("Aggiornato al 7 luglio 2023", "2023-07-07"),
        ("Bijgewerkt op 7 juli 2023", "2023-07-07"),
        ("Dated this 7th day of July 2023", "2023-07-07"),
        ("Signed at Bonn on 7 July 2023", "2023-07-07"),
        ("Done at Vienna, 7 July 2023", "2023-07-07"),
        ("This policy was last updated on 7 July 2023. We may change it.", "2023-07-07"),
        ("These rules were adopted by the general meeting on 7 July 2023.", "2023-07-07"),
        ("The present agreement enters into force on 7 July 2023.", "2023-07-07"),
        ("Diese Satzung wurde am 9. April 2021 beschlossen.", "2021-04-09"),
        ("Diese Ordnung tritt am 1. Mai 2021 in Kraft.", "2021-05-01"),
        ("© 2021 Mill Trust. Published April 2021.", "2021-04"),
    ],
)
def test_a_label_a_version_or_a_signature_states_the_date(line: str, date: str) -> None:
    assert stated_date(line) == date


@pytest.mark.parametrize(
    "line",
    [
        "The bridge opened on 6 November 2018",
        "Born 6 November 1958",
        "Date of birth: 6 November 1958",
        "Deadline: 6 November 2028",
        "Due date: 6 November 2028",
        "Next review: 6 November 2028",
        "Next meeting on 6 November 2028",
        "Valid until 6 November 2028",
        "In force until 6 November 2028",
        "Applications close 6 November 2028",
        "Regulation (EU) 2016/679 of 27 April 2016",
        "The law adopted on 6 November 2018 says that nets are forbidden",
        "Adopted on 6 November 2018, the law changed the life of the fishermen",
        "Effective 1 February 2022 the fee is ten pounds",
        "The treaty was signed on 6 November 1958.",
        "This bridge was built on 6 November 1958.",
        "Updated 05/06/2021",
        "Updated 31.02.2021",
        "Published 13/13/2021",
        "Last updated yesterday",
        "Version 3.2",
        "Stand 12",
        "Signed up 200 members in May 2021",
        "Founded in March 1950",
        "word " * 300 + "Last updated 7 July 2023",
    ],
)
def test_what_a_line_only_speaks_of_is_no_date_of_its_document(line: str) -> None:
    assert stated_date(line) is None
    assert date_in_parts(line) is None


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Rules of the mill (adopted 6 November 2018)", "2018-11-06"),
        ("Mill rules – Version 3.2, April 2021 – Page 1", "2021-04"),
        ("Mill Trust | Fees | Effective 1 April 2021", "2021-04-01"),
        ("Fees as of 1 April 2021", "2021-04-01"),
        ("Adopted 6 November 2018, last amended 7 July 2023", "2018-11-06"),
    ],
)
def test_a_part_of_a_title_or_of_a_running_head_states_the_date(line: str, date: str) -> None:
    assert date_in_parts(line) == date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Bonn, den 9.4.2021", "2021-04-09"),
        ("Newcastle upon Tyne, 7 July 2023", "2023-07-07"),
        ("Paris, le 7 juillet 2023", "2023-07-07"),
        ("Bonn, April 2021", None),
        ("in Bonn, 7 July 2023", None),
        ("They went to Bonn and then, at last, on 7 July 2023", None),
    ],
)
def test_a_place_and_a_full_date_may_be_those_of_a_letter(line: str, date: str | None) -> None:
    assert place_and_date(line) == date
