"""What a person writes for a place in the documents → the document, and the part of it.

A place is written as ``ask`` prints it: ``notes.md:120-180``, characters; ``docs/notes.md:12``, a
line of a file; ``notes.md#anchor`` or ``report.pdf#page=3``; or the number of a quote of the last
answer. What names the document is, and the first of these that names any decides: its id, its
path, its title, its address on the web, the end of its id; last of all the same in other case.
"""

import os
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol
from urllib.parse import unquote, urldefrag

from bot.cli.last_answer import ShownQuote, read_last_answer
from bot.cli.nearest import folded, nearest
from bot.cli.places import Place, place_in
from bot.rendering.safe_text import is_link, printable
from index.documents import Document, Metadata
from index.errors import UsageError

if TYPE_CHECKING:
    from bot.config import Config

MOST_LISTED = 10
"""Documents that a message names when several may be meant."""

_NUMBER = re.compile(r"\d{1,4}")
_IN_LINES = re.compile(r"(?P<name>.+):(?P<place>\d+(?:-\d+)?)", re.DOTALL)
_AT_ANCHOR = re.compile(r"(?P<name>.+)#(?P<place>[^#]+)", re.DOTALL)


class Documents(Protocol):
    """Documents by their ids: those of an index, or of a part of it."""

    def document(self, name: str) -> Document | None:
        """The document of that id."""

    def all_metadata(self) -> Iterator[tuple[str, Metadata]]:
        """The ids of all documents, with what they state about themselves."""


class _Names(NamedTuple):
    """What a document can be called; what it does not state is empty."""

    id: str
    title: str
    url: str


def find_place(config: "Config", documents: Documents, address: str) -> Place:
    """The place that is meant; raises ``UsageError`` if none is, or several may be."""
    address = _readable(address)
    if not address.strip():
        raise UsageError("name a document; pincite sources lists them")
    if _NUMBER.fullmatch(address) and documents.document(address) is None:
        return _place_of(_shown_quote(config, int(address)), documents)
    readings = list(_readings(address))
    for name, written in readings:
        for document_id in (name, unquote(name), *_paths_below(config.corpus, name)):
            if (document := documents.document(document_id)) is not None:
                return place_in(document, written)
    return _place_by_name(documents, readings)


def _shown_quote(config: "Config", number: int) -> ShownQuote:
    last = read_last_answer(config)
    if last is None:
        raise UsageError(f"there is no last answer to take quote {number} from; ask first")
    if not 1 <= number <= len(last.quotes):
        quotes = f"quotes 1 to {len(last.quotes)}" if last.quotes else "no quotes"
        raise UsageError(f"the last answer has {quotes}, not {number}")
    return last.quotes[number - 1]


def _place_of(quote: ShownQuote, documents: Documents) -> Place:
    """The place of a quote, if its document is still the one that was quoted."""
    name, _, written = quote.address.rpartition(":")
    document = documents.document(_readable(name))
    if document is None or document.sha256 != quote.sha256:
        raise UsageError(f"{printable(name)!r} is not as it was when it was quoted; ask again")
    return place_in(document, written)


def _readable(name: str) -> str:
    """A name without what is in no id: bytes that are no text, and the end of a text in C."""
    return name.encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _readings(address: str) -> Iterator[tuple[str, str]]:
    """Each way to take an address apart, into a document and a place in it."""
    yield address, ""
    forms = () if is_link(address) else (_IN_LINES, _AT_ANCHOR)
    for match in filter(None, (form.fullmatch(address) for form in forms)):
        yield match["name"], match["place"]


def _paths_below(corpus: Path, name: str) -> Iterator[str]:
    """The id that a path from the folder one stands in has, if it leads into the corpus."""
    for absolute in (os.path.abspath, os.path.realpath):
        path, root = Path(absolute(name)), Path(absolute(corpus))
        if path.is_relative_to(root):
            yield path.relative_to(root).as_posix()


def _place_by_name(documents: Documents, readings: Iterable[tuple[str, str]]) -> Place:
    readings = list(readings)
    all_names = [
        _Names(document_id, metadata.title or "", metadata.url or "")
        for document_id, metadata in documents.all_metadata()
    ]
    for fits in _STEPS:
        for name, written in readings:
            found = [names.id for names in all_names if fits(names, name)]
            if len(found) > 1:
                raise UsageError(_may_be_several(name, found))
            if found and (document := documents.document(found[0])) is not None:
                return place_in(document, written)
    raise UsageError(_is_none(readings[0][0], readings[-1][0], all_names))


def _has_title(names: _Names, name: str) -> bool:
    return name == names.title


def _has_url(names: _Names, name: str) -> bool:
    return name == names.url


def _has_url_with_other_fragment(names: _Names, name: str) -> bool:
    return is_link(name) and urldefrag(name)[0] == urldefrag(names.url)[0]


def _ends_id(names: _Names, name: str) -> bool:
    return names.id.endswith((f"/{name}", f"#{name}"))


def _fits_in_other_case(names: _Names, name: str) -> bool:
    names, name = _Names(*map(folded, names)), folded(name)
    return name in (names.id, names.title) or _ends_id(names, name)


_STEPS: tuple[Callable[[_Names, str], bool], ...] = (
    _has_title,
    _has_url,
    _has_url_with_other_fragment,
    _ends_id,
    _fits_in_other_case,
)


def _may_be_several(name: str, found: list[str]) -> str:
    more = len(found) - MOST_LISTED
    ending = [f"and {more:,} more"] if more > 0 else []
    lines = "\n  ".join([*map(printable, found[:MOST_LISTED]), *ending])
    return f"{name!r} may be one of {len(found):,} documents; write more of its path:\n  {lines}"


def _is_none(address: str, name: str, all_names: list[_Names]) -> str:
    """That no document is called so, and which ones are called almost so."""
    ids = {called: names.id for names in all_names for called in _called(names)}
    alike = dict.fromkeys(printable(ids[called]) for called in nearest(name, ids))
    advice = f"did you mean {' or '.join(alike)}?" if alike else "pincite sources lists them"
    return f"no document {address!r} in the index; {advice}"


def _called(names: _Names) -> Iterator[str]:
    yield names.id
    yield re.split("[/#]", names.id)[-1]
    if names.title:
        yield names.title
