"""Lines in reading order → paragraphs, list items and rows of tables.

Paragraphs are found by white space, indents, list marks and lines that end early; words broken at
the ends of lines are joined. The usual sizes and distances are those of the whole document.
"""

import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from index.reading.formats.code_fences import fence_around
from index.reading.formats.pdf_code import listing
from index.reading.formats.pdf_heads import Place, edge_lines, running_heads
from index.reading.formats.pdf_layout import PAGE_NUMBER
from index.reading.formats.pdf_line_ends import (
    LineEnds,
    broken_word,
    find_line_ends,
    joined_lines,
)
from index.reading.formats.pdf_lines import BULLETS, HYPHEN, Line, Page, Region
from index.reading.formats.pdf_prose import first_word_width

CODE = "code"
"""The kind of a block that is a listing between two fences."""

_LEAST_REPEATS = 3
_WIDE_SPACING = 1.5
"""Of lines, for their size: where all stand farther apart, each may be a paragraph."""

_USUAL_BOLD = 0.4
"""With a larger share of letters bold type marks nothing."""

_BULLET = re.compile(rf"[{BULLETS}]\s+")
_NUMBER = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{2,4})[.)]\s+")
_SENTENCE_ENDS = tuple(".!?:;”’\"')]…。！？：；」』）")


@dataclass(frozen=True, slots=True)
class PdfBlock:
    """A paragraph on a page (from 0); ``level`` where it is a heading.

    ``kind`` is ``item``, ``row``, ``code`` or empty. Items follow each other without a blank line,
    and so do rows. ``is_furniture`` marks running heads and words that are no part of the text's
    flow; ``is_marginal`` those among them that are surely no part of the text. ``is_bold`` marks
    words that are all bold while most of their page are not, ``is_apart`` white space above, as
    between paragraphs.
    """

    page: int
    text: str
    size: float
    kind: str
    is_furniture: bool
    is_marginal: bool = False
    table: int | None = None
    is_header: bool = False
    is_bold: bool = False
    is_apart: bool = False
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Typography:
    """What is usual in the whole document.

    ``size`` is the usual type size, ``spacing`` the usual distance of lines for each rounded type
    size, ``repeated`` what stands at the edges of several pages, ``running`` the running
    heads, ``bold_pages`` the pages on which bold type is usual.
    """

    size: float
    spacing: dict[int, float]
    repeated: frozenset[tuple[str, int]]
    running: frozenset[Place]
    line_ends: LineEnds
    bold_pages: frozenset[int] = frozenset()


def find_typography(pages: list[Page]) -> Typography:
    sizes: Counter[float] = Counter()
    all_lines: list[Line] = []
    edges: Counter[tuple[str, int]] = Counter()
    for page in pages:
        lines = [line for region in page for line in region.lines]
        all_lines += lines
        edges.update(set(map(_without_numbers, edge_lines(page))))
        for line in lines:
            sizes[round(line.size, 1)] += len(line.text)
    size = max(sizes, key=sizes.__getitem__)
    running = running_heads(pages, size)
    repeated = {masked for masked, count in edges.items() if count >= _LEAST_REPEATS}
    repeated |= {_without_numbers(line) for _, line in running}
    return Typography(
        size=size,
        spacing=_spacing(pages),
        repeated=frozenset(repeated),
        running=running,
        line_ends=find_line_ends(all_lines, list(_neighbours(pages))),
        bold_pages=_bold_pages(pages),
    )


def _bold_pages(pages: list[Page]) -> frozenset[int]:
    """The pages on which bold type is usual, or all if it is in the whole document."""
    letters = [(_letters(page, bold_only=True), _letters(page)) for page in pages]
    bold, total = (sum(counts) for counts in zip(*letters, strict=True))
    if bold > _USUAL_BOLD * total:
        return frozenset(range(len(pages)))
    return frozenset(n for n, (bold, total) in enumerate(letters) if bold > _USUAL_BOLD * total)


def _letters(page: Page, *, bold_only: bool = False) -> int:
    lines = (line for region in page for line in region.lines)
    return sum(len(line.text) for line in lines if line.is_bold or not bold_only)


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
    blocks = []
    for number, page in enumerate(pages):
        above = {id(below): line for line, below in _neighbours([page])}
        for paragraph in _page_paragraphs(page, typography, number == len(pages) - 1):
            block = _block(number, paragraph, typography)
            first = paragraph.lines[0]
            is_apart = _is_apart(above.get(id(first)), first, typography)
            blocks.append(replace(block, is_apart=is_apart))
    return blocks


def _is_apart(above: Line | None, line: Line, typography: Typography) -> bool:
    """Whether a line has space above, as a paragraph has, or is the first of its region."""
    if above is None:
        return True
    usual = min(_usual_spacing(above, typography), _WIDE_SPACING * line.size)
    return above.baseline - line.baseline > 1.25 * usual


def _usual_spacing(line: Line, typography: Typography) -> float:
    return typography.spacing.get(round(line.size), 1.25 * line.size)


class _Paragraph(NamedTuple):
    lines: list[Line]
    is_turned: bool = False
    is_furniture: bool = False
    is_note: bool = False


