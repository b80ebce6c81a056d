"""Bytes of a PDF → paragraphs in reading order, and where each page begins.

PDFium gives the characters and their positions; ``pdf_layout`` finds the order of the lines and
``pdf_paragraphs`` the paragraphs. Running heads and page numbers stay in the text, always as
paragraphs of their own.
"""

import ctypes
import datetime
import itertools
import math
import re
import zlib
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import replace
from typing import Any

from index.documents import Code, Metadata
from index.reading.formats.pdf_code import has_typewriter_font
from index.reading.formats.pdf_direction import has_right_to_left, word_from_right
from index.reading.formats.pdf_headings import (
    bookmarks_of,
    headings_of,
    largest_heading,
    with_levels,
)
from index.reading.formats.pdf_layout import lay_out
from index.reading.formats.pdf_lines import HYPHEN, Line, Page, Word
from index.reading.formats.pdf_paragraphs import (
    CODE,
    PdfBlock,
    find_blocks,
    find_typography,
)
from index.reading.formats.pdf_raised import with_marks_joined, with_raised_digits
from index.reading.formats.pdf_rulings import sides_of
from index.reading.formats.pdf_tables import tables_of
from index.reading.formats.reading import Reading, Unreadable

MOST_PAGES = 20_000
MOST_CHARACTERS = 20_000_000
MOST_LINES = 1_000_000
"""A book has 50 lines a page; millions of lines of one letter would only fill the memory."""

MOST_DRAWING = 12_000_000
"""Bytes of the commands that draw one page; PDFium takes up to seventy times as much memory."""


