"""What of a PDF is not in its text → warnings for the build report, each with its pages."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from index.documents import DocumentWarning, Loss
from index.reading.formats.page_names import page_names

_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")


@dataclass(slots=True)
class LeftOut:
    """The pages that cannot be read, and what is left out of the others."""

    failed: list[int] = field(default_factory=list)
    unseen_words: Counter[int] = field(default_factory=Counter)
    comments: Counter[int] = field(default_factory=Counter)
    hidden: Counter[int] = field(default_factory=Counter)
    attachments: int = 0


def warnings_of(data: bytes, text: str, left_out: LeftOut) -> Iterator[str]:
    """What is lost or doubtful, each with its place."""
    if b"%%EOF" not in data[-4096:]:
        yield DocumentWarning("the file's end is missing; what is left of it was read", Loss.UNREAD)
    if left_out.failed:
        yield DocumentWarning(
            f"{page_names(left_out.failed)} cannot be read", Loss.UNREAD, left_out.failed
        )
    yield from _counted("words that nobody sees", left_out.unseen_words)
    yield from _counted("comments", left_out.comments)
    yield from _counted("fields and notes that are hidden or too many", left_out.hidden)
    if left_out.attachments:
        yield DocumentWarning(f"attached files left out: {left_out.attachments}", Loss.LEFT_OUT)
    if unmapped := len(_UNMAPPED.findall(text)):
        are = "character has" if unmapped == 1 else "characters have"
        yield DocumentWarning(f"{unmapped:,} {are} no Unicode value", Loss.LETTERS)


def _counted(what: str, counts: Counter[int]) -> Iterator[str]:
    if total := counts.total():
        pages = sorted(number for number, count in counts.items() if count)
        yield DocumentWarning(
            f"{what} left out: {total:,} ({page_names(pages)})", Loss.LEFT_OUT, pages
        )