def _block(page: int, paragraph: _Paragraph, typography: Typography) -> PdfBlock:
    lines = paragraph.lines
    if lines[0].is_code:
        code = _join_surrogates(listing(lines)).replace(HYPHEN, "-")
        fence = fence_around(code)
        return PdfBlock(page, f"{fence}\n{code}\n{fence}", lines[0].size, CODE, False)
    text = _join_surrogates(joined_lines(lines, typography.line_ends))
    is_item = _is_list_item(text) and not paragraph.is_note
    kind = "row" if lines[0].is_row else "item" if is_item else ""
    if kind == "item":
        text = _BULLET.sub("- ", text, count=1) if _BULLET.match(text) else text
    is_head = len(lines) == 1 and _is_furniture(lines[0], typography)
    return PdfBlock(
        page,
        text,
        lines[0].size,
        kind,
        is_furniture=is_head or paragraph.is_turned or paragraph.is_furniture,
        is_marginal=paragraph.is_furniture or (is_head and (page, lines[0]) in typography.running),
        table=lines[0].table,
        is_header=lines[0].is_header,
        is_bold=page not in typography.bold_pages and all(line.is_bold for line in lines),
    )


def _join_surrogates(text: str) -> str:
    """The text with surrogate pairs joined, which PDFium gives; a lone half becomes U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _page_paragraphs(page: Page, typography: Typography, is_last: bool) -> list[_Paragraph]:
    """The paragraphs of a page in reading order: its footnotes stand before a last paragraph that
    the next page continues, for between its halves they would stand inside a sentence."""
    text = [region for region in page if not _is_aside(region)]
    notes = [i for i, region in enumerate(text) if region.is_note]
    first, last = (notes[0], notes[-1] + 1) if notes else (len(text), len(text))
    above, under, below = (
        list(_paragraphs(regions, typography))
        for regions in (text[:first], text[first:last], text[last:])
    )
    ending = above[-1:] if above and not is_last and _is_unfinished(above[-1]) else []
    return [
        *map(_Paragraph, above[: len(above) - len(ending)]),
        *(_Paragraph(lines, is_note=True) for lines in under),
        *map(_Paragraph, ending),
        *map(_Paragraph, below),
        *(
            _Paragraph(lines, region.is_turned, region.is_furniture)
            for region in filter(_is_aside, page)
            for lines in _paragraphs([region], typography)
        ),
    ]


def _is_aside(region: Region) -> bool:
    return region.is_turned or region.is_furniture


def _is_unfinished(paragraph: list[Line]) -> bool:
    """Whether a paragraph ends inside a sentence."""
    last = paragraph[-1]
    return len(paragraph) > 1 and not last.is_row and not last.text.endswith(_SENTENCE_ENDS)


def _paragraphs(regions: Iterable[Region], typography: Typography) -> Iterator[list[Line]]:
    """The lines of each paragraph, also where it continues in the next column."""
    paragraph: list[Line] = []
    for region in regions:
        for i, lines in enumerate(_region_paragraphs(region.lines, typography)):
            if paragraph and i == 0 and region.flows and _goes_on(paragraph, lines[0]):
                paragraph = paragraph + lines
                continue
            if paragraph:
                yield paragraph
            paragraph = lines
    if paragraph:
        yield paragraph


def _goes_on(paragraph: list[Line], line: Line) -> bool:
    """Whether a paragraph goes on in a line at the top of the next column."""
    if _continues_sentence(paragraph[-1], line):
        return True
    first = line.text[0]
    has_no_small_letters = first.isalpha() and first.lower() == first.upper()
    alike = _have_similar_size(paragraph[-1], line) and not line.is_row
    return has_no_small_letters and alike and _is_unfinished(paragraph)


def _continues_sentence(previous: Line, line: Line) -> bool:
    """Whether a sentence clearly continues, even with a line of code in smaller type."""
    if previous.is_row or line.is_row or previous.is_code or line.is_code:
        return False
    if not _have_similar_size(previous, line, 1.3):
        return False
    if broken_word(previous, line) is not None:
        return True
    starts = line.text[0].islower() and not _is_list_item(line.text)
    return starts and not previous.text.endswith(_SENTENCE_ENDS)


def _have_similar_size(a: Line, b: Line, ratio: float = 1.1) -> bool:
    return max(a.size, b.size) < ratio * min(a.size, b.size)


def _region_paragraphs(lines: Iterable[Line], typography: Typography) -> Iterator[list[Line]]:
    run: list[Line] = []
    for line in lines:
        if run and run[-1].is_code and line.is_code:
            run.append(line)
            continue
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
        or above.is_code
        or below.is_code
        or _is_furniture(above, typography)
        or _is_furniture(below, typography)
    ):
        return True
    usual = _usual_spacing(above, typography)
    continues = above.is_bold == below.is_bold and _continues_sentence(above, below)
    if (above.is_filled or below.is_filled) and not continues:
        return True
    is_far = above.baseline - below.baseline > (1.5 if continues else 1.25) * usual
    return is_far or not (continues or _have_similar_size(above, below))


def _is_furniture(line: Line, typography: Typography) -> bool:
    return line.table is None and _without_numbers(line) in typography.repeated


def _run_paragraphs(run: list[Line]) -> Iterator[list[Line]]:
    """The paragraphs of lines close together: cut at indents, list marks and short lines."""
    if run[0].is_code:
        yield run
        return
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
    if room < first_word_width(line) + previous.size / 2 or line.text[0].islower():
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
