"""The events of HTML → what the page states about itself: in its head, JSON-LD, marked elements.

Strict: what is not clearly stated stays unknown; of several places the most reliable one is used.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from index.documents import Heading, Metadata
from index.reading.formats.html_attributes import Attributes
from index.reading.formats.html_blocks import REMOVED_CHARACTERS
from index.text.authors import names_author
from index.text.titles import names_document

_TITLES = ("og:title", "json:headline", "citation_title", "dc.title", "dcterms.title")
_AUTHORS = ("citation_author", "json:author", "author", "article:author", "dc.creator", "marked")
_PUBLISHERS = ("og:site_name", "json:publisher", "citation_publisher", "dc.publisher", "publisher")
_ADDRESSES = ("canonical", "og:url", "saved from")
_DATES = (
    "article:published_time json:datepublished citation_publication_date citation_date"
    " dcterms.issued dc.date.issued dc.date datepublished time date"
).split()
_PUBLISHED = {"published", "dt-published", "entry-date", "pubdate"}
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(\S{1,2000}) -->")
_SAVED_FROM_LIMIT = 4_000

_MOST_VALUES = 1_000
_LONGEST_VALUE = 300
_LONGEST_JSON = 1_000_000

_DATE = re.compile(r"([12]\d{3})(?:[-/](\d\d)(?:[-/](\d\d))?)?(?:[T ].{0,40})?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].{0,40})?")
_NOT_NAMES = {
    *("", "untitled", "untitled document", "no title", "new page 1", "document", "title", "home"),
    *("index", "unknown", "admin", "administrator", "author", "user", "root", "webmaster", "none"),
    *("null", "n/a", "microsoft word", "calibre"),
}


class PageMetadata:
    """Collects what a page states: in its head, in JSON-LD and in elements marked for it."""

    def __init__(self) -> None:
        self._stated: dict[str, list[str]] = {}
        self._depth = self._text_depth = 0
        self._text_name = ""
        self._parts: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if attributes or tag == "title":
            self._add(*_stated_by_attributes(tag, attributes))
            if not self._text_depth and (name := _name_of_text(tag, attributes)):
                self._text_name, self._text_depth = name, self._depth

    def data(self, text: str) -> None:
        if self._text_depth:
            self._parts.append(text)

    def end(self) -> None:
        if self._text_depth == self._depth:
            self._text_depth = 0
            text = "".join(self._parts)
            self._parts.clear()
            statements = (
                _stated_in_json(text) if self._text_name == "json" else [(self._text_name, text)]
            )
            for name, value in statements:
                self._add(name, value)
        self._depth -= 1

    def metadata(self, headings: tuple[Heading, ...], source: str) -> Metadata:
        if saved_from := _SAVED_FROM.search(source[:_SAVED_FROM_LIMIT]):
            self._add("saved from", saved_from[1])
        publisher = first_stated(self._stated, _PUBLISHERS, stated_name)
        return Metadata(
            title=self._title(headings, publisher or ""),
            author=stated_authors(self._stated, _AUTHORS),
            publisher=publisher,
            date=first_stated(self._stated, _DATES, stated_date),
            url=first_stated(self._stated, _ADDRESSES, stated_address),
            language=first_stated(self._stated, ["lang"], stated_language),
        )

    def _add(self, name: str, value: str) -> None:
        if name and value and len(self._stated) < _MOST_VALUES:
            values = self._stated.setdefault(name, [])
            if len(values) < _MOST_VALUES:
                values.append(value)

    def _title(self, headings: tuple[Heading, ...], publisher: str) -> str | None:
        """The article's title: where the page's title adds the site's name, only the heading."""
        page_title = first_stated(self._stated, ["title"], stated_name) or ""
        headings = tuple(h for h in headings if names_document(h.title, is_heading=True))
        top_titles = [heading.title for heading in headings if heading.level == 1]
        first_titles = [heading.title for heading in headings if heading.start == 0]
        candidates = [heading.title for heading in headings if _begins(page_title, heading.title)]
        candidates += [top_title for top_title in top_titles if top_title in page_title] + (
            top_titles if len(top_titles) == 1 else []
        )
        named = first_stated(self._stated, _TITLES, stated_title)
        candidates += [page_title] if names_document(page_title) else []
        title = named or next(filter(None, [*candidates, *first_titles]), "")
        site_name = re.compile(rf"\s+[-|–—·:»]\s+{re.escape(publisher)}$")
        return (site_name.sub("", title) if publisher else title) or None


def _begins(title: str, words: str) -> bool:
    """Whether a title begins with these words, as complete words, ignoring capitals."""
    rest = title[len(words) :]
    return title[: len(words)].lower() == words.lower() and not rest[:1].isalnum()


