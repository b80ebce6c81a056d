"""Text of documents → text that a terminal shows as it is, and addresses that it may link to."""

import re

_UNSAFE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """Text without control and direction characters, which could take over a terminal; it keeps
    its length."""
    return _UNSAFE.sub("�", text)


def printable_line(text: str) -> str:
    """The same in one line: the name of a file may hold line breaks, and so look like others."""
    return re.sub(r"[\t\n]", "�", printable(text))


def is_link(url: str | None) -> bool:
    """Whether an address may be shown as a link: http or https, without characters that control a
    terminal."""
    return url is not None and re.fullmatch(r"https?://[\x21-\x7e]+", url) is not None
