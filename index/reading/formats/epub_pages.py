"""The pages of the printed book in an EPUB: its list of pages, and where they begin in its text."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from index.documents import Heading
from index.reading.formats.epub_blocks import page_label
from index.text.roman import roman, roman_value

_MOST_PAGES = 20_000


class PageTarget(NamedTuple):
    """A page in a list of pages: its printed label, and the address where it begins."""

    label: str
    href: str


def targets_in_navigation(root: Any) -> Iterator[PageTarget]:
    """The pages that the navigation of an EPUB 3 lists."""
    for navigation in root.iter("{*}nav"):
        types = " ".join(
            v for k, v in navigation.items() if k.rpartition("}")[2] in ("type", "role")
        )
        if "page-list" in types or "doc-pagelist" in types:
            for link in navigation.iter("{*}a"):
                yield PageTarget(page_label("".join(link.itertext())), link.get("href", ""))


def targets_in_ncx(root: Any) -> Iterator[PageTarget]:
    """The pages that the navigation of an EPUB 2 lists."""
    for target in root.iter("{*}pageTarget"):
        words = "".join(text for label in target.iter("{*}text") for text in label.itertext())
        label = page_label(words) or page_label(target.get("value", ""))
        for content in target.iterchildren("{*}content"):
            yield PageTarget(label, content.get("src", ""))


def targets_in_map(root: Any) -> Iterator[PageTarget]:
    """The pages of a map of pages, as some programs write beside the navigation."""
    for page in root.iter("{*}page"):
        yield PageTarget(page_label(page.get("name", "")), page.get("href", ""))


def numbered_pages(
    offsets: Sequence[int], printed: Sequence[str], text: str, headings: Sequence[Heading]
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Where pages begin, the first at 0, and what is printed on them.

    What stands before the first page is on the page before it, unless it is only its heading. There
    are none where the signs of pages and what is printed on them are not as many.
    """
    labels = dict(zip(offsets, printed, strict=False))
    if not labels or len(labels) > _MOST_PAGES or len(offsets) != len(printed):
        return (), ()
    first = min(labels)
    if _is_prose(text, first, headings):
        labels[0] = _label_before(labels[first])
    else:
        labels[0] = labels.pop(first)
    starts = sorted(labels)
    return tuple(starts), tuple(labels[start] for start in starts)


def _is_prose(text: str, end: int, headings: Sequence[Heading]) -> bool:
    """Whether other words than headings stand before a place."""
    start = 0
    for heading in headings:
        if heading.start >= end or text[start : heading.start].strip():
            break
        start = heading.end
    return bool(text[start:end].strip())


def _label_before(label: str) -> str:
    number = int(label) if label.isdigit() else roman_value(label)
    if number < 2:
        return f"before {label}"
    before = str(number - 1) if label.isdigit() else roman(number - 1)
    return before.upper() if label.isupper() else before
