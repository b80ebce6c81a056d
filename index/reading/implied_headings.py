"""A text → the headings that its lines are without being marked as such.

Plain text has no marks of headings, and people write questions and titles in bold. A line is a
heading only by its shape and by what stands around it, and never when it is a date:

    numbered     ``4. Summer open day``, two or more that count up, with text below
    a part       ``§ 1 Quiet``, ``Article 3 Scope``, ``Section 2: Fees``, two or more that count up,
                 with text below
    in capitals  ``OPENING HOURS``, two or more
    underlined   a line above a drawn line of its length
    over a list  ``Version 1.8 (28 April 2025)`` with list items right below
    a question   ``Q: …``, ``**…?**``, or lines that end in ``?`` over answers
    in bold      ``**Opening hours**`` alone in a paragraph of Markdown
    a term       a line over ``: its definition``
    a step       ``Step 3`` over a text, two or more
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from index.documents import QUESTION_LEVEL, Heading
from index.reading.cleaning.counted_lines import named_counts
from index.reading.cleaning.lines import date_of
from index.text.admonitions import title_in
from index.text.inline_markup import without_marks
from index.text.person_names import UPPER
from index.text.step_labels import is_step_label
from index.text.views import Span, line_spans, stripped

LONGEST = 90
"""Characters; a longer line is no heading."""

LONGEST_QUESTION = 160

_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3})[.)]?\s+(?=[^\W\d_])")
_NAME = re.compile(rf"(?:[–—-]\s+)?[\"“„«(]?[{UPPER}]")
"""What the name of a part begins with: ``Room 3 is closed`` names none."""
_CAPTION = re.compile(
    r"(?:Table|Tab|Tabelle|Tableau|Tabla|Figure|Fig|Figura|Abbildung|Abb)\b", re.I
)
_ENDS_SENTENCE = re.compile(r"[.!?:;,…。！？：；，、।؟؛۔]['\"”’」』）)\]*_]*$")
_CAPITALS = re.compile(r"(?=(?:.*[A-ZÀ-ÞΑ-ΩА-Я]){3})[^a-zß-öø-ÿα-ωа-я]+")
"""At least three capitals and no small letter; letters of other alphabets are neither."""
_UNDERLINE = re.compile(r"(=|-|~)\1{2,}")
_LIST_ITEM = re.compile(r"(?:[-*+•‣▪●○◦■–]|\(?\d{1,3}[.)])\s+\S")
_ASKED = re.compile(r"(?:\*\*)?(?:Q|Question)\s?\d{0,3}[:.)](?:\*\*)?\s+(?=\S)")
_BOLD_LINE = re.compile(r"(\*\*|__)(?=\S)((?:(?!\1).)+)(?<=\S)\1:?")
_DEFINITION = re.compile(r":\s{1,3}\S")
_MARKS = re.compile(r"[#>|<`]|- |\* ")


Number = tuple[int, ...]


class _Line(NamedTuple):
    """A line of the text that is not blank, and whether blank ones stand around it."""

    start: int
    end: int
    words: str
    after_gap: bool
    before_gap: bool
    is_indented: bool = False


def implied_headings(
    text: str, body: int, marked: tuple[Heading, ...], outside: tuple[Span, ...], *, markdown: bool
) -> tuple[Heading, ...]:
    """The marked headings and the implied ones, in order; none stands in the spans ``outside``,
    such as code and tables."""
    lines = [line for line in _lines(text, body) if not _is_inside(line, marked, outside)]
    if markdown:
        lines = [line for line in lines if title_in(line.words) is None]
    found = {h.start: h for h in _all(lines, markdown=markdown) if h.title}
    found.update((heading.start, heading) for heading in marked)
    return tuple(found[start] for start in sorted(found))


def _lines(text: str, body: int) -> list[_Line]:
    lines: list[_Line] = []
    after_gap = True
    for start, end in line_spans(text, body, len(text)):
        left, right = stripped(text, start, end)
        words = text[left:right]
        if words:
            is_indented = left - start > 1
            lines.append(_Line(left, right, words, after_gap, False, is_indented))
        elif lines:
            lines[-1] = lines[-1]._replace(before_gap=True)
        after_gap = not words
    return [*lines[:-1], *(line._replace(before_gap=True) for line in lines[-1:])]


def _is_inside(line: _Line, marked: tuple[Heading, ...], outside: tuple[Span, ...]) -> bool:
    spans = (*((heading.start, heading.end) for heading in marked), *outside)
    return any(start < line.end and line.start < end for start, end in spans)


def _all(lines: list[_Line], *, markdown: bool) -> Iterator[Heading]:
    yield from _over_lists(lines)
    yield from _of_shape(lines)
    yield from _questions(lines)
    if markdown:
        yield from _in_bold(lines)
    else:
        yield from _underlined(lines)
        yield from _parts(lines)
    yield from _terms(lines)
    yield from _steps(lines)


def _heading(line: _Line, level: int, title: str | None = None) -> Heading:
    words = line.words if title is None else title
    return Heading(line.start, line.end, level, without_marks(words).rstrip(":"))


def _is_title(line: _Line) -> bool:
    """Whether a line could be a heading: short, no sentence, no date, without marks of its own."""
    words = line.words
    return (
        line.after_gap
        and len(words) <= LONGEST
        and _ENDS_SENTENCE.search(words) is None
        and _MARKS.match(words) is None
        and date_of(words) is None
    )


def _of_shape(lines: list[_Line]) -> Iterator[Heading]:
    """Lines with a number or in capitals, where there are several that have text below."""
    numbered: list[tuple[Number, _Line]] = []
    capitals: list[_Line] = []
    for line, below in pairwise(lines):
        number, next_number = _number_of(line), _number_of(below)
        if not _is_title(line):
            continue
        if number and (not next_number or next_number[: len(number)] == number):
            numbered.append((number, line))
        elif not number and _CAPITALS.fullmatch(line.words):
            capitals.append(line)
    numbers = [number for number, _ in numbered]
    if len(numbers) > 1 and numbers == sorted(set(numbers)):
        yield from (_heading(line, 1 + len(number)) for number, line in numbered)
    if len(capitals) > 1:
        yield from (_heading(line, 2) for line in capitals)


def _number_of(line: _Line) -> Number:
    """The parts of the number that a line begins with; none if it begins with none."""
    match = _NUMBERED.match(line.words)
    return tuple(map(int, match[1].split("."))) if match else ()


def _parts(lines: list[_Line]) -> Iterator[Heading]:
    """Lines that name parts of one kind by their numbers. These count up, and the names differ:
    those of pages do not."""
    kinds: dict[object, list[tuple[int, str, _Line]]] = defaultdict(list)
    for line, below in pairwise(lines):
        for form, value, name in _named_part(line):
            if all(form != other for other, _, _ in _named_part(below)):
                kinds[form].append((value, name, line))
    for parts in kinds.values():
        values = [value for value, _, _ in parts]
        counts_up = values == sorted(set(values)) and any(b - a == 1 for a, b in pairwise(values))
        if counts_up and len({name for _, name, _ in parts}) == len(parts):
            yield from (_heading(line, 2) for _, _, line in parts)


def _named_part(line: _Line) -> Iterator[tuple[object, int, str]]:
    """The kind, number and name of the part that a line may name."""
    if _is_title(line) and not _CAPTION.match(line.words):
        for form, value, end in named_counts(line.words):
            if _NAME.match(line.words, end):
                yield form, value, line.words[end:]


def _over_lists(lines: list[_Line]) -> Iterator[Heading]:
    for line, first, second in zip(lines, lines[1:], lines[2:], strict=False):
        over = not line.before_gap and not first.before_gap
        items = _LIST_ITEM.match(first.words) and _LIST_ITEM.match(second.words)
        if over and items and _is_title(line) and not _LIST_ITEM.match(line.words):
            yield _heading(line, 3)


def _underlined(lines: list[_Line]) -> Iterator[Heading]:
    for line, below in pairwise(lines):
        rule = _UNDERLINE.fullmatch(below.words)
        if rule and not line.before_gap and line.after_gap and len(line.words) <= LONGEST:
            yield _heading(line, 1 if rule[1] == "=" else 2)


def _questions(lines: list[_Line]) -> Iterator[Heading]:
    asked = [line for line in lines if len(line.words) <= LONGEST_QUESTION]
    for line in asked:
        if match := _ASKED.match(line.words):
            yield _heading(line, QUESTION_LEVEL, line.words[match.end() :])
        elif line.words.rstrip("*_").endswith("?") and _BOLD_LINE.fullmatch(line.words):
            yield _heading(line, QUESTION_LEVEL)
    over_answers = [
        line
        for line, below in pairwise(lines)
        if len(line.words) <= LONGEST_QUESTION
        and line.words.endswith("?")
        and line.after_gap
        and not below.words.endswith("?")
        and (line.before_gap or not below.before_gap)
        and not _LIST_ITEM.match(line.words)
        and not _MARKS.match(line.words)
    ]
    if len(over_answers) > 2:
        yield from (_heading(line, QUESTION_LEVEL) for line in over_answers)


def _in_bold(lines: list[_Line]) -> Iterator[Heading]:
    for line, below in pairwise(lines):
        alone = line.after_gap and line.before_gap and len(line.words) <= LONGEST
        if alone and _BOLD_LINE.fullmatch(line.words) and not _BOLD_LINE.fullmatch(below.words):
            yield _heading(line, QUESTION_LEVEL)


def _terms(lines: list[_Line]) -> Iterator[Heading]:
    """Lines over their definitions; these end above a paragraph that is none and not indented."""
    for number, (line, below) in enumerate(pairwise(lines)):
        is_definition = _DEFINITION.match(line.words) is not None
        if line.after_gap and not is_definition and _DEFINITION.match(below.words):
            ends = (n for n in range(number + 1, len(lines)) if _ends_definition(lines[n]))
            end = next(ends, None)
            until = None if end is None else lines[end].start
            yield _heading(line, QUESTION_LEVEL)._replace(until=until)


def _ends_definition(line: _Line) -> bool:
    return line.after_gap and not line.is_indented and not _DEFINITION.match(line.words)


def _steps(lines: list[_Line]) -> Iterator[Heading]:
    labels = [
        line
        for line, below in pairwise(lines)
        if is_step_label(line.words) and line.after_gap and not is_step_label(below.words)
    ]
    if len(labels) > 1:
        yield from (_heading(line, QUESTION_LEVEL) for line in labels)
