"""Roman numerals are written and read as they are printed."""

import pytest

from index.text.roman import roman, roman_value


@pytest.mark.parametrize(
    ("number", "numeral"),
    [(1, "i"), (4, "iv"), (9, "ix"), (14, "xiv"), (49, "xlix"), (99, "xcix"), (1944, "mcmxliv")],
)
def test_a_number_and_its_numeral(number: int, numeral: str) -> None:
    assert roman(number) == numeral
    assert roman_value(numeral) == roman_value(numeral.upper()) == number


def test_all_numbers_that_can_be_written_are_read_again() -> None:
    assert all(roman_value(roman(number)) == number for number in range(1, 4000))


@pytest.mark.parametrize("number", [0, 4000])
def test_what_has_no_numeral_is_written_in_figures(number: int) -> None:
    assert roman(number) == str(number)


@pytest.mark.parametrize("words", ["", "iiii", "iix", "vx", "ic", "a", "12", "i v", "ı", "m" * 99])
def test_what_is_no_numeral_has_no_value(words: str) -> None:
    assert roman_value(words) == 0
