"""Lines in reading order → paragraphs, list items and rows of tables.

Paragraphs are found by white space, indents, list marks and lines that end early; words broken at
the ends of lines are joined. The usual sizes and distances are those of the whole document.
"""

import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.reading.formats.pdf_layout import BULLETS, LINE_END_CHARACTERS, PAGE_NUMBER, Line, Page

HYPHEN = "\ufffe"
"""PDFium's sign for a hyphen that it takes for that of a broken word."""

_LEAST_REPEATS = 3
_BULLET = re.compile(rf"[{BULLETS}]\s+")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,4})[.)]\s+")
_SENTENCE_ENDS = tuple(".!?:;”’\"')]…")


@dataclass(frozen=True, slots=True)
class PdfBlock:
    """A paragraph on a page (from 0); ``level`` where it is a heading.

    ``kind`` is ``item``, ``row`` or empty. Items follow each other without a blank line, and so do
    rows.
    """

    page: int
    text: str
    size: float
    kind: str
    is_furniture: bool
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Typography:
    """What is usual in the whole document.

    ``size`` is the usual type size, ``spacing`` the usual distance of lines for each rounded type
    size, ``repeated`` the running heads, ``spellings`` how often each word occurs.
    """

    size: float
    spacing: dict[int, float]
    repeated: frozenset[tuple[str, int]]
    spellings: Counter[str]
    keeps_hyphens: bool


def find_typography(pages: list[Page]) -> Typography:
    sizes: Counter[float] = Counter()
    spellings: Counter[str] = Counter()
    edges: Counter[tuple[str, int]] = Counter()
    for page in pages:
        lines = [line for region in page for line in region.lines]
        edges.update({_without_numbers(line) for line in (*lines[:1], *lines[-1:])})
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
            spellings.update(_SPELLING.findall(line.text.lower()))
    return Typography(
        size=max(sizes, key=sizes.__getitem__),
        spacing=_spacing(pages),
        repeated=frozenset(masked for masked, count in edges.items() if count >= _LEAST_REPEATS),
        spellings=spellings,
        keeps_hyphens=_keeps_hyphens(pages, spellings),
    )


def _without_numbers(line: Line) -> tuple[str, int]:
    """What the running heads of all pages share: their words without numbers, and their size."""
    return re.sub(r"\d+", "#", line.text), round(line.size)


