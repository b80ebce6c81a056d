"""Bytes of Markdown → their source as canonical text, headings, and front matter as metadata."""

import datetime
import itertools
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.documents import QUESTION_LEVEL, Code, Heading, Metadata, Source, Table
from index.reading.formats.front_matter import front_matter_of
from index.reading.formats.markdown_elements import elements_in, headings_of, tables_of
from index.reading.formats.plain_text import decode_with_warnings, refuse_long_lines
from index.reading.formats.reading import Reading
from index.text.admonitions import Part, without_parts_apart
from index.text.authors import names_author
from index.text.hidden_parts import hidden_parts
from index.text.inline_markup import without_marks
from index.text.titles import names_document
from index.text.views import Span, stripped

_LINE_END = re.compile(r"\r\n|\n|\r")
_METADATA_FIELDS = {
    "title": ("title",),
    "author": ("author", "authors"),
    "publisher": ("publisher",),
    "date": ("date",),
    "url": ("url", "canonical_url"),
    "language": ("language", "lang"),
}
_LABEL_OF_CODE = re.compile(
    r"[ \t]\[([^\[\]]{1,80})\]"
    r"|\b(?:title|filename|file|tab|name)=(?:\"([^\"]{1,80})\"|'([^']{1,80})')"
)
_OWN_ANCHOR = re.compile(r"\{#([\w.-]{1,80})\}\s*$")
_MOST_NAMES = 20
_TIME_OF_DAY = re.compile(r"(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d.*")

# Only blocks are needed: inline parsing would take time, and deeply nested input could stop it.
_BLOCKS = MarkdownIt("commonmark").enable("table").disable("inline")


def read_markdown(data: bytes) -> Iterator[Reading]:
    """A Markdown file as one document."""
    text, warnings = decode_with_warnings(data)
    refuse_long_lines(text)
    values, body, warning = front_matter_of(text)
    plain, parts = without_parts_apart(text[body:])
    tokens = _BLOCKS.parse(plain)
    lines = _line_starts(text, body)
    marked = _headings(tokens, lines)
    code = tuple(_code(tokens, lines))
    inside = [(one.start, one.end) for one in code]
    hidden = [*hidden_parts(text, body, len(text), inside)]
    elements = elements_in(text, body, [*inside, *hidden])
    labels = [*_labels(parts, lines), *_labels_of_code(tokens, lines), *headings_of(text, elements)]
    headings = tuple(_in_order([*marked, *labels], sorted([*inside, *hidden])))
    laid_out = (table for table in tables_of(text, elements) if not _holds(table, headings))
    tables = [*_tables(text, tokens, lines), *laid_out]
    yield Reading(
        "",
        text,
        _metadata(values, headings),
        headings,
        body,
        tables=tuple(_apart(tables)),
        code=code,
        warnings=(*warnings, *([warning] if warning else [])),
    )


def _in_order(headings: Iterable[Heading], outside: Sequence[Span]) -> Iterator[Heading]:
    """The headings in order, each line once; none is in code or in what nobody sees."""
    starts = [start for start, _ in outside]
    end = 0
    for heading in sorted(headings):
        number = bisect_right(starts, heading.start) - 1
        is_inside = number >= 0 and heading.start < outside[number][1]
        if heading.start >= end and not is_inside:
            yield heading
            end = heading.end


def _holds(table: Table, headings: Sequence[Heading]) -> bool:
    """Whether a heading stands in a row, so that the table only lays out the page."""
    number = bisect_right(headings, table.start, key=lambda heading: heading.start - 1)
    return number < len(headings) and headings[number].start < table.end


def _apart(tables: Iterable[Table]) -> Iterator[Table]:
    """The tables in order, without those that stand in another, such as rows in a definition."""
    end = 0
    for table in sorted(tables, key=lambda table: (table.start, -table.end)):
        if table.start >= end:
            yield table
            end = table.end


def _labels(parts: Iterable[Part], lines: list[int]) -> Iterator[Heading]:
    """The titles of parts that are set apart, such as tabs, over these parts."""
    for part in parts:
        title = without_marks(part.title)
        if title:
            start, end = lines[part.line], lines[part.line + 1]
            yield Heading(start, end, QUESTION_LEVEL, title, until=lines[part.end])


def _labels_of_code(tokens: list[Token], lines: list[int]) -> Iterator[Heading]:
    """The names of files or tabs that fences state, over the code in them."""
    for token in tokens:
        label = _LABEL_OF_CODE.search(token.info) if token.type == "fence" else None
        if label and token.map:
            first, last = token.map
            start, end, until = lines[first], lines[first + 1], lines[min(last, len(lines) - 1)]
            title = next(filter(None, label.groups()))
            yield Heading(start, end, QUESTION_LEVEL, title, until=until)


