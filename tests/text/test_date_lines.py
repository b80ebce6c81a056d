"""The date of a file by its name, and the date that ends a line."""

import pytest

from index.text.date_lines import date_at_end, date_in_name


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("minutes-2025-03-04.md", "2025-03-04"),
        ("2025_03_04 minutes.txt", "2025-03-04"),
        ("20250304.pdf", "2025-03-04"),
        ("2025-03.md", None),
        ("202503.pdf", None),
        ("accounts-2011-12.md", None),
        ("minutes-2025-13-04.md", None),
        ("minutes-2025-02-30.md", None),
        ("2025-01-01_to_2025-02-01.md", None),
        ("12025-03-04.md", None),
        ("minutes.md", None),
    ],
)
def test_the_name_of_a_file_gives_one_plain_date(name: str, date: str | None) -> None:
    assert date_in_name(name) == date


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Minutes of 4 March 2025", "2025-03-04"),
        ("Minutes of the meeting on Tuesday, March 4, 2025.", "2025-03-04"),
        ("Newsletter, March 2025", "2025-03"),
        ("Minutes: 2025-03-04", "2025-03-04"),
        ("Minutes (4 March 2025)", "2025-03-04"),
        ("Camp, 4–5 March 2025", None),
        ("Programme March – May 2025", None),
        ("4 March 2025 and all that", None),
        ("The March 2025", None),
    ],
)
def test_a_line_ends_with_a_date_behind_a_mark_or_a_small_word(line: str, date: str | None) -> None:
    assert date_at_end(line) == date
