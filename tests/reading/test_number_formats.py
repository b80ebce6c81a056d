"""Numbers of sheets are shown as their format codes say."""

import pytest

from index.reading.formats.number_formats import BUILT_IN, shown_number, shown_text


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("1234.5", "#,##0.00", "1,234.50"),
        ("1234.5", '"£"#,##0.00', "£1,234.50"),
        ("1234.5", "[$€-407] #,##0.00", "€ 1,234.50"),
        ("1234.5", '_-* #,##0.00\\ "€"_-;-* #,##0.00\\ "€"_-', "1,234.50 €"),
        ("-12", "#,##0;[Red](#,##0)", "(12)"),
        ("-12", "0.0", "-12.0"),
        ("-0.001", "0.0", "0.0"),
        ("0", '0;-0;"none"', "none"),
        ("5", ";;;", ""),
        ("0.075", "0.0%", "7.5%"),
        ("0.285", "0%", "29%"),
        ("2.675", "0.00", "2.68"),
        ("1500000", '0.0,,"m"', "1.5m"),
        ("12345678", "0.00E+00", "1.23E+07"),
        ("2.5", "# ?/?", "2 1/2"),
        ("0.75", "# ?/?", "3/4"),
        ("5551234", "000-0000", "555-1234"),
        ("7", "00000", "00007"),
        ("314159", "000,000,000", "000,314,159"),
        ("3", '"Room "0', "Room 3"),
        ("120", '[>=100]"many";0', "many"),
        ("20", '[>=100]"many";0', "20"),
        ("4.0999999999999996", "General", "4.1"),
        ("4.0999999999999996", "", "4.1"),
        ("2024", "General", "2024"),
        ("1234567890123", "General", "1234567890123"),
        ("0.00001", "General", "1E-5"),
        ("2.5", 'General" kg"', "2.5 kg"),
        ("not a number", "0.00", "not a number"),
    ],
)
def test_numbers(value: str, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("45356", BUILT_IN[14], "2024-03-05"),
        ("45356", "dd.mm.yyyy", "05.03.2024"),
        ("45356", "d mmmm yyyy", "5 March 2024"),
        ("45356", "[$-409]dddd, mmm d, yy", "Tuesday, Mar 5, 24"),
        ("45356", "[$-407]d. mmmm yyyy", "2024-03-05"),
        ("45356.75", "yyyy-mm-dd hh:mm", "2024-03-05 18:00"),
        ("45356.75", "h:mm AM/PM", "6:00 PM"),
        ("0.5", "hh:mm:ss", "12:00:00"),
        ("1.5", "[h]:mm", "36:00"),
        ("0.999999999", "hh:mm", "00:00"),
        ("59", "yyyy-mm-dd", "1900-02-28"),
        ("61", "yyyy-mm-dd", "1900-03-01"),
        ("1e30", "yyyy-mm-dd", "1E+30"),
    ],
)
def test_dates_and_times(value: str, code: str, shown: str) -> None:
    assert shown_number(value, code) == shown


def test_days_are_counted_from_1904_where_the_book_says_so() -> None:
    assert shown_number("0", "yyyy-mm-dd", since_1904=True) == "1904-01-01"


def test_words_around_a_text_are_shown() -> None:
    assert shown_text("A7", '"No. "@') == "No. A7"
    assert shown_text("A7", '0;-0;0;"No. "@') == "No. A7"
    assert shown_text("A7", "0.00") == "A7"


def test_a_code_of_any_kind_raises_no_error() -> None:
    for code in ('"', "\\", "[", "[>", "[>x]0", "0/", "#/0", "E+", "0E+", ".", ",", "%", "[$-]d"):
        for value in ("0", "-1.5", "45356", "1e300", "1e-300", "9" * 400):
            assert isinstance(shown_number(value, code), str)
