"""Standard input → a text."""

import sys

from index.errors import UsageError

_LONGEST = 1_000_000
"""Bytes; what is longer is too long for a question in any case, and says so by its length."""
_ADVICE = 'for example: echo "When does the library open?" | pincite ask'


def stdin_text() -> str:
    """All of stdin as one text; raises ``UsageError`` if there is none, or if it is not UTF-8."""
    data = sys.stdin.buffer.read(_LONGEST) if sys.stdin is not None else b""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"stdin is not UTF-8; give a question in UTF-8, {_ADVICE}") from error
    if not text.strip():
        raise UsageError(f"the question is empty: nothing came from stdin; {_ADVICE}")
    return text
