"""Numbers of list items → as a list shows them: figures, letters or Roman numerals."""

_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_MOST_NUMERALS = 4_000
_ALPHABET = 26


def letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa, as word processors count."""
    if not 0 < number <= _ALPHABET * _ALPHABET:
        return str(number)
    repeats, place = divmod(number - 1, _ALPHABET)
    return chr(ord("a") + place) * (repeats + 1)


def roman(number: int) -> str:
    """4 → iv."""
    if not 0 < number < _MOST_NUMERALS:
        return str(number)
    numerals = ""
    for value, numeral in _ROMAN:
        count, number = divmod(number, value)
        numerals += numeral * count
    return numerals