def _stated_by_attributes(tag: str, attributes: Attributes) -> tuple[str, str]:
    """The name and value of what an element states by its attributes; ``""`` for most."""
    if tag == "html":
        return "lang", attributes.get("lang") or attributes.get("xml:lang") or ""
    if tag == "meta":
        names = (attributes.get(name) for name in ("property", "name", "itemprop"))
        return next(filter(None, names), "").lower(), attributes.get("content", "")
    if tag == "link" and "canonical" in attributes.get("rel", "").split():
        return "canonical", attributes.get("href", "")
    if tag == "time" and _is_publication_time(attributes):
        return "time", attributes.get("datetime", "")
    return "", ""


def _is_publication_time(attributes: Attributes) -> bool:
    """Whether a time is marked as the page's own date; a page may name many others."""
    if "pubdate" in attributes or attributes.get("itemprop") == "datePublished":
        return True
    return not _PUBLISHED.isdisjoint(attributes.get("class", "").split())


def _name_of_text(tag: str, attributes: Attributes) -> str:
    """The name under which the text of an element states something; ``""`` for most."""
    if tag == "title":
        return "title"
    if tag == "script":
        return "json" if attributes.get("type") == "application/ld+json" else ""
    is_author = attributes.get("rel") == "author" or attributes.get("itemprop") == "author"
    return "marked" if is_author and tag not in ("meta", "link") else ""


def _stated_in_json(text: str) -> Iterator[tuple[str, str]]:
    """What JSON-LD states of its first article, or of the page when it has none."""
    try:
        data = json.loads(text) if len(text) <= _LONGEST_JSON else None
    except (ValueError, RecursionError):
        return
    nodes = list(_nodes(data))
    articles = [node for node in nodes if _is_a(node, "Article", "Posting", "Report")]
    for node in (articles or [node for node in nodes if _is_a(node, "WebPage")])[:1]:
        for name in ("headline", "datePublished", "author", "publisher"):
            yield from ((f"json:{name.lower()}", unescape(v)) for v in _names(node.get(name)))


def _nodes(data: object) -> Iterator[dict[str, Any]]:
    """All objects of JSON data, the outer ones first."""
    level = [data]
    while level:
        yield from (item for item in level if isinstance(item, dict))
        level = [
            child
            for item in level
            if isinstance(item, dict | list)
            for child in (item.values() if isinstance(item, dict) else item)
        ]


def _is_a(node: dict[str, Any], *endings: str) -> bool:
    return any(kind.endswith(endings) for kind in _names(node.get("@type")))


def _names(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str):
            yield name


Stated = Mapping[str, list[str]]
"""What a document states: the values as written there, by the names used there."""


def first_stated(
    stated: Stated, names: Iterable[str], read: Callable[[str], str | None]
) -> str | None:
    """The first value that ``read`` gives, going through the names in order; else ``None``."""
    values = (value for name in names for value in stated.get(name, ()))
    return next(filter(None, map(read, values)), None)


def stated_authors(stated: Stated, names: Iterable[str]) -> str | None:
    """All authors stated under the first of the names that states any."""
    names_lists = (filter(None, map(stated_name, stated.get(name, ()))) for name in names)
    author_lists = (list(filter(names_author, names_list)) for names_list in names_lists)
    return next((", ".join(dict.fromkeys(authors)) for authors in author_lists if authors), None)


def stated_name(value: str) -> str | None:
    """A title or a name as stated; ``None`` for an address or a program's placeholder."""
    name = " ".join(REMOVED_CHARACTERS.sub("", value[: 2 * _LONGEST_VALUE]).split())
    if name.lower() in _NOT_NAMES or "://" in name or name[0] == "@" or len(name) > _LONGEST_VALUE:
        return None
    return name


def stated_title(value: str) -> str | None:
    """A title as stated; ``None`` for an address or the words of a program or a template."""
    title = stated_name(value)
    return title if title and names_document(title) else None


def stated_date(value: str) -> str | None:
    """``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` if the value begins with it; else ``None``."""
    match = _DATE.fullmatch(value.strip()[:_LONGEST_VALUE])
    parts = [part for part in match.groups() if part] if match else []
    try:
        day = date(*map(int, [*parts, "1", "1"][:3])) if parts else date.min
    except ValueError:
        return None
    # Clocks begin with 1970-01-01: it is a date that nobody set.
    return None if day in (date.min, date(1970, 1, 1)) else "-".join(parts)


def stated_address(value: str) -> str | None:
    """A web address as stated; ``None`` for anything else."""
    address = value.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    is_plain = address.isprintable() and " " not in address and len(address) <= 2_000
    return address if is_plain and parts.scheme in ("http", "https") and parts.netloc else None


def stated_language(value: str) -> str | None:
    """``en`` of ``en-GB``; ``None`` where no language is stated."""
    match = _LANGUAGE.fullmatch(value.strip())
    code = match[1].lower() if match else "und"
    return None if code in ("und", "mul", "zxx") else code
