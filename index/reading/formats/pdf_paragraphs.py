"""Lines in reading order → paragraphs, list items and rows of tables.

Paragraphs are told by white space, indents, list marks and lines that end early; words broken at
the ends of lines are made whole. What is usual is asked of the whole document.
"""

import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.reading.formats.pdf_layout import BULLETS, NEAR, PAGE_NUMBER, Line, Page

HYPHEN = "\ufffe"
"""PDFium's sign for a hyphen that it takes to be one of a broken word."""

_REPEATED = 3
_BULLET = re.compile(rf"[{BULLETS}]\s+")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,4})[.)]\s+")
_STOPS = tuple(".!?:;”’\"')]…")


@dataclass(frozen=True, slots=True)
class PdfBlock:
    """A paragraph on a page (from 0); ``level`` where it is a heading.

    ``joint`` is ``item`` or ``row`` where its like follow each other without a blank line.
    """

    page: int
    text: str
    size: float
    joint: str
    is_furniture: bool
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Typography:
    """What the whole document tells about any line of it."""

    size: float
    spacing: dict[int, float]
    repeated: frozenset[tuple[str, int]]
    spelt: Counter[str]
    keeps_hyphens: bool


def find_typography(pages: list[Page]) -> Typography:
    sizes: Counter[float] = Counter()
    spelt: Counter[str] = Counter()
    edges: Counter[tuple[str, int]] = Counter()
    for page in pages:
        lines = [line for region in page for line in region.lines]
        edges.update({_masked(line) for line in (*lines[:1], *lines[-1:])})
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
            spelt.update(_SPELT.findall(line.text.lower()))
    return Typography(
        size=max(sizes, key=sizes.__getitem__),
        spacing=_spacing(pages),
        repeated=frozenset(look for look, n in edges.items() if n >= _REPEATED),
        spelt=spelt,
        keeps_hyphens=_keeps_hyphens(pages, spelt),
    )


def _masked(line: Line) -> tuple[str, int]:
    """What running heads of all pages share: their words but for the numbers, and their size."""
    return re.sub(r"\d+", "#", line.text), round(line.size)