def _line_starts(text: str, body: int) -> list[int]:
    """Where each line of the body begins, and where the last one ends."""
    return [body, *(line_end.end() for line_end in _LINE_END.finditer(text, body)), len(text)]


def _headings(tokens: list[Token], lines: list[int]) -> tuple[Heading, ...]:
    headings = []
    slug_counts: Counter[str] = Counter()
    for token, inline in itertools.pairwise(tokens):
        if token.type == "heading_open" and token.map and inline.content.strip():
            first, last = token.map
            start, end = lines[first], lines[min(last, len(lines) - 1)]
            title = without_marks(inline.content)
            own_anchor = _OWN_ANCHOR.search(inline.content)
            anchor = own_anchor[1] if own_anchor else _anchor(title, slug_counts)
            headings.append(Heading(start, end, int(token.tag[1]), title, anchor))
    return tuple(headings)


def _tables(text: str, tokens: list[Token], lines: list[int]) -> Iterator[Table]:
    """The tables, whose rows are lines; the second line of each is a rule."""
    for number, token in enumerate(tokens):
        if token.type == "table_open" and token.map:
            first, last = token.map
            spans = [stripped(text, lines[n], lines[n + 1]) for n in range(first, last)]
            columns = tuple(map(without_marks, _header_cells(tokens[number:])))
            rows = tuple(span for span in spans[2:] if span[0] < span[1])
            yield Table((spans[0], spans[1]), rows, columns)


def _code(tokens: list[Token], lines: list[int]) -> Iterator[Code]:
    for token in tokens:
        if token.type not in ("fence", "code_block") or token.map is None:
            continue
        first, last = token.map
        start, end = lines[first], lines[min(last, len(lines) - 1)]
        if token.type == "code_block":
            yield Code(start, end, (start, end))
            continue
        # The last line has no end where the file stops inside the code.
        is_cut = bool(token.content) and not token.content.endswith("\n")
        closed = last - first > token.content.count("\n") + is_cut + 1
        content = lines[first + 1], lines[max(first + 1, last - closed)]
        start = content[0] if _LABEL_OF_CODE.search(token.info) else start  # Else in a heading.
        yield Code(start, end, content, (token.info.split() or [""])[0])


def _header_cells(tokens: list[Token]) -> Iterator[str]:
    for token, inline in itertools.pairwise(tokens):
        if token.type == "thead_close":
            return
        if token.type == "th_open":
            yield inline.content


def _anchor(title: str, slug_counts: Counter[str]) -> str | None:
    """The anchor that Markdown renderers give a heading; the second equal one ends in ``-1``."""
    slug = re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title.lower()))
    if not slug:
        return None
    slug_counts[slug] += 1
    return quote(slug if slug_counts[slug] == 1 else f"{slug}-{slug_counts[slug] - 1}")


def _metadata(values: dict[str, Any], headings: tuple[Heading, ...]) -> Metadata:
    stated = {
        name: next(filter(None, (_value_text(values.get(key)) for key in keys)), None)
        for name, keys in _METADATA_FIELDS.items()
    }
    titles = [stated["title"]] if names_document(stated["title"] or "") else []
    titles += [
        h.title for h in headings if h.level == 1 and names_document(h.title, is_heading=True)
    ]
    author = stated["author"] if names_author(stated["author"] or "") else None
    sources = tuple(_sources(values.get("sources")))
    named = {**stated, "title": next(iter(titles), None), "author": author}
    return Metadata(**named, sources=sources)


def _value_text(value: object) -> str | None:
    """The words of a value; those of a list, such as several authors, with commas between."""
    if isinstance(value, list):
        return ", ".join(filter(None, map(_value_text, value[:_MOST_NAMES]))) or None
    if isinstance(value, dict):
        return _value_text(value.get("name"))
    if isinstance(value, datetime.datetime | datetime.date):
        value = value.isoformat()
    if isinstance(value, str | int | float) and str(value).strip():
        return _TIME_OF_DAY.sub(r"\1", " ".join(str(value).split()))
    return None


def _sources(value: object) -> Iterator[Source]:
    for item in value if isinstance(value, list) else []:
        if (
            isinstance(item, dict)
            and _value_text(item.get("key"))
            and _value_text(item.get("title"))
        ):
            keys = ("key", "title", "publisher", "author", "date")
            yield Source(**{name: _value_text(item.get(name)) for name in keys})  # type: ignore[arg-type] # key and title were checked above
