"""Words → the number of a page that they are, as books and programs print it.

``12``, ``iv``, ``- 3 -``, ``[4]``, ``Page 1 of 12``, ``1/12``, ``A-3``, ``3-12``.
"""

import re
from typing import NamedTuple

from index.text.roman import roman, roman_value

LONGEST = 40
"""Characters."""

_WORD = r"(?:page|pages|pg|p|seite|s|página|pagina|pág|pag|página|side|sida|strona)\b\.?"
_LABEL = r"(?P<series>(?:[A-Z]{1,2}|\d{1,2})[-–.])?(?P<number>\d{1,5}|[ivxlcdm]{1,9})"
_OF = r"\s?(?:of|/|von|de|sur|di|van|av|z)\s?(?P<total>\d{1,4})"
_PRINTED = re.compile(
    rf"(?P<open>[-–—•·|\[(~ ]*)(?P<word>{_WORD})?\s*{_LABEL}(?:{_OF})?(?P<close>[-–—•·|\])~ ]*)",
    re.I,
)
_YEAR = re.compile(r"(?:1[1-9]|20)\d\d")


class PageNumber(NamedTuple):
    """A printed number: in Roman digits or not, the series before it such as ``A-``, its value.

    ``is_marked`` says that it can hardly be anything else: it stands between dashes or brackets or
    behind the word for a page. ``total`` is the number of pages that it states.
    """

    series: str
    is_roman: bool
    value: int
    is_marked: bool = False
    total: int | None = None
    is_capital: bool = False

    def offset(self, page: int) -> tuple[str, bool, int]:
        """What all pages of a numbering share, ``page`` being the page's number in the file."""
        return self.series, self.is_roman, self.value - page

    def after(self, pages: int) -> "PageNumber":
        """The number of the page so many pages later."""
        return self._replace(value=self.value + pages)

    @property
    def label(self) -> str:
        """The number as it is printed, without what stands around it."""
        if not self.is_roman:
            return f"{self.series}{self.value}"
        digits = roman(self.value)
        return self.series + (digits.upper() if self.is_capital else digits)


def page_number(words: str) -> PageNumber | None:
    """The number, if the words are nothing else; ``None`` also for a year alone."""
    match = _PRINTED.fullmatch(words) if len(words) <= LONGEST else None
    if match is None or (_YEAR.fullmatch(match["number"]) and not match["word"]):
        return None
    number, is_roman = match["number"], not match["number"].isdigit()
    value = roman_value(number) if is_roman else int(number)
    if is_roman and not (value and (number.islower() or number.isupper())):
        return None
    is_enclosed = bool(match["open"].strip() and match["close"].strip())
    return PageNumber(
        series=match["series"] or "",
        is_roman=is_roman,
        value=value,
        is_marked=is_enclosed or match["word"] is not None,
        total=int(match["total"]) if match["total"] else None,
        is_capital=is_roman and number.isupper(),
    )
