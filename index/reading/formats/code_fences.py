"""Code → the fence that parts it from the words around it in canonical text."""

import re

_BACKTICKS = re.compile("`+")


def fence_around(code: str) -> str:
    """Backticks, more of them than any run in the code, and three at least."""
    longest = max(map(len, _BACKTICKS.findall(code)), default=0)
    return "`" * max(3, longest + 1)
