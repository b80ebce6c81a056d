"""A place in a document → the link that opens there.

Text fragments are those of the WICG draft "Text Fragments" (https://wicg.github.io/scroll-to-text-fragment/),
times in recordings those of the W3C's "Media Fragments URI 1.0".
"""

import re
from urllib.parse import quote, urldefrag

from index.documents import TIME, Document, name_of
from index.text.views import Span, shown

FRAGMENT_WORDS = 5
"""Words at the beginning and at the end of the best sentence that a text fragment names."""


_WEB_ADDRESS = re.compile(r"https?://[\x21-\x7e]+")
_OF_MESSAGE = re.compile(r"https://discord\.com/channels/")
_OF_THREAD = re.compile(r"https://discord\.com/channels/\d{1,20}/\d{1,20}")
_MESSAGE_ID = re.compile(r"\d{15,20}")


def is_message(document: Document) -> bool:
    """Whether a document is a message or a thread, which nobody sees as a file with lines."""
    return _OF_MESSAGE.match(document.metadata.url or "") is not None


def link_to(document: Document, best: Span, page: int | None) -> str | None:
    """An address that opens at the place: the document's on the web if it has one, else its file;
    ``None`` where its file cannot be opened at a place."""
    anchor = _heading_anchor(document, best[0])
    url = document.metadata.url
    if url is None or _WEB_ADDRESS.fullmatch(url) is None:
        if (
            name_of(document.id) != document.id
        ):  # No program opens a file in an archive by its address.
            return None
        fragment = f"page={page}" if _is_pdf(document.id) and page else anchor
        return f"{quote(document.id)}#{fragment}" if fragment else None
    if _OF_MESSAGE.match(url):  # The program for it opens no address with more behind it.
        is_message = _OF_THREAD.fullmatch(url) and _MESSAGE_ID.fullmatch(anchor or "")
        return f"{url}/{anchor}" if is_message else url
    base, own_fragment = urldefrag(url)
    if _is_pdf(document.id):
        return f"{base}#page={page}" if page else url
    if document.page_kind == TIME:
        return f"{base}#t={_seconds(document.page_labels, page)}"
    words = _text_fragment(shown(document.text[best[0] : best[1]]))
    return f"{base}#{anchor or own_fragment}:~:text={words}" if words else url


def _seconds(labels: tuple[str, ...], page: int | None) -> int:
    """The seconds of the time at which a page of a recording begins, written ``0:12:40``."""
    label = labels[page - 1] if page and page <= len(labels) else ""
    seconds = 0
    for number in re.findall(r"\d+", label):
        seconds = 60 * seconds + int(number)
    return seconds


def _is_pdf(document_id: str) -> bool:
    return document_id.lower().endswith(".pdf")


def _heading_anchor(document: Document, start: int) -> str | None:
    """The anchor of the heading that the place stands under."""
    above = [heading for heading in document.headings if heading.start <= start]
    return above[-1].anchor if above else None


def _text_fragment(sentence: str) -> str:
    """The sentence as a text directive, by its first and its last words when it is long."""
    words = sentence.split()
    if len(words) <= 2 * FRAGMENT_WORDS:
        return _directive(words)
    return f"{_directive(words[:FRAGMENT_WORDS])},{_directive(words[-FRAGMENT_WORDS:])}"


def _directive(words: list[str]) -> str:
    # A dash would mark a prefix or a suffix in the directive.
    return quote(" ".join(words), safe="").replace("-", "%2D")
