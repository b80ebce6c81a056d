"""Markdown → its source as canonical text, headings by line maps, metadata from front matter."""

import datetime
import itertools
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import yaml
from markdown_it import MarkdownIt

from index.documents import Heading, Metadata, Source
from index.reading.formats.plain_text import decode, refuse_long_lines
from index.reading.formats.reading import Reading, Unreadable

_FRONT = re.compile(r"---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_LONGEST_FRONT = 65_536
_LINE_END = re.compile(r"\r\n|\n|\r")
_NAMES = ("title", "author", "publisher", "date", "url", "language")

# Only blocks are wanted: inline parsing would cost time and open inputs that nest for ever.
_BLOCKS = MarkdownIt("commonmark").disable("inline")


def read_markdown(data: bytes) -> Iterator[Reading]:
    """A Markdown file as one document; raises ``Unreadable`` on front matter that is not YAML."""
    text = decode(data)
    refuse_long_lines(text)
    front, body = _front_matter(text)
    headings = _headings(text, body)
    metadata = _metadata(front, headings)
    yield Reading(key="", text=text, metadata=metadata, headings=headings, body=body)


def _front_matter(text: str) -> tuple[dict[str, Any], int]:
    match = _FRONT.match(text)
    if match is None or len(match[1]) > _LONGEST_FRONT:
        return {}, 0
    try:
        front = yaml.safe_load(match[1])
    except yaml.YAMLError as error:
        raise Unreadable("the front matter is not YAML; mend the lines between ---") from error
    if not isinstance(front, dict):
        return {}, 0
    return front, match.end()


def _headings(text: str, body: int) -> tuple[Heading, ...]:
    starts = [body, *(body + m.end() for m in _LINE_END.finditer(text[body:])), len(text)]
    tokens = _BLOCKS.parse(text[body:])
    found = []
    seen: Counter[str] = Counter()
    for token, inline in itertools.pairwise(tokens):
        if token.type == "heading_open" and token.map and inline.content.strip():
            first, last = token.map
            start, end = starts[first], starts[min(last, len(starts) - 1)]
            title = _title(inline.content)
            found.append(Heading(start, end, int(token.tag[1]), title, _anchor(title, seen)))
    return tuple(found)


def _anchor(title: str, seen: Counter[str]) -> str | None:
    """The name that renderers of Markdown give a heading; the second of a kind ends in ``-1``."""
    slug = re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", title.lower()))
    if not slug:
        return None
    seen[slug] += 1
    return quote(slug if seen[slug] == 1 else f"{slug}-{seen[slug] - 1}")


def _title(content: str) -> str:
    return " ".join(content.replace("**", "").replace("`", "").split())


def _metadata(front: dict[str, Any], headings: tuple[Heading, ...]) -> Metadata:
    stated = {name: _stated(front.get(name)) for name in _NAMES}
    first = next((h.title for h in headings if h.level == 1), None)
    sources = tuple(_sources(front.get("sources")))
    return Metadata(**{**stated, "title": stated["title"] or first}, sources=sources)


def _stated(value: object) -> str | None:
    if isinstance(value, datetime.datetime | datetime.date):
        return value.isoformat()
    if isinstance(value, str | int | float) and str(value).strip():
        return " ".join(str(value).split())
    return None


def _sources(value: object) -> Iterator[Source]:
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict) and _stated(item.get("key")) and _stated(item.get("title")):
            names = ("key", "title", "publisher", "author", "date")
            yield Source(**{name: _stated(item.get(name)) for name in names})  # type: ignore[arg-type] # key and title were checked above