def read_pdf(data: bytes) -> Iterator[Reading]:
    """A PDF as one document; raises ``Unreadable`` when it is locked, damaged, scanned or vast."""
    _refuse_bombs(data)
    with closing(_open_document(data)) as document:
        pages, failed = _read_pages(document)
        bookmarks = bookmarks_of(document)
        metadata = _metadata(document)
    empty = [
        number
        for number, page in enumerate(pages, 1)
        if not _has_text(page) and number not in failed
    ]
    if len(empty) + len(failed) == len(pages):
        raise Unreadable("no text in it: scanned? run text recognition on it first")
    typography = find_typography(pages)
    blocks = with_levels(find_blocks(pages, typography), bookmarks, typography.size)
    text, block_starts, page_starts = _join_blocks(blocks, len(pages))
    yield Reading(
        key="",
        text=text,
        metadata=replace(
            metadata, title=metadata.title or largest_heading(blocks, typography.size)
        ),
        headings=tuple(headings_of(blocks, block_starts)),
        pages=page_starts,
        tables=tuple(tables_of(blocks, block_starts)),
        code=tuple(_code(blocks, block_starts)),
        furniture=tuple(
            (start, start + len(block.text))
            for block, start in zip(blocks, block_starts, strict=True)
            if block.is_marginal
        ),
        warnings=tuple(_warnings(data, text, empty, failed)),
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
_FIXED_PITCH = 1
_SPACES = frozenset(" \t\u00a0\u3000")
_DRAWN_LINE = re.compile(f"[^\r\n{HYPHEN}]*{HYPHEN}|[^\r\n{HYPHEN}]+")
_WORD = re.compile(f"[^{_SPACE}{HYPHEN}]*{HYPHEN}|[^{_SPACE}{HYPHEN}]+")
_FINAL_SOFT_HYPHEN = re.compile("\u00ad$")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NOT_DRAWING = re.compile(rb"/Image|/Length1|/EmbeddedFile")
_LARGEST_NUMBER = 1e6


def _pdfium() -> Any:
    """The Python binding, loaded by the first PDF: without a PDF, commands start faster."""
    import pypdfium2  # type: ignore[import-untyped] # it ships no type information

    return pypdfium2


def _refuse_bombs(data: bytes) -> None:
    """Raise ``Unreadable`` when a few bytes unpack to more than PDFium can hold.

    Pictures, fonts and attachments may be large: finding the text does not unpack them.
    """
    for chunk in data.split(b"endstream"):
        head, _, packed = chunk.partition(b"stream")
        entry = head.rpartition(b" obj")[2]
        if b"Flate" in entry and not _NOT_DRAWING.search(entry):
            with suppress(zlib.error):
                unpacked = zlib.decompressobj().decompress(packed.lstrip(), MOST_DRAWING + 1)
                if len(unpacked) > MOST_DRAWING:
                    raise Unreadable(f"a page in it unpacks to more than {MOST_DRAWING:,} bytes")


def _open_document(data: bytes) -> Any:
    pdfium = _pdfium()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if error.err_code in (pdfium.raw.FPDF_ERR_PASSWORD, pdfium.raw.FPDF_ERR_SECURITY):
            raise Unreadable("encrypted; save it without a password") from error
        raise Unreadable("damaged: no pages are found in it; save it again") from error
    if len(document) > MOST_PAGES:
        document.close()
        raise Unreadable(f"more than {MOST_PAGES:,} pages; split it")
    return document


def _read_pages(document: Any) -> tuple[list[Page], list[int]]:
    """The pages' regions, and the numbers of the pages that cannot be read."""
    pages: list[Page] = []
    failed = []
    characters = lines = 0
    for number in range(1, len(document) + 1):
        try:
            with closing(document[number - 1]) as page, closing(page.get_textpage()) as textpage:
                characters += textpage.count_chars()
                _check_count("characters", characters, MOST_CHARACTERS)
                drawn_lines = list(_drawn_lines(textpage.raw))
                lines += len(drawn_lines)
                _check_count("lines", lines, MOST_LINES)
                pages.append(lay_out(drawn_lines, sides_of(_pdfium().raw, page.raw)))
        except _pdfium().PdfiumError:
            pages.append([])
            failed.append(number)
    return pages, failed


def _check_count(what: str, count: int, limit: int) -> None:
    if count > limit:
        raise Unreadable(f"more than {limit:,} {what}; split it")


def _drawn_lines(handle: Any) -> Iterator[tuple[int, Line]]:
    """Lines in the order of drawing, cut at wide gaps, each with its angle in degrees."""
    raw = _pdfium().raw
    text = _characters(raw, handle)
    for drawn_line in _DRAWN_LINE.finditer(text):
        if matches := list(_WORD.finditer(text, *drawn_line.span())):
            # PDFium turns clockwise. Whole degrees keep the lines of a crooked scan together.
            turn = _bounded(raw.FPDFText_GetCharAngle(handle, matches[0].start()))
            angle = -round(math.degrees(turn)) % 360
            words = (_word(raw, handle, match, angle) for match in matches)
            groups = _cut_at_gaps(with_marks_joined(word for word in words if word.text))
            lines = [_line(raw, handle, group) for group in groups]
            yield from ((angle, line) for line in _with_spaces(lines, drawn_line[0]))


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
    left, _, baseline, _ = _upright_box(x.value, x.value, y.value, y.value, angle)
    _, right, low, high = _upright_box(end.left, end.right, end.bottom, end.top, angle)
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
    return _upright_box(box.left, box.right, box.bottom, box.top, angle)[:2]


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


def _upright_box(
    left: float, right: float, bottom: float, top: float, angle: int
) -> tuple[float, float, float, float]:
    """The sides of a box after the page is turned so that the words are horizontal."""
    if angle == 0:
        return left, right, bottom, top
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    corners = [(x * cos + y * sin, y * cos - x * sin) for x in (left, right) for y in (bottom, top)]
    xs, ys = zip(*corners, strict=True)
    return min(xs), max(xs), min(ys), max(ys)


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
    return Line(
        text=" ".join(word.text for word in words),
        left=_bounded(min(word.left for word in words)),
        right=_bounded(max(word.right for word in words)),
        baseline=_bounded(usual.baseline),
        size=_type_size(raw, handle, usual),
        words=tuple(words),
        is_monospaced=_is_monospaced(raw, handle, usual),
    )


def _is_monospaced(raw: Any, handle: Any, word: Word) -> bool:
    """Whether the font of a word is a typewriter's, by its flags or its name."""
    name, flags = (ctypes.c_char * 128)(), ctypes.c_int()
    raw.FPDFText_GetFontInfo(handle, word.first, name, len(name), flags)
    font = name.value.decode("utf-8", "replace")
    return flags.value & _FIXED_PITCH != 0 or has_typewriter_font(font)


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


# Headings and metadata.


_FIRST_PDF = 1993
_LONGEST_STATED = 300
_PLACEHOLDER = re.compile(
    r"\W*(?:untitled(?: document)?\W*\d*|unknown|anonymous|unspecified|document ?\d*|title|author"
    r"|user|owner|admin(?:istrator)?|microsoft (?:office )?user|powerpoint presentation"
    r"|slide \d+|microsoft (?:word|excel|powerpoint)\b.*"
    r"|.*\.(?:docx?|pdf|indd|pptx?|xlsx?|tex|dvi|qxd|odt|rtf|pub|html?))?\W*",
    re.IGNORECASE | re.DOTALL,
)
_DATE = re.compile(r"D:(\d{4})(\d\d)?(\d\d)?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].*)?")


def _metadata(document: Any) -> Metadata:
    """What the information dictionary and the catalog state."""
    return Metadata(
        title=_stated(document, "Title"),
        author=_stated(document, "Author"),
        date=_date(_stated(document, "CreationDate") or ""),
        language=_language(document),
    )


def _stated(document: Any, name: str) -> str | None:
    try:
        value = document.get_metadata_value(name)
    except UnicodeDecodeError:
        return None
    words = " ".join(_CONTROL.sub(" ", value).split())
    return None if len(words) > _LONGEST_STATED or _PLACEHOLDER.fullmatch(words) else words


def _date(value: str) -> str | None:
    """``D:20240501…`` → ``2024-05-01``, or the part that is stated; ``None`` if it is no date."""
    match = _DATE.match(value)
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        datetime.date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    return "-".join(filter(None, match.groups())) if int(year) >= _FIRST_PDF else None


def _language(document: Any) -> str | None:
    units = (ctypes.c_ushort * 32)()
    _pdfium().raw.FPDFCatalog_GetLanguage(document, units, ctypes.sizeof(units))
    match = _LANGUAGE.fullmatch("".join(map(chr, units)).rstrip("\x00"))
    return match[1].lower() if match else None


# The reading.

_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff]")


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


def _warnings(data: bytes, text: str, empty: list[int], failed: list[int]) -> Iterator[str]:
    """What is lost or doubtful, each with its place."""
    if b"%%EOF" not in data[-4096:]:
        yield "the file's end is missing; what is left of it was read"
    if failed:
        yield f"{_page_names(failed)} cannot be read"
    if empty:
        yield f"{_page_names(empty)} {'has' if len(empty) == 1 else 'have'} no text: scanned?"
    if unmapped := len(_UNMAPPED.findall(text)):
        are = "character has" if unmapped == 1 else "characters have"
        yield f"{unmapped:,} {are} no Unicode value"


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
