"""Numbers of list items → as a list shows them: letters."""

_ALPHABET = 26


def letters(number: int) -> str:
    """1 → a, 26 → z, 27 → aa, as word processors count."""
    if not 0 < number <= _ALPHABET * _ALPHABET:
        return str(number)
    repeats, place = divmod(number - 1, _ALPHABET)
    return chr(ord("a") + place) * (repeats + 1)
