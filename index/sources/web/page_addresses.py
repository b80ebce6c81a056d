"""Addresses of pages as people write them → one spelling, and what belongs to a site. Pure.

>>> normal_address("HTTP://Docs.Example.org:80/a/../b?utm_source=x&q=1#part")
'http://docs.example.org/b?q=1'
>>> same_page("https://www.example.org/b/index.html") == same_page("http://example.org/b")
True
"""

import re
from dataclasses import dataclass

from yarl import URL

LONGEST = 2_000
"""Characters of an address; what is longer is made by a program for itself."""

_TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|(?:fb|g|gb|y|ms)cl(?:k)?id|mc_[ce]id|_ga|_gl|igshid|"
    r"phpsessid|jsessionid|sessionid|sid",
    re.IGNORECASE,
)
_INDEX_NAME = re.compile(r"(?:index|default)\.(?:x?html?|php|aspx?|jsp|md)", re.IGNORECASE)


def normal_address(address: str, base: str = "") -> str | None:
    """An address without fragment, tracking and roundabout spelling; ``None`` if it is no page's.

    A relative one starts at ``base``.
    """
    try:
        url = URL(base).join(URL(address.strip())) if base else URL(address.strip())
        url = url.with_fragment(None)
        if _TRACKING.search(url.raw_query_string):
            kept = [(name, value) for name, value in url.query.items() if not _is_tracking(name)]
            url = url.with_query(kept)
    except (ValueError, TypeError, UnicodeError):
        return None
    is_page = url.scheme in ("http", "https") and url.host and url.user is None
    if not is_page or url.password is not None:
        return None
    text = f"{url.origin()}{url.raw_path_qs}"
    return text if len(text) <= LONGEST else None


def same_page(address: str) -> str:
    """What is equal for two spellings under which servers give one page, of a normal address."""
    url = URL(address)
    path = url.raw_path.rpartition("/")
    stem = path[0] if _INDEX_NAME.fullmatch(path[2]) else url.raw_path.rstrip("/")
    query = "&".join(sorted(url.raw_query_string.split("&")))
    return f"{_place(url)}{stem}?{query}"


def is_index(name: str) -> bool:
    """Whether a file of this name is what a server gives for its folder."""
    return _INDEX_NAME.fullmatch(name) is not None


def _is_tracking(name: str) -> bool:
    return _TRACKING.fullmatch(name) is not None


def _place(url: URL) -> str:
    """The host without ``www``, and its port unless it is the usual one of either scheme."""
    host = (url.host or "").removeprefix("www.").rstrip(".")
    return host if url.port in (80, 443) else f"{host}:{url.port}"


@dataclass(frozen=True, slots=True)
class Scope:
    """The pages of a site: those of one host whose path begins with a prefix."""

    start: URL
    prefix: str
    """It ends with a slash; the page of this name without the slash is within."""

    @classmethod
    def below(cls, address: str, prefix: str) -> "Scope":
        """The pages of an address's host below a prefix."""
        return cls(URL(address), prefix if prefix.endswith("/") else f"{prefix}/")

    def inside(self, address: str, base: str = "") -> str | None:
        """The normal address of a page of the site, as the site spells its host; else ``None``."""
        normal = normal_address(address, base)
        if normal is None or _place(URL(normal)) != _place(self.start):
            return None
        url = URL(normal).with_scheme(self.start.scheme)
        url = url.with_host(self.start.host or "").with_port(self.start.explicit_port)
        path = url.raw_path
        return str(url) if path.startswith(self.prefix) or f"{path}/" == self.prefix else None


def folder_of(address: str) -> str:
    """The prefix of the pages below an address: ``/guide/`` of ``/guide``, of ``/guide/`` and of
    ``/guide/index.html``, and of ``/guide/install.html``."""
    path = URL(address).raw_path
    folder, _, name = path.rpartition("/")
    is_file = "." in name
    return f"{folder}/" if is_file or not name else f"{path}/"


def names_file(address: str) -> bool:
    """Whether an address names one file and no folder, as ``/guide/install.html`` does."""
    name = URL(address).raw_path.rpartition("/")[2]
    return "." in name and not is_index(name)
