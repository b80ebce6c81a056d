"""The HTML of a page → its links and what it says of itself to programs. Nothing of it is run."""

import re
from dataclasses import dataclass, field

from index.reading.formats.html import decode_page, feed_html
from index.reading.formats.html_attributes import Attributes
from index.reading.formats.reading import Unreadable
from index.sources.web.page_addresses import normal_address
from index.sources.web.robots import AGENT

MOST_LINKS = 10_000
_REFRESH = re.compile(
    r"\s*\d(?:\.\d*)?\s*[;,]\s*(?:url\s*=)?\s*[\"']?([^\"'\s]{1,2000})[\"']?\s*", re.IGNORECASE
)
"""A refresh within ten seconds; one after minutes is a page that renews itself."""
_LONGEST_REFRESH = 2_100


@dataclass(frozen=True, slots=True)
class PageLinks:
    """What a page says to a program that follows its links."""

    links: tuple[str, ...] = ()
    """Normal addresses, of any host."""
    canonical: str = ""
    """The address that the page says is its own; empty if it says none."""
    title: str = ""
    keep: bool = True
    """Whether programs may keep the page."""
    asks_password: bool = False
    leads_to: str = ""
    """Where a browser goes on by itself at once; empty if it stays."""


def links_of(data: bytes, address: str) -> PageLinks:
    """The links of a page that was fetched from an address; none if it cannot be read."""
    target = _Links(address)
    try:
        feed_html(decode_page(data)[0], target)
    except Unreadable:
        return PageLinks()
    links = tuple(dict.fromkeys(target.links)) if target.follow else ()
    return PageLinks(
        (*links, target.leads_to) if target.leads_to else links,
        target.canonical,
        " ".join(target.title.split()),
        target.keep,
        target.asks_password,
        target.leads_to,
    )


@dataclass(slots=True)
class _Links:
    """A parser's target; ``base`` is the address where relative ones start."""

    base: str
    links: list[str] = field(default_factory=list)
    canonical: str = ""
    title: str = ""
    keep: bool = True
    follow: bool = True
    asks_password: bool = False
    leads_to: str = ""
    _has_base: bool = False
    _in_title: bool = False

    def start(self, tag: str, attributes: Attributes) -> None:
        match tag:
            case "a" | "area":
                self._link(attributes)
            case "base":
                self._set_base(attributes.get("href", ""))
            case "link":
                self._head_link(attributes)
            case "meta":
                self._meta(attributes)
            case "title":
                self._in_title = not self.title
            case "input":
                self.asks_password |= attributes.get("type", "").lower() == "password"

    def end(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def data(self, text: str) -> None:
        if self._in_title and len(self.title) < 1_000:
            self.title += text

    def close(self) -> None:
        """Needed by the parser; the results are taken from the attributes."""

    def _link(self, attributes: Attributes) -> None:
        if "nofollow" not in _words(attributes.get("rel", "")):
            self._add(attributes.get("href"))

    def _add(self, href: str | None) -> None:
        address = normal_address(href, self.base) if href is not None else None
        if address and len(self.links) < MOST_LINKS:
            self.links.append(address)

    def _set_base(self, href: str) -> None:
        if not self._has_base and (base := normal_address(href, self.base)):
            self.base, self._has_base = base, True

    def _head_link(self, attributes: Attributes) -> None:
        kinds = _words(attributes.get("rel", ""))
        if "canonical" in kinds and not self.canonical:
            self.canonical = normal_address(attributes.get("href", ""), self.base) or ""
        if {"next", "prev"} & kinds:
            self._add(attributes.get("href"))

    def _meta(self, attributes: Attributes) -> None:
        if attributes.get("http-equiv", "").lower() == "refresh" and not self.leads_to:
            wish = " ".join(attributes.get("content", "").split())
            found = _REFRESH.fullmatch(wish[:_LONGEST_REFRESH])
            self.leads_to = (normal_address(found[1], self.base) or "") if found else ""
        if attributes.get("name", "").lower() not in ("robots", AGENT):
            return
        wishes = _words(attributes.get("content", "").replace(",", " "))
        self.keep &= not {"noindex", "none"} & wishes
        self.follow &= not {"nofollow", "none"} & wishes


def _words(value: str) -> set[str]:
    return set(value.lower().split())
