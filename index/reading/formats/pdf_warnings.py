"""What of a PDF is not in its text → warnings for the build report, each with its pages."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")


@dataclass(slots=True)
class LeftOut:
    """The pages that cannot be read or have no text, and what is left out of the others."""

    failed: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    unseen_words: Counter[int] = field(default_factory=Counter)
    comments: Counter[int] = field(default_factory=Counter)
    hidden: Counter[int] = field(default_factory=Counter)
    attachments: int = 0


def warnings_of(data: bytes, text: str, left_out: LeftOut) -> Iterator[str]:
    """What is lost or doubtful, each with its place."""
    if b"%%EOF" not in data[-4096:]:
        yield "the file's end is missing; what is left of it was read"
    if left_out.failed:
        yield f"{_page_names(left_out.failed)} cannot be read"
    if empty := left_out.empty:
        yield f"{_page_names(empty)} {'has' if len(empty) == 1 else 'have'} no text: scanned?"
    yield from _counted("words that nobody sees", left_out.unseen_words)
    yield from _counted("comments", left_out.comments)
    yield from _counted("fields and notes that are hidden or too many", left_out.hidden)
    if left_out.attachments:
        yield f"attached files left out: {left_out.attachments}"
    if unmapped := len(_UNMAPPED.findall(text)):
        are = "character has" if unmapped == 1 else "characters have"
        yield f"{unmapped:,} {are} no Unicode value"


def _counted(what: str, counts: Counter[int]) -> Iterator[str]:
    if total := counts.total():
        pages = sorted(number for number, count in counts.items() if count)
        yield f"{what} left out: {total:,} ({_page_names(pages)})"


def _page_names(numbers: list[int]) -> str:
    """Page numbers in words: ``page 3`` or ``pages 3-7, 9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    names = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)
    return f"page {names}" if len(numbers) == 1 else f"pages {names}"
