"""Bytes of a PDF → paragraphs in reading order, and where each page begins.

PDFium gives the characters and their positions; ``pdf_layout`` finds the order of the lines and
``pdf_paragraphs`` the paragraphs. Running heads and page numbers stay in the text, always as
paragraphs of their own.
"""

import ctypes
import itertools
import math
import re
import statistics
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any, NamedTuple

from index.documents import Code, Metadata, Obstacle
from index.reading.formats.pdf_annotations import Annotations, annotations_of
from index.reading.formats.pdf_contents import with_listed_titles
from index.reading.formats.pdf_direction import has_right_to_left, word_from_right
from index.reading.formats.pdf_fonts import font_of
from index.reading.formats.pdf_forms import filled_in, with_notes
from index.reading.formats.pdf_headings import Bookmark, bookmarks_of, headings_of, with_levels
from index.reading.formats.pdf_layout import lay_out
from index.reading.formats.pdf_lines import HYPHEN, Line, Page, Word
from index.reading.formats.pdf_metadata import stated_metadata, true_metadata
from index.reading.formats.pdf_page_labels import page_labels_of
from index.reading.formats.pdf_paragraphs import (
    CODE,
    PdfBlock,
    find_blocks,
    find_typography,
)
from index.reading.formats.pdf_raised import with_marks_joined, with_raised_digits
from index.reading.formats.pdf_rulings import Side, sides_of
from index.reading.formats.pdf_scans import Scans
from index.reading.formats.pdf_tables import tables_of
from index.reading.formats.pdf_visibility import Box, Effort, PageView, view_of
from index.reading.formats.pdf_warnings import LeftOut, warnings_of
from index.reading.formats.pdfium import pdfium
from index.reading.formats.reading import Reading, Unreadable

MOST_PAGES = 20_000
MOST_CHARACTERS = 20_000_000
MOST_LINES = 1_000_000
"""A book has 50 lines a page; millions of lines of one letter would only fill the memory."""

MOST_FIELDS = 20_000
"""Filled in; nobody fills in a form of more."""

MOST_DRAWING = 12_000_000
"""Bytes of the commands that draw one page; PDFium takes up to seventy times as much memory."""


def read_pdf(data: bytes) -> Iterator[Reading]:
    """A PDF as one document; raises ``Unreadable`` when it is locked, damaged, vast or wordless."""
    _refuse_bombs(data)
    with closing(_open_document(data)) as document:
        scans = Scans(data)
        pages, left_out = _read_pages(document, scans)
        bookmarks = bookmarks_of(document)
        stated = stated_metadata(document)
        labels = page_labels_of(document, pages)
    if not any(map(_has_text, pages)):
        raise scans.unreadable(left_out.failed)
    reading = reading_of(pages, stated, bookmarks, labels)
    yield reading._replace(
        scan_certainty=scans.certainties(len(pages)),
        warnings=(*warnings_of(data, reading.text, left_out), *scans.warnings()),
    )


def reading_of(
    pages: list[Page],
    stated: Metadata,
    bookmarks: Sequence[Bookmark] = (),
    labels: tuple[str, ...] = (),
) -> Reading:
    """A document from the lines of its pages, one of which has words."""
    typography = find_typography(pages)
    blocks = with_levels(find_blocks(pages, typography), bookmarks, typography.size)
    blocks = with_listed_titles(blocks, labels)
    text, block_starts, page_starts = _join_blocks(blocks, len(pages))
    return Reading(
        key="",
        text=text,
        metadata=true_metadata(stated, blocks, typography.size),
        headings=tuple(headings_of(blocks, block_starts)),
        pages=page_starts,
        page_labels=labels,
        tables=tuple(tables_of(blocks, block_starts)),
        code=tuple(_code(blocks, block_starts)),
        furniture=tuple(
            (start, start + len(block.text))
            for block, start in zip(blocks, block_starts, strict=True)
            if block.is_marginal
        ),
    )


def _code(blocks: list[PdfBlock], starts: list[int]) -> Iterator[Code]:
    for block, start in zip(blocks, starts, strict=True):
        if block.kind == CODE:
            end = start + len(block.text)
            fence = block.text.index("\n")
            yield Code(start, end, (start + fence + 1, end - fence - 1))


def _has_text(page: Page) -> bool:
    return any(c.isalnum() for region in page for line in region.lines for c in line.text)


# The file: PDFium's characters into lines as they were drawn.


