"""A number and the form of a list's numbers → the figures, letters or words that Word shows."""

import re
from collections.abc import Callable

from index.text.roman import roman

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_MOST_REPEATED = 8
"""How often a letter stands in a number: after z come aa, bb and so on, up to eight times."""

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_UNLIKE_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth"}
_UNLIKE_ORDINALS |= {"eight": "eighth", "nine": "ninth", "twelve": "twelfth"}
_SIGNS = "*†‡§"
_CHINESE = "零一二三四五六七八九"
_FORMS_OF_NOUGHT = ("ordinal", "decimalZero", "cardinalText", "decimalEnclosedParen")
_PADDED_FORM = "padded "
_PADDED = re.compile(r"0{1,9}1\b")


def numeral(number: int, form: str) -> str:
    """The number as Word shows it in that form (``w:numFmt``); in figures if the form has none
    for it, or none that is known here."""
    if form.startswith(_PADDED_FORM):
        return f"{number:0{form.removeprefix(_PADDED_FORM)}}"
    write = _FORMS.get(form)
    is_written = write is not None and (number > 0 or form in _FORMS_OF_NOUGHT)
    return (write(number) if write and is_written else None) or str(number)


def padded_form(examples: str) -> str:
    """The form of a list whose numbers are stated by examples, such as ``001, 002, 003, ...``."""
    first = _PADDED.match(examples)
    return f"{_PADDED_FORM}{len(first[0])}" if first else "decimal"


def _lower_letters(number: int) -> str | None:
    return _letters(number, _LATIN)


def _letters(number: int, alphabet: str) -> str | None:
    times, place = divmod(number - 1, len(alphabet))
    return alphabet[place] * (times + 1) if times < _MOST_REPEATED else None


def _ordinal(number: int) -> str:
    is_teen = number // 10 % 10 == 1
    return f"{number}{'th' if is_teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _in_words(number: int) -> str | None:
    if number < len(_SMALL):
        return _SMALL[number]
    tens, ones = divmod(number, 10)
    if tens >= 10:
        return None
    return _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")


def _ordinal_in_words(number: int) -> str | None:
    before, hyphen, last = (_in_words(number) or "").rpartition("-")
    if not last:
        return None
    regular = f"{last.removesuffix('y')}ie" if last.endswith("y") else last
    return before + hyphen + (_UNLIKE_ORDINALS.get(last) or f"{regular}th")


def _circled(number: int) -> str | None:
    return chr(0x2460 + number - 1) if number <= 20 else None


def _chinese(number: int) -> str | None:
    tens, ones = divmod(number, 10)
    if tens >= 10:
        return None
    ten = ("" if tens == 1 else _CHINESE[tens]) + "十" if tens else ""
    return ten + (_CHINESE[ones] if ones else "")


def _upper(write: Callable[[int], str | None]) -> Callable[[int], str | None]:
    return lambda number: (write(number) or "").upper() or None


def _capital(write: Callable[[int], str | None]) -> Callable[[int], str | None]:
    return lambda number: (write(number) or "").capitalize() or None


_FORMS: dict[str, Callable[[int], str | None]] = {
    "lowerLetter": _lower_letters,
    "upperLetter": _upper(_lower_letters),
    "russianLower": lambda number: _letters(number, _RUSSIAN),
    "russianUpper": lambda number: _letters(number, _RUSSIAN.upper()),
    "upperRoman": _upper(roman),
    "lowerRoman": roman,
    "ordinal": _ordinal,
    "cardinalText": _capital(_in_words),
    "ordinalText": _capital(_ordinal_in_words),
    "decimalZero": lambda number: f"{number:02}",
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalEnclosedParen": lambda number: f"({number})",
    "decimalEnclosedFullstop": lambda number: f"{number}.",
    "numberInDash": lambda number: f"- {number} -",
    "chicago": lambda number: _letters(number, _SIGNS),
    "hex": lambda number: f"{number:X}",
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "ideographDigital": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
}
