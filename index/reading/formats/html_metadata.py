"""What a web page states about itself: in its head, in its data for machines, in marked elements.

Strict: what is not plainly stated stays unknown, and of several places the surest is believed.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urlsplit

from index.documents import Heading, Metadata
from index.reading.formats.html_blocks import GONE, Attributes

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
_SAVED_WITHIN = 4_000

_MOST_FACTS = 1_000
_LONGEST_FACT = 300
_LONGEST_JSON = 1_000_000

_DATE = re.compile(r"([12]\d{3})(?:[-/](\d\d)(?:[-/](\d\d))?)?(?:[T ].{0,40})?")
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_].{0,40})?")
_NO_NAME = {
    *("", "untitled", "untitled document", "no title", "new page 1", "document", "title", "home"),
    *("index", "unknown", "admin", "administrator", "author", "user", "root", "webmaster", "none"),
    *("null", "n/a", "microsoft word", "calibre"),
}


class PageMetadata:
    """Hears what a page states: in its head, in JSON-LD and in elements marked for it."""

    def __init__(self) -> None:
        self._stated: dict[str, list[str]] = {}
        self._depth = self._heard_at = 0
        self._hearing = ""
        self._parts: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        self._depth += 1
        if attributes or tag == "title":
            self._note(*_told_by(tag, attributes))
            if not self._heard_at and (hearing := _told_inside(tag, attributes)):
                self._hearing, self._heard_at = hearing, self._depth

    def data(self, text: str) -> None:
        if self._heard_at:
            self._parts.append(text)

    def end(self) -> None:
        if self._heard_at == self._depth:
            self._heard_at = 0
            text = "".join(self._parts)
            self._parts.clear()
            told = _told_in_json(text) if self._hearing == "json" else [(self._hearing, text)]
            for name, value in told:
                self._note(name, value)
        self._depth -= 1

    def metadata(self, headings: tuple[Heading, ...], source: str) -> Metadata:
        if saved := _SAVED_FROM.search(source[:_SAVED_WITHIN]):
            self._note("saved from", saved[1])
        publisher = first_stated(self._stated, _PUBLISHERS, stated_name)
        return Metadata(
            title=self._title(headings, publisher or ""),
            author=stated_authors(self._stated, _AUTHORS),
            publisher=publisher,
            date=first_stated(self._stated, _DATES, stated_date),
            url=first_stated(self._stated, _ADDRESSES, stated_address),
            language=first_stated(self._stated, ["lang"], stated_language),
        )

    def _note(self, name: str, value: str) -> None:
        if name and value and len(self._stated) < _MOST_FACTS:
            values = self._stated.setdefault(name, [])
            if len(values) < _MOST_FACTS:
                values.append(value)

    def _title(self, headings: tuple[Heading, ...], publisher: str) -> str | None:
        """The article's: of a page's title with the site's name, the part that is a heading."""
        page = first_stated(self._stated, ["title"], stated_name) or ""
        tops = [heading.title for heading in headings if heading.level == 1]
        first = [heading.title for heading in headings if heading.start == 0]
        found = [heading.title for heading in headings if _begins(page, heading.title)]
        found += [top for top in tops if top in page] + (tops if len(tops) == 1 else [])
        told = first_stated(self._stated, _TITLES, stated_name)
        title = told or next(filter(None, [*found, page, *first]), "")
        site = re.compile(rf"\s+[-|–—·:»]\s+{re.escape(publisher)}$")
        return (site.sub("", title) if publisher else title) or None


def _begins(title: str, words: str) -> bool:
    """Whether a title begins with these words, as whole words, in whatever capitals."""
    rest = title[len(words) :]
    return title[: len(words)].lower() == words.lower() and not rest[:1].isalnum()


def _told_by(tag: str, attributes: Attributes) -> tuple[str, str]:
    """What an element states by its attributes, under which name."""
    if tag == "html":
        return "lang", attributes.get("lang") or attributes.get("xml:lang") or ""
    if tag == "meta":
        names = (attributes.get(name) for name in ("property", "name", "itemprop"))
        return next(filter(None, names), "").lower(), attributes.get("content", "")
    if tag == "link" and "canonical" in attributes.get("rel", "").split():
        return "canonical", attributes.get("href", "")
    if tag == "time" and _is_of_publication(attributes):
        return "time", attributes.get("datetime", "")
    return "", ""


def _is_of_publication(attributes: Attributes) -> bool:
    """A page names many times; only those marked as its own date are."""
    if "pubdate" in attributes or attributes.get("itemprop") == "datePublished":
        return True
    return not _PUBLISHED.isdisjoint(attributes.get("class", "").split())


def _told_inside(tag: str, attributes: Attributes) -> str:
    """The name of what the text of an element states; ``""`` for most."""
    if tag == "title":
        return "title"
    if tag == "script":
        return "json" if attributes.get("type") == "application/ld+json" else ""
    marked = attributes.get("rel") == "author" or attributes.get("itemprop") == "author"
    return "marked" if marked and tag not in ("meta", "link") else ""


def _told_in_json(text: str) -> Iterator[tuple[str, str]]:
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
    """All objects of some JSON, the outer ones first."""
    level = [data]
    while level:
        yield from (item for item in level if isinstance(item, dict))
        level = [
            inner
            for item in level
            if isinstance(item, dict | list)
            for inner in (item.values() if isinstance(item, dict) else item)
        ]


def _is_a(node: dict[str, Any], *endings: str) -> bool:
    return any(kind.endswith(endings) for kind in _names(node.get("@type")))


def _names(value: object) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, str):
            yield name


Stated = Mapping[str, list[str]]
"""What a document states, as it is written, by the name that it has there."""


def first_stated(
    stated: Stated, names: Iterable[str], read: Callable[[str], str | None]
) -> str | None:
    """What is stated under the first of the names that states something readable."""
    values = (value for name in names for value in stated.get(name, ()))
    return next(filter(None, map(read, values)), None)


def stated_authors(stated: Stated, names: Iterable[str]) -> str | None:
    """All authors stated under the first of the names that states any."""
    found = (list(filter(None, map(stated_name, stated.get(name, ())))) for name in names)
    return next((", ".join(dict.fromkeys(authors)) for authors in found if authors), None)


def stated_name(value: str) -> str | None:
    """A title or a name as stated; ``None`` for an address and for what programs leave."""
    name = " ".join(GONE.sub("", value[: 2 * _LONGEST_FACT]).split())
    if name.lower() in _NO_NAME or "://" in name or name[0] == "@" or len(name) > _LONGEST_FACT:
        return None
    return name


def stated_date(value: str) -> str | None:
    """``YYYY-MM-DD``, ``YYYY-MM`` or ``YYYY`` where a date begins with it; else ``None``."""
    found = _DATE.fullmatch(value.strip()[:_LONGEST_FACT])
    parts = [part for part in found.groups() if part] if found else []
    try:
        day = date(*map(int, [*parts, "1", "1"][:3])) if parts else date.min
    except ValueError:
        return None
    # The day that clocks begin with is a date that nobody set.
    return None if day in (date.min, date(1970, 1, 1)) else "-".join(parts)


def stated_address(value: str) -> str | None:
    """A web address as stated; ``None`` for anything else."""
    address = value.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    whole = address.isprintable() and " " not in address and len(address) <= 2_000
    return address if whole and parts.scheme in ("http", "https") and parts.netloc else None


def stated_language(value: str) -> str | None:
    """``en`` of ``en-GB``; ``None`` where no language is stated."""
    found = _LANGUAGE.fullmatch(value.strip())
    code = found[1].lower() if found else "und"
    return None if code in ("und", "mul", "zxx") else code