_SPACE = " \t\r\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_SPACES = frozenset(" \t\u00a0\u3000")
_DRAWN_LINE = re.compile(f"[^\r\n{HYPHEN}]*{HYPHEN}|[^\r\n{HYPHEN}]+")
_WORD = re.compile(f"[^{_SPACE}{HYPHEN}]*{HYPHEN}|[^{_SPACE}{HYPHEN}]+")
_FINAL_SOFT_HYPHEN = re.compile("\u00ad$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
MOST_PIXELS = 100_000_000
"""Of the pictures that stand among the commands of one page: PDFium unpacks them to find words."""

_NOT_DRAWING = re.compile(rb"/Image\b|/Length1|/EmbeddedFile")
_SIDES = re.compile(rb"/(?:(W)(?:idth)?|H(?:eight)?)\s*\+?(\d{1,10})")
_LONGEST_HEAD = 4_000
"""Bytes that say how large a picture is, with its colours."""

_LARGEST_NUMBER = 1e6


def _refuse_bombs(data: bytes) -> None:
    """Raise ``Unreadable`` when a few bytes unpack to more than PDFium can hold.

    Pictures, fonts and attachments may be large: finding the text does not unpack them.
    """
    for chunk in data.split(b"endstream"):
        head, _, packed = chunk.partition(b"stream")
        entry = head.rpartition(b" obj")[2]
        if _NOT_DRAWING.search(entry):
            continue
        if b"/Filter" not in entry:
            _refuse_vast_pictures(packed)
        elif b"Flate" in entry:
            with suppress(zlib.error):
                unpacked = zlib.decompressobj().decompress(packed.lstrip(), MOST_DRAWING + 1)
                if len(unpacked) > MOST_DRAWING:
                    raise Unreadable(
                        f"a page in it unpacks to more than {MOST_DRAWING:,} bytes", Obstacle.LARGE
                    )
                _refuse_vast_pictures(unpacked)


def _refuse_vast_pictures(commands: bytes) -> None:
    """Raise ``Unreadable`` when the pictures among the commands of a page have too many pixels."""
    pixels = sum(_pixels(head[:_LONGEST_HEAD]) for head in commands.split(b"BI")[1:])
    if pixels > MOST_PIXELS:
        raise Unreadable(
            f"pictures of {pixels:,} pixels among the words of a page; print it anew",
            Obstacle.LARGE,
        )


def _pixels(head: bytes) -> int:
    sides = [(match[1] is not None, int(match[2])) for match in _SIDES.finditer(head)]
    widths, heights = ([side for is_w, side in sides if is_w is kind] for kind in (True, False))
    return max(widths, default=0) * max(heights, default=0)


def _open_document(data: bytes) -> Any:
    library = pdfium()
    try:
        document = library.PdfDocument(data)
    except library.PdfiumError as error:
        if error.err_code in (library.raw.FPDF_ERR_PASSWORD, library.raw.FPDF_ERR_SECURITY):
            raise Unreadable("encrypted; save it without a password", Obstacle.LOCKED) from error
        raise Unreadable(
            "damaged: no pages are found in it; save it again", Obstacle.DAMAGED
        ) from error
    if len(document) > MOST_PAGES:
        document.close()
        raise Unreadable(
            f"more than {MOST_PAGES:,} pages; split it", Obstacle.LARGE, pages=MOST_PAGES
        )
    return document


class _Drawn(NamedTuple):
    """What is on a page: its lines with their angles, how many words nobody sees, its fields, and
    the sides of its boxes and rulings."""

    lines: list[tuple[int, Line]]
    unseen: int
    annotations: Annotations
    sides: list[Side]


def _read_pages(document: Any, scans: Scans) -> tuple[list[Page], LeftOut]:
    """The pages' regions, and what of them is left out."""
    document.init_forms()
    left_out = LeftOut(attachments=document.count_attachments())
    pages: list[Page] = []
    characters = lines = fields = 0
    effort = Effort()
    for number in range(1, len(document) + 1):
        drawn = _Drawn([], 0, Annotations(), [])
        try:
            with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
                characters += textpage.count_chars()
                _check_count("characters", characters, MOST_CHARACTERS)
                drawn_lines, unseen = _drawn_lines(textpage.raw, view_of(page, effort))
                scans.look_at(number, page, drawn_lines)
                annotations = annotations_of(page.raw, document.formenv)
                sides = sides_of(pdfium().raw, page.raw)
                drawn = _Drawn(drawn_lines, unseen, annotations, sides)
        except pdfium().PdfiumError:
            left_out.failed.append(number)
        lines += len(drawn.lines)
        _check_count("lines", lines, MOST_LINES)
        characters += drawn.annotations.length
        fields += drawn.annotations.count
        _check_count("fields", fields, MOST_FIELDS)
        pages.append(_laid_out(drawn))
        left_out.unseen_words[number] = drawn.unseen
        left_out.comments[number] = drawn.annotations.comments
        left_out.hidden[number] = drawn.annotations.hidden
    for number, recognised in scans.recognised():
        pages[number - 1] = lay_out(recognised)
    return pages, left_out


def _laid_out(drawn: _Drawn) -> Page:
    """A page's regions with the values of its form in their lines, and its notes."""
    if not drawn.annotations.count:
        return lay_out(drawn.lines, drawn.sides)
    angle = statistics.mode([angle for angle, _ in drawn.lines] or [0])
    upright = [line for line_angle, line in drawn.lines if line_angle == angle]
    slanted = [(line_angle, line) for line_angle, line in drawn.lines if line_angle != angle]
    filled, notes = filled_in(upright, drawn.annotations.turned(angle))
    lines = [*((angle, line) for line in filled), *slanted]
    return with_notes(lay_out(lines, drawn.sides), notes)


def _check_count(what: str, count: int, limit: int) -> None:
    if count > limit:
        raise Unreadable(f"more than {limit:,} {what}; split it", Obstacle.LARGE, **{what: limit})


def _drawn_lines(handle: Any, view: PageView) -> tuple[list[tuple[int, Line]], int]:
    """Lines in the order of drawing, cut at wide gaps, each with its angle in degrees; and how
    many words nobody sees."""
    raw = pdfium().raw
    text = _characters(raw, handle)
    lines: list[tuple[int, Line]] = []
    unseen = 0
    for drawn_line in _DRAWN_LINE.finditer(text):
        if matches := list(_WORD.finditer(text, *drawn_line.span())):
            # PDFium turns clockwise. Whole degrees keep the lines of a crooked scan together.
            turn = _bounded(raw.FPDFText_GetCharAngle(handle, matches[0].start()))
            angle = -round(math.degrees(turn)) % 360
            words = [_word(raw, handle, match, angle) for match in matches]
            seen = [word for word in words if _is_seen(word, angle, handle, view)]
            unseen += len(words) - len(seen)
            groups = _cut_at_gaps(with_marks_joined(word for word in seen if word.text))
            pieces = [_line(raw, handle, group) for group in groups]
            lines += ((angle, line) for line in _with_spaces(pieces, drawn_line[0]))
    return lines, unseen


def _is_seen(word: Word, angle: int, handle: Any, view: PageView) -> bool:
    place = (word.left, word.baseline) if angle == 0 else None
    return view.shows(handle, word.first, word.height, place)


def _with_spaces(lines: list[Line], drawn: str) -> list[Line]:
    """The lines with the spaces at the edges of the line as drawn."""
    if lines and drawn[0] in _SPACES:
        lines[0] = replace(lines[0], follows_space=True)
    if lines and drawn[-1] in _SPACES:
        lines[-1] = replace(lines[-1], ends_with_space=True)
    return lines


def _characters(raw: Any, handle: Any) -> str:
    """The page's text with one character for each of PDFium's, so that both have one index."""
    count = raw.FPDFText_CountChars(handle)
    units = (ctypes.c_ushort * (count + 1))()
    # Asking for all at once is fast, but leaves out characters without a Unicode value.
    if raw.FPDFText_GetText(handle, 0, count, units) == count + 1:
        text = "".join(map(chr, units[:count]))
    else:
        text = "".join(_character(raw, handle, index) for index in range(count))
    return _CONTROL.sub("\ufffd", text)


def _character(raw: Any, handle: Any, index: int) -> str:
    if raw.FPDFText_IsHyphen(handle, index) == 1:
        return HYPHEN
    return chr(min(raw.FPDFText_GetUnicode(handle, index), 0x10FFFF))


def _word(raw: Any, handle: Any, match: re.Match[str], angle: int) -> Word:
    x, y, end = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF()
    raw.FPDFText_GetCharOrigin(handle, match.start(), x, y)
    raw.FPDFText_GetLooseCharBox(handle, match.end() - 1, end)
    left, baseline, _, _ = Box(x.value, y.value, x.value, y.value).turned(angle)
    _, low, right, high = Box(end.left, end.bottom, end.right, end.top).turned(angle)
    text = _word_text(raw, handle, match)
    if angle == 0 and text[-1:] == match[0][-1]:
        text = with_raised_digits(raw, handle, match.start(), text)
    if has_right_to_left(text):  # Its first letter is the rightmost, and numbers run otherwise.
        sides = [_sides(raw, handle, index, angle) for index in range(*match.span())]
        left, right = min(side[0] for side in sides), max(side[1] for side in sides)
        if len(text) == len(sides) and any(c.isascii() and c.isalnum() for c in text):
            text = word_from_right([(x, c) for (x, _), c in zip(sides, text, strict=True)])
    return Word(text, match.start(), left, right, baseline, high - low)


def _sides(raw: Any, handle: Any, index: int, angle: int) -> tuple[float, float]:
    """The left and the right side of a character."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(handle, index, box)
    left, _, right, _ = Box(box.left, box.bottom, box.right, box.top).turned(angle)
    return left, right


def _word_text(raw: Any, handle: Any, match: re.Match[str]) -> str:
    """A word with U+FFFD for characters without Unicode value; PDFium gives font codes for them.

    Only the first character is checked at first: a font has Unicode values for all its characters
    or for none.
    """
    text, start = match[0], match.start()
    if raw.FPDFText_HasUnicodeMapError(handle, start) == 1:
        is_unmapped = (
            raw.FPDFText_HasUnicodeMapError(handle, start + i) == 1 for i in range(len(text))
        )
        text = "".join(
            "\ufffd" if unmapped else character
            for unmapped, character in zip(is_unmapped, text, strict=True)
        )
    return text if text.isascii() else _INVISIBLE.sub("", _FINAL_SOFT_HYPHEN.sub(HYPHEN, text))


def _bounded(value: float) -> float:
    """The value within limits: a damaged file can give infinity or NaN."""
    return max(-_LARGEST_NUMBER, min(_LARGEST_NUMBER, value))


def _cut_at_gaps(words: Iterable[Word]) -> Iterator[list[Word]]:
    """The words in groups, cut where a column or a cell may begin: at wide gaps and at jumps."""
    group: list[Word] = []
    for word in words:
        if group:
            previous = group[-1]
            em = max(word.height, previous.height, 1.0)
            is_level = abs(word.baseline - previous.baseline) < em / 2
            if not is_level or not -em < _gap(previous, word) < em:
                yield group
                group = []
        group.append(word)
    if group:
        yield group


def _gap(previous: Word, word: Word) -> float:
    """The space between two words, the second of which may be to the left of the first."""
    if has_right_to_left(word.text) or has_right_to_left(previous.text):
        return max(word.left - previous.right, previous.left - word.right)
    return word.left - previous.right


def _line(raw: Any, handle: Any, words: list[Word]) -> Line:
    """The words as a line, with the type size and the baseline of its usual word."""
    usual = _usual_word(words)
    font = font_of(raw, handle, usual.first)
    return Line(
        text=" ".join(word.text for word in words),
        left=_bounded(min(word.left for word in words)),
        right=_bounded(max(word.right for word in words)),
        baseline=_bounded(usual.baseline),
        size=_type_size(raw, handle, usual),
        words=tuple(words),
        is_monospaced=font.is_monospaced,
        is_bold=font.is_bold and all(font_of(raw, handle, word.first).is_bold for word in words),
    )


def _usual_word(words: list[Word]) -> Word:
    """The word with the median letter, when all letters are sorted by height."""
    ordered = sorted(words, key=lambda word: word.height)
    sums = list(itertools.accumulate(len(word.text) for word in ordered))
    return next(
        word for word, letters in zip(ordered, sums, strict=True) if 2 * letters >= sums[-1]
    )


def _type_size(raw: Any, handle: Any, word: Word) -> float:
    """The type size in points; the height of the word's box if the file scales type otherwise."""
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(handle, word.first, matrix)
    size = float(raw.FPDFText_GetFontSize(handle, word.first)) * math.hypot(matrix.c, matrix.d)
    return max(1.0, _bounded(size if word.height / 2 <= size <= word.height * 2 else word.height))


# The reading.


def _join_blocks(blocks: list[PdfBlock], count: int) -> tuple[str, list[int], tuple[int, ...]]:
    """The text, and the offsets in it at which each block and each page begins."""
    parts: list[str] = []
    block_starts: list[int] = []
    first_starts: dict[int, int] = {}
    offset = 0
    for previous, block in zip([None, *blocks], blocks, strict=False):
        parts += _space_before(previous, block), block.text
        block_starts.append(offset + len(parts[-2]))
        first_starts.setdefault(block.page, block_starts[-1])
        offset = block_starts[-1] + len(block.text)
    page_starts = [offset]
    for page in reversed(range(1, count)):
        page_starts.append(first_starts.get(page, page_starts[-1]))
    return "".join(parts), block_starts, (0, *page_starts[:0:-1])


def _space_before(previous: PdfBlock | None, block: PdfBlock) -> str:
    if previous is None:
        return ""
    is_next_of_kind = block.kind and block.kind == previous.kind and block.page == previous.page
    return "\n" if is_next_of_kind else "\n\n"
