"""What Discord accepts at most, and how it counts. Pure.

Discord's API counts code points, its own programs UTF-16 code units. Here the larger number counts,
that of UTF-16, so that a text that fits here fits by both.
"""

MESSAGE_LIMIT = 2_000
"""Characters of the text of one message."""

LONGEST_CARD = 4_000
"""Characters of all texts of one message in components; discord.py does not check this limit."""

MOST_PARTS = 40
"""Components of one message, those inside of others counted."""

MOST_IN_ROW = 5
"""Buttons side by side."""

LONGEST_LABEL = 80
"""Characters on a button."""

LONGEST_URL = 512
"""Characters of a button's link."""

LONGEST_ID = 100
"""Characters of a button's id."""

LONGEST_CHOICE = 100
"""Characters of the name, and of the value, of a choice that completes an option."""

MOST_CHOICES = 25
"""Choices that complete an option, or that a field of a form offers."""

LONGEST_FORM_TEXT = 45
"""Characters of a form's title, and of the label of a field in it."""


def length(text: str) -> int:
    """The characters of a text, as the stricter of Discord's two counts has them."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fitting_start(text: str, longest: int) -> str:
    """As much of the text's beginning as has at most so many characters."""
    start = text[: max(0, longest)]
    while (excess := length(start) - longest) > 0:
        start = start[: -((excess + 1) // 2)]
    return start