def _spacing(pages: list[Page]) -> dict[int, float]:
    """The usual distance of lines in a paragraph, for each size of type."""
    certain: defaultdict[int, list[float]] = defaultdict(list)
    uncertain: defaultdict[int, list[float]] = defaultdict(list)
    for a, b in _neighbours(pages):
        if round(a.size) == round(b.size) and 0 < a.baseline - b.baseline < 3 * a.size:
            distances = certain if _continues_sentence(a, b) else uncertain
            distances[round(a.size)].append(a.baseline - b.baseline)
    # Where no small letter shows that a sentence continues, most distances may be those between
    # paragraphs.
    guessed = {
        size: min(1.8 * size, sorted(distances)[len(distances) // 4])
        for size, distances in uncertain.items()
    }
    return guessed | {size: statistics.median(distances) for size, distances in certain.items()}


def _neighbours(pages: list[Page]) -> Iterator[tuple[Line, Line]]:
    for region in itertools.chain.from_iterable(pages):
        yield from itertools.pairwise(region.lines)


def find_blocks(pages: list[Page], typography: Typography) -> list[PdfBlock]:
    return [
        _block(number, lines, typography)
        for number, page in enumerate(pages)
        for lines in _paragraphs(page, typography)
    ]


def _block(page: int, lines: list[Line], typography: Typography) -> PdfBlock:
    text = _join_surrogates(_join_lines(lines, typography))
    kind = "row" if lines[0].is_row else "item" if _is_list_item(text) else ""
    if kind == "item":
        text = _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text
    is_furniture = len(lines) == 1 and _is_furniture(lines[0], typography)
    return PdfBlock(page, text, lines[0].size, kind, is_furniture)


def _join_surrogates(text: str) -> str:
    """The text with surrogate pairs joined, which PDFium gives; a lone half becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _paragraphs(page: Page, typography: Typography) -> Iterator[list[Line]]:
    """The lines of each paragraph, also where it continues in the next column."""
    paragraph: list[Line] = []
    for region in page:
        for i, lines in enumerate(_region_paragraphs(region.lines, typography)):
            if (
                paragraph
                and i == 0
                and region.flows
                and _continues_sentence(paragraph[-1], lines[0])
            ):
                paragraph = paragraph + lines
                continue
            if paragraph:
                yield paragraph
            paragraph = lines
    if paragraph:
        yield paragraph


def _continues_sentence(previous: Line, line: Line) -> bool:
    """Whether a sentence clearly continues, even with a line of code in smaller type."""
    if previous.is_row or line.is_row or not _have_similar_size(previous, line, 1.3):
        return False
    starts = line.text[0].islower() and not _is_list_item(line.text)
    return starts and not previous.text.endswith(_SENTENCE_ENDS)


def _have_similar_size(a: Line, b: Line, ratio: float = 1.1) -> bool:
    return max(a.size, b.size) < ratio * min(a.size, b.size)


def _region_paragraphs(lines: Iterable[Line], typography: Typography) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        if run and _are_separate(run[-1], line, typography):
            yield from _run_paragraphs(run)
            run = []
        run.append(line)
    if run:
        yield from _run_paragraphs(run)


def _are_separate(above: Line, below: Line, typography: Typography) -> bool:
    """Whether the look of two lines shows that they are not in the same paragraph."""
    if (
        above.is_row
        or below.is_row
        or _is_furniture(above, typography)
        or _is_furniture(below, typography)
    ):
        return True
    usual = typography.spacing.get(round(above.size), 1.25 * above.size)
    continues = _continues_sentence(above, below)
    if (above.is_filled or below.is_filled) and not continues:
        return True
    is_far = above.baseline - below.baseline > (1.5 if continues else 1.25) * usual
    return is_far or not (continues or _have_similar_size(above, below))


def _is_furniture(line: Line, typography: Typography) -> bool:
    return _without_numbers(line) in typography.repeated


def _run_paragraphs(run: list[Line]) -> Iterator[list[Line]]:
    """The paragraphs of lines close together: cut at indents, list marks and short lines."""
    margin, right = _margin(run), max(line.right for line in run)
    paragraph = run[:1]
    for line in run[1:]:
        if _begins_paragraph(paragraph, line, margin, right):
            yield paragraph
            paragraph = []
        paragraph.append(line)
    yield paragraph


def _margin(run: list[Line]) -> float:
    """Where most lines begin; the first is not counted, as it may be indented or hang out."""
    lefts = Counter(round(line.left) for line in run[1:] or run)
    return max(lefts, key=lefts.__getitem__)


def _begins_paragraph(paragraph: list[Line], line: Line, margin: float, right: float) -> bool:
    """Whether a line begins a new paragraph, and does not continue the one before it."""
    first, previous = paragraph[0], paragraph[-1]
    if _continues_sentence(previous, line):
        return False
    is_short = _is_short(previous, line, right)
    if _is_list_item(line.text):
        return is_short or _is_list_item(first.text) or previous.text.endswith(_SENTENCE_ENDS)
    if _is_list_item(first.text) and line.left > first.left + 1:
        return False
    return is_short or _is_indented(paragraph, line, margin)


def _is_list_item(text: str) -> bool:
    is_marked = _BULLET.match(text) or _NUMBER.match(text)
    return is_marked is not None and PAGE_NUMBER.fullmatch(text) is None


def _is_short(previous: Line, line: Line, right: float) -> bool:
    """Whether the previous line ends early: the first word of the next one would fit there."""
    room = right - previous.right
    word = (line.right - line.left) * len(line.text.split(" ", 1)[0]) / len(line.text)
    if room < word + previous.size / 2 or line.text[0].islower():
        return False
    return previous.text.endswith(_SENTENCE_ENDS) or room > 0.25 * (right - previous.left)


def _is_indented(paragraph: list[Line], line: Line, margin: float) -> bool:
    """Whether a line begins where a first line does: off the margin, unlike the line before."""
    previous, em = paragraph[-1], 0.7 * line.size
    if abs(line.left - previous.left) < em or _are_centred(previous, line):
        return False
    return abs(line.left - margin) >= em or len(paragraph) > 1


def _are_centred(a: Line, b: Line) -> bool:
    return abs(a.left + a.right - b.left - b.right) < 0.6 * a.size


# Words broken at the ends of lines.

_WORD_HEAD = re.compile(f"([\\w-]*\\w)[-\u2010{HYPHEN}]$")
_WORD_TAIL = re.compile(r"[^\W\d_]*")
_SPELLING = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CONJUNCTIONS = ("and", "or")
"""After a hyphen these are separate words, as in "first- and second-hand"."""


def _join_lines(lines: list[Line], typography: Typography) -> str:
    """The lines of a paragraph as one."""
    parts = [lines[0].text]
    for previous, line in itertools.pairwise(lines):
        broken_word = _broken_word(previous, line)
        if broken_word is None or broken_word[1] in _CONJUNCTIONS:
            parts.append(" ")
        elif _is_one_word(*broken_word, typography):
            parts[-1] = parts[-1][:-1]
        parts.append(line.text)
    return "".join(parts).replace(HYPHEN, "-")


def _broken_word(previous: Line, line: Line) -> tuple[str, str] | None:
    """What is before and after the hyphen, if the previous line ends with one."""
    head, tail = (
        _WORD_HEAD.search(previous.text[-LINE_END_CHARACTERS:]),
        _WORD_TAIL.match(line.text),
    )
    return (head[1].lower(), tail[0]) if head and tail else None


def _is_one_word(head: str, tail: str, typography: Typography) -> bool:
    """Whether the hyphen is there only because the line ends."""
    if not tail.islower() or not head[-1].isalpha():
        return False
    evidence = _evidence(head, tail, typography.spellings)
    return evidence > 0 or (evidence == 0 and not typography.keeps_hyphens and "-" not in head)


def _evidence(head: str, tail: str, spellings: Counter[str]) -> int:
    """How many times more the document spells the word without a hyphen than with one."""
    return spellings[head.rpartition("-")[2] + tail] - spellings[f"{head}-{tail}"]


def _keeps_hyphens(pages: list[Page], spellings: Counter[str]) -> bool:
    """Whether most hyphens at line ends belong to their words, by the document's spellings."""
    votes = 0
    for previous, line in _neighbours(pages):
        broken_word = _broken_word(previous, line)
        if broken_word is not None and broken_word[1].islower():
            evidence = _evidence(*broken_word, spellings)
            votes += (evidence > 0) - (evidence < 0)
    return votes < 0
