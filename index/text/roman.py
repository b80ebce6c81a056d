"""Numbers ↔ Roman numerals."""

_PARTS = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_VALUES = {letter: value for value, letter in _PARTS if len(letter) == 1}
_LARGEST = 3999
_LONGEST = len("mmmdccclxxxviii")


def roman(number: int) -> str:
    """4 → ``iv``; in figures what Roman numerals do not write, 0 and what is above 3999."""
    if not 0 < number <= _LARGEST:
        return str(number)
    numeral = ""
    for value, letters in _PARTS:
        times, number = divmod(number, value)
        numeral += letters * times
    return numeral


def roman_value(numeral: str) -> int:
    """``iv`` or ``IV`` → 4; 0 for what is no Roman numeral, or is not written as they are now."""
    letters = numeral.lower()
    if not 0 < len(letters) <= _LONGEST or not _VALUES.keys() >= set(letters):
        return 0
    values = [_VALUES[letter] for letter in letters]
    following = [*values[1:], 0]
    value = sum(-a if a < b else a for a, b in zip(values, following, strict=True))
    return value if roman(value) == letters else 0