def _spacing(pages: list[Page]) -> dict[int, float]:
    """The usual distance of lines in a paragraph, for each size of type."""
    sure: defaultdict[int, list[float]] = defaultdict(list)
    found: defaultdict[int, list[float]] = defaultdict(list)
    for a, b in _neighbours(pages):
        if round(a.size) == round(b.size) and 0 < a.baseline - b.baseline < 3 * a.size:
            kind = sure if _goes_on(a, b) else found
            kind[round(a.size)].append(a.baseline - b.baseline)
    # Where no small letter tells that a sentence goes on, most distances may be of paragraphs.
    guessed = {size: min(1.8 * size, sorted(gaps)[len(gaps) // 4]) for size, gaps in found.items()}
    return guessed | {size: statistics.median(gaps) for size, gaps in sure.items()}


def _neighbours(pages: list[Page]) -> Iterator[tuple[Line, Line]]:
    for region in itertools.chain.from_iterable(pages):
        yield from itertools.pairwise(region.lines)


def find_blocks(pages: list[Page], usage: Typography) -> list[PdfBlock]:
    return [
        _block(number, lines, usage)
        for number, page in enumerate(pages)
        for lines in _paragraphs(page, usage)
    ]


def _block(page: int, lines: list[Line], usage: Typography) -> PdfBlock:
    text = _whole(_joined(lines, usage))
    joint = "row" if lines[0].is_row else "item" if _is_item(text) else ""
    if joint == "item":
        text = _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text
    is_furniture = len(lines) == 1 and _is_furniture(lines[0], usage)
    return PdfBlock(page, text, lines[0].size, joint, is_furniture)


def _whole(text: str) -> str:
    """PDFium gives a character beyond the first 65,536 as two halves; a lone half is lost."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _paragraphs(page: Page, usage: Typography) -> Iterator[list[Line]]:
    """The lines of each paragraph, also where it goes on in the next column."""
    held: list[Line] = []
    for region in page:
        for i, lines in enumerate(_region_paragraphs(region.lines, usage)):
            if held and i == 0 and region.flows and _goes_on(held[-1], lines[0]):
                held = held + lines
                continue
            if held:
                yield held
            held = lines
    if held:
        yield held


def _goes_on(last: Line, line: Line) -> bool:
    """Whether a sentence plainly does, be it with a line of code in smaller type."""
    if last.is_row or line.is_row or not _same_size(last, line, 1.3):
        return False
    starts = line.text[0].islower() and not _is_item(line.text)
    return starts and not last.text.endswith(_STOPS)


def _same_size(a: Line, b: Line, times: float = 1.1) -> bool:
    return max(a.size, b.size) < times * min(a.size, b.size)


def _region_paragraphs(lines: Iterable[Line], usage: Typography) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        if run and _stand_apart(run[-1], line, usage):
            yield from _run_paragraphs(run)
            run = []
        run.append(line)
    if run:
        yield from _run_paragraphs(run)


def _stand_apart(above: Line, below: Line, usage: Typography) -> bool:
    """Whether the look of two lines shows that no paragraph holds both."""
    if above.is_row or below.is_row or _is_furniture(above, usage) or _is_furniture(below, usage):
        return True
    usual = usage.spacing.get(round(above.size), 1.25 * above.size)
    goes_on = _goes_on(above, below)
    is_far = above.baseline - below.baseline > (1.5 if goes_on else 1.25) * usual
    return is_far or not (goes_on or _same_size(above, below))


def _is_furniture(line: Line, usage: Typography) -> bool:
    return _masked(line) in usage.repeated


def _run_paragraphs(run: list[Line]) -> Iterator[list[Line]]:
    """The paragraphs of lines that stand close: cut at indents, list marks and short lines."""
    margin, right = _margin(run), max(line.right for line in run)
    paragraph = run[:1]
    for line in run[1:]:
        if _begins(paragraph, line, margin, right):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _margin(run: list[Line]) -> float:
    """Where most lines begin; the first is not asked, as it may be indented or hang out."""
    lefts = Counter(round(line.left) for line in run[1:] or run)
    return max(lefts, key=lefts.__getitem__)


def _begins(paragraph: list[Line], line: Line, margin: float, right: float) -> bool:
    """Whether a line is the first of its paragraph, not the next of the paragraph before it."""
    first, last = paragraph[0], paragraph[-1]
    if _goes_on(last, line):
        return False
    is_short = _is_short(last, line, right)
    if _is_item(line.text):
        return is_short or _is_item(first.text) or last.text.endswith(_STOPS)
    if _is_item(first.text) and line.left > first.left + 1:
        return False
    return is_short or _is_indented(paragraph, line, margin)


def _is_item(text: str) -> bool:
    is_marked = _BULLET.match(text) or _NUMBER.match(text)
    return is_marked is not None and PAGE_NUMBER.fullmatch(text) is None


def _is_short(last: Line, line: Line, right: float) -> bool:
    """Whether the last line ends early: the next one's first word would have fitted."""
    room = right - last.right
    word = (line.right - line.left) * len(line.text.split(" ", 1)[0]) / len(line.text)
    if room < word + last.size / 2 or line.text[0].islower():
        return False
    return last.text.endswith(_STOPS) or room > 0.25 * (right - last.left)


def _is_indented(paragraph: list[Line], line: Line, margin: float) -> bool:
    """Whether a line begins where a first line would: off the margin, unlike the line before."""
    last, em = paragraph[-1], 0.7 * line.size
    if abs(line.left - last.left) < em or _are_centred(last, line):
        return False
    return abs(line.left - margin) >= em or len(paragraph) > 1


def _are_centred(a: Line, b: Line) -> bool:
    return abs(a.left + a.right - b.left - b.right) < 0.6 * a.size


# Words broken at the ends of lines.

_HEAD = re.compile(f"([\\w-]*\\w)[-\u2010{HYPHEN}]$")
_TAIL = re.compile(r"[^\W\d_]*")
_SPELT = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_AND = ("and", "or")
"""After a hyphen these are words of their own, as in "first- and second-hand"."""


def _joined(lines: list[Line], usage: Typography) -> str:
    """The lines of a paragraph as one."""
    parts = [lines[0].text]
    for last, line in itertools.pairwise(lines):
        broken = _broken(last, line)
        if broken is None or broken[1] in _AND:
            parts.append(" ")
        elif _is_one_word(*broken, usage):
            parts[-1] = parts[-1][:-1]
        parts.append(line.text)
    return "".join(parts).replace(HYPHEN, "-")


def _broken(last: Line, line: Line) -> tuple[str, str] | None:
    """What stands before and after the hyphen, where the last line ends with one."""
    head, tail = _HEAD.search(last.text[-NEAR:]), _TAIL.match(line.text)
    return (head[1].lower(), tail[0]) if head and tail else None


def _is_one_word(head: str, tail: str, usage: Typography) -> bool:
    """Whether the hyphen is there for the line's end only."""
    if not tail.islower() or not head[-1].isalpha():
        return False
    told = _evidence(head, tail, usage.spelt)
    return told > 0 or (told == 0 and not usage.keeps_hyphens and "-" not in head)


def _evidence(head: str, tail: str, spelt: Counter[str]) -> int:
    """How much oftener the document spells the word in one than with a hyphen."""
    return spelt[head.rpartition("-")[2] + tail] - spelt[f"{head}-{tail}"]


def _keeps_hyphens(pages: list[Page], spelt: Counter[str]) -> bool:
    """Whether most hyphens at line ends, where the document tells, belong to their words."""
    votes = 0
    for last, line in _neighbours(pages):
        broken = _broken(last, line)
        if broken is not None and broken[1].islower():
            told = _evidence(*broken, spelt)
            votes += (told > 0) - (told < 0)
    return votes < 0
